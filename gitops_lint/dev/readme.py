"""``python -m gitops_lint.dev readme [--check]``: what the README says ``check examples/`` prints is what it prints."""

from __future__ import annotations

import re
import sys

from gitops_lint import resources
from gitops_lint.api import Run, registry_for
from gitops_lint.configuration import load_config
from gitops_lint.patterns import regex
from gitops_lint.report.formats import load_reporter
from gitops_lint.report.model import Report
from gitops_lint.report.options import RenderOptions
from gitops_lint.source.discover import working_copy
from gitops_lint.values import replace

SHOWN = ("argocd-values-file-not-found", "sync-wave-too-late")
"""Two of the findings, of two kinds; all of them would be a long first page."""

_BLOCK = regex(r"(<!-- output of check examples/ -->\n```text\n).*?(```\n<!-- end -->)", re.DOTALL)


def main(arguments: list[str]) -> int:
    """Write the block, or with ``--check`` exit 1 where it is stale."""
    file = resources.ROOT / "README.md"
    old = file.read_text(encoding="utf-8")
    new = with_output(old, excerpt(report()))
    if arguments == ["--check"]:
        if old != new:
            sys.stderr.write("README.md is stale; run python -m gitops_lint.dev readme\n")
        return int(old != new)
    file.write_text(new, encoding="utf-8")
    return 0


def report() -> Report:
    """The run over ``examples/``, without what depends on the machine: how long it took, which helm is installed."""
    root = resources.ROOT / "examples"
    config = replace(load_config(root), plugins=False)
    found = Run(working_copy(root), config, registry_for(config), root=str(root)).report()
    return replace(found, summary=replace(found.summary, seconds=0.4), notices=())


def excerpt(found: Report) -> str:
    """Some findings with their frames, and how the run ends."""
    text = load_reporter("text")(found, RenderOptions(width=120))
    paragraphs = text.rstrip("\n").split("\n\n")
    starts = tuple(f"[{name}]" for name in SHOWN)
    chosen = [part for part in paragraphs[:-1] if any(start in part.split("\n", 1)[0] for start in starts)]
    return "\n\n".join([*chosen, f"… {len(found.findings) - len(chosen)} more …", paragraphs[-1]]) + "\n"


def with_output(readme: str, output: str) -> str:
    """The README with this output in its block."""
    return _BLOCK.sub(lambda match: f"{match[1]}{output}{match[2]}", readme)
