"""Rule: Argo CD cannot use the Secret of a cluster or repository."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from gitops_lint.argocd.repourl import normalize_git_url
from gitops_lint.argocd.secrets import ArgocdSecret, argocd_secret
from gitops_lint.builtin.argocd._connections import CONNECTIONS, SECRET_KINDS, key_of, label_of
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity


class ArgocdSecretInvalid(Rule[Resource]):
    """A Secret with the label `argocd.argoproj.io/secret-type` tells Argo CD of a cluster or of a repository, and nobody looks at
    it before it is applied.  What Argo CD cannot read it leaves out: the cluster or repository is not registered, or it is
    used without its credentials.

    Looked at are the label itself, what has to be there (`server`, `url`), spelling, booleans and integers, the JSON of a
    cluster's `config` with the types of its fields, `insecure` beside `caData` (which the client refuses), credentials
    that the URL cannot use, and two Secrets of one deployment for one cluster or repository.  Secrets that External
    Secrets or Sealed Secrets make are judged by what their template says.

    **When to allow it.**  Something else than Argo CD reads the Secret too.
    """

    summary = "Secret of a cluster or repository that Argo CD cannot use"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "sync"})
    kinds = SECRET_KINDS

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The Secret by itself, then beside others."""
        from gitops_lint.argocd.secretcheck import validate_secret

        for secret in argocd_secret(target.value):
            for problem in validate_secret(secret):
                node = key_of(target, problem.key) if problem.key else label_of(target)
                severity = None if problem.refused else Severity.WARNING
                yield self.finding(node, problem.message, severity=severity, grip="key" if problem.key else "auto")
            for identity in _identities(secret):
                twins = repo.once(_known).get((id(target.deployable), *identity), [])
                if target in twins[1:]:
                    key, text = identity[1], secret.text(identity[1])
                    first = (label_of(twins[0]), f"'{twins[0].name}' has it too")
                    message = f"another Secret has the {key} '{text}' too, and only one of them counts"
                    yield self.finding(key_of(target, key), message, severity=Severity.WARNING, related=[first])

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Secret
            metadata:
              name: prod
              namespace: argocd
              labels: {argocd.argoproj.io/secret-type: cluster}
            stringData:
              name: prod
              server: https://prod.example
              config: |
            # ^^^^^^ failed to unmarshal cluster config: no JSON, character 1
                awsAuthConfig: {clusterName: prod}
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: Secret
            metadata:
              name: prod
              namespace: argocd
              labels: {argocd.argoproj.io/secret-type: cluster}
            stringData:
              name: prod
              server: https://prod.example
              config: '{"tlsClientConfig": {"insecure": "true"}}'
            # ^^^^^^ failed to unmarshal cluster config: 'tlsClientConfig.insecure' is not a boolean
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: Secret
            metadata:
              name: prod
              namespace: argocd
              labels: {argocd.argoproj.io/secret-type: cluster}
            stringData:
              name: prod
              server: https://prod.example
              config: '{"tlsClientConfig": {"insecure": true, "caData": "Q0E="}}'
            # ^^^^^^ specifying a root certificates file with the insecure flag is not allowed
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: Secret
            metadata:
              name: deploy
              namespace: argocd
              labels: {argocd.argoproj.io/secret-type: repo-cred}
              #                                        ^^^^^^^^^ secret-type 'repo-cred' is none that Argo CD looks for, did you mean 'repo-creds'?
            stringData: {url: "https://github.com/acme/deploy.git"}
            """,
        ),
        Bad(
            """
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: {name: deploy, namespace: argocd}
            spec:
              secretStoreRef: {kind: ClusterSecretStore, name: aws}
              target:
                template:
                  metadata: {labels: {argocd.argoproj.io/secret-type: repository}}
                  data:
                    url: https://github.com/acme/deploy.git
                    insecure: "yes"
                #   ^^^^^^^^ 'insecure' is 'yes', which is no boolean
                    sshPrivateKey: "{{ .key }}"
                #   ^^^^^^^^^^^^^ 'sshPrivateKey' is of no use for 'https://github.com/acme/deploy.git', which asks for a password or token
              data: [{secretKey: key, remoteRef: {key: deploy}}]
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: prod, namespace: argocd, labels: {argocd.argoproj.io/secret-type: cluster}}
            stringData: {name: prod, server: "https://prod.example"}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: prod-old, namespace: argocd, labels: {argocd.argoproj.io/secret-type: cluster}}
            stringData: {name: prod, server: "https://old.example"}
            #                  ^^^^ another Secret has the name 'prod' too, and only one of them counts
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: prod, namespace: argocd, labels: {argocd.argoproj.io/secret-type: cluster, env: prod}}
            stringData:
              name: prod
              server: https://prod.example
              config: |
                {"awsAuthConfig": {"clusterName": "prod"}, "tlsClientConfig": {"insecure": false, "caData": "Q0E="}}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: deploy, namespace: argocd, labels: {argocd.argoproj.io/secret-type: repository}}
            stringData: {url: "git@github.com:acme/deploy.git", type: git, sshPrivateKey: $KEY}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: deploy-shop, namespace: argocd, labels: {argocd.argoproj.io/secret-type: repository}}
            stringData: {url: "git@github.com:acme/deploy.git", type: git, project: shop, sshPrivateKey: $KEY}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: filled-later, namespace: argocd, labels: {argocd.argoproj.io/secret-type: repository}}
            """,
        ),
    )


def _identities(secret: ArgocdSecret) -> Iterator[tuple[str, str, str, str]]:
    """What has to be unique: the name and the server of a cluster, the URL of a repository within a project."""
    if secret.type == "cluster":
        for key, text in (("name", secret.text("name")), ("server", secret.text("server").rstrip("/"))):
            if text:
                yield secret.type, key, text, ""
    elif secret.type in CONNECTIONS and secret.text("url") and not secret.hides("project"):
        url = secret.text("url")
        yield secret.type, "url", normalize_git_url(url) or url, secret.text("project")


def _known(repo: Repository) -> Mapping[tuple[object, ...], list[Resource]]:
    """The objects by where they are deployed and what has to be unique; documents of one object once."""
    found: dict[tuple[object, ...], list[Resource]] = defaultdict(list)
    for group, kind in (("", "Secret"), ("external-secrets.io", "ExternalSecret"), ("bitnami.com", "SealedSecret")):
        for resource in repo.of_kind(group, kind):
            for secret in argocd_secret(resource.value):
                for identity in _identities(secret):
                    twins = found[(id(resource.deployable), *identity)]
                    if not any(twin.name == resource.name for twin in twins):
                        twins.append(resource)
    return found
