"""Rule: Tekton runs what is in no bundle."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Node, Occurrence, Resource, Rule, Severity

_REFERENCE = {"PipelineRun": ("pipelineRef", "pipelineSpec"), "TaskRun": ("taskRef", "taskSpec")}


class TektonBundle(Rule[Resource]):
    """A run takes its steps from the cluster, from git or from the run itself, and not from a bundle, which is an image that can
    be signed and checked: who may change the Task may change what is built.

    Refer to it with `resolver: bundles`.  In no profile, for it is a rule of those who sign.

    **When to allow it.**  Tasks come from the same repository as the run.
    """

    summary = "Tekton runs what is in no bundle"
    severity = Severity.INFO
    tags = frozenset({"tekton", "security", "supply-chain"})
    aliases = (
        "kyverno:require-tekton-bundle",
        "kyverno:block-tekton-task-runs",
        "kyverno:verify-tekton-pipeline-bundle-signatures",
        "kyverno:verify-tekton-taskrun-signatures",
        "kyverno:verify-tekton-taskrun-vuln-scan",
    )
    kinds = ("tekton.dev/PipelineRun", "tekton.dev/TaskRun")

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The reference, or the specification that stands for it."""
        reference, inline = _REFERENCE[target.kind]
        node = target.at("spec", reference)
        if node is None:
            node = target.at("spec", inline)
            if node is not None:
                yield self.finding(node, f"{target.kind} brings its own steps", grip="key")
        elif not _is_bundle(node):
            yield self.finding(node, f"{target.kind} refers to no bundle", grip="key")

    examples = (
        Bad(
            """
            apiVersion: tekton.dev/v1
            kind: PipelineRun
            metadata: {generateName: build-}
            spec:
              pipelineRef:
            # ^^^^^^^^^^^ PipelineRun refers to no bundle
                name: build
            """,
        ),
        Bad(
            """
            apiVersion: tekton.dev/v1
            kind: TaskRun
            metadata: {generateName: test-}
            spec:
              taskSpec: {steps: [{name: test, image: "registry.example/test:1.4.2"}]}
            # ^^^^^^^^ TaskRun brings its own steps
            """,
        ),
        Good(
            """
            apiVersion: tekton.dev/v1
            kind: PipelineRun
            metadata: {generateName: build-}
            spec:
              pipelineRef:
                resolver: bundles
                params:
                  - {name: bundle, value: "registry.example/pipelines:1.4.2"}
                  - {name: name, value: build}
                  - {name: kind, value: pipeline}
            """,
        ),
        Good(
            """
            apiVersion: tekton.dev/v1beta1
            kind: TaskRun
            metadata: {generateName: test-}
            spec:
              taskRef: {name: test, bundle: "registry.example/tasks:1.4.2"}
            """,
            title="as it was written before resolvers",
        ),
    )


def _is_bundle(reference: Node) -> bool:
    return reference.get("resolver") == "bundles" or bool(reference.get("bundle"))
