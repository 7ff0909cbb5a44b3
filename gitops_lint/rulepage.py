"""A rule's page as Markdown: for the terminal, for ``docs/rules`` and for SARIF."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from gitops_lint.examples import examples_of
from gitops_lint.registry import RuleEntry
from gitops_lint.rule import Bad, Good, Rule, option_fields
from gitops_lint.testing import EXAMPLE_FILE, plain_text


def rule_page(entry: RuleEntry) -> str:
    """The whole page."""
    rule = entry.load()
    parts = [f"# {entry.name}", facts_line(entry, rule), rule.page(), options_part(rule), *examples_part(rule)]
    if entry.aliases:
        parts.append("## Other tools' names for it\n\n" + "\n".join(f"- `{alias}`" for alias in entry.aliases))
    return "\n\n".join(part for part in parts if part) + "\n"


def facts_line(entry: RuleEntry, rule: type[Rule[Any]]) -> str:
    """Severity, confidence, tags, fix in one table."""
    rows = {
        "what": entry.summary,
        "severity": entry.severity.label,
        "confidence": entry.confidence.label,
        "looks at": f"{entry.target}" + (f" ({', '.join(entry.kinds)})" if entry.kinds else ""),
        "tags": ", ".join(sorted(entry.tags)),
        "fix": fix_word(rule),
        "since": entry.since,
    }
    return "| | |\n| --- | --- |\n" + "\n".join(f"| {key} | {value} |" for key, value in rows.items() if value)


def fix_word(rule: type[Rule[Any]]) -> str:
    """Whether the rule mends what it finds: derived from the examples that show it."""
    return "sometimes" if any(isinstance(example, Bad) and example.fixed for example in examples_of(rule)) else "none"


def options_part(rule: type[Rule[Any]]) -> str:
    """The options with their defaults and documentation."""
    documented = option_docs(rule)
    rows = [
        f"- `{name.replace('_', '-')}` (default `{default!r}`): {documented.get(name, '')}"
        for name, _, default in option_fields(rule)
    ]
    return "## Options\n\n" + "\n".join(rows) if rows else ""


def option_docs(rule: type[Rule[Any]]) -> Mapping[str, str]:
    """The ``#:`` comments beside the fields of ``Options``."""
    try:
        lines = inspect.getsource(rule.Options).splitlines()
    except (OSError, TypeError):
        return {}
    found = {}
    for line in lines:
        code, mark, text = line.partition("#:")
        name = code.partition(":")[0].strip()
        if mark and name.isidentifier():
            found[name] = text.strip()
    return found


def examples_part(rule: type[Rule[Any]]) -> Iterator[str]:
    """The first two examples of each kind, as they are tested."""
    for title, kind in (("Found", Bad), ("Fine", Good)):
        chosen = [example for example in examples_of(rule) if isinstance(example, kind)][:2]
        if chosen:
            yield f"## {title}\n\n" + "\n\n".join(_example(example) for example in chosen)


def _example(example: Good | Bad) -> str:
    blocks = [example.title[:1].upper() + example.title[1:] + ":"] if example.title else []
    blocks += [
        f"`{path}` before\n\n```yaml\n{textwrap.dedent(text).strip()}\n```"
        for path, text in example.before.items()
        if text
    ]
    for path, text in plain_text(example).items():
        name = f"`{path}`\n\n" if path != EXAMPLE_FILE else ""
        blocks.append(f"{name}```yaml\n{text.rstrip()}\n```")
    return "\n\n".join(blocks)
