"""Rule: pods fit on the nodes that Karpenter may start."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.karpenter._nodes import largest_cpu, largest_memory, pools_of
from gitops_lint.podsecurity.usage import pod_requests, with_request_defaults
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Repository, Rule, Severity, Workload


class RequestExceedsNodes(Rule[Workload]):
    """A pod requests more cpu or memory than the largest node that any NodePool of its cluster may have.

    It stays pending.  A node also keeps some for itself and for DaemonSets, so that even less fits.

    Bounds are those of `karpenter.k8s.aws/instance-cpu` and `instance-memory`, and the sizes of instances where these
    are listed.  Without a bound on every NodePool nothing is reported.

    **When to allow it.**  The cluster has other nodes, such as a managed node group.
    """

    summary = "pod requests more than any node of the cluster has"
    severity = Severity.WARNING
    confidence = Confidence.MEDIUM
    looks_inside = True
    tags = frozenset({"cost", "eks", "karpenter", "resources", "scheduling"})

    def check(self, target: Workload, repo: Repository) -> Iterator[Occurrence]:
        """What the pod requests in all."""
        pools = pools_of(repo, target.resource)
        if not pools:
            return
        asked = pod_requests(with_request_defaults(target.pod.value))
        at = target.pod.at("containers") or target.pod
        cpu = [largest_cpu(pool) for pool in pools]
        if "cpu" in asked and None not in cpu:
            most = max(bound for bound in cpu if bound is not None)
            if asked["cpu"].milli > most * 1000:
                message = f"pod requests {asked['cpu']} cpu, the largest node of a NodePool has {most}"
                yield self.finding(at, message, grip="key", related=[(pool, "the NodePool") for pool in pools[:3]])
        memory = [largest_memory(pool) for pool in pools]
        if "memory" in asked and None not in memory:
            most = max(bound for bound in memory if bound is not None)
            if asked["memory"].value > most * 2**20:
                message = f"pod requests {asked['memory']} of memory, the largest node of a NodePool has {most}Mi"
                yield self.finding(at, message, grip="key", related=[(pool, "the NodePool") for pool in pools[:3]])

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
                "web/pool.yaml": """
                    apiVersion: karpenter.sh/v1
                    kind: NodePool
                    metadata: {name: default}
                    spec:
                      template:
                        spec:
                          nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: default}
                          requirements:
                            - {key: karpenter.k8s.aws/instance-cpu, operator: Lt, values: ["9"]}
                            - {key: karpenter.k8s.aws/instance-memory, operator: In, values: ["16384", "32768"]}
                    """,
                "web/pod.yaml": """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: web}
                    spec:
                      containers:
                      #^^^^^^^^^ pod requests 10 cpu, the largest node of a NodePool has 8
                        - name: app
                          image: registry.example/app:1.4.2
                          resources: {requests: {cpu: "10", memory: 4Gi}}
                    """,
            }
        ),
        Good(
            files={
                "apps/web.yaml": _APPLICATION,
                "web/pool.yaml": """
                    apiVersion: karpenter.sh/v1
                    kind: NodePool
                    metadata: {name: small}
                    spec:
                      template:
                        spec:
                          nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: default}
                          requirements:
                            - {key: karpenter.k8s.aws/instance-size, operator: In, values: [large, xlarge]}
                    ---
                    apiVersion: karpenter.sh/v1
                    kind: NodePool
                    metadata: {name: any}
                    spec:
                      template:
                        spec:
                          nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: default}
                          requirements: [{key: kubernetes.io/arch, operator: In, values: [amd64]}]
                    """,
                "web/pod.yaml": """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: web}
                    spec:
                      containers:
                        - name: app
                          image: registry.example/app:1.4.2
                          resources: {requests: {cpu: "10", memory: 64Gi}}
                    """,
            },
            title="a NodePool without bounds",
        ),
    )
