"""Rule: consoles are not on the internet."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Repository, Rule, Severity, Workload
from gitops_lint.source.globs import name_matches


class WorkloadExposed(Rule[Workload]):
    """A workload with a console that rules the cluster, or that asks nobody for a password, can be reached from outside.

    Found by the names of images (the option `images`) behind an Ingress, a route or a load balancer that is not
    internal, where the network policies let the traffic through.  Put an authenticating proxy in front, or use
    `kubectl port-forward`.

    **When to allow it.**  The console asks for a strong login, and its users are not in your network.
    """

    summary = "sensitive console can be reached from outside"
    severity = Severity.WARNING
    looks_inside = True
    tags = frozenset({"network", "security", "services"})
    aliases = (
        "kics:Ingress Controller Exposes Workload",
        "kubescape:C-0266",
        "kubescape:C-0021",
        "kubescape:C-0274",
    )
    security_severity = 7.0

    class Options:
        """Options of the rule."""

        images: tuple[str, ...] = (
            "*kubernetes-dashboard*",
            "*kubernetesui/dashboard*",
            "*argoproj/argocli*",
            "*weaveworks/scope*",
            "*kubeflow*centraldashboard*",
            "*apache/nifi*",
            "*jenkins/jenkins*",
            "*phpmyadmin*",
            "*dpage/pgadmin4*",
            "*mongo-express*",
            "*rediscommander*",
        )  #: globs of images with such a console

    def check(self, target: Workload, repo: Repository) -> Iterator[Occurrence]:
        """The image of the container, with the way in."""
        images = (container.at("image") for container in target.containers)
        sensitive = [
            image for image in images if image and isinstance(image.value, str) and self._is_sensitive(image.value)
        ]
        if not sensitive:
            return
        from gitops_lint.builtin.services._ingress import is_alb, is_internal_alb
        from gitops_lint.network.claims import reach_of
        from gitops_lint.network.ingress import ways_in
        from gitops_lint.network.repository import view_of
        from gitops_lint.rule import Resource

        view = view_of(repo, target.resource)
        for way in ways_in(repo.once(reach_of, view), view.scene.services, view.scene.entries) if view else ():
            entry = way.entry.source
            if way.target.source is not target.resource or not way.allowed or not isinstance(entry, Resource):
                continue
            internal = is_alb(entry) and is_internal_alb(entry)
            if not internal and "internal" not in entry.annotations.values():
                message = f"{way.entry.kind} '{way.entry.name}' opens this console to the outside: {way.allowed}"
                yield self.finding(
                    sensitive[0], message, related=[(entry.at("metadata", "name") or entry, "opened here")]
                )
                return

    def _is_sensitive(self, image: str) -> bool:
        return name_matches(self.options.images, image)

    examples = (
        Bad("""
            apiVersion: v1
            kind: Pod
            metadata: {name: dashboard, namespace: tools, labels: {app: dashboard}}
            spec:
              containers:
                - name: dashboard
                  image: docker.io/kubernetesui/dashboard:v2.7.0
                  #      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Ingress 'tools' opens this console to the outside: TCP 8443
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: dashboard, namespace: tools}
            spec: {selector: {app: dashboard}, ports: [{port: 443, targetPort: 8443}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: tools, namespace: tools}
            spec: {defaultBackend: {service: {name: dashboard, port: {number: 443}}}}
            """),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: dashboard, namespace: tools, labels: {app: dashboard}}
            spec: {containers: [{name: dashboard, image: "docker.io/kubernetesui/dashboard:v2.7.0"}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: dashboard, namespace: tools}
            spec: {selector: {app: dashboard}, ports: [{port: 443, targetPort: 8443}]}
            """),
    )
