"""Rule: what admission policies say is known before the sync."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.apischema.admission.repository import admission
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity


class AdmissionPolicyNotEvaluated(Rule[Resource]):
    """Part of what this ValidatingAdmissionPolicy says cannot be known from files, so nothing is said about it.

    Only the API server knows who asks (`request.userInfo`) and what they may do (`authorizer`), the labels of namespaces
    that are made elsewhere, and parameters that are.  Some of its libraries (`url`, `ip`, `cidr`, `semver`, `find`) are not
    available here.  Without the extra `gitops-lint[cel]` no policy is evaluated at all.

    **When to allow it.**  Always; it tells where the verdict ends.
    """

    summary = "admission policy is not evaluated everywhere"
    severity = Severity.INFO
    tags = frozenset({"admission"})
    kinds = ("admissionregistration.k8s.io/ValidatingAdmissionPolicy",)
    looks_inside = True

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Each reason once, with the number of objects it is about."""
        for gap in repo.once(admission).gaps:
            if gap.policy is not target:
                continue
            first = gap.objects[0] if gap.objects else None
            more = f" and {len(gap.objects) - 1} more" if len(gap.objects) > 1 else ""
            about = f" for {first.kind} '{first.name}'{more}" if first is not None else ""
            yield self.finding(
                target, f"ValidatingAdmissionPolicy '{target.name}' is not evaluated{about}: {gap.reason}"
            )

    examples = (
        Bad("""
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata:
              name: may-read
              #     ^^^^^^^^ ValidatingAdmissionPolicy 'may-read' is not evaluated for ConfigMap 'limits': only the API server evaluates 'authorizer'
            spec:
              matchConstraints:
                resourceRules:
                  - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps]}
              validations: [{expression: authorizer.group('').resource('secrets').check('get').allowed()}]
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: everywhere}
            spec: {policyName: may-read, validationActions: [Deny]}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: limits}
            """),
        Bad(
            """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata:
              name: replicated
              #     ^^^^^^^^^^ ValidatingAdmissionPolicy 'replicated' is not evaluated for Deployment 'web': placeholders are not filled in
            spec:
              matchConstraints:
                resourceRules:
                  - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}
              validations: [{expression: object.spec.replicas > 2}]
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: everywhere}
            spec: {policyName: replicated, validationActions: [Deny]}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: web, image: "registry.example/web:${TAG}"}]}
            """,
            title="another tool fills in the image",
        ),
        Good("""
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: labelled}
            spec:
              matchConstraints:
                resourceRules:
                  - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps]}
              validations: [{expression: has(object.metadata.labels)}]
            """),
    )
