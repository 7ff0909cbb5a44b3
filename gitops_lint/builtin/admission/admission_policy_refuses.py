"""Rule: objects keep the admission policies of their cluster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from gitops_lint.rule import Bad, Good, Occurrence, Repository, Rule, Severity

if TYPE_CHECKING:
    from gitops_lint.apischema.admission.repository import Denial

_POLICY: Final = ("admissionregistration.k8s.io", "ValidatingAdmissionPolicy")

_SEVERITIES: Final[Mapping[str, Severity]] = {
    "Audit": Severity.INFO,
    "Deny": Severity.ERROR,
    "Warn": Severity.WARNING,
}


class AdmissionPolicyRefuses(Rule[Repository]):
    """A ValidatingAdmissionPolicy of the repository refuses the object: the sync fails.

    Every policy that is deployed to the same cluster is asked, with its binding and its parameters, about the creation of
    the object after the API server's defaults.  What the binding does about it decides how much it matters: `Deny` is an
    error, `Warn` a warning, `Audit` worth knowing.  Needs the extra `gitops-lint[cel]`.

    Webhooks and mutating policies are not asked; what they would change is not seen.

    **When to allow it.**  The policy is deployed to another cluster than the object, and nothing in the repository says so.
    """

    summary = "an admission policy refuses the object"
    severity = Severity.ERROR
    looks_inside = True
    tags = frozenset({"admission", "api-server", "sync"})

    def check(self, target: Repository, repo: Repository) -> Iterator[Occurrence]:
        """Every refusal, in the policy's own words."""
        if not target.of_kind(*_POLICY):
            return
        from gitops_lint.apischema.admission.repository import admission  # only repositories with policies pay for it

        for denial in target.once(admission).denials:
            stated = denial.policy.resource.at(*denial.expression.pointer) or denial.policy.resource
            yield self.finding(
                denial.resource,
                _message(denial),
                related=[(stated, "demanded here")],
                severity=_SEVERITIES[denial.action],
                confidence=denial.confidence,
            )

    examples = (
        Bad(
            files={
                "policy.yaml": """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: few-replicas}
                spec:
                  paramKind: {apiVersion: v1, kind: ConfigMap}
                  matchConstraints:
                    resourceRules:
                      - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments]}
                  validations:
                    - expression: object.spec.replicas <= int(params.data.most)
                      messageExpression: "'at most ' + params.data.most + ' replicas'"
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: everywhere}
                spec:
                  policyName: few-replicas
                  validationActions: [Deny]
                  paramRef: {name: limits, namespace: policy, parameterNotFoundAction: Deny}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: limits, namespace: policy}
                data: {most: "5"}
                """,
                "web.yaml": """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: web
                  #     ^^^ ValidatingAdmissionPolicy 'few-replicas' with binding 'everywhere' denied request: at most 5 replicas
                  namespace: shop
                spec:
                  replicas: 7
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: web, image: "registry.example/web:1"}]}
                """,
            }
        ),
        Good(
            title="the field that is not written has its default",
            files={
                "policy.yaml": """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: few-replicas}
                spec:
                  matchConstraints:
                    resourceRules:
                      - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}
                  validations: [{expression: object.spec.replicas <= 5}]
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: everywhere}
                spec: {policyName: few-replicas, validationActions: [Deny]}
                """,
                "web.yaml": """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: shop}
                spec:
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: web, image: "registry.example/web:1"}]}
                """,
            },
        ),
        Good(
            title="the binding is about other namespaces",
            files={
                "policy.yaml": """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: no-secrets}
                spec:
                  matchConstraints:
                    resourceRules:
                      - {apiGroups: [""], apiVersions: [v1], operations: ["*"], resources: [secrets]}
                  validations: [{expression: "false", message: secrets come from the vault}]
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: production}
                spec:
                  policyName: no-secrets
                  validationActions: [Deny]
                  matchResources:
                    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: prod}}
                """,
                "secret.yaml": """
                apiVersion: v1
                kind: Secret
                metadata: {name: token, namespace: dev}
                stringData: {token: ""}
                """,
            },
        ),
    )


def _message(denial: Denial) -> str:
    """The API server's own sentence."""
    names = f"ValidatingAdmissionPolicy '{denial.policy.name}' with binding '{denial.binding.name}'"
    if denial.action == "Deny":
        return f"{names} denied request: {denial.message}"
    return f"Validation failed for {names}: {denial.message}"
