"""One repository that is being edited: its open texts, and what the last run said."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from gitops_lint.api import Run, registry_for
from gitops_lint.cache import outside
from gitops_lint.configuration import load_config
from gitops_lint.editor.overlay import OverlayTree
from gitops_lint.finding import Finding
from gitops_lint.registry import Registry
from gitops_lint.remembered import memory_for
from gitops_lint.source.discover import working_copy
from gitops_lint.source.text import Lines, NotTextError, decode
from gitops_lint.values import replace


class Session:
    """Lints a repository again and again; ``cache`` is the folder for what runs remember, empty for none."""

    def __init__(self, root: Path, cache: str = "") -> None:
        self.root = Path(os.path.realpath(root))
        self._cache = outside(cache, self.root)
        self._open: dict[str, str] = {}
        self._lines: dict[str, Lines] = {}
        self.findings: Mapping[str, list[Finding]] = {}
        self.registry: Registry | None = None

    def open(self, path: str, text: str) -> None:
        """Take a file's text from the editor from now on."""
        self._open[path] = text
        self._lines.pop(path, None)

    def close(self, path: str) -> None:
        """Take a file's text from the disk again."""
        self._open.pop(path, None)
        self._lines.pop(path, None)

    def lint(self) -> Mapping[str, list[Finding]]:
        """The findings of the whole repository, by file.  Raises `UserError` where the configuration is wrong."""
        config = replace(load_config(self.root), cache=self._cache, jobs=1)
        memory = memory_for(config.cache, str(self.root))
        tree = OverlayTree(working_copy(self.root), dict(self._open))
        tree.stamps = memory.stamps if memory else None
        registry = self.registry = registry_for(config)
        report = Run(tree, config, registry, root=str(self.root), memory=memory).report()
        memory.save()
        found: dict[str, list[Finding]] = defaultdict(list)
        for finding in report.findings:
            found[finding.location.path].append(finding)
        self._lines = {path: lines for path, lines in self._lines.items() if path in self._open}
        self.findings = dict(found)
        return self.findings

    def lines(self, path: str) -> Lines:
        """The text of a file with its lines, as the last run saw it; empty for what cannot be read."""
        if path not in self._lines:
            text = self._open.get(path)
            if text is None:
                try:
                    text = decode((self.root / path).read_bytes()).text
                except (OSError, NotTextError):
                    text = ""
            self._lines[path] = Lines(text.removeprefix("\ufeff"))
        return self._lines[path]

    def page(self, rule: str) -> str:
        """A rule's page; empty for a name that is none."""
        entry = self.registry.entries.get(rule) if self.registry is not None else None
        return f"**{entry.name}**: {entry.summary}\n\n{entry.load().page()}" if entry is not None else ""
