"""What the rules about network policies stay silent about, and what changes their mind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from network.trees import CONFIG, application, deny, pod

from gitops_lint.api import Run, registry_for
from gitops_lint.settings import Config, config_from
from gitops_lint.source.discover import working_copy
from gitops_lint.source.tree import MemoryTree, Tree

REGISTRY = registry_for(Config(plugins=False))
CORPORA = Path(__file__).parents[4] / "shared" / "corpora"


def findings(tree: Tree | Mapping[str, str], *select: str, config: Mapping[str, object] | None = None) -> list[str]:
    """Rule, file and message of every finding."""
    if isinstance(tree, Mapping):
        tree = MemoryTree(dict(tree))
    settings = replace(config_from({"version": 1, **(config or {})}), select_only=select, plugins=False)
    report = Run(tree, settings, REGISTRY).report()
    assert [failure.error for failure in report.failures] == []
    return [f"{each.rule} {each.location.path} {each.message}" for each in report.findings]


def policy(egress: str, *, name: str = "web", selects: str = "{matchLabels: {app: web}}") -> str:
    return f"""
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: {name}, namespace: shop}}
spec: {{podSelector: {selects}, policyTypes: [Egress], egress: {egress}}}
"""


ACCOUNT = """
apiVersion: v1
kind: ServiceAccount
metadata: {name: default, namespace: shop, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::1:role/w"}}
"""
CILIUM = """
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: web, namespace: shop}
spec: {endpointSelector: {matchLabels: {app: web}}, egress: [{toEntities: [world]}]}
"""
WEB = pod("web", "shop")
INSIDE = "[{to: [{podSelector: {}}]}]"
HTTPS = "[{to: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 443}]}]"
ANYWHERE = "[{ports: [{port: 53, protocol: UDP}, {port: 53}]}]"


@pytest.mark.parametrize(
    ("documents", "found"),
    [
        ((WEB, ACCOUNT, policy(INSIDE)), ["egress-without-dns", "egress-without-sts"]),
        ((WEB, ACCOUNT, policy(INSIDE), policy(HTTPS, name="sts")), ["egress-without-dns"]),
        ((WEB, ACCOUNT, policy(INSIDE), policy(ANYWHERE, name="dns")), ["egress-without-sts"]),
        ((WEB, ACCOUNT, policy(INSIDE), policy("[{}]", name="all")), []),
        ((WEB, ACCOUNT, policy(INSIDE), CILIUM), []),
        ((WEB, ACCOUNT, policy(INSIDE, selects="{matchLabels: {app: db}}")), []),
        ((WEB.replace("spec: {", "spec: {hostNetwork: true, "), ACCOUNT, policy(INSIDE)), []),
        ((WEB, policy(INSIDE)), ["egress-without-dns"]),
    ],
)
def test_egress_that_pods_need(documents: tuple[str, ...], found: list[str]) -> None:
    wanted = ("egress-without-dns", "egress-without-sts", "egress-without-pod-identity-agent")
    assert [each.split()[0] for each in findings({"a.yaml": "---".join(documents)}, *wanted)] == found


def test_the_same_defect_in_two_clusters_is_one_finding() -> None:
    files = {
        "apps.yaml": "---".join(
            (application("dev", "web", "dev", "shop-dev"), application("prod", "web", "prod", "shop-prod"))
        ),
        "web/pod.yaml": pod("web"),
        "web/policy.yaml": deny().replace("podSelector: {}", "podSelector: {matchLabels: {app: api}}"),
    }
    assert findings(files, "network-policy-selects-nothing", config=CONFIG) == [
        "network-policy-selects-nothing web/policy.yaml policy selects no pod of its namespace"
    ]


def test_one_defect_in_three_overlays_is_one_finding() -> None:
    """Overlays rename objects and add workloads of their own; what has to change is in the base."""
    policy = """
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed}
spec: {podSelector: {}, policyTypes: [Egress], egress: [{to: [{podSelector: {}}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: stale}
spec: {podSelector: {matchLabels: {app: gone}}, policyTypes: [Ingress]}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop}
"""
    files = {
        "base/policy.yaml": policy,
        "base/pod.yaml": pod("web"),
        "base/kustomization.yaml": "resources: [policy.yaml, pod.yaml]\n",
    }
    for name in ("dev", "staging", "prod"):
        files[f"{name}/more.yaml"] = pod(f"extra-{name}")
        overlay = f"namePrefix: {name}-\nnamespace: shop-{name}\nresources: [../base, more.yaml]\n"
        files[f"{name}/kustomization.yaml"] = overlay
    assert findings(files, "egress-without-dns", "network-policy-selects-nothing") == [
        "egress-without-dns base/policy.yaml its pods may not ask DNS: egress allows no TCP 53 and no UDP 53",
        "network-policy-selects-nothing base/policy.yaml policy selects no pod of its namespace",
    ]
    (one,) = findings(files, "namespace-without-network-policy")
    assert one == "namespace-without-network-policy base/policy.yaml namespace has no default deny for ingress"


def test_clusters_that_enforce_nothing_are_one_finding_each() -> None:
    files = {
        "apps.yaml": "---".join((application("a", "web", "prod", "shop"), application("b", "more", "prod", "more"))),
        "web/policy.yaml": deny(),
        "more/policy.yaml": deny(),
    }
    assert findings(files, "cni-without-network-policy", config=CONFIG) == []
    (one,) = findings(
        files, "cni-without-network-policy", config={**CONFIG, "clusters": {"prod": {"network-policy": "none"}}}
    )
    assert one.endswith("the cluster's CNI enforces no policies")


def test_nodes_that_refuse_pods_make_metadata_an_info() -> None:
    node_class = """
apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata: {name: default}
spec: {metadataOptions: {httpTokens: required, httpPutResponseHopLimit: 1}}
"""
    everything = policy("[{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]")
    for text, severity in ((node_class, "info"), (node_class.replace("Limit: 1", "Limit: 2"), "warning")):
        settings = replace(Config(), select_only=("cloud-metadata-access",), plugins=False)
        report = Run(MemoryTree({"a.yaml": f"{everything}---{text}"}), settings, REGISTRY).report()
        assert [each.severity.label for each in report.findings] == [severity]


def test_environments_by_the_label_of_their_namespaces() -> None:
    spaces = "---".join(
        f"\napiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}, labels: {{env: {env}}}}}\n"
        for name, env in (("a", "dev"), ("b", "prod"), ("c", "prod"))
    )
    files = {
        "spaces.yaml": spaces,
        "pods.yaml": "---".join((pod("x", "a"), pod("y", "b"), pod("z", "c"), pod("w", "d"))),
    }
    options = {"rules": {"environment-reachable": {"label": "env"}}}
    assert findings(files, "environment-reachable", config=options) == [
        "environment-reachable pods.yaml workloads of environment 'dev' may connect to it: All Connections",
        "environment-reachable pods.yaml workloads of environment 'dev' may connect to it: All Connections",
    ]
    files["deny.yaml"] = "---".join((deny("b"), deny("c")))
    assert findings(files, "environment-reachable", config=options) == []


def test_shapes_that_are_not_manifests_raise_nowhere() -> None:
    odd = """
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
  annotations: {nginx.ingress.kubernetes.io/auth-url: [1], external-dns.alpha.kubernetes.io/hostname: {}}
spec:
  rules: [1, {host: 3, http: [x]}, {http: {paths: {a: b}}}]
  tls: [1, {hosts: x}]
  defaultBackend: 1
  ingressClassName: 3
---
apiVersion: v1
kind: Service
metadata: {name: 1, annotations: [x]}
spec: {type: [LoadBalancer], externalIPs: {a: 1}, ports: [1, {port: x}], selector: [a], externalName: 1}
---
apiVersion: v1
kind: Pod
metadata: [x]
spec: {containers: [{name: 1, image: 3, ports: {a: b}, args: x}], dnsConfig: [1], enableServiceLinks: [], os: 3}
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: x}
spec: {mtls: STRICT, portLevelMtls: [1]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: x}
endpoints: {a: [b], c: {addresses: 1}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: x}
spec: {parentRefs: {a: b}, rules: [1, {backendRefs: 1}]}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: x}
spec: {source: [1], sources: {a: b}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: x}
spec: {podSelector: [1], ingress: [1, {from: {a: b}, ports: [x]}], egress: x, policyTypes: {a: b}}
"""
    assert isinstance(findings({"odd.yaml": odd}, "network", "services"), list)


@pytest.mark.skipif(not CORPORA.is_dir(), reason="needs ../shared/corpora")
def test_the_workshop_s_planted_mistake_is_found() -> None:
    tree = working_copy(CORPORA / "eks-workshop-v2")
    found = findings(tree, "network-policy-peer-matches-nothing")
    folder = "manifests/modules/networking/network-policies/apply-network-policies"
    message = "ingress rule #1 has a peer 'app.kubernetes.io/name=ui' that matches no pod of the policy's own namespace"
    assert f"network-policy-peer-matches-nothing {folder}/allow-order-ingress-fail-debug.yaml {message}" in found
    assert not any("success-debug" in each for each in found)


def test_the_order_of_documents_changes_nothing() -> None:
    documents = [
        pod("web", "shop"),
        pod("db", "shop"),
        pod("web", "front"),
        ACCOUNT,
        policy(INSIDE),
        policy("[{to: [{podSelector: {matchLabels: {app: nobody}}}]}]", name="other"),
        deny("shop", "Ingress, Egress"),
        deny("front").replace("podSelector: {}", "podSelector: {matchLabels: {app: db}}"),
    ]
    found = sorted(findings({"a.yaml": "---".join(documents)}, "network"))
    assert len(found) > 5
    for shift in range(1, len(documents)):
        turned = documents[shift:] + documents[:shift]
        assert sorted(findings({"a.yaml": "---".join(turned)}, "network")) == found
        assert sorted(findings({"a.yaml": "---".join(reversed(turned))}, "network")) == found


def test_what_another_kustomization_of_the_namespace_allows_is_not_missing() -> None:
    files = {
        "web/kustomization.yaml": "namespace: shop\nresources: [all.yaml]\n",
        "web/all.yaml": "---".join((pod("web"), policy(INSIDE))),
    }
    (found,) = findings(files, "egress-without-dns")
    assert found.startswith("egress-without-dns web/all.yaml its pods may not ask DNS")
    files["platform/kustomization.yaml"] = "namespace: shop\nresources: [dns.yaml]\n"
    files["platform/dns.yaml"] = policy(ANYWHERE, name="dns", selects="{}")
    assert findings(files, "egress-without-dns") == []


def test_in_the_repository_of_one_service_the_others_are_elsewhere() -> None:
    text = "---".join((WEB, policy("[{to: [{podSelector: {matchLabels: {app: api}}}]}]")))
    service = {"base/kustomization.yaml": "resources: [all.yaml]\n", "base/all.yaml": text}
    rules, loud = ("egress-without-dns", "network-policy-peer-matches-nothing"), {"min-severity": "warning"}
    assert findings(service, *rules, config=loud) == []
    namespace = "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}"
    peer = "egress rule #1 has a peer 'app=api' that matches no pod of the policy's own namespace"
    assert findings({**service, "shop.yaml": namespace}, *rules, config=loud) == [
        "egress-without-dns base/all.yaml its pods may not ask DNS: egress allows no TCP 53 and no UDP 53",
        f"network-policy-peer-matches-nothing base/all.yaml {peer}",
    ]
