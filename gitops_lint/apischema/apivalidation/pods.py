"""Pod specs (``ValidatePodSpec`` of pkg/apis/core/validation): what binds containers, volumes and ports together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from gitops_lint.apischema.apivalidation import downward
from gitops_lint.apischema.apivalidation.names import invalid, label, port_name, subdomain
from gitops_lint.apischema.apivalidation.probes import handler_errors, probe_errors
from gitops_lint.apischema.apivalidation.reading import entries, mapping, number, pod_template, text
from gitops_lint.apischema.apivalidation.resources import resource_errors
from gitops_lint.apischema.errors import REQUIRED, SchemaError, tagged
from gitops_lint.apischema.opaque import is_placeholder
from gitops_lint.apischema.wording import got, listed
from gitops_lint.finding import Pointer

_CONTAINER_LISTS: Final = ("initContainers", "containers", "ephemeralContainers")
_POD_SPECS: Final[Mapping[str, tuple[str, ...]]] = {
    "CronJob": ("spec", "jobTemplate", "spec", "template", "spec"),
    "Pod": ("spec",),
    "PodTemplate": ("template", "spec"),
}
_DEMANDED: Final = frozenset({"jobTemplate", "template"})  # fields of a spec that the schemas require
_ACTS: Final = frozenset({"lifecycle", "livenessProbe", "readinessProbe", "startupProbe"})
_CHECKED: Final = frozenset(
    {"dnsPolicy", "serviceAccountName", "terminationGracePeriodSeconds", "tolerations", "topologySpreadConstraints"}
)
_VOLUME_FIELDS: Final = frozenset({"name"})


def duplicate(pointer: Pointer, value: object, family: str = "") -> SchemaError:
    """``Duplicate value``, in the API server's form."""
    return SchemaError("duplicate-item", pointer, f"Duplicate value: {listed([value])}", got=str(value), family=family)


def pod_errors(value: Mapping[str, Any]) -> Iterator[SchemaError]:
    """The pod of a workload."""
    place = pod_template(value)
    if place is None:
        yield from _nothing_to_run(value)
        return
    template, pointer = place
    if not template.get("spec"):
        yield from _nothing_to_run(value)
    spec = mapping(template.get("spec"))
    at = (*pointer, "spec")
    volumes = _volume_names(spec) | _claim_templates(value)
    yield from _volume_errors(spec, at)
    known = _all_volumes_known(value, spec)
    seen: set[str] = set()
    for field in _CONTAINER_LISTS:
        for index, container in entries(spec.get(field)):
            here = (*at, field, index)
            name = text(container.get("name"))
            if name:
                if name in seen:
                    yield duplicate((*here, "name"), name)
                seen.add(name)
                if problem := label(name):
                    yield invalid((*here, "name"), name, problem, "name-invalid")
            elif container.get("name") == "":
                yield SchemaError("missing-field", here, f"{REQUIRED}: name", field="name")
            yield from _container_errors(container, here, field, volumes, known=known)
    if spec.get("ephemeralContainers"):
        # ValidatePodCreate and ValidatePodTemplateSpec: they are only ever added to a pod that runs.
        why = "ephemeral containers not allowed in pod template" if pointer else "cannot be set on create"
        yield SchemaError("forbidden", (*at, "ephemeralContainers"), f"Forbidden: {why}")
    yield from _host_port_errors(spec, at)
    yield from _spec_errors(spec, at)


def _nothing_to_run(value: Mapping[str, Any]) -> Iterator[SchemaError]:
    """A workload without a pod spec: no schema demands ``spec``, the validation demands its containers."""
    group, kind = str(value.get("apiVersion") or "").rpartition("/")[0], value.get("kind")
    if group == "argoproj.io":
        return  # a Rollout may name another workload
    path = _POD_SPECS.get(str(kind), ("spec", "template", "spec"))
    at: Pointer = ()
    node: object = value
    for key in path:
        child = node.get(key) if isinstance(node, dict) else None
        if child is None and key in _DEMANDED and at == ("spec",) and kind != "ReplicationController":
            return  # the schema has said so
        if child is None:
            break
        if not isinstance(child, dict):
            return  # a placeholder, or the schema has said so
        node, at = child, (*at, key)
    if not is_placeholder(node) and at != path:
        words = f"{REQUIRED}: {'.'.join(path)}.containers"
        yield SchemaError("missing-field", at, words, field="spec")


def _all_volumes_known(value: Mapping[str, Any], spec: Mapping[str, Any]) -> bool:
    """Whether every volume has a readable name, so that one that is not found is not there."""
    lists = [spec.get("volumes"), mapping(value, "spec").get("volumeClaimTemplates")]
    return all(_are_named(part) for part in lists)


def _are_named(items: object) -> bool:
    if not isinstance(items, list):
        return items is None
    return all(
        isinstance(item, dict) and text(item.get("name") or mapping(item, "metadata").get("name")) for item in items
    )


def _volume_names(spec: Mapping[str, Any]) -> set[str]:
    return {text(volume.get("name")) for _, volume in entries(spec.get("volumes"))}


def _claim_templates(value: Mapping[str, Any]) -> set[str]:
    if value.get("kind") != "StatefulSet":
        return set()
    templates = mapping(value, "spec").get("volumeClaimTemplates")
    return {text(mapping(claim, "metadata").get("name")) for _, claim in entries(templates)}


def _volume_errors(spec: Mapping[str, Any], at: Pointer) -> Iterator[SchemaError]:
    seen: set[str] = set()
    for index, volume in entries(spec.get("volumes")):
        here = (*at, "volumes", index)
        name = text(volume.get("name"))
        if name and name in seen:
            yield duplicate((*here, "name"), name)
        seen.add(name)
        if name and (problem := label(name)):
            yield invalid((*here, "name"), name, problem, "name-invalid")
        if "downwardAPI" in volume or "projected" in volume:
            yield from downward.volume_errors(volume, here)
        if len(volume) == 2 and name and all(volume.values()):
            continue  # a name and a source
        sources = [str(key) for key, source in volume.items() if key not in _VOLUME_FIELDS and source is not None]
        if not sources and "name" in volume:  # a volume whose only source is null is an emptyDir to kubectl alone
            yield SchemaError(
                "missing-field",
                here,
                f"{REQUIRED}: must specify a volume type",
                field="emptyDir",
                family="volume-invalid",
            )
        if len(sources) > 1:
            message = f"Forbidden: may not specify more than 1 volume type, has {listed(sorted(sources))}"
            yield SchemaError("forbidden", here, message, family="volume-invalid")


def _container_errors(
    container: Mapping[str, Any], at: Pointer, field: str, volumes: set[str], *, known: bool
) -> Iterator[SchemaError]:
    if field != "ephemeralContainers" and not container.get("image") and "name" in container:
        yield SchemaError(
            "missing-field", at, f"{REQUIRED}: container '{container['name']}' has no image", field="image"
        )
    image = text(container.get("image"))
    if image and image != image.strip():
        yield invalid((*at, "image"), image, "must not have leading or trailing whitespace")
    if container.get("ports"):
        yield from _port_errors(container, at)
    if container.get("env"):
        yield from _env_errors(container, at)
    if container.get("volumeMounts"):
        yield from _mount_errors(container, at, volumes, known=known)
    if container.get("resources"):
        yield from resource_errors(container["resources"], (*at, "resources"))
    if not _ACTS.isdisjoint(container):
        yield from _lifecycle_errors(container, at, field)


def _port_errors(container: Mapping[str, Any], at: Pointer) -> Iterator[SchemaError]:
    names: set[str] = set()
    numbers: set[tuple[int, str]] = set()
    for index, port in entries(container.get("ports")):
        here = (*at, "ports", index)
        name = text(port.get("name"))
        if name and (problem := port_name(name)):
            yield invalid((*here, "name"), name, problem, "port-name-invalid")
        if name and name in names:
            yield duplicate((*here, "name"), name, "port-duplicate")
        names.add(name)
        value, protocol = number(port.get("containerPort")), str(port.get("protocol") or "TCP")
        if value is not None and (value, protocol) in numbers:
            message = f"duplicate port definition: {value}/{protocol}"  # a warning since v1.27, it is dropped by apply
            yield SchemaError("warning", (*here, "containerPort"), message, got=str(value), family="port-duplicate")
        if value is not None:
            numbers.add((value, protocol))
        host = number(port.get("hostPort"))
        if port.get("hostIP") and not host:
            yield SchemaError("warning", (*here, "hostIP"), "hostIP set without hostPort", family="field-forbidden")


def _env_errors(container: Mapping[str, Any], at: Pointer) -> Iterator[SchemaError]:
    seen: set[str] = set()
    for index, env in entries(container.get("env")):
        here = (*at, "env", index)
        name = text(env.get("name"))
        if name:
            if name in seen:
                message = f"hides previous definition of '{name}', which may be dropped when using apply"
                yield SchemaError("warning", (*here, "name"), message, got=name, family="env-duplicate")
            seen.add(name)
            if "=" in name or not name.isprintable() or not name.isascii():
                words = (
                    "a valid environment variable name must consist only of printable ASCII characters other than '='"
                )
                yield invalid((*here, "name"), name, words)
        elif env.get("name") == "":
            yield SchemaError("missing-field", here, f"{REQUIRED}: name", field="name")
        source = mapping(env.get("valueFrom"))
        if source:
            yield from downward.variable_errors(source, (*here, "valueFrom"))
        if source and env.get("value"):
            message = "may not be specified when `value` is not empty"
            yield SchemaError("forbidden", (*here, "valueFrom"), f"Invalid value: {message}")
        given = [key for key, part in source.items() if part is not None]
        if "valueFrom" in env and isinstance(env["valueFrom"], dict) and len(given) != 1:
            message = "may not have more than one field specified at a time" if given else "must specify one source"
            yield SchemaError("invalid-value", (*here, "valueFrom"), f"Invalid value: {message}")


def _mount_errors(
    container: Mapping[str, Any], at: Pointer, volumes: set[str], *, known: bool
) -> Iterator[SchemaError]:
    paths: set[str] = set()
    for index, mount in entries(container.get("volumeMounts")):
        here = (*at, "volumeMounts", index)
        name, path = text(mount.get("name")), text(mount.get("mountPath"))
        if name and known and name not in volumes:
            message = f"Not found: there is no volume '{name}'"
            yield SchemaError(
                "invalid-value",
                (*here, "name"),
                message,
                listed(sorted(volumes - {""})),
                name,
                family="mount-without-volume",
            )
        if path and path in paths:
            yield invalid((*here, "mountPath"), path, "must be unique", "list-item-duplicate")
        elif mount.get("mountPath") == "":
            yield SchemaError("missing-field", here, f"{REQUIRED}: mountPath", field="mountPath")
        paths.add(path)
        if ":" in path:
            yield invalid((*here, "mountPath"), path, "must not contain ':'")
        if mount.get("subPath") and mount.get("subPathExpr"):
            yield invalid(
                (*here, "subPathExpr"), mount["subPathExpr"], "subPathExpr and subPath are mutually exclusive"
            )
        yield from _sub_path_errors(mount, here)


def _sub_path_errors(mount: Mapping[str, Any], at: Pointer) -> Iterator[SchemaError]:
    for field in ("subPath", "subPathExpr"):
        path = text(mount.get(field))
        if path.startswith("/"):
            yield invalid((*at, field), path, "must be a relative path")
        elif ".." in path.split("/"):
            yield invalid((*at, field), path, "must not contain '..'")


def _lifecycle_errors(container: Mapping[str, Any], at: Pointer, field: str) -> Iterator[SchemaError]:
    sidecar = container.get("restartPolicy") == "Always"
    for probe in ("livenessProbe", "readinessProbe", "startupProbe"):
        if not isinstance(container.get(probe), dict):
            continue
        if field == "initContainers" and not sidecar:
            message = "Forbidden: may not be set for init containers without restartPolicy=Always"
            yield SchemaError("forbidden", (*at, probe), message, family="probe-invalid")
        else:
            yield from tagged("probe-invalid", probe_errors(mapping(container, probe), (*at, probe), probe))
    for moment in ("postStart", "preStop"):
        hook = mapping(container, "lifecycle").get(moment)
        if isinstance(hook, dict):
            if field == "initContainers" and not sidecar:
                message = "Forbidden: may not be set for init containers without restartPolicy=Always"
                yield SchemaError("forbidden", (*at, "lifecycle"), message)
            hooks = {key: value for key, value in hook.items() if key != "stopSignal"}
            yield from handler_errors(hooks, (*at, "lifecycle", moment))


def _host_port_errors(spec: Mapping[str, Any], at: Pointer) -> Iterator[SchemaError]:
    """Two containers of a pod cannot have one port of the node (``checkHostPortConflicts``)."""
    seen: set[tuple[object, ...]] = set()
    shared = spec.get("hostNetwork") is True
    for index, container in entries(spec.get("containers")):
        for number_, port in entries(container.get("ports")):
            if not shared and "hostPort" not in port:
                continue
            host = port.get("hostPort") or (port.get("containerPort") if shared else None)
            if not number(host):
                continue
            key = (host, str(port.get("protocol") or "TCP"), str(port.get("hostIP") or ""))
            here = (*at, "containers", index, "ports", number_)
            if key in seen:
                yield duplicate(here, f"{host}/{key[1]}", "port-duplicate")
            seen.add(key)
            if shared and port.get("hostPort") and port.get("hostPort") != port.get("containerPort"):
                yield invalid(
                    (*here, "hostPort"), port["hostPort"], "must match `containerPort` when `hostNetwork` is true"
                )


def _spec_errors(spec: Mapping[str, Any], at: Pointer) -> Iterator[SchemaError]:
    if spec.get("containers") == []:
        yield SchemaError("missing-field", (*at, "containers"), f"{REQUIRED}: containers", field="containers")
    if _CHECKED.isdisjoint(spec):
        return
    account = text(spec.get("serviceAccountName"))
    if account and (problem := subdomain(account)):
        yield invalid((*at, "serviceAccountName"), account, problem, "name-invalid")
    grace = number(spec.get("terminationGracePeriodSeconds"))
    if grace is not None and grace < 0:
        yield invalid((*at, "terminationGracePeriodSeconds"), grace, "must be greater than or equal to 0")
    if spec.get("dnsPolicy") == "None" and not mapping(spec, "dnsConfig").get("nameservers"):
        message = f"{REQUIRED}: must provide at least one DNS nameserver when `dnsPolicy` is None"
        yield SchemaError("missing-field", at, message, field="dnsConfig")
    for index, item in entries(spec.get("tolerations")):
        yield from _toleration_errors(item, (*at, "tolerations", index))
    constraints: set[tuple[str, str]] = set()
    for index, item in entries(spec.get("topologySpreadConstraints")):
        key = (str(item.get("topologyKey")), str(item.get("whenUnsatisfiable")))
        if key in constraints:
            message = f"Duplicate value: {{{key[0]}, {key[1]}}}"
            yield SchemaError("duplicate-item", (*at, "topologySpreadConstraints", index), message)
        constraints.add(key)


def _toleration_errors(item: Mapping[str, Any], at: Pointer) -> Iterator[SchemaError]:
    operator, effect = item.get("operator") or "Equal", item.get("effect")
    if not item.get("key") and operator != "Exists":
        message = (
            'Invalid value: operator must be Exists when `key` is empty, which means "match all values and all keys"'
        )
        yield SchemaError("invalid-value", at, message, got=got(item.get("operator")))
    if operator == "Exists" and item.get("value"):
        yield invalid((*at, "value"), item["value"], "value must be empty when `operator` is 'Exists'")
    if item.get("tolerationSeconds") is not None and effect != "NoExecute":
        message = "effect must be 'NoExecute' when `tolerationSeconds` is set"
        yield invalid((*at, "tolerationSeconds"), effect or "", message)
