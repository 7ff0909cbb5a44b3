"""The fast evaluator against the specification, one pair and one port at a time, on thousands of random clusters."""

from __future__ import annotations

from random import Random

import pytest
from network.brute import World
from network.clusters import NUMBERS, PROTOCOLS, cluster

from gitops_lint.network.cluster import Endpoint
from gitops_lint.network.connections import connection
from gitops_lint.network.intervals import AddressSet, parse_cidr
from gitops_lint.network.objects import scene
from gitops_lint.network.query import ask, find
from gitops_lint.network.reachability import reachability

ADDRESSES = (
    *("10.1.2.3", "10.1.9.9", "10.200.1.1", "10.9.9.9"),
    *("192.168.7.1", "192.168.1.1", "169.254.169.254", "8.8.8.8"),
)
PORTS = (*NUMBERS, 1, 81, 452, 480, 65535)


def check(seed: int, *, admin: bool) -> int:
    objects = cluster(seed, admin=admin)
    world, built = World(objects), scene(objects).cluster
    blocks = [AddressSet.of(block) for text in ADDRESSES if (block := parse_cidr(f"{text}/32"))]
    reach = reachability(built, addresses=blocks)
    listed = {(str(each.source), str(each.target)): each.allowed for each in reach.connections()}
    pods = {id(endpoint.source): endpoint for endpoint in built.endpoints}
    parties = [(pod, pods[id(pod)]) for pod in world.pods]
    parties += [(text, find(built, text)[0]) for text in ADDRESSES]
    rng, asked = Random(seed), 0
    for source, ours in parties:
        for target, theirs in parties:
            if source is target or (isinstance(source, str) and isinstance(target, str)):
                continue
            protocol, port = rng.choice(PROTOCOLS), rng.choice(PORTS)
            expected = world.allowed(source, target, protocol, port)
            answer = ask(reach, ours, theirs, connection(protocol, port, port))
            assert answer.reachable is expected, (seed, str(ours), str(theirs), protocol, port)
            if isinstance(ours, Endpoint) and isinstance(theirs, Endpoint):
                connections = listed.get((str(ours), str(theirs)))
                assert (connections is not None and connections.allows(protocol, port)) is expected
            assert explained(answer) is expected, (seed, str(ours), str(theirs), protocol, port)
            asked += 1
    return asked


def explained(answer: object) -> bool:
    """What the reasons alone say about a single port."""
    for side in (answer.egress, answer.ingress):  # type: ignore[attr-defined]
        decided = [reason for reason in side if reason.action in ("allow", "deny") and reason.connections]
        isolated = any(reason.policy.tier == "network" for reason in side)
        if decided and decided[0].action == "deny":
            return False
        if not decided and isolated:
            return False
    return True


@pytest.mark.parametrize("admin", [False, True])
def test_agrees_on_random_clusters(admin: bool) -> None:
    asked = sum(check(seed, admin=admin) for seed in range(1_500))
    assert asked > 100_000
