"""``gitops-lint suppressions``: what is suppressed, where, why, by whom, until when."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path

from gitops_lint.api import Run, registry_for
from gitops_lint.cli.main import OK
from gitops_lint.cli.options import Parser, parser, place, write
from gitops_lint.report.order import count
from gitops_lint.source.discover import working_copy
from gitops_lint.source.git import GitError, git, git_root
from gitops_lint.suppress import Record


def arguments() -> Parser:
    """The options of ``suppressions``."""
    made = parser("suppressions", "List every suppression with its reason, author and expiry.")
    made.add_argument("--output-format", choices=("text", "json"), default="text")
    return made


def run(words: Sequence[str]) -> int:
    """Print the table; returns the exit status."""
    options = arguments().parse_args(words)
    where = place(options, ["."])
    one = Run(working_copy(where.root), where.config, registry_for(where.config), root=str(where.root))
    one.report()
    rows = [_row(record, author(where.root, record)) for record in one.suppressions]
    write(json.dumps(rows, indent=2) + "\n" if options.output_format == "json" else table(rows))
    return OK


def _row(record: Record, who: str) -> dict[str, object]:
    return {
        "how": record.how,
        "path": record.path,
        "line": record.span.line,
        "rules": list(record.rules),
        "reason": record.reason,
        "author": who,
        "expires": record.expires.isoformat() if record.expires else None,
        "suppresses": record.used,
    }


def table(rows: Sequence[dict[str, object]]) -> str:
    """One suppression a paragraph: where, what, why, who, until when."""
    if not rows:
        return "nothing is suppressed\n"
    lines = []
    for row in rows:
        rules = ", ".join(row["rules"])  # type: ignore[arg-type]  # a list of names, see _row
        place, found = f"{row['path']}:{row['line']}", count(int(str(row["suppresses"])), "finding")
        lines.append(f"{place}: {rules} ({row['how']}, {_until(row['expires'])}, {found})")
        lines.append(f"    {row['reason'] or 'no reason given'}" + (f" - {row['author']}" if row["author"] else ""))
    lines.append(f"\n{count(len(rows), 'suppression')}")
    return "\n".join(lines) + "\n"


def _until(expires: object) -> str:
    if expires is None:
        return "for good"
    return f"expired on {expires}" if str(expires) < dt.date.today().isoformat() else f"until {expires}"


def author(root: Path, record: Record) -> str:
    """Who wrote the line, as git knows it; empty outside of git or for lines not committed yet."""
    if git_root(root) is None or not record.path:
        return ""
    line = f"{record.span.line},{record.span.line}"
    try:
        blame = git(root, "blame", "--porcelain", "-L", line, "--", record.path).decode(errors="replace")
    except GitError:
        return ""
    name = next((text.removeprefix("author ") for text in blame.splitlines() if text.startswith("author ")), "")
    return "" if name == "Not Committed Yet" else name
