"""When a missing name is taken for a slip, and when for something that others make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from gitops_lint.api import Run, registry_for
from gitops_lint.apischema.wording import is_slip
from gitops_lint.settings import Config
from gitops_lint.source.tree import MemoryTree

REGISTRY = registry_for(Config(plugins=False))


def findings(files: Mapping[str, str], rule: str) -> list[str]:
    """The messages of a rule under the profile ``default``."""
    report = Run(MemoryTree(dict(files)), replace(Config(), plugins=False), REGISTRY).report()
    return [finding.message for finding in report.findings if finding.rule == rule]


def workload(name: str, account: str) -> str:
    return f"""
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}, namespace: shop}}
spec:
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
      serviceAccountName: {account}
      containers: [{{name: {name}, image: "registry.example/{name}:1.0.0"}}]
"""


def account(name: str) -> str:
    return f"{{apiVersion: v1, kind: ServiceAccount, metadata: {{name: {name}, namespace: shop}}}}"


@pytest.mark.parametrize(
    ("asked", "there", "meant"),
    [
        ("catalogue", "catalog", "catalog"),
        ("payment-worker", "payments-worker", "payments-worker"),
        ("shard-1", "shard-2", ""),  # numbers tell things apart
        ("ledger", "catalog", ""),
    ],
)
def test_what_the_deployable_brings_and_nobody_uses_is_meant(asked: str, there: str, meant: str) -> None:
    files = {"kustomization.yaml": "resources: [all.yaml]\n"}
    files["all.yaml"] = "---\n".join((workload("web", asked), account(there)))
    text = f"ServiceAccount '{asked}' is not in the repository, did you mean '{meant}'?"
    assert findings(files, "service-account-not-found") == ([text] if meant else [])


def test_what_something_uses_is_not_what_another_one_means() -> None:
    files = {"kustomization.yaml": "resources: [all.yaml]\n"}
    files["all.yaml"] = "---\n".join((workload("web", "catalogue"), workload("api", "catalog"), account("catalog")))
    assert findings(files, "service-account-not-found") == []


STORE = "{apiVersion: external-secrets.io/v1, kind: ClusterSecretStore, metadata: {name: aws}, spec: {provider: {}}}"
SECRET = """
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: db, namespace: shop}
spec:
  secretStoreRef: {kind: ClusterSecretStore, name: STORE}
  dataFrom: [{extract: {key: db}}]
"""


@pytest.mark.parametrize(("asked", "said"), [("aws", False), ("awss", True), ("gcp", False), ("aws2", False)])
def test_cluster_scoped_objects_are_meant_by_one_slip_alone(asked: str, said: bool) -> None:
    files = {
        "stores/kustomization.yaml": "resources: [store.yaml]\n",
        "stores/store.yaml": STORE,
        "db/kustomization.yaml": "resources: [db.yaml]\n",
        "db/db.yaml": SECRET.replace("STORE", asked),
    }
    text = f"ClusterSecretStore '{asked}' is not in the repository, did you mean 'aws'?"
    assert findings(files, "custom-reference-not-found") == ([text] if said else [])


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("prd", "prod", True),
        ("shop", "shops", True),
        ("pyaments", "payments", True),
        ("team-a", "team-b", False),  # a letter in place of another
        ("db1", "db", False),
        ("ab", "a", False),
        ("same", "same", False),
        ("prod", "production", False),
    ],
)
def test_a_slip_is_a_letter_too_many_too_few_or_swapped(one: str, other: str, slip: bool) -> None:
    assert is_slip(one, other) is slip
    assert is_slip(other, one) is slip


TWINS = {
    "a store for all namespaces, and no kind": (
        "custom-reference-not-found",
        """
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: db, namespace: shop}
spec: {secretStoreRef: {name: vault}, target: {name: db}, data: [{secretKey: a, remoteRef: {key: b}}]}
---
apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata: {name: vault}
spec: {provider: {vault: {server: "https://vault.example"}}}
""",
        ["SecretStore 'vault' is not in the repository, did you mean the ClusterSecretStore?"],
    ),
    "an issuer of the namespace": (
        "custom-reference-not-found",
        """
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, dnsNames: [shop.example], issuerRef: {name: public, kind: ClusterIssuer}}
---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: public, namespace: shop}
spec: {selfSigned: {}}
""",
        ["ClusterIssuer 'public' is not in the repository, did you mean the Issuer?"],
    ),
    "an issuer of another namespace is none": (
        "custom-reference-not-found",
        """
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, dnsNames: [shop.example], issuerRef: {name: public, kind: ClusterIssuer}}
---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: public, namespace: other}
spec: {selfSigned: {}}
""",
        [],
    ),
    "a role of the namespace": (
        "binding-role-not-found",
        """
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: web, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader, namespace: shop}
rules: [{apiGroups: [""], resources: [configmaps], verbs: [get]}]
""",
        ["ClusterRole 'reader' is not in the repository, did you mean the Role?"],
    ),
}


@pytest.mark.parametrize("case", TWINS)
def test_the_kind_of_another_scope_is_meant_where_it_has_the_name(case: str) -> None:
    rule, text, messages = TWINS[case]
    assert findings({"all.yaml": text}, rule) == messages
