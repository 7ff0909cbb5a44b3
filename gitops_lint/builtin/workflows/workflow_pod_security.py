"""Rule: a workflow's pods run as the default ServiceAccount, or may run as root."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gitops_lint.builtin.workflows._templates import WORKFLOWS, above, name_of, runs_a_pod, spec_of, templates_of
from gitops_lint.rule import Bad, Confidence, Good, Node, Occurrence, Repository, Resource, Rule, Severity


class WorkflowPodSecurity(Rule[Resource]):
    """The pods of a workflow run as the ServiceAccount `default`, whose rights all pods of the namespace share, or their images
    decide whether they run as root.

    Give the workflow `serviceAccountName`, with the rights on `workflowtaskresults` that its executor needs, and
    `securityContext: {runAsNonRoot: true}`.  What a workflow that refers to a template sets for it, and what the
    controller's `workflowDefaults` set for all, counts where it is in the repository; so does what a workflow sets whose
    steps use single templates, and a workflow that a Sensor of Argo Events starts.

    **When to allow it.**  The namespace holds nothing but builds, and nobody reaches it.
    """

    summary = "workflow runs as the default ServiceAccount or as root"
    severity = Severity.WARNING
    confidence = Confidence.MEDIUM
    security_severity = 4.5
    tags = frozenset({"argo-workflows", "security"})
    aliases = ("CKV_ARGO_1", "CKV_ARGO_2", "datree:ARGO_WORKFLOW_INCORRECT_SERVICE_ACCOUNT_NAME_VALUE_DEFAULT")
    kinds = WORKFLOWS

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The ServiceAccount once, and each template that may run as root."""
        spec = spec_of(target)
        pods = [template for template in templates_of(spec) if runs_a_pod(template)] if spec is not None else []
        if spec is None or not pods:
            return
        said = [spec, *above(target, repo)]
        if any(map(_is_patched, said)):
            return
        shared = [pod for pod in pods if pod.text("serviceAccountName") in (None, "", "default")]
        if shared and not any(map(_has_account, said)):
            node = spec.at("serviceAccountName") or shared[0].at("serviceAccountName") or target
            yield self.finding(node, "pods of the workflow run as the ServiceAccount 'default'")
        for pod in pods:
            if not _is_patched(pod) and not any(_keeps_root_out(pod, node) for node in said):
                yield self.finding(pod, f"template '{name_of(pod)}' may run as root")

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: WorkflowTemplate
            metadata:
              name: build
              #     ^^^^^ pods of the workflow run as the ServiceAccount 'default'
            spec:
              templates:
                - name: test
                  #     ^^^^ template 'test' may run as root
                  container: {image: "registry.example/test:1.4.2"}
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: WorkflowTemplate
            metadata: {name: build}
            spec:
              serviceAccountName: build
              securityContext: {runAsNonRoot: true}
              templates:
                - name: test
                  #     ^^^^ template 'test' may run as root
                  securityContext: {fsGroup: 1000}
                  container: {image: "registry.example/test:1.4.2"}
            """,
            title="a template's own context stands for the workflow's",
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: WorkflowTemplate
            metadata: {name: build}
            spec:
              serviceAccountName: build
              securityContext: {runAsNonRoot: true}
              templates:
                - name: all
                  steps: [[{name: test, template: test}]]
                - name: test
                  container: {image: "registry.example/test:1.4.2"}
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: WorkflowTemplate
            metadata: {name: build}
            spec:
              templates:
                - name: test
                  serviceAccountName: test
                  script: {image: "registry.example/test:1.4.2", source: "true", securityContext: {runAsUser: 1000}}
            """,
            title="each template for itself",
        ),
        Good(
            files={
                "build.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: WorkflowTemplate
                    metadata: {name: build, namespace: ci}
                    spec:
                      templates:
                        - name: test
                          container: {image: "registry.example/test:1.4.2"}
                    """,
                "nightly.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: CronWorkflow
                    metadata: {name: nightly, namespace: ci}
                    spec:
                      schedules: ["0 4 * * *"]
                      workflowSpec:
                        workflowTemplateRef: {name: build}
                        serviceAccountName: build
                        securityContext: {runAsNonRoot: true}
                    """,
            },
            title="whoever starts it says so",
        ),
        Good(
            files={
                "steps.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: WorkflowTemplate
                    metadata: {name: steps, namespace: ci}
                    spec:
                      templates:
                        - name: test
                          container: {image: "registry.example/test:1.4.2"}
                    """,
                "pushed.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Sensor
                    metadata: {name: pushed, namespace: ci}
                    spec:
                      dependencies: [{name: push, eventSourceName: github, eventName: push}]
                      triggers:
                        - template:
                            name: build
                            argoWorkflow:
                              operation: submit
                              source:
                                resource:
                                  apiVersion: argoproj.io/v1alpha1
                                  kind: Workflow
                                  metadata: {generateName: build-}
                                  spec:
                                    workflowTemplateRef: {name: all}
                                    serviceAccountName: build
                                    securityContext: {runAsNonRoot: true}
                    """,
                "all.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: WorkflowTemplate
                    metadata: {name: all, namespace: ci}
                    spec:
                      entrypoint: all
                      templates:
                        - name: all
                          dag: {tasks: [{name: test, templateRef: {name: steps, template: test}}]}
                    """,
            },
            title="templates for others, and whoever starts those says so",
        ),
    )


def _is_patched(node: Node) -> bool:
    """Whether a patch to the pod is left to read, of which nobody knows what it sets."""
    return bool(node.get("podSpecPatch") or node.get("templateDefaults", "podSpecPatch"))


def _has_account(spec: Node) -> bool:
    names = (spec.text("serviceAccountName"), spec.text("templateDefaults", "serviceAccountName"))
    return any(name not in (None, "", "default") for name in names)


def _keeps_root_out(pod: Node, spec: Node) -> bool:
    """Whether no container of a pod is root as far as a specification decides.

    What a template says, with its defaults, replaces what the specification says (``createWorkflowPod``).
    """
    whole = spec.mapping("templateDefaults", "securityContext") | pod.mapping("securityContext")
    whole = whole or spec.mapping("securityContext")
    containers = [pod.get("container"), pod.get("script"), *pod.sequence("containerSet", "containers")]
    written = [item.get("securityContext") for item in containers if isinstance(item, dict)] or [None]
    return all(_is_non_root(whole | item if isinstance(item, dict) else whole) for item in written)


def _is_non_root(context: Mapping[str, Any]) -> bool:
    """Whether a security context keeps root out: by its word or by its number."""
    user = context.get("runAsUser")
    return context.get("runAsNonRoot") is True or (isinstance(user, int) and user > 0)
