"""What is asked once for all objects of a repository."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from gitops_lint.apischema.judge import Judge
from gitops_lint.apischema.repository import judge, judged, server_side, verdicts
from gitops_lint.apischema.store import Known
from gitops_lint.finding import Confidence
from gitops_lint.model.repository import Repository
from gitops_lint.settings import Config, config_from
from gitops_lint.source.tree import MemoryTree
from gitops_lint.workspace import build_repository

CRD = """
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.io}
spec:
  group: example.io
  scope: Namespaced
  names: {kind: Thing, plural: things}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: {type: object, required: [size], properties: {size: {type: integer}, colour: {type: string}}}
"""
THING = """
apiVersion: example.io/v1
kind: Thing
metadata: {name: one}
spec: {size: big, smell: none}
"""
APPLICATION = """
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  project: default
  source: {repoURL: https://git.example/shop/deploy.git, path: shop}
  destination: {server: https://kubernetes.default.svc, namespace: shop}
"""


def repository(files: Mapping[str, str], config: Config | None = None) -> Repository:
    return build_repository(MemoryTree(files), config or Config())


def told(repo: Repository) -> list[tuple[str, str, str]]:
    return sorted(
        (rule, "/".join(map(str, verdict.error.pointer)), verdict.confidence.label)
        for rule, found in repo.once(verdicts).items()
        for verdict in found
    )


def test_definitions_of_the_repository_count() -> None:
    repo = repository({"crd.yaml": CRD, "thing.yaml": THING})
    assert told(repo) == [("field-type-wrong", "spec/size", "high"), ("field-unknown", "spec/smell", "high")]


def test_without_a_definition_nothing_is_said() -> None:
    assert told(repository({"thing.yaml": THING})) == []


def test_a_definition_that_nothing_deploys_counts_too() -> None:
    files = {"kustomization.yaml": "resources: [thing.yaml]\n", "thing.yaml": THING, "docs/crd.yaml": CRD}
    assert [rule for rule, _, _ in told(repository(files))] == ["field-type-wrong", "field-unknown"]
    chart = {"web/Chart.yaml": "name: web\nversion: 1.0.0\n", "web/crds/things.yaml": CRD, "thing.yaml": THING}
    assert [rule for rule, _, _ in told(repository(chart))] == ["field-type-wrong", "field-unknown"]


def test_two_different_definitions_make_it_unsure() -> None:
    other = CRD.replace("colour", "color")
    repo = repository({"old/crd.yaml": other, "new/crd.yaml": CRD, "thing.yaml": THING})
    assert {confidence for _, _, confidence in told(repo)} == {"low"}


def test_shipped_definitions_are_less_sure_than_built_in_kinds() -> None:
    certificate = (
        "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: a}\n"
        "spec: {secretName: a, issuerRef: {name: b}, dnsName: c}\n"
    )
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80}], selectors: {a: b}}\n"
    repo = repository({"a.yaml": certificate, "b.yaml": service})
    assert told(repo) == [("field-unknown", "spec/dnsName", "medium"), ("field-unknown", "spec/selectors", "high")]


def test_one_mistake_that_both_find_is_told_once() -> None:
    pod = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n"
        "    - {name: a, image: b, resources: {requests: {cpu: lots}, limits: {cpu: 1}}}\n"
    )
    assert told(repository({"a.yaml": pod})) == [
        ("quantity-invalid", "spec/containers/0/resources/requests/cpu", "high"),
    ]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("data", "hunter2!", "key 'password': illegal base64 data"),
        ("data", "12345678", "expected a string, got a value of type integer: quote it"),
        ("stringData", "true", "expected a string, got a value of type boolean: quote it"),
    ],
)
def test_secret_values_are_never_told(field: str, value: str, message: str) -> None:
    secret = f"apiVersion: v1\nkind: Secret\nmetadata: {{name: a}}\n{field}:\n  password: {value}\n"
    found = [verdict for group in repository({"a.yaml": secret}).once(verdicts).values() for verdict in group]
    assert [verdict.error.message for verdict in found] == [message]
    assert value not in str(found[0].error)


def test_what_no_api_server_sees_is_not_judged() -> None:
    texts = {
        "config.yaml": "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec: {cluster: {name: a}}\n",
        "pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: b}]}\n",
    }
    assert [resource.kind for resource in judged(repository(texts))] == ["Pod"]


def test_removed_apis_are_not_looked_into() -> None:
    ingress = "apiVersion: networking.k8s.io/v1beta1\nkind: Ingress\nmetadata: {name: a}\nspec: {}\n"
    repo = repository({"a.yaml": ingress})
    (resource,) = repo.resources
    standing = repo.once(judge).standing(resource)
    assert standing.removed
    assert told(repo) == []


def test_the_clusters_version_decides_what_is_removed() -> None:
    job = "apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: a}\nspec: {schedule: '@daily'}\n"
    removed = {}
    for version in ("1.24", "1.25"):
        repo = repository({"a.yaml": job}, config_from({"kubernetes-version": version}))
        removed[version] = repo.once(judge).standing(repo.resources[0]).removed
    assert removed == {"1.24": False, "1.25": True}


def test_a_definition_in_the_repository_beats_the_life_cycle_of_releases() -> None:
    crd = CRD.replace("things.example.io", "externalsecrets.external-secrets.io").replace(
        "example.io", "external-secrets.io"
    )
    crd = crd.replace("kind: Thing", "kind: ExternalSecret").replace("plural: things", "plural: externalsecrets")
    crd = crd.replace("name: v1\n", "name: v1beta1\n")
    use = "apiVersion: external-secrets.io/v1beta1\nkind: ExternalSecret\nmetadata: {name: a}\nspec: {size: 1}\n"
    alone = repository({"a.yaml": use})
    assert alone.once(judge).standing(alone.resources[0]).removed
    repo = repository({"crd.yaml": crd, "use.yaml": use})
    (resource,) = repo.of_kind("external-secrets.io", "ExternalSecret")
    standing = repo.once(judge).standing(resource)
    assert (standing.removed, isinstance(standing.found, Known)) == (False, True)
    assert told(repo) == []


@pytest.mark.parametrize(
    ("options", "annotation", "answer"),
    [
        ("[]", "", False),
        ("[ServerSideApply=true]", "", True),
        ("[ServerSideApply=true]", "ServerSideApply=false", False),
        ("[ServerSideApply=true, Replace=true]", "", False),
        ("[ServerSideApply=true]", "Replace=true", False),
        ("[]", "Prune=false, ServerSideApply=true", True),
        ("['ServerSideApply = true']", "", False),
    ],
)
def test_who_applies_and_how(options: str, annotation: str, answer: bool) -> None:
    service = (
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n"
        f"  annotations: {{argocd.argoproj.io/sync-options: '{annotation}'}}\nspec: {{ports: [{{port: 80}}]}}\n"
    )
    application = APPLICATION + f"  syncPolicy: {{syncOptions: {options}}}\n"
    config = config_from({"repositories": {"https://git.example/shop/deploy.git": "."}})
    repo = repository({"apps/shop.yaml": application, "shop/service.yaml": service}, config)
    found = [resource for resource in repo.of_kind("", "Service") if resource.context.application]
    assert [server_side(resource) for resource in found] == [answer]


def test_only_what_differs_is_looked_up_again() -> None:
    pods = {
        f"{name}.yaml": f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\n"
        "spec: {containers: [{name: a, image: b}]}\n"
        for name in "abc"
    }
    repo = repository(pods)
    court: Judge = repo.once(judge)
    assert len({id(court.standing(resource)) for resource in repo.resources}) == 1
    assert court.standing(repo.resources[0]).confidence is Confidence.HIGH
