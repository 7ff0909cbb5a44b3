"""How many pods of a workload exist at once, while nothing changes and in the middle of a rollout.

Source of the facts: ``ResolveFenceposts`` in ``pkg/controller/deployment/util`` of Kubernetes, and Argo Rollouts'
``utils/replicaset/canary.go`` for the same fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gitops_lint.patterns import regex
from gitops_lint.podsecurity.pod import number, section

_PERCENT: Final = regex(r"([0-9]{1,9})%")


def most_pods(kind: str, spec: object) -> int | None:
    """The pods that exist at the height of a rollout; None where the nodes decide or the kind is unknown.

    ``spec`` is the workload's.  A Deployment or Rollout starts new pods before it ends old ones; a blue-green Rollout
    doubles itself; a Job counts its parallel pods, a CronJob those of one run.
    """
    if not isinstance(spec, dict):
        return None
    if kind == "Deployment":
        strategy = section(spec, "strategy") or {}
        return _with_surge(spec, section(strategy, "rollingUpdate"), surging=strategy.get("type") != "Recreate")
    if kind == "Rollout":
        strategy = section(spec, "strategy") or {}
        if "blueGreen" in strategy:
            return 2 * _replicas(spec)
        return _with_surge(spec, section(strategy, "canary"), surging=True)
    if kind in ("StatefulSet", "ReplicaSet", "ReplicationController"):
        return _replicas(spec)
    if kind == "Job":
        return _parallel(spec)
    if kind == "CronJob":
        return _parallel(section(spec, "jobTemplate", "spec") or {})
    return None


def _replicas(spec: Mapping[object, object]) -> int:
    replicas = number(spec, "replicas")
    return 1 if replicas is None else max(replicas, 0)


def _parallel(spec: Mapping[object, object]) -> int:
    parallelism, completions = number(spec, "parallelism"), number(spec, "completions")
    most = 1 if parallelism is None else max(parallelism, 0)
    return most if completions is None else min(most, max(completions, 0))


def _with_surge(spec: Mapping[object, object], settings: Mapping[object, object] | None, *, surging: bool) -> int:
    replicas = _replicas(spec)
    if not surging or not replicas:
        return replicas
    surge = (settings or {}).get("maxSurge")
    return replicas + _part_of(replicas, "25%" if surge is None else surge)


def _part_of(whole: int, value: object) -> int:
    """A number or a percentage of ``whole``, rounded up; 0 where it is neither."""
    if isinstance(value, int) and not isinstance(value, bool):
        return max(value, 0)
    percent = _PERCENT.fullmatch(value) if isinstance(value, str) else None
    return -(-whole * int(percent[1]) // 100) if percent else 0
