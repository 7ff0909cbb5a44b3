"""The build environment of Argo CD, and how it is put into a text.

Source: ``reposerver/repository/repository.go`` (newEnv), ``Env.Envsubst`` in ``pkg/apis/application/v1alpha1/types.go``
and Go's ``os.Expand``.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping

from gitops_lint.patterns import regex

REVISION = "0" * 40
"""Stands for the commit that will be deployed: nobody knows it before it is made."""

_SPECIAL = r"[*#$@!?\-0-9]"
_MARK = regex(rf"\$(?:\{{({_SPECIAL})\}}|\{{([^}}]+)\}}|(?P<bad>\{{\}}|\{{)|({_SPECIAL})|([A-Za-z0-9_]+))", re.ASCII)


def build_environment(name: str, namespace: str, project: str, source: Mapping[str, str]) -> dict[str, str]:
    """The variables for one source of an Application; ``source`` holds its ``repoURL``, ``path`` and revision."""
    return {
        "ARGOCD_APP_NAME": name,
        "ARGOCD_APP_NAMESPACE": namespace,
        "ARGOCD_APP_PROJECT_NAME": project,
        "ARGOCD_APP_REVISION": REVISION,
        "ARGOCD_APP_REVISION_SHORT": REVISION[:7],
        "ARGOCD_APP_REVISION_SHORT_8": REVISION[:8],
        "ARGOCD_APP_SOURCE_REPO_URL": source.get("repoURL", ""),
        "ARGOCD_APP_SOURCE_PATH": source.get("path", ""),
        "ARGOCD_APP_SOURCE_TARGET_REVISION": source.get("targetRevision", ""),
    }


def expand(text: str, environment: Mapping[str, str]) -> str:
    """The text with ``$NAME`` and ``${NAME}`` replaced: unknown ones are empty, ``$$`` is ``$``, ``${`` is eaten."""
    if "$" not in text:
        return text

    def value(match: re.Match[str]) -> str:
        if match["bad"] is not None:
            return ""
        name = _name(match)
        return "$" if name == "$" else environment.get(name, "")

    return _MARK.sub(value, text)


def unknown_variables(text: str, known: Container[str]) -> Iterator[str]:
    """The names in a text that would become empty."""
    for match in _MARK.finditer(text):
        name = _name(match)
        if name and name != "$" and name not in known:
            yield name


def _name(match: re.Match[str]) -> str:
    return match[1] or match[2] or match[4] or match[5] or ""
