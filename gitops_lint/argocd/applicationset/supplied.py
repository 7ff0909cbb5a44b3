"""Parameters that a template names and its generators do not have, where rendering does not tell.

A Go template without ``missingkey=error`` writes ``<no value>``, and generators that ask a service cannot be expanded.
The names are those of ``scm_provider.go``, ``pull_request.go`` and ``cluster.go`` in ``applicationset/generators``.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from gitops_lint.argocd.applicationset.walk import generators
from gitops_lint.argocd.plain import mapping, sequence, string
from gitops_lint.finding import Pointer
from gitops_lint.model.node import scalars
from gitops_lint.patterns import regex

_NAMES: Mapping[str, frozenset[str]] = {
    "clusters": frozenset({"name", "nameNormalized", "server", "project", "metadata", "clusters"}),
    "scmProvider": frozenset(
        {
            "branch",
            "branchNormalized",
            "labels",
            "organization",
            "repository",
            "repository_id",
            "sha",
            "short_sha",
            "short_sha_7",
            "url",
        }
    ),
    "pullRequest": frozenset(
        {
            "author",
            "branch",
            "branch_slug",
            "head_sha",
            "head_short_sha",
            "head_short_sha_7",
            "labels",
            "number",
            "target_branch",
            "target_branch_slug",
            "title",
        }
    ),
}
_FAST = regex(r"\{\{\s*([A-Za-z_]\w*)(?:[.\[][^{}]*)?\}\}")
_GO = regex(r"\{\{-?\s*\.([A-Za-z_]\w*)(?:\.\w+)*\s*-?\}\}")
_SCOPE = regex(r"\{\{-?\s*(?:range|with|if|define|block)\b")


def unsupplied(value: Mapping[str, Any], names: Collection[str]) -> Iterator[tuple[Pointer, str]]:
    """Where the template writes a parameter by itself that is none of the names, each once.

    In a scope of its own a dot is something else, and behind a condition a missing parameter is meant.
    """
    spec = mapping(value.get("spec"))
    pattern = _GO if spec.get("goTemplate") is True else _FAST
    seen: set[str] = set()
    for part in ("template", "templatePatch"):
        for pointer, text in scalars(spec.get(part), ("spec", part)):
            if isinstance(text, str) and "{{" in text and not _SCOPE.search(text):
                for name in pattern.findall(text):
                    if name not in names and name not in seen:
                        seen.add(name)
                        yield pointer, name


def misspelt(value: Mapping[str, Any]) -> Iterator[tuple[Pointer, str, str]]:
    """The same for a set that nobody can expand, with the name that is meant; what resembles none is left alone."""
    names = _told(value)
    for pointer, name in unsupplied(value, names) if names else ():
        near = difflib.get_close_matches(name, sorted(names), 1, 0.75)
        if near:
            yield pointer, name, near[0]


def _told(value: Mapping[str, Any]) -> frozenset[str]:
    """All names that the generators may supply; empty where one reads them from elsewhere."""
    names: set[str] = set()
    for kind, body, _ in generators(value):
        if kind in _NAMES:
            names |= _NAMES[kind]
        elif kind == "list" and not body.get("elementsYaml"):
            names |= {str(key) for element in sequence(body.get("elements")) for key in mapping(element)}
        elif kind == "git" and not body.get("files"):
            names.add(string(body.get("pathParamPrefix")) or "path")
        elif kind not in ("matrix", "merge"):
            return frozenset()
        if body.get("values"):
            names.add("values")
    return frozenset(names)
