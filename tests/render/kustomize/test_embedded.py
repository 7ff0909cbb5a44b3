"""Lines and columns of what is written in a scalar of another file."""

from __future__ import annotations

import pytest

from gitops_lint.finding import Pointer
from gitops_lint.render.kustomize.embedded import embedded_span
from gitops_lint.source.positions import Positions

TEXT = """\
resources: [a]
patches:
- patch: |
    # first
    apiVersion: apps/v1
    spec:
      replicas: 3
      list:
      - op: a
- patch: |-

    - op: replace
      path: /x
      value: four
- patch: "spec: {x: 1}"
- path: p.yaml
"""


@pytest.mark.parametrize(
    ("pointer", "text"),
    [
        ((0, "patch", "spec", "replicas"), "3"),
        ((0, "patch", "spec", "list", 0, "op"), "a"),
        ((1, "patch", 0, "value"), "four"),
        ((1, "patch", 0, "path"), "/x"),
    ],
)
def test_a_place_in_a_block_scalar(pointer: Pointer, text: str) -> None:
    positions = Positions("kustomization.yaml", TEXT.encode())
    span = embedded_span(positions, 0, ("patches", *pointer), "value")
    assert span is not None
    line = TEXT.splitlines()[span.line - 1]
    assert (span.end_line, line[span.column - 1 : span.end_column - 1]) == (span.line, text)


@pytest.mark.parametrize("pointer", [(2, "patch", "spec", "x"), (3, "path"), (0, "patch"), (9, "patch", "x")])
def test_elsewhere_the_scalar_itself_is_the_place(pointer: Pointer) -> None:
    positions = Positions("kustomization.yaml", TEXT.encode())
    assert embedded_span(positions, 0, ("patches", *pointer)) is None
