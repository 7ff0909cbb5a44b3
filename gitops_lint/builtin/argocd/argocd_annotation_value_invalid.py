"""Rule: annotation of Argo CD with a value that it does not understand."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.plain import parse_bool
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity

_GROUP = "argocd.argoproj.io/"
_ON_OBJECTS = ("IgnoreExtraneous",)
_ON_APPLICATIONS = (*_ON_OBJECTS, "ServerSideDiff=true", "ServerSideDiff=false", "IncludeMutationWebhook=true")


class ArgocdAnnotationValueInvalid(Rule[Resource]):
    """An annotation of Argo CD has a value that it does not understand, and passes over without a word.

    `compare-options` are whole strings with a comma between them, `IgnoreExtraneous` on any object, `ServerSideDiff=true`,
    `ServerSideDiff=false` and `IncludeMutationWebhook=true` on an Application only.  `skip-reconcile` and
    `ignore-resource-updates` are booleans as Go reads them (`true`, `1`, but not `yes`), `ignore-healthcheck` is `true`
    or nothing, and `managed-by-url` starts with `http://` or `https://`.

    Sync options, hooks and waves have rules of their own.

    **When to allow it.**  A later release knows the value.
    """

    summary = "annotation with a value that Argo CD does not understand"
    severity = Severity.WARNING
    tags = frozenset({"argocd"})
    about_keys = (_GROUP,)

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The annotations of the object that are Argo CD's."""
        for node in target.items("metadata", "annotations"):
            key, text = str(node.pointer[-1]), node.value
            if key.startswith(_GROUP) and isinstance(text, str) and "{{" not in text and "$" not in text:
                for message in _wrong(key.removeprefix(_GROUP), text, target):
                    yield self.finding(node, message)

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata:
              name: shop
              namespace: argocd
              annotations:
                argocd.argoproj.io/compare-options: ServerSideDiff=True
                #                                   ^^^^^^^^^^^^^^^^^^^ compare option 'ServerSideDiff=True' has no effect on an Application, did you mean 'ServerSideDiff=true'?
                argocd.argoproj.io/skip-reconcile: "yes"
                #                                  ^^^^^ 'yes' is no boolean for Argo CD
                argocd.argoproj.io/managed-by-url: argocd.example
                #                                  ^^^^^^^^^^^^^^ invalid managed-by URL: URL must include http or https protocol
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: settings
              annotations:
                argocd.argoproj.io/compare-options: IgnoreExtraneous, ServerSideDiff=true
                #                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ compare option 'ServerSideDiff=true' has no effect on an object
                argocd.argoproj.io/ignore-healthcheck: "True"
                #                                      ^^^^^^ only 'true' counts, not 'True'
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata:
              name: shop
              namespace: argocd
              annotations:
                argocd.argoproj.io/compare-options: ServerSideDiff=true,IncludeMutationWebhook=true
                argocd.argoproj.io/skip-reconcile: "1"
                argocd.argoproj.io/managed-by-url: https://argocd.example
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: settings
              annotations:
                argocd.argoproj.io/compare-options: " IgnoreExtraneous"
                argocd.argoproj.io/ignore-healthcheck: "false"
                argocd.argoproj.io/ignore-resource-updates: "TRUE"
                acme.io/compare-options: none
            """,
        ),
    )


def _wrong(name: str, text: str, target: Resource) -> Iterator[str]:
    if name == "compare-options":
        yield from _options(text, target.group == "argoproj.io" and target.kind == "Application")
    elif name in ("skip-reconcile", "ignore-resource-updates") and parse_bool(text) is None:
        yield f"'{text}' is no boolean for Argo CD"
    elif name == "ignore-healthcheck" and text not in ("true", "false"):
        yield f"only 'true' counts, not '{text}'"
    elif name == "managed-by-url" and text and not text.lower().startswith(("http://", "https://")):
        yield "invalid managed-by URL: URL must include http or https protocol"


def _options(text: str, of_application: bool) -> Iterator[str]:
    from difflib import get_close_matches

    known, place = (_ON_APPLICATIONS, "an Application") if of_application else (_ON_OBJECTS, "an object")
    for option in dict.fromkeys(part.strip() for part in text.split(",")):
        if option and option not in known:
            near = get_close_matches(option, known, 1, 0.9)
            meant = f", did you mean '{near[0]}'?" if near else ""
            yield f"compare option '{option}' has no effect on {place}{meant}"
