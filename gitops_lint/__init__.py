"""Know before you merge what Argo CD will do with this commit.

The library::

    from gitops_lint import lint

    report = lint(["apps/"])
    for finding in report.findings:
        print(finding.location.path, finding.rule, finding.message)

Every name below is imported when it is first used, so that ``import gitops_lint`` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from gitops_lint.api import lint, lint_text, lint_tree
    from gitops_lint.configuration import load_config
    from gitops_lint.finding import (
        Confidence,
        Deployment,
        Edit,
        Finding,
        Fix,
        Location,
        Related,
        ResourceRef,
        Severity,
        Span,
        Suppression,
    )
    from gitops_lint.hookspecs import hookimpl
    from gitops_lint.problem import Failure, Notice, UserError
    from gitops_lint.report.model import Report, RuleInfo, Summary
    from gitops_lint.rule import Bad, Good, Occurrence, Rule
    from gitops_lint.settings import Config

_HOMES = {
    "api": ("lint", "lint_text", "lint_tree"),
    "configuration": ("load_config",),
    "finding": (
        "Confidence",
        "Deployment",
        "Edit",
        "Finding",
        "Fix",
        "Location",
        "Related",
        "ResourceRef",
        "Severity",
        "Span",
        "Suppression",
    ),
    "hookspecs": ("hookimpl",),
    "problem": ("Failure", "Notice", "UserError"),
    "report.model": ("Report", "RuleInfo", "Summary"),
    "rule": ("Bad", "Good", "Occurrence", "Rule"),
    "settings": ("Config",),
}

__all__ = [
    "Bad",
    "Confidence",
    "Config",
    "Deployment",
    "Edit",
    "Failure",
    "Finding",
    "Fix",
    "Good",
    "Location",
    "Notice",
    "Occurrence",
    "Related",
    "Report",
    "ResourceRef",
    "Rule",
    "RuleInfo",
    "Severity",
    "Span",
    "Summary",
    "Suppression",
    "UserError",
    "__version__",
    "hookimpl",
    "lint",
    "lint_text",
    "lint_tree",
    "load_config",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    for home, names in _HOMES.items():
        if name in names:
            from importlib import import_module

            value = getattr(import_module(f"gitops_lint.{home}"), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module 'gitops_lint' has no attribute '{name}'")


def __dir__() -> list[str]:
    """The public names, also those not imported yet."""
    return sorted({*globals(), *__all__})
