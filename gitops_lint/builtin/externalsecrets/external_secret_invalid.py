"""Rule: the External Secrets Operator takes the ExternalSecret."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.identity.arn import is_template
from gitops_lint.patterns import regex
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity

_DURATION = regex(r"[-+]?(?:0|(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+)")
_NOT_OWNED = ("Merge", "None", "CreateOrMerge")


class ExternalSecretInvalid(Rule[Resource]):
    """An ExternalSecret says something that its operator's webhook or API refuses, so the sync fails.

    `refreshInterval` is a duration of Go: hours are its largest unit, `24h` and not `1d`.  Either `data` or `dataFrom`
    must say what to fetch.  `deletionPolicy: Delete` needs `creationPolicy: Owner`, `deletionPolicy: Merge` a Secret to
    merge with.

    **When to allow it.**  Never; it is refused.
    """

    summary = "ExternalSecret is refused by its operator"
    severity = Severity.ERROR
    tags = frozenset({"eks", "external-secrets", "secrets", "sync"})
    kinds = ("external-secrets.io/ExternalSecret",)

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The fields that depend on each other, and the interval."""
        interval = target.at("spec", "refreshInterval")
        text = interval.value if interval is not None else None
        if interval is not None and isinstance(text, str) and not (is_template(text) or _DURATION.fullmatch(text)):
            yield self.finding(interval, f"'{text}' is no duration, the largest unit is 'h'", grip="value")
        if (
            isinstance(target.get("spec"), dict)
            and not target.get("spec", "data")
            and not target.get("spec", "dataFrom")
        ):
            yield self.finding(target, "either data or dataFrom should be specified")
        yield from self._policies(target)

    def _policies(self, target: Resource) -> Iterator[Occurrence]:
        deletion = target.at("spec", "target", "deletionPolicy")
        creation = target.get("spec", "target", "creationPolicy")
        if deletion is None:
            return
        if deletion.value == "Delete" and creation in _NOT_OWNED:
            message = f"deletionPolicy 'Delete' needs creationPolicy 'Owner', not '{creation}'"
            yield self.finding(deletion, message, grip="value")
        elif deletion.value == "Merge" and creation == "None":
            message = (
                "deletionPolicy 'Merge' must not be used with creationPolicy 'None': there is no Secret to merge with"
            )
            yield self.finding(deletion, message, grip="value")

    examples = (
        Bad("""
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: {name: api}
            spec:
              refreshInterval: 1d
              #                ^^ '1d' is no duration, the largest unit is 'h'
              secretStoreRef: {name: aws, kind: ClusterSecretStore}
              target:
                creationPolicy: Merge
                deletionPolicy: Delete
                #               ^^^^^^ deletionPolicy 'Delete' needs creationPolicy 'Owner', not 'Merge'
              data: [{secretKey: password, remoteRef: {key: shop/api}}]
            """),
        Bad("""
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata:
              name: api
              #     ^^^ either data or dataFrom should be specified
            spec:
              secretStoreRef: {name: aws, kind: ClusterSecretStore}
            """),
        Good("""
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: {name: api}
            spec:
              refreshInterval: 1h30m
              secretStoreRef: {name: aws, kind: ClusterSecretStore}
              dataFrom: [{extract: {key: shop/api}}]
            ---
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: {name: web}
            spec:
              refreshInterval: ${INTERVAL}
              secretStoreRef: {name: aws, kind: ClusterSecretStore}
              target: {deletionPolicy: Delete}
              data: [{secretKey: password, remoteRef: {key: shop/web}}]
            """),
    )
