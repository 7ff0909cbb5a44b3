"""Rule: images come from the cluster's own region."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.identity.accounts import region_of
from gitops_lint.identity.arn import partition_of
from gitops_lint.patterns import regex
from gitops_lint.rule import Bad, Container, Good, Occurrence, Rule, Severity

_ECR = regex(r"\d{12}\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws)/")


class EcrImageRegionMismatch(Rule[Container]):
    """An image is pulled from the ECR of another region than the cluster's.

    Every node pays for the transfer and waits longer, and a fault of that region keeps pods of this one from starting.
    Replicate the repository.  From another partition (`aws-cn`, `aws-us-gov` …) the image cannot be pulled with the
    node's role at all, which is a warning.

    The region is that of the cluster's endpoint or ARN (`clusters.<name>.server`).

    **When to allow it.**  The image is small and rarely pulled.
    """

    summary = "image is pulled from the ECR of another region"
    severity = Severity.INFO
    tags = frozenset({"cost", "eks", "images"})

    def check(self, target: Container) -> Iterator[Occurrence]:
        """The image."""
        image = target.at("image")
        match = _ECR.match(image.value) if image is not None and isinstance(image.value, str) else None
        region = region_of(target.resource.context.cluster)
        if image is None or match is None or not region or match[1] == region:
            return
        theirs, ours = partition_of(match[1]), partition_of(region)
        if theirs is None or ours is None:
            return
        if theirs != ours:
            message = f"image is in the partition '{theirs}', its cluster in '{ours}'"
            yield self.finding(image, message, grip="value", severity=Severity.WARNING)
        else:
            yield self.finding(image, f"image is in the region '{match[1]}', its cluster in '{region}'", grip="value")

    _APPLICATION = """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: web, namespace: argocd}
        spec:
          project: default
          source: {repoURL: "https://git.example/acme/gitops.git", path: web, targetRevision: main}
          destination: {name: prod, namespace: web}
        """
    _SERVER = "https://0123456789ABCDEF.gr7.eu-west-1.eks.amazonaws.com"

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
                        - name: app
                          image: 351619759866.dkr.ecr.us-east-1.amazonaws.com/app:1.4.2
                          #      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ image is in the region 'us-east-1', its cluster in 'eu-west-1'
                    """,
            },
            config={"clusters": {"prod": {"server": _SERVER}}},
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
                        - {name: app, image: "351619759866.dkr.ecr.eu-west-1.amazonaws.com/app:1.4.2"}
                        - {name: proxy, image: "public.ecr.aws/acme/proxy:2.0.1"}
                    """,
            },
            config={"clusters": {"prod": {"server": _SERVER}}},
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec: {containers: [{name: app, image: "351619759866.dkr.ecr.us-east-1.amazonaws.com/app:1.4.2"}]}
            """,
            title="nothing says which region the cluster is in",
        ),
    )
