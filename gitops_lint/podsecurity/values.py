"""Levels, versions and verdicts of the Pod Security Standards.

Source of the facts: ``k8s.io/pod-security-admission`` (``api/helpers.go``, ``policy/checks.go``).
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from gitops_lint.finding import Pointer
from gitops_lint.patterns import regex
from gitops_lint.values import dataclass

NEWEST: Final = 37
"""The newest minor version of Kubernetes that changed a control; later ones are judged like it."""

_VERSION: Final = regex(r"v1\.(0|[1-9][0-9]{0,17})")


class Level(Enum):
    """How strict a policy is."""

    PRIVILEGED = "privileged"  #: everything is allowed
    BASELINE = "baseline"  #: no known way to take over the node
    RESTRICTED = "restricted"  #: hardened

    @property
    def strictness(self) -> int:
        """0 for privileged to 2 for restricted."""
        return _STRICTNESS[self]

    def __str__(self) -> str:
        """As labels write it."""
        return self.value


_STRICTNESS: Final = {Level.PRIVILEGED: 0, Level.BASELINE: 1, Level.RESTRICTED: 2}


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the policy: a minor version of Kubernetes, or the newest the API server knows."""

    minor: int | None = None  #: None is ``latest``

    @classmethod
    def parse(cls, text: str) -> Version | None:
        """``latest`` or ``v1.30``; None for anything else, ``1.30`` and ``v1.030`` included."""
        if text == "latest":
            return LATEST
        match = _VERSION.fullmatch(text)
        return cls(int(match[1])) if match else None

    def on(self, server: int | None) -> Version:
        """What an API server of minor version ``server`` makes of it: it knows no later policy than its own."""
        if server is None or (self.minor is not None and self.minor <= server):
            return self
        return Version(server)

    @property
    def effective(self) -> int:
        """The minor version whose controls apply."""
        return NEWEST if self.minor is None else min(self.minor, NEWEST)

    def __str__(self) -> str:
        """As labels write it."""
        return "latest" if self.minor is None else f"v1.{self.minor}"


LATEST: Final = Version()


@dataclass(frozen=True, slots=True)
class LevelVersion:
    """A level in a version, as one label pair gives it."""

    level: Level = Level.PRIVILEGED
    version: Version = LATEST

    def __str__(self) -> str:
        """As the API server quotes it: ``restricted:v1.30``."""
        return f"{self.level}:{self.version}"


@dataclass(frozen=True, slots=True)
class Violation:
    """One place that breaks a control.

    ``pointer`` leads from the pod spec to the value, or to where the value that is missing belongs; for annotations
    it starts with ``metadata`` and leads from the pod template.
    """

    pointer: Pointer
    detail: str  #: the API server's wording, about this place alone
    container: str | None = None  #: the container's name, None where the pod itself is the culprit
    missing: bool = False  #: nothing is written there, and something must be

    @property
    def template_pointer(self) -> Pointer:
        """The same place, from the pod template."""
        return self.pointer if self.pointer[:1] == ("metadata",) else ("spec", *self.pointer)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a control forbids a pod: reason and detail are the API server's words."""

    reason: str
    detail: str
    places: tuple[Violation, ...]
