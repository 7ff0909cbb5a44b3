"""Rule: pods on Fargate ask for what Fargate has."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Node, Occurrence, Rule, Severity, Workload


class FargateUnsupported(Rule[Workload]):
    """A pod asks for something that Fargate does not have, so it is never scheduled.

    On Fargate there are no DaemonSets, no privileged containers, no host network or host ports, no GPUs and no host paths
    of your own.  Judged are clusters whose configuration says `compute: [fargate]` and nothing else.

    **When to allow it.**  Never; run it on EC2, or as a sidecar instead of a DaemonSet.
    """

    summary = "pod asks for something that Fargate does not have"
    severity = Severity.ERROR
    tags = frozenset({"eks", "fargate", "scheduling"})

    def check(self, target: Workload) -> Iterator[Occurrence]:
        """The fields of the pod and its containers."""
        if target.resource.context.cluster.compute != frozenset({"fargate"}):
            return
        if target.kind == "DaemonSet":
            yield self.finding(target.resource, "Fargate runs no DaemonSets")
            return
        network = target.pod.at("hostNetwork")
        if network is not None and network.value is True:
            yield self.finding(network, "Fargate has no host network")
        for volume in target.pod.items("volumes"):
            path = volume.at("hostPath")
            if path is not None and path.value is not None:
                yield self.finding(path, "Fargate has no host paths", grip="key")
        for container in target.containers:
            yield from self._container(container)

    def _container(self, container: Node) -> Iterator[Occurrence]:
        privileged = container.at("securityContext", "privileged")
        if privileged is not None and privileged.value is True:
            yield self.finding(privileged, "Fargate runs no privileged containers")
        for port in container.items("ports"):
            host = port.at("hostPort")
            if host is not None and host.value:
                yield self.finding(host, "Fargate has no host ports")
        for name in ("nvidia.com/gpu", "aws.amazon.com/neuron", "amd.com/gpu"):
            device = container.at("resources", "limits", name)
            if device is not None and str(device.value) not in ("0", "None"):
                yield self.finding(device, f"Fargate has no devices '{name}'", grip="key")

    _APPLICATION = """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: web, namespace: argocd}
        spec:
          project: default
          source: {repoURL: "https://git.example/acme/gitops.git", path: web, targetRevision: main}
          destination: {name: prod, namespace: web}
        """

    examples = (
        Bad(
            files={
                "apps/web.yaml": _APPLICATION,
                "web/pod.yaml": """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: web}
                    spec:
                      hostNetwork: true
                      #            ^^^^ Fargate has no host network
                      containers:
                        - name: app
                          image: registry.example/app:1.4.2
                          securityContext:
                            privileged: true
                            #           ^^^^ Fargate runs no privileged containers
                    """,
            },
            config={"clusters": {"prod": {"compute": ["fargate"]}}},
        ),
        Good(
            files={
                "apps/web.yaml": _APPLICATION,
                "web/pod.yaml": """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: web}
                    spec:
                      hostNetwork: true
                      containers: [{name: app, image: "registry.example/app:1.4.2"}]
                    """,
            },
            config={"clusters": {"prod": {"compute": ["ec2", "fargate"]}}},
            title="there are nodes as well",
        ),
    )
