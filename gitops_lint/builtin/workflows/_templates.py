"""What the rules about Argo Workflows read: the specification and its templates.

Source: ``pkg/apis/workflow/v1alpha1/workflow_types.go`` of Argo Workflows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gitops_lint.argocd.application import read_application
from gitops_lint.argocd.embedded import read_yaml
from gitops_lint.argocd.plain import mapping, string
from gitops_lint.rule import Node, Repository, Resource

WORKFLOWS = tuple(
    f"argoproj.io/{kind}" for kind in ("Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate", "CronWorkflow")
)

TAGS = frozenset({"argo-workflows", "reliability"})

_TEMPLATES = ("WorkflowTemplate", "ClusterWorkflowTemplate")
_CHART = "argo-workflows"
_CONTROLLER = "workflow-controller-configmap"
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


def above(target: Resource, repo: Repository) -> list[Node]:
    """The specifications that count beside a workflow's own: what is set for all, and those of whoever starts it.

    What a Workflow says replaces what the template that it refers to says, and the pods of a single template that it
    uses are its own, however many templates are between them.
    """
    seen = {id(target)}
    callers: list[Node] = []
    waiting = [target]
    for resource in waiting:
        wide = resource.kind == "ClusterWorkflowTemplate"
        known = repo.once(_callers) if resource.kind in _TEMPLATES else {}
        for spec in known.get((wide, "" if wide else resource.namespace, resource.name), ()):
            callers.append(spec)
            if id(spec.resource) not in seen:
                seen.add(id(spec.resource))
                waiting.append(spec.resource)
    return [*(Node(target, (), spec) for spec in repo.once(_defaults)), *callers]


def _defaults(repo: Repository) -> list[Mapping[str, Any]]:
    """The specifications within ``workflowDefaults``: of controllers in the repository, and of values of their chart."""
    found = [
        defaults.get("workflowDefaults", defaults)
        for resource in repo.of_kind("", "ConfigMap")
        if resource.name.endswith(_CONTROLLER)
        for key in ("workflowDefaults", "config")
        if isinstance(defaults := read_yaml(resource.text("data", key) or ""), dict)
    ]
    charts = (root for values in _values(repo) for root in (values, mapping(values.get(_CHART))))
    found += (mapping(root.get("controller")).get("workflowDefaults") for root in charts)
    return [spec for defaults in found if (spec := mapping(mapping(defaults).get("spec")))]


def _values(repo: Repository) -> Iterator[Mapping[str, Any]]:
    """What may be values of the chart, in a file or in an Application."""
    for document in repo.documents:
        if isinstance(document.value, dict) and "kind" not in document.value:
            yield document.value
    for application in repo.applications:
        for source in read_application(application.value).sources:
            if source.chart == _CHART:
                helm = source.helm or {}
                inline = helm.get("valuesObject")
                yield mapping(inline if isinstance(inline, dict) else read_yaml(string(helm.get("values"))))


def _callers(repo: Repository) -> Mapping[tuple[bool, str, str], list[Node]]:
    """The specifications that refer to a template, by its scope, namespace and name."""
    found: dict[tuple[bool, str, str], list[Node]] = {}
    for namespace, spec in _started(repo):
        for reference in _references(spec):
            wide, name = reference.get("clusterScope") is True, reference.text("name")
            if name:
                found.setdefault((wide, "" if wide else namespace, name), []).append(spec)
    return found


def _started(repo: Repository) -> Iterator[tuple[str, Node]]:
    """What runs as a workflow, with its namespace: by itself, when it is submitted, by the clock, or when a Sensor says so."""
    for kind in ("Workflow", "CronWorkflow", *_TEMPLATES):
        for resource in repo.of_kind("argoproj.io", kind):
            spec = spec_of(resource)
            if spec is not None:
                yield resource.namespace, spec
    for resource in repo.of_kind("argoproj.io", "Sensor"):
        for trigger in resource.items("spec", "triggers"):
            for way in ("argoWorkflow", "k8s"):
                made = trigger.at("template", way, "source", "resource")
                spec = made.at("spec") if made is not None and made.get("kind") == "Workflow" else None
                if made is not None and spec is not None and isinstance(spec.value, dict):
                    yield made.text("metadata", "namespace") or resource.namespace, spec


def _references(spec: Node) -> Iterator[Node]:
    """The template that a workflow is made from, and those that its steps and tasks use."""
    whole = spec.at("workflowTemplateRef")
    found = [whole] if whole is not None else []
    for template in templates_of(spec):
        steps = [step for group in template.items("steps") for step in group.items()]
        found += [item for step in (*steps, *template.items("dag", "tasks")) if (item := step.at("templateRef"))]
    yield from (item for item in found if isinstance(item.value, dict))
