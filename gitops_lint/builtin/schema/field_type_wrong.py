"""Rule: value has the wrong type."""

from __future__ import annotations

from gitops_lint.apischema.repository import Verdict
from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, FixPlan, Good, Node, Severity


class FieldTypeWrong(JudgedRule):
    """The API server cannot decode a value of the wrong type and refuses the object.

    Most of them come from YAML: an unquoted `true`, `yes` or `8080` where a string is asked for, such as the value of
    an environment variable or annotation, or a quoted number where a number is.

    **When to allow it.**  Never for built-in kinds.  Placeholders (`${PORT}`, `<path:…>`) are not reported.
    """

    summary = "value has the wrong type"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "schema", "sync"})
    aliases = (
        "kube-linter:schema-validation",
        "kubeconform:schema",
        "kubesec:invalid",
    )

    def fix(self, verdict: Verdict, node: Node) -> FixPlan | None:
        """Quotes around an integer, where a string is wanted."""
        value = node.value
        if not isinstance(value, int) or isinstance(value, bool) or not verdict.error.message.endswith("quote it"):
            return None
        return self.unsafe_fix("quote it", node.replace(str(value)))

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  env:
                    - name: PORT
                      value: 8080
            #                ^^^^ spec.containers[0].env[0].value: expected a string, got the integer 8080: quote it
            """,
            valid=False,
            fixed="""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  env:
                    - name: PORT
                      value: "8080"
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
              annotations:
                prometheus.io/scrape: true
            #                         ^^^^ metadata.annotations[prometheus.io/scrape]: expected a string, got the boolean true: quote it
            spec:
              ports: [{port: 80}]
            """,
            valid=False,
            title="an annotation that is a boolean to YAML",
        ),
        Good(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: web, annotations: {prometheus.io/scrape: "true"}}
            spec:
              ports: [{port: "${PORT}"}]
            """,
            title="quoted, and a placeholder",
            valid=False,
        ),
    )
