"""What an AppProject says of signed commits and of orphaned resources, read as Argo CD reads it.

Sources: ``util/sourceintegrity``, ``EffectiveSourceIntegrity`` in ``types.go`` and
``isKnownOrphanedResourceExclusion`` in ``controller/appcontroller.go``.  Nothing of it is validated by Argo CD: what is
wrong is passed over, or found at each comparison.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gitops_lint.argocd.globs import glob_error
from gitops_lint.argocd.groups import lacks_group
from gitops_lint.argocd.plain import mapping, sequence, string
from gitops_lint.argocd.projectproblem import ProjectProblem
from gitops_lint.finding import Pointer, Severity
from gitops_lint.patterns import regex

INTEGRITY_SINCE = (3, 5)
"""``sourceIntegrity`` takes the place of ``signatureKeys`` from this release on."""

_MODES = ("none", "head", "strict")
_KEY_ID = regex(r"[0-9a-fA-F]{16}(?:[0-9a-fA-F]{24})?\Z")


def signing_mistakes(spec: Mapping[str, Any], argocd: tuple[int, int]) -> Iterator[ProjectProblem]:
    """Of ``signatureKeys`` and ``sourceIntegrity``."""
    entries = sequence(spec.get("signatureKeys"))
    keys = [string(mapping(entry).get("keyID")) for entry in entries]
    places: list[Pointer] = [("spec", "signatureKeys", index, "keyID") for index in range(len(keys))]
    git = mapping(spec.get("sourceIntegrity")).get("git")
    if keys and git is not None and argocd >= INTEGRITY_SINCE:
        message = "signatureKeys are ignored, because sourceIntegrity is set"
        yield ProjectProblem("keys-ignored", message, ("spec", "signatureKeys"), refused=False)
    else:
        yield from _keys(keys, places)
    policies = [mapping(item) for item in sequence(mapping(git).get("policies"))]
    for index, policy in enumerate(policies):
        yield from _policy(policy, ("spec", "sourceIntegrity", "git", "policies", index))
    yield from _contested(policies)


def _keys(keys: Sequence[str], places: Sequence[Pointer]) -> Iterator[ProjectProblem]:
    """Where no key is right, every commit counts as signed by somebody else, and nothing is synced."""
    wrong = [(key, place) for key, place in zip(keys, places, strict=True) if key != key.upper() or not _is_key(key)]
    severity = Severity.ERROR if len(wrong) == len(keys) else None
    for key, place in wrong:
        message = f"'{key}' is not a valid GnuPG key ID"
        if _is_key(key):
            message = f"key ID '{key}' is no commit's: git gives them in capitals"
        yield ProjectProblem("invalid-key", message, place, refused=False, severity=severity)


def _is_key(text: str) -> bool:
    return bool(_KEY_ID.match(text))


def _policy(policy: Mapping[str, Any], at: Pointer) -> Iterator[ProjectProblem]:
    gpg = mapping(policy.get("gpg"))
    mode = gpg.get("mode")
    if isinstance(mode, str) and mode not in _MODES:
        message = f'unknown GPG mode "{mode}" configured for GIT source integrity'
        yield ProjectProblem("unknown-gpg-mode", message, (*at, "gpg", "mode"), refused=False, severity=Severity.ERROR)
    keys = [string(key) for key in sequence(gpg.get("keys"))]
    if mode != "none":
        yield from _keys(keys, [(*at, "gpg", "keys", index) for index in range(len(keys))])
    if mode in ("head", "strict") and gpg.get("keys") == []:
        message = "no key is listed: every commit is signed with unallowed key"
        yield ProjectProblem("invalid-key", message, (*at, "gpg", "keys"), refused=False, severity=Severity.ERROR)
    patterns = _patterns(policy)
    for index, text in enumerate(patterns):
        yield from _glob(text.removeprefix("!"), (*at, "repos", index, "url"))
    if patterns and all(text.startswith("!") for text in patterns):
        message = "policy is for no repository: it only excludes some"
        yield ProjectProblem("policy-for-nothing", message, (*at, "repos"), refused=False)


def _patterns(policy: Mapping[str, Any]) -> list[str]:
    return [string(mapping(item).get("url")) for item in sequence(policy.get("repos"))]


def _contested(policies: Sequence[Mapping[str, Any]]) -> Iterator[ProjectProblem]:
    """Two policies that are for the same repository: then Argo CD refuses its every commit."""
    seen: set[str] = set()
    for index, policy in enumerate(policies):
        patterns = set(_patterns(policy))
        if any(text.startswith("!") for text in patterns):
            continue  # what it excludes may be what the others are for
        at: Pointer = ("spec", "sourceIntegrity", "git", "policies", index, "repos")
        if patterns & seen:
            message = f"multiple git source integrity policies found for '{min(patterns & seen)}'"
            yield ProjectProblem("policies-overlap", message, at, refused=False, severity=Severity.ERROR)
        elif patterns and ("*" in seen or ("*" in patterns and seen)):
            message = "multiple git source integrity policies found: '*' is for every repository"
            yield ProjectProblem("policies-overlap", message, at, refused=False, severity=Severity.ERROR)
        seen |= patterns


def orphan_mistakes(spec: Mapping[str, Any]) -> Iterator[ProjectProblem]:
    """Of ``orphanedResources``: entries of ``ignore`` that match nothing."""
    for index, entry in enumerate(map(mapping, sequence(mapping(spec.get("orphanedResources")).get("ignore")))):
        at: Pointer = ("spec", "orphanedResources", "ignore", index)
        kind, group = string(entry.get("kind")), string(entry.get("group"))
        if not group and (message := lacks_group(kind)):
            yield ProjectProblem("orphan-without-group", message, (*at, "kind"), refused=False)
        for key in ("group", "kind", "name"):
            yield from _glob(string(entry.get(key)), (*at, key))


def _glob(text: str, pointer: Pointer) -> Iterator[ProjectProblem]:
    error = glob_error(text)
    if error is not None:
        yield ProjectProblem("invalid-pattern", f"pattern '{text}' matches nothing: {error}", pointer, refused=False)
