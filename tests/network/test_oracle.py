"""netpol-analyzer answers the same random clusters. GITOPS_LINT_ORACLE_RUNS=1000 for the long run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest
from network.clusters import cluster
from oracle import program

from gitops_lint.network.ingress import ingress_connections, ways_in
from gitops_lint.network.intervals import IntervalSet, address_text, parse_cidr
from gitops_lint.network.objects import scene
from gitops_lint.network.reachability import reachability
from gitops_lint.network.text import netpol_analyzer

RUNS = int(os.environ.get("GITOPS_LINT_ORACLE_RUNS", "50"))
LINE = re.compile(r"(.*) => (.*) : (.*)")
RANGE = re.compile(r"(\d+\.\d+\.\d+\.\d+)-(\d+\.\d+\.\d+\.\d+)")

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(shutil.which("go") is None, reason="Go is not installed"),
]


@pytest.fixture(scope="module")
def oracle() -> Path:
    return program("netpol")


def address(text: str) -> int:
    block = parse_cidr(f"{text}/32")
    assert block is not None
    return block.low


def normal(text: str) -> list[str]:
    """Lines with neighbouring address cells joined: where a cell is cut is no difference between two answers."""
    plain: list[str] = []
    spans: dict[tuple[str, str, str], list[tuple[int, int]]] = defaultdict(list)
    for line in text.splitlines():
        match = LINE.fullmatch(line)
        assert match, line
        source, target, ports = match.groups()
        for place, party in (("from", source), ("to", target)):
            ranges = RANGE.findall(party)
            if ranges:
                key = (place, target if place == "from" else source, ports)
                spans[key].extend((address(low), address(high)) for low, high in ranges)
                break
        else:
            plain.append(line)
    for (place, party, ports), found in spans.items():
        cells = ", ".join(f"{address_text(4, low)}-{address_text(4, high)}" for low, high in IntervalSet.of(*found))
        plain.append(f"{cells} {place} {party} : {ports}")
    return sorted(plain)


def ours(objects: list[dict[str, object]]) -> str:
    found = scene(objects)
    reach = reachability(found.cluster)
    ways = ways_in(reach, found.services, found.entries)
    return netpol_analyzer([*reach.connections(), *ingress_connections(ways, declared_only=True)])


@pytest.mark.parametrize(("admin", "entries"), [(False, False), (True, False), (False, True), (True, True)])
def test_the_same_connections_as_netpol_analyzer(oracle: Path, admin: bool, entries: bool) -> None:
    first = 100_000 * (1 + admin + 2 * entries)
    clusters = [cluster(seed, admin=admin, entries=entries) for seed in range(first, first + RUNS)]
    lines = "".join(json.dumps(objects) + "\n" for objects in clusters)
    done = subprocess.run([str(oracle)], input=lines, capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == RUNS
    refused = {answer["error"] for answer in answers if answer["error"]}
    assert not refused
    for seed, (objects, answer) in enumerate(zip(clusters, answers, strict=True), start=first):
        assert normal(ours(objects)) == normal(answer["text"]), f"seed {seed}"
