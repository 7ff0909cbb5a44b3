"""Rule: a workflow's pods run as the default ServiceAccount, or may run as root."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gitops_lint.argocd.embedded import read_yaml
from gitops_lint.builtin.workflows._templates import WORKFLOWS, name_of, runs_a_pod, spec_of, templates_of
from gitops_lint.rule import Bad, Confidence, Good, Node, Occurrence, Repository, Resource, Rule, Severity

_CONTROLLER = "workflow-controller-configmap"


class WorkflowPodSecurity(Rule[Resource]):
    """The pods of a workflow run as the ServiceAccount `default`, whose rights all pods of the namespace share, or their images
    decide whether they run as root.

    Give the workflow `serviceAccountName`, with the rights on `workflowtaskresults` that its executor needs, and
    `securityContext: {runAsNonRoot: true}`.  What a workflow that refers to a template sets for it, and what the
    controller's `workflowDefaults` set for all, counts where it is in the repository.

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
        if spec is None or not pods or _is_patched(spec):
            return
        above = [spec, *repo.once(_defaults), *_callers(target, repo)]
        shared = [pod for pod in pods if pod.text("serviceAccountName") in (None, "", "default")]
        if shared and not any(_has_account(node) for node in above):
            node = spec.at("serviceAccountName") or shared[0].at("serviceAccountName") or target
            yield self.finding(node, "pods of the workflow run as the ServiceAccount 'default'")
        if any(_is_non_root(node.get("securityContext")) for node in above):
            return
        for pod in pods:
            if not _is_patched(pod) and not _pod_is_non_root(pod, spec):
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
    )


def _defaults(repo: Repository) -> list[Node]:
    """The ``workflowDefaults`` of the controllers in the repository, by themselves or within ``config``."""
    found = []
    for resource in repo.of_kind("", "ConfigMap"):
        if resource.name.endswith(_CONTROLLER):
            text = resource.text("data", "workflowDefaults") or resource.text("data", "config") or ""
            defaults = read_yaml(text)
            if isinstance(defaults, dict):
                defaults = defaults.get("workflowDefaults", defaults)
            spec = defaults.get("spec") if isinstance(defaults, dict) else None
            if isinstance(spec, dict):
                found.append(Node(resource, ("data",), spec))
    return found


def _callers(target: Resource, repo: Repository) -> list[Node]:
    """The specifications of workflows that are made from a template; what they say replaces what it says."""
    if target.kind not in ("WorkflowTemplate", "ClusterWorkflowTemplate"):
        return []
    cluster_wide = target.kind == "ClusterWorkflowTemplate"
    namespace = "" if cluster_wide else target.namespace
    return repo.once(_references).get((cluster_wide, namespace, target.name), [])


def _references(repo: Repository) -> Mapping[tuple[bool, str, str], list[Node]]:
    found: dict[tuple[bool, str, str], list[Node]] = {}
    for kind in ("Workflow", "CronWorkflow"):
        for resource in repo.of_kind("argoproj.io", kind):
            spec = spec_of(resource)
            name = spec.text("workflowTemplateRef", "name") if spec is not None else None
            if spec is not None and name:
                wide = spec.get("workflowTemplateRef", "clusterScope") is True
                found.setdefault((wide, "" if wide else resource.namespace, name), []).append(spec)
    return found


def _is_patched(node: Node) -> bool:
    """Whether a patch to the pod is left to read, of which nobody knows what it sets."""
    return bool(node.get("podSpecPatch"))


def _has_account(spec: Node) -> bool:
    names = (spec.text("serviceAccountName"), spec.text("templateDefaults", "serviceAccountName"))
    return any(name not in (None, "", "default") for name in names)


def _pod_is_non_root(pod: Node, spec: Node) -> bool:
    if _is_non_root(pod.get("securityContext")) or _is_non_root(spec.get("templateDefaults", "securityContext")):
        return True
    containers = [pod.get("container"), pod.get("script"), *pod.sequence("containerSet", "containers")]
    written = [item for item in containers if isinstance(item, dict)]
    return bool(written) and all(_is_non_root(item.get("securityContext")) for item in written)


def _is_non_root(context: Any) -> bool:
    """Whether a security context keeps root out: by its word or by its number."""
    if not isinstance(context, dict):
        return False
    user = context.get("runAsUser")
    return context.get("runAsNonRoot") is True or (isinstance(user, int) and user > 0)
