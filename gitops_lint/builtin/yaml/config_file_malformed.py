"""Rule: files inside of ConfigMaps can be read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from gitops_lint.patterns import regex
from gitops_lint.rule import Bad, Confidence, Good, Node, Occurrence, Resource, Rule, Severity
from gitops_lint.source.parse import SYNTAX, parse

_TEMPLATE = regex(r"\{\{|\{%|%\{|\$\{|<%")
_COMMENT = regex(r"^\s*(?://|/\*)", re.MULTILINE)


class ConfigFileMalformed(Rule[Resource]):
    """A ConfigMap, or the `stringData` of a Secret, holds a file that is named `.yaml` or `.json` and is neither: the
    manifest is fine, and the program that reads the file does not start, or keeps its old configuration.

    Files that look like templates are left alone, and JSON with comments.

    **When to allow it.**  The program that reads the file has a syntax of its own.
    """

    summary = "YAML or JSON inside of a ConfigMap cannot be read"
    severity = Severity.WARNING
    confidence = Confidence.MEDIUM
    tags = frozenset({"reliability", "yaml"})
    kinds = ("ConfigMap", "Secret")

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Each file, at the line that cannot be read."""
        holder = target.at("data" if target.kind == "ConfigMap" else "stringData")
        for key in holder.value if holder is not None and isinstance(holder.value, dict) else ():
            node = holder.at(key) if holder is not None and isinstance(key, str) else None
            mistake = _mistake(key, node.value) if node is not None and isinstance(node.value, str) else None
            if node is not None and mistake is not None:
                words, line = mistake
                yield self.finding(node, f"'{key}' is {words}", grip=_grip(node, line))

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: adapter}
            data:
              config.yaml: |
                rules:
                - series: requests
                  as: requests
                  - series: errors
                # ^^^^^^^^^^^^^^^^ 'config.yaml' is not YAML: did not find expected key
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: web}
            data: {settings.json: '{"level": "info" "format": "json"}'}
            #                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'settings.json' is not JSON: Expecting ',' delimiter
            """,
            title="JSON",
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: web}
            data:
              settings.json: |
                // read by a tool that takes comments
                {"level": "info",}
              rules.yaml: |
                {% for name in names %}
                - {{ name }}
                {% endfor %}
              notes.txt: "a: b: c"
            """,
        ),
    )


def _mistake(key: str, text: str) -> tuple[str, int] | None:
    """What keeps a file from being read, and in which of its lines, from 0."""
    if _TEMPLATE.search(text):
        return None
    if key.endswith(".json"):
        try:
            json.loads(text)
        except (ValueError, RecursionError) as error:
            if isinstance(error, json.JSONDecodeError) and text.strip() and not _COMMENT.search(text):
                return f"not JSON: {error.msg}", error.lineno - 1
    elif key.endswith((".yaml", ".yml")):
        for problem in parse(key, text.encode()).problems:
            if problem.rule == SYNTAX:
                return f"not YAML: {problem.key}", problem.span.line - 1
    return None


def _grip(node: Node, line: int) -> str:
    """The line of a literal block; elsewhere the value as a whole."""
    return f"line {line}" if "\n" in str(node.value) else "value"
