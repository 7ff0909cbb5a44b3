"""Rule: admission policies are ones that the API server accepts and can use."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.apischema.admission.parameters import group_and_kind
from gitops_lint.apischema.admission.repository import admission
from gitops_lint.apischema.apivalidation.reading import mapping
from gitops_lint.apischema.repository import judge
from gitops_lint.apischema.store import Known
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Repository, Resource, Rule, Severity


class AdmissionPolicyInvalid(Rule[Resource]):
    """The API server refuses the ValidatingAdmissionPolicy, or can never use it.

    An expression that is not CEL or names something that does not exist, a policy that demands nothing or says not of what,
    and a kind of parameter that nobody knows: with that last one every request that the policy matches fails, unless its
    `failurePolicy` is `Ignore`.  Expressions are read with the extra `gitops-lint[cel]`.

    **When to allow it.**  The kind of the parameters is defined outside of the repository.
    """

    summary = "admission policy is not valid"
    severity = Severity.ERROR
    tags = frozenset({"admission", "api-server", "sync"})
    kinds = ("admissionregistration.k8s.io/ValidatingAdmissionPolicy",)

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Each mistake where it stands."""
        spec = mapping(target.value, "spec")
        if not spec.get("validations") and not spec.get("auditAnnotations"):
            words = "spec.validations: Required value: validations or auditAnnotations must be non-empty"
            yield self.finding(target.at("spec") or target, words)
        if spec and not mapping(spec, "matchConstraints").get("resourceRules"):
            words = "spec.matchConstraints.resourceRules: Required value"
            yield self.finding(target.at("spec", "matchConstraints") or target, words)
        for policy in repo.once(admission).policies:
            if policy.resource is target:
                for expression in policy.expressions():
                    if expression.fault:
                        at = target.at(*expression.pointer) or target
                        yield self.finding(at, f"expression does not compile: {expression.fault}")
        yield from self._parameter(target, repo)

    def _parameter(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        kind = mapping(target.value, "spec", "paramKind")
        group, name = group_and_kind(kind)
        if not name:
            return
        version = str(kind.get("apiVersion") or "").rpartition("/")[2]
        found = repo.once(judge).store.lookup(group, version, name, str(target.context.kubernetes))
        if not isinstance(found, Known) and not repo.of_kind(group, name):
            meant = found.suggestion
            hint = f", did you mean {meant.api_version} {meant.kind}?" if meant is not None else ""
            yield self.finding(
                target.at("spec", "paramKind") or target,
                f"paramKind '{kind.get('apiVersion')}, Kind={name}' is not known{hint}",
                severity=None if hint else Severity.WARNING,
                confidence=Confidence.MEDIUM,
            )

    examples = (
        Bad("""
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: labelled}
            spec:
              matchConstraints:
                resourceRules:
                  - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}
              validations:
                - expression: has(obj.metadata.labels)
                  #           ^^^^^^^^^^^^^^^^^^^^^^^^ expression does not compile: undeclared reference to 'obj'
            """),
        Bad(
            """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: labelled}
            spec:
              matchConstraints:
                resourceRules:
                  - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}
              validations:
                - expression: object.spec.replicas < int(params.data.most)
                  #           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ expression does not compile: undeclared reference to 'params'
            """,
            title="parameters without paramKind",
        ),
        Good("""
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: may-read}
            spec:
              matchConstraints:
                resourceRules:
                  - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}
              variables: [{name: labels, expression: "object.metadata.?labels.orValue({})"}]
              validations:
                - {expression: "'team' in variables.labels", message: a team is needed}
                - {expression: authorizer.group('').resource('secrets').check('get').allowed()}
            """),
    )
