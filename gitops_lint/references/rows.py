"""What a row of the catalogue is, and which target kinds have no namespace.

A row reads the value at ``path`` ('*' stands for every list item or map value). If that is a string, it is the
target's name; if it is a mapping, it holds ``name`` and maybe ``namespace``, ``kind``, ``group`` (``apiGroup``,
``apiVersion``), ``key`` and ``optional``. Sources: the API types and CRDs of each project.
"""

from __future__ import annotations

from gitops_lint.references.values import EVENTUALLY
from gitops_lint.values import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """Where a reference stands, and what it leads to unless it says otherwise itself.

    ``name`` is the field of a mapping that holds the name; ``target`` is 'group/Kind'. ``namespaced`` False: a
    ``namespace`` beside the name is not read.
    """

    path: str
    target: str
    need: str = EVENTUALLY
    name: str = "name"
    namespaced: bool = True
    key: str = "key"


SERVICE = "/Service"
SECRET = "/Secret"  # noqa: S105 - a kind
ACCOUNT = "/ServiceAccount"

CLUSTER_SCOPED = frozenset(
    {
        *("/Namespace", "/Node", "/PersistentVolume", "storage.k8s.io/StorageClass", "storage.k8s.io/CSIDriver"),
        *("scheduling.k8s.io/PriorityClass", "node.k8s.io/RuntimeClass", "networking.k8s.io/IngressClass"),
        *("rbac.authorization.k8s.io/ClusterRole", "rbac.authorization.k8s.io/ClusterRoleBinding"),
        *("apiextensions.k8s.io/CustomResourceDefinition", "apiregistration.k8s.io/APIService"),
        *(
            "cert-manager.io/ClusterIssuer",
            "external-secrets.io/ClusterSecretStore",
            "argoproj.io/ClusterAnalysisTemplate",
        ),
        *(
            "argoproj.io/ClusterWorkflowTemplate",
            "gateway.networking.k8s.io/GatewayClass",
            "keda.sh/ClusterTriggerAuthentication",
        ),
        *("karpenter.k8s.aws/EC2NodeClass", "karpenter.sh/NodePool", "snapshot.storage.k8s.io/VolumeSnapshotClass"),
        *("eks.amazonaws.com/NodeClass", "elbv2.k8s.aws/IngressClassParams", "kyverno.io/ClusterPolicy"),
        *("admissionregistration.k8s.io/ValidatingAdmissionPolicy", "resource.k8s.io/DeviceClass"),
    }
)
"""Target kinds without a namespace."""
