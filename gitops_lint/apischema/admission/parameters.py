"""The parameters that a binding hands to its policy (apiserver ``CollectParams``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gitops_lint.apischema.admission.evaluation import NotKnownError
from gitops_lint.apischema.apivalidation.reading import mapping
from gitops_lint.apischema.apivalidation.workloads import matches as selects
from gitops_lint.model.resource import CLUSTER_SCOPED, Resource


def group_and_kind(param_kind: Mapping[str, Any]) -> tuple[str, str]:
    """What ``paramKind`` names."""
    return str(param_kind.get("apiVersion") or "").rpartition("/")[0], str(param_kind.get("kind") or "")


def parameters(
    policy: Mapping[str, Any], binding: Mapping[str, Any], namespace: str, candidates: Sequence[Resource]
) -> list[Resource | None]:
    """The objects to evaluate with, one after the other; None stands for evaluation without.

    ``policy`` and ``binding`` are the specs, ``candidates`` the objects of the parameter's kind in the cluster.
    Raises `NotKnownError` where the parameter is not in the repository although it has to be somewhere.
    """
    kind, reference = mapping(policy, "paramKind"), mapping(binding, "paramRef")
    if not kind or not reference:
        return [None]
    wanted = str(reference.get("namespace") or namespace)
    if group_and_kind(kind) not in CLUSTER_SCOPED:
        candidates = [item for item in candidates if item.namespace == wanted]
    if reference.get("name"):
        found = [item for item in candidates if item.name == reference["name"]][:1]
    else:
        selector = mapping(reference, "selector")
        found = [item for item in candidates if selects(selector, item.labels)]
    if not found and reference.get("parameterNotFoundAction") == "Deny":
        raise NotKnownError(f"its parameter, a {kind.get('kind')}, is not in the repository")
    return [*found]
