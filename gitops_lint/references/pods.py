"""What a pod spec refers to. Source: k8s.io/api ``core/v1`` types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gitops_lint.references.plain import at, items, mapping, mappings, text
from gitops_lint.references.values import APPLY, CLUSTER, EVENTUALLY, POD, Reference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CONTAINER_LISTS = ("initContainers", "containers", "ephemeralContainers")
_SECRET_VOLUMES = ("cephfs", "rbd", "iscsi", "flexVolume", "scaleIO", "storageos")


def references_of_pod(spec: Mapping[str, Any], pointer: str = "") -> Iterator[Reference]:
    """The references of a pod spec, with pointers from the spec on, or behind the pointer that leads to it."""
    for field in CONTAINER_LISTS:
        for index, container in mappings(spec.get(field)):
            yield from _container(container, f"{pointer}/{field}/{index}", f"{field}[{container.get('name', index)}]")
    for index, volume in mappings(spec.get("volumes")):
        yield from _volume(volume, f"{pointer}/volumes/{index}", f"volumes[{volume.get('name', index)}]")
    account = "serviceAccountName" if text(spec.get("serviceAccountName")) else "serviceAccount"
    for field, group, kind, namespace, need in (
        (account, "", "ServiceAccount", None, POD),
        ("priorityClassName", "scheduling.k8s.io", "PriorityClass", CLUSTER, APPLY),
        ("runtimeClassName", "node.k8s.io", "RuntimeClass", CLUSTER, APPLY),
    ):
        name = text(spec.get(field))
        if name:
            yield Reference(f"{pointer}/{field}", group, kind, name, namespace, need=need, via=field)
    yield from _pull_secrets(spec, pointer)
    yield from _claims(spec, pointer)


def _pull_secrets(spec: Mapping[str, Any], pointer: str) -> Iterator[Reference]:
    """A pod whose pull secret is missing is started all the same; only the pull of a private image fails."""
    for index, pull in mappings(spec.get("imagePullSecrets")):
        name = text(pull.get("name"))
        if name:
            via = f"imagePullSecrets[{index}]"
            yield Reference(f"{pointer}/imagePullSecrets/{index}/name", "", "Secret", name, need=EVENTUALLY, via=via)


def _claims(spec: Mapping[str, Any], pointer: str) -> Iterator[Reference]:
    for index, claim in mappings(spec.get("resourceClaims")):
        for field, kind in (
            ("resourceClaimTemplateName", "ResourceClaimTemplate"),
            ("resourceClaimName", "ResourceClaim"),
        ):
            name = text(claim.get(field))
            if name:
                place, via = f"{pointer}/resourceClaims/{index}/{field}", f"resourceClaims[{index}]"
                yield Reference(place, "resource.k8s.io", kind, name, need=POD, via=via)


def _container(container: Mapping[str, Any], pointer: str, via: str) -> Iterator[Reference]:
    for index, source in mappings(container.get("envFrom")):
        for field, kind in (("configMapRef", "ConfigMap"), ("secretRef", "Secret")):
            if field in source:
                place = f"{pointer}/envFrom/{index}/{field}"
                yield from _named(source[field], "name", kind, place, f"{via}.envFrom[{index}]")
    for index, variable in mappings(container.get("env")):
        origin = mapping(variable.get("valueFrom"))
        for field, kind in (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")) if origin else ():
            if field in origin:
                place = f"{pointer}/env/{index}/valueFrom/{field}"
                name = f"{via}.env[{variable.get('name', index)}]"
                yield from _named(origin[field], "name", kind, place, name, key=text(at(origin, field, "key")))


def _named(  # one reference shape of the core API
    holder: object, field: str, kind: str, pointer: str, via: str, *, key: str = "", need: str = POD
) -> Iterator[Reference]:
    name = text(at(holder, field))
    if name:
        optional = at(holder, "optional") is True
        yield Reference(f"{pointer}/{field}", "", kind, name, key=key, optional=optional, need=need, via=via)


def _volume(volume: Mapping[str, Any], pointer: str, via: str) -> Iterator[Reference]:
    """What a volume is made of: its fields but the name, of which there should be one."""
    for field, source in volume.items():
        place = f"{pointer}/{field}"
        if field in _FILES:
            yield from _files(source, *_FILES[field], place, via)
        elif field in _NAMED:
            yield from _named(source, *_NAMED[field], place, via)
        elif field == "projected":
            yield from _projected(source, place, via)
        elif field == "csi":
            yield from _csi(mapping(source), place, via)
        elif field in _SECRET_VOLUMES:
            yield from _named(at(source, "secretRef"), "name", "Secret", f"{place}/secretRef", via)
        elif field == "ephemeral":
            storage_class = text(at(source, "volumeClaimTemplate", "spec", "storageClassName"))
            if storage_class:
                place = f"{place}/volumeClaimTemplate/spec/storageClassName"
                yield Reference(place, "storage.k8s.io", "StorageClass", storage_class, CLUSTER, need=POD, via=via)


_FILES = {"configMap": ("name", "ConfigMap"), "secret": ("secretName", "Secret")}
_NAMED = {"persistentVolumeClaim": ("claimName", "PersistentVolumeClaim"), "azureFile": ("secretName", "Secret")}


def _projected(volume: object, pointer: str, via: str) -> Iterator[Reference]:
    for index, source in mappings(at(volume, "sources")):
        for field, kind in (("configMap", "ConfigMap"), ("secret", "Secret")):
            place = f"{pointer}/sources/{index}/{field}"
            yield from _files(source.get(field), "name", kind, place, f"{via}.projected.sources[{index}]")


def _files(holder: object, field: str, kind: str, pointer: str, via: str) -> Iterator[Reference]:
    """A volume of files: the object, and each key it asks for by name."""
    yield from _named(holder, field, kind, pointer, via)
    name, optional = text(at(holder, field)), at(holder, "optional") is True
    for index, item in enumerate(items(at(holder, "items"))):
        key = text(at(item, "key"))
        if name and key:
            place = f"{pointer}/items/{index}/key"
            yield Reference(place, "", kind, name, key=key, optional=optional, need=POD, via=f"{via}.items[{index}]")


def _csi(csi: Mapping[str, Any], pointer: str, via: str) -> Iterator[Reference]:
    yield from _named(csi.get("nodePublishSecretRef"), "name", "Secret", f"{pointer}/nodePublishSecretRef", via)
    name = text(at(csi, "volumeAttributes", "secretProviderClass"))
    if name and csi.get("driver") == "secrets-store.csi.k8s.io":
        place = f"{pointer}/volumeAttributes/secretProviderClass"
        yield Reference(place, "secrets-store.csi.x-k8s.io", "SecretProviderClass", name, need=POD, via=via)


def service_hosts(spec: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Pointer and text of each literal environment value: what may name a Service."""
    for field in CONTAINER_LISTS:
        for index, container in mappings(spec.get(field)):
            for position, variable in mappings(container.get("env")):
                if text(variable.get("value")):
                    yield f"/{field}/{index}/env/{position}/value", variable["value"]
