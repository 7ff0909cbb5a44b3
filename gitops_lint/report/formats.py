"""The formats by name, and how to get the function behind one without importing the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType

from gitops_lint.problem import UserError
from gitops_lint.report.model import Report
from gitops_lint.report.options import RenderOptions, Reporter

PluginReporter = Callable[[Report], str]
"""What the hook ``gitops_lint_reporters`` gives: plugins need no options."""

FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "text": "gitops_lint.report.text",
        "concise": "gitops_lint.report.concise",
        "grouped": "gitops_lint.report.grouped",
        "json": "gitops_lint.report.json_contract",
        "json-lines": "gitops_lint.report.json_lines",
        "sarif": "gitops_lint.report.sarif",
        "github": "gitops_lint.report.github",
        "gitlab": "gitops_lint.report.gitlab",
        "junit": "gitops_lint.report.junit",
        "markdown": "gitops_lint.report.markdown",
        "azure": "gitops_lint.report.azure",
        "checkstyle": "gitops_lint.report.checkstyle",
        "rdjson": "gitops_lint.report.rdjson",
    }
)
"""Format name to the module whose ``render`` writes it."""


class ReporterCrash(Exception):  # noqa: N818 - the word of the other crashes
    """A plugin's output format raised."""


ALIASES: Mapping[str, str] = MappingProxyType({"full": "text"})
"""Other names people type: ruff calls frames ``full``."""


def format_names(plugins: Mapping[str, PluginReporter] = MappingProxyType({})) -> tuple[str, ...]:
    """Every name that `load_reporter` takes, ours first."""
    return (*FORMATS, *sorted(name for name in plugins if name not in FORMATS))


def load_reporter(name: str, plugins: Mapping[str, PluginReporter] = MappingProxyType({})) -> Reporter:
    """The reporter of that name; a plugin cannot take the place of a format of ours.

    Raises `UserError` with a suggestion for an unknown name.
    """
    module = FORMATS.get(ALIASES.get(name, name))
    if module is not None:
        render: Reporter = import_module(module).render
        return render
    if name in plugins:
        return _without_options(name, plugins[name])
    from difflib import get_close_matches

    known = format_names(plugins)
    close = get_close_matches(name, known, n=1)
    hint = f", did you mean '{close[0]}'?" if close else f"; known are {', '.join(known)}"
    raise UserError(f"unknown output format '{name}'{hint}")


def _without_options(name: str, plugin: PluginReporter) -> Reporter:
    def render(report: Report, options: RenderOptions) -> str:  # the hook knows no options
        try:
            return plugin(report)
        except (Exception, SystemExit) as error:
            raise ReporterCrash(f"output format '{name}' raised {type(error).__name__}: {error}") from error

    return render
