"""Rule: custom objects keep the rules of their definition."""

from __future__ import annotations

from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity


class CrdCelRule(JudgedRule):
    """The object breaks a rule that its CustomResourceDefinition states in CEL: the API server refuses it.

    Needs the extra `gitops-lint[cel]`; without it these rules are not evaluated.  Rules about changes (`oldSelf`), and
    those that use Kubernetes' `ip`, `url` or `format` libraries, are passed over.

    **When to allow it.**  The cluster has another release of the definition than the one that judged it.
    """

    summary = "object breaks a rule of its CustomResourceDefinition"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "schema", "sync"})
    aliases = ("kubectl-validate:x-kubernetes-validations",)

    examples = (
        Bad(
            files={
                "crd.yaml": """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: pools.example.io}
                spec:
                  group: example.io
                  scope: Namespaced
                  names: {kind: Pool, plural: pools}
                  versions:
                    - name: v1
                      served: true
                      storage: true
                      schema:
                        openAPIV3Schema:
                          type: object
                          properties:
                            spec:
                              type: object
                              x-kubernetes-validations:
                                - {rule: self.min <= self.max, message: min must not exceed max, fieldPath: .min}
                              properties: {min: {type: integer}, max: {type: integer, default: 3}}
                """,
                "pool.yaml": """
                apiVersion: example.io/v1
                kind: Pool
                metadata: {name: web}
                spec:
                  min: 5
                  #    ^ spec.min: Invalid value: min must not exceed max
                """,
            },
        ),
        Good("""
            apiVersion: karpenter.sh/v1
            kind: NodePool
            metadata: {name: web}
            spec:
              template:
                spec:
                  nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: web}
                  requirements: [{key: kubernetes.io/arch, operator: In, values: [arm64]}]
            """),
    )
