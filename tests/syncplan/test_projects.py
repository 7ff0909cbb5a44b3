"""An AppProject and its Application of one parent: what their waves and finalizers come to."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_lint.syncplan.health import customisations
from gitops_lint.syncplan.objects import SyncObject
from gitops_lint.syncplan.ordering import Scene
from gitops_lint.syncplan.plan import Settings, plan
from gitops_lint.syncplan.projects import FINALIZER, projects_too_late

HEALTH = "resource.customizations.health.argoproj.io_Application"
KEEP = {"argocd.argoproj.io/sync-options": "Delete=false"}

AT_FIRST = "it syncs nothing until the project is there: 'Application referencing project shop which does not exist'"
NEVER = (
    "the wave of the project is not reached: Argo CD waits for the Application, "
    "'Application referencing project shop which does not exist'"
)
GOES = "on deletion the project goes %s, and the Application's finalizer '%s' may stay for ever: %s"
MISSING = "'error getting app project \"shop\"'"
BOTH_STAY = "on deletion the finalizer of the project waits for the Application, which goes only after it"


def thing(kind: str, wave: int, *finalizers: str, name: str = "shop", **annotations: str) -> SyncObject:
    metadata: dict[str, Any] = {"name": name, "namespace": "argocd", "finalizers": list(finalizers)}
    metadata["annotations"] = {"argocd.argoproj.io/sync-wave": str(wave), **annotations}
    value = {"apiVersion": "argoproj.io/v1alpha1", "kind": kind, "metadata": metadata, "spec": {"project": name}}
    return SyncObject(kind, value, "argocd")


def told(*objects: SyncObject, **settings: Any) -> list[tuple[str, str, str]]:
    scene = Scene(plan(objects, Settings(**settings)))
    return [(mistake.effect, mistake.severity, mistake.confidence) for mistake in projects_too_late(scene)]


@pytest.mark.parametrize(
    ("wave", "of_application", "of_project", "expected"),
    [
        # The project has an earlier wave.
        (-1, [], [], []),
        (-1, [FINALIZER], [], []),
        (-1, [FINALIZER], [FINALIZER], []),
        # They share one.
        (0, [], [], []),
        (0, [FINALIZER], [], [(GOES % ("at once", FINALIZER, MISSING), "warning", "medium")]),
        (0, [FINALIZER], [FINALIZER], []),
        (0, ["example.com/mine"], [], []),
        # It has a later one.
        (1, [], [], [(AT_FIRST, "warning", "high")]),
        (1, [FINALIZER], [], [(GOES % ("first", FINALIZER, MISSING), "warning", "high")]),
        (
            1,
            [f"{FINALIZER}/background"],
            [],
            [(GOES % ("first", f"{FINALIZER}/background", MISSING), "warning", "high")],
        ),
        (1, [], [FINALIZER], [(BOTH_STAY, "warning", "high")]),
        (1, [FINALIZER], [FINALIZER], [(BOTH_STAY, "warning", "high")]),
    ],
)
def test_waves_and_finalizers(
    wave: int, of_application: list[str], of_project: list[str], expected: list[tuple[str, str, str]]
) -> None:
    """The Application is in wave 0."""
    assert told(thing("Application", 0, *of_application), thing("AppProject", wave, *of_project)) == expected


def test_the_parent_waits_for_the_application() -> None:
    waited = customisations({HEALTH: "hs = {}"})
    objects = (thing("Application", 0, FINALIZER), thing("AppProject", 1))
    assert told(*objects, health=waited) == [(NEVER, "error", "medium")]


def test_a_project_that_is_not_deleted() -> None:
    """Then nothing hangs; it may still be missing at first."""
    application = thing("Application", 0, FINALIZER)
    assert told(application, thing("AppProject", 0, **KEEP)) == []
    assert told(application, thing("AppProject", 1, **KEEP)) == [(AT_FIRST, "warning", "high")]
    assert told(application, thing("AppProject", 0), sync_options=("Delete=false",)) == []


def test_the_project_that_argocd_makes() -> None:
    application = thing("Application", 0, name="default")
    assert told(application, thing("AppProject", 1, name="default")) == []
