"""Rule: pods on Fargate ask for what Fargate has."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.eks._fargate import on_fargate
from gitops_lint.builtin.eks._storage import EBS
from gitops_lint.rule import Bad, Good, Node, Occurrence, Repository, Resource, Rule, Severity, Workload


class FargateUnsupported(Rule[Workload]):
    """A pod asks for something that Fargate does not have, so it is never scheduled.

    On Fargate there are no DaemonSets, no privileged containers, no host network or host ports, no GPUs, no host paths of
    your own and no volumes of EBS.

    Judged are clusters whose configuration says `compute: [fargate]` and nothing else, and pods that a Fargate profile of
    the cluster selects, as ACK, Crossplane or eksctl make it from the repository.

    **When to allow it.**  Never; run it on EC2, or as a sidecar instead of a DaemonSet.
    """

    summary = "pod asks for something that Fargate does not have"
    severity = Severity.ERROR
    tags = frozenset({"eks", "fargate", "scheduling"})

    def check(self, target: Workload, repo: Repository) -> Iterator[Occurrence]:
        """The fields of the pod, its containers and its claims."""
        if not on_fargate(target, repo):
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
        for claim, at in _claims(target, repo):
            name = claim.text("spec", "storageClassName")
            storage = repo.find_near(target.resource, "storage.k8s.io", "StorageClass", "", name) if name else None
            if storage is not None and storage.get("provisioner") in EBS:
                yield self.finding(at, "Fargate mounts no volumes of EBS", related=[(storage, "the class")])
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
        Bad(
            files={
                "apps/web.yaml": _APPLICATION,
                "profile.yaml": """
                    apiVersion: eks.services.k8s.aws/v1alpha1
                    kind: FargateProfile
                    metadata: {name: web}
                    spec:
                      name: web
                      clusterName: prod
                      podExecutionRoleARN: arn:aws:iam::351619759866:role/fargate
                      selectors: [{namespace: "w*", labels: {tier: front}}]
                    """,
                "web/pod.yaml": """
                    apiVersion: apps/v1
                    kind: StatefulSet
                    metadata: {name: web}
                    spec:
                      selector: {matchLabels: {tier: front}}
                      template:
                        metadata: {labels: {tier: front}}
                        spec: {containers: [{name: app, image: "registry.example/app:1.4.2"}]}
                      volumeClaimTemplates:
                        - metadata:
                            name: data
                            #     ^^^^ Fargate mounts no volumes of EBS
                          spec: {storageClassName: fast, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                    ---
                    apiVersion: storage.k8s.io/v1
                    kind: StorageClass
                    metadata: {name: fast}
                    provisioner: ebs.csi.aws.com
                    ---
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: back, labels: {tier: back}}
                    spec: {hostNetwork: true, containers: [{name: app, image: "registry.example/app:1.4.2"}]}
                    """,
            },
            title="a profile selects the pods",
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


def _claims(workload: Workload, repo: Repository) -> Iterator[tuple[Node, Node]]:
    """The claims of a pod, each with the place that asks for it."""
    for volume in workload.pod.items("volumes"):
        name = volume.at("persistentVolumeClaim", "claimName")
        if name is not None and isinstance(name.value, str):
            here: Resource = workload.resource
            claim = repo.find_near(here, "", "PersistentVolumeClaim", here.namespace, name.value)
            if claim is not None:
                yield claim, name
    for template in workload.resource.items("spec", "volumeClaimTemplates"):
        yield template, template.at("metadata", "name") or template
