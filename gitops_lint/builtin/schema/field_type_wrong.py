"""Rule: value has the wrong type."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.apischema.lenient import LENIENT
from gitops_lint.apischema.repository import Verdict
from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.builtin.yaml._strings import not_strings
from gitops_lint.rule import Bad, FixPlan, Good, Node, Occurrence, Repository, Severity


class FieldTypeWrong(JudgedRule):
    """The API server cannot decode a value of the wrong type and refuses the object.

    Most of them come from YAML: an unquoted `true`, `yes` or `8080` where a string is asked for, or a quoted number
    where a number is.  Labels, annotations, environment variables, commands, selectors and ConfigMaps are left to
    `boolean-not-quoted` and `number-not-quoted`.

    A number or boolean as a parameter of Argo Workflows is a warning: the definitions that 4.0 and newer install refuse
    it, while older ones leave it to the controller, which reads it.  A definition in the repository decides it.

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

    def message(self, verdict: Verdict) -> str:
        """What is wrong, and who lets it pass."""
        return f"{super().message(verdict)} ({LENIENT})" if verdict.lenient else super().message(verdict)

    def severity_of(self, verdict: Verdict) -> Severity | None:
        """A warning where the cluster may have a definition that lets it pass."""
        return Severity.WARNING if verdict.lenient else super().severity_of(verdict)

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
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: WorkflowTemplate
            metadata: {name: nightly}
            spec:
              arguments:
                parameters:
                  - name: retries
                    value: 5
            #              ^ spec.arguments.parameters[0].value: expected a string, got the integer 5: quote it (the definitions of Argo Workflows before 4.0 let it pass)
            """,
            valid=False,
            title="a parameter of Argo Workflows, which only some definitions refuse",
            fixed="""
            apiVersion: argoproj.io/v1alpha1
            kind: WorkflowTemplate
            metadata: {name: nightly}
            spec:
              arguments:
                parameters:
                  - name: retries
                    value: "5"
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: AnalysisTemplate
            metadata: {name: errors}
            spec:
              metrics:
                - name: errors
                  interval: 5
            #               ^ spec.metrics[0].interval: expected a string, got the integer 5: give it a unit, such as 5s
                  count: 3
                  provider: {prometheus: {address: "http://prometheus:9090", query: up}}
            """,
            valid=False,
            title="a duration: quotes alone would not make it one",
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
