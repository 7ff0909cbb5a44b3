"""Rule: the ingress controller is maintained."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity

_IMAGE = "ingress-nginx/controller"
_CHARTS = "kubernetes.github.io/ingress-nginx"


class IngressNginxEndOfLife(Rule[Resource]):
    """ingress-nginx is no longer maintained: since March 2026 nobody mends its security bugs.

    Move to a Gateway API implementation or to another controller; F5's `nginx-ingress` is another project and is not
    meant here.

    **When to allow it.**  Somebody maintains a fork of it for you.
    """

    summary = "ingress-nginx is no longer maintained"
    severity = Severity.WARNING
    tags = frozenset({"network", "security", "services"})
    aliases = ("kubescape:C-0292",)
    kinds = ("apps/Deployment", "apps/DaemonSet", "argoproj.io/Application")
    security_severity = 6.0

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The controller's image, or the chart."""
        message = "ingress-nginx is no longer maintained since March 2026"
        workload = target.workload
        for container in workload.containers if workload is not None else ():
            image = container.at("image")
            if image is not None and isinstance(image.value, str) and f"/{_IMAGE}" in f"/{image.value}":
                yield self.finding(image, message)
        if target.kind == "Application":
            for source in (target.at("spec", "source"), *target.items("spec", "sources")):
                chart = source.at("chart") if source is not None else None
                if source is not None and chart is not None and _CHARTS in (source.text("repoURL") or ""):
                    yield self.finding(chart, message)

    examples = (
        Bad("""
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: ingress, namespace: argocd}
            spec:
              project: default
              source:
                repoURL: https://kubernetes.github.io/ingress-nginx
                chart: ingress-nginx
                #      ^^^^^^^^^^^^^ ingress-nginx is no longer maintained since March 2026
                targetRevision: 4.11.3
              destination: {name: prod, namespace: ingress}
            """),
        Good("""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: ingress}
            spec:
              selector: {matchLabels: {app: ingress}}
              template:
                metadata: {labels: {app: ingress}}
                spec: {containers: [{name: nginx, image: "docker.io/nginx/nginx-ingress:4.0.0"}]}
            """),
    )
