"""Rule: a workflow starts new tasks after one has failed."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.workflows._templates import TAGS, WORKFLOWS, name_of, spec_of, templates_of
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity


class WorkflowDagFailFast(Rule[Resource]):
    """With `failFast: false` a DAG runs all its branches to their end although a task of it has failed, and fails then: it costs
    time and machines, and what it leaves behind is half of the work.

    Leave the field out; to go on after a certain task, give that one `continueOn`.

    **When to allow it.**  The branches do not need each other, and each result counts.
    """

    summary = "workflow starts new tasks after one has failed"
    severity = Severity.INFO
    tags = TAGS
    aliases = ("datree:ARGO_WORKFLOW_INCORRECT_FAILFAST_VALUE_FALSE",)
    kinds = WORKFLOWS

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Every DAG that says so."""
        spec = spec_of(target)
        for template in templates_of(spec) if spec is not None else ():
            if template.get("dag", "failFast") is False:
                node = template.at("dag", "failFast") or template
                yield self.finding(node, f"template '{name_of(template)}' starts new tasks after one has failed")

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {generateName: build-}
            spec:
              entrypoint: all
              templates:
                - name: all
                  dag:
                    failFast: false
                    #         ^^^^^ template 'all' starts new tasks after one has failed
                    tasks: [{name: test, template: test}, {name: lint, template: lint}]
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: CronWorkflow
            metadata: {name: build}
            spec:
              schedules: ["0 4 * * *"]
              workflowSpec:
                entrypoint: all
                templates:
                  - name: all
                    dag:
                      failFast: true
                      tasks: [{name: test, template: test, continueOn: {failed: true}}, {name: lint, template: lint}]
            """,
        ),
    )
