"""Rule: a workflow retries for ever."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.workflows._templates import TAGS, WORKFLOWS, above, name_of, spec_of, templates_of
from gitops_lint.rule import Bad, Good, Node, Occurrence, Repository, Resource, Rule, Severity


class WorkflowRetryStrategy(Rule[Resource]):
    """A `retryStrategy` without `limit` retries until it succeeds (`retryStrategy: {}` does): a task that cannot succeed makes pod
    after pod, each of which stays until the workflow is cleaned up.

    Set `limit`, or bound the time by `backoff.maxDuration`, by an `expression`, or by `activeDeadlineSeconds` of the
    workflow.  `templateDefaults`, the controller's `workflowDefaults` and the workflow that is made from a template count
    where they are in the repository.

    **When to allow it.**  Something else stops the workflow.
    """

    summary = "workflow retries for ever"
    severity = Severity.WARNING
    tags = TAGS
    aliases = (
        "datree:ARGO_WORKFLOW_INCORRECT_RETRY_STRATEGY_VALUE_EMPTY",
        "datree:ARGO_WORKFLOW_ENSURE_RETRY_ON_BOTH_ERROR_AND_TRANSIENT_ERROR",
    )
    kinds = WORKFLOWS

    class Options:
        """Options of the rule."""

        always: bool = False  #: also `retryPolicy: Always` without an `expression` that says which failures are meant

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The strategy of the workflow, of its defaults and of each template."""
        spec = spec_of(target)
        if spec is None:
            return
        owners = [owner for owner in _owners(spec) if isinstance(owner[0].get("retryStrategy"), dict)]
        said = [spec, *above(target, repo)] if owners else []
        bounded = any(node.get("activeDeadlineSeconds") is not None for node in said)
        for owner, label in owners:
            strategy = owner.at("retryStrategy") or owner
            field = () if owner is spec else ("templateDefaults",)
            below = (part for node in said if (part := node.at(*field, "retryStrategy")) is not None)
            if not bounded and not any(map(_ends, (strategy, *below))):
                yield self.finding(strategy, f"{label} is retried for ever", grip="key")
            elif self.options.always and strategy.get("retryPolicy") == "Always" and not strategy.get("expression"):
                node = strategy.at("retryPolicy") or strategy
                yield self.finding(node, f"{label} is retried whatever the failure", severity=Severity.INFO)

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: WorkflowTemplate
            metadata: {name: build}
            spec:
              templates:
                - name: test
                  retryStrategy: {}
                # ^^^^^^^^^^^^^ template 'test' is retried for ever
                  container: {image: "registry.example/test:1.4.2"}
                - name: push
                  retryStrategy:
                # ^^^^^^^^^^^^^ template 'push' is retried for ever
                    retryPolicy: OnError
                    backoff: {duration: 10s, factor: 2}
                  container: {image: "registry.example/push:1.4.2"}
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: WorkflowTemplate
            metadata: {name: build}
            spec:
              templates:
                - name: test
                  retryStrategy:
                    limit: 3
                    retryPolicy: Always
                    #            ^^^^^^ template 'test' is retried whatever the failure
                  container: {image: "registry.example/test:1.4.2"}
            """,
            options={"always": True},
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: WorkflowTemplate
            metadata: {name: build}
            spec:
              templates:
                - name: test
                  retryStrategy: {limit: 3}
                  container: {image: "registry.example/test:1.4.2"}
                - name: push
                  retryStrategy: {backoff: {duration: 10s, factor: 2, maxDuration: 10m}}
                  container: {image: "registry.example/push:1.4.2"}
                - name: wait
                  retryStrategy: {expression: "asInt(lastRetry.exitCode) == 3"}
                  container: {image: "registry.example/wait:1.4.2"}
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {generateName: build-}
            spec:
              entrypoint: test
              activeDeadlineSeconds: 3600
              templates:
                - name: test
                  retryStrategy: {}
                  container: {image: "registry.example/test:1.4.2"}
            """,
            title="the workflow has an hour",
        ),
        Good(
            files={
                "controller.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: workflow-controller-configmap, namespace: argo}
                    data:
                      workflowDefaults: |
                        spec: {templateDefaults: {retryStrategy: {limit: 2}}}
                    """,
                "build.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Workflow
                    metadata: {generateName: build-, namespace: ci}
                    spec:
                      entrypoint: test
                      templates:
                        - name: test
                          retryStrategy: {retryPolicy: OnError}
                          container: {image: "registry.example/test:1.4.2"}
                    """,
            },
            title="the defaults have a limit, and a template keeps what it does not say itself",
        ),
        Good(
            files={
                "argo-workflows/values.yaml": """
                    controller: {workflowDefaults: {spec: {activeDeadlineSeconds: 7200}}}
                    """,
                "build.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Workflow
                    metadata: {generateName: build-, namespace: ci}
                    spec:
                      entrypoint: test
                      templates:
                        - name: test
                          retryStrategy: {retryPolicy: OnError}
                          container: {image: "registry.example/test:1.4.2"}
                    """,
            },
            title="values of the chart set it for all",
        ),
    )


def _owners(spec: Node) -> Iterator[tuple[Node, str]]:
    yield spec, "every template"
    defaults = spec.at("templateDefaults")
    if defaults is not None:
        yield defaults, "every template"
    for template in templates_of(spec):
        yield template, f"template '{name_of(template)}'"


def _ends(strategy: Node) -> bool:
    """Whether anything ends it but success; source: ``processNodeRetries`` in ``workflow/controller/operator.go``."""
    return (
        strategy.get("limit") is not None
        or bool(strategy.get("expression"))
        or bool(strategy.get("backoff", "maxDuration"))
    )
