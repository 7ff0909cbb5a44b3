"""Rule: what a role grants exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from gitops_lint.apischema.repository import judge
from gitops_lint.apischema.store import Known, guessed_plural
from gitops_lint.apischema.wording import is_slip
from gitops_lint.builtin.rbac._power import ROLES, TAGS
from gitops_lint.rule import Bad, Confidence, Good, Node, Occurrence, Repository, Resource, Rule, Severity

_VERBS: Final = frozenset({"get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"})
_WITHOUT_KIND: Final = frozenset({"users", "groups", "userextras", "signers", "bindings", "podsecuritypolicies"})
_SHOWN: Final = {"": "core"}


class RoleRuleMisspelt(Rule[Resource]):
    """A role grants a resource that its API groups do not have, or a verb that nobody asks for, and another one is meant:
    `configmap` for `configmaps`, `deployments` of the core group, which are of `apps`.  The API server takes the role, and
    whoever has it is refused: `… is forbidden`.

    Only groups of Kubernetes itself are judged, and nothing is said where the same role grants the resource in the group
    that has it.

    **When to allow it.**  Another API server of the cluster has the resource.
    """

    summary = "role grants a resource or verb that is misspelt"
    severity = Severity.WARNING
    confidence = Confidence.MEDIUM
    tags = TAGS
    kinds = ROLES

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Every resource and verb that is probably another."""
        known = repo.once(_resources, str(target.context.kubernetes))
        rules = list(target.items("rules"))
        granted = {pair for rule in rules for pair in _pairs(rule)}
        for rule in rules:
            groups = _texts(rule.at("apiGroups"))
            if groups and all(group in known for group, _ in groups):
                own = [group for group, _ in groups]
                for name, node in _texts(rule.at("resources")):
                    words = _about(name.partition("/")[0], own, known, granted)
                    if words:
                        yield self.finding(node, f"'{name}' is no resource of {_listed(own)}{words}")
            for verb, node in _texts(rule.at("verbs")):
                meant = next((each for each in sorted(_VERBS) if is_slip(verb, each) or verb.lower() == each), "")
                if meant and verb not in _VERBS:
                    yield self.finding(node, f"'{verb}' is no verb, did you mean '{meant}'?")

    examples = (
        Bad(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: web}
            rules:
              - apiGroups: [""]
                resources:
                  - configmap
                  # ^^^^^^^^^ 'configmap' is no resource of the API group 'core', did you mean 'configmaps'?
                  - deployments
                  # ^^^^^^^^^^^ 'deployments' is no resource of the API group 'core', but of 'apps'
                  - pods/log
                verbs:
                  - get
                  - wacth
                  # ^^^^^ 'wacth' is no verb, did you mean 'watch'?
            """,
        ),
        Good(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: web}
            rules:
              - {apiGroups: ["", apps], resources: [pods, deployments, deployments/scale, "*/finalizers"], verbs: [get, use]}
              - {apiGroups: [apps], resources: [ingresses], verbs: [get]}
              - {apiGroups: [networking.k8s.io], resources: [ingresses], verbs: [get]}
              - {apiGroups: ["", example.io], resources: [table], verbs: ["*"]}
              - {apiGroups: [""], resources: [users, groups], verbs: [impersonate]}
              - {nonResourceURLs: [/metrics], verbs: [get]}
            """,
            title="a superfluous rule, and groups of others",
        ),
    )


def _resources(repo: Repository, version: str) -> Mapping[str, frozenset[str]]:
    """The resources of Kubernetes' own groups in that version."""
    store = repo.once(judge).store
    found: dict[str, set[str]] = {}
    for gvk in store.kinds(version):
        known = store.lookup(*gvk, version)
        if isinstance(known, Known) and known.source == "kubernetes":
            found.setdefault(gvk.group, set()).add(guessed_plural(gvk.kind))
    return {group: frozenset(names) for group, names in found.items()}


def _texts(node: Node | None) -> list[tuple[str, Node]]:
    """The texts of a list, each with its place."""
    count = len(node.value) if node is not None and isinstance(node.value, list) else 0
    items = (node.at(index) for index in range(count)) if node is not None else ()
    return [(item.value, item) for item in items if item is not None and isinstance(item.value, str)]


def _pairs(rule: Node) -> Iterator[tuple[str, str]]:
    for group, _ in _texts(rule.at("apiGroups")):
        for name, _ in _texts(rule.at("resources")):
            yield group, name.partition("/")[0]


def _about(
    name: str, groups: Sequence[str], known: Mapping[str, frozenset[str]], granted: Iterable[tuple[str, str]]
) -> str:
    """What is meant, where a name is no resource of the groups; empty for one that is, and for what is like none."""
    own = frozenset().union(*(known[group] for group in groups))
    if name in own or name in _WITHOUT_KIND or not name.isalpha():
        return ""
    meant = guessed_plural(name.lower())
    if name.lower() in own or meant in own:
        return f", did you mean '{meant if meant in own else name.lower()}'?"
    slips = [each for each in sorted(own) if is_slip(name, each)]
    if len(slips) == 1:
        return f", did you mean '{slips[0]}'?"
    homes = [group for group in sorted(known) if name in known[group]]
    if not homes or any((group, name) in granted for group in homes):
        return ""
    return f", but of {' and '.join(repr(_SHOWN.get(group, group)) for group in homes)}"


def _listed(groups: Sequence[str]) -> str:
    named = ", ".join(f"'{_SHOWN.get(group, group)}'" for group in dict.fromkeys(groups))
    return f"the API group {named}" if len(set(groups)) == 1 else f"the API groups {named}"
