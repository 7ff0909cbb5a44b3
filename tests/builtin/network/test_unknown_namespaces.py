"""A manifest without a namespace may be applied to any: what it opens counts wherever it may be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gitops_lint.api import Run, registry_for
from gitops_lint.settings import Config
from gitops_lint.source.tree import MemoryTree

REGISTRY = registry_for(Config(plugins=False))


def named(name: str, namespace: str) -> str:
    where = f", namespace: {namespace}" if namespace else ""
    return f"metadata: {{name: {name}{where}}}"


def workload(namespace: str, name: str = "web") -> str:
    return f"""
apiVersion: apps/v1
kind: Deployment
{named(name, namespace)}
spec:
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec: {{containers: [{{name: app, image: "registry.example/app:1.4.2", ports: [{{containerPort: 8080}}]}}]}}
---"""


def service(namespace: str) -> str:
    return f"""
apiVersion: v1
kind: Service
{named("web", namespace)}
spec: {{selector: {{app: web}}, ports: [{{port: 80, targetPort: 8080}}]}}
---"""


def policy(name: str, namespace: str, spec: str) -> str:
    return f"""
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
{named(name, namespace)}
spec: {{{spec}}}
---"""


def deny(namespace: str) -> str:
    return policy("deny", namespace, "podSelector: {}, policyTypes: [Ingress, Egress]")


def allow(namespace: str, app: str = "web") -> str:
    return policy(
        "allow", namespace, f"podSelector: {{matchLabels: {{app: {app}}}}}, ingress: [{{ports: [{{port: 8080}}]}}]"
    )


def allow_dns(namespace: str) -> str:
    ports = "[{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]"
    return policy("dns", namespace, f"podSelector: {{}}, policyTypes: [Egress], egress: [{{ports: {ports}}}]")


def found(rule: str, **files: str) -> list[str]:
    config = replace(Config(), plugins=False, select_only=(rule,), profile="strict")
    tree = MemoryTree({f"{name.replace('__', '/')}.yaml": text for name, text in files.items()})
    return [finding.message for finding in Run(tree, config, REGISTRY).report().findings]


CLOSED = ["nobody may reach TCP 80: no policy allows TCP 8080"]


@pytest.mark.parametrize(
    ("pods", "allowed", "expected"),
    [
        ("shop", "shop", []),
        pytest.param("shop", "", [], id="the policy may be for the pods' namespace"),
        pytest.param("", "shop", [], id="the pods may be in the policy's namespace"),
        pytest.param("shop", "other", CLOSED, id="both are known"),
    ],
)
@pytest.mark.parametrize("folder", ["", "policies__"])
def test_who_may_reach_a_service(pods: str, allowed: str, expected: list[str], folder: str) -> None:
    files = {"web": workload(pods) + service(pods) + deny(pods), f"{folder}allow": allow(allowed)}
    assert found("service-traffic-forbidden", **files) == expected


def test_a_policy_for_other_pods_opens_nothing_wherever_it_is() -> None:
    files = {"web": workload("shop") + service("shop") + deny("shop"), "allow": allow("", "api")}
    assert found("service-traffic-forbidden", **files) == CLOSED


def test_a_policy_that_may_be_elsewhere_isolates_nothing() -> None:
    assert found("service-traffic-forbidden", web=workload("shop") + service("shop"), deny=deny("")) == []


@pytest.mark.parametrize(("namespace", "count"), [("", 0), ("shop", 0), ("other", 1)])
def test_who_may_ask_dns(namespace: str, count: int) -> None:
    assert len(found("egress-without-dns", web=workload("shop") + deny("shop"), dns=allow_dns(namespace))) == count


@pytest.mark.parametrize(("namespace", "count"), [("", 0), ("shop", 0), ("other", 1)])
def test_what_a_policy_selects(namespace: str, count: int) -> None:
    """The helper is where the policy is; the pods that are meant may be there too."""
    files = {"web": workload("shop"), "helper": workload(namespace, "helper"), "allow": allow(namespace)}
    assert len(found("network-policy-selects-nothing", **files)) == count


@pytest.mark.parametrize(("namespace", "count"), [("", 0), ("shop", 0), ("other", 1)])
def test_whom_a_peer_means(namespace: str, count: int) -> None:
    spec = "podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]"
    files = {"web": workload("shop"), "helper": workload(namespace, "helper"), "allow": policy("a", namespace, spec)}
    assert len(found("network-policy-peer-matches-nothing", **files)) == count


@pytest.mark.parametrize(("folder", "count"), [("", 0), ("policies__", 1)])
def test_a_default_deny_without_a_namespace_is_for_the_pods_beside_it(folder: str, count: int) -> None:
    """One of another folder may be a template that nobody applies: a namespace without one is worth a word."""
    files = {"web": workload("shop"), f"{folder}deny": deny("")}
    assert len(found("namespace-without-network-policy", **files)) == count
