"""Rule: no Secret is kept in git in plain text."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.secrets._content import (
    TAGS,
    credential_of_cluster,
    is_kept,
    is_written,
    secret_values,
    shape_of,
)
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Resource, Rule, Severity
from gitops_lint.source.credentials import is_sensitive_name


class SecretInGit(Rule[Resource]):
    """A Secret with its data is in the repository.

    Everybody who can read the repository, its forks or its backups has the secret, and git never forgets: change it, then
    take it out.  Encrypt it (SOPS, SealedSecret), fetch it (ExternalSecret, Secrets Store CSI driver), or fill it in
    (Argo CD Vault Plugin).  Base64 is no encryption.

    The `config` of a cluster's Secret for Argo CD is read too, which holds its token, password or key as JSON.
    Placeholders, encrypted values, user names and addresses are no findings, nor are values that a chart's template makes.
    The value itself is in no report.

    **When to allow it.**  Test data that opens nothing.
    """

    summary = "Secret with real data in git"
    severity = Severity.ERROR
    confidence = Confidence.HIGH
    tags = TAGS
    aliases = (
        "kics:Using Kubernetes Native Secret Management",
        "kubescape:C-0208",
        "kubescape:C-0234",
    )
    kinds = ("Secret",)
    security_severity = 7.5

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The first entry that is worth hiding, and how many more there are."""
        if isinstance(target.get("sops"), dict):
            return
        kept = []
        for node, value in secret_values(target):
            key = str(node.pointer[-1])
            inside = credential_of_cluster(target, key, value)
            if inside and is_written(node):
                kept.append((node, f"{key}.{inside}", True))
            elif is_kept(key, value) and is_written(node):
                kept.append((node, key, is_sensitive_name(key) or shape_of(value) is not None))
        if not kept:
            return
        node, key, sure = next((entry for entry in kept if entry[2]), kept[0])
        more = f" and {len(kept) - 1} more" if len(kept) > 1 else ""
        yield self.finding(
            node,
            f"Secret keeps '{key}'{more} in git in plain text",
            grip="key",
            severity=None if sure else Severity.WARNING,
            confidence=Confidence.HIGH if sure else Confidence.MEDIUM,
        )

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Secret
            metadata:
              name: prod
              labels: {argocd.argoproj.io/secret-type: cluster}
            stringData:
              name: prod
              server: https://prod.example
              config: '{"bearerToken": "q7TzR2mV9xKc4LpW", "tlsClientConfig": {"insecure": false}}'
              #^^^^^ Secret keeps 'config.bearerToken' in git in plain text
            """,
            title="a cluster's token",
        ),
        Bad(
            """
            apiVersion: v1
            kind: Secret
            metadata:
              name: web
            stringData:
              username: shop
              password: q7TzR2mV9xKc4LpW
              #^^^^^^^ Secret keeps 'password' in git in plain text
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: Secret
            metadata:
              name: web
            data:
              token: cTdUelIybVY5eEtjNExwVw==
              #^^^^ Secret keeps 'token' in git in plain text
              region: ZXUtd2VzdC0x
            """,
            title="base64 hides nothing",
        ),
        Bad(
            files={
                "kustomization.yaml": """
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                secretGenerator:
                  - name: web
                    literals:
                      - password=q7TzR2mV9xKc4LpW
                        #^^^^^^^^^^^^^^^^^^^^^^^^ Secret keeps 'password' in git in plain text
                """,
            },
            title="a generator is no better",
        ),
        Good(
            """
            apiVersion: v1
            kind: Secret
            metadata:
              name: web
            stringData:
              password: ENC[AES256_GCM,data:Zm9v,iv:YmFy,tag:YmF6,type:str]
            sops:
              version: 3.9.0
            """,
            title="encrypted by SOPS",
            valid=False,
        ),
        Good(
            """
            apiVersion: bitnami.com/v1alpha1
            kind: SealedSecret
            metadata:
              name: web
            spec:
              encryptedData:
                password: AgBy3i4OJSWK+PiTySYZZA9rO43cGDEq
            """,
            title="sealed",
        ),
        Good(
            """
            apiVersion: v1
            kind: Secret
            metadata:
              name: web
            stringData:
              password: <path:kv/data/shop#password>
              token: ${TOKEN}
              key: change-me
            """,
            title="filled in later",
        ),
        Good(
            """
            apiVersion: v1
            kind: Secret
            metadata:
              name: web
              labels:
                argocd.argoproj.io/secret-type: repository
            type: Opaque
            stringData:
              url: https://git.example/shop.git
              type: git
            """,
            title="a repository without credentials",
        ),
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [secrets.yaml]
                    replacements:
                      - source: {kind: Secret, name: one, fieldPath: stringData.password}
                        targets:
                          - select: {kind: Secret, name: other}
                            fieldPaths: [stringData.password]
                            options: {create: true}
                    """,
                "secrets.yaml": """
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: one}
                    stringData:
                      password: Tr0ub4dor-and-3
                      #^^^^^^^ Secret keeps 'password' in git in plain text
                    ---
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: other}
                    stringData: {user: shop}
                    """,
            },
            title="where it is copied to is no second finding",
        ),
        Good(
            """
            apiVersion: v1
            kind: Secret
            metadata:
              name: prod
              labels: {argocd.argoproj.io/secret-type: cluster}
            stringData:
              name: prod
              server: https://prod.example
              config: '{"awsAuthConfig": {"clusterName": "prod"}, "bearerToken": "<path:secret/data/prod#token>"}'
            """,
            title="a cluster that is entered by a role",
        ),
        Good(
            """
            apiVersion: v1
            kind: Secret
            metadata:
              name: web
            type: kubernetes.io/service-account-token
            """,
            title="filled in by the cluster",
        ),
    )
