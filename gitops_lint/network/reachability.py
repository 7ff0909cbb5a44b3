"""All connections a cluster's policies allow: exact, and fast because parties are bits and equal rows are shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.network.cluster import Endpoint
from gitops_lint.network.connections import ALL, NONE, ConnectionSet
from gitops_lint.network.rows import Row, RowBuilder
from gitops_lint.network.universe import AddressRange, Universe, bits_of
from gitops_lint.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gitops_lint.network.cluster import Cluster
    from gitops_lint.network.intervals import AddressSet
    from gitops_lint.network.policy import Direction, Policy


@dataclass(frozen=True, slots=True)
class Connection:
    """What one party may open to another; never empty, never from a party to itself."""

    source: Endpoint | AddressRange
    target: Endpoint | AddressRange
    allowed: ConnectionSet


class Reachability:
    """The connections of one cluster. Build it with `reachability`; it does not change."""

    def __init__(self, cluster: Cluster, addresses: Iterable[AddressSet] = ()) -> None:
        self.cluster = cluster
        self.universe = Universe(cluster, addresses)
        self._egress = RowBuilder(self.universe, "egress")
        self._ingress = RowBuilder(self.universe, "ingress")
        self._place = {id(pod): place for place, group in enumerate(self.universe.groups) for pod in group}
        self._matrix: tuple[Row, ...] | None = None

    def selecting(self, pod: Endpoint, direction: Direction) -> tuple[Policy, ...]:
        """The policies that decide about a pod of this cluster in one direction, highest precedence first."""
        builder = self._egress if direction == "egress" else self._ingress
        return tuple(builder.selecting(self._place[id(pod)]))

    def restricted(self, direction: Direction) -> list[Endpoint]:
        """The pods that some policy decides about in one direction, in the order of the cluster."""
        builder = self._egress if direction == "egress" else self._ingress
        return [pod for pod in self.cluster.endpoints if builder.selecting(self._place[id(pod)])]

    def allowed(self, source: Endpoint | AddressRange, target: Endpoint | AddressRange) -> ConnectionSet:
        """What ``source`` may open to ``target``: both sides must allow it.

        Raises:
            KeyError: for an endpoint or a cell that is not one of this cluster's.

        """
        out = self._egress.row(self._place[id(source)]) if isinstance(source, Endpoint) else None
        into = self._ingress.row(self._place[id(target)]) if isinstance(target, Endpoint) else None
        found = ALL
        if out is not None:
            found = found & _look_up(out, self._bit(target, "egress"))
        if into is not None:
            found = found & _look_up(into, self._bit(source, "ingress"))
        return found

    def _bit(self, party: Endpoint | AddressRange, direction: Direction) -> int:
        if isinstance(party, Endpoint):
            return 1 << self._place[id(party)]
        for position, cell in enumerate(self.universe.cells[direction]):
            if cell.family == party.family and cell.low <= party.low and party.high <= cell.high:
                return 1 << (self.universe.first_cell[direction] + position)
        raise KeyError(str(party))

    @property
    def matrix(self) -> tuple[Row, ...]:
        """For each group and then each source cell (the order of bits): targets by allowed connections."""
        if self._matrix is None:
            self._matrix = tuple(self._build())
        return self._matrix

    def _build(self) -> Iterator[Row]:
        universe = self.universe
        rows = len(universe.groups) + len(universe.cells["ingress"])
        common, arriving = self._arrivals(rows)
        external = universe.every["egress"] & ~universe.pods
        meets: dict[tuple[ConnectionSet, ConnectionSet], ConnectionSet] = {}
        shared: dict[int, Row] = {}
        for source in range(rows):
            is_pod = source < len(universe.groups)
            leaving = self._egress.row(source) if is_pod else {ALL: universe.pods}
            key = id(leaving) if is_pod and not arriving[source] else 0
            if key and key in shared:
                yield shared[key]
                continue
            found: Row = {}
            for sent, targets in leaving.items():
                if targets & external:
                    found[sent] = found.get(sent, 0) | (targets & external)
                for taken, takers in _both(common, arriving[source]):
                    both = targets & takers
                    if both:
                        meet = meets.get((sent, taken))
                        if meet is None:
                            meet = meets[sent, taken] = sent & taken
                        found[meet] = found.get(meet, 0) | both
            found.pop(NONE, None)
            if key:
                shared[key] = found
            yield found

    def _arrivals(self, rows: int) -> tuple[Row, list[Row]]:
        """Ingress rows turned round: who takes what from everybody, and who takes what from each source."""
        every = self.universe.every["ingress"]
        common: Row = {}
        arriving: list[Row] = [{} for _ in range(rows)]
        by_row: dict[int, tuple[Row, int]] = {}
        for target in range(len(self.universe.groups)):
            row = self._ingress.row(target)
            known = by_row.get(id(row))
            by_row[id(row)] = (row, (known[1] if known else 0) | 1 << target)
        for row, targets in by_row.values():
            for taken, sources in row.items():
                if sources == every:
                    common[taken] = common.get(taken, 0) | targets
                    continue
                for source in bits_of(sources):
                    mine = arriving[source]
                    mine[taken] = mine.get(taken, 0) | targets
        return common, arriving

    def connections(self) -> Iterator[Connection]:
        """Every pair that may talk, in no order; a workload never to itself, addresses never to addresses."""
        universe = self.universe
        for position, row in enumerate(self.matrix):
            for allowed, targets in row.items():
                others = tuple(universe.parties(targets))
                for source in universe.parties(1 << position):
                    for target in others:
                        if source is not target:
                            yield Connection(source, target, allowed)


def _look_up(row: Row, bit: int) -> ConnectionSet:
    return next((allowed for allowed, bits in row.items() if bits & bit), NONE)


def _both(first: Row, second: Row) -> Iterator[tuple[ConnectionSet, int]]:
    yield from first.items()
    yield from second.items()


def reachability(cluster: Cluster, *, addresses: Iterable[AddressSet] = ()) -> Reachability:
    """The connections that the policies of a cluster allow.

    ``addresses`` are shown as parties of their own even where no policy tells them apart.

    Pods talk to pods and to addresses outside. An address block never matches a pod, as in netpol-analyzer; upstream
    leaves that to the CNI. A connection to a pod of the same node and replies are always admitted and not shown.
    """
    return Reachability(cluster, addresses)
