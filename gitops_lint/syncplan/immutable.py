"""Changes that the API server refuses: fields that cannot change once an object exists.

Source: k8s.io/kubernetes v1.36 ``pkg/apis/*/validation`` (``…Update``), apiextensions-apiserver ``validation.go``.
Values are compared as the API server compares them: an absent field is its default, a quantity is its amount. What is
compared is two manifests; what others changed in the cluster meanwhile is not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gitops_lint.model.quantity import parse_quantity
from gitops_lint.references.plain import at, items, mappings, text
from gitops_lint.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

IMMUTABLE = "field is immutable"
_STATEFUL_SET = (
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
    "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
)
_CLAIM = "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"
_DATA = "field is immutable when `immutable` is set"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A change that is refused: where, and in the API server's words."""

    pointer: str
    reason: str


def refused(before: Mapping[str, Any], now: Mapping[str, Any], group: str, kind: str) -> Iterator[Refusal]:
    """What the API server refuses when one manifest follows on the other; both of this group and kind."""
    for path, default, reason in _FIELDS.get(f"{group}/{kind}", ()):
        names = path.split("/")[1:]
        if _plain(at(before, *names), default) != _plain(at(now, *names), default):
            yield Refusal(path, reason)
    special = _SPECIAL.get(f"{group}/{kind}")
    if special is not None:
        yield from special(before, now)


def _plain(value: Any, default: Any = None) -> Any:
    """A value without what says nothing: nulls, empty maps and lists; amounts as amounts."""
    if isinstance(value, dict):
        made = {key: _amount(key, item) for key, item in value.items()}
        value = {key: item for key, item in made.items() if item not in (None, {}, [])} or None
    elif isinstance(value, list):
        value = [_plain(item) for item in value] or None
    return default if value is None else value


def _amount(key: object, value: Any) -> Any:
    quantity = parse_quantity(value) if key == "storage" and not isinstance(value, dict | list) else None
    return _plain(value) if quantity is None else quantity.nano


_SELECTOR = ("/spec/selector", None, IMMUTABLE)
_ROLE = ("/roleRef", None, "cannot change roleRef")
_FIELDS: Mapping[str, tuple[tuple[str, Any, str], ...]] = {
    "apps/Deployment": (_SELECTOR,),
    "apps/ReplicaSet": (_SELECTOR,),
    "apps/DaemonSet": (_SELECTOR,),
    "apps/StatefulSet": (
        ("/spec/selector", None, _STATEFUL_SET),
        ("/spec/serviceName", "", _STATEFUL_SET),
        ("/spec/podManagementPolicy", "OrderedReady", _STATEFUL_SET),
    ),
    "batch/Job": (
        _SELECTOR,
        ("/spec/completionMode", "NonIndexed", IMMUTABLE),
        ("/spec/podFailurePolicy", None, IMMUTABLE),
        ("/spec/backoffLimitPerIndex", None, IMMUTABLE),
        ("/spec/managedBy", None, IMMUTABLE),
        ("/spec/successPolicy", None, IMMUTABLE),
    ),
    "/Secret": (("/type", "Opaque", IMMUTABLE),),
    "/PersistentVolumeClaim": (
        ("/spec/accessModes", None, _CLAIM),
        ("/spec/selector", None, _CLAIM),
        ("/spec/dataSource", None, _CLAIM),
        ("/spec/volumeMode", "Filesystem", IMMUTABLE),
    ),
    "rbac.authorization.k8s.io/RoleBinding": (_ROLE,),
    "rbac.authorization.k8s.io/ClusterRoleBinding": (_ROLE,),
    "storage.k8s.io/StorageClass": (
        ("/parameters", None, IMMUTABLE),
        ("/provisioner", None, IMMUTABLE),
        ("/reclaimPolicy", "Delete", IMMUTABLE),
        ("/volumeBindingMode", "Immediate", IMMUTABLE),
    ),
    "scheduling.k8s.io/PriorityClass": (
        ("/value", 0, "may not be changed in an update."),
        ("/preemptionPolicy", "PreemptLowerPriority", IMMUTABLE),
    ),
    "networking.k8s.io/IngressClass": (("/spec/controller", None, IMMUTABLE),),
    "node.k8s.io/RuntimeClass": (("/handler", None, IMMUTABLE),),
    "discovery.k8s.io/EndpointSlice": (("/addressType", None, IMMUTABLE),),
    "apiextensions.k8s.io/CustomResourceDefinition": (
        ("/spec/scope", None, IMMUTABLE),
        ("/spec/names/kind", None, IMMUTABLE),
        ("/spec/names/plural", None, IMMUTABLE),
    ),
}
"""Pointer, default and words by 'group/Kind'."""


def _stateful_set(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Refusal]:
    """Claims by position; an absent volume mode is the file system."""
    path = ("spec", "volumeClaimTemplates")
    if [_template(item) for item in items(at(before, *path))] != [_template(item) for item in items(at(now, *path))]:
        yield Refusal("/spec/volumeClaimTemplates", _STATEFUL_SET)


def _template(item: object) -> Any:
    metadata = {key: at(item, "metadata", key) for key in ("name", "labels", "annotations")}
    spec = at(item, "spec")
    whole = {**spec, "volumeMode": spec.get("volumeMode") or "Filesystem"} if isinstance(spec, dict) else spec
    return _plain({"metadata": metadata, "spec": whole})


def _job(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Refusal]:
    """The pod template, of a suspended Job only what schedules its pods; completions unless it is indexed."""
    read = _unscheduled if at(before, "spec", "suspend") is True else _plain
    if read(at(before, "spec", "template")) != read(at(now, "spec", "template")):
        yield Refusal("/spec/template", IMMUTABLE)
    if at(now, "spec", "completionMode") != "Indexed" and _completions(before) != _completions(now):
        yield Refusal("/spec/completions", IMMUTABLE)


def _completions(value: Mapping[str, Any]) -> Any:
    """One where neither completions nor parallelism is set; with parallelism alone there is no number."""
    count = at(value, "spec", "completions")
    return 1 if count is None and at(value, "spec", "parallelism") is None else count


def _unscheduled(template: Any) -> Any:
    """A pod template without what may change while its Job is suspended."""
    spec = at(template, "spec")
    if not isinstance(spec, dict):
        return _plain(template)
    free = ("nodeSelector", "tolerations", "affinity", "schedulingGates")
    kept = {key: item for key, item in spec.items() if key not in free}
    for field in ("initContainers", "containers"):
        kept[field] = [
            {key: item for key, item in container.items() if key != "resources"}
            for _, container in mappings(spec.get(field))
        ]
    return _plain(kept)


def _data(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Refusal]:
    """Whatever changes in an immutable ConfigMap or Secret, its immutability included."""
    if before.get("immutable") is not True:
        return
    if now.get("immutable") is not True:
        yield Refusal("/immutable", _DATA)
    for field in ("data", "binaryData", "stringData"):
        if _plain(before.get(field)) != _plain(now.get(field)):
            yield Refusal(f"/{field}", _DATA)


def _claim(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Refusal]:
    """A volume never shrinks; a class or volume that was not asked for came from the cluster, and is not known."""
    for field in ("storageClassName", "volumeName"):
        was, asked = text(at(before, "spec", field)), text(at(now, "spec", field))
        if was and was != asked and (asked or field == "storageClassName"):
            yield Refusal(f"/spec/{field}", _CLAIM)
    path = ("spec", "resources", "requests", "storage")
    old, new = parse_quantity(at(before, *path)), parse_quantity(at(now, *path))
    if old is not None and new is not None and new < old:
        yield Refusal(f"/{'/'.join(path)}", "field can not be less than status.capacity")


def _service(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Refusal]:
    """An address that was given, and 'None' where one was allocated; what is no longer asked for stays as it is."""
    if "ExternalName" in (at(before, "spec", "type"), at(now, "spec", "type")):
        return
    old, new = text(at(before, "spec", "clusterIP")), text(at(now, "spec", "clusterIP"))
    if new and old != new and (old or new == "None"):
        yield Refusal("/spec/clusterIP", "may not change once set")
    balanced = at(before, "spec", "type") == at(now, "spec", "type") == "LoadBalancer"
    classes = [text(at(value, "spec", "loadBalancerClass")) for value in (before, now)]
    if balanced and classes[0] != classes[1]:
        yield Refusal("/spec/loadBalancerClass", "may not change once set")


def _volume(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Refusal]:
    """The source of a PersistentVolume: everything that is not one of the other fields."""
    kept = ("capacity", "accessModes", "claimRef", "persistentVolumeReclaimPolicy", "storageClassName", "mountOptions")
    sources = []
    for value in (before, now):
        spec = at(value, "spec")
        found = spec if isinstance(spec, dict) else {}
        others = (*kept, "nodeAffinity", "volumeMode", "volumeAttributesClassName")
        sources.append(_plain({key: item for key, item in found.items() if key not in others}))
    if sources[0] != sources[1]:
        yield Refusal("/spec", "spec.persistentvolumesource is immutable after creation")


def _definition(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Refusal]:
    """A version that objects were stored in cannot go before they are migrated."""
    names = {text(version.get("name")) for _, version in mappings(at(now, "spec", "versions"))}
    for _, version in mappings(at(before, "spec", "versions")):
        name = text(version.get("name"))
        if version.get("storage") is True and name not in names:
            yield Refusal("/spec/versions", f"missing from spec.versions; {name} was previously a storage version")


_SPECIAL: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any]], Iterator[Refusal]]] = {
    "apps/StatefulSet": _stateful_set,
    "batch/Job": _job,
    "/ConfigMap": _data,
    "/Secret": _data,
    "/PersistentVolumeClaim": _claim,
    "/PersistentVolume": _volume,
    "/Service": _service,
    "apiextensions.k8s.io/CustomResourceDefinition": _definition,
}
