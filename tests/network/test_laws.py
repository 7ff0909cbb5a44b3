"""What must hold for every cluster: order is nothing, an allow rule only adds, isolation only takes away."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from network.clusters import cluster, network_policy, network_rule

from gitops_lint.network.connections import NONE, ConnectionSet
from gitops_lint.network.intervals import IntervalSet
from gitops_lint.network.objects import scene
from gitops_lint.network.parsing import parse_policy
from gitops_lint.network.query import diff
from gitops_lint.network.reachability import reachability
from gitops_lint.network.text import csv, dot, mermaid, netpol_analyzer, table

SEEDS = st.integers(min_value=0, max_value=10**9)
SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6)


def text(objects: list[dict[str, Any]]) -> str:
    return netpol_analyzer(reachability(scene(objects).cluster).connections())


def explicit(objects: list[dict[str, Any]]) -> None:
    for each in objects:
        if each["kind"] == "NetworkPolicy":
            spec = each["spec"]
            spec.setdefault("policyTypes", ["Ingress", "Egress"] if spec.get("egress") else ["Ingress"])


def closed_and_opened(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> tuple[bool, bool]:
    changes = diff(scene(before).cluster, scene(after).cluster)
    return any(each.closed for each in changes), any(each.opened for each in changes)


@given(SEEDS, SEEDS)
@settings(deadline=None, max_examples=60)
def test_the_order_of_objects_and_rules_changes_nothing(seed: int, shuffle: int) -> None:
    objects, rng = cluster(seed, admin=True), Random(shuffle)
    other = copy.deepcopy(objects)
    rng.shuffle(other)
    for each in other:
        if each["kind"] == "NetworkPolicy":
            for direction in ("ingress", "egress"):
                rng.shuffle(each["spec"].get(direction) or [])
    assert text(other) == text(objects)


@given(SEEDS)
@settings(deadline=None, max_examples=60)
def test_adding_an_allow_rule_never_removes_a_connection(seed: int) -> None:
    before, rng = cluster(seed), Random(seed)
    explicit(before)
    after = copy.deepcopy(before)
    policies = [each for each in after if each["kind"] == "NetworkPolicy"]
    if policies:
        direction = rng.choice(("ingress", "egress"))
        rule = network_rule(rng, "from" if direction == "ingress" else "to")
        spec = rng.choice(policies)["spec"]
        spec[direction] = [*(spec.get(direction) or []), rule]
    assert not closed_and_opened(before, after)[0]


@given(SEEDS)
@settings(deadline=None, max_examples=60)
def test_isolating_pods_never_adds_a_connection(seed: int) -> None:
    before = cluster(seed)
    explicit(before)
    deny = network_policy(Random(seed), 99)
    deny["spec"] = {"podSelector": deny["spec"]["podSelector"], "policyTypes": ["Ingress", "Egress"]}
    assert not closed_and_opened(before, [*before, deny])[1]


@given(SEEDS)
@settings(deadline=None, max_examples=40)
def test_an_admin_deny_in_front_never_adds_and_an_allow_never_removes(seed: int) -> None:
    before = [each for each in cluster(seed, admin=True) if each["metadata"]["name"] != "anp0"]
    for action in ("Deny", "Allow"):
        rules = {
            "ingress": [{"action": action, "from": [{"namespaces": {}}]}],
            "egress": [{"action": action, "to": [{"namespaces": {}}]}],
        }
        first = {
            "apiVersion": "policy.networking.k8s.io/v1alpha1",
            "kind": "AdminNetworkPolicy",
            "metadata": {"name": "first"},
            "spec": {"priority": 0, "subject": {"namespaces": {}}, **rules},
        }
        closed, opened = closed_and_opened(before, [*before, first])
        assert not (opened if action == "Deny" else closed)


@given(SEEDS)
@settings(deadline=None, max_examples=40)
def test_pass_in_front_of_an_admin_tier_switches_it_off(seed: int) -> None:
    objects = cluster(seed, admin=True)
    everyone = [{"namespaces": {}}]
    first = {
        "apiVersion": "policy.networking.k8s.io/v1alpha1",
        "kind": "AdminNetworkPolicy",
        "metadata": {"name": "0"},
        "spec": {
            "priority": 0,
            "subject": {"namespaces": {}},
            "ingress": [{"action": "Pass", "from": everyone}],
            "egress": [{"action": "Pass", "to": [*everyone, {"networks": ["0.0.0.0/0"]}]}],
        },
    }
    without = [each for each in objects if each["kind"] != "AdminNetworkPolicy"]
    assert closed_and_opened(without, [first, *objects]) == (False, False)


@given(SEEDS)
@settings(deadline=None, max_examples=40)
def test_pass_behind_an_admin_tier_changes_nothing(seed: int) -> None:
    objects = cluster(seed, admin=True)
    last = admin_policy("last", 1000, "Pass")
    assert closed_and_opened(objects, [*objects, last]) == (False, False)


@given(SEEDS, st.sampled_from(["Allow", "Deny"]))
@settings(deadline=None, max_examples=40)
def test_an_admin_policy_in_front_of_all_decides_alone(seed: int, action: str) -> None:
    objects = [each for each in cluster(seed, admin=True) if each["metadata"]["name"] != "anp0"]
    first = admin_policy("first", 0, action)
    with_policies = [*objects, first]
    alone = [each for each in objects if not each["kind"].endswith("Policy")] + [first]
    pods = {str(each) for each in scene(objects).cluster.endpoints if not each.host_network}

    def between(found: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
        connections = reachability(scene(found).cluster).connections()
        pairs = {(str(each.source), str(each.target)): str(each.allowed) for each in connections}
        return {pair: ports for pair, ports in pairs.items() if pods.issuperset(pair)}

    assert between(with_policies) == between(alone)


@given(SEEDS)
@settings(deadline=None, max_examples=40)
def test_the_baseline_tier_says_nothing_where_a_network_policy_isolates(seed: int) -> None:
    objects = [each for each in cluster(seed, admin=True) if each["kind"] != "BaselineAdminNetworkPolicy"]
    spaces = {str(each["metadata"].get("namespace")) for each in objects}
    for number, space in enumerate(sorted(spaces)):
        everyone = {"podSelector": {}, "policyTypes": ["Ingress", "Egress"], "ingress": [], "egress": []}
        meta = {"name": f"isolate{number}", "namespace": space}
        objects.append(
            {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": meta, "spec": everyone}
        )
    for action in ("Allow", "Deny"):
        last = admin_policy("default", None, action)
        assert closed_and_opened(objects, [*objects, last]) == (False, False)


def admin_policy(name: str, priority: int | None, action: str) -> dict[str, Any]:
    """About everything, to and from everybody; without a priority it is the one of the baseline tier."""
    everyone = [{"namespaces": {}}]
    spec: dict[str, Any] = {"subject": {"namespaces": {}}}
    if priority is not None:
        spec["priority"] = priority
    spec["ingress"] = [{"action": action, "from": everyone}]
    spec["egress"] = [{"action": action, "to": [*everyone, {"networks": ["0.0.0.0/0"]}]}]
    kind = "AdminNetworkPolicy" if priority is not None else "BaselineAdminNetworkPolicy"
    meta = {"name": name}
    return {"apiVersion": "policy.networking.k8s.io/v1alpha1", "kind": kind, "metadata": meta, "spec": spec}


@given(SEEDS)
@settings(deadline=None, max_examples=40)
def test_a_difference_is_nothing_against_itself_and_turns_round(seed: int) -> None:
    one, other = scene(cluster(seed)).cluster, scene(cluster(seed + 1)).cluster
    assert diff(one, one) == ()
    there = {(str(each.source), str(each.target)): (each.opened, each.closed) for each in diff(one, other)}
    back = {(str(each.source), str(each.target)): (each.closed, each.opened) for each in diff(other, one)}
    assert there == back


def members(spans: list[tuple[int, int]]) -> set[int]:
    return {value for low, high in spans for value in range(low, high + 1)}


@given(SPANS, SPANS)
def test_interval_sets_are_sets(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    left, right = IntervalSet.of(*one), IntervalSet.of(*other)
    mine, theirs = members(one), members(other)
    assert members(list(left | right)) == mine | theirs
    assert members(list(left & right)) == mine & theirs
    assert members(list(left - right)) == mine - theirs
    assert (left <= right) is (mine <= theirs)
    assert (left == right) is (mine == theirs)
    for found in (left | right, left & right, left - right):
        assert all(high + 1 < low for (_, high), (low, _) in zip(found.spans, found.spans[1:], strict=False))


WORDS = ("Ingress", "10.0.0.0/8", "In", "Allow", "TCP")
KEYS = (
    *("podSelector", "matchLabels", "matchExpressions", "key", "operator", "values", "subject", "namespaces", "pods"),
    *("policyTypes", "ingress", "egress", "from", "to", "ports", "port", "endPort", "protocol", "ipBlock", "cidr"),
    *("except", "networks", "action", "priority", "protocols", "tcp", "destinationPort", "rules", "http", "paths"),
    *("labels", "template", "metadata", "spec", "containers", "name", "namespace", "selector", "backendRefs"),
)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(WORDS),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=25,
)
KINDS = st.sampled_from(
    [
        ("networking.k8s.io/v1", "NetworkPolicy"),
        ("policy.networking.k8s.io/v1alpha1", "AdminNetworkPolicy"),
        ("policy.networking.k8s.io/v1alpha1", "BaselineAdminNetworkPolicy"),
        ("policy.networking.k8s.io/v1alpha2", "ClusterNetworkPolicy"),
        ("networking.k8s.aws/v1alpha1", "ClusterNetworkPolicy"),
        ("networking.k8s.aws/v1alpha1", "ApplicationNetworkPolicy"),
        ("networking.k8s.io/v1", "Ingress"),
        ("gateway.networking.k8s.io/v1", "HTTPRoute"),
        ("route.openshift.io/v1", "Route"),
        ("apps/v1", "Deployment"),
        ("v1", "Service"),
        ("v1", "Namespace"),
    ]
)


@given(KINDS, JUNK, JUNK)
@settings(deadline=None, max_examples=300)
def test_no_shape_makes_it_raise(kind: tuple[str, str], metadata: object, spec: object) -> None:
    obj = {"apiVersion": kind[0], "kind": kind[1], "metadata": metadata, "spec": spec}
    found = scene([obj, *cluster(1)])
    connections = list(reachability(found.cluster).connections())
    for render in (netpol_analyzer, table, csv, mermaid, dot):
        assert isinstance(render(connections), str)
    for junk in (metadata, spec):
        assert parse_policy(junk).policy is None or isinstance(junk, dict)


def test_an_empty_set_is_no_connection() -> None:
    assert str(ConnectionSet()) == "No Connections"
    assert not NONE
