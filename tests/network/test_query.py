"""One question, its answer and its reasons; two states and their difference; the formats."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from network.test_cases import PODS, admin, pod, policy

from gitops_lint.network.cluster import Cluster
from gitops_lint.network.connections import connection
from gitops_lint.network.intervals import AddressSet, parse_cidr
from gitops_lint.network.objects import scene
from gitops_lint.network.query import ask, diff, find
from gitops_lint.network.reachability import reachability
from gitops_lint.network.text import csv, dot, json_data, mermaid, netpol_analyzer, table

WEB = "podSelector: {matchLabels: {app: web}}"


def cluster(*objects: dict[str, Any], pods: str = PODS) -> Cluster:
    return scene([*(pod(identity, spec) for identity, spec in yaml.safe_load(pods).items()), *objects]).cluster


def answer(built: Cluster, source: str, target: str, protocol: str, port: int) -> tuple[bool, list[str], list[str]]:
    blocks = [AddressSet.of(block) for text in (source, target) if (block := parse_cidr(f"{text}/32"))]
    reach = reachability(built, addresses=blocks)
    found = ask(reach, find(built, source)[0], find(built, target)[0], connection(protocol, port, port))
    return found.reachable, [str(each) for each in found.egress], [str(each) for each in found.ingress]


def test_reasons_name_the_rules_of_both_sides() -> None:
    rules = "[{ports: [{port: 1}]}, {ports: [{port: 8080}]}]"
    egress = policy(f"{{podSelector: {{}}, policyTypes: [Egress], egress: {rules}}}", "out")
    ingress = policy(f"{{{WEB}, ingress: [{{ports: [{{port: http}}]}}]}}", "in")
    built = cluster(egress, ingress)
    assert answer(built, "a/db", "web", "TCP", 8080) == (
        True,
        ["NetworkPolicy a/out: egress rule #2 allows TCP 8080"],
        ["NetworkPolicy a/in: ingress rule #1 allows TCP 8080"],
    )
    assert answer(built, "b/job", "a/web[Deployment]", "TCP", 80) == (
        False,
        [],
        ["NetworkPolicy a/in: isolates for ingress"],
    )
    outside = (True, ["NetworkPolicy a/out: egress rule #1 allows TCP 1"], [])
    assert answer(built, "a/web", "10.0.0.7", "TCP", 1) == outside


def test_reasons_stop_at_the_deciding_admin_rule() -> None:
    rule = "{action: Deny, from: [{namespaces: {}}]}"
    deny = admin(f"{{priority: 1, subject: {{namespaces: {{}}}}, ingress: [{rule}]}}", "guard")
    built = cluster(deny, policy(f"{{{WEB}, ingress: [{{}}]}}", "open"))
    assert answer(built, "b/job", "a/web", "TCP", 80) == (
        False,
        [],
        ["AdminNetworkPolicy guard: ingress rule #1 denies TCP 80", "NetworkPolicy a/open: isolates for ingress"],
    )


def test_finding_parties() -> None:
    built = cluster(pods="a/web: {labels: {}}\nb/web: {labels: {}}")
    assert [str(each) for each in find(built, "web")] == ["a/web[Deployment]", "b/web[Deployment]"]
    assert [str(each) for each in find(built, "b/web")] == ["b/web[Deployment]"]
    assert [str(each) for each in find(built, "10.0.0.0/30")] == ["10.0.0.0-10.0.0.3"]
    assert find(built, "nobody") == []


def changes(before: Cluster, after: Cluster) -> list[tuple[str, str, str, str]]:
    found = diff(before, after)
    return [(str(each.source), str(each.target), str(each.opened), str(each.closed)) for each in found]


def test_a_difference_joins_neighbouring_addresses() -> None:
    pods = "a/web: {labels: {app: web}}"
    rule = "{from: [{ipBlock: {cidr: CIDR}}], ports: [{port: 80}]}"
    before = cluster(policy(f"{{{WEB}, ingress: [{rule.replace('CIDR', '10.0.0.0/9')}]}}"), pods=pods)
    after = cluster(policy(f"{{{WEB}, ingress: [{rule.replace('CIDR', '10.0.0.0/8')}]}}"), pods=pods)
    assert changes(before, after) == [("10.128.0.0-10.255.255.255", "a/web[Deployment]", "TCP 80", "No Connections")]
    every = "TCP 1-79,81-65535,UDP 1-65535"
    assert changes(after, cluster(pods=pods)) == [
        ("0.0.0.0-9.255.255.255", "a/web[Deployment]", "All Connections", "No Connections"),
        ("10.0.0.0-10.255.255.255", "a/web[Deployment]", f"SCTP 1-65535,{every}", "No Connections"),
        ("11.0.0.0-255.255.255.255", "a/web[Deployment]", "All Connections", "No Connections"),
    ]


def test_a_new_workload_is_told_from_a_new_connection() -> None:
    one, two = cluster(pods="a/x: {labels: {}}"), cluster(pods="a/x: {labels: {}}\na/y: {labels: {}}")
    assert {each.both_states for each in diff(one, two)} == {False}
    closed = diff(two, cluster(policy("{podSelector: {}}"), pods="a/x: {labels: {}}\na/y: {labels: {}}"))
    assert {each.both_states for each in closed} == {True}


TWO = cluster(policy("{podSelector: {}, ingress: [{from: [{podSelector: {}}], ports: [{port: 80}, {port: 81}]}]}"))
SHOWN = [each for each in reachability(TWO).connections() if str(each.target).startswith("a/")]


TABLE = """\
from               to                 ports
a/db[Deployment]   a/web[Deployment]  TCP 80-81
a/web[Deployment]  a/db[Deployment]   TCP 80-81
"""
CSV = """\
from,to,ports
a/db[Deployment],a/web[Deployment],TCP 80-81
a/web[Deployment],a/db[Deployment],TCP 80-81
"""


@pytest.mark.parametrize(
    ("render", "expected"),
    [
        (
            netpol_analyzer,
            "a/db[Deployment] => a/web[Deployment] : TCP 80-81\na/web[Deployment] => a/db[Deployment] : TCP 80-81\n",
        ),
        (table, TABLE),
        (csv, CSV),
    ],
)
def test_text_formats(render: Any, expected: str) -> None:
    assert render(SHOWN) == expected


def test_csv_quotes_what_needs_it() -> None:
    listed = cluster(policy(f"{{{WEB}, ingress: [{{ports: [{{port: 80}}, {{port: 90}}]}}]}}"))
    assert 'b/job[Deployment],a/web[Deployment],"TCP 80,90"\n' in csv(reachability(listed).connections())


def test_json_mermaid_and_dot() -> None:
    assert json_data(SHOWN)[0] == {
        "from": {"kind": "Deployment", "namespace": "a", "name": "db"},
        "to": {"kind": "Deployment", "namespace": "a", "name": "web"},
        "all": False,
        "ports": {"TCP": [[80, 81]]},
    }
    assert mermaid(SHOWN) == (
        'flowchart LR\n  subgraph ns0["a"]\n    n0["db[Deployment]"]\n    n1["web[Deployment]"]\n  end\n'
        '  n0 -->|"TCP 80-81"| n1\n  n1 -->|"TCP 80-81"| n0\n'
    )
    assert dot(SHOWN) == (
        'digraph {\n\tsubgraph "cluster_0" {\n\t\tlabel="a"\n'
        '\t\t"a/db[Deployment]" [label="db[Deployment]"]\n\t\t"a/web[Deployment]" [label="web[Deployment]"]\n\t}\n'
        '\t"a/db[Deployment]" -> "a/web[Deployment]" [label="TCP 80-81"]\n'
        '\t"a/web[Deployment]" -> "a/db[Deployment]" [label="TCP 80-81"]\n}\n'
    )
