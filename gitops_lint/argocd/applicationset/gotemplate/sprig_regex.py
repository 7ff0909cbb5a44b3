"""Sprig's functions of regular expressions, as far as Go's and Python's agree, and ``fail``."""

from __future__ import annotations

import re
from typing import Any

from gitops_lint.argocd.applicationset.gotemplate.errors import TemplateError, UnsupportedTemplateError
from gitops_lint.argocd.applicationset.gotemplate.evaluator import Signature
from gitops_lint.argocd.applicationset.gotemplate.values import StringList
from gitops_lint.patterns import regex

_FOREIGN = regex(r"\(\?(?!:|P<)|\\[^dDwWsSbB.^$*+?()\[\]{}|/\\-]|\[\[:|[*+?}][*+]|&&|--|~~|\|\|")
_NESTED = regex(r"[*+}][^()]*\)[*+{]|\)[*+{][^|]*\)[*+{]|\|[^()]*\)[*+{]")
_LONGEST = 512


def _compiled(pattern: str, text: str) -> re.Pattern[str]:
    """The pattern, if both languages read it alike and it cannot run away on the text."""
    if _FOREIGN.search(pattern) or not pattern.isascii():
        raise UnsupportedTemplateError(f"the regular expression '{pattern}'")
    if _NESTED.search(pattern) or len(text) > _LONGEST or len(re.findall(r"[*+{]", pattern)) > 6:
        raise UnsupportedTemplateError(f"the costly regular expression '{pattern}'")
    try:
        return re.compile(pattern.replace("$", r"\Z"), re.ASCII)
    except re.error as error:
        raise TemplateError(f"error parsing regexp: {error}") from None


def _match(pattern: str, text: str) -> bool:
    return _compiled(pattern, text).search(text) is not None


def _find(pattern: str, text: str) -> str:
    found = _compiled(pattern, text).search(text)
    return found.group() if found else ""


def _spans(pattern: str, text: str) -> list[re.Match[str]]:
    """Matches in order; an empty match right behind another does not count, in Go."""
    out: list[re.Match[str]] = []
    for match in _compiled(pattern, text).finditer(text):
        if match.group() or not out or match.start() != out[-1].end():
            out.append(match)
    return out


def _find_all(pattern: str, text: str, limit: int) -> StringList:
    found = [match.group() for match in _spans(pattern, text)]
    return StringList(found if limit < 0 else found[:limit])


def _replace_all(pattern: str, text: str, template: str) -> str:
    return _replaced(pattern, text, lambda match: _expand(template, match))


def _replaced(pattern: str, text: str, made: Any) -> str:
    out, at = "", 0
    for match in _spans(pattern, text):
        out += text[at : match.start()] + made(match)
        at = match.end()
    return out + text[at:]


_REFERENCE = regex(r"\$(?:\$|(\w+)|\{(\w+)\})", re.ASCII)


def _expand(template: str, match: re.Match[str]) -> str:
    def one(reference: re.Match[str]) -> str:
        name = reference.group(1) or reference.group(2)
        if name is None:
            return "$"
        if name.isdigit():
            return (match.group(int(name)) or "") if int(name) <= match.re.groups else ""
        return (match.group(name) or "") if name in match.re.groupindex else ""

    return _REFERENCE.sub(one, template)


def _split(pattern: str, text: str, limit: int) -> StringList:
    if limit == 0:
        return StringList()
    if pattern and not text:
        return StringList([""])
    out: list[str] = []
    begin = end = 0
    for match in _spans(pattern, text):
        if 0 < limit == len(out) + 1:
            break
        end = match.start()
        if match.end() != 0:
            out.append(text[begin:end])
        begin = match.end()
    if end != len(text):
        out.append(text[begin:])
    return StringList(out)


def _fail(message: str) -> str:
    raise TemplateError(message)


REGEXES = {
    "regexMatch": Signature(_match, "ss"),
    "regexFind": Signature(_find, "ss"),
    "regexFindAll": Signature(_find_all, "ssi"),
    "regexReplaceAll": Signature(_replace_all, "sss"),
    "regexReplaceAllLiteral": Signature(lambda p, text, new: _replaced(p, text, lambda _: new), "sss"),
    "regexSplit": Signature(_split, "ssi"),
    "regexQuoteMeta": Signature(lambda text: re.sub(r"([\\.+*?()|\[\]{}^$])", r"\\\1", text), "s"),
    "fail": Signature(_fail, "s"),
}
for _name in [name for name in REGEXES if name.startswith("regex") and name != "regexQuoteMeta"]:
    REGEXES[f"must{_name[0].upper()}{_name[1:]}"] = REGEXES[_name]
