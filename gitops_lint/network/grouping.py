"""Parties that nobody can tell apart by their connections, so that a picture shows them as one."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from gitops_lint.network.cluster import Endpoint
from gitops_lint.network.query import Party
from gitops_lint.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

    from gitops_lint.network.connections import ConnectionSet
    from gitops_lint.network.reachability import Connection

Name = str
Ports = dict[Name, "ConnectionSet"]

_TRIED = 3  # kinds of connections inside a group that are looked for; real namespaces have one


@dataclass(frozen=True, slots=True)
class Group:
    """Workloads, or parties outside of the cluster, with the same connections to everybody else; sorted by name."""

    members: tuple[Party, ...]
    inside: ConnectionSet | None = None  #: what each of them may open to each other one; None: nothing

    @property
    def namespaces(self) -> list[str]:
        """Where its workloads live, sorted; empty for what is outside of the cluster."""
        return sorted({each.namespace for each in self.members if isinstance(each, Endpoint) and each.kind})


@dataclass(frozen=True, slots=True)
class Joined:
    """What every member of one group may open to every member of another."""

    source: Group
    target: Group
    allowed: ConnectionSet


def grouped(connections: Iterable[Connection], more: Iterable[Party] = ()) -> tuple[list[Group], list[Joined]]:
    """The groups and the connections between them; ``more`` are parties that may have none.

    Nothing is lost: put together again, the groups give exactly the connections.
    """
    parties: dict[Name, Party] = {str(each): each for each in more}
    leaving: dict[Name, Ports] = defaultdict(dict)
    arriving: dict[Name, Ports] = defaultdict(dict)
    for each in connections:
        source, target = str(each.source), str(each.target)
        parties[source], parties[target] = each.source, each.target
        leaving[source][target] = arriving[target][source] = each.allowed
    groups = list(_groups(parties, leaving, arriving))
    of = {str(member): group for group in groups for member in group.members}
    joined = [
        Joined(group, other, allowed)
        for group in groups
        for name, allowed in sorted(leaving[str(group.members[0])].items())
        if (other := of[name]) is not group and name == str(other.members[0])
    ]
    return groups, joined


def _groups(
    parties: Mapping[Name, Party], leaving: Mapping[Name, Ports], arriving: Mapping[Name, Ports]
) -> Iterator[Group]:
    """Members of a group have the same connections once each is taken for connected to itself as to the others."""
    found: dict[Hashable, list[Name]] = defaultdict(list)
    inside: dict[Hashable, ConnectionSet | None] = {}
    for name in sorted(parties):
        out, into = leaving.get(name, {}), arriving.get(name, {})
        for own in _candidates(name, parties, out, into):
            itself = {name: own} if own is not None else {}
            key: Hashable = (
                _is_inside(parties[name]),
                isinstance(parties[name], Endpoint),
                own,
                frozenset({**out, **itself}.items()),
                frozenset({**into, **itself}.items()),
            )
            found[key].append(name)
            inside[key] = own
    taken: set[Name] = set()
    made = []
    for key, names in sorted(found.items(), key=lambda item: (-len(item[1]), item[1])):
        left = [name for name in names if name not in taken]
        taken.update(left)
        if left:
            made.append(Group(tuple(parties[name] for name in left), inside[key] if len(left) > 1 else None))
    return iter(sorted(made, key=lambda group: (not group.namespaces, str(group.members[0]))))


def _candidates(name: Name, parties: Mapping[Name, Party], out: Ports, into: Ports) -> Sequence[ConnectionSet | None]:
    """What it may have to the others of its group: nothing, or what it has most often to workloads that have it too."""
    if not _is_inside(parties[name]):
        return (None,)
    mutual = Counter(
        allowed for other, allowed in out.items() if into.get(other) == allowed and _is_inside(parties[other])
    )
    return (None, *(allowed for allowed, _ in mutual.most_common(_TRIED)))


def _is_inside(party: Party) -> bool:
    return isinstance(party, Endpoint) and bool(party.kind)
