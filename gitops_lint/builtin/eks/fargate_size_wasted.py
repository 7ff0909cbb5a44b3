"""Rule: pods on Fargate use what is paid for."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.eks._fargate import RESERVED, gibibytes, on_fargate, size_of
from gitops_lint.podsecurity.usage import pod_requests, with_request_defaults
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Rule, Severity, Workload


class FargateSizeWasted(Rule[Workload]):
    """Fargate rounds a pod up to a size that has far more than the pod asks for, and that size is paid.

    Fargate adds 256 MB to the memory, then takes the next combination of vCPU and memory: 1 vCPU and 8 GB become 8.25 GB,
    which no node with 1 vCPU has, so 2 vCPU and 9 GB are paid.  Asking for 256 MB less often halves the price.

    Reported is what leaves more than the option `share` of the vCPU or of the memory unused.

    **When to allow it.**  The pod may use what it did not ask for, and needs it.
    """

    summary = "Fargate rounds the pod up to a much larger size"
    severity = Severity.INFO
    looks_inside = True
    tags = frozenset({"cost", "eks", "fargate", "resources"})

    class Options:
        """Options of the rule."""

        share: int = 40  #: percent of the vCPU or the memory that may be left over

    def check(self, target: Workload, repo: Repository) -> Iterator[Occurrence]:
        """What the pod requests in all, and the size it gets."""
        if not on_fargate(target, repo):
            return
        asked = pod_requests(with_request_defaults(target.pod.value), overhead=False)
        size = size_of(asked)
        if size is None or size == (250, 512) or not asked:
            return
        vcpu, mib = size
        cpu = asked["cpu"].milli if "cpu" in asked else 0
        memory = asked["memory"].value + RESERVED if "memory" in asked else 0
        left = max(1 - cpu / vcpu, 1 - memory / (mib * 2**20))
        if left * 100 > self.options.share:
            paid = f"{vcpu / 1000:g} vCPU and {gibibytes(mib * 2**20)}"
            message = (
                f"pod asks for {cpu / 1000:g} vCPU and {gibibytes(memory)} with Fargate's own 256 MB, paid are {paid}"
            )
            yield self.finding(target.pod.at("containers") or target.pod, message, grip="key")

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
                      containers:
                      #^^^^^^^^^ pod asks for 1 vCPU and 8.25 GB with Fargate's own 256 MB, paid are 2 vCPU and 9 GB
                        - name: app
                          image: registry.example/app:1.4.2
                          resources: {requests: {cpu: "1", memory: 8Gi}}
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
                      containers:
                        - name: app
                          image: registry.example/app:1.4.2
                          resources: {requests: {cpu: "1", memory: 7936Mi}}
                    ---
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: small}
                    spec: {containers: [{name: app, image: "registry.example/app:1.4.2"}]}
                    """,
            },
            config={"clusters": {"prod": {"compute": ["fargate"]}}},
        ),
    )
