"""Rule: who talks to AWS has an identity there."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.identity.workloads import identity_of
from gitops_lint.patterns import regex
from gitops_lint.rule import Bad, Confidence, Container, Good, Occurrence, Repository, Rule, Severity

_IMAGE = regex(r"(?:^|/)(?:aws-cli|awscli|aws-cli-v2)(?:[:@]|$)")
_COMMAND = regex(
    r"(?:^|[\s;&|(])aws\s+(?:s3|s3api|sts|ssm|secretsmanager|dynamodb|sqs|sns|ecr|ec2|eks|rds|kms|lambda)\b"
)


class AwsClientWithoutIdentity(Rule[Container]):
    """A container runs the command line of AWS, but its ServiceAccount has no role and the container no keys.

    It then gets the role of the node, which is too much for one pod and too little for most; where pods cannot reach the
    instance metadata, it gets nothing: `Unable to locate credentials`.

    Judged are pods whose ServiceAccount is in the repository; associations of Pod Identity that Terraform makes are not
    seen.

    **When to allow it.**  The role of the node is meant, or an association outside of the repository.
    """

    summary = "container talks to AWS without an identity of its own"
    severity = Severity.INFO
    confidence = Confidence.LOW
    looks_inside = True
    tags = frozenset({"eks", "iam", "irsa"})

    def check(self, target: Container, repo: Repository) -> Iterator[Occurrence]:
        """Image and command."""
        if not _talks_to_aws(target):
            return
        identity = identity_of(repo, target.workload)
        if identity is not None and identity.way == "node" and identity.service_account is not None:
            related = [(identity.service_account, "has no role")]
            yield self.finding(target, f"{target.label} talks to AWS, its ServiceAccount has no role", related=related)

    examples = (
        Bad("""
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: backup}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: backup}
            spec:
              serviceAccountName: backup
              containers:
                - name: upload
                  #     ^^^^^^ container 'upload' talks to AWS, its ServiceAccount has no role
                  image: public.ecr.aws/aws-cli/aws-cli:2.17.0
                  args: [s3, cp, /backup, "s3://shop-backup/"]
            """),
        Good("""
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: backup, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::351619759866:role/backup"}}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: backup}
            spec:
              serviceAccountName: backup
              containers: [{name: upload, image: "public.ecr.aws/aws-cli/aws-cli:2.17.0"}]
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: elsewhere}
            spec:
              serviceAccountName: elsewhere
              containers: [{name: app, image: "registry.example/app:1.4.2", command: [sh, -c, aws s3 ls]}]
            """),
    )


def _talks_to_aws(container: Container) -> bool:
    image = container.text("image") or ""
    if _IMAGE.search(image):
        return True
    words = [*container.sequence("command"), *container.sequence("args")]
    return _COMMAND.search(" ".join(word for word in words if isinstance(word, str))) is not None
