"""What pages are put together from: badges, tables, sections that fold, the box that filters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gitops_lint.webpage.elements import Child, Markup, element, join

TONES = ("plain", "good", "bad", "warn", "info", "hook")
"""What colours stand for; `page.css` has one for each."""


def badge(label: str, tone: str = "plain", title: str = "") -> Markup:
    """A small label; ``title`` is told when the pointer rests on it."""
    return element("span", label, class_=f"badge {tone}", title=title or None)


def counted(number: int, noun: str) -> str:
    """``1 cluster``, ``2 clusters``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def section(title: str, *body: Child, anchor: str = "", facts: Iterable[str] = (), words: str = "") -> Markup:
    """A titled part of the page. ``words`` are what the filter looks through; without them it always shows."""
    heading = element("h2", title, *(element("span", fact, class_="fact") for fact in facts))
    return element("section", heading, *body, id=anchor or None, data_words=words.lower() or None)


def folding(summary: Child, *body: Child, opened: bool = False, words: str = "", class_: str = "") -> Markup:
    """A part that opens and closes, without any script."""
    head = element("summary", summary)
    return element("details", head, *body, open=opened, data_words=words.lower() or None, class_=class_ or None)


def table(headings: Sequence[str], rows: Iterable[Sequence[Child]]) -> Markup:
    """A table; each row can be filtered by the text of its cells that are no markup."""
    head = element("tr", *(element("th", heading, scope="col") for heading in headings))
    body = []
    for row in rows:
        words = " ".join(cell for cell in row if cell is not None and not isinstance(cell, Markup)).lower()
        body.append(element("tr", *(element("td", cell) for cell in row), data_words=words or None))
    wide = element("table", element("thead", head), element("tbody", *body))
    return element("div", wide, class_="wide")


def filter_box(label: str) -> Markup:
    """The box that hides what does not hold the words typed into it; needs the page's script."""
    return element("input", type="search", class_="filter", placeholder=label, aria_label=label, autocomplete="off")


def fold_buttons() -> Markup:
    """Buttons that open and close all folding parts."""
    return join(
        element("button", label, type="button", data_fold=action)
        for label, action in (("Open all", "open"), ("Close all", "close"))
    )


def legend(entries: Iterable[tuple[Child, str]]) -> Markup:
    """What the marks of the page mean."""
    return element("p", *(element("span", mark, " ", meaning) for mark, meaning in entries), class_="legend")
