"""Rule: bindings of admission policies name a policy and say what to do."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.apischema.admission.parameters import group_and_kind
from gitops_lint.apischema.admission.policies import POLICY
from gitops_lint.apischema.admission.repository import place_of
from gitops_lint.apischema.apivalidation.reading import mapping
from gitops_lint.apischema.wording import similar
from gitops_lint.model.resource import CLUSTER_SCOPED
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Repository, Resource, Rule, Severity


class AdmissionBindingInvalid(Rule[Resource]):
    """The ValidatingAdmissionPolicyBinding enforces nothing, or fails every request that its policy matches.

    It names a policy that does not exist, hands parameters to a policy that takes none (they are ignored), or points at
    them in a way the API server refuses.

    **When to allow it.**  The policy is deployed from another repository.
    """

    summary = "binding of an admission policy does not work"
    severity = Severity.ERROR
    tags = frozenset({"admission", "api-server", "sync"})
    kinds = ("admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding",)

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Each mistake where it stands."""
        spec = mapping(target.value, "spec")
        actions = spec.get("validationActions")
        if isinstance(actions, list) and "Deny" in actions and "Warn" in actions:
            words = "spec.validationActions: Invalid value: must not contain both Deny and Warn (repeating the same"
            yield self.finding(target.at("spec", "validationActions") or target, f"{words} validation failure message)")
        yield from self._reference(target)
        name = target.text("spec", "policyName")
        policies = [item for item in repo.of_kind(*POLICY) if place_of(item) == place_of(target)]
        named = [item for item in policies if item.name == name]
        if named:
            yield from self._pair(target, named[0])
        elif name and not any(item.name == name for item in repo.of_kind(*POLICY)):
            meant = similar(name, {item.name for item in policies})
            hint = f", did you mean '{meant}'?" if meant else ""
            yield self.finding(
                target.at("spec", "policyName") or target,
                f"ValidatingAdmissionPolicy '{name}' is not in the repository{hint}",
                severity=None if meant else Severity.WARNING,
                confidence=Confidence.MEDIUM,
            )

    def _reference(self, target: Resource) -> Iterator[Occurrence]:
        reference = mapping(target.value, "spec", "paramRef")
        if not reference:
            return
        at = target.at("spec", "paramRef") or target
        if bool(reference.get("name")) == (reference.get("selector") is not None):
            yield self.finding(at, "spec.paramRef: one of name or selector must be specified")
        if reference.get("parameterNotFoundAction") is None:
            yield self.finding(at, "spec.paramRef.parameterNotFoundAction: Required value")

    def _pair(self, target: Resource, policy: Resource) -> Iterator[Occurrence]:
        kind = mapping(policy.value, "spec", "paramKind")
        at = target.at("spec", "paramRef")
        if at is None:
            return
        if not kind:
            words = f"ValidatingAdmissionPolicy '{policy.name}' has no paramKind, so that paramRef is ignored"
            yield self.finding(at, words, severity=Severity.WARNING)
        elif group_and_kind(kind) in CLUSTER_SCOPED and target.get("spec", "paramRef", "namespace"):
            yield self.finding(at, "paramRef.namespace must not be provided for a cluster-scoped `paramKind`")

    examples = (
        Bad("""
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: everywhere}
            spec:
              policyName: few-replica
              #           ^^^^^^^^^^^ ValidatingAdmissionPolicy 'few-replica' is not in the repository, did you mean 'few-replicas'?
              validationActions: [Deny]
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: few-replicas}
            spec:
              matchConstraints:
                resourceRules:
                  - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}
              validations: [{expression: object.spec.replicas <= 5}]
            """),
        Bad(
            """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: everywhere}
            spec:
              policyName: few-replicas
              validationActions: [Deny]
              paramRef: {name: limits, parameterNotFoundAction: Deny}
              #^^^^^^^ ValidatingAdmissionPolicy 'few-replicas' has no paramKind, so that paramRef is ignored
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: few-replicas}
            spec:
              matchConstraints:
                resourceRules:
                  - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}
              validations: [{expression: object.spec.replicas <= 5}]
            """,
            title="parameters for a policy that takes none",
        ),
        Good("""
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: everywhere}
            spec: {policyName: few-replicas, validationActions: [Warn, Audit]}
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: few-replicas}
            spec:
              matchConstraints:
                resourceRules:
                  - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}
              validations: [{expression: object.spec.replicas <= 5}]
            """),
    )
