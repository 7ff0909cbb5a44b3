"""What kustomize builds without a word and a reader would not expect."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any

from gitops_lint.patterns import regex
from gitops_lint.render.kustomize.folder import is_remote, is_remote_file
from gitops_lint.render.kustomize.result import BuildProblem

_ONCE = ("components", "patches", "patchesStrategicMerge", "patchesJson6902")
"""Fields whose entries are applied as often as they are listed; of all others one that comes twice is refused."""

_REFERENCES = ("resources", "bases", "components")
_FILE = regex(r"[^?#]*\.(?:ya?ml|json)(?:[?#].*)?")
_REF = regex(r"[?&](?:ref|version)=([^&#]*)")
_REPOSITORY = regex(
    r"https?://(?:[^/@]+@)?(?:github\.com|gitlab\.com|bitbucket\.org|dev\.azure\.com)/.*|.*\.git(?:[/?].*)?"
)
_BRANCHES = frozenset({"", "HEAD", "main", "master"})
_RAW = regex(
    r"https?://(?:raw\.githubusercontent\.com/[^/]+/[^/]+|github\.com/[^/]+/[^/]+/raw|[^/]+/.+/-/raw)/(?:refs/heads/)?"
    r"(HEAD|main|master)/.*|https?://github\.com/[^/]+/[^/]+/releases/latest/download/.*"
)
"""Files at the tip of a branch, and of the newest release."""


def replaced_peers(value: Mapping[str, Any], labels: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Key and value of the labels in a NetworkPolicy's peers that other ones of the kustomization take the place of."""
    spec = value.get("spec") if value.get("kind") == "NetworkPolicy" else None
    for direction, side in (("ingress", "from"), ("egress", "to")):
        for rule in _items(spec, direction):
            for peer in _items(rule, side):
                selector = peer.get("podSelector") if isinstance(peer, dict) else None
                wanted = selector.get("matchLabels") if isinstance(selector, dict) else None
                for key, text in wanted.items() if isinstance(wanted, dict) else ():
                    if isinstance(text, str) and labels.get(key, text) != text:
                        yield key, text


def _items(value: Any, name: str) -> list[Any]:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def repetitions(fields: Mapping[str, Any], path: str, index: int) -> Iterator[BuildProblem]:
    """Entries that are listed twice, and applied twice."""
    for name in _ONCE:
        entries = fields.get(name)
        seen: set[str] = set()
        for position, entry in enumerate(entries if isinstance(entries, list) else ()):
            if not entry:  # nothing, or what no decoder takes
                continue
            key = posixpath.normpath(entry) if isinstance(entry, str) and "\n" not in entry else repr(entry)
            if key in seen:
                message = f"'{_called(entry)}' is listed twice in '{name}', and applied twice"
                yield BuildProblem(
                    "kustomization-duplicate-reference", path, message, index, (name, position), fatal=False
                )
            seen.add(key)


def floating(fields: Mapping[str, Any], path: str, index: int) -> Iterator[BuildProblem]:
    """Remote entries that are another thing tomorrow."""
    for name in _REFERENCES:
        entries = fields.get(name)
        for position, entry in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(entry, str) and _floats(entry):
                message = f"'{entry}' follows a branch"
                yield BuildProblem(
                    "kustomization-remote-not-pinned", path, message, index, (name, position), fatal=False
                )


def _floats(entry: str) -> bool:
    if is_remote_file(entry) and (_FILE.fullmatch(entry) or not _REPOSITORY.fullmatch(entry)):
        return _RAW.fullmatch(entry) is not None
    if not is_remote(entry):
        return False
    found = _REF.search(entry)
    return found is None or found[1] in _BRANCHES


def _called(entry: Any) -> str:
    """What names an entry to a reader: its file, else that it is a patch."""
    name = entry.get("path") if isinstance(entry, dict) else entry
    return name if isinstance(name, str) and name and "\n" not in name else "patch"
