"""The semantics of policies as a table: a small cluster each, and the whole connection list."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import yaml

from gitops_lint.network.cluster import Cluster
from gitops_lint.network.objects import scene
from gitops_lint.network.reachability import reachability
from gitops_lint.network.text import netpol_analyzer

PODS = """
a/web: {labels: {app: web}, ports: [{name: http, containerPort: 8080}]}
a/db: {labels: {app: db}, ports: [{name: sql, containerPort: 5432}, {name: dns, containerPort: 53, protocol: UDP}]}
b/job: {labels: {app: job}}
"""


def pod(identity: str, spec: dict[str, Any]) -> dict[str, Any]:
    namespace, name = identity.split("/")
    template = {"metadata": {"labels": spec["labels"]}, "spec": {"containers": [{"ports": spec.get("ports", [])}]}}
    template["spec"].update(spec.get("pod", {}))
    metadata = {"name": name, "namespace": namespace}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": {"template": template}}


def policy(text: str, name: str = "p", namespace: str = "a") -> dict[str, Any]:
    spec = yaml.safe_load(text)
    metadata = {"name": name, "namespace": namespace}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": metadata, "spec": spec}


def admin(text: str, name: str = "p", kind: str = "AdminNetworkPolicy", version: str = "v1alpha1") -> dict[str, Any]:
    api_version = f"policy.networking.k8s.io/{version}"
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": name}, "spec": yaml.safe_load(text)}


def lines(*objects: dict[str, Any], pods: str = PODS) -> dict[tuple[str, str], str]:
    """From and to, without kinds, to ports; the whole internet is ``*``."""
    workloads = [pod(identity, spec) for identity, spec in yaml.safe_load(pods).items()]
    text = netpol_analyzer(reachability(scene([*workloads, *objects]).cluster).connections())
    found = {}
    for line in text.replace("[Deployment]", "").replace("0.0.0.0-255.255.255.255", "*").splitlines():
        pair, ports = line.split(" : ")
        source, target = pair.split(" => ")
        found[source, target] = ports
    return found


OPEN = {
    (source, target): "All Connections"
    for source in ("a/web", "a/db", "b/job", "*")
    for target in ("a/web", "a/db", "b/job", "*")
    if source != target
}


def into_web(**sources: str) -> dict[tuple[str, str], str]:
    """What may reach a/web; the rest of the cluster stays open."""
    names = {"db": "a/db", "job": "b/job", "net": "*"}
    kept = {pair: ports for pair, ports in OPEN.items() if pair[1] != "a/web"}
    return kept | {(names[source], "a/web"): ports for source, ports in sources.items()}


def out_of_web(**targets: str) -> dict[tuple[str, str], str]:
    names = {"db": "a/db", "job": "b/job", "net": "*"}
    kept = {pair: ports for pair, ports in OPEN.items() if pair[0] != "a/web"}
    return kept | {("a/web", names[target]): ports for target, ports in targets.items()}


EVERY = "All Connections"
WEB = "podSelector: {matchLabels: {app: web}}"
B = "{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: b}}}"
NOT_X = "{matchExpressions: [{key: tier, operator: NotIn, values: [x]}]}"
CASES = {
    "no policy types and no egress rules isolate for ingress only": (f"{{{WEB}}}", into_web()),
    "egress rules without policy types isolate for both": (
        f"{{{WEB}, ingress: [{{}}], egress: [{{ports: [{{port: 443}}]}}]}}",
        out_of_web(db="TCP 443", job="TCP 443", net="TCP 443"),
    ),
    "an empty egress list without policy types denies no egress": (f"{{{WEB}, egress: []}}", into_web()),
    "an empty list of policy types is defaulted": (f"{{{WEB}, policyTypes: []}}", into_web()),
    "an empty list of rules allows nothing": (f"{{{WEB}, ingress: []}}", into_web()),
    "null rules allow nothing": (f"{{{WEB}, ingress: null}}", into_web()),
    "an empty rule allows everything": (
        f"{{{WEB}, ingress: [{{}}]}}",
        into_web(db=EVERY, job=EVERY, net=EVERY),
    ),
    "an empty peer list is any peer": (
        f"{{{WEB}, ingress: [{{from: [], ports: [{{port: 80}}]}}]}}",
        into_web(db="TCP 80", job="TCP 80", net="TCP 80"),
    ),
    "an empty port list is any port": (
        f"{{{WEB}, ingress: [{{from: [{{podSelector: {{}}}}], ports: []}}]}}",
        into_web(db=EVERY),
    ),
    "rules of a direction that policyTypes leaves out are ignored": (
        f"{{{WEB}, policyTypes: [Egress], ingress: [{{ports: [{{port: 1}}]}}], egress: [{{}}]}}",
        OPEN,
    ),
    "a podSelector alone means the policy's namespace": (
        f"{{{WEB}, ingress: [{{from: [{{podSelector: {{}}}}]}}]}}",
        into_web(db=EVERY),
    ),
    "a namespaceSelector alone means all pods there; the name label is implied": (
        f"{{{WEB}, ingress: [{{from: [{B}]}}]}}",
        into_web(job=EVERY),
    ),
    "both selectors in one item are AND": (
        f"{{{WEB}, ingress: [{{from: [{{namespaceSelector: {{}}, podSelector: {{matchLabels: {{app: job}}}}}}]}}]}}",
        into_web(job=EVERY),
    ),
    "two items are OR": (
        f"{{{WEB}, ingress: [{{from: [{B}, {{podSelector: {{matchLabels: {{app: db}}}}}}]}}]}}",
        into_web(job=EVERY, db=EVERY),
    ),
    "an empty namespaceSelector is every namespace but not the outside": (
        f"{{{WEB}, ingress: [{{from: [{{namespaceSelector: {{}}}}]}}]}}",
        into_web(job=EVERY, db=EVERY),
    ),
    "a null peer matches nothing": (f"{{{WEB}, ingress: [{{from: [{{podSelector: null}}]}}]}}", into_web()),
    "NotIn matches pods without the label": (
        f"{{{WEB}, ingress: [{{from: [{{namespaceSelector: {{}}, podSelector: {NOT_X}}}]}}]}}",
        into_web(job=EVERY, db=EVERY),
    ),
    "a block means the outside only": (
        f"{{{WEB}, ingress: [{{from: [{{ipBlock: {{cidr: 0.0.0.0/0}}}}], ports: [{{port: 80}}]}}]}}",
        into_web(net="TCP 80"),
    ),
    "the protocol's default is TCP": (
        f"{{{WEB}, ingress: [{{from: [{{podSelector: {{}}}}], ports: [{{port: 53}}]}}]}}",
        into_web(db="TCP 53"),
    ),
    "a port item without port is every port of its protocol": (
        f"{{{WEB}, ingress: [{{from: [{{podSelector: {{}}}}], ports: [{{protocol: UDP}}, {{port: 7}}]}}]}}",
        into_web(db="TCP 7,UDP 1-65535"),
    ),
    "endPort makes a range; ranges that touch are one": (
        f"{{{WEB}, ingress: [{{from: [{{podSelector: {{}}}}], ports: [{{port: 80, endPort: 90}}, {{port: 91}}]}}]}}",
        into_web(db="TCP 80-91"),
    ),
    "a name is looked up in the containers of the target": (
        f"{{{WEB}, ingress: [{{from: [{{podSelector: {{}}}}], ports: [{{port: http}}]}}]}}",
        into_web(db="TCP 8080"),
    ),
    "a name that no container has opens nothing": (
        f"{{{WEB}, ingress: [{{from: [{{podSelector: {{}}}}], ports: [{{port: grpc}}]}}]}}",
        into_web(),
    ),
    "a name with another protocol opens nothing": (
        f"{{{WEB}, ingress: [{{from: [{{podSelector: {{}}}}], ports: [{{port: http, protocol: UDP}}]}}]}}",
        into_web(),
    ),
    "for egress a name is the other side's": (
        f"{{{WEB}, policyTypes: [Egress], egress: [{{ports: [{{port: sql}}, {{port: dns, protocol: UDP}}]}}]}}",
        out_of_web(db="TCP 5432,UDP 53"),
    ),
}


@pytest.mark.parametrize(("spec", "expected"), CASES.values(), ids=CASES.keys())
def test_one_policy(spec: str, expected: dict[tuple[str, str], str]) -> None:
    assert lines(policy(spec)) == expected


def test_policies_add_up() -> None:
    deny = policy(f"{{{WEB}}}", "deny")
    http = policy(f"{{{WEB}, ingress: [{{from: [{{podSelector: {{}}}}], ports: [{{port: http}}]}}]}}", "http")
    assert lines(deny, http) == into_web(db="TCP 8080")


def test_both_sides_must_allow() -> None:
    rule = "{to: [{podSelector: {}}], ports: [{port: 5432}]}"
    egress = policy(f"{{podSelector: {{}}, policyTypes: [Egress], egress: [{rule}]}}")
    ingress = policy("{podSelector: {matchLabels: {app: db}}, ingress: [{ports: [{port: 5432}, {port: 80}]}]}", "q")
    found = lines(egress, ingress)
    assert found["a/web", "a/db"] == "TCP 5432"
    assert found["b/job", "a/db"] == "TCP 80,5432"
    assert ("a/db", "b/job") not in found


def test_a_block_with_holes_cuts_the_addresses() -> None:
    rule = "{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]}"
    sources = {source for source, target in lines(policy(f"{{{WEB}, ingress: [{rule}]}}")) if target == "a/web"}
    assert sources == {"10.0.0.0-10.0.255.255", "10.2.0.0-10.255.255.255"}


def test_ipv6_appears_where_a_policy_speaks_of_it() -> None:
    rule = "{from: [{ipBlock: {cidr: '2001:db8::/32'}}]}"
    sources = {source for source, target in lines(policy(f"{{{WEB}, ingress: [{rule}]}}")) if target == "a/web"}
    assert sources == {"2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"}


HOST = "a/node: {labels: {app: web}, pod: {hostNetwork: true}}\na/web: {labels: {app: web}}\n"


def test_host_network_pods_are_neither_isolated_nor_selected() -> None:
    from_web = policy("{podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}")
    found = lines(from_web, pods=HOST)
    assert ("a/node", "a/web") not in found
    assert found["a/web", "a/node"] == EVERY
    assert found["*", "a/node"] == EVERY
    everywhere = policy("{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}")
    assert lines(everywhere, pods=HOST)["a/node", "a/web"] == EVERY


def test_a_node_that_does_not_enforce_leaves_its_pods_open_but_selectable() -> None:
    only_web = policy("{podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}")
    found = scene([only_web, *(pod(name, spec) for name, spec in yaml.safe_load(PODS).items())]).cluster
    fargate = [replace(each, enforced=each.name != "web") for each in found.endpoints]
    text = netpol_analyzer(reachability(Cluster.of(fargate, found.policies)).connections())
    assert "b/job[Deployment] => a/web[Deployment] : All Connections\n" in text
    assert "a/web[Deployment] => a/db[Deployment] : All Connections\n" in text
    assert "b/job[Deployment] => a/db[Deployment]" not in text


DENY_JOB = "{action: Deny, from: [{namespaces: {matchLabels: {kubernetes.io/metadata.name: b}}}]}"
SUBJECT = "subject: {namespaces: {matchLabels: {kubernetes.io/metadata.name: a}}}"


def test_an_admin_deny_beats_a_network_policy_and_isolates_nobody() -> None:
    deny = admin(f"{{priority: 1, {SUBJECT}, ingress: [{DENY_JOB}]}}")
    allow = policy(f"{{{WEB}, ingress: [{{}}]}}")
    found = lines(deny, allow)
    assert ("b/job", "a/web") not in found
    assert found["a/db", "a/web"] == EVERY
    assert found["*", "a/db"] == EVERY


def test_an_admin_allow_beats_isolation() -> None:
    allow = admin(f"{{priority: 1, {SUBJECT}, ingress: [{{action: Allow, from: [{{namespaces: {{}}}}]}}]}}")
    assert lines(allow, policy(f"{{{WEB}}}")) == into_web(db=EVERY, job=EVERY)


def test_pass_leaves_the_tier() -> None:
    passing = admin(f"{{priority: 1, {SUBJECT}, ingress: [{DENY_JOB.replace('Deny', 'Pass')}]}}", "first")
    deny = admin(f"{{priority: 2, {SUBJECT}, ingress: [{DENY_JOB}]}}", "second")
    assert lines(passing, deny) == OPEN
    assert lines(passing, deny, policy(f"{{{WEB}}}")) == into_web()


def test_the_lower_priority_number_decides() -> None:
    deny = admin(f"{{priority: 1, {SUBJECT}, ingress: [{DENY_JOB}]}}", "z")
    allow = admin(f"{{priority: 2, {SUBJECT}, ingress: [{DENY_JOB.replace('Deny', 'Allow')}]}}", "a")
    assert ("b/job", "a/web") not in lines(allow, deny)


def test_the_baseline_decides_only_where_no_network_policy_isolates() -> None:
    kind = "BaselineAdminNetworkPolicy"
    baseline = admin(f"{{{SUBJECT}, ingress: [{DENY_JOB}]}}", "default", kind)
    allow = policy(f"{{{WEB}, ingress: [{{from: [{{namespaceSelector: {{}}}}]}}]}}")
    found = lines(baseline, allow)
    assert ("b/job", "a/db") not in found
    assert found["b/job", "a/web"] == EVERY


@pytest.mark.parametrize(("tier", "reached"), [("Admin", False), ("Baseline", True)])
def test_cluster_network_policies_of_both_tiers(tier: str, reached: bool) -> None:
    ports = "protocols: [{tcp: {destinationPort: {number: 80}}}, {udp: {destinationPort: {range: {start: 1, end: 9}}}}]"
    rule = DENY_JOB.replace("}}]}", f"}}}}], {ports}}}")
    spec = f"{{tier: {tier}, priority: 1, {SUBJECT}, ingress: [{rule}]}}"
    deny = admin(spec, "c", "ClusterNetworkPolicy", "v1alpha2")
    without_80 = "SCTP 1-65535,TCP 1-79,81-65535,UDP 10-65535"
    assert lines(deny)["b/job", "a/web"] == without_80
    allow = policy(f"{{{WEB}, ingress: [{{}}]}}")
    assert lines(deny, allow)["b/job", "a/web"] == (EVERY if reached else without_80)
