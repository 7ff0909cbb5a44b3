"""Rule: CI writes where nothing is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.references.bumps import Bump, bumps
from gitops_lint.references.chartreads import chart_reads
from gitops_lint.references.checkout import Checkout
from gitops_lint.references.imagenames import matches_image
from gitops_lint.rule import Bad, Confidence, Document, Good, Occurrence, Place, Repository, Rule, Severity
from gitops_lint.source.classify import KUSTOMIZATION_NAMES

_YAML = (".yaml", ".yml")


class CiBumpTargetMissing(Rule[Document]):
    """A job of CI writes the new tag of an image into a file of this repository, and the file, or the place in it, is not there:
    the job fails after the image has been pushed, or worse, it succeeds. `yq` adds a key that nothing reads, `sed` finds
    nothing and says nothing, `kustomize edit set image` adds an entry that no image matches, and the old image stays.

    Read are `yq -i`, `sed -i 's/…/…/'`, `kustomize edit set image` and `fjogeleit/yaml-update-action` in GitHub Actions and
    GitLab CI, in the job, in shell scripts of the repository that it calls, in its own composite actions, and in what a job of
    GitLab extends, refers to or includes from the repository; as long as the job works in this repository and the file and the
    path are written as they are.  Of a chart's values a path may be missing that its templates or its `values.yaml` know.

    **When to allow it.**  An earlier job makes the file.
    """

    summary = "CI writes an image tag to a place that does not exist"
    severity = Severity.WARNING
    confidence = Confidence.MEDIUM
    tags = frozenset({"argocd", "ci", "images"})
    documents = "loose"

    def check(self, target: Document, repo: Repository) -> Iterator[Occurrence]:
        """Every change that the document's jobs make."""
        told = set()
        checkout = Checkout(repo.tree)
        for bump in bumps(target, checkout):
            mistake = _mistake(bump, repo, checkout)
            if mistake and (bump.at, mistake) not in told:
                told.add((bump.at, mistake))
                where = f", in '{bump.source}'" if bump.source else ""
                yield self.finding(Place(target.path, target.index, bump.at), f"{mistake}{where}")

    examples = (
        Bad(
            files={
                ".github/workflows/release.yaml": """
                    name: release
                    jobs:
                      bump:
                        runs-on: ubuntu-latest
                        steps:
                          - uses: actions/checkout@v4
                          - run: yq -i '.image.tagg = strenv(TAG)' charts/shop/values.yaml
                    #            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ yq writes '.image.tagg', which 'charts/shop/values.yaml' does not have and the chart does not read
                    """,
                "charts/shop/Chart.yaml": "{apiVersion: v2, name: shop, version: 1.0.0}",
                "charts/shop/values.yaml": "image: {tag: 1.0.0}",
                "charts/shop/templates/pod.yaml": "image: registry.example/shop:{{ .Values.image.tag }}",
            },
        ),
        Bad(
            files={
                ".gitlab-ci.yml": """
                    variables: {FILE: deploy/prod/values.yaml}
                    bump:
                      script:
                    # ^^^^^^ 'deploy/prod/values.yaml' does not exist
                        - yq -i ".image.tag = \\"$CI_COMMIT_SHA\\"" $FILE
                    """,
                "deploy/production/values.yaml": "image: {tag: 1.0.0}",
            },
        ),
        Bad(
            files={
                ".github/workflows/release.yaml": """
                    name: release
                    jobs:
                      bump:
                        runs-on: ubuntu-latest
                        steps:
                          - uses: actions/checkout@v4
                          - run: >
                    #            ^ sed finds no 'newTag:.*' in 'overlays/prod/kustomization.yaml'
                              sed -i "s|newTag:.*|newTag: ${{ github.sha }}|" overlays/prod/kustomization.yaml
                    """,
                "overlays/prod/kustomization.yaml": "namePrefix: prod-",
            },
        ),
        Bad(
            files={
                ".github/workflows/release.yaml": """
                    name: release
                    jobs:
                      bump:
                        runs-on: ubuntu-latest
                        steps:
                          - uses: actions/checkout@v4
                          - run: cd overlays && kustomize edit set image shop=registry.example/shop:$TAG
                    #            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'overlays' has no kustomization file
                    """,
                "overlays/prod/kustomization.yaml": "namePrefix: prod-",
            },
        ),
        Bad(
            files={
                ".github/workflows/release.yaml": """
                    name: release
                    jobs:
                      bump:
                        runs-on: ubuntu-latest
                        steps:
                          - uses: actions/checkout@v4
                          - run: ./ci/bump.sh prod "$TAG"
                    #            ^^^^^^^^^^^^^^^^^^^^^^^^ kustomize sets image 'shop', which no resource of 'overlays/prod' has, in 'ci/bump.sh'
                    """,
                "ci/bump.sh": """
                    #!/usr/bin/env bash
                    set -euo pipefail
                    cd "$(dirname "$0")/../overlays/$1"
                    kustomize edit set image "shop=registry.example/shop:$2"
                    """,
                "overlays/prod/kustomization.yaml": "resources: [pod.yaml]",
                "overlays/prod/pod.yaml": """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: shop}
                    spec: {containers: [{name: shop, image: registry.example/shop}]}
                    """,
            },
            title="a script of the repository, and a name that no image has",
        ),
        Bad(
            files={
                ".github/workflows/release.yaml": """
                    name: release
                    jobs:
                      bump:
                        runs-on: ubuntu-latest
                        steps:
                          - uses: actions/checkout@v4
                          - uses: ./.github/actions/bump
                    #             ^^^^^^^^^^^^^^^^^^^^^^ 'deploy/prod.yaml' does not exist, in '.github/actions/bump/action.yml'
                            with: {environment: prod}
                    """,
                ".github/actions/bump/action.yml": """
                    name: bump
                    inputs: {environment: {default: dev}}
                    runs:
                      using: composite
                      steps:
                        - shell: bash
                          run: yq -i '.image.tag = strenv(TAG)' deploy/${{ inputs.environment }}.yaml
                    """,
                "deploy/dev.yaml": "image: {tag: 1.0.0}",
            },
            title="a composite action of the repository",
        ),
        Bad(
            files={
                ".gitlab-ci.yml": """
                    include: /ci/templates.yml
                    bump:
                      extends: .bump
                    #          ^^^^^ 'deploy/prod/values.yaml' does not exist
                      variables: {FILE: deploy/prod/values.yaml}
                    """,
                "ci/templates.yml": """
                    .bump:
                      script:
                        - !reference [.tools, script]
                        - yq -i ".image.tag = \"$CI_COMMIT_SHA\"" $FILE
                    .tools: {script: [apk add yq]}
                    """,
                "deploy/production/values.yaml": "image: {tag: 1.0.0}",
            },
            title="what a job of GitLab extends",
        ),
        Good(
            files={
                ".github/workflows/release.yaml": """
                    name: release
                    env: {CHART: charts/shop}
                    jobs:
                      bump:
                        runs-on: ubuntu-latest
                        steps:
                          - uses: actions/checkout@v4
                          - run: |
                              yq -i '.image.tag = strenv(TAG)' $CHART/values.yaml
                              yq -i '.image.pullPolicy = "Always"' charts/shop/values-prod.yaml
                              yq '.image.tagg' charts/shop/values.yaml
                              helm template $CHART > out.yaml
                              sed -i 's/nothing/x/' out.yaml
                              cd "$ELSEWHERE"
                              yq -i '.missing = 1' values.yaml
                          - run: yq -i '.images[0].newTag = strenv(TAG)' overlays/prod/kustomization.yaml
                          - run: cd overlays/prod && kustomize edit set image shop=registry.example/shop:$TAG
                    """,
                "charts/shop/Chart.yaml": "{apiVersion: v2, name: shop, version: 1.0.0}",
                "charts/shop/values.yaml": "image: {tag: 1.0.0}",
                "charts/shop/values-prod.yaml": "replicas: 2",
                "charts/shop/templates/pod.yaml": "{{ .Values.image.tag }}{{ .Values.image.pullPolicy }}",
                "overlays/prod/kustomization.yaml": "images: [{name: shop, newTag: 1.0.0}]",
            },
        ),
        Good(
            files={
                ".github/workflows/release.yaml": """
                    name: release
                    jobs:
                      bump:
                        runs-on: ubuntu-latest
                        steps:
                          - uses: actions/checkout@v4
                          - run: bash ci/bump.sh prod "$TAG"
                          - run: ci/other.sh missing/values.yaml
                          - run: cd overlays/prod && kustomize edit set image registry.example/web:$TAG
                    """,
                "ci/bump.sh": """
                    cd "$(git rev-parse --show-toplevel)/overlays/${1:-dev}"
                    kustomize edit set image "shop=registry.example/shop:$2"
                    """,
                "ci/other.sh": """
                    #!/bin/sh
                    bump() { yq -i '.missing = 1' "$1"; }
                    bump overlays/$ENVIRONMENT/values.yaml
                    """,
                "overlays/prod/kustomization.yaml": "{resources: [../../base], images: [{name: shop, newName: registry.example/web}]}",
                "base/kustomization.yaml": "resources: [pod.yaml]",
                "base/pod.yaml": """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: shop}
                    spec: {containers: [{name: shop, image: "shop:1.0"}]}
                    """,
            },
            title="names that another entry gives, arguments that nobody knows",
        ),
        Good(
            files={
                ".github/workflows/release.yaml": """
                    name: release
                    jobs:
                      bump:
                        runs-on: ubuntu-latest
                        steps:
                          - uses: actions/checkout@v4
                            with: {repository: acme/deploy}
                          - run: yq -i '.image.tag = strenv(TAG)' shop/values.yaml
                    """,
                "shop/other.yaml": "a: b",
            },
            title="another repository is checked out",
        ),
    )


def _mistake(bump: Bump, repo: Repository, checkout: Checkout) -> str:
    tree = repo.tree
    if bump.tool == "kustomize":
        return _of_kustomize(bump, checkout) if tree.is_dir(bump.file) else ""
    if not bump.file.endswith(_YAML):
        return ""
    if not tree.is_file(bump.file):
        # What is in no folder of ours may be made by a step, or lie in a checkout that we did not recognise.
        first, slash, _ = bump.file.partition("/")
        return f"'{bump.file}' does not exist" if slash and tree.is_dir(first) else ""
    if bump.pattern:
        return _unmatched(bump, repo)
    values = [document.value for document in repo.documents if document.path == bump.file]
    if not values or any(_has(value, bump.path) for value in values):
        return ""
    reads = chart_reads(repo, bump.file, bump.path)
    if reads is None:
        return (
            ""
            if not _is_ours(values)
            else f"{bump.tool} writes '{_shown(bump.path)}', which '{bump.file}' does not have"
        )
    if reads:
        return ""
    return f"{bump.tool} writes '{_shown(bump.path)}', which '{bump.file}' does not have and the chart does not read"


def _of_kustomize(bump: Bump, checkout: Checkout) -> str:
    if not any(name in KUSTOMIZATION_NAMES for name in checkout.tree.listdir(bump.file)):
        return f"'{bump.file}' has no kustomization file"
    if matches_image(checkout, bump.file, bump.image):
        return ""
    return f"kustomize sets image '{bump.image}', which no resource of '{bump.file}' has"


def _unmatched(bump: Bump, repo: Repository) -> str:
    try:
        text = repo.tree.read(bump.file).decode("utf-8", "replace")
    except OSError:
        return ""
    if any(re.search(bump.pattern, line) for line in text.splitlines()):
        return ""
    return f"sed finds no '{bump.pattern}' in '{bump.file}'"


def _has(value: Any, path: Pointer) -> bool:
    for part in path:
        if isinstance(value, dict) and isinstance(part, str):
            if part not in value:
                return False
            value = value[part]
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            return False
    return True


def _is_ours(values: list[Any]) -> bool:
    """Whether the file is a manifest or a kustomization, to which nobody adds a key by accident."""
    return any(
        isinstance(value, dict) and ("kind" in value or "resources" in value or "images" in value) for value in values
    )


def _shown(path: Pointer) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
