"""Images that OpenShift fills in from an image stream."""

from __future__ import annotations

import json
from typing import Any

from gitops_lint.rule import Container

_ANNOTATION = "image.openshift.io/triggers"


def is_triggered(container: Container) -> bool:
    """Whether an ImageChange trigger replaces the container's image.

    A DeploymentConfig names containers; other workloads carry the annotation ``image.openshift.io/triggers``, whose
    ``fieldPath`` holds the container's name (OpenShift documentation, "Triggering updates on image stream changes").
    """
    resource = container.resource
    for trigger in resource.sequence("spec", "triggers") if resource.kind == "DeploymentConfig" else ():
        parameters = trigger.get("imageChangeParams") if isinstance(trigger, dict) else None
        names = parameters.get("containerNames") if isinstance(parameters, dict) else None
        if isinstance(names, list) and container.name in names:
            return True
    text = resource.annotations.get(_ANNOTATION)
    return text is not None and any(_names(trigger, container.name) for trigger in _loads(text))


def _names(trigger: Any, name: str) -> bool:
    path = trigger.get("fieldPath") if isinstance(trigger, dict) else None
    return isinstance(path, str) and (f'"{name}"' in path or f"'{name}'" in path or "containers[0]" in path)


def _loads(text: str) -> list[Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return value if isinstance(value, list) else []
