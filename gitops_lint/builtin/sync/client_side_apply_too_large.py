"""Rule: object too large for client-side apply."""

from __future__ import annotations

import json
from collections.abc import Iterator

from gitops_lint.references.plain import annotations_of
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Repository, Resource, Rule, Severity
from gitops_lint.syncplan.deployed import settings_of
from gitops_lint.syncplan.options import csv

LIMIT = 256 * 1024
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


class ClientSideApplyTooLarge(Rule[Resource]):
    """Argo CD applies like `kubectl apply`: the whole object goes into an annotation, and all annotations together may have
    262,144 bytes. A larger CustomResourceDefinition or ConfigMap fails with `metadata.annotations: Too long`.

    Apply it on the server's side: `argocd.argoproj.io/sync-options: ServerSideApply=true` on the object, or the sync option
    on the Application. Source: k8s.io/apimachinery `TotalAnnotationSizeLimitB`; kubectl `GetModifiedConfiguration`.

    **When to allow it.**  The object is deployed by something that applies on the server's side.
    """

    summary = "object too large for client-side apply"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "sync"})
    kinds = (
        "apiextensions.k8s.io/CustomResourceDefinition",
        "ConfigMap",
        "Secret",
        "monitoring.coreos.com/PrometheusRule",
        "grafana.integreatly.org/GrafanaDashboard",
    )

    class Options:
        """Options of the rule."""

        maximum: int = LIMIT  #: bytes of all annotations of an object

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The object, if it does not fit."""
        deployable = target.deployable
        if deployable is None or deployable.speculative or deployable.kind == "folder":
            return
        if target.kind in ("ConfigMap", "Secret") and _content(target) < self.options.maximum // 2:
            return
        settings = settings_of(repo, deployable)
        own = csv(target.value)
        on_server = settings.has("ServerSideApply=true") and "ServerSideApply=false" not in own
        if on_server or settings.has("Replace=true") or {"ServerSideApply=true", "Replace=true"} & set(own):
            return
        size = _size(target)
        if size > self.options.maximum:
            certain = deployable.application is not None
            yield self.finding(
                target.at("metadata", "name") or target,
                f"{target.kind} '{target.name}' takes {size} bytes as annotation '{LAST_APPLIED}': 'metadata.annotations: "
                f"Too long: may not be more than {self.options.maximum} bytes'",
                severity=None if certain else Severity.WARNING,
                confidence=Confidence.HIGH if certain else Confidence.MEDIUM,
            )

    examples = (
        Bad(
            options={"maximum": 120},
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: dashboard
                    #       ^^^^^^^^^ ConfigMap 'dashboard' takes 244 bytes as annotation 'kubectl.kubernetes.io/last-applied-configuration': 'metadata.annotations: Too long: may not be more than 120 bytes'
                    data:
                      board.json: "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
                    """,
            },
        ),
        Good(
            title="applied on the server's side",
            options={"maximum": 120},
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: dashboard
                      annotations: {argocd.argoproj.io/sync-options: ServerSideApply=true}
                    data:
                      board.json: "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
                    """,
            },
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: dashboard}
                    data: {board.json: "{}"}
                    """,
            },
        ),
    )


def _content(target: Resource) -> int:
    """The characters of its data: what is far below the limit need not be measured."""
    fields = (target.mapping(field) for field in ("data", "stringData", "binaryData"))
    return sum(len(text) for field in fields for text in field.values() if isinstance(text, str))


def _size(target: Resource) -> int:
    """The bytes of all annotations once the object is in one of them, as Go writes JSON."""
    text = json.dumps(target.value, separators=(",", ":"), ensure_ascii=False, default=str)
    # Go's encoder escapes these three for the sake of browsers.
    escaped = 5 * sum(text.count(char) for char in "<>&")
    others = sum(len(key.encode()) + len(value.encode()) for key, value in annotations_of(target.value).items())
    return len(text.encode("utf-8", "surrogatepass")) + 1 + escaped + len(LAST_APPLIED) + others
