"""What a template asks helm or the cluster for, and never gets from Argo CD, which runs ``helm template`` alone.

Source: helm's ``pkg/action/install.go`` (a rendering is an installation, revision 1) and ``pkg/engine/lookup_func.go``
(without a cluster ``lookup`` finds nothing).
"""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.patterns import regex
from gitops_lint.problem import Problem
from gitops_lint.source.text import Lines

_RULE = "helm-template-asks-release"
_ACTION = regex(r"\{\{-?\s*(?P<comment>/\*[\s\S]*?\*/)?(?P<code>[\s\S]*?)-?\}\}")
_TEXT = regex(r'"(?:[^"\\\n]|\\.)*"|`[^`]*`')
_QUESTION = regex(r"(?P<release>\.Release\.(?:IsUpgrade|Revision))\b|(?<![.\w$])(?P<lookup>lookup)\s")
_ANSWERS = {
    ".Release.IsUpgrade": "'.Release.IsUpgrade' is always false for Argo CD",
    ".Release.Revision": "'.Release.Revision' is always 1 for Argo CD",
    "lookup": "'lookup' finds nothing for Argo CD",
}


def cluster_questions(path: str, data: bytes) -> Iterator[Problem]:
    """The first question of each kind in a template."""
    if b".Release." not in data and b"lookup" not in data:
        return
    text = data.decode("utf-8", "replace")
    lines, told = Lines(text), set[str]()
    for action in _ACTION.finditer(text):
        code = _TEXT.sub(lambda found: " " * len(found[0]), action["code"])
        for found in _QUESTION.finditer(code):
            what = found["release"] or found["lookup"]
            if what not in told:
                told.add(what)
                start = action.start("code") + found.start()
                yield Problem(_RULE, path, _ANSWERS[what], span=lines.span(start, start + len(what)), key=what)
