"""Rule: workloads have a ServiceAccount of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping

from gitops_lint.model.places import cluster_of
from gitops_lint.rbac.bindings import account_name
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity, Workload


def sharing(repo: Repository) -> Mapping[Hashable, tuple[Resource, ...]]:
    """The workloads by the ServiceAccount they run as; ask for it with ``repo.once``."""
    found: dict[Hashable, dict[tuple[str, str, str, str], Resource]] = defaultdict(dict)
    for resource in repo.resources:
        if resource.workload is not None:
            found[_account(resource.workload)].setdefault(resource.identity, resource)
    return {account: tuple(resources.values()) for account, resources in found.items()}


def _account(workload: Workload) -> Hashable:
    resource = workload.resource
    cluster = cluster_of(resource)
    return (cluster, resource.namespace, account_name(workload))


class SharedServiceAccount(Rule[Workload]):
    """Several workloads run as the same ServiceAccount.

    A right or an AWS role that one of them needs is then given to all, and the audit log cannot tell them apart.  The
    parts of one program often share an account on purpose, so the rule is in no profile; that all share `default` is
    the concern of `default-service-account`.

    **When to allow it.**  They are parts of one program.
    """

    summary = "several workloads run as one ServiceAccount"
    severity = Severity.INFO
    tags = frozenset({"least-privilege", "security"})
    aliases = ("kics:Shared Service Account",)

    def check(self, target: Workload, repo: Repository) -> Iterator[Occurrence]:
        """The name, with the other workloads that run as it."""
        name = account_name(target)
        at = target.pod.at("serviceAccountName") or target.pod.at("serviceAccount")
        if name == "default" or at is None:
            return
        mine = target.resource.identity
        others = [each for each in repo.once(sharing).get(_account(target), ()) if each.identity != mine]
        if others:
            more = f" and {len(others) - 1} more" if len(others) > 1 else ""
            message = f"runs as ServiceAccount '{name}', as {others[0].kind} '{others[0].name}'{more} does"
            yield self.finding(at, message, related=[(other, "runs as it too") for other in others[:5]])

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              namespace: shop
            spec:
              serviceAccountName: shop
              #                   ^^^^ runs as ServiceAccount 'shop', as Pod 'db' does
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: db
              namespace: shop
            spec:
              serviceAccountName: shop
              #                   ^^^^ runs as ServiceAccount 'shop', as Pod 'web' does
              containers:
                - name: app
                  image: registry.example/db:1.4.2
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              namespace: shop
            spec:
              serviceAccountName: shop
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              namespace: search
            spec:
              serviceAccountName: shop
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
            title="another namespace has another account of that name",
        ),
    )
