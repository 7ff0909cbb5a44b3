"""Rule: no static keys where a role is at hand."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.identity.keys import static_keys, variables
from gitops_lint.identity.workloads import has_roles, role_at_hand
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Rule, Severity, Workload


class StaticAwsKeys(Rule[Workload]):
    """A container gets the keys of an IAM user, which every SDK prefers to the role of its ServiceAccount.

    `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` come first in the credential chain, before IRSA and Pod Identity.
    The role of the ServiceAccount is then silently not used.  They may come from `env`, or by `envFrom` from a Secret or
    ConfigMap of the repository, or one that an ExternalSecret or SealedSecret makes.  The values are in no report.

    **When to allow it.**  The keys are not for AWS, but for another store that speaks S3.  Containers that name an
    endpoint of their own (`AWS_ENDPOINT_URL` and the like) are taken for that.
    """

    summary = "static AWS keys come before the role of the ServiceAccount"
    severity = Severity.WARNING
    looks_inside = True
    tags = frozenset({"eks", "iam", "irsa", "security"})
    security_severity = 6.0

    def check(self, target: Workload, repo: Repository) -> Iterator[Occurrence]:
        """The first key of each container."""
        if not repo.once(has_roles) or not role_at_hand(repo, target):
            return
        for container in target.containers:
            if any("ENDPOINT" in name.upper() for name in variables(repo, container)):
                continue
            for node in list(static_keys(repo, container))[:1]:
                message = (
                    f"{container.label} has static AWS keys, which keep it from using the role of its ServiceAccount"
                )
                yield self.finding(node, message)

    examples = (
        Bad("""
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: web, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::351619759866:role/web"}}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              serviceAccountName: web
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  env:
                    - name: AWS_ACCESS_KEY_ID
                      #     ^^^^^^^^^^^^^^^^^ container 'app' has static AWS keys, which keep it from using the role of its ServiceAccount
                      valueFrom: {secretKeyRef: {name: keys, key: id}}
                    - name: AWS_SECRET_ACCESS_KEY
                      valueFrom: {secretKeyRef: {name: keys, key: secret}}
            """),
        Bad(
            """
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: web, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::351619759866:role/web"}}
            ---
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: {name: keys}
            spec:
              secretStoreRef: {kind: ClusterSecretStore, name: aws}
              target: {name: user}
              data:
                - {secretKey: ACCESS_KEY_ID, remoteRef: {key: user, property: id}}
                - {secretKey: SECRET_ACCESS_KEY, remoteRef: {key: user, property: secret}}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              serviceAccountName: web
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  envFrom:
                    - {prefix: AWS_, secretRef: {name: user}}
                    #  ^^^^^^ container 'app' has static AWS keys, which keep it from using the role of its ServiceAccount
            """,
            title="from a Secret that another object makes",
        ),
        Good("""
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: web, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::351619759866:role/web"}}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              serviceAccountName: web
              containers:
                - {name: app, image: "registry.example/app:1.4.2", env: [{name: AWS_REGION, value: eu-west-1}]}
            """),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  env:
                    - {name: S3_ENDPOINT, value: "http://minio:9000"}
                    - {name: AWS_ACCESS_KEY_ID, valueFrom: {secretKeyRef: {name: keys, key: id}}}
            """,
            title="not for AWS",
        ),
    )
