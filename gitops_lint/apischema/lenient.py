"""Values that one definition of a kind refuses and its controller reads: the installed definition decides.

The parameters of Argo Workflows are an ``AnyString``: the controller takes texts, numbers and booleans
(``pkg/apis/workflow/v1alpha1/anystring.go``).  The full definitions, which releases install since 4.0, say ``type:
string``; the minimal ones, which older releases and their chart install, leave all of ``spec`` to the controller
(``docs/installation.md``).  The same is true of the fields that ``docs/deprecations.md`` names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gitops_lint.apischema.errors import SchemaError
from gitops_lint.apischema.wording import json_type
from gitops_lint.model.resource import Resource

_WORKFLOWS: Final = frozenset(
    {"ClusterWorkflowTemplate", "CronWorkflow", "Workflow", "WorkflowEventBinding", "WorkflowTemplate"}
)
_PARAMETERS: Final = (
    ("parameters", "default"),
    ("parameters", "enum"),
    ("parameters", "value"),
    ("parameters", "valueFrom", "default"),
)
_READ: Final = frozenset({"boolean", "integer", "number"})

SUCCESSORS: Final[Mapping[str, str]] = {
    "mutex": "mutexes",
    "podPriority": "podPriorityClassName",
    "schedule": "schedules",
    "semaphore": "semaphores",
}
"""Fields that are gone since 4.0, and what takes their place."""

LENIENT: Final = "the definitions of Argo Workflows before 4.0 let it pass"
"""Who accepts such a value, in words."""


def is_read_anyway(resource: Resource, error: SchemaError) -> bool:
    """Whether a controller takes a value of the wrong type for what was meant, or reads a field that is gone since."""
    if resource.group != "argoproj.io" or resource.kind not in _WORKFLOWS:
        return False
    if error.kind == "unknown-field":
        return error.field in SUCCESSORS
    names = tuple(part for part in error.pointer if isinstance(part, str))
    is_parameter = any(names[-len(place) :] == place for place in _PARAMETERS)
    return error.kind == "wrong-type" and is_parameter and json_type(resource.get(*error.pointer)) in _READ
