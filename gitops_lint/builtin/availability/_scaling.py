"""Who decides how many pods a workload has."""

from __future__ import annotations

from gitops_lint.rule import Repository, Resource, Workload

Target = tuple[object, str, str, str]


def is_scaled(workload: Workload, repo: Repository) -> bool:
    """Whether an autoscaler of the repository targets the workload: HorizontalPodAutoscaler or KEDA's ScaledObject."""
    return _key(workload.resource, workload.kind, workload.name) in repo.once(_targets)


def _targets(repo: Repository) -> frozenset[Target]:
    found: set[Target] = set()
    for group, kind in (("autoscaling", "HorizontalPodAutoscaler"), ("keda.sh", "ScaledObject")):
        for scaler in repo.of_kind(group, kind):
            name = scaler.text("spec", "scaleTargetRef", "name")
            target = scaler.text("spec", "scaleTargetRef", "kind") or "Deployment"
            if name:
                found.add(_key(scaler, target, name))
    return frozenset(found)


def _key(resource: Resource, kind: str, name: str) -> Target:
    place: object = resource.context.cluster.name if resource.namespace else resource.deployable
    return place, resource.namespace, kind, name


def replicas(workload: Workload) -> int:
    """How many pods it asks for: one where it does not say, which is the API server's default."""
    value = workload.get("spec", "replicas")
    return value if isinstance(value, int) and not isinstance(value, bool) else 1


def mounts_claim(workload: Workload) -> bool:
    """Whether its pods mount a PersistentVolumeClaim, which most storage gives to one node at a time."""
    volumes = workload.pod.sequence("volumes")
    return any(isinstance(volume, dict) and "persistentVolumeClaim" in volume for volume in volumes)
