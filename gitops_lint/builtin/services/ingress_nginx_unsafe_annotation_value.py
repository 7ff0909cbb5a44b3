"""Rule: annotation values do not break out of nginx' configuration."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.services._ingress import INGRESS, NGINX, paths
from gitops_lint.patterns import regex
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity

#: What ends a directive or opens a block; ``$`` starts a variable, which is usual.
_BREAKS = regex(r"[\r\n;{}\"]")
_VALUES = ("auth-url", "mirror-target", "mirror-host", "auth-signin", "rewrite-target")
_PATTERN = regex(r"[\r\n;\"]")  # braces count repetitions in a regular expression


class IngressNginxUnsafeAnnotationValue(Rule[Resource]):
    """Line breaks, `;`, quotes and braces in these annotations end nginx' directive and start another one.

    Older controllers copy `auth-url`, `auth-tls-match-cn`, `mirror-target`, `mirror-host` and paths into their
    configuration unchecked, so that an Ingress could run code in the controller (CVE-2025-24514, CVE-2025-1097,
    CVE-2025-1098, CVE-2021-25745); newer ones refuse the Ingress.

    **When to allow it.**  Never.
    """

    summary = "annotation or path breaks out of nginx' configuration"
    severity = Severity.ERROR
    tags = frozenset({"network", "security", "services"})
    aliases = (
        "KCV-0093",
        "kyverno:nginx-ingress/restrict-annotations",
        "kyverno:restrict-ingress-paths",
    )
    kinds = INGRESS
    security_severity = 8.8

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Each value and path."""
        for annotation in target.items("metadata", "annotations"):
            key, value = str(annotation.pointer[-1]).removeprefix(NGINX), annotation.value
            pattern = _BREAKS if key in _VALUES else _PATTERN if key == "auth-tls-match-cn" else None
            found = pattern.search(value.strip()) if pattern is not None and isinstance(value, str) else None
            if found:
                yield self.finding(annotation, f"{found[0]!r} in '{key}' ends nginx' directive")
        for rule in target.items("spec", "rules"):
            for path in paths(rule):
                node = path.at("path")
                found = _PATTERN.search(node.value) if node is not None and isinstance(node.value, str) else None
                if node is not None and found:
                    yield self.finding(node, f"{found[0]!r} in a path ends nginx' directive")

    examples = (
        Bad("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations:
                nginx.ingress.kubernetes.io/auth-url: "http://a/;}"
                #                                     ^^^^^^^^^^^^^ ';' in 'auth-url' ends nginx' directive
            spec: {rules: [{host: shop.example.com}]}
            """),
        Good("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations:
                nginx.ingress.kubernetes.io/auth-url: https://$host/oauth2/auth
                nginx.ingress.kubernetes.io/auth-tls-match-cn: CN=[a-z]{3,8}
            spec: {rules: [{host: shop.example.com}]}
            """),
    )
