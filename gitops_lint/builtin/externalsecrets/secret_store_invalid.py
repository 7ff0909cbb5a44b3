"""Rule: a store of the External Secrets Operator can be asked."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.identity.accounts import ROLE_ARN
from gitops_lint.identity.arn import is_template, partition_of
from gitops_lint.identity.workloads import association_of
from gitops_lint.rule import Bad, Good, Node, Occurrence, Repository, Resource, Rule, Severity

_SERVICES = ("SecretsManager", "ParameterStore", "CertificateManager")


class SecretStoreInvalid(Rule[Resource]):
    """A store for AWS names a service or region that does not exist, or an identity that it cannot get.

    The ServiceAccount of `auth.jwt` must carry a role (`eks.amazonaws.com/role-arn`): the operator asks STS for that role
    with a token of the ServiceAccount.  A SecretStore may only name ServiceAccounts and Secrets of its own namespace.

    Keys of an IAM user (`auth.secretRef`) never expire; a role does better.

    **When to allow it.**  The store is outside of AWS, so that static keys are the only way.
    """

    summary = "SecretStore for AWS cannot be asked"
    severity = Severity.ERROR
    tags = frozenset({"eks", "external-secrets", "iam", "irsa", "secrets"})
    kinds = ("external-secrets.io/SecretStore", "external-secrets.io/ClusterSecretStore")

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Service, region and identity."""
        provider = target.at("spec", "provider", "aws")
        if provider is None or not isinstance(provider.value, dict):
            return
        service = provider.at("service")
        if service is not None and _is_wrong(service, service.value in _SERVICES):
            listed = ", ".join(f"'{name}'" for name in _SERVICES)
            yield self.finding(service, f"'{service.value}' is none of {listed}", grip="value")
        region = provider.at("region")
        if region is not None and _is_wrong(region, partition_of(str(region.value)) is not None):
            yield self.finding(region, f"region not found: {region.value}", grip="value")
        keys = provider.at("auth", "secretRef")
        if keys is not None and keys.value:
            message = "store uses static keys of an IAM user, a role would do"
            yield self.finding(keys, message, grip="key", severity=Severity.INFO)
        yield from self._account(target, provider, repo)

    def _account(self, target: Resource, provider: Node, repo: Repository) -> Iterator[Occurrence]:
        name = provider.at("auth", "jwt", "serviceAccountRef", "name")
        if name is None or not isinstance(name.value, str):
            return
        namespace = provider.at("auth", "jwt", "serviceAccountRef", "namespace")
        elsewhere = namespace is not None and isinstance(namespace.value, str) and namespace.value != target.namespace
        if target.kind == "SecretStore" and namespace is not None and elsewhere and target.namespace:
            message = "namespace should either be empty or match the namespace of the SecretStore"
            yield self.finding(namespace, message, grip="value")
            return
        where = namespace.value if namespace is not None and isinstance(namespace.value, str) else target.namespace
        account = repo.find_near(target, "", "ServiceAccount", where, name.value)
        if account is None or account.annotations.get(ROLE_ARN) or association_of(repo, account) is not None:
            return
        message = f"ServiceAccount '{name.value}' has no role to ask the store with"
        yield self.finding(name, message, grip="value", related=[(account, "the ServiceAccount")])

    examples = (
        Bad("""
            apiVersion: external-secrets.io/v1
            kind: SecretStore
            metadata: {name: aws, namespace: shop}
            spec:
              provider:
                aws:
                  service: SecretManager
                  #        ^^^^^^^^^^^^^ 'SecretManager' is none of 'SecretsManager', 'ParameterStore', 'CertificateManager'
                  region: eu-west-1a
                  #       ^^^^^^^^^^ region not found: eu-west-1a
                  auth:
                    jwt:
                      serviceAccountRef:
                        name: reader
                        #     ^^^^^^ ServiceAccount 'reader' has no role to ask the store with
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: reader, namespace: shop}
            """),
        Bad("""
            apiVersion: external-secrets.io/v1
            kind: SecretStore
            metadata: {name: aws, namespace: shop}
            spec:
              provider:
                aws:
                  service: ParameterStore
                  region: eu-west-1
                  auth:
                    jwt:
                      serviceAccountRef:
                        name: reader
                        namespace: external-secrets
                        #          ^^^^^^^^^^^^^^^^ namespace should either be empty or match the namespace of the SecretStore
            """),
        Good("""
            apiVersion: external-secrets.io/v1
            kind: ClusterSecretStore
            metadata: {name: aws}
            spec:
              provider:
                aws:
                  service: SecretsManager
                  region: ${REGION}
                  auth: {jwt: {serviceAccountRef: {name: reader, namespace: external-secrets}}}
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: reader
              namespace: external-secrets
              annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::351619759866:role/reader"}
            """),
    )


def _is_wrong(node: Node, right: bool) -> bool:
    return isinstance(node.value, str) and not right and not is_template(node.value)
