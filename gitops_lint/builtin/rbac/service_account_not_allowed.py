"""Rule: workloads run as the ServiceAccounts meant for them."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from gitops_lint.rbac.bindings import account_name
from gitops_lint.rule import Bad, Good, Occurrence, Rule, Severity, Workload


class ServiceAccountNotAllowed(Rule[Workload]):
    """The pods run as a ServiceAccount that the configuration does not allow, or denies.

    Nothing is reported until one of the lists is set.  Their globs match `namespace/name`:

    ```yaml
    rules:
      service-account-not-allowed:
        denied: ["*/cluster-operator", "kube-system/*"]
    ```

    **When to allow it.**  The workload is the one the account was made for.
    """

    summary = "pods run as a ServiceAccount that is not allowed"
    severity = Severity.ERROR
    tags = frozenset({"least-privilege", "security"})
    aliases = ("kyverno:restrict-service-account", "kyverno:check-serviceaccount")

    class Options:
        """Options of the rule; empty lists ask nothing."""

        allowed: tuple[str, ...] = ()  #: globs of ``namespace/name``, one of which must match
        denied: tuple[str, ...] = ()  #: globs of ``namespace/name``, none of which may match

    def check(self, target: Workload) -> Iterator[Occurrence]:
        """The account, if it is not among the allowed ones or among the denied ones."""
        allowed, denied = self.options.allowed, self.options.denied
        if not allowed and not denied:
            return
        name = account_name(target)
        full = f"{target.resource.namespace}/{name}"
        is_allowed = not allowed or any(fnmatchcase(full, glob) for glob in allowed)
        if not is_allowed or any(fnmatchcase(full, glob) for glob in denied):
            at = target.pod.at("serviceAccountName") or target.pod.at("serviceAccount") or target.resource
            yield self.finding(at, f"pods may not run as ServiceAccount '{name}'")

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              namespace: shop
            spec:
              serviceAccountName: operator
              #                   ^^^^^^^^ pods may not run as ServiceAccount 'operator'
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
            options={"denied": ["*/operator"]},
        ),
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              #     ^^^ pods may not run as ServiceAccount 'default'
              namespace: shop
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
            options={"allowed": ["shop/web-*"]},
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              namespace: shop
            spec:
              serviceAccountName: web-app
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
            options={"allowed": ["shop/web-*"], "denied": ["other/*"]},
        ),
    )
