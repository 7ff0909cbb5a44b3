"""Objects that an admission webhook of the same sync refuses, because nothing answers for it yet (W15, W16).

A webhook with ``failurePolicy: Fail`` refuses whatever it is to judge while its pods are not ready. Argo CD waits for
pods between waves alone: what is judged must come in a later wave than the webhook's workload.
Source: k8s.io/api ``admissionregistration/v1`` (defaults: Fail, all scopes; empty selectors select everything).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.references.matching import from_label_selector, from_labels
from gitops_lint.references.plain import at, items, labels_of, mappings, text
from gitops_lint.references.podspecs import pod_templates
from gitops_lint.syncplan.mistakes import MEDIUM, WARNING, Mistake
from gitops_lint.syncplan.ordering import where
from gitops_lint.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from gitops_lint.syncplan.objects import Task
    from gitops_lint.syncplan.ordering import Scene

_GROUP = "admissionregistration.k8s.io"
_KINDS = frozenset({"ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"})
_NAMESPACE_NAME = "kubernetes.io/metadata.name"


@dataclass(frozen=True, slots=True)
class _Hook:
    """One webhook: its configuration's place in the order, and the workload that answers for it."""

    webhook: Mapping[str, Any]
    configuration: Task
    position: int
    workload: Task
    step: int


def refused_by_webhooks(scene: Scene) -> Iterator[Mistake]:
    """The first object of each configuration that is applied before its workload can be ready."""
    hooks = list(_hooks(scene))
    if not hooks:
        return
    plurals, namespaces = _plurals(scene), _namespaces(scene)
    told: set[str] = set()
    for position, (index, task) in enumerate(scene.tasks):
        for hook in hooks:
            if position <= hook.position or index > hook.step or hook.configuration.name in told:
                continue
            if task.group == _GROUP or not _is_judged(hook.webhook, task, plurals, namespaces):
                continue
            told.add(hook.configuration.name)
            step, ready = scene.plan.steps[index], scene.plan.steps[hook.step]
            yield Mistake(
                "webhook-not-ready",
                "W15" if index == hook.step else "W16",
                task.object.key,
                "/metadata",
                f"{task.kind} '{task.name}' of {where(step)} is judged by {hook.configuration.kind} "
                f"'{hook.configuration.name}', whose {hook.workload.kind} '{hook.workload.name}' is of {where(ready)}",
                "nothing waits for its pods in between: on a first sync 'failed calling webhook'",
                WARNING,
                MEDIUM,
                hook.configuration.object.key,
            )


def _hooks(scene: Scene) -> Iterator[_Hook]:
    """The webhooks whose Service and pods the same sync brings."""
    for position, (_, task) in enumerate(scene.tasks):
        if task.group != _GROUP or task.kind not in _KINDS:
            continue
        for _, webhook in mappings(task.object.value.get("webhooks")):
            service = at(webhook, "clientConfig", "service")
            answering = _workload(scene, text(at(service, "namespace")), text(at(service, "name")))
            if answering is not None and webhook.get("failurePolicy") != "Ignore":
                yield _Hook(webhook, task, position, answering[1], answering[0])


def _workload(scene: Scene, namespace: str, name: str) -> tuple[int, Task] | None:
    """Step and task of the workload behind a Service of this sync; the earliest of several."""
    for _, task in scene.tasks:
        if (task.group, task.kind, task.name) != ("", "Service", name) or task.object.namespace != namespace:
            continue
        selector = from_labels(at(task.object.value, "spec", "selector"))
        if selector is None or selector.is_empty:
            return None
        for index, other in scene.tasks:
            if other.object.namespace == namespace and any(
                selector.matches(template.labels) for template in pod_templates(other.object.value, scene.pod_paths)
            ):
                return index, other
    return None


def _is_judged(
    webhook: Mapping[str, Any],
    task: Task,
    plurals: Mapping[tuple[str, str], str],
    namespaces: Mapping[str, Mapping[str, str]],
) -> bool:
    plural = plurals.get((task.group, task.kind)) or _plural(task.kind)
    for _, rule in mappings(webhook.get("rules")):
        groups, resources = items(rule.get("apiGroups")), items(rule.get("resources"))
        operations = items(rule.get("operations"))
        if not ({task.group, "*"} & set(map(str, groups)) and {plural, "*", "*/*"} & set(map(str, resources))):
            continue
        if not {"CREATE", "*"} & set(map(str, operations)):
            continue
        scope = rule.get("scope")
        if scope in ("Cluster", "Namespaced") and (scope == "Namespaced") is not bool(task.object.namespace):
            continue
        return _selects(webhook, task, namespaces)
    return False


def _selects(webhook: Mapping[str, Any], task: Task, namespaces: Mapping[str, Mapping[str, str]]) -> bool:
    chosen = from_label_selector(webhook.get("objectSelector"))
    if chosen is not None and not chosen.matches(labels_of(task.object.value)):
        return False
    spaces = from_label_selector(webhook.get("namespaceSelector"))
    name = task.object.namespace
    if spaces is None or spaces.is_empty or not name:
        return not webhook.get("matchConditions")
    return spaces.matches({_NAMESPACE_NAME: name, **namespaces.get(name, {})}) and not webhook.get("matchConditions")


def _plurals(scene: Scene) -> Mapping[tuple[str, str], str]:
    """What the sync's own definitions call their resources."""
    return {
        (text(at(spec, "group")), text(at(spec, "names", "kind"))): text(at(spec, "names", "plural"))
        for spec in (t.object.value.get("spec") for _, t in scene.tasks if t.kind == "CustomResourceDefinition")
    }


def _namespaces(scene: Scene) -> Mapping[str, Mapping[str, str]]:
    return {task.name: labels_of(task.object.value) for _, task in scene.tasks if task.kind == "Namespace"}


def _plural(kind: str) -> str:
    """The resource of a kind, as nearly every API names it."""
    name = kind.lower()
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return f"{name[:-1]}ies"
    return f"{name}es" if name.endswith(("s", "x", "ch", "sh")) else f"{name}s"
