"""The pods a Service selects."""

from __future__ import annotations

from gitops_lint.references.matching import Entry, from_labels
from gitops_lint.references.repository import kinds_in, namespace_of, pods_beside, pods_of, scope_of
from gitops_lint.rule import Deployable, Repository, Resource

_BUILT_IN = frozenset({"apps", "batch", "autoscaling", "policy", "extensions"})

# Custom kinds that bring neither pods nor Services.  What is missing here is taken for one that may: that is silent.
_GROUPS = frozenset(
    {"bitnami.com", "elbv2.k8s.aws", "external-secrets.io", "generators.external-secrets.io", "karpenter.k8s.aws",
     "karpenter.sh", "kyverno.io", "secrets-store.csi.x-k8s.io", "security.istio.io", "telemetry.istio.io",
     "vpcresources.k8s.aws"}
)  # fmt: skip
_KINDS = frozenset(
    {("argoproj.io", "AnalysisTemplate"), ("argoproj.io", "ClusterAnalysisTemplate"), ("argoproj.io", "Rollout"),
     ("cert-manager.io", "Certificate"), ("cert-manager.io", "ClusterIssuer"), ("cert-manager.io", "Issuer"),
     ("cilium.io", "CiliumClusterwideNetworkPolicy"), ("cilium.io", "CiliumNetworkPolicy"),
     ("keda.sh", "ClusterTriggerAuthentication"), ("keda.sh", "ScaledObject"), ("keda.sh", "TriggerAuthentication"),
     ("monitoring.coreos.com", "PodMonitor"), ("monitoring.coreos.com", "PrometheusRule"),
     ("monitoring.coreos.com", "ServiceMonitor"), ("networking.istio.io", "DestinationRule"),
     ("networking.istio.io", "Gateway"), ("networking.istio.io", "VirtualService"), ("traefik.io", "IngressRoute"),
     ("traefik.io", "Middleware")}
)  # fmt: skip


def selected_pods(repo: Repository, service: Resource) -> tuple[Entry, ...]:
    """The workloads whose pods the Service selects: of its deployable, else of all that may run beside it."""
    wanted = from_labels(service.get("spec", "selector"))
    if wanted is None or service.deployable is None:
        return ()
    where = namespace_of(service)
    own = pods_of(repo, service.deployable).selected(wanted, where)
    return own or repo.once(pods_beside, scope_of(service)).selected(wanted, where)


def brings_custom(repo: Repository, deployable: Deployable) -> bool:
    """Whether a deployable holds anything that an operator may make pods or Services of."""
    return any(is_custom(group, kind) for group, kind in repo.once(kinds_in, deployable))


def is_custom(group: str, kind: str) -> bool:
    """Whether an operator may make pods or Services of the objects of a kind."""
    if not group or group in _BUILT_IN or group in _GROUPS or group.endswith((".k8s.io", ".services.k8s.aws")):
        return False
    return (group, kind) not in _KINDS
