"""Rule: workloads of a cluster run as different users."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping

from gitops_lint.builtin.podsecurity._ids import effective
from gitops_lint.model.places import cluster_of
from gitops_lint.model.resource import Resource
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Rule, Severity, Workload


def users(repo: Repository) -> Mapping[Hashable, tuple[Resource, ...]]:
    """The workloads by cluster, or deployable where none is known, and user; ask for it with ``repo.once``."""
    found: dict[Hashable, dict[tuple[str, str, str, str], Resource]] = defaultdict(dict)
    for resource in repo.resources:
        workload = resource.workload
        if workload is None or workload.pod.get("hostUsers") is False:
            continue
        for container in workload.containers:
            node = effective(container, "runAsUser")
            if node is not None:
                found[cluster_of(resource), node.value].setdefault(resource.identity, resource)
    return {key: tuple(resources.values()) for key, resources in found.items()}


class DuplicateUid(Rule[Workload]):
    """Two workloads of one cluster run as the same user.

    On a node that both share, one that gets out of its container may read and stop what belongs to the other, and a
    shared volume cannot tell them apart.  Give each a number of its own, or `hostUsers: false`.  Hardly anybody numbers
    users, so the rule is in no profile.

    **When to allow it.**  Their nodes are different, or they trust each other.
    """

    summary = "two workloads run as the same user"
    severity = Severity.INFO
    tags = frozenset({"hardening", "multi-tenancy", "security"})
    aliases = ("kyverno:require-unique-uid-per-workload",)

    def check(self, target: Workload, repo: Repository) -> Iterator[Occurrence]:
        """The user, with the first other workload that has it; root is the concern of other rules."""
        if target.pod.get("hostUsers") is False:
            return
        seen = set()
        for container in target.containers:
            node = effective(container, "runAsUser")
            if node is None or node.value == 0 or node.pointer in seen:
                continue
            seen.add(node.pointer)
            sharing = repo.once(users).get((cluster_of(target.resource), node.value), ())
            other = next((each for each in sharing if each.identity != target.resource.identity), None)
            if other is not None:
                message = f"runs as user {node.value}, as {other.kind} '{other.name}' does"
                yield self.finding(node, message, related=[(other, "the other one")])

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              securityContext:
                runAsUser: 20001
                #          ^^^^^ runs as user 20001, as Pod 'db' does
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: db
            spec:
              containers:
                - name: app
                  image: registry.example/db:1.4.2
                  securityContext:
                    runAsUser: 20001
                    #          ^^^^^ runs as user 20001, as Pod 'web' does
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              securityContext:
                runAsUser: 20001
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                - name: helper
                  image: registry.example/helper:1.4.2
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: db
            spec:
              hostUsers: false
              securityContext:
                runAsUser: 20001
              containers:
                - name: app
                  image: registry.example/db:1.4.2
            """,
            title="two containers of one pod, and a pod with a user namespace",
        ),
    )
