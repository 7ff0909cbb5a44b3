"""Rule: target port of a Service is no port of its pods."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.references._pods import selected_pods
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Service, Severity


class ServiceTargetPortUnknown(Rule[Service]):
    """A Service sends to a port by name, and no container of the pods it selects has a port of that name: the Service
    has no endpoints for it.

    **When to allow it.**  Something in the cluster adds the container that has the port.
    """

    summary = "target port of a Service is no port of its pods"
    severity = Severity.WARNING
    tags = frozenset({"references", "reliability"})

    def check(self, target: Service, repo: Repository) -> Iterator[Occurrence]:
        """Each target port by name that no container of the selected pods has."""
        deployable = target.deployable
        if deployable is None or deployable.speculative or deployable.not_checked:
            return
        named = [port for port in target.items("spec", "ports") if port.text("targetPort")]
        pods = selected_pods(repo, target) if named else ()
        names = {name for pod in pods for name in _port_names(pod.key)}
        for port in named if pods else ():
            node = port.at("targetPort")
            if node is not None and node.value not in names and not node.value.isdigit():
                yield self.finding(node, f"no container of the selected pods has a port '{node.value}'")

    examples = (
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: v1
                    kind: Service
                    metadata:
                      name: web
                    spec:
                      selector: {app: web}
                      ports:
                        - port: 80
                          targetPort: web
                    #                 ^^^ no container of the selected pods has a port 'web'
                    ---
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: web
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                              ports: [{name: http, containerPort: 8080}]
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
                    kind: Service
                    metadata:
                      name: web
                    spec:
                      selector: {app: web}
                      ports:
                        - port: 80
                          targetPort: http
                    ---
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: web
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                              ports: [{name: http, containerPort: 8080}]
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
                    kind: Service
                    metadata:
                      name: web
                    spec:
                      selector: {app: web}
                      ports:
                        - port: 80
                          targetPort: 8080
                    ---
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: web
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                              ports: [{name: http, containerPort: 8080}]
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
                    kind: Service
                    metadata:
                      name: web
                    spec:
                      selector: {app: web}
                      ports:
                        - port: 80
                          targetPort: web
                    """,
            },
        ),
    )


def _port_names(item: object) -> Iterator[str]:
    workload = item.workload if isinstance(item, Resource) else None
    for container in workload.containers if workload is not None else ():
        for port in container.items("ports"):
            name = port.text("name")
            if name:
                yield name
