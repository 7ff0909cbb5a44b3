"""Rule: no proxy of a mesh is asked for where none is injected."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Node, Occurrence, Rule, Severity, Workload

_LINKERD = ("enabled", "ingress")
_ISTIO = "sidecar.istio.io/inject"


class MeshInjectionHostNetwork(Rule[Workload]):
    """A pod on the network of its node asks for the proxy of a service mesh, and gets none.

    Both Istio and Linkerd leave out pods with `hostNetwork: true`, for the proxy would redirect the traffic of the node.
    The pod runs outside of the mesh: without mTLS, and unable to reach what demands it.

    **When to allow it.**  Never; the request has no effect.
    """

    summary = "proxy of a mesh is not injected into pods with host network"
    severity = Severity.WARNING
    tags = frozenset({"network", "security", "service-mesh"})

    def check(self, target: Workload) -> Iterator[Occurrence]:
        """The label or annotation of the pod."""
        if target.pod.get("hostNetwork") is not True:
            return
        for node, mesh in _asked(target):
            message = f"{mesh} injects no proxy into a pod with 'hostNetwork: true'"
            yield self.finding(node, message, grip="key")

    examples = (
        Bad("""
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: {name: agent}
            spec:
              selector: {matchLabels: {app: agent}}
              template:
                metadata:
                  labels:
                    app: agent
                    sidecar.istio.io/inject: "true"
                    #^^^^^^^^^^^^^^^^^^^^^^ Istio injects no proxy into a pod with 'hostNetwork: true'
                  annotations:
                    linkerd.io/inject: enabled
                    #^^^^^^^^^^^^^^^^ Linkerd injects no proxy into a pod with 'hostNetwork: true'
                spec:
                  hostNetwork: true
                  containers: [{name: app, image: "registry.example/agent:1.4.2"}]
            """),
        Good("""
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: {name: agent}
            spec:
              selector: {matchLabels: {app: agent}}
              template:
                metadata: {labels: {app: agent, sidecar.istio.io/inject: "false"}}
                spec:
                  hostNetwork: true
                  containers: [{name: app, image: "registry.example/agent:1.4.2"}]
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, annotations: {linkerd.io/inject: enabled}}
            spec: {containers: [{name: app, image: "registry.example/app:1.4.2"}]}
            """),
    )


def _asked(workload: Workload) -> Iterator[tuple[Node, str]]:
    """Where the pod itself asks for a proxy, and of which mesh."""
    for field in ("labels", "annotations"):
        node = workload.template.at("metadata", field, _ISTIO)
        if node is not None and node.value == "true":
            yield node, "Istio"
    node = workload.template.at("metadata", "annotations", "linkerd.io/inject")
    if node is not None and node.value in _LINKERD:
        yield node, "Linkerd"
