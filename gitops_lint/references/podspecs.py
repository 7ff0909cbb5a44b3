"""Where the pod templates are, whatever the kind.

Source: the Kubernetes API; Argo Rollouts ``Rollout``; Knative ``Service`` and ``Configuration``; Argo Workflows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gitops_lint.references.plain import EMPTY, at, mapping, mappings, qualified_kind_of, string_map
from gitops_lint.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_TEMPLATE = ("spec", "template")
TEMPLATE_PATHS: Mapping[str, tuple[str, ...]] = {
    "apps/Deployment": _TEMPLATE,
    "apps/StatefulSet": _TEMPLATE,
    "apps/DaemonSet": _TEMPLATE,
    "apps/ReplicaSet": _TEMPLATE,
    "extensions/Deployment": _TEMPLATE,
    "extensions/DaemonSet": _TEMPLATE,
    "extensions/ReplicaSet": _TEMPLATE,
    "/ReplicationController": _TEMPLATE,
    "/PodTemplate": ("template",),
    "/Pod": (),
    "batch/Job": _TEMPLATE,
    "batch/CronJob": ("spec", "jobTemplate", "spec", "template"),
    "argoproj.io/Rollout": _TEMPLATE,
    "argoproj.io/Experiment": (),
    "serving.knative.dev/Service": _TEMPLATE,
    "serving.knative.dev/Configuration": _TEMPLATE,
    "serving.knative.dev/Revision": (),
    "apps.openshift.io/DeploymentConfig": _TEMPLATE,
    "apps.kruise.io/CloneSet": _TEMPLATE,
    "apps.kruise.io/StatefulSet": _TEMPLATE,
    "apps.kruise.io/DaemonSet": _TEMPLATE,
    "keda.sh/ScaledJob": ("spec", "jobTargetRef", "template"),
}
"""Path of the pod template by 'group/Kind'; () where the object itself has the shape of one."""


@dataclass(frozen=True, slots=True)
class PodTemplate:
    """A pod template: ``pointer`` leads to it, ``spec`` is the pod spec at ``pointer`` + '/spec'."""

    pointer: str
    spec: Mapping[str, Any]
    metadata: Mapping[str, Any]

    @property
    def labels(self) -> Mapping[str, str]:
        """The labels its pods carry."""
        return string_map(self.metadata.get("labels"))


def pod_templates(value: Mapping[str, Any], extra: Mapping[str, str] = EMPTY) -> Sequence[PodTemplate]:
    """The pod templates of an object.

    ``extra`` maps 'group/Kind' of custom workloads to the JSON Pointer of their template ('/spec/template').
    """
    kind = qualified_kind_of(value)
    path = TEMPLATE_PATHS.get(kind)
    if kind == "argoproj.io/Experiment":
        return list(_listed(value, ("spec", "templates"), ("template",)))
    if path is None:
        pointer = extra.get(kind)
        if pointer is None:
            return ()
        path = tuple(token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:])
    template = at(value, *path)
    spec = at(template, "spec")
    if not isinstance(spec, dict):
        return ()
    return (PodTemplate("".join(f"/{token}" for token in path), spec, mapping(at(template, "metadata"))),)


def _listed(value: object, path: tuple[str, ...], below: tuple[str, ...]) -> Iterator[PodTemplate]:
    base = "".join(f"/{token}" for token in path)
    for index, item in mappings(at(value, *path)):
        template = at(item, *below)
        spec = at(template, "spec")
        if isinstance(spec, dict):
            pointer = f"{base}/{index}{''.join(f'/{token}' for token in below)}"
            yield PodTemplate(pointer, spec, mapping(at(template, "metadata")))
