"""The frame of a page: one file that works offline and runs nothing but our own script.

The content security policy admits our style and our script by their hashes: whatever a linted repository holds, a
browser would not run it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from pathlib import Path

from gitops_lint import __version__
from gitops_lint.webpage.elements import Child, Markup, element, join

_HERE = Path(__file__).parent


def page(title: str, *body: Child, facts: Iterable[str] = (), tools: Iterable[Child] = ()) -> str:
    """The whole page: ``facts`` stand beside the title, ``tools`` (a filter, buttons) below it."""
    style, script = (_HERE.joinpath(name).read_text("utf-8") for name in ("page.css", "page.js"))
    sources = f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}"
    policy = f"{sources}; base-uri 'none'; form-action 'none'"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="generator", content=f"gitops-lint {__version__}"),
        element("title", title),
        element("style", Markup(style)),
    )
    header = element(
        "header",
        element("h1", title),
        element("p", *(element("span", fact, class_="fact") for fact in facts)),
        element("div", *tools, class_="tools"),
    )
    footer = element("footer", f"gitops-lint {__version__}")
    content = element("body", header, element("main", *body), footer, element("script", Markup(script)))
    return join((Markup("<!doctype html>\n"), element("html", head, content, lang="en"), Markup("\n")))


def _hash(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
