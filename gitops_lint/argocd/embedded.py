"""YAML inside of a ConfigMap's value."""

from __future__ import annotations

from typing import Any


def read_yaml(text: str) -> Any:
    """The one document in a text; None where there is none, where there are more, and where it is no YAML."""
    from gitops_lint.source.parse import parse

    parsed = parse("embedded.yaml", text.encode())
    return parsed.documents[0].value if len(parsed.documents) == 1 and not parsed.problems else None
