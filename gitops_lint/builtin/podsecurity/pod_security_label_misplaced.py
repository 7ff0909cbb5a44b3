"""Rule: Pod Security labels are labels of Namespaces."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.podsecurity.labels import PREFIX
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity

_WRITTEN_BY_SERVER = (PREFIX + "exempt", PREFIX + "audit-violations", PREFIX + "enforce-policy")


class PodSecurityLabelMisplaced(Rule[Resource]):
    """A Pod Security label stands where nobody reads it.

    The API server looks at the labels of Namespaces only: not at those of workloads, and not at annotations.

    **When to allow it.**  Never.
    """

    summary = "Pod Security label where nobody reads it"
    severity = Severity.WARNING
    tags = frozenset({"pod-security", "security"})
    about_keys = (PREFIX,)

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Each such label or annotation."""
        namespace = target.is_a("", "Namespace")
        for part in ("labels", "annotations"):
            if namespace and part == "labels":
                continue
            for key in target.mapping("metadata", part):
                if isinstance(key, str) and key.startswith(PREFIX) and not key.startswith(_WRITTEN_BY_SERVER):
                    node = target.at("metadata", part, key)
                    message = f"'{key}' is read as a label of Namespaces only"
                    yield self.finding(node or target, message, grip="key")

    examples = (
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              labels:
                pod-security.kubernetes.io/enforce: restricted
                #^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'pod-security.kubernetes.io/enforce' is read as a label of Namespaces only
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              annotations:
                pod-security.kubernetes.io/enforce: restricted
                #^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'pod-security.kubernetes.io/enforce' is read as a label of Namespaces only
            """,
            title="an annotation",
        ),
        Good(
            """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.kubernetes.io/enforce: baseline
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: web
              labels:
                app: web
            """,
        ),
    )
