"""Rule: value has the wrong type."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.apischema.repository import Verdict
from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.builtin.yaml._strings import not_strings
from gitops_lint.rule import Bad, FixPlan, Good, Node, Occurrence, Repository, Severity


class FieldTypeWrong(JudgedRule):
    """The API server cannot decode a value of the wrong type and refuses the object.

    Most of them come from YAML: an unquoted `true`, `yes` or `8080` where a string is asked for, or a quoted number
    where a number is.  Labels, annotations, environment variables, commands, selectors and ConfigMaps are left to
    `boolean-not-quoted` and `number-not-quoted`.

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

    def check(self, target: Repository, repo: Repository) -> Iterator[Occurrence]:
        """Every mistake of the family that no rule about quotes reports."""
        for occurrence in super().check(target, repo):
            at = occurrence.at
            if not isinstance(at, Node) or all(
                node.pointer != at.pointer for _, node in not_strings(at.resource, repo)
            ):
                yield occurrence

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
              hostname: 8080
            #           ^^^^ spec.hostname: expected a string, got the integer 8080: quote it
              containers: [{name: app, image: registry.example/app:1.4.2}]
            """,
            valid=False,
            fixed="""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              hostname: "8080"
              containers: [{name: app, image: registry.example/app:1.4.2}]
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              type: yes
            #       ^^^ spec.type: expected a string, got the boolean true: quote it
              ports: [{port: 80}]
            """,
            valid=False,
            title="a word that is a boolean to YAML",
        ),
        Good(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: web, annotations: {prometheus.io/scrape: true}}
            spec:
              ports: [{port: "${PORT}"}]
            """,
            title="an annotation, and a placeholder",
            valid=False,
        ),
    )
