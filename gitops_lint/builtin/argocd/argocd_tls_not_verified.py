"""Rule: Argo CD does not look who answers."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.secrets import argocd_secret
from gitops_lint.builtin.argocd._connections import SECRET_KINDS, key_of
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity


class ArgocdTlsNotVerified(Rule[Resource]):
    """The Secret of a cluster or repository tells Argo CD not to check who is at the other end: `insecure: true` in the
    `tlsClientConfig` of a cluster, `insecure` or `insecureIgnoreHostKey` of a repository.  Whoever gets between the two is
    given Argo CD's credentials, and for a repository chooses what is deployed.  A `server` with `http://` is as bad.

    Give the certificate of the authority instead: `caData` for a cluster, `argocd-tls-certs-cm` for a repository,
    `argocd-ssh-known-hosts-cm` for a host key.

    **When to allow it.**  A test cluster on the same machine.
    """

    summary = "Argo CD does not verify a cluster or repository"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "security"})
    kinds = SECRET_KINDS
    security_severity = 7.0

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The switches that are on."""
        from gitops_lint.argocd.plain import parse_bool
        from gitops_lint.argocd.secretcheck import CREDENTIALS, cluster_config

        for secret in argocd_secret(target.value):
            if secret.type == "cluster":
                tls, server = cluster_config(secret).get("tlsclientconfig"), secret.text("server")
                if server.lower().startswith("http://"):
                    yield self.finding(key_of(target, "server"), f"the connection to '{server}' is not encrypted")
                if isinstance(tls, dict) and tls.get("insecure") is True:
                    message = f"the certificate of cluster '{secret.text('name') or secret.name}' is not verified"
                    yield self.finding(key_of(target, "config"), message, grip="key")
            for key in ("insecure", "insecureIgnoreHostKey") if secret.type in CREDENTIALS else ():
                if parse_bool(secret.text(key)):
                    what = "certificate" if key == "insecure" else "host key"
                    message = f"the {what} of '{secret.text('url') or secret.name}' is not verified"
                    yield self.finding(key_of(target, key), message, grip="key")

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: prod, namespace: argocd, labels: {argocd.argoproj.io/secret-type: cluster}}
            stringData: {name: prod, server: "http://prod.example"}
            #                                ^^^^^^^^^^^^^^^^^^^^^ the connection to 'http://prod.example' is not encrypted
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: prod, namespace: argocd, labels: {argocd.argoproj.io/secret-type: cluster}}
            stringData:
              name: prod
              server: https://prod.example
              config: '{"tlsClientConfig": {"insecure": true}}'
            # ^^^^^^ the certificate of cluster 'prod' is not verified
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: deploy, namespace: argocd, labels: {argocd.argoproj.io/secret-type: repository}}
            stringData:
              url: git@git.example:acme/deploy.git
              insecureIgnoreHostKey: "true"
            # ^^^^^^^^^^^^^^^^^^^^^ the host key of 'git@git.example:acme/deploy.git' is not verified
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: prod, namespace: argocd, labels: {argocd.argoproj.io/secret-type: cluster}}
            stringData:
              name: prod
              server: https://prod.example
              config: '{"tlsClientConfig": {"insecure": false, "caData": "Q0E="}}'
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: deploy, namespace: argocd, labels: {argocd.argoproj.io/secret-type: repository}}
            stringData: {url: "https://github.com/acme/deploy.git", insecure: "false"}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: not-of-argo-cd}
            stringData: {insecure: "true"}
            """,
        ),
    )
