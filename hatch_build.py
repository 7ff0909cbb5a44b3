"""Puts the examples of the built-in rules into a file of their own in the wheel.

They are tests and documentation: nobody needs them in the byte code of each rule, where they are half of it.  The lines
they stand on stay empty, so that lines in a traceback are those of the repository.
"""

from __future__ import annotations

import ast
import gzip
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

RULES = "gitops_lint/builtin"
KEPT = "gitops_lint/_shipped/examples.gz"


class ExamplesApart(BuildHookInterface):  # type: ignore[type-arg]  # what it is generic in is hatchling's own
    """Replaces the folder of rules in the wheel; an editable install is left alone."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the rules without their examples, and the examples, for hatchling to take up."""
        self._folder = Path(tempfile.mkdtemp(prefix="gitops-lint-build-"))
        if version == "editable":
            return
        kept: dict[str, str] = {}
        for path in sorted((Path(self.root) / RULES).rglob("*.py")):
            inside = path.relative_to(Path(self.root) / RULES)
            target = self._folder / "rules" / inside
            target.parent.mkdir(parents=True, exist_ok=True)
            module = ".".join(("gitops_lint", "builtin", *inside.with_suffix("").parts))
            target.write_text(without_examples(path.read_text("utf-8"), module, kept), "utf-8")
        (self._folder / "examples.gz").write_bytes(gzip.compress(json.dumps(kept).encode(), mtime=0))
        build_data["force_include"][str(self._folder / "rules")] = RULES
        build_data["force_include"][str(self._folder / "examples.gz")] = KEPT

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Clean up."""
        del version, build_data, artifact_path
        shutil.rmtree(self._folder, ignore_errors=True)


def without_examples(text: str, module: str, kept: dict[str, str]) -> str:
    """The text of a module with empty lines in place of its classes' ``examples``, which are added to ``kept``."""
    lines = text.split("\n")
    for node in ast.parse(text).body:
        for part in node.body if isinstance(node, ast.ClassDef) else ():
            if isinstance(part, ast.Assign) and [ast.unparse(name) for name in part.targets] == ["examples"]:
                kept[f"{module}.{node.name}"] = ast.get_source_segment(text, part.value) or "()"
                for number in range(part.lineno - 1, part.end_lineno or part.lineno):
                    lines[number] = ""
    return "\n".join(lines)
