"""The facts rules build on: each with the object, the place and how sure we are."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from network.test_cases import admin, pod, policy

from gitops_lint.network.analysis import (
    address_access,
    dns_facts,
    external_access,
    isolation_facts,
    priority_facts,
    service_facts,
)
from gitops_lint.network.coverage import Coverage, covered, parse_coverage
from gitops_lint.network.facts import Fact
from gitops_lint.network.objects import scene
from gitops_lint.network.policy import DIRECTIONS
from gitops_lint.network.policy_facts import openness_facts, problem_facts, redundancy_facts, selection_facts
from gitops_lint.network.reachability import reachability

PODS = """
shop/web: {labels: {app: web}, ports: [{name: http, containerPort: 8080}]}
shop/db: {labels: {app: db}, ports: [{name: sql, containerPort: 5432}]}
"""
NAMESPACE: dict[str, Any] = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}
DNS = "{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}], ports: PORTS}"
BOTH = "[{port: 53, protocol: UDP}, {port: 53}]"


def facts(*specs: str, pods: str = PODS, others: tuple[Coverage, ...] = (), extra: tuple[Any, ...] = ()) -> list[Fact]:
    workloads = [pod(identity, spec) for identity, spec in yaml.safe_load(pods).items()]
    policies = [policy(spec, f"p{index}", "shop") for index, spec in enumerate(specs)]
    found = scene([NAMESPACE, *workloads, *policies, *extra])
    reach = reachability(found.cluster)
    known = [
        *problem_facts(found.problems),
        *selection_facts(reach.universe),
        *openness_facts(found.cluster),
        *redundancy_facts(found.cluster),
        *isolation_facts(found.cluster, others),
        *dns_facts(reach, others),
        *service_facts(reach, found.services),
        *priority_facts(found.cluster),
    ]
    return sorted(known, key=lambda fact: fact.order)


def places(code: str, found: list[Fact]) -> list[tuple[str, str]]:
    return [(fact.name, "/".join(map(str, fact.pointer))) for fact in found if fact.code == code]


WEB = "podSelector: {matchLabels: {app: web}}"
RULE = "spec/ingress/0"
SHOP = "{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}}"
CASES = {
    "a selector that matches no pod": (
        "{podSelector: {matchLabels: {app: wbe}}}",
        ("policy-selects-nothing", "spec/podSelector"),
    ),
    "a peer that matches no pod of the own namespace": (
        f"{{{WEB}, ingress: [{{from: [{{podSelector: {{matchLabels: {{app: apii}}}}}}]}}]}}",
        ("peer-matches-nothing", f"{RULE}/from/0"),
    ),
    "a namespace that nobody knows": (
        f"{{{WEB}, ingress: [{{from: [{{namespaceSelector: {{matchLabels: {{team: x}}}}}}]}}]}}",
        ("namespace-selector-matches-nothing", f"{RULE}/from/0"),
    ),
    "a port name in no container": (
        f"{{{WEB}, ingress: [{{ports: [{{port: grpc}}]}}]}}",
        ("named-port-unknown", f"{RULE}/ports/0"),
    ),
    "a port name with another protocol": (
        f"{{{WEB}, ingress: [{{ports: [{{port: http, protocol: UDP}}]}}]}}",
        ("named-port-other-protocol", f"{RULE}/ports/0"),
    ),
    "the Service's port instead of the container's": (
        f"{{{WEB}, ingress: [{{ports: [{{port: 80}}]}}]}}",
        ("port-undeclared", f"{RULE}/ports/0"),
    ),
    "a rule without peers and ports": (f"{{{WEB}, ingress: [{{}}]}}", ("rule-allows-everything", RULE)),
    "an empty peer list": (f"{{{WEB}, ingress: [{{from: []}}]}}", ("rule-allows-everything", f"{RULE}/from")),
    "ports without peers": (f"{{{WEB}, ingress: [{{ports: [{{port: 8080}}]}}]}}", ("rule-allows-any-peer", RULE)),
    "every pod of every namespace": (
        f"{{{WEB}, ingress: [{{from: [{{namespaceSelector: {{}}}}]}}]}}",
        ("peer-every-pod", f"{RULE}/from/0"),
    ),
    "every IPv4 address": (
        f"{{{WEB}, ingress: [{{from: [{{ipBlock: {{cidr: 0.0.0.0/0}}}}]}}]}}",
        ("block-every-address", f"{RULE}/from/0"),
    ),
    "every IPv6 address": (
        f"{{{WEB}, ingress: [{{from: [{{ipBlock: {{cidr: '::/0'}}}}]}}]}}",
        ("block-every-address", f"{RULE}/from/0"),
    ),
    "metadata behind a wide block": (
        f"{{{WEB}, egress: [{{to: [{{ipBlock: {{cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}}}]}}]}}",
        ("metadata-allowed", "spec/egress/0/to/0"),
    ),
    "two items that may be meant as one": (
        f"{{{WEB}, ingress: [{{from: [{SHOP}, {{podSelector: {{matchLabels: {{app: db}}}}}}]}}]}}",
        ("peer-and-or", f"{RULE}/from/1"),
    ),
    "a problem of the object": (f"{{{WEB}, ingress: [{{from: [{{}}]}}]}}", ("peer-empty", f"{RULE}/from/0")),
}


@pytest.mark.parametrize(("spec", "expected"), CASES.values(), ids=CASES.keys())
def test_one_fact(spec: str, expected: tuple[str, str]) -> None:
    code, place = expected
    assert places(code, facts(spec)) == [("p0", place)]


QUIET = (
    f"{{{WEB}, policyTypes: [Ingress, Egress],"
    " ingress: [{from: [{podSelector: {matchLabels: {app: db}}}], ports: [{port: http}]}],"
    " egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.169.254/32]}}], ports: [{port: 443}]}, "
    + DNS.replace("PORTS", BOTH)
    + "]}"
)


def test_good_policies_have_no_facts() -> None:
    deny = "{podSelector: {}, policyTypes: [Ingress, Egress], egress: [" + DNS.replace("PORTS", BOTH) + "]}"
    assert facts(QUIET, deny) == []


def test_what_lives_elsewhere_is_no_certain_miss() -> None:
    operator = "{podSelector: {matchLabels: {cnpg.io/cluster: main}}}"
    assert [fact.certain for fact in facts(operator) if fact.code == "policy-selects-nothing"] == [False]
    assert places("policy-selects-nothing", facts(operator, pods="other/x: {labels: {}}")) == []
    typo = facts(CASES["a selector that matches no pod"][0])
    assert [fact.certain for fact in typo if fact.code == "policy-selects-nothing"] == [True]


def test_host_network_pods_cannot_be_selected() -> None:
    found = facts(f"{{{WEB}}}", pods="shop/web: {labels: {app: web}, pod: {hostNetwork: true}}")
    assert places("policy-selects-host-network", found) == [("p0", "spec/podSelector")]


@pytest.mark.parametrize(
    ("egress", "code"),
    [
        ("[]", "egress-without-dns"),
        ("[{to: [{podSelector: {}}], ports: [{port: 5432}]}]", "egress-without-dns"),
        ("[{to: [{podSelector: {}}]}]", "egress-without-dns"),
        ("[" + DNS.replace("PORTS", "[{port: 53}]") + "]", "egress-without-dns"),
        ("[" + DNS.replace("PORTS", "[{port: 53, protocol: UDP}]") + "]", "egress-without-dns-tcp"),
        ("[" + DNS.replace("PORTS", BOTH) + "]", ""),
        ("[" + DNS.replace("PORTS", BOTH).replace("kube-system", "shop") + "]", "egress-without-dns"),
        ("[{to: [{ipBlock: {cidr: 172.20.0.10/32}}]}]", ""),
        ("[{ports: " + BOTH + "}]", ""),
        ("[{to: [{namespaceSelector: {}, podSelector: {matchLabels: {k8s-app: kube-dns}}}]}]", ""),
        ("[{to: [{namespaceSelector: {}, podSelector: {matchLabels: {k8s-app: coredns}}}]}]", "egress-without-dns"),
        ("[{to: [{namespaceSelector: {}, podSelector: {matchLabels: {dns: 'yes'}}}]}]", ""),
    ],
)
def test_default_deny_without_dns(egress: str, code: str) -> None:
    found = facts(f"{{podSelector: {{}}, policyTypes: [Egress], egress: {egress}}}")
    assert [fact.code for fact in found if fact.code.startswith("egress-without")] == ([code] if code else [])


def test_another_policy_may_bring_dns() -> None:
    deny, dns = "{podSelector: {}, policyTypes: [Egress]}", DNS.replace("PORTS", BOTH)
    for_all = facts(deny, f"{{podSelector: {{}}, policyTypes: [Egress], egress: [{dns}]}}")
    assert places("egress-without-dns", for_all) == []
    only_web = facts(deny, f"{{{WEB}, policyTypes: [Egress], egress: [{dns}]}}")
    assert [fact.details for fact in only_web if fact.code == "egress-without-dns"] == [("db",)]


@pytest.mark.parametrize(
    ("wide", "narrow", "needless"),
    [
        ("{podSelector: {}, ingress: [{}]}", f"{{{WEB}, ingress: [{{ports: [{{port: 1}}]}}]}}", True),
        ("{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}", f"{{{WEB}, ingress: [{{}}]}}", False),
        ("{podSelector: {}, ingress: [{}]}", f"{{{WEB}, egress: [{{}}]}}", False),
        (f"{{{WEB}, ingress: [{{}}]}}", "{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}", False),
        (
            "{podSelector: {}, ingress: [{}]}",
            f"{{{WEB}, policyTypes: [Ingress, Egress], ingress: [{{ports: [{{port: 1}}]}}]}}",
            False,
        ),
        (
            "{podSelector: {}, ingress: [{from: [{namespaceSelector: {}}], ports: [{port: 80, endPort: 90}]}]}",
            f"{{{WEB}, ingress: [{{from: [{{namespaceSelector: {{}}, podSelector: {{}}}}], ports: [{{port: 81}}]}}]}}",
            True,
        ),
    ],
)
def test_a_policy_without_effect(wide: str, narrow: str, needless: bool) -> None:
    assert places("policy-without-effect", facts(wide, narrow)) == ([("p1", "spec")] if needless else [])


def test_of_two_equal_policies_one_is_needless() -> None:
    same = f"{{{WEB}, ingress: [{{ports: [{{port: 1}}]}}]}}"
    assert places("policy-without-effect", facts(same, same)) == [("p0", "spec")]


def missing(found: list[Fact]) -> dict[str, list[tuple[str, str]]]:
    codes = ("namespace-without-default-deny", "workload-not-isolated", "cluster-without-policies")
    pairs = {code: [(fact.name, fact.direction) for fact in found if fact.code == code] for code in codes}
    return {code: names for code, names in pairs.items() if names}


def test_isolation() -> None:
    assert missing(facts()) == {"cluster-without-policies": [("shop", "")]}
    assert missing(facts("{podSelector: {}, policyTypes: [Ingress, Egress]}")) == {}
    assert missing(facts(f"{{{WEB}, policyTypes: [Ingress]}}", "{podSelector: {}, policyTypes: [Egress]}")) == {
        "namespace-without-default-deny": [("shop", "ingress")],
        "workload-not-isolated": [("db", "ingress")],
    }
    assert "namespace-without-default-deny" in missing(facts("{podSelector: {}, ingress: [{}], egress: []}"))


def test_a_default_deny_of_another_namespace_is_none() -> None:
    elsewhere = policy("{podSelector: {}, policyTypes: [Ingress, Egress]}", "deny", "other")
    assert len(missing(facts(extra=(elsewhere,)))["namespace-without-default-deny"]) == 2


def test_an_admin_rule_alone_takes_no_dns_away() -> None:
    rule = "{action: Deny, to: [{namespaces: {matchLabels: {team: x}}}]}"
    deny = admin(f"{{priority: 1, subject: {{namespaces: {{}}}}, egress: [{rule}]}}")
    assert places("egress-without-dns", facts(extra=(deny,))) == []


def test_a_baseline_that_denies_everybody_is_a_default_deny() -> None:
    rules = "ingress: [{action: Deny, from: [{namespaces: {}}]}], egress: [{action: Deny, to: [{namespaces: {}}]}]"
    baseline = admin(f"{{subject: {{namespaces: {{}}}}, {rules}}}", "default", "BaselineAdminNetworkPolicy")
    assert missing(facts(extra=(baseline,))) == {}


DB = {"matchLabels": {"app": "db"}}
CALICO = {"apiVersion": "projectcalico.org/v3", "kind": "NetworkPolicy", "metadata": {"name": "c", "namespace": "shop"}}
CILIUM = {"apiVersion": "cilium.io/v2", "kind": "CiliumNetworkPolicy", "metadata": {"name": "c", "namespace": "shop"}}


@pytest.mark.parametrize(
    ("obj", "covers"),
    [
        ({**CALICO, "spec": {"selector": "app == 'web'"}}, {("web", "ingress")}),
        ({**CALICO, "spec": {"selector": "app == 'web'", "egress": [{}]}}, {("web", "egress")}),
        (
            {**CALICO, "spec": {"selector": "app == 'web'", "ingress": [{}], "egress": [{}]}},
            {("web", "ingress"), ("web", "egress")},
        ),
        ({**CALICO, "spec": {"selector": "has(app)", "types": ["Egress"]}}, {("web", "egress"), ("db", "egress")}),
        ({**CALICO, "kind": "StagedNetworkPolicy", "spec": {}}, set()),
        ({**CILIUM, "spec": {"endpointSelector": DB, "ingress": [{}]}}, {("db", "ingress")}),
        ({**CILIUM, "spec": {"endpointSelector": {}, "ingress": [], "egress": []}}, set()),
        (
            {**CILIUM, "spec": {"endpointSelector": {}, "egress": [{}], "enableDefaultDeny": {"egress": False}}},
            set(),
        ),
        ({**CILIUM, "specs": [{"endpointSelector": {}, "egressDeny": [{}]}]}, {("web", "egress"), ("db", "egress")}),
    ],
)
def test_what_other_engines_cover(obj: dict[str, Any], covers: set[tuple[str, str]]) -> None:
    workloads = [pod(identity, spec) for identity, spec in yaml.safe_load(PODS).items()]
    cluster, others = scene(workloads).cluster, parse_coverage(obj)
    found = {
        (each.name, direction) for each in cluster.endpoints for direction in DIRECTIONS
        if covered(cluster, each, direction, others)
    }  # fmt: skip
    assert found == covers


def test_a_policy_of_another_engine_silences_claims() -> None:
    deny = parse_coverage({**CILIUM, "spec": {"endpointSelector": {}, "ingress": [{}], "egress": [{}]}})
    assert missing(facts(others=deny)) == {}
    assert places("egress-without-dns", facts("{podSelector: {}, policyTypes: [Egress]}", others=deny)) == []


def test_addresses_outside() -> None:
    workloads = [pod(identity, spec) for identity, spec in yaml.safe_load(PODS).items()]
    blocks = "{cidr: 0.0.0.0/0, except: [169.254.169.254/32]}"
    spec = f"{{{WEB}, policyTypes: [Egress], egress: [{{to: [{{ipBlock: {blocks}}}], ports: [{{port: 443}}]}}]}}"
    cluster = scene([*workloads, policy(spec, namespace="shop")]).cluster
    asked = address_access(cluster, ["169.254.169.254/32", "169.254.170.23/32", "10.0.0.0/8", "junk"])
    shown = {cidr: [str(allowed) for _, allowed in pairs] for cidr, pairs in asked.items()}
    assert [pod.name for pod in cluster.endpoints] == ["db", "web"]
    assert shown == {
        "169.254.169.254/32": ["All Connections", "No Connections"],
        "169.254.170.23/32": ["All Connections", "TCP 443"],
        "10.0.0.0/8": ["All Connections", "TCP 443"],
    }
    assert str(external_access(reachability(cluster), cluster.endpoints[1])) == "TCP 443"


def test_shared_priorities() -> None:
    spec = "{priority: 5, subject: {namespaces: {}}}"
    found = facts(extra=(admin(spec, "a"), admin(spec, "b"), admin(spec.replace("5", "6"), "c")))
    assert places("priority-shared", found) == [("b", "spec/priority")]
