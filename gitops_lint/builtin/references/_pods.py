"""The pods a Service selects."""

from __future__ import annotations

from gitops_lint.references.inert import may_make_pods
from gitops_lint.references.matching import Entry, from_labels
from gitops_lint.references.repository import kinds_in, namespace_of, pods_beside, pods_of, scope_of
from gitops_lint.rule import Deployable, Repository, Resource


def selected_pods(repo: Repository, service: Resource) -> tuple[Entry, ...]:
    """The workloads whose pods the Service selects: of its deployable, else of all that may run beside it."""
    wanted = from_labels(service.get("spec", "selector"))
    if wanted is None or service.deployable is None:
        return ()
    where = namespace_of(service)
    own = pods_of(repo, service.deployable).selected(wanted, where)
    return own or repo.once(pods_beside, scope_of(service)).selected(wanted, where)


def brings_custom(repo: Repository, deployable: Deployable) -> bool:
    """Whether a deployable holds anything that an operator may make pods or Services of."""
    return any(may_make_pods(group, kind) for group, kind in repo.once(kinds_in, deployable))
