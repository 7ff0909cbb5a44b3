"""What something fills in before the API server sees it is never a mistake of type, shape or value."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import yaml

from gitops_lint.api import lint_tree
from gitops_lint.settings import Config
from gitops_lint.source.tree import MemoryTree

PLACEHOLDERS = (
    "${VAR}",
    "${VAR:-1}",
    "$REPLICAS",
    "<REPLICAS>",
    "<YOUR_ACCOUNT_ID>",
    "<path:secret/data/shop#replicas>",
    "<path:secret/data/shop#replicas | base64encode>",
    "{{ .Values.replicas }}",
    "{{ item.value }}",
    "{% if x %}1{% endif %}",
    "@@REPLICAS@@",
    "__REPLICAS__",
    "[[ replicas ]]",
    "ENC[AES256_GCM,data:Zm9v,iv:aWlp,tag:dGFn,type:int]",
)
DEPLOYMENT: dict[str, Any] = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web", "namespace": "shop", "labels": {"app": "web"}, "annotations": {"note": "x"}},
    "spec": {
        "replicas": 2,
        "paused": False,
        "progressDeadlineSeconds": 600,
        "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": "25%"}},
        "selector": {"matchLabels": {"app": "web"}},
        "template": {
            "metadata": {"labels": {"app": "web"}},
            "spec": {
                "restartPolicy": "Always",
                "serviceAccountName": "web",
                "volumes": [{"name": "data", "emptyDir": {"sizeLimit": "1Gi"}}],
                "tolerations": [{"key": "a", "operator": "Exists", "effect": "NoSchedule"}],
                "containers": [
                    {
                        "name": "web",
                        "image": "registry.example/web:1",
                        "args": ["serve"],
                        "env": [{"name": "SIZE", "value": "1"}],
                        "ports": [{"name": "http", "containerPort": 8080, "protocol": "TCP"}],
                        "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}, "limits": {"memory": "64Mi"}},
                        "volumeMounts": [{"name": "data", "mountPath": "/data", "readOnly": True}],
                        "readinessProbe": {"httpGet": {"path": "/", "port": 8080}, "periodSeconds": 5},
                    }
                ],
            },
        },
    },
}
OTHERS: tuple[dict[str, Any], ...] = (
    {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "web"},
        "spec": {
            "type": "ClusterIP",
            "selector": {"app": "web"},
            "ports": [{"port": 80, "targetPort": 8080, "name": "h"}],
        },
    },
    {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "type": "Opaque", "data": {"k": "QQ=="}},
    {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "data": {"k": "v"}},
    {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {"name": "j"},
        "spec": {
            "schedule": "@daily",
            "timeZone": "Etc/UTC",
            "suspend": False,
            "jobTemplate": {
                "spec": {
                    "template": {
                        "spec": {"restartPolicy": "Never", "containers": [{"name": "a", "image": "a.example/a:1"}]}
                    }
                }
            },
        },
    },
    {
        "apiVersion": "karpenter.sh/v1",
        "kind": "NodePool",
        "metadata": {"name": "pool"},
        "spec": {
            "weight": 5,
            "limits": {"cpu": "10"},
            "template": {
                "spec": {
                    "nodeClassRef": {"group": "karpenter.k8s.aws", "kind": "EC2NodeClass", "name": "pool"},
                    "requirements": [{"key": "kubernetes.io/arch", "operator": "In", "values": ["arm64"]}],
                }
            },
        },
    },
    {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": "h"},
        "spec": {
            "minReplicas": 1,
            "maxReplicas": 3,
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
            "metrics": [
                {
                    "type": "Resource",
                    "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}},
                }
            ],
        },
    },
)  # fmt: skip


def complaints(*texts: str) -> list[str]:
    """What the rules about the API server and its schemas say."""
    tree = MemoryTree({f"{number}.yaml": text for number, text in enumerate(texts)})
    report = lint_tree(tree, Config(select_only=("api-server", "schema"), ignore=("schema-not-found",)))
    assert not report.failures
    return [f"{each.rule} {each.location.path}:{each.location.span.line} {each.message}" for each in report.findings]


def leaves(value: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The places of all values but the object's identity."""
    if at in (("apiVersion",), ("kind",)):
        return []
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    inner = [place for key, child in children for place in leaves(child, (*at, key))]
    return inner if not at else [*inner, at]


def with_value(value: dict[str, Any], place: tuple[str | int, ...], new: Any) -> dict[str, Any]:
    made = copy.deepcopy(value)
    node: Any = made
    for part in place[:-1]:
        node = node[part]
    node[place[-1]] = new
    return made


def test_the_objects_are_sound_to_begin_with() -> None:
    assert complaints(*(yaml.safe_dump(value) for value in (DEPLOYMENT, *OTHERS))) == []


@pytest.mark.parametrize("placeholder", PLACEHOLDERS)
def test_in_place_of_any_value(placeholder: str) -> None:
    places = [(value, place) for value in (DEPLOYMENT, *OTHERS) for place in leaves(value) if place != ("metadata",)]
    texts = []
    for number, (value, place) in enumerate(places):
        made = with_value(value, place, placeholder)
        if place != ("metadata", "name"):
            made["metadata"]["name"] = f"{value['metadata']['name']}-{number}"
        texts.append(yaml.safe_dump(made))
    found = complaints(*texts)
    assert found == [], "\n".join(f"{item} <- {places[int(item.split()[1].partition('.')[0])][1]}" for item in found)


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: {{ replicas }}\n",
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ name }}\ndata: {{ data }}\n",
    ],
)
def test_an_unquoted_template_is_a_mapping_to_yaml(text: str) -> None:
    assert [item for item in complaints(text) if "type" in item] == []


SOPS = """\
apiVersion: v1
kind: Secret
metadata: {name: db}
type: Opaque
data:
  password: ENC[AES256_GCM,data:p673w==,iv:YY=,aad:UQ=,tag:A=,type:str]
immutable: ENC[AES256_GCM,data:dHJ1ZQ==,iv:YY=,aad:UQ=,tag:A=,type:bool]
sops:
  kms: []
  lastmodified: "2026-01-31T12:00:00Z"
  mac: ENC[AES256_GCM,data:xx,iv:yy,tag:zz,type:str]
  encrypted_regex: ^(data|stringData)$
  version: 3.9.0
"""
SEALED = """\
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: {name: db, namespace: shop}
spec:
  encryptedData: {password: AgBy3i4OJSWK+PiTySYZZA9rO43cGDEq}
  template:
    type: kubernetes.io/tls
    metadata: {name: db, namespace: shop}
"""
STRINGS = """\
apiVersion: v1
kind: Secret
metadata: {name: db}
stringData:
  url: "postgres://<path:secret/data/db#user>:${PASSWORD}@db/{{ name }}"
"""


@pytest.mark.parametrize("text", [SOPS, SEALED, STRINGS], ids=["sops", "sealed", "mixed"])
def test_encrypted_objects(text: str) -> None:
    assert complaints(text) == []


def test_a_real_mistake_beside_a_placeholder_is_found() -> None:
    text = yaml.safe_dump(
        with_value(DEPLOYMENT, ("spec", "replicas"), "${REPLICAS}") | {"metadata": {"name": "web", "lables": {}}}
    )
    (found,) = complaints(text)
    assert "field 'lables' is unknown" in found
