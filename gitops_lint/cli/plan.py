"""``gitops-lint plan``: what Argo CD will do, in order."""

from __future__ import annotations

import json
from collections.abc import Sequence

from gitops_lint.cli.applications import chosen, repository, title
from gitops_lint.cli.main import OK
from gitops_lint.cli.options import parser, write
from gitops_lint.model.deployable import Deployable
from gitops_lint.model.repository import Repository
from gitops_lint.syncplan.deployed import sync_plan
from gitops_lint.syncplan.render import to_data, to_mermaid, to_text


def run(words: Sequence[str]) -> int:
    """Print the plans; returns the exit status."""
    made = parser("plan", "Show what Argo CD will do, in order: phase, wave, kind, name; and where it waits.")
    made.add_argument("names", nargs="*", metavar="APP", help="Application, path or glob; default: every Application")
    made.add_argument("--output-format", choices=("text", "json", "mermaid"), default="text")
    options = made.parse_args(words)
    _, repo = repository(options)
    found = chosen(repo, options.names)
    if not options.names:
        found = [item for item in found if item.application is not None] or found
    found = [item for item in found if item.resources]
    if options.output_format == "json":
        write(json.dumps([_data(repo, item) for item in found], indent=2) + "\n")
        return OK
    turn = to_mermaid if options.output_format == "mermaid" else to_text
    parts = []
    for item in found:
        heading = f"%% {title(item)}" if options.output_format == "mermaid" else title(item)
        notes = "".join(f"  ! not checked: {part.reason}\n" for part in item.not_checked)
        parts.append(f"{heading}\n{notes}{turn(repo.once(sync_plan, item))}")
    write("\n".join(parts))
    return OK


def _data(repo: Repository, deployable: Deployable) -> dict[str, object]:
    return {
        "name": deployable.name,
        "kind": deployable.kind,
        "cluster": deployable.cluster.name,
        "namespace": deployable.namespace,
        "notChecked": [part.reason for part in deployable.not_checked],
        "plan": to_data(repo.once(sync_plan, deployable)),
    }
