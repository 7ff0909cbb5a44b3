"""Sync waves.

Source: gitops-engine ``pkg/sync/syncwaves/waves.go``, ``pkg/sync/hook/helm/weight.go``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.patterns import regex
from gitops_lint.references.plain import annotations_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

SYNC_WAVE = "argocd.argoproj.io/sync-wave"
HOOK_WEIGHT = "helm.sh/hook-weight"

_INTEGER = regex(r"[+-]?[0-9]+")
_SMALLEST, _LARGEST = -(2**63), 2**63 - 1


def atoi(value: str) -> int | None:
    """The integer Go's ``strconv.Atoi`` reads, or None where it refuses: blanks, '1.0', '0x1', over 64 bits."""
    if not _INTEGER.fullmatch(value) or len(value) > 4000:
        return None
    number = int(value)
    return number if _SMALLEST <= number <= _LARGEST else None


def wave(value: Mapping[str, Any]) -> int:
    """The wave of an object: sync-wave, else (if absent or no integer) hook-weight, else 0.

    ``helm.sh/hook-weight`` counts on objects that are no hooks, too.
    """
    return wave_source(value)[0]


def wave_source(value: Mapping[str, Any]) -> tuple[int, str | None]:
    """The wave and the annotation it comes from; None where neither annotation holds an integer."""
    annotations = annotations_of(value)
    for key in (SYNC_WAVE, HOOK_WEIGHT):
        number = atoi(annotations[key]) if key in annotations else None
        if number is not None:
            return number, key
    return 0, None


def invalid_waves(value: Mapping[str, Any]) -> tuple[str, ...]:
    """The wave annotations Argo CD passes over without a word, because they hold no integer."""
    annotations = annotations_of(value)
    return tuple(key for key in (SYNC_WAVE, HOOK_WEIGHT) if key in annotations and atoi(annotations[key]) is None)
