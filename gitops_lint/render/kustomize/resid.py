"""Who an object is: group, version, kind, namespace, name.  Source: kyaml ``resid/gvk.go``, ``resid/resid.go``."""

from __future__ import annotations

from typing import Any, NamedTuple

NO_NAMESPACE = "_non_namespaceable_"
DEFAULT_NAMESPACE = "default"


class Gvk(NamedTuple):
    """Group, version and kind; as a selector, an empty part selects everything."""

    group: str = ""
    version: str = ""
    kind: str = ""

    @property
    def api_version(self) -> str:
        """As an object writes it."""
        return f"{self.group}/{self.version}" if self.group else self.version

    def selected_by(self, selector: Gvk) -> bool:
        """Whether every part that the selector names is the same."""
        return (
            (not selector.group or selector.group == self.group)
            and (not selector.version or selector.version == self.version)
            and (not selector.kind or selector.kind == self.kind)
        )


class ResId(NamedTuple):
    """The identity by which kustomize finds an object."""

    gvk: Gvk
    name: str
    namespace: str
    cluster_scoped: bool = False

    @property
    def effective_namespace(self) -> str:
        """Namespaced objects without a namespace are in ``default``."""
        if self.cluster_scoped:
            return NO_NAMESPACE
        return self.namespace or DEFAULT_NAMESPACE

    @property
    def key(self) -> tuple[Gvk, str, str]:
        """Equal for two ids of the same object."""
        return self.gvk, self.name, self.effective_namespace

    def __str__(self) -> str:
        namespace = f" in namespace '{self.namespace}'" if self.namespace else ""
        return f"{self.gvk.kind} '{self.name}'{namespace}"


def split_api_version(api_version: str) -> tuple[str, str]:
    """Group and version."""
    group, slash, version = api_version.partition("/")
    return (group, version) if slash else ("", api_version)


def gvk_of(value: Any) -> Gvk:
    """Of a selector or field spec: its ``group``, ``version`` and ``kind``."""
    if not isinstance(value, dict):
        return Gvk()
    parts = (value.get("group"), value.get("version"), value.get("kind"))
    return Gvk(*(part if isinstance(part, str) else "" for part in parts))


_FIRST = [
    "Namespace",
    "ResourceQuota",
    "StorageClass",
    "CustomResourceDefinition",
    "ServiceAccount",
    "PodSecurityPolicy",
    "Role",
    "ClusterRole",
    "RoleBinding",
    "ClusterRoleBinding",
    "ConfigMap",
    "Secret",
    "Endpoints",
    "Service",
    "LimitRange",
    "PriorityClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Deployment",
    "StatefulSet",
    "CronJob",
    "PodDisruptionBudget",
]
_LAST = ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")


def type_order(first: tuple[str, ...] = tuple(_FIRST), last: tuple[str, ...] = _LAST) -> dict[str, int]:
    """The rank of kinds in the legacy order; kinds that are not in it have rank 0."""
    order = {kind: index - len(first) for index, kind in enumerate(first)}
    order.update({kind: index + 1 for index, kind in enumerate(last)})
    return order


def sort_text(gvk: Gvk) -> str:
    """What kinds of the same rank are sorted by."""
    return f"{gvk.group or '~G'}_{gvk.version or '~V'}_{gvk.kind or '~K'}"
