"""Fixtures of the comparisons with upstream."""

from __future__ import annotations

from pathlib import Path

import pytest
from oracle import program


@pytest.fixture(scope="session")
def oracle() -> Path:
    """The program that asks `k8s.io/pod-security-admission`."""
    return program("podsecurity")
