"""``gitops-lint plan``: what Argo CD will do, in order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence

from gitops_lint.cli.applications import chosen, in_order, repository, title
from gitops_lint.cli.main import OK
from gitops_lint.cli.options import Parser, parser, write
from gitops_lint.model.deployable import Deployable
from gitops_lint.model.repository import Repository
from gitops_lint.syncplan.departures import departures, moved
from gitops_lint.syncplan.deployed import sync_plan
from gitops_lint.syncplan.mistakes import Mistake
from gitops_lint.syncplan.plan import plan
from gitops_lint.syncplan.render import gone_to_mermaid, is_touched, mistake_data, to_data, to_mermaid, to_text
from gitops_lint.syncplan.since import Gone, change_of, gone
from gitops_lint.syncplan.timeline import Line, to_html

FORMATS = ("text", "json", "mermaid", "html")


def arguments() -> Parser:
    """The options of ``plan``."""
    made = parser("plan", "Show what Argo CD will do, in order: phase, wave, kind, name; and where it waits.")
    made.add_argument("names", nargs="*", metavar="APP", help="Application, path or glob; default: every Application")
    made.add_argument("--since", metavar="REF", help="what has changed since the merge base with REF, taken for live")
    made.add_argument("--output-format", choices=FORMATS, default="text")
    return made


def run(words: Sequence[str]) -> int:
    """Print the plans; returns the exit status."""
    options = arguments().parse_args(words)
    where, repo = repository(options, options.since)
    found = chosen(where, repo, options.names)
    if not options.names:
        found = [item for item in found if item.application is not None] or found
    found = in_order(repo, [item for item in found if item.resources or _fails(item)])
    shown = [line for line in _lines(repo, found) if options.names or _is_worth_it(repo, line)]
    left = _left(repo) if options.since and not options.names else []
    write(_WRITERS[options.output_format](shown, left))
    return OK


def _fails(item: Deployable) -> bool:
    """Whether there is nothing to tell but why."""
    return bool(item.not_checked) and item.kind != "applicationset"


def _lines(repo: Repository, found: Sequence[Deployable]) -> Iterator[Line]:
    """What there is to tell of each deployable."""
    for item in found:
        change = repo.once(change_of, item)
        made = repo.once(sync_plan, item) if repo.base is None else change.plan if change is not None else plan(())
        comparable = repo.base is None or change is not None
        yield Line(item, title(item), made, change, tuple(moved(repo, item)), _above(item), comparable)


def _above(item: Deployable) -> str:
    parent = item.parent
    if parent is None:
        return ""
    if parent.application_set is not None:
        return f"made by ApplicationSet {parent.application_set.namespace}/{parent.application_set.name}"
    return f"applied by {parent.name}" if parent.application is not None else ""


def _is_worth_it(repo: Repository, line: Line) -> bool:
    """Everything without a base; else what changes, and what cannot be told."""
    if repo.base is None or line.moved:
        return True
    if line.change is None:
        return not line.deployable.speculative
    return any(is_touched(task, line.change) and not task.hook for task in line.plan.tasks)


def _left(repo: Repository) -> list[tuple[Gone, list[Mistake]]]:
    """The Applications that are gone, each with what that means."""
    told = repo.once(departures)
    return [
        (item, [mistake for _, mistake in told if f"Application '{item.deployable.name}'" in mistake.message])
        for item in repo.once(gone)
    ]


Left = Sequence[tuple[Gone, Sequence[Mistake]]]


def _text(lines: Sequence[Line], left: Left) -> str:
    parts = []
    for line in lines:
        notes = "".join(f"  ! not checked: {part.reason}\n" for part in line.deployable.not_checked)
        notes += "" if line.comparable else "  ! not compared: what it is or was is known only in part\n"
        notes += "".join(f"  ! {mistake.message}; {mistake.effect}\n" for mistake in line.moved)
        by = f"  ^ {line.above}\n" if line.above else ""
        parts.append(f"{line.title}\n{by}{notes}{to_text(line.plan, line.change)}")
    for item, mistakes in left:
        told = "".join(f"  ! {mistake.message}; {mistake.effect}\n" for mistake in mistakes)
        parts.append(f"{title(item.deployable)}\n  - {fate(item)}\n{told}")
    return "\n".join(parts) if parts else "nothing changes\n"


def fate(item: Gone) -> str:
    """What becomes of an Application that git no longer has."""
    if item.by is None:
        return "no longer in git; nobody deletes it"
    count = len(item.deployable.resources)
    objects = f"{count} object{'' if count == 1 else 's'}"
    rest = f"with its {objects}" if item.cascades else f"without its {objects}"
    return f"no longer in git; {item.by.kind} {item.by.name} deletes it, {rest}"


def _mermaid(lines: Sequence[Line], left: Left) -> str:
    parts = [f"%% {line.title}\n{to_mermaid(line.plan, line.change)}" for line in lines]
    parts += [f"%% {title(item.deployable)}\n{gone_to_mermaid(fate(item), mistakes)}" for item, mistakes in left]
    return "\n".join(parts)


def _json(lines: Sequence[Line], left: Left) -> str:
    data: list[dict[str, object]] = [
        {
            "name": line.deployable.name,
            "kind": line.deployable.kind,
            "cluster": line.deployable.cluster.name,
            "namespace": line.deployable.namespace,
            "broughtBy": line.above or None,
            "notChecked": [part.reason for part in line.deployable.not_checked],
            "plan": to_data(line.plan, line.change),
            **({"moved": [mistake_data(mistake) for mistake in line.moved]} if line.moved else {}),
        }
        for line in lines
    ]
    data += [
        {
            "name": item.deployable.name,
            "kind": item.deployable.kind,
            "cluster": item.deployable.cluster.name,
            "namespace": item.deployable.namespace,
            "gone": {
                "deletedBy": f"{item.by.kind}/{item.by.name}" if item.by is not None else None,
                "cascades": item.cascades,
                "becomes": item.becomes.name if item.becomes is not None else None,
                "mistakes": [mistake_data(mistake) for mistake in mistakes],
            },
        }
        for item, mistakes in left
    ]
    return json.dumps(data, indent=2) + "\n"


def _html(lines: Sequence[Line], left: Left) -> str:
    return to_html(lines, [(title(item.deployable), fate(item), mistakes) for item, mistakes in left])


_WRITERS: dict[str, Callable[[Sequence[Line], Left], str]] = {
    "text": _text,
    "json": _json,
    "mermaid": _mermaid,
    "html": _html,
}
