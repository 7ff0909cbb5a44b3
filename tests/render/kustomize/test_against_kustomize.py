"""Every build equals the real ``kustomize build``: same objects, same values, same order.

``GITOPS_LINT_KUSTOMIZE`` names the binary, ``GITOPS_LINT_RANDOM_TREES`` how many random trees are compared.
"""

# ruff: noqa: E501 - small files written on one line

from __future__ import annotations

import os
import posixpath
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from render.kustomize.building import BINARY, CORPORA, binary_output, loader, printed, run, same
from render.kustomize.random_trees import RandomTree

from gitops_lint.render.kustomize.build import build
from gitops_lint.render.kustomize.closure import closure
from gitops_lint.render.kustomize.kustomization import FILE_NAMES
from gitops_lint.render.kustomize.result import BuildOptions
from gitops_lint.source.tree import DiskTree

pytestmark = [pytest.mark.oracle, pytest.mark.skipif(BINARY is None, reason="no kustomize binary")]

RANDOM_TREES = int(os.environ.get("GITOPS_LINT_RANDOM_TREES", "60"))
HAND_OVER_LIMIT = 0.03
STAND_IN = "stand-in for a file that the corpora leave out\n"


def _with_left_out_files(corpus: Path, into: Path) -> Path:
    """The corpus with a text in the place of each file that it lists but does not hold.

    Generators that read scripts and certificates can be compared that way.
    """
    copy = into / corpus.name
    for path in corpus.rglob("*"):
        target = copy / path.relative_to(corpus)
        if path.is_symlink():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(path.readlink())
        elif path.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    listing = copy / "TREE.txt"
    for line in listing.read_text(encoding="utf-8").splitlines() if listing.is_file() else ():
        target = copy / line.strip()
        if line.strip() and not target.exists() and not target.is_symlink():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(STAND_IN, encoding="utf-8")
    return copy


@pytest.mark.corpora
@pytest.mark.skipif(not CORPORA.is_dir(), reason="no corpora")
def test_every_kustomization_of_the_corpora(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for corpus in sorted(path for path in CORPORA.iterdir() if path.is_dir()):
        root = _with_left_out_files(corpus, tmp_path)
        paths = sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())
        tree = DiskTree(root, paths)
        load, options = loader(tree), BuildOptions(memo={})
        for folder in sorted(
            {posixpath.dirname(path) or "." for path in paths if posixpath.basename(path) in FILE_NAMES}
        ):
            result = build(tree, folder, load, options)
            reached = closure(tree, folder, load)
            if result.remote or reached.remote:
                counts["remote"] += 1
                continue
            expected = printed(root / folder)
            if result.unsupported:
                counts["handed over"] += 1
            elif expected is None or any(problem.fatal for problem in result.problems):
                counts["refused by both"] += 1
                if expected is not None or result.complete:
                    wrong.append(f"{corpus.name}/{folder}: {result.problems or 'kustomize refuses'}")
            else:
                counts["compared"] += 1
                if not same([one.value for one in result.resources], expected):
                    wrong.append(f"{corpus.name}/{folder}")
    with capsys.disabled():
        print(f"\n  kustomize builds: {dict(counts)}")  # noqa: T201
    assert wrong == []
    assert counts["compared"] > 700
    assert counts["handed over"] <= HAND_OVER_LIMIT * (counts["compared"] + counts["handed over"])


@settings(max_examples=RANDOM_TREES, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_random_trees(seed: int) -> None:
    tree = RandomTree(seed)
    result = run(tree.files, tree.root, memo={} if seed % 2 else None)
    if result.unsupported:
        return
    expected = binary_output(tree.files, tree.root)
    refused = [problem for problem in result.problems if problem.fatal]
    if expected is None:
        assert refused, "kustomize refuses this tree"
    else:
        assert not refused
        assert same([one.value for one in result.resources], expected)


SPECIMENS = {
    "scalars as go-yaml version 3 reads them": {
        "kustomization.yaml": "resources: [a.yaml]\n",
        "a.yaml": (
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"
            "  annotations: {b: true, t: 2024-01-01, f: 1.10, o: 010, y: yes, z: , zz: null}\n"
            "data:\n  y: yes\n  d: 2024-01-01\n  ts: 2001-12-14t21:59:43.10-05:00\n  i: 0o14\n  k: 1_000\n  f: 1.0\n"
            "  x: 0x1F\n  nn:\n  nm: null\n  v: off\n"
        ),
    },
    "annotations that look like something else, in a file and in a patch": {
        "kustomization.yaml": (
            "resources: [a.yaml]\npatches:\n- patch: |\n    apiVersion: v1\n    kind: ConfigMap\n"
            "    metadata: {name: a, annotations: {pt: True, pf: 1.0, pd: 1., pp: +1, pm: -0, pn: 12345678901234567890}}\n"
        ),
        "a.yaml": (
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"
            "  annotations: {t: True, f: 1.0, d: 1., h: .5, p: +1, m: -0, n: 12345678901234567890}\n"
        ),
    },
    "a folded scalar with indented lines": {
        "kustomization.yaml": "resources: [a.yaml]\n",
        "a.yaml": (
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  f: >\n    one\n      two\n    three\n\n"
            "      four\n\n\n    five\n  g: >+\n    x\n\n"
        ),
    },
    "a patch elsewhere removes empty nulls and duplicate list items": {
        "kustomization.yaml": (
            "resources: [a.yaml]\npatches:\n- patch: |\n    apiVersion: apps/v1\n    kind: Deployment\n"
            "    metadata: {name: a}\n    spec: {replicas: 2}\n"
        ),
        "a.yaml": (
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\n  creationTimestamp: null\nspec:\n"
            "  strategy:\n  template:\n    spec:\n      containers:\n      - name: c\n        env:\n"
            "        - {name: A, value: '1'}\n        - {name: A, value: '2'}\n        - {name: B}\n"
        ),
    },
    "labels added by one entry change together": {
        "base/kustomization.yaml": "resources: [a.yaml]\ncommonLabels: {app: red}\n",
        "base/a.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: {}}\n",
        "kustomization.yaml": "resources: [base]\nlabels:\n- pairs: {app: blue}\n",
    },
    "null labels in a patch with a target": {
        "kustomization.yaml": (
            "resources: [a.yaml]\npatches:\n- target: {kind: ConfigMap}\n  patch: |\n    kind: X\n"
            "    metadata: {name: x, labels: {gone: null}}\n    extra: {a: null, b: {c: null}}\n"
        ),
        "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {gone: x}}\n",
    },
    "hashes of texts that JSON escapes": {
        "kustomization.yaml": (
            "configMapGenerator:\n- name: a\n  literals: ['k=<a&b>', 'u=\u2028', 'q=\"x\"']\n"
            "secretGenerator:\n- name: s\n  literals: ['long=" + "x" * 200 + "']\n  type: kubernetes.io/tls\n"
        ),
    },
    "references to a renamed ConfigMap from every place": {
        "kustomization.yaml": "resources: [a.yaml]\nnamePrefix: p-\nconfigMapGenerator:\n- name: c\n  literals: [a=b]\n",
        "a.yaml": (
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"
            "spec:\n  volumes:\n  - configMap: {name: c}\n"
            "  - projected: {sources: [{configMap: {name: c}}]}\n  containers:\n  - envFrom: [{configMapRef: {name: c}}]\n"
            "    env: [{name: X, valueFrom: {configMapKeyRef: {name: c}}}]\n"
        ),
    },
    "the legacy order": {
        "kustomization.yaml": "resources: [a.yaml]\n",
        "a.yaml": "---\n".join(
            f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: {name}}}\n"
            for version, kind, name in (
                ("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "w"), ("v1", "Service", "s"),
                ("apps/v1", "Deployment", "d"), ("acme.io/v1", "Thing", "t"), ("acme.io/v1", "Thing", "a"),
                ("v1", "Namespace", "n"), ("acme.io/v1", "Another", "x"), ("v1", "ConfigMap", "c"),
            )
        ),
    },
}  # fmt: skip


@pytest.mark.parametrize("name", SPECIMENS)
def test_specimen(name: str) -> None:
    files = SPECIMENS[name]
    expected = binary_output(files, ".")
    assert expected is not None
    result = run(files)
    assert result.complete, result
    assert same([one.value for one in result.resources], expected)
