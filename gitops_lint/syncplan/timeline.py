"""Plans as a page: for each Application its steps from left to right, and what Argo CD waits for in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.syncplan.render import is_touched, left_out, mark_of, notes_on, title_of
from gitops_lint.values import dataclass
from gitops_lint.webpage.elements import Markup, element, join
from gitops_lint.webpage.page import page
from gitops_lint.webpage.parts import badge, counted, filter_box, fold_buttons, folding, legend

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gitops_lint.model.deployable import Deployable
    from gitops_lint.syncplan.mistakes import Mistake
    from gitops_lint.syncplan.objects import Task
    from gitops_lint.syncplan.plan import Plan, Step
    from gitops_lint.syncplan.transition import Transition

_MARKS = {"+": "good", "~": "info", "-": "bad", "=": "plain", "↻": "hook"}
_FOLDED_FROM = 40
"""With more Applications than this they start closed."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a page, or a text, tells of one deployable.

    ``above`` says who deploys its Application, if anybody. Not ``comparable``: a change was asked for, and what the
    deployable is or was is known only in part.
    """

    deployable: Deployable
    title: str
    plan: Plan
    change: Transition | None
    moved: tuple[Mistake, ...]
    above: str
    comparable: bool = True


def to_html(lines: Sequence[Line], left: Sequence[tuple[str, str, Sequence[Mistake]]] = ()) -> str:
    """The page; ``left`` are the Applications that git no longer has: title, fate, and what that loses."""
    changing = any(line.change is not None for line in lines) or bool(left)
    opened = len(lines) <= _FOLDED_FROM
    gone = [
        folding(
            _head(title, (badge("gone", "bad"),)),
            element("p", fate),
            *_told(mistakes),
            opened=True,
            words=title,
            class_="plan",
        )
        for title, fate, mistakes in left
    ]
    tasks = sum(len(line.plan.tasks) for line in lines)
    return page(
        "Changes" if changing else "Sync plan",
        _legend(changing=changing),
        element("div", *(_line(line, opened=opened) for line in lines), *gone, class_="plans"),
        element("p", "Nothing changes.") if not lines and not left else None,
        facts=(counted(len(lines), "Application"), counted(tasks, "object")),
        tools=(filter_box("Filter by Application, kind or name"), fold_buttons()),
    )


def _legend(*, changing: bool) -> Markup:
    entries = [("+", "created" if changing else "applied"), ("↻", "hook, runs with each sync")]
    if changing:
        entries += [("~", "changed"), ("-", "pruned"), ("=", "no longer in git, kept")]
    return legend((badge(mark, _MARKS[mark]), meaning) for mark, meaning in entries)


def _head(title: str, badges: Iterable[Markup]) -> Markup:
    return join((element("strong", title), " ", *badges))


def _line(line: Line, *, opened: bool) -> Markup:
    item, plan = line.deployable, line.plan
    badges = [badge(counted(len(plan.steps), "step")), badge(counted(len(plan.tasks), "object"))]
    badges += [badge(line.above, "info")] if line.above else []
    badges += [badge("not checked", "warn", item.not_checked[0].reason)] if item.not_checked else []
    badges += [] if line.comparable else [badge("not compared", "warn", "known only in part")]
    mistakes = (*line.moved, *(line.change.mistakes if line.change is not None else ()))
    badges += [badge(counted(len(mistakes), "problem"), "bad")] if mistakes else []
    words = " ".join((line.title, *(f"{task.kind} {task.name}" for task in plan.tasks)))
    steps: list[Markup] = []
    for index, step in enumerate(plan.steps):
        if index:
            steps.append(_wait(plan.steps[index - 1], last=step.on_failure))
        steps.append(_step(step, line.change))
    rest = [
        element("p", f"{title}: {', '.join(f'{each.kind} {each.name}' for each in items)}", class_="note")
        for title, items in left_out(plan)
    ]
    return folding(
        _head(line.title, badges),
        *_told(mistakes),
        element("div", *steps, class_="timeline", tabindex=0),
        *rest,
        opened=opened,
        words=words,
        class_="plan",
    )


def _told(mistakes: Sequence[Mistake]) -> list[Markup]:
    tones = {"error": "bad", "warning": "warn"}
    return [
        element("p", f"{mistake.message}; {mistake.effect}", class_=f"note {tones.get(mistake.severity, 'info')}")
        for mistake in mistakes
    ]


def _wait(step: Step, *, last: bool) -> Markup:
    if last:
        return element("div", "only on failure", class_="wait")
    return element("div", step.message or "goes on at once", class_="wait blocks" if step.message else "wait")


def _step(step: Step, change: Transition | None) -> Markup:
    shown = [task for task in step.tasks if change is None or is_touched(task, change)]
    hidden = len(step.tasks) - len(shown)
    rows = [_task(task, change, waited=task in step.waits) for task in shown]
    if hidden:
        rows.append(element("li", f"{hidden} unchanged", class_="fact"))
    return element("div", element("h3", title_of(step)), element("ul", *rows), class_=f"step {step.phase.lower()}")


def _task(task: Task, change: Transition | None, *, waited: bool) -> Markup:
    mark = mark_of(task, change)
    notes = [*notes_on(task, change), *(["waited for"] if waited else [])]
    where = f"in {task.object.namespace}" if task.object.namespace else ""
    return element(
        "li",
        element("span", mark, class_=f"mark {_MARKS[mark]}"),
        element("span", task.kind, class_="kind"),
        " ",
        task.name,
        element("span", ", ".join(filter(None, (where, *notes))), class_="why") if where or notes else None,
    )
