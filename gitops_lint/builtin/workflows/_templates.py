"""What the rules about Argo Workflows read: the specification and its templates.

Source: ``pkg/apis/workflow/v1alpha1/workflow_types.go`` of Argo Workflows.
"""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Node, Resource

WORKFLOWS = tuple(
    f"argoproj.io/{kind}" for kind in ("Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate", "CronWorkflow")
)

TAGS = frozenset({"argo-workflows", "reliability"})

_RUNS_A_POD = ("container", "script", "containerSet", "resource", "data")


def spec_of(resource: Resource) -> Node | None:
    """The specification of the workflow that an object is, describes or starts."""
    node = resource.at("spec", "workflowSpec") if resource.kind == "CronWorkflow" else resource.at("spec")
    return node if node is not None and isinstance(node.value, dict) else None


def templates_of(spec: Node) -> Iterator[Node]:
    """Its templates; those of another object that it refers to are judged there."""
    return (item for item in spec.items("templates") if isinstance(item.value, dict))


def runs_a_pod(template: Node) -> bool:
    """Whether a template is a pod of its own, and no list of steps."""
    return any(isinstance(template.get(field), dict) for field in _RUNS_A_POD)


def name_of(template: Node) -> str:
    """How messages call a template."""
    return template.text("name") or ""
