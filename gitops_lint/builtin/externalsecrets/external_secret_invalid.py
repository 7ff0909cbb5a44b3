"""Rule: the External Secrets Operator takes the ExternalSecret."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.identity.arn import is_template
from gitops_lint.patterns import regex
from gitops_lint.rule import Bad, Good, Node, Occurrence, Resource, Rule, Severity

_DURATION = regex(r"[-+]?(?:0|(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+)")
_TARGETS = ("Data", "Annotations", "Labels")
_NOT_OWNED = ("Merge", "None", "CreateOrMerge")


class ExternalSecretInvalid(Rule[Resource]):
    """An ExternalSecret says something that its operator's webhook or API refuses, so the sync fails.

    `refreshInterval` is a duration of Go: hours are its largest unit, `24h` and not `1d`.  Either `data` or `dataFrom`
    must say what to fetch, each entry of `dataFrom` in one way.  `deletionPolicy: Delete` needs `creationPolicy: Owner`,
    `deletionPolicy: Merge` a Secret to merge with.  No key is fetched twice.

    Source: external-secrets 2.9, `apis/externalsecrets/v1/externalsecret_validator.go`.

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
        for entry in target.items("spec", "dataFrom"):
            yield from self._source(entry)
        yield from self._policies(target)
        yield from self._keys(target)
        yield from self._template(target)

    def _source(self, entry: Node) -> Iterator[Occurrence]:
        """One entry of ``dataFrom``: exactly one way to get its data."""
        if not isinstance(entry.value, dict):
            return
        extract, find, generator = (entry.value.get(key) for key in ("extract", "find", "sourceRef"))
        if not any((extract, find, generator)):
            yield self.finding(entry, "either extract, find, or sourceRef must be set to dataFrom")
        elif (extract and find) or (entry.get("sourceRef", "generatorRef") and (extract or find)):
            yield self.finding(entry, "extract, find, or generatorRef cannot be set at the same time")
        elif generator and not entry.get("sourceRef", "generatorRef") and not entry.get("sourceRef", "storeRef"):
            yield self.finding(entry, "generatorRef or storeRef must be set when using sourceRef in dataFrom")

    def _keys(self, target: Resource) -> Iterator[Occurrence]:
        """Keys of the Secret that are there twice; only judged where the Secret is kept (``Retain``, the default)."""
        if target.get("spec", "target", "deletionPolicy") not in (None, "Retain"):
            return
        seen: set[str] = set()
        for item in target.items("spec", "data"):
            key = item.at("secretKey")
            if key is None or not isinstance(key.value, str):
                continue
            if key.value in seen:
                yield self.finding(key, f"duplicate secretKey found: {key.value}", grip="value")
            seen.add(key.value)

    def _template(self, target: Resource) -> Iterator[Occurrence]:
        kind = target.at("spec", "target", "template", "type")
        if kind is not None and kind.value == "bootstrap.kubernetes.io/token":
            yield self.finding(kind, f'template.type="{kind.value}" is not allowed', grip="value")
        for item in target.items("spec", "target", "template", "templateFrom"):
            place = item.at("target")
            if place is not None and isinstance(place.value, str) and place.value.capitalize() not in _TARGETS:
                words = 'must be one of "Data", "Annotations" or "Labels"'
                yield self.finding(place, f'templateFrom target="{place.value}" is not allowed, {words}', grip="value")

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
        Bad("""
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: {name: api}
            spec:
              secretStoreRef: {name: aws, kind: ClusterSecretStore}
              target:
                template:
                  type: bootstrap.kubernetes.io/token
                  #     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ template.type="bootstrap.kubernetes.io/token" is not allowed
                  templateFrom:
                    - target: Values
                      #       ^^^^^^ templateFrom target="Values" is not allowed, must be one of "Data", "Annotations" or "Labels"
                      literal: "a: b"
              data:
                - {secretKey: password, remoteRef: {key: shop/api}}
                - secretKey: password
                  #          ^^^^^^^^ duplicate secretKey found: password
                  remoteRef: {key: shop/web}
              dataFrom:
                - rewrite: []
                # ^^^^^^^ either extract, find, or sourceRef must be set to dataFrom
                - extract: {key: shop/api}
                # ^^^^^^^ extract, find, or generatorRef cannot be set at the same time
                  find: {name: {regexp: "^shop"}}
                - sourceRef: {}
                # ^^^^^^^^^ either extract, find, or sourceRef must be set to dataFrom
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
