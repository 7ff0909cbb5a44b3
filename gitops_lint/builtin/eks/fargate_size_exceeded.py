"""Rule: pods on Fargate fit into its largest size."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.eks._fargate import RESERVED, gibibytes, on_fargate, size_of
from gitops_lint.podsecurity.usage import pod_requests, with_request_defaults
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Rule, Severity, Workload


class FargateSizeExceeded(Rule[Workload]):
    """A pod asks for more than Fargate has: 16 vCPU and 120 GB, of which 256 MB are Fargate's own.

    It is never scheduled.

    **When to allow it.**  Never; run it on EC2.
    """

    summary = "pod asks for more than Fargate has"
    severity = Severity.ERROR
    looks_inside = True
    tags = frozenset({"eks", "fargate", "resources", "scheduling"})

    def check(self, target: Workload, repo: Repository) -> Iterator[Occurrence]:
        """What the pod requests in all."""
        if not on_fargate(target, repo):
            return
        asked = pod_requests(with_request_defaults(target.pod.value), overhead=False)
        if size_of(asked) is None:
            cpu = asked["cpu"].milli / 1000 if "cpu" in asked else 0
            memory = gibibytes(asked["memory"].value + RESERVED) if "memory" in asked else "no memory"
            message = f"pod asks for {cpu:g} vCPU and {memory}, Fargate has at most 16 vCPU and 120 GB"
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
                      #^^^^^^^^^ pod asks for 4 vCPU and 120.2 GB, Fargate has at most 16 vCPU and 120 GB
                        - name: app
                          image: registry.example/app:1.4.2
                          resources: {requests: {cpu: "4", memory: 120Gi}}
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
                          resources: {requests: {cpu: "16", memory: 119Gi}}
                    """,
            },
            config={"clusters": {"prod": {"compute": ["fargate"]}}},
        ),
    )
