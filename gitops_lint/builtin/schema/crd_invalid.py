"""Rule: CustomResourceDefinitions are ones that the API server accepts."""

from __future__ import annotations

from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity


class CrdInvalid(JudgedRule):
    """The API server refuses the CustomResourceDefinition, and with it every object of its kind.

    Its name is `<plural>.<group>`, exactly one version is stored, and every version has a structural schema: an object at
    the root, a type at every field, and nothing of JSON Schema that the API server does not know.  Groups below `k8s.io`
    need the annotation `api-approved.kubernetes.io`.

    **When to allow it.**  Never.
    """

    summary = "CustomResourceDefinition that the API server refuses"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "schema", "sync"})
    aliases = ("kubectl-validate:customresourcedefinition",)

    examples = (
        Bad("""
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata:
              name: pool.example.io
              #     ^^^^^^^^^^^^^^^ metadata.name: Invalid value 'pool.example.io': must be spec.names.plural+"."+spec.group
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
                        spec: {type: object, properties: {size: {description: how many}}}
                        #                                 ^^^^ spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.size: Required value: must not be empty for specified object fields
            """),
        Good("""
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
                        spec: {type: object, x-kubernetes-preserve-unknown-fields: true}
                        port: {x-kubernetes-int-or-string: true}
            """),
    )
