"""Traffic from outside: Ingress, Route, Gateway API and load balancers."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from gitops_lint.network.analysis import service_facts, way_in_facts
from gitops_lint.network.ingress import ingress_connections, ways_in
from gitops_lint.network.objects import Scene, scene
from gitops_lint.network.reachability import Reachability, reachability
from gitops_lint.network.text import netpol_analyzer

BASE = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, ports: [{name: http, containerPort: 8080}, {containerPort: 9000}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  selector: {app: web}
  ports: [{name: web, port: 80, targetPort: http}, {name: admin, port: 90, targetPort: 9000}]
"""
INGRESS = """
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec: {rules: [{http: {paths: [{backend: {service: {name: web, port: PORT}}}]}}]}
"""
HTTP_ROUTE = """
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: edge}
spec: {rules: [{backendRefs: [{name: web, namespace: shop, port: 80}]}]}
"""
ROUTE = """
apiVersion: route.openshift.io/v1
kind: Route
metadata: {name: web, namespace: shop}
spec: {to: {kind: Service, name: web}, port: {targetPort: http}}
"""
BALANCER = """
apiVersion: v1
kind: Service
metadata: {name: public, namespace: shop}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 443, targetPort: 8080}]}
"""


def policy(spec: str) -> str:
    meta = "{name: p, namespace: shop}"
    return f"\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {meta}\nspec: {spec}\n"


def read(*texts: str) -> tuple[Scene, Reachability]:
    objects: list[Any] = [each for text in (BASE, *texts) for each in yaml.safe_load_all(text) if each]
    found = scene(objects)
    return found, reachability(found.cluster)


def shown(*texts: str) -> str:
    found, reach = read(*texts)
    return netpol_analyzer(ingress_connections(ways_in(reach, found.services, found.entries)))


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (INGRESS.replace("PORT", "{number: 80}"), "{ingress-controller} => shop/web[Deployment] : TCP 8080\n"),
        (INGRESS.replace("PORT", "{name: admin}"), "{ingress-controller} => shop/web[Deployment] : TCP 9000\n"),
        (INGRESS.replace("PORT", "{number: 8080}"), ""),
        (ROUTE, "{ingress-controller} => shop/web[Deployment] : TCP 8080\n"),
        (HTTP_ROUTE, "{gateway-controller} => shop/web[Deployment] : TCP 8080\n"),
        (BALANCER, "{outside} => shop/web[Deployment] : TCP 8080\n"),
    ],
)
def test_ways_in_without_policies(entry: str, expected: str) -> None:
    assert shown(entry) == expected


def test_an_ingress_sends_tcp_only() -> None:
    udp = BALANCER.replace("type: LoadBalancer, ", "").replace("port: 443", "port: 443, protocol: UDP")
    ingress = INGRESS.replace("PORT", "{number: 443}").replace("service: {name: web", "service: {name: public")
    assert shown(udp, ingress) == ""


def test_an_ingress_counts_as_a_pod_of_an_unknown_namespace() -> None:
    ingress = INGRESS.replace("PORT", "{number: 80}")
    assert shown(ingress, policy("{podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}")) != ""
    assert shown(ingress, policy("{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}")) == ""


def test_a_load_balancer_comes_from_addresses() -> None:
    from_pods = policy("{podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}")
    from_subnet = policy("{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/16}}]}]}")
    assert shown(BALANCER, from_pods) == ""
    assert shown(BALANCER, from_subnet) == "{outside} => shop/web[Deployment] : TCP 8080\n"


@pytest.mark.parametrize(
    ("spec", "blocked"),
    [
        ("{podSelector: {}}", True),
        ("{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}", True),
        ("{podSelector: {}, ingress: [{from: [{namespaceSelector: {}}], ports: [{port: 80}]}]}", True),
        ("{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: edge}}}]}]}", False),
        ("{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/16}}], ports: [{port: http}]}]}", False),
        ("{podSelector: {}, policyTypes: [Egress]}", False),
    ],
)
def test_a_way_in_is_blocked_only_if_nobody_outside_may_pass(spec: str, blocked: bool) -> None:
    found, reach = read(INGRESS.replace("PORT", "{number: 80}"), policy(spec))
    facts = list(way_in_facts(ways_in(reach, found.services, found.entries)))
    assert [(fact.code, fact.name) for fact in facts] == ([("entry-traffic-forbidden", "web")] if blocked else [])


@pytest.mark.parametrize(
    ("spec", "ports"),
    [
        ("{podSelector: {}}", [0, 1]),
        ("{podSelector: {}, ingress: [{from: [{podSelector: {}}], ports: [{port: 80}, {port: 9000}]}]}", [0]),
        ("{podSelector: {}, ingress: [{from: [{podSelector: {}}], ports: [{port: http}, {port: 9000}]}]}", []),
    ],
)
def test_service_ports_that_no_rule_opens(spec: str, ports: list[int]) -> None:
    found, reach = read(policy(spec))
    facts = service_facts(reach, found.services)
    assert [fact.pointer for fact in facts] == [("spec", "ports", index) for index in ports]
