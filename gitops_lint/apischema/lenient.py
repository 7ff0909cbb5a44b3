"""Values that one definition of a kind refuses and its controller reads: the installed definition decides.

The parameters of Argo Workflows are an ``AnyString``: the controller takes texts, numbers and booleans
(``pkg/apis/workflow/v1alpha1/anystring.go``).  The full definitions, which releases install since 4.0, say ``type:
string``; the minimal ones, which older releases and their chart install, leave all of ``spec`` to the controller
(``docs/installation.md``).
"""

from __future__ import annotations

from typing import Final

from gitops_lint.apischema.errors import SchemaError
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
_READ: Final = ("the boolean ", "the integer ", "the number ")

LENIENT: Final = "the definitions of Argo Workflows before 4.0 let it pass"
"""Who accepts such a value, in words."""


def is_read_anyway(resource: Resource, error: SchemaError) -> bool:
    """Whether the controller takes a value of the wrong type for what was meant."""
    if error.kind != "wrong-type" or resource.group != "argoproj.io" or resource.kind not in _WORKFLOWS:
        return False
    names = tuple(part for part in error.pointer if isinstance(part, str))
    return any(names[-len(place) :] == place for place in _PARAMETERS) and error.got.startswith(_READ)
