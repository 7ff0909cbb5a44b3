"""What objects bring about besides themselves, and what every cluster has.

Sources: the Kubernetes controllers; External Secrets, Sealed Secrets, cert-manager, Vault, 1Password, SOPS, Infisical,
Doppler, Crossplane, CloudNativePG, Strimzi, ECK, RabbitMQ, trust-manager, Reflector, CDI and Rook documentation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gitops_lint.references.istio import entries, subsets
from gitops_lint.references.operators import GATEWAY_CLASSES, NAMED_AFTER
from gitops_lint.references.plain import (
    annotations_of,
    at,
    escape,
    group_kind_of,
    mapping,
    mappings,
    name_of,
    qualified_kind_of,
    text,
)
from gitops_lint.references.values import EVERYWHERE, ON_MOUNT, Provision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_TLS = frozenset({"tls.crt", "tls.key", "ca.crt"})
_NAME = "/metadata/name"
CONNECTION = "writeConnectionSecretToRef"
"""The field of ``spec`` by which objects of any kind make a Secret (Crossplane)."""


def provided_by(value: Mapping[str, Any]) -> Iterable[Provision]:
    """What the object makes exist, the object itself not included; nothing for nearly all of them."""
    kind = qualified_kind_of(value)
    special = _BY_KIND.get(kind) or (_named_after if kind in NAMED_AFTER else None)
    connection = mapping(value.get("spec")).get(CONNECTION)
    if special is None and connection is None:
        return ()
    found = list(special(value)) if special is not None else []
    name = text(at(connection, "name"))
    if name:
        pointer = f"/spec/{CONNECTION}/name"
        found.append(Provision("", "Secret", name, pointer, text(at(connection, "namespace")) or None))
    return found


def keys_of(value: Mapping[str, Any]) -> frozenset[str] | None:
    """The keys of a ConfigMap or Secret; None where somebody else may fill it.

    That is so without any data (an operator's target), for service account tokens, and for annotated copies.
    """
    keys = {key for field in _DATA for key in mapping(value.get(field)) if isinstance(key, str)}
    filled = value.get("type") == "kubernetes.io/service-account-token" or any(
        marker in annotation for annotation in annotations_of(value) for marker in _FILLED
    )
    return None if filled or not keys else frozenset(keys)


def holds(value: Mapping[str, Any], key: str) -> bool:
    """Whether a ConfigMap or Secret has a key as it is written."""
    return any(key in mapping(value.get(field)) for field in _DATA)


_DATA = ("data", "stringData", "binaryData")
_FILLED = (
    "reflector.v1.k8s.emberstack.com/reflects",
    "replicator.v1.mittwald.de/replicate-from",
    "avp.kubernetes.io/",
    "vault.security.banzaicloud.io",
    "config.openshift.io/inject",
    "cert-manager.io/allow-direct-injection",
)


def _secret(value: Mapping[str, Any], path: tuple[str, ...], **known: Any) -> Iterator[Provision]:
    name = text(at(value, *path))
    if name:
        yield Provision("", "Secret", name, "".join(f"/{token}" for token in path), **known)


def _external_secret(value: Mapping[str, Any]) -> Iterator[Provision]:
    yield from _external(at(value, "spec"), name_of(value), "/spec", None)


def _cluster_external_secret(value: Mapping[str, Any]) -> Iterator[Provision]:
    spec = mapping(at(value, "spec", "externalSecretSpec"))
    name = text(at(value, "spec", "externalSecretName")) or name_of(value)
    yield from _external(spec, name, "/spec/externalSecretSpec", EVERYWHERE)


def _external(spec: object, own: str, pointer: str, namespace: str | None) -> Iterator[Provision]:
    """The target Secret; its keys are known if every one is listed and no template renames them."""
    target = mapping(at(spec, "target"))
    if target.get("creationPolicy") in ("None", "Merge"):
        return
    name = text(target.get("name"))
    keys: frozenset[str] | None
    template = mapping(target.get("template"))
    if at(spec, "dataFrom") or template.get("templateFrom"):
        keys = None
    elif isinstance(template.get("data"), dict) and template.get("mergePolicy") != "Merge":
        keys = frozenset(key for key in template["data"] if isinstance(key, str))
    else:
        listed = {text(item.get("secretKey")) for _, item in mappings(at(spec, "data"))}
        keys = frozenset(listed | set(mapping(template.get("data"))))
    place = f"{pointer}/target/name" if name else _NAME
    if name or own:
        yield Provision("", "Secret", name or own, place, namespace, keys or None)


def _sealed_secret(value: Mapping[str, Any]) -> Iterator[Provision]:
    template = mapping(at(value, "spec", "template"))
    own = text(at(template, "metadata", "name"))
    encrypted = {key for key in mapping(at(value, "spec", "encryptedData")) if isinstance(key, str)}
    keys = frozenset(encrypted | {key for key in mapping(template.get("data")) if isinstance(key, str)})
    pointer = "/spec/template/metadata/name" if own else _NAME
    if own or name_of(value):
        yield Provision("", "Secret", own or name_of(value), pointer, keys=keys or None)


def _certificate(value: Mapping[str, Any]) -> Iterator[Provision]:
    extra = at(value, "spec", "keystores") or at(value, "spec", "additionalOutputFormats")
    yield from _secret(value, ("spec", "secretName"), keys=None if extra else _TLS)


def _issuer(value: Mapping[str, Any]) -> Iterator[Provision]:
    yield from _secret(value, ("spec", "acme", "privateKeySecretRef", "name"), keys=frozenset({"tls.key"}))


def _annotated_for_tls(value: Mapping[str, Any]) -> Iterator[Provision]:
    """cert-manager makes the Secrets of an Ingress or Gateway that carries one of its issuer annotations."""
    if not any("cert-manager.io/" in key and key.endswith("issuer") for key in annotations_of(value)):
        return
    for index, entry in mappings(at(value, "spec", "tls")):
        if text(entry.get("secretName")):
            yield Provision("", "Secret", entry["secretName"], f"/spec/tls/{index}/secretName", keys=_TLS)
    for index, listener in mappings(at(value, "spec", "listeners")):
        for position, certificate in mappings(at(listener, "tls", "certificateRefs")):
            pointer = f"/spec/listeners/{index}/tls/certificateRefs/{position}/name"
            if text(certificate.get("name")):
                yield Provision("", "Secret", certificate["name"], pointer, keys=_TLS)


def _vault(value: Mapping[str, Any]) -> Iterator[Provision]:
    if at(value, "spec", "destination", "create") is True:
        yield from _secret(value, ("spec", "destination", "name"))


def _stateful_set(value: Mapping[str, Any]) -> Iterator[Provision]:
    """One claim for each template and replica, which exist as soon as the controller has run."""
    replicas = at(value, "spec", "replicas")
    count = min(replicas, 100) if type(replicas) is int and replicas >= 0 else 1
    start = at(value, "spec", "ordinals", "start")
    first = start if type(start) is int else 0
    for index, template in mappings(at(value, "spec", "volumeClaimTemplates")):
        for ordinal in range(first, first + count):
            name = f"{text(at(template, 'metadata', 'name'))}-{name_of(value)}-{ordinal}"
            yield Provision("", "PersistentVolumeClaim", name, f"/spec/volumeClaimTemplates/{index}")


def _namespace(value: Mapping[str, Any]) -> Iterator[Provision]:
    namespace = name_of(value)
    yield Provision("", "ServiceAccount", "default", _NAME, namespace)
    yield Provision("", "ConfigMap", "kube-root-ca.crt", _NAME, namespace, frozenset({"ca.crt"}))


def _secret_provider_class(value: Mapping[str, Any]) -> Iterator[Provision]:
    for index, item in mappings(at(value, "spec", "secretObjects")):
        keys = {text(entry.get("key")) for _, entry in mappings(item.get("data"))}
        name = text(item.get("secretName"))
        if name:
            pointer = f"/spec/secretObjects/{index}/secretName"
            yield Provision("", "Secret", name, pointer, keys=frozenset(keys), when=ON_MOUNT)


def _bundle(value: Mapping[str, Any]) -> Iterator[Provision]:
    for field, kind in (("configMap", "ConfigMap"), ("secret", "Secret")):
        key = text(at(value, "spec", "target", field, "key"))
        if key:
            yield Provision("", kind, name_of(value), f"/spec/target/{field}", EVERYWHERE, frozenset({key}))


def _reflected(value: Mapping[str, Any]) -> Iterator[Provision]:
    """Reflector copies the object into other namespaces by itself."""
    annotations = annotations_of(value)
    prefix = "reflector.v1.k8s.emberstack.com/reflection-auto-"
    if annotations.get(f"{prefix}enabled") == "true":
        pointer = f"/metadata/annotations/{escape(prefix)}enabled"
        kind = group_kind_of(value)[1]
        yield Provision("", kind, name_of(value), pointer, EVERYWHERE, keys_of(value))
    if "replicator.v1.mittwald.de/replicate-to" in annotations:
        pointer = "/metadata/annotations/replicator.v1.mittwald.de~1replicate-to"
        yield Provision("", group_kind_of(value)[1], name_of(value), pointer, EVERYWHERE, keys_of(value))


def _field_export(value: Mapping[str, Any]) -> Iterator[Provision]:
    target = at(value, "spec", "to")
    kind = {"secret": "Secret", "configmap": "ConfigMap"}.get(text(at(target, "kind")).lower())
    name = text(at(target, "name"))
    if kind and name:
        yield Provision("", kind, name, "/spec/to/name", text(at(target, "namespace")) or None)


def _named_after(value: Mapping[str, Any]) -> Iterator[Provision]:
    made = NAMED_AFTER.get(qualified_kind_of(value))
    name = name_of(value) if made else ""
    for kind, suffix in made if made and name else ():
        yield Provision("", kind, f"{name}{suffix}", _NAME)


def _zalando(value: Mapping[str, Any]) -> Iterator[Provision]:
    yield from _named_after(value)
    for user in ("postgres", "standby", *mapping(at(value, "spec", "users"))):
        if isinstance(user, str):
            name = f"{user.replace('_', '-')}.{name_of(value)}.credentials.postgresql.acid.zalan.do"
            yield Provision("", "Secret", name, "/spec/users", keys=frozenset({"username", "password"}))


def _sops(value: Mapping[str, Any]) -> Iterator[Provision]:
    for index, template in mappings(at(value, "spec", "secretTemplates")):
        if text(template.get("name")):
            yield Provision("", "Secret", template["name"], f"/spec/secretTemplates/{index}/name")


def _managed(*paths: tuple[str, ...]) -> Callable[[Mapping[str, Any]], Iterator[Provision]]:
    def read(value: Mapping[str, Any]) -> Iterator[Provision]:
        for path in paths:
            yield from _secret(value, path)

    return read


def _prometheus(value: Mapping[str, Any]) -> Iterator[Provision]:
    kind = group_kind_of(value)[1].lower()
    yield Provision("", "Service", f"{kind}-operated", _NAME)


_BY_KIND: Mapping[str, Callable[[Mapping[str, Any]], Iterator[Provision]]] = {
    "external-secrets.io/ExternalSecret": _external_secret,
    "kubernetes-client.io/ExternalSecret": lambda value: iter(
        (Provision("", "Secret", name_of(value), _NAME),) if name_of(value) else ()
    ),
    "external-secrets.io/ClusterExternalSecret": _cluster_external_secret,
    "bitnami.com/SealedSecret": _sealed_secret,
    "cert-manager.io/Certificate": _certificate,
    "cert-manager.io/Issuer": _issuer,
    "cert-manager.io/ClusterIssuer": _issuer,
    "networking.k8s.io/Ingress": _annotated_for_tls,
    "gateway.networking.k8s.io/Gateway": _annotated_for_tls,
    "secrets.hashicorp.com/VaultStaticSecret": _vault,
    "secrets.hashicorp.com/VaultDynamicSecret": _vault,
    "secrets.hashicorp.com/VaultPKISecret": _vault,
    "apps/StatefulSet": _stateful_set,
    "/Namespace": _namespace,
    "/Secret": _reflected,
    "/ConfigMap": _reflected,
    "secrets-store.csi.x-k8s.io/SecretProviderClass": _secret_provider_class,
    "trust.cert-manager.io/Bundle": _bundle,
    "services.k8s.aws/FieldExport": _field_export,
    "acid.zalan.do/postgresql": _zalando,
    "isindir.github.com/SopsSecret": _sops,
    "secrets.infisical.com/InfisicalSecret": _managed(("spec", "managedSecretReference", "secretName")),
    "secrets.doppler.com/DopplerSecret": _managed(("spec", "managedSecret", "name")),
    "networking.istio.io/DestinationRule": subsets,
    "networking.istio.io/ServiceEntry": entries,
    "monitoring.coreos.com/Prometheus": _prometheus,
    "monitoring.coreos.com/Alertmanager": _prometheus,
}

PROVIDING = frozenset({*_BY_KIND, *NAMED_AFTER})
"""Every 'group/Kind' that may make something, but for what has a ``CONNECTION``."""

_CLUSTER_ROLES = frozenset({"cluster-admin", "admin", "edit", "view"})
_NAMESPACES = frozenset({"default", "kube-system", "kube-public", "kube-node-lease"})


def always_exists(group: str, kind: str, namespace: str, name: str) -> bool:
    """Whether a cluster has it without anybody's doing: Kubernetes' own, EKS' defaults, what controllers bring."""
    match (group, kind):
        case ("", "ServiceAccount"):
            return name == "default"
        case ("", "ConfigMap"):
            return name == "kube-root-ca.crt" or (namespace, name) == ("kube-system", "aws-auth")
        case ("", "Namespace"):
            return name in _NAMESPACES
        case ("", "Service"):
            return (namespace, name) in (("default", "kubernetes"), ("kube-system", "kube-dns"))
        case ("rbac.authorization.k8s.io", "ClusterRole"):
            return name in _CLUSTER_ROLES or name.startswith("system:")
        case ("rbac.authorization.k8s.io", "Role"):
            return namespace.startswith("kube-") and (
                name.startswith("system:") or name == "extension-apiserver-authentication-reader"
            )
        case ("scheduling.k8s.io", "PriorityClass"):
            return name in ("system-cluster-critical", "system-node-critical")
        case ("gateway.networking.k8s.io", "GatewayClass"):
            return name in GATEWAY_CLASSES or name.startswith("gke-")  # GKE's own
    return False
