"""`gitops-lint graph` carries workload → ServiceAccount → role."""

from __future__ import annotations

import json
import textwrap

from conftest import Run
from support import Tree

_MANIFESTS = {
    "apps/web.yaml": """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: web, namespace: argocd}
        spec:
          project: default
          source: {repoURL: "https://git.example/acme/gitops.git", path: web, targetRevision: main}
          destination: {name: prod, namespace: shop}
        """,
    "apps/loki.yaml": """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: loki, namespace: argocd}
        spec:
          project: default
          source:
            repoURL: https://charts.example
            chart: loki
            targetRevision: 6.1.0
            helm:
              valuesObject:
                serviceAccount:
                  name: loki
                  annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::351619759866:role/loki"}
          destination: {name: prod, namespace: loki}
        """,
    "web/web.yaml": """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: web, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::351619759866:role/web"}}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: web}
        spec:
          serviceAccountName: web
          containers: [{name: app, image: "registry.example/app:1.4.2"}]
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: keys}
        spec:
          serviceAccountName: web
          containers:
            - name: app
              image: registry.example/app:1.4.2
              env: [{name: AWS_ACCESS_KEY_ID, valueFrom: {secretKeyRef: {name: keys, key: id}}}]
        """,
}


FILES = {path: textwrap.dedent(text) for path, text in _MANIFESTS.items()}


def test_json_says_who_every_workload_is(tree: Tree, run: Run) -> None:
    tree.write(FILES)
    loki, web = sorted(json.loads(run("graph", "--output-format", "json").out), key=lambda item: item["name"])
    assert web["cluster"] == "prod"
    assert web["workloads"] == [
        {
            "kind": "Pod",
            "namespace": "shop",
            "name": "web",
            "serviceAccount": "web",
            "way": "irsa",
            "role": "arn:aws:iam::351619759866:role/web",
            "unusedRole": None,
        },
        {
            "kind": "Pod",
            "namespace": "shop",
            "name": "keys",
            "serviceAccount": "web",
            "way": "static-keys",
            "role": None,
            "unusedRole": "arn:aws:iam::351619759866:role/web",
        },
    ]
    assert loki["workloads"] == []
    assert loki["rolesInValues"] == [
        {
            "path": "apps/loki.yaml",
            "pointer": "/serviceAccount/annotations/eks.amazonaws.com~1role-arn",
            "serviceAccount": "loki",
            "role": "arn:aws:iam::351619759866:role/loki",
        }
    ]


def test_text_says_it_on_request(tree: Tree, run: Run) -> None:
    tree.write(FILES)
    role = "arn:aws:iam::351619759866:role"
    assert f"    Pod shop/web  as web → {role}/web (irsa)" in run("graph", "--identities").lines
    assert f"    Pod shop/keys  as web → (static-keys, not used: {role}/web)" in run("graph", "--identities").lines
    assert f"    values apps/loki.yaml  loki → {role}/loki (irsa)" in run("graph", "--identities").lines
    assert role not in run("graph").out


def test_without_applications_every_folder_is_a_root(tree: Tree, run: Run) -> None:
    tree.write({"web/web.yaml": FILES["web/web.yaml"]})
    (folder,) = json.loads(run("graph", "--output-format", "json").out)
    assert [item["way"] for item in folder["workloads"]] == ["irsa", "static-keys"]
