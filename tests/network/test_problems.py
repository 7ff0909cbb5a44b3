"""What is wrong with single policies: code, place and wording."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from gitops_lint.network.parsing import parse_policy


def problems(spec: str, kind: str = "NetworkPolicy", api: str = "networking.k8s.io/v1") -> list[tuple[str, str, bool]]:
    obj: dict[str, Any] = {"apiVersion": api, "kind": kind, "metadata": {"name": "p"}, "spec": yaml.safe_load(spec)}
    found = parse_policy(obj).problems
    return [(each.code, "/".join(str(part) for part in each.pointer), each.refused) for each in found]


FROM, PORT = "spec/ingress/0/from/0", "spec/ingress/0/ports/0"
CASES = [
    ("{ingress: [{from: [{}]}]}", ("peer-empty", FROM, True)),
    ("{ingress: [{from: [{podSelector: null}]}]}", ("peer-empty", FROM, True)),
    ("{ingress: [{from: [{podSelector: {}, ipBlock: {cidr: 10.0.0.0/8}}]}]}", ("peer-combined", FROM, True)),
    ("{ingress: [{from: [{ipBlock: {cidr: 10.0.0/8}}]}]}", ("cidr-invalid", f"{FROM}/ipBlock/cidr", True)),
    ("{ingress: [{from: [{ipBlock: {cidr: 10.0.0.1}}]}]}", ("cidr-invalid", f"{FROM}/ipBlock/cidr", True)),
    ("{ingress: [{from: [{ipBlock: {cidr: 10.0.0.1/8}}]}]}", ("cidr-not-canonical", f"{FROM}/ipBlock/cidr", False)),
    (
        "{ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16]}}]}]}",
        ("except-outside-cidr", f"{FROM}/ipBlock/except/0", True),
    ),
    (
        "{ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/8]}}]}]}",
        ("except-outside-cidr", f"{FROM}/ipBlock/except/0", True),
    ),
    ("{ingress: [{ports: [{port: 80, endPort: 79}]}]}", ("end-port-below-port", f"{PORT}/endPort", True)),
    ("{ingress: [{ports: [{port: http, endPort: 79}]}]}", ("end-port-with-named-port", f"{PORT}/endPort", True)),
    ("{ingress: [{ports: [{endPort: 79}]}]}", ("end-port-without-port", f"{PORT}/endPort", True)),
    ("{ingress: [{ports: [{port: 70000}]}]}", ("port-invalid", f"{PORT}/port", True)),
    ("{ingress: [{ports: [{port: '80'}]}]}", ("port-name-invalid", f"{PORT}/port", True)),
    ("{ingress: [{ports: [{port: averyveryverylong}]}]}", ("port-name-invalid", f"{PORT}/port", True)),
    ("{ingress: [{ports: [{port: 80, protocol: tcp}]}]}", ("protocol-unknown", f"{PORT}/protocol", True)),
    ("{policyTypes: [ingress]}", ("policy-types-invalid", "spec/policyTypes/0", True)),
    ("{policyTypes: [Egress], ingress: [{}]}", ("direction-not-in-policy-types", "spec/ingress", False)),
    ("{egress: []}", ("egress-empty-without-policy-types", "spec/egress", False)),
    ("{podSelector: {app: web}}", ("selector-unknown-field", "spec/podSelector/app", True)),
    (
        "{podSelector: {matchExpressions: [{key: a, operator: In}]}}",
        ("selector-invalid", "spec/podSelector/matchExpressions/0/values", True),
    ),
    ("{ingress: {from: []}}", ("shape-invalid", "spec/ingress", True)),
    ("{egress: [{from: [{podSelector: {}}]}]}", ("peers-field-wrong", "spec/egress/0/from", True)),
]


@pytest.mark.parametrize(("spec", "expected"), CASES, ids=[spec for spec, _ in CASES])
def test_problems_of_a_network_policy(spec: str, expected: tuple[str, str, bool]) -> None:
    assert problems(spec) == [expected]


@pytest.mark.parametrize(
    "spec",
    [
        "{}",
        "{podSelector: {}, policyTypes: [Ingress, Egress]}",
        "{egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.169.254/32]}}]}]}",
        "{egress: [{to: [{ipBlock: {cidr: 010.0.0.0/8}}]}]}",
        "{egress: [{to: [{ipBlock: {cidr: '2001:db8::/32', except: ['2001:db8:1::/48']}}]}]}",
        "{ingress: [{from: [{namespaceSelector: {}, podSelector: null}], ports: [{protocol: SCTP}]}]}",
        "{ingress: [{ports: [{port: 80, endPort: 80}, {port: a-1}]}]}",
    ],
)
def test_nothing_is_wrong(spec: str) -> None:
    assert problems(spec) == []


SUBJECT = "subject: {namespaces: {}}"
ADMIN = ("AdminNetworkPolicy", "policy.networking.k8s.io/v1alpha1")
BASELINE = ("BaselineAdminNetworkPolicy", "policy.networking.k8s.io/v1alpha1")
CLUSTER = ("ClusterNetworkPolicy", "policy.networking.k8s.io/v1alpha2")
AWS = ("ClusterNetworkPolicy", "networking.k8s.aws/v1alpha1")
FIRST = f"tier: Admin, priority: 1, {SUBJECT}"
ADMIN_CASES = [
    (ADMIN, f"{{{SUBJECT}}}", ["priority-invalid"]),
    (ADMIN, f"{{priority: 1001, {SUBJECT}}}", ["priority-invalid"]),
    (ADMIN, "{priority: 1}", ["subject-invalid"]),
    (ADMIN, "{priority: 1, subject: {namespaces: {}, pods: {}}}", ["subject-invalid"]),
    (ADMIN, f"{{priority: 1, {SUBJECT}, ingress: [{{action: Accept}}]}}", ["action-invalid"]),
    (CLUSTER, f"{{tier: Admin, priority: 1, {SUBJECT}, ingress: [{{action: Allow}}]}}", ["action-invalid"]),
    (CLUSTER, f"{{tier: admin, priority: 1, {SUBJECT}}}", ["tier-invalid"]),
    (BASELINE, f"{{{SUBJECT}}}", ["baseline-name"]),
    (ADMIN, f"{{priority: 1, {SUBJECT}, egress: [{{action: Deny, to: []}}]}}", ["peers-missing"]),
    (ADMIN, f"{{priority: 1, {SUBJECT}, egress: [{{action: Deny, to: [{{}}]}}]}}", ["peer-invalid"]),
    (AWS, f"{{{FIRST}, egress: [{{action: Deny, to: [{{domainNames: [a]}}]}}]}}", ["peer-invalid"]),
    (AWS, f"{{{FIRST}, egress: [{{action: Accept, to: [{{domainNames: [a]}}]}}]}}", []),
    (CLUSTER, f"{{tier: Baseline, priority: 1, {SUBJECT}}}", []),
]


@pytest.mark.parametrize(("kind", "spec", "expected"), ADMIN_CASES)
def test_problems_of_admin_policies(kind: tuple[str, str], spec: str, expected: list[str]) -> None:
    assert [code for code, _, _ in problems(spec, *kind)] == expected


def test_upstream_wording() -> None:
    obj = {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "spec": {"ingress": [{"from": [{}]}]}}
    assert parse_policy(obj).problems[0].message == "must specify a peer"
