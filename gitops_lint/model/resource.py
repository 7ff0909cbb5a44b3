"""One Kubernetes object as it will be applied, with where it comes from and where it goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gitops_lint.finding import ResourceRef
from gitops_lint.model.context import Context
from gitops_lint.model.node import Node
from gitops_lint.model.origin import Origin

if TYPE_CHECKING:
    from gitops_lint.model.deployable import Deployable
    from gitops_lint.model.workload import Workload

CLUSTER_SCOPED = frozenset(
    {
        ("", "Namespace"),
        ("", "Node"),
        ("", "PersistentVolume"),
        ("admissionregistration.k8s.io", "MutatingAdmissionPolicy"),
        ("admissionregistration.k8s.io", "MutatingAdmissionPolicyBinding"),
        ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"),
        ("admissionregistration.k8s.io", "ValidatingAdmissionPolicy"),
        ("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding"),
        ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"),
        ("apiextensions.k8s.io", "CustomResourceDefinition"),
        ("apiregistration.k8s.io", "APIService"),
        ("cert-manager.io", "ClusterIssuer"),
        ("certificates.k8s.io", "CertificateSigningRequest"),
        ("external-secrets.io", "ClusterExternalSecret"),
        ("external-secrets.io", "ClusterSecretStore"),
        ("flowcontrol.apiserver.k8s.io", "FlowSchema"),
        ("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration"),
        ("karpenter.k8s.aws", "EC2NodeClass"),
        ("karpenter.sh", "NodeClaim"),
        ("karpenter.sh", "NodePool"),
        ("kyverno.io", "ClusterPolicy"),
        ("networking.k8s.io", "IngressClass"),
        ("node.k8s.io", "RuntimeClass"),
        ("policy.networking.k8s.io", "AdminNetworkPolicy"),
        ("policy.networking.k8s.io", "BaselineAdminNetworkPolicy"),
        ("policy.networking.k8s.io", "ClusterNetworkPolicy"),
        ("gateway.networking.k8s.io", "GatewayClass"),
        ("rbac.authorization.k8s.io", "ClusterRole"),
        ("rbac.authorization.k8s.io", "ClusterRoleBinding"),
        ("resource.k8s.io", "DeviceClass"),
        ("scheduling.k8s.io", "PriorityClass"),
        ("snapshot.storage.k8s.io", "VolumeSnapshotClass"),
        ("storage.k8s.io", "CSIDriver"),
        ("storage.k8s.io", "CSINode"),
        ("storage.k8s.io", "StorageClass"),
        ("storage.k8s.io", "VolumeAttachment"),
    }
)
"""Kinds without a namespace (upstream: each API's registration; the CRDs' ``spec.scope``)."""


class Resource(Node):
    """A Kubernetes object; its own root node.

    ``namespace`` is the one it will be applied to: what its kustomization or the Application's destination gives
    it, else what is written.  ``written_namespace`` is what the source says.
    """

    __slots__ = (
        "_workload",
        "context",
        "deployable",
        "group",
        "kind",
        "name",
        "namespace",
        "origin",
        "version",
    )

    def __init__(
        self,
        value: dict[str, Any],
        origin: Origin,
        context: Context,
        *,
        namespace: str | None = None,
        deployable: Deployable | None = None,
    ) -> None:
        self.resource = self
        self.pointer = ()
        self.value = value
        self.origin = origin
        self.context = context
        self.deployable = deployable
        api_version = value.get("apiVersion")
        group, _, version = api_version.rpartition("/") if isinstance(api_version, str) else ("", "", "")
        kind = value.get("kind")
        self.group = group
        self.version = version
        self.kind = kind if isinstance(kind, str) else ""
        metadata = value.get("metadata")
        name = metadata.get("name") if isinstance(metadata, dict) else None
        if not isinstance(name, str):
            name = metadata.get("generateName") if isinstance(metadata, dict) else None
        self.name = name if isinstance(name, str) else ""
        if namespace is None:
            namespace = self.written_namespace or ""
        self.namespace = namespace
        self._workload: Workload | bool | None = False

    @property
    def api_version(self) -> str:
        """``apps/v1``, ``v1``."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def written_namespace(self) -> str | None:
        """The namespace its source states."""
        return self.text("metadata", "namespace")

    @property
    def labels(self) -> Mapping[str, str]:
        """Its string labels."""
        return string_map(self.get("metadata", "labels"))

    @property
    def annotations(self) -> Mapping[str, str]:
        """Its string annotations."""
        return string_map(self.get("metadata", "annotations"))

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """Group, kind, namespace, name: what the API server tells objects apart by."""
        return (self.group, self.kind, self.namespace, self.name)

    @property
    def ref(self) -> ResourceRef:
        """How reports name it."""
        return ResourceRef(self.api_version, self.kind, self.written_namespace, self.name or None)

    @property
    def workload(self) -> Workload | None:
        """The pod template it holds, read once."""
        if self._workload is False:
            from gitops_lint.model.workload import workload_of

            self._workload = workload_of(self)
        return self._workload  # type: ignore[return-value]  # False is gone by now

    def use_workload(self, workload: Workload | None) -> None:
        """Take this as the workload: for kinds that only the configuration knows."""
        self._workload = workload

    def is_a(self, group: str, kind: str) -> bool:
        """Whether it is of exactly this group and kind."""
        return self.kind == kind and self.group == group

    def __repr__(self) -> str:
        """For test output."""
        return f"<{self.api_version} {self.kind} {self.namespace}/{self.name}>"


def string_map(value: Any) -> Mapping[str, str]:
    """The string entries of a mapping; empty for anything else."""
    if not isinstance(value, dict):
        return {}
    return {key: item for key, item in value.items() if isinstance(item, str)}


class ServiceAccount(Resource):
    """``v1 ServiceAccount``."""

    __slots__ = ()


class Service(Resource):
    """``v1 Service``."""

    __slots__ = ()


class Namespace(Resource):
    """``v1 Namespace``."""

    __slots__ = ()


class NetworkPolicy(Resource):
    """``networking.k8s.io NetworkPolicy``."""

    __slots__ = ()


class Application(Resource):
    """``argoproj.io Application``."""

    __slots__ = ()


class ApplicationSet(Resource):
    """``argoproj.io ApplicationSet``."""

    __slots__ = ()


class AppProject(Resource):
    """``argoproj.io AppProject``."""

    __slots__ = ()


VIEWS: Mapping[tuple[str, str], type[Resource]] = {
    ("", "ServiceAccount"): ServiceAccount,
    ("", "Service"): Service,
    ("", "Namespace"): Namespace,
    ("networking.k8s.io", "NetworkPolicy"): NetworkPolicy,
    ("argoproj.io", "Application"): Application,
    ("argoproj.io", "ApplicationSet"): ApplicationSet,
    ("argoproj.io", "AppProject"): AppProject,
}
"""The kinds that rules can name as their target."""


def resource_class(value: dict[str, Any]) -> type[Resource]:
    """The class that stands for objects of this group and kind."""
    api_version, kind = value.get("apiVersion"), value.get("kind")
    if not isinstance(api_version, str) or not isinstance(kind, str):
        return Resource
    return VIEWS.get((api_version.rpartition("/")[0], kind), Resource)
