"""An object in its request: what CEL's variables hold while a policy judges its creation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gitops_lint.apischema.admission.admitted import admitted, knows
from gitops_lint.apischema.admission.matching import Request
from gitops_lint.apischema.admission.policies import Policy
from gitops_lint.apischema.apivalidation.reading import mapping
from gitops_lint.apischema.cel_library import without_texts
from gitops_lint.apischema.judge import Judge
from gitops_lint.apischema.kubernetes import GroupVersionKind
from gitops_lint.apischema.store import Known, guessed_plural
from gitops_lint.model.repository import Repository
from gitops_lint.model.resource import CLUSTER_SCOPED, Resource
from gitops_lint.values import dataclass, field


def request_for(resource: Resource, judge: Judge) -> Request:
    """The request that creates an object."""
    plural, namespaced = guessed_plural(resource.kind), (resource.group, resource.kind) not in CLUSTER_SCOPED
    found = judge.standing(resource).found
    if isinstance(found, Known):
        plural = found.plural or plural
        namespaced = namespaced if found.namespaced is None else found.namespaced
    return Request(resource, plural, namespaced)


@dataclass(frozen=True, slots=True)
class Subject:
    """What policies see of an object, made when the first one matches it."""

    request: Request
    repo: Repository
    judge: Judge
    _memo: dict[str, Any] = field(default_factory=dict)

    @property
    def resource(self) -> Resource:
        """The object as it is rendered."""
        return self.request.resource

    @property
    def complete(self) -> bool:
        """Whether all defaults of its kind are known: those of definitions are, Kubernetes' own in part."""
        found = self.judge.standing(self.resource).found
        return knows(self.resource) or (isinstance(found, Known) and found.source != "kubernetes")

    def inputs(self) -> Mapping[str, Any]:
        """The variables of CEL, parameters apart."""
        if not self._memo:
            self._memo.update(
                object=self._object(), oldObject=None, request=self._request(), namespaceObject=self._namespace()
            )
        return self._memo

    def unknown(self, policy: Policy) -> str:
        """What of the object's surroundings a policy asks for and nobody knows; empty if nothing."""
        if not self.request.namespaced:
            return ""
        text = " ".join(without_texts(expression.text) for expression in policy.expressions())
        if not self.resource.namespace and ".namespace" in text:
            return "the namespace is not known"
        if "namespaceObject" in text and not self.resource.context.namespace_facts.known:
            return "the labels of the namespace are not known"
        return ""

    def _object(self) -> dict[str, Any]:
        resource = self.resource
        value = admitted(resource)
        gvk = GroupVersionKind(resource.group, resource.version, resource.kind)
        schema = None if knows(resource) else self.judge.store.schema(gvk, str(resource.context.kubernetes))
        return schema.defaulted(value) if schema is not None else value

    def _request(self) -> dict[str, Any]:
        resource = self.resource
        kind = {"group": resource.group, "version": resource.version, "kind": resource.kind}
        named = {"group": resource.group, "version": resource.version, "resource": self.request.plural}
        return {
            "kind": kind,
            "resource": named,
            "requestKind": kind,
            "requestResource": named,
            "subResource": "",
            "requestSubResource": "",
            "name": resource.text("metadata", "name") or "",
            "namespace": resource.namespace if self.request.namespaced else "",
            "operation": "CREATE",
        }

    def _namespace(self) -> dict[str, Any] | None:
        """The namespace's object as far as it is known; None for objects of the cluster, as the API server has it."""
        if not self.request.namespaced:
            return None
        name = self.resource.namespace
        found = self.repo.find_near(self.resource, "", "Namespace", "", name) if name else None
        metadata = dict(mapping(found.value, "metadata")) if found is not None else {"name": name}
        labels = {**self.resource.context.namespace_facts.labels, **mapping(metadata, "labels")}
        return {"metadata": {**metadata, "labels": {**labels, "kubernetes.io/metadata.name": name}}}
