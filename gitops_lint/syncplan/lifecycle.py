"""Mistakes one manifest shows by itself: hooks that never run, Jobs that cannot be synced twice (J1-J18, W34-W37)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.references.plain import annotations_of, at, escape, items, labels_of, mapping, name_of
from gitops_lint.references.podspecs import TEMPLATE_PATHS, pod_templates
from gitops_lint.syncplan import hooks, options, waves
from gitops_lint.syncplan.mistakes import ERROR, INFO, LOW, MEDIUM, WARNING, Mistake
from gitops_lint.syncplan.objects import NEWEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from gitops_lint.syncplan.objects import SyncObject, Version

_ARGO = "argocd.argoproj.io/"
_SPOKEN_TO = (_ARGO, "helm.sh/")
_KINDS_OF_PODS = frozenset(kind.rpartition("/")[2] for kind in TEMPLATE_PATHS)
_RUNS_ONCE = frozenset({"Job", "Pod", "Workflow"})
_HOLDS_NO_STATE = frozenset({"ConfigMap", "Secret", "ServiceAccount", "Role", "RoleBinding", "ClusterRole"}) | {
    *("ClusterRoleBinding", "Namespace", "CustomResourceDefinition", "NetworkPolicy", "Application"),
}


def mistakes_of_life(item: SyncObject, version: Version = NEWEST, *, self_heal: bool = False) -> Iterator[Mistake]:
    """All mistakes that the manifest shows by itself; ``self_heal`` as in the Application's automated policy."""
    if says_nothing(item.value):
        return
    role = hooks.role_of(item.value, version)
    yield from _annotations(item)
    yield from _hook_values(item, role, version)
    yield from _wave_values(item, role)
    if role.kind in ("hook", "deletion"):
        yield from _hook(item, role)
    elif role.kind == "resource":
        yield from _resource(item, self_heal=self_heal)


def says_nothing(value: Mapping[str, Any]) -> bool:
    """Whether it is a plain object without a word to Argo CD or Helm, as nearly all are."""
    kind, metadata = value.get("kind"), value.get("metadata")
    if kind == "Job" or not isinstance(metadata, dict) or not metadata.get("name"):
        return False
    labels, annotations = metadata.get("labels"), metadata.get("annotations")
    if isinstance(labels, dict) and waves.SYNC_WAVE in labels:
        return False
    if isinstance(annotations, dict):
        for key, content in annotations.items():
            if not isinstance(content, str) or key.startswith(_SPOKEN_TO):
                return False
    if not isinstance(kind, str) or kind not in _KINDS_OF_PODS:
        return True
    return not any(waves.SYNC_WAVE in mapping(each.metadata.get("annotations")) for each in pod_templates(value))


def _place(annotation: str) -> str:
    return f"/metadata/annotations/{escape(annotation)}"


def _what(item: SyncObject) -> str:
    name = item.name or at(item.value, "metadata", "generateName") or ""
    return f"{item.kind} '{name}'"


def _annotations(item: SyncObject) -> Iterator[Mistake]:
    """An annotation that is no string breaks the manifests of the whole Application (W34)."""
    for key, content in mapping(at(item.value, "metadata", "annotations")).items():
        if isinstance(key, str) and content is not None and not isinstance(content, str):
            shown = {True: "true", False: "false"}.get(content, content) if isinstance(content, bool) else content
            yield Mistake(
                "annotation-not-a-string",
                "W34",
                item.key,
                _place(key),
                f"annotation '{key}' of {_what(item)} is {shown!s}, not a string",
                "the Application's manifests are not generated: 'failed to set app instance tracking info on "
                "manifest', 'failed to get annotations from target object'",
                ERROR,
            )


def _hook_values(item: SyncObject, role: hooks.Role, version: Version) -> Iterator[Mistake]:
    """Hook types and delete policies that Argo CD does not know (J10, J11, J12)."""
    value = item.value
    annotations = annotations_of(value)
    if role.kind == "never":
        if hooks.HOOK in annotations:
            yield Mistake(
                "hook-never-applied",
                "J10",
                item.key,
                _place(hooks.HOOK),
                f"{_what(item)} has hook '{annotations[hooks.HOOK]}', which Argo CD does not know",
                "the object is never applied, and nothing says so",
                ERROR,
            )
        elif not set(hooks.csv(value, hooks.HELM_HOOK)) & hooks.HELM_NEVER:
            yield Mistake(
                "hook-never-applied",
                "J10",
                item.key,
                _place(hooks.HELM_HOOK),
                f"{_what(item)} has helm hook '{annotations[hooks.HELM_HOOK]}', which Argo CD does not run",
                "the object is never applied, and nothing says so",
                WARNING,
            )
    else:
        for member in hooks.invalid_types(value, version):
            yield Mistake(
                "hook-type-unknown",
                "J10",
                item.key,
                _place(hooks.HOOK),
                f"{_what(item)} has hook type '{member}', which Argo CD does not know",
                "it is left out; the other types apply",
                WARNING,
            )
    for annotation, member in hooks.invalid_policies(value):
        yield Mistake(
            "hook-delete-policy-unknown",
            "J10",
            item.key,
            _place(annotation),
            f"{_what(item)} has hook delete policy '{member}', which is unknown there",
            f"what applies is {', '.join(hooks.delete_policies(value))}",
            WARNING,
        )
    if role.kind in ("resource", "skipped") and hooks.HOOK_DELETE_POLICY in annotations:
        yield Mistake(
            "hook-delete-policy-without-hook",
            "J11",
            item.key,
            _place(hooks.HOOK_DELETE_POLICY),
            f"{_what(item)} has a hook delete policy and is no hook",
            "the policy has no effect",
            INFO,
        )
    for_upgrades = set(hooks.csv(value, hooks.HELM_HOOK)) == {"pre-upgrade"}
    if for_upgrades and role.phases == ("PreSync",) and "PreSync" not in hooks.csv(value, hooks.HOOK):
        yield Mistake(
            "helm-pre-upgrade-runs-on-install",
            "P8",
            item.key,
            _place(hooks.HELM_HOOK),
            f"{_what(item)} is a helm hook for upgrades alone",
            "Argo CD cannot tell install from upgrade: it runs before the first sync, too",
            WARNING,
            MEDIUM,
        )


def _wave_values(item: SyncObject, role: hooks.Role) -> Iterator[Mistake]:
    """Waves that are no integer, and waves in places Argo CD does not read (W34, W35, W37, P14)."""
    value = item.value
    annotations = annotations_of(value)
    for annotation in waves.invalid_waves(value):
        yield Mistake(
            "sync-wave-malformed",
            "W34",
            item.key,
            _place(annotation),
            f"{annotation} '{annotations[annotation]}' of {_what(item)} is no integer",
            f"it is ignored without a word: the wave is {waves.wave(value)}",
            ERROR if annotation == waves.SYNC_WAVE else WARNING,
        )
    if role.kind == "resource" and waves.wave_source(value)[1] == waves.HOOK_WEIGHT and waves.wave(value):
        yield Mistake(
            "hook-weight-is-wave",
            "W35",
            item.key,
            _place(waves.HOOK_WEIGHT),
            f"{_what(item)} is no hook and has helm.sh/hook-weight",
            f"Argo CD takes it as sync wave {waves.wave(value)}",
            WARNING,
            MEDIUM,
        )
    if waves.SYNC_WAVE in labels_of(value):
        place = f"/metadata/labels/{escape(waves.SYNC_WAVE)}"
        message = f"{_what(item)} has its sync wave as a label"
        yield Mistake("sync-wave-misplaced", "W37", item.key, place, message, "labels hold no waves", WARNING)
    for template in pod_templates(value):
        doubled = waves.SYNC_WAVE in annotations  # kustomize's commonAnnotations writes to both places
        if template.pointer and not doubled and waves.SYNC_WAVE in mapping(template.metadata.get("annotations")):
            place = f"{template.pointer}{_place(waves.SYNC_WAVE)}"
            message = f"{_what(item)} has a sync wave on its pod template"
            effect = "Argo CD reads waves of the objects it applies alone"
            yield Mistake("sync-wave-misplaced", "W37", item.key, place, message, effect, WARNING)
    if role.kind == "deletion" and waves.wave(value):
        place = _place(waves.wave_source(value)[1] or "")
        message = f"{_what(item)} runs on deletion and has a wave"
        effect = "all hooks of a deletion start together, whatever their waves"
        yield Mistake("deletion-hook-wave", "P14", item.key, place, message, effect, WARNING)


def _hook(item: SyncObject, role: hooks.Role) -> Iterator[Mistake]:
    """Hooks that pile up, collide with their last run, or never complete (J2-J9, J13, J17, P16)."""
    value = item.value
    explicit = bool(hooks.csv(value, hooks.HOOK_DELETE_POLICY) or hooks.csv(value, hooks.HELM_HOOK_DELETE_POLICY))
    place = _place(hooks.HOOK if hooks.HOOK in annotations_of(value) else hooks.HELM_HOOK)
    cleaned = set(role.policies) & {"HookSucceeded", "HookFailed"}
    if role.deletion_phases and not cleaned:
        message = f"{' and '.join(role.deletion_phases)} hook {_what(item)} has no delete policy that removes it"
        yield Mistake(
            "deletion-hook-left-behind", "P16", item.key, place, message, "it stays in the cluster", WARNING, MEDIUM
        )
    if not role.phases:
        return
    if item.group == "argoproj.io" and item.kind == "Application":
        effect = "it is deleted and made anew with each sync, with a finalizer all its resources too"
        message = f"Application '{item.name}' is a hook"
        if "BeforeHookCreation" in role.policies or cleaned:
            yield Mistake("application-as-hook", "J17", item.key, place, message, effect, ERROR)
    elif item.kind not in _RUNS_ONCE and item.kind not in _HOLDS_NO_STATE and item.group in ("", "apps", "batch"):
        message = f"{_what(item)} is a hook, and runs on after the sync"
        effect = "hooks are not part of the comparison, and are deleted and made anew with each sync"
        yield Mistake("long-running-hook", "J13", item.key, place, message, effect, WARNING, MEDIUM)
    if not item.name and at(value, "metadata", "generateName") and not cleaned:
        message = f"hook {_what(item)} gets a new name with each sync, and no delete policy removes it"
        yield Mistake("hook-piles-up", "J5", item.key, place, message, "its objects pile up", WARNING)
    if (
        item.kind == "Job"
        and item.name
        and explicit
        and "BeforeHookCreation" not in role.policies
        and len(cleaned) == 1
    ):
        other = "failure" if "HookSucceeded" in cleaned else "success"
        message = f"hook {_what(item)} is deleted only with {next(iter(cleaned))}"
        effect = f"after a {other} the old Job stays, and cannot be changed: 'field is immutable'"
        yield Mistake("hook-job-not-recreated", "J2", item.key, place, message, effect, WARNING)
    yield from _hook_run(item)


def _hook_run(item: SyncObject) -> Iterator[Mistake]:
    ttl = at(item.value, "spec", "ttlSecondsAfterFinished")
    if item.kind == "Job" and ttl == 0 and type(ttl) is int:
        message = f"hook {_what(item)} is removed as soon as it has finished"
        effect = (
            f"the sync may not see its end: 'Resource batch/Job/{item.name} is missing, it might have been deleted'"
        )
        place = "/spec/ttlSecondsAfterFinished"
        yield Mistake("hook-job-expires", "J3", item.key, place, message, effect, WARNING, MEDIUM)
    limits = (at(item.value, "spec", name) for name in ("backoffLimit", "activeDeadlineSeconds"))
    if item.kind == "Job" and item.group == "batch" and all(limit is None for limit in limits):
        message = f"hook {_what(item)} has neither backoffLimit nor activeDeadlineSeconds"
        effect = (
            f"six failed pods, and no end to one that hangs: 'waiting for completion of hook batch/Job/{item.name}'"
        )
        yield Mistake("hook-job-without-deadline", "J9", item.key, "/spec", message, effect, INFO)
    if item.kind == "Job" and _is_meshed(item.value):
        message = f"hook {_what(item)} asks for a service mesh sidecar"
        effect = f"unless it is a native sidecar it runs on: 'waiting for completion of hook batch/Job/{item.name}'"
        yield Mistake(
            "hook-job-with-sidecar", "J15", item.key, "/spec/template/metadata", message, effect, WARNING, LOW
        )
    policy = at(item.value, "spec", "restartPolicy") or "Always"
    if item.kind == "Pod" and not item.group and policy == "Always":
        message = f"hook {_what(item)} has restartPolicy Always"
        effect = "it counts as complete as soon as it is ready, whatever it still has to do"
        yield Mistake("hook-pod-restarts", "J8", item.key, "/spec/restartPolicy", message, effect, WARNING)
    for index, finalizer in enumerate(items(at(item.value, "metadata", "finalizers"))):
        if isinstance(finalizer, str) and not finalizer.startswith((_ARGO, "resources-finalizer.argocd")):
            message = f"hook {_what(item)} has finalizer '{finalizer}'"
            effect = f"unless somebody removes it: 'waiting for deletion of hook {item.group}/{item.kind}/{item.name}'"
            place = f"/metadata/finalizers/{index}"
            yield Mistake("hook-finalizer", "J18", item.key, place, message, effect, WARNING, LOW)


def _resource(item: SyncObject, *, self_heal: bool) -> Iterator[Mistake]:
    """Jobs that are no hooks, and objects without a name (J1, J4, J7)."""
    value = item.value
    if not name_of(value) and at(value, "metadata", "generateName"):
        message = f"{_what(item)} has generateName and no name, and is no hook"
        effect = "Argo CD gives it no name: each sync makes another one, and the Application is never Synced"
        yield Mistake("generate-name-without-hook", "J7", item.key, "/metadata/generateName", message, effect, ERROR)
    if item.kind != "Job" or item.group != "batch":
        return
    if at(value, "spec", "ttlSecondsAfterFinished") is not None and self_heal:
        message = f"{_what(item)} is removed after it has finished, and selfHeal brings it back"
        place = "/spec/ttlSecondsAfterFinished"
        yield Mistake("job-runs-for-ever", "J4", item.key, place, message, "the Job runs again and again", ERROR)
    chosen = set(options.csv(value))
    if name_of(value) and not {"Force=true", "Replace=true"} <= chosen:
        message = f"{_what(item)} is no hook and has a fixed name"
        effect = "a sync that changes its pod template fails: 'field is immutable'"
        yield Mistake("job-immutable", "J1", item.key, "/metadata/name", message, effect, WARNING, MEDIUM)


def _is_meshed(value: Mapping[str, Any]) -> bool:
    """Whether the pod template asks for a sidecar that does not end with its containers."""
    for template in pod_templates(value):
        annotations = mapping(template.metadata.get("annotations"))
        asked = {**annotations, **template.labels}
        if asked.get("sidecar.istio.io/inject") == "true" or asked.get("linkerd.io/inject") == "enabled":
            return True
    return False
