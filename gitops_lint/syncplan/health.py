"""Which objects a wave waits for, and which of them stay unhealthy for reasons a reader of git can see.

Source: gitops-engine ``pkg/health``; Argo CD ``util/lua`` (order of precedence), ``util/settings`` (customisations),
``resource_customizations``.
"""

from __future__ import annotations

import fnmatch
from functools import lru_cache
from typing import TYPE_CHECKING

from gitops_lint.references.plain import at, group_of, items, kind_of, mapping
from gitops_lint.syncplan.objects import NEWEST
from gitops_lint.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from gitops_lint.syncplan.objects import Version

_BUILT_IN = frozenset(
    {
        *("apps/Deployment", "apps/StatefulSet", "apps/ReplicaSet", "apps/DaemonSet", "Service", "Pod"),
        *("PersistentVolumeClaim", "batch/Job", "autoscaling/HorizontalPodAutoscaler", "argoproj.io/Workflow"),
        *("extensions/Ingress", "networking.k8s.io/Ingress", "apiregistration.k8s.io/APIService"),
    }
)
"""The kinds whose health is Go code in gitops-engine (``GetHealthCheckFunc``)."""


@dataclass(frozen=True, slots=True)
class Customisations:
    """The health checks of one instance's argocd-cm: exact 'group/Kind' keys and wildcard ones."""

    exact: frozenset[str] = frozenset()
    wildcards: tuple[str, ...] = ()


NONE = Customisations()


def customisations(data: object, parse: Callable[[str], object] | None = None) -> Customisations:
    """What the ``data`` of argocd-cm says about health.

    ``parse`` reads the YAML text of the older key ``resource.customizations``; without it that key is left out.
    """
    keys: set[str] = set()
    for key, value in mapping(data).items():
        if not isinstance(key, str) or not isinstance(value, str) or not value:
            continue
        if key == "resource.customizations" and parse is not None:
            entries = mapping(parse(value)).items()
            keys |= {name for name, entry in entries if isinstance(name, str) and at(entry, "health.lua")}
        elif key.startswith("resource.customizations.health."):
            keys.add(_override_key(key.split(".", 3)[3]))
    wild = tuple(sorted(key for key in keys if set(key) & set("*?[{")))
    return Customisations(frozenset(keys) - set(wild), wild)


def _override_key(group_kind: str) -> str:
    if group_kind == "all":
        return "*/*"
    parts = group_kind.split("_")
    return "/".join(parts) if len(parts) == 2 else group_kind


def health_check(group: str, kind: str, custom: Customisations = NONE, version: Version = NEWEST) -> str | None:
    """Where the health of a kind comes from: 'argocd-cm', 'lua', 'built-in', or None: a wave does not wait for it."""
    key = f"{group}/{kind}" if group else kind
    if key in custom.exact or any(fnmatch.fnmatchcase(key, pattern) for pattern in custom.wildcards):
        return "argocd-cm"
    exact, wild = _shipped(version)
    if key in exact or any(fnmatch.fnmatchcase(key, pattern) for pattern in wild):
        return "lua"
    return "built-in" if key in _BUILT_IN else None


@lru_cache(maxsize=8)
def _shipped(version: Version) -> tuple[frozenset[str], tuple[str, ...]]:
    from gitops_lint.syncplan.health_shipped import SHIPPED

    names = [
        name
        for first, last, text in SHIPPED
        if first <= version and (last is None or version <= last)
        for name in text.split()
    ]
    wild = tuple(name.replace("_", "*") for name in names if "_" in name)
    return frozenset(name for name in names if "_" not in name), wild


@dataclass(frozen=True, slots=True)
class Trap:
    """Why an object may never become Healthy.

    ``status`` is the health Argo CD shows meanwhile. ``certain`` is False where it depends on what runs in the
    cluster, which git does not show.
    """

    name: str
    status: str
    reason: str
    certain: bool
    pointer: str


def trap(value: Mapping[str, Any], version: Version = NEWEST) -> Trap | None:
    """What keeps the object from becoming Healthy, as far as its manifest shows; None for a healthy one."""
    key = f"{group_of(value)}/{kind_of(value)}"
    check = _TRAPS.get(key)
    return check(value, version) if check is not None else None


def _service(value: Mapping[str, Any], _: Version) -> Trap | None:
    if at(value, "spec", "type") != "LoadBalancer":
        return None
    reason = "a Service of type LoadBalancer is Progressing until status.loadBalancer.ingress is set"
    return Trap("load-balancer", "Progressing", reason, certain=False, pointer="/spec/type")


def _ingress(_value: Mapping[str, Any], _: Version) -> Trap | None:
    reason = "an Ingress is Progressing until its controller sets status.loadBalancer.ingress"
    return Trap("ingress", "Progressing", reason, certain=False, pointer="/spec")


def _claim(_value: Mapping[str, Any], _: Version) -> Trap | None:
    reason = "a PersistentVolumeClaim is Progressing until it is Bound"
    return Trap("claim", "Progressing", reason, certain=False, pointer="/spec")


def _paused(value: Mapping[str, Any], _: Version) -> Trap | None:
    if at(value, "spec", "paused") is not True:
        return None
    kind = kind_of(value)
    return Trap("paused", "Suspended", f"a paused {kind} is Suspended", certain=True, pointer="/spec/paused")


def _rollout(value: Mapping[str, Any], version: Version) -> Trap | None:
    paused = _paused(value, version)
    if paused is not None:
        return paused
    for index, step in enumerate(items(at(value, "spec", "strategy", "canary", "steps"))):
        if isinstance(step, dict) and "pause" in step and at(step, "pause", "duration") is None:
            reason = "a Rollout that pauses without a duration is Suspended until somebody promotes it"
            pointer = f"/spec/strategy/canary/steps/{index}/pause"
            return Trap("rollout-pause", "Suspended", reason, certain=False, pointer=pointer)
    return None


def _job(value: Mapping[str, Any], _: Version) -> Trap | None:
    if at(value, "spec", "suspend") is not True:
        return None
    return Trap("suspended", "Suspended", "a suspended Job is Suspended", certain=True, pointer="/spec/suspend")


def _cron_job(value: Mapping[str, Any], version: Version) -> Trap | None:
    if version < (3, 1) or at(value, "spec", "suspend") is True:
        return None
    reason = "a CronJob is Degraded while its last finished run failed"
    return Trap("cron-job", "Degraded", reason, certain=False, pointer="/spec")


def _autoscaler(_value: Mapping[str, Any], _: Version) -> Trap | None:
    reason = "a HorizontalPodAutoscaler is Degraded while it cannot read its target or its metrics"
    return Trap("autoscaler", "Degraded", reason, certain=False, pointer="/spec")


_TRAPS: Mapping[str, Callable[[Mapping[str, Any], Version], Trap | None]] = {
    "/Service": _service,
    "networking.k8s.io/Ingress": _ingress,
    "extensions/Ingress": _ingress,
    "/PersistentVolumeClaim": _claim,
    "apps/Deployment": _paused,
    "argoproj.io/Rollout": _rollout,
    "batch/Job": _job,
    "batch/CronJob": _cron_job,
    "autoscaling/HorizontalPodAutoscaler": _autoscaler,
}
