"""Fields, annotations and labels that still work, with a warning, or that nothing reads any more.

Source: ``pkg/api/pod/warnings.go``, ``pkg/api/service/warnings.go`` and the well-known labels of the Kubernetes
documentation; the wording is the API server's where it prints one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from gitops_lint.apischema.apivalidation.networking import CLASS_ANNOTATION
from gitops_lint.apischema.apivalidation.reading import TEMPLATES, entries, mapping, pod_template, text
from gitops_lint.apischema.apivalidation.workloads import matches
from gitops_lint.apischema.errors import SchemaError
from gitops_lint.apischema.versions import Minor
from gitops_lint.finding import Pointer
from gitops_lint.model.workload import CONTROLLER_LABELS

_NODE_LABELS: Final[Mapping[str, tuple[str, str]]] = {
    "beta.kubernetes.io/arch": ("v1.14", "kubernetes.io/arch"),
    "beta.kubernetes.io/os": ("v1.14", "kubernetes.io/os"),
    "beta.kubernetes.io/instance-type": ("v1.17", "node.kubernetes.io/instance-type"),
    "failure-domain.beta.kubernetes.io/region": ("v1.17", "topology.kubernetes.io/region"),
    "failure-domain.beta.kubernetes.io/zone": ("v1.17", "topology.kubernetes.io/zone"),
}
_VOLUMES: Final[Mapping[str, tuple[Minor, str]]] = {
    "photonPersistentDisk": ((1, 16), "deprecated in v1.16, non-functional in v1.16+"),
    "gitRepo": ((1, 11), "deprecated in v1.11"),
    "scaleIO": ((1, 22), "deprecated in v1.16, non-functional in v1.22+"),
    "flocker": ((1, 25), "deprecated in v1.22, non-functional in v1.25+"),
    "storageos": ((1, 25), "deprecated in v1.22, non-functional in v1.25+"),
    "quobyte": ((1, 25), "deprecated in v1.22, non-functional in v1.25+"),
    "glusterfs": ((1, 26), "deprecated in v1.25, non-functional in v1.26+"),
    "cephfs": ((1, 31), "deprecated in v1.28, non-functional in v1.31+"),
    "rbd": ((1, 31), "deprecated in v1.28, non-functional in v1.31+"),
}
_SECCOMP: Final = "seccomp.security.alpha.kubernetes.io/pod"
_SECCOMP_CONTAINER: Final = "container.seccomp.security.alpha.kubernetes.io/"
_APPARMOR: Final = "container.apparmor.security.beta.kubernetes.io/"
_CRITICAL: Final = "scheduler.alpha.kubernetes.io/critical-pod"
_INIT_CONTAINERS: Final = tuple(f"pod.{stage}.kubernetes.io/init-containers" for stage in ("alpha", "beta"))

AGEING: Final = frozenset(
    {
        *TEMPLATES,
        ("", "PersistentVolumeClaim"),
        ("", "Service"),
        ("networking.k8s.io", "Ingress"),
        ("storage.k8s.io", "StorageClass"),
    }
)
"""The kinds that have something deprecated."""


NEWEST: Final[Minor] = (1, 99)
"""A version in which everything is deprecated that is."""


def deprecation_errors(value: Mapping[str, Any], gk: tuple[str, str], version: Minor) -> Iterator[SchemaError]:
    """Warnings about what an object of that group and kind still uses in a cluster of that version."""
    place = pod_template(value)
    if place is not None:
        template, at = place
        yield from _annotation_warnings(
            mapping(template, "metadata", "annotations"), (*at, "metadata", "annotations"), version
        )
        yield from _pod_warnings(mapping(template, "spec"), (*at, "spec"), version)
        yield from _spread_warnings(template, at)
        return
    annotations = mapping(value, "metadata", "annotations")
    if gk == ("networking.k8s.io", "Ingress") and CLASS_ANNOTATION in annotations:
        message = f"annotation \"{CLASS_ANNOTATION}\" is deprecated, please use 'spec.ingressClassName' instead"
        yield _warning(("metadata", "annotations", CLASS_ANNOTATION), message, "annotation-deprecated")
    if gk == ("", "Service"):
        yield from _service_warnings(value, version)
    if gk in (("storage.k8s.io", "StorageClass"), ("", "PersistentVolumeClaim")):
        for key in ("storageclass.beta.kubernetes.io/is-default-class", "volume.beta.kubernetes.io/storage-class"):
            if key in annotations:
                meant = (
                    "spec.storageClassName" if "storage-class" in key else "storageclass.kubernetes.io/is-default-class"
                )
                message = f"{key}: deprecated since v1.8; use '{meant}' instead"
                yield _warning(("metadata", "annotations", key), message, "annotation-deprecated")


def _warning(at: Pointer, message: str, family: str = "field-deprecated") -> SchemaError:
    return SchemaError("warning", at, message, family=family)


def _annotation_warnings(annotations: Mapping[str, Any], at: Pointer, version: Minor) -> Iterator[SchemaError]:
    for key in annotations:
        if not isinstance(key, str):
            continue
        words = ""
        if key == _SECCOMP or key.startswith(_SECCOMP_CONTAINER):
            words = 'non-functional in v1.27+; use the "seccompProfile" field instead'
        elif key.startswith(_APPARMOR) and version >= (1, 30):
            words = 'deprecated since v1.30; use the "appArmorProfile" field instead'
        elif key == _CRITICAL:
            words = 'non-functional in v1.16+; use the "priorityClassName" field instead'
        elif key in _INIT_CONTAINERS:
            words = 'non-functional in v1.8+; use the "initContainers" field instead'
        if words:
            yield _warning((*at, key), f"{key}: {words}", "annotation-deprecated")


def _spread_warnings(template: Mapping[str, Any], at: Pointer) -> Iterator[SchemaError]:
    """Constraints that do not count the pods they are written for; controllers add labels that no file has."""
    rule = "topology-spread-selector-missing"
    for index, constraint in entries(mapping(template, "spec").get("topologySpreadConstraints")):
        here = (*at, "spec", "topologySpreadConstraints", index)
        selector = constraint.get("labelSelector")
        if selector is None:
            yield _warning(here, "a null labelSelector results in matching no pod", rule)
        elif isinstance(selector, dict) and not CONTROLLER_LABELS.intersection(_keys_of(selector)):
            words = "does not match the labels of the pod itself, which is not counted"
            if matches(selector, mapping(template, "metadata", "labels")) is False:
                yield _warning((*here, "labelSelector"), words, rule)


def _keys_of(selector: Mapping[str, Any]) -> Iterator[str]:
    yield from map(str, mapping(selector, "matchLabels"))
    yield from (str(item.get("key")) for _, item in entries(selector.get("matchExpressions")))


def _pod_warnings(spec: Mapping[str, Any], at: Pointer, version: Minor) -> Iterator[SchemaError]:
    if spec.get("serviceAccount") and not spec.get("serviceAccountName"):
        words = "'serviceAccount' is deprecated; use 'serviceAccountName' instead"
        yield _warning((*at, "serviceAccount"), words, "deprecated-service-account-field")
    for index, volume in entries(spec.get("volumes")):
        for source in filter(_VOLUMES.__contains__, volume):
            since, words = _VOLUMES[source]
            if volume[source] is not None and version >= since:
                yield _warning((*at, "volumes", index, source), f"{source}: {words}")
    for key in mapping(spec, "nodeSelector"):
        yield from _label_warning(key, (*at, "nodeSelector", key))
    for index, constraint in entries(spec.get("topologySpreadConstraints")):
        yield from _label_warning(
            constraint.get("topologyKey"), (*at, "topologySpreadConstraints", index, "topologyKey")
        )
    affinity = mapping(spec, "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
    base = (*at, "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")
    for index, term in entries(affinity.get("nodeSelectorTerms")):
        for number, requirement in entries(term.get("matchExpressions")):
            yield from _label_warning(requirement.get("key"), (*base, index, "matchExpressions", number, "key"))


def _label_warning(key: object, at: Pointer) -> Iterator[SchemaError]:
    found = _NODE_LABELS.get(text(key))
    if found is not None:
        yield _warning(at, f'{key} is deprecated since {found[0]}; use "{found[1]}" instead', "label-deprecated")


def _service_warnings(value: Mapping[str, Any], version: Minor) -> Iterator[SchemaError]:
    spec = mapping(value, "spec")
    key = "service.alpha.kubernetes.io/tolerate-unready-endpoints"
    if key in mapping(value, "metadata", "annotations"):
        message = f"{key}: use 'spec.publishNotReadyAddresses' instead"
        yield _warning(("metadata", "annotations", key), message, "annotation-deprecated")
    if spec.get("loadBalancerIP"):
        yield _warning(("spec", "loadBalancerIP"), "'loadBalancerIP' is deprecated since v1.24, its meaning varies")
    if spec.get("externalIPs") and version >= (1, 36):
        yield _warning(("spec", "externalIPs"), "'externalIPs' is deprecated since v1.36")
