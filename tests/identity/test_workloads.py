"""Which identity each workload gets, and by which way."""

from __future__ import annotations

import textwrap

from gitops_lint.identity.workloads import identities
from gitops_lint.settings import Config
from gitops_lint.source.tree import MemoryTree
from gitops_lint.workspace import build_repository

ROLE = "arn:aws:iam::351619759866:role"


def ways(manifests: str) -> dict[str, tuple[str, str, str, str]]:
    """Name of each workload: ServiceAccount, way, role used, role that is not used."""
    tree = MemoryTree({"manifests.yaml": textwrap.dedent(manifests)})
    repo = build_repository(tree, Config())
    return {
        found.workload.name: (found.account, found.way, found.role, found.shadowed) for found in repo.once(identities)
    }


POD = """
---
apiVersion: v1
kind: Pod
metadata: {{name: {name}, namespace: shop}}
spec:
  {account}
  containers: [{{name: app, image: "registry.example/app:1.4.2", env: {env}}}]
"""
ACCOUNTS = f"""
apiVersion: v1
kind: ServiceAccount
metadata: {{name: irsa, namespace: shop, annotations: {{eks.amazonaws.com/role-arn: "{ROLE}/irsa"}}}}
---
apiVersion: v1
kind: ServiceAccount
metadata: {{name: both, namespace: shop, annotations: {{eks.amazonaws.com/role-arn: "{ROLE}/old"}}}}
---
apiVersion: eks.services.k8s.aws/v1alpha1
kind: PodIdentityAssociation
metadata: {{name: both, namespace: ack}}
spec: {{clusterName: prod, namespace: shop, serviceAccount: both, roleARN: "{ROLE}/new"}}
---
apiVersion: eks.aws.upbound.io/v1beta1
kind: PodIdentityAssociation
metadata: {{name: agent}}
spec: {{forProvider: {{clusterName: prod, namespace: shop, serviceAccount: agent, roleArn: "{ROLE}/agent"}}}}
---
apiVersion: eks.aws.upbound.io/v1beta1
kind: PodIdentityAssociation
metadata: {{name: elsewhere}}
spec: {{forProvider: {{clusterName: prod, namespace: store, serviceAccount: irsa, roleArn: "{ROLE}/elsewhere"}}}}
"""


def pod(name: str, account: str = "", env: str = "[]") -> str:
    return POD.format(name=name, account=f"serviceAccountName: {account}" if account else "", env=env)


def test_each_way_to_a_role() -> None:
    keys = "[{name: AWS_ACCESS_KEY_ID, valueFrom: {secretKeyRef: {name: keys, key: id}}}]"
    manifests = ACCOUNTS + pod("a", "irsa") + pod("b", "both") + pod("c", "agent") + pod("d") + pod("e", "irsa", keys)
    assert ways(manifests) == {
        "a": ("irsa", "irsa", f"{ROLE}/irsa", ""),
        "b": ("both", "pod-identity", f"{ROLE}/new", f"{ROLE}/old"),
        "c": ("agent", "pod-identity", f"{ROLE}/agent", ""),
        "d": ("default", "node", "", ""),
        "e": ("irsa", "static-keys", "", f"{ROLE}/irsa"),
    }


def test_odd_shapes_have_no_role() -> None:
    manifests = """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: api, annotations: [a]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: api}
        spec: {serviceAccountName: [api], containers: [{name: app, env: {a: b}}]}
        ---
        apiVersion: eks.services.k8s.aws/v1alpha1
        kind: PodIdentityAssociation
        metadata: {name: api}
        spec: [a]
        """
    assert ways(manifests) == {"api": ("default", "node", "", "")}


def test_keys_from_a_config_map_a_secret_or_what_makes_one() -> None:
    sources = """
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
data: {AWS_ACCESS_KEY_ID: id, AWS_REGION: eu-west-1}
---
apiVersion: v1
kind: Secret
metadata: {name: other, namespace: shop}
stringData: {ACCESS_KEY_ID: id, PASSWORD: x}
---
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: {name: sealed, namespace: shop}
spec: {encryptedData: {AWS_SECRET_ACCESS_KEY: abc}}
---
apiVersion: v1
kind: Pod
metadata: {name: NAME, namespace: shop}
spec: {containers: [{name: app, image: "registry.example/app:1.4.2", envFrom: [SOURCE]}]}
"""
    expected = {
        "{configMapRef: {name: settings}}": "static-keys",
        "{configMapRef: {name: settings}, prefix: APP_}": "node",
        "{secretRef: {name: other}}": "node",
        "{secretRef: {name: other}, prefix: AWS_}": "static-keys",
        "{secretRef: {name: sealed}}": "static-keys",
        "{secretRef: {name: elsewhere}}": "node",
    }
    for source, way in expected.items():
        assert ways(sources.replace("NAME", "a").replace("SOURCE", source))["a"][1] == way, source


APPLICATION = """
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: {name}, namespace: argocd}}
spec:
  project: default
  source: {{repoURL: "https://git.example/acme/gitops.git", path: {path}, targetRevision: main}}
  destination: {{server: "https://kubernetes.default.svc", namespace: shop}}
"""


def test_environments_side_by_side_keep_their_own_accounts() -> None:
    """Both call their cluster in-cluster, and both have the ServiceAccount in another Application."""
    files = {}
    for env in ("dev", "prod"):
        files[f"{env}/kustomization.yaml"] = "resources: [api.yaml, accounts.yaml]"
        for name in ("api", "accounts"):
            files[f"{env}/{name}.yaml"] = APPLICATION.format(name=name, path=f"{env}-{name}")
        files[f"{env}-api/pod.yaml"] = pod("api", "api")
        files[f"{env}-accounts/account.yaml"] = f"""
apiVersion: v1
kind: ServiceAccount
metadata: {{name: api, namespace: shop, annotations: {{eks.amazonaws.com/role-arn: "{ROLE}/{env}"}}}}
"""
    repo = build_repository(MemoryTree(files), Config())
    found = {one.workload.resource.origin.first.path: one.role for one in repo.once(identities)}
    assert found == {"dev-api/pod.yaml": f"{ROLE}/dev", "prod-api/pod.yaml": f"{ROLE}/prod"}
