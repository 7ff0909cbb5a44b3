"""Every example of every rule, Python and declarative alike."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_lint.api import registry_for
from gitops_lint.rule import Rule
from gitops_lint.settings import Config
from gitops_lint.testing import verify

REGISTRY = registry_for(Config(plugins=False))


@pytest.mark.parametrize("name", sorted(REGISTRY.entries))
def test_examples_do_what_they_say(name: str) -> None:
    rule: type[Rule[Any]] = REGISTRY.entries[name].load()
    verify(rule)
