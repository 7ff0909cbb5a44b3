"""Connections as a page: for each cluster a drawing of who reaches whom, and the same as a table to filter."""

from __future__ import annotations

from collections.abc import Sequence

from gitops_lint.network.cluster import Endpoint
from gitops_lint.network.connections import ALL
from gitops_lint.network.grouping import Group, Joined, grouped
from gitops_lint.network.query import Party
from gitops_lint.network.reachability import Connection, Reachability
from gitops_lint.values import dataclass
from gitops_lint.webpage.elements import Markup, element
from gitops_lint.webpage.layered import Line, Node, layered
from gitops_lint.webpage.page import page
from gitops_lint.webpage.parts import badge, counted, filter_box, legend, section, table

DRAWN = 150
"""More boxes than this are no drawing any more; the table tells all."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One cluster: its title, what decides, and the connections that are asked for."""

    title: str
    reach: Reachability
    connections: Sequence[Connection]
    whole: bool  #: whether workloads without any connection are shown too


def to_html(clusters: Sequence[Shown]) -> str:
    """The page."""
    workloads = sum(len(each.reach.cluster.endpoints) for each in clusters)
    policies = sum(len(each.reach.cluster.policies) for each in clusters)
    facts = [
        counted(workloads, "workload"),
        counted(sum(len(each.connections) for each in clusters), "connection"),
        f"{policies} {'policy' if policies == 1 else 'policies'}",
    ]
    return page(
        "Network",
        legend(
            (
                (badge("isolated", "good"), "policies decide what comes in and goes out"),
                (badge("half open", "plain"), "in one direction only"),
                (badge("open", "warn"), "no policy selects it"),
                (badge("outside", "info"), "not in the cluster"),
            )
        ),
        *(_cluster(each) for each in clusters),
        facts=facts,
        tools=(filter_box("Filter by workload, namespace or port"),),
    )


def _cluster(shown: Shown) -> Markup:
    groups, joined = grouped(shown.connections, shown.reach.cluster.endpoints if shown.whole else ())
    rows = [(_names(each.source), _names(each.target), str(each.allowed)) for each in joined]
    rows += [(_names(each), "each other", str(each.inside)) for each in groups if each.inside is not None]
    facts = [counted(len(shown.reach.cluster.endpoints), "workload"), counted(len(shown.connections), "connection")]
    return section(
        shown.title,
        element("div", _drawing(shown, groups, joined), class_="wide"),
        table(("from", "to", "ports"), sorted(rows)),
        facts=facts,
    )


def _drawing(shown: Shown, groups: Sequence[Group], joined: Sequence[Joined]) -> Markup:
    if len(groups) > DRAWN:
        return element("p", f"{len(groups)} boxes are too many for a drawing", class_="note")
    keys = {id(group): f"n{number}" for number, group in enumerate(groups)}
    return layered(
        (Node(keys[id(group)], _label(group), _detail(group), _tone(shown.reach, group)) for group in groups),
        (Line(keys[id(each.source)], keys[id(each.target)], _told(each), _line_tone(each)) for each in joined),
        f"Who reaches whom in {shown.title}",
    )


def _label(group: Group) -> str:
    names = [_short(member) for member in group.members]
    return ", ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")


def _detail(group: Group) -> str:
    first, number = group.members[0], len(group.members)
    if not isinstance(first, Endpoint):
        return "addresses outside"
    if not first.kind:
        return "outside"
    spaces = group.namespaces
    where = spaces[0] if len(spaces) == 1 else counted(len(spaces), "namespace")
    what = first.kind if number == 1 else f"{number} workloads"
    return f"{where} · {what}" + (", each other" if group.inside is not None else "")


def _short(party: Party) -> str:
    return party.name if isinstance(party, Endpoint) else str(party)


def _names(group: Group) -> str:
    return ", ".join(str(member) for member in group.members)


def _tone(reach: Reachability, group: Group) -> str:
    first = group.members[0]
    if not isinstance(first, Endpoint) or not first.kind:
        return "info"
    directions = [bool(reach.selecting(first, "ingress")), bool(reach.selecting(first, "egress"))]
    return "good" if all(directions) else "plain" if any(directions) else "warn"


def _told(joined: Joined) -> str:
    return f"{_label(joined.source)} → {_label(joined.target)}\n{joined.allowed}"


def _line_tone(joined: Joined) -> str:
    return "warn" if joined.allowed == ALL else ""
