"""Hooks: which phases an object is applied in, and when a hook object is deleted.

Source: gitops-engine ``pkg/sync/hook``, ``pkg/sync/hook/helm``, ``pkg/sync/ignore``, ``pkg/sync/sync_phase.go``;
Argo CD ``controller/hook.go`` (PreDelete, PostDelete) and ``controller/state.go``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.references.plain import annotations_of
from gitops_lint.syncplan.objects import NEWEST
from gitops_lint.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from gitops_lint.syncplan.objects import Version

HOOK = "argocd.argoproj.io/hook"
HOOK_DELETE_POLICY = "argocd.argoproj.io/hook-delete-policy"
HELM_HOOK = "helm.sh/hook"
HELM_HOOK_DELETE_POLICY = "helm.sh/hook-delete-policy"

PHASES = ("PreSync", "Sync", "PostSync", "SyncFail")
"""The phases of a sync, in the order Argo CD runs them; SyncFail only after a failure."""

_TYPE_SINCE: Mapping[str, Version] = {
    "PreSync": (0, 0),
    "Sync": (0, 0),
    "PostSync": (0, 0),
    "Skip": (0, 0),
    "SyncFail": (1, 2),
}
_DELETION_SINCE: Mapping[str, Version] = {"PreDelete": (3, 3), "PostDelete": (2, 10)}
_BOTH_SINCE: Version = (3, 4)
"""From here on a hook may run in a sync phase and on deletion; before, a deletion hook left the sync."""

_HELM_TYPES: Mapping[str, str] = {
    "pre-install": "PreSync",
    "pre-upgrade": "PreSync",
    "post-install": "PostSync",
    "post-upgrade": "PostSync",
}
_HELM_DELETION: Mapping[str, str] = {"pre-delete": "PreDelete", "post-delete": "PostDelete"}
HELM_NEVER = frozenset({"test", "test-success", "test-failure", "pre-rollback", "post-rollback"})
"""Helm's hooks that Argo CD has no phase for: the object is never applied."""

_POLICIES = ("HookSucceeded", "HookFailed", "BeforeHookCreation")
_HELM_POLICIES: Mapping[str, str] = {
    "before-hook-creation": "BeforeHookCreation",
    "hook-succeeded": "HookSucceeded",
    "hook-failed": "HookFailed",
}

_GO_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""What Go's ``strings.TrimSpace`` removes."""


def csv(value: Mapping[str, Any], annotation: str) -> tuple[str, ...]:
    """The comma-separated members of an annotation: trimmed, without empty ones, each once, in order."""
    text = annotations_of(value).get(annotation)
    if not text:
        return ()
    members = (member.strip(_GO_SPACE) for member in text.split(","))
    return tuple(dict.fromkeys(member for member in members if member))


def hook_types(value: Mapping[str, Any], version: Version = NEWEST) -> tuple[str, ...]:
    """The hook types of an object: Argo CD's own, or Helm's if none of Argo CD's is valid."""
    known = tuple(member for member in csv(value, HOOK) if _TYPE_SINCE.get(member, (99, 0)) <= version)
    if known:
        return known
    return tuple(_HELM_TYPES[member] for member in csv(value, HELM_HOOK) if member in _HELM_TYPES)


def is_skipped(value: Mapping[str, Any], version: Version = NEWEST) -> bool:
    """Whether Skip is the only hook type: the object is not applied, and is no hook."""
    return hook_types(value, version) == ("Skip",)


def is_hook(value: Mapping[str, Any], version: Version = NEWEST) -> bool:
    """Whether Argo CD treats the object as a hook; an annotation with an unknown value counts."""
    annotations = annotations_of(value)
    if HOOK in annotations:
        return not is_skipped(value, version)
    return HELM_HOOK in annotations and annotations[HELM_HOOK] != "crd-install"


def _is_plain(value: Mapping[str, Any]) -> bool:
    """Whether nothing makes it a hook, as with nearly every object."""
    annotations = annotations_of(value)
    return HOOK not in annotations and HELM_HOOK not in annotations


def deletion_phases(value: Mapping[str, Any], version: Version = NEWEST) -> tuple[str, ...]:
    """PreDelete and PostDelete, where the object is a hook of an Application's deletion."""
    argo = csv(value, HOOK)
    helm = {_HELM_DELETION.get(member) for member in csv(value, HELM_HOOK)}
    return tuple(
        phase
        for phase in ("PreDelete", "PostDelete")
        if (phase in argo or phase in helm) and _DELETION_SINCE[phase] <= version
    )


def phases(value: Mapping[str, Any], version: Version = NEWEST) -> tuple[str, ...]:
    """The phases an object is applied in during a sync, in their order; () if it is never applied."""
    if _is_plain(value):
        return ("Sync",)
    types = hook_types(value, version)
    if deletion_phases(value, version) and (version < _BOTH_SINCE or not set(types) & set(PHASES)):
        return ()
    if is_skipped(value, version):
        return ()
    if not is_hook(value, version):
        return ("Sync",)
    return tuple(phase for phase in PHASES if phase in types)


def delete_policies(value: Mapping[str, Any]) -> tuple[str, ...]:
    """When a hook object is deleted: both annotations together; BeforeHookCreation if neither says."""
    found = [member for member in csv(value, HOOK_DELETE_POLICY) if member in _POLICIES]
    found += [_HELM_POLICIES[m] for m in csv(value, HELM_HOOK_DELETE_POLICY) if m in _HELM_POLICIES]
    return tuple(dict.fromkeys(found)) or ("BeforeHookCreation",)


def newer_types(value: Mapping[str, Any], version: Version) -> tuple[tuple[str, Version], ...]:
    """Members of Argo CD's hook annotation that came after this version, with the one that brought each."""
    since = {**_TYPE_SINCE, **_DELETION_SINCE}
    return tuple((member, since[member]) for member in csv(value, HOOK) if since.get(member, (0, 0)) > version)


def invalid_types(value: Mapping[str, Any], version: Version = NEWEST) -> tuple[str, ...]:
    """Members of Argo CD's hook annotation that this version does not know."""
    known = {t for t, since in {**_TYPE_SINCE, **_DELETION_SINCE}.items() if since <= version}
    return tuple(member for member in csv(value, HOOK) if member not in known)


def is_helm_hook(member: str) -> bool:
    """Whether helm has a hook of that name, whatever Argo CD makes of it."""
    return member in _HELM_TYPES or member in _HELM_DELETION or member in HELM_NEVER or member == "crd-install"


def invalid_policies(value: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Annotation and member of each delete policy that is not known, so that it has no effect."""
    argo = ((HOOK_DELETE_POLICY, m) for m in csv(value, HOOK_DELETE_POLICY) if m not in _POLICIES)
    helm = ((HELM_HOOK_DELETE_POLICY, m) for m in csv(value, HELM_HOOK_DELETE_POLICY) if m not in _HELM_POLICIES)
    return (*argo, *helm)


@dataclass(frozen=True, slots=True)
class Role:
    """What an object is to a sync.

    ``kind`` is 'resource', 'hook', 'skipped' (hook: Skip), 'deletion' (runs only when the Application is
    deleted) or 'never' (a hook without a type Argo CD knows).
    """

    kind: str
    phases: tuple[str, ...]
    deletion_phases: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()


_RESOURCE = Role("resource", ("Sync",))


def role_of(value: Mapping[str, Any], version: Version = NEWEST) -> Role:
    """What the object is to a sync of that version of Argo CD."""
    if _is_plain(value):
        return _RESOURCE
    applied = phases(value, version)
    deletion = deletion_phases(value, version)
    if is_hook(value, version):
        kind = "hook" if applied else "deletion" if deletion else "never"
        return Role(kind, applied, deletion, delete_policies(value))
    if not applied:
        return Role("deletion" if deletion else "skipped", applied, deletion)
    return Role("resource", applied, deletion)
