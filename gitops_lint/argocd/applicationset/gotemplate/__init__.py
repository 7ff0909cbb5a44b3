"""Go's text/template with the functions Argo CD gives to ApplicationSets.

What Argo CD would refuse raises `TemplateError`; what this evaluator does not model raises `UnsupportedTemplateError`.
Nothing is ever guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from gitops_lint.argocd.applicationset.gotemplate.errors import TemplateError, UnsupportedTemplateError
from gitops_lint.argocd.applicationset.gotemplate.evaluator import Evaluator, MissingKey
from gitops_lint.argocd.applicationset.gotemplate.functions import FUNCTIONS, is_known
from gitops_lint.argocd.applicationset.gotemplate.nodes import Template
from gitops_lint.argocd.applicationset.gotemplate.parser import parse
from gitops_lint.argocd.applicationset.gotemplate.values import StringMap, from_json

__all__ = ["OPTIONS", "StringMap", "TemplateError", "UnsupportedTemplateError", "from_json", "parse_template", "render"]

OPTIONS = {
    "missingkey=default": MissingKey.INVALID,
    "missingkey=invalid": MissingKey.INVALID,
    "missingkey=zero": MissingKey.ZERO,
    "missingkey=error": MissingKey.ERROR,
}
"""What ``goTemplateOptions`` may hold; Go panics at anything else."""


@lru_cache(maxsize=2048)
def parse_template(text: str) -> Template:
    """Parse; raises `TemplateError` for a syntax error or an unknown function."""
    return parse(text, is_known)


def render(text: str, params: Mapping[str, Any], options: Iterable[str] = ()) -> str:
    """Render as ``Render.Replace`` of ``applicationset/utils/utils.go`` does; numbers of `params` are floats.

    Raises `TemplateError` where Argo CD reports an error and `UnsupportedTemplateError` where we cannot tell.
    """
    missing = MissingKey.INVALID
    for option in options:
        if option not in OPTIONS:
            raise TemplateError(f"unrecognized option: {option}")
        missing = OPTIONS[option]
    if "{{" not in text:
        return text
    return Evaluator(parse_template(text), FUNCTIONS, missing).run(dict(params))
