"""Rule: instance targets have a node port."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.loadbalancer._annotations import INGRESS
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity

_TARGET_TYPE = f"{INGRESS}target-type"


class AlbTargetTypeMismatch(Rule[Resource]):
    """An Ingress asks the AWS Load Balancer Controller for instance targets, but its Service has no node port.

    With `target-type: instance` the load balancer sends to a node port, so the Service must be of type NodePort or
    LoadBalancer; the controller refuses another one.  Use `target-type: ip`, which also works on Fargate, where there are
    no instances at all (clusters whose configuration says `compute: [fargate]` and nothing else).

    Reported only where the annotation is written: what holds without it, a flag of the controller or the IngressClass
    may say.

    **When to allow it.**  Never; the controller does not make the load balancer.
    """

    summary = "instance targets need a Service with a node port"
    severity = Severity.ERROR
    tags = frozenset({"eks", "load-balancer", "services"})
    kinds = ("networking.k8s.io/Ingress",)

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The annotation, once for each Service."""
        node = target.at("metadata", "annotations", _TARGET_TYPE)
        if node is None or node.value != "instance":
            return
        if target.context.cluster.compute == frozenset({"fargate"}):
            yield self.finding(node, "Fargate has no instances for targets of the type 'instance'", grip="value")
            return
        for name in dict.fromkeys(_backends(target)):
            service = repo.find_near(target, "", "Service", target.namespace, name)
            if service is None or service.annotations.get(_TARGET_TYPE) is not None:
                continue
            kind = service.get("spec", "type")
            if kind not in (None, "ClusterIP"):
                continue
            message = f"Service '{name}' of type ClusterIP has no node port for targets of the type 'instance'"
            yield self.finding(node, message, grip="value", related=[(service, "the Service")])

    examples = (
        Bad("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations:
                alb.ingress.kubernetes.io/target-type: instance
                #                                      ^^^^^^^^ Service 'web' of type ClusterIP has no node port for targets of the type 'instance'
            spec:
              ingressClassName: alb
              defaultBackend: {service: {name: web, port: {number: 80}}}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {ports: [{port: 80}]}
            """),
        Bad(
            files={
                "apps/web.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: web, namespace: argocd}
                    spec:
                      project: default
                      source: {repoURL: "https://git.example/acme/gitops.git", path: web, targetRevision: main}
                      destination: {name: prod, namespace: web}
                    """,
                "web/ingress.yaml": """
                    apiVersion: networking.k8s.io/v1
                    kind: Ingress
                    metadata:
                      name: web
                      annotations:
                        alb.ingress.kubernetes.io/target-type: instance
                        #                                      ^^^^^^^^ Fargate has no instances for targets of the type 'instance'
                    spec: {ingressClassName: alb, defaultBackend: {service: {name: web, port: {number: 80}}}}
                    """,
            },
            config={"clusters": {"prod": {"compute": ["fargate"]}}},
        ),
        Good("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web, annotations: {alb.ingress.kubernetes.io/target-type: ip}}
            spec:
              ingressClassName: alb
              defaultBackend: {service: {name: web, port: {number: 80}}}
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: api, annotations: {alb.ingress.kubernetes.io/target-type: instance}}
            spec:
              ingressClassName: alb
              defaultBackend: {service: {name: api, port: {number: 80}}}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {ports: [{port: 80}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: api}
            spec: {type: NodePort, ports: [{port: 80}]}
            """),
    )


def _backends(ingress: Resource) -> Iterator[str]:
    backends = [ingress.get("spec", "defaultBackend")]
    for rule in ingress.items("spec", "rules"):
        backends += [path.get("backend") for path in rule.items("http", "paths")]
    for backend in backends:
        service = backend.get("service") if isinstance(backend, dict) else None
        if not isinstance(service, dict):
            continue
        port = service.get("port")
        if isinstance(port, dict) and port.get("name") == "use-annotation":
            continue
        if isinstance(service.get("name"), str):
            yield service["name"]
