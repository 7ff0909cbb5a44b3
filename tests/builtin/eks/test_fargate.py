"""The sizes of pods on Fargate, against the examples and the table of the EKS user guide."""

from __future__ import annotations

import pytest

from gitops_lint.builtin.eks._fargate import SIZES, size_of
from gitops_lint.model.quantity import Quantity


def size(cpu: str, memory: str) -> tuple[float, float] | None:
    """The vCPU and GB that are paid for what a pod asks for; the empty text asks for nothing."""
    asked = {name: Quantity.parse(text) for name, text in (("cpu", cpu), ("memory", memory)) if text}
    found = size_of(asked)
    return (found[0] / 1000, found[1] / 1024) if found else None


@pytest.mark.parametrize(
    ("cpu", "memory", "paid"),
    [
        ("", "", (0.25, 0.5)),
        ("1", "8Gi", (2, 9)),  # the user guide's own example
        ("250m", "256Mi", (0.25, 0.5)),
        ("250m", "257Mi", (0.25, 1)),
        ("250m", "1792Mi", (0.25, 2)),
        ("250m", "2Gi", (0.5, 3)),
        ("251m", "256Mi", (0.5, 1)),
        ("1", "1Gi", (1, 2)),
        ("4", "29Gi", (4, 30)),
        ("4", "30Gi", (8, 32)),
        ("8", "17Gi", (8, 20)),
        ("16", "120Gi", None),
        ("16", "122624Mi", (16, 120)),
        ("17", "1Gi", None),
        ("1", "200Gi", None),
    ],
)
def test_a_pod_gets_the_next_size(cpu: str, memory: str, paid: tuple[float, float] | None) -> None:
    assert size(cpu, memory) == paid


def test_the_table() -> None:
    rows = {vcpu / 1000: (sizes[0] / 1024, sizes[-1] / 1024, len(sizes)) for vcpu, sizes in SIZES.items()}
    assert rows == {
        0.25: (0.5, 2, 3),
        0.5: (1, 4, 4),
        1: (2, 8, 7),
        2: (4, 16, 13),
        4: (8, 30, 23),
        8: (16, 60, 12),
        16: (32, 120, 12),
    }
