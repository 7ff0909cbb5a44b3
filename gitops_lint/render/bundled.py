"""Which helm and kustomize each release of Argo CD brings along.

Source: ``hack/tool-versions.sh`` of the last patch of each release.
"""

from __future__ import annotations

from typing import NamedTuple


class Bundle(NamedTuple):
    """The programs of one release."""

    helm: str
    kustomize: str


BUNDLED = {
    (3, 1): Bundle("v3.18.4", "v5.7.0"),
    (3, 2): Bundle("v3.18.4", "v5.7.0"),
    (3, 3): Bundle("v3.19.4", "v5.8.0"),
    (3, 4): Bundle("v3.19.4", "v5.8.1"),
    (3, 5): Bundle("v4.2.1", "v5.8.1"),
}


def bundle_of(argocd: tuple[int, int]) -> Bundle | None:
    """The programs of a release, of the newest known one for those after it; None before the first known one."""
    known = [release for release in BUNDLED if release <= argocd]
    return BUNDLED[max(known)] if known else None


def difference(program: str, installed: str, argocd: tuple[int, int]) -> str | None:
    """What to say where another version than Argo CD's is in use; None where it is the same.

    A version without patch level (programs built from source often know no more) is compared without it.
    """
    bundle = bundle_of(argocd)
    if bundle is None:
        return None
    expected = bundle.helm if program == "helm" else bundle.kustomize
    shown = installed.split(".")
    if expected.split(".")[: len(shown)] == shown:
        return None
    release = ".".join(map(str, argocd))
    return f"{program} {installed} is in use; Argo CD {release} brings {expected}"
