"""Rule: nothing keeps the webhook from giving a container its role."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.identity.accounts import ROLE_ARN
from gitops_lint.identity.arn import is_template
from gitops_lint.identity.workloads import account_name
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Rule, Severity, Workload

_ROLE = "AWS_ROLE_ARN"
_TOKEN = "AWS_WEB_IDENTITY_TOKEN_FILE"  # noqa: S105 - the name of a variable


class IrsaEnvOverridden(Rule[Workload]):
    """A container sets one of the two variables of IRSA itself, and so the webhook gives it neither.

    Where `AWS_ROLE_ARN` or `AWS_WEB_IDENTITY_TOKEN_FILE` is defined, the webhook of EKS leaves the container alone: the
    other variable is missing, and the SDK falls through to the next source of credentials.  Setting both is a way of
    one's own, with a projected token, and no finding.

    **When to allow it.**  Never; leave both to the webhook, or set both.
    """

    summary = "variable keeps the webhook of IRSA from injecting credentials"
    severity = Severity.ERROR
    looks_inside = True
    tags = frozenset({"eks", "iam", "irsa"})

    def check(self, target: Workload, repo: Repository) -> Iterator[Occurrence]:
        """The variable of each container that has one of the two."""
        resource = target.resource
        account = repo.find_near(resource, "", "ServiceAccount", resource.namespace, account_name(target))
        if account is None or not account.annotations.get(ROLE_ARN):
            return
        for container in target.containers:
            entries = {
                entry.get("name"): entry for entry in container.items("env") if isinstance(entry.get("name"), str)
            }
            own = entries.keys() & {_ROLE, _TOKEN}
            if len(own) != 1 or container.sequence("envFrom"):
                continue
            name = own.pop()
            if is_template(str(entries[name].get("value"))):
                continue
            other = _TOKEN if name == _ROLE else _ROLE
            message = f"{container.label} sets '{name}', so the webhook does not add '{other}'"
            yield self.finding(entries[name], message)

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
                    - name: AWS_ROLE_ARN
                      #     ^^^^^^^^^^^^ container 'app' sets 'AWS_ROLE_ARN', so the webhook does not add 'AWS_WEB_IDENTITY_TOKEN_FILE'
                      value: arn:aws:iam::351619759866:role/web
            """),
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
              containers: [{name: app, image: "registry.example/app:1.4.2"}]
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
                  env: [{name: AWS_ROLE_ARN, value: "arn:aws:iam::351619759866:role/deploy"}]
            """,
            title="the ServiceAccount has no role",
        ),
    )
