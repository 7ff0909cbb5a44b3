"""Rule: a pod's overhead is the one of its RuntimeClass."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.admission._namespace import TAGS, runtime_class
from gitops_lint.podsecurity.amounts import amounts
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Rule, Severity, Workload

_ALONE = "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead"
_DIFFERENT = "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead"


class RuntimeClassRefusesPod(Rule[Workload]):
    """The pod writes an `overhead` that is not the one of its RuntimeClass, and the API server refuses it.

    The overhead is what the runtime itself needs beside the containers, such as the machine around a Kata container.
    The API server fills it in; leave the field out.  (``plugin/pkg/admission/runtimeclass`` of Kubernetes.)

    **When to allow it.**  Never.
    """

    summary = "overhead is not that of the RuntimeClass"
    severity = Severity.ERROR
    tags = TAGS

    def check(self, target: Workload, repo: Repository) -> Iterator[Occurrence]:
        """The overhead, in the API server's words; a RuntimeClass that is not in the repository is not judged."""
        overhead = target.pod.at("overhead")
        if overhead is None or not overhead.value:
            return
        runtime = runtime_class(repo, target)
        if runtime is None:
            if not target.pod.get("runtimeClassName"):
                yield self.finding(overhead, _ALONE)
            return
        related = [(runtime, "this RuntimeClass")]
        fixed = runtime.mapping("overhead", "podFixed")
        if not fixed:
            yield self.finding(overhead, _ALONE, related=related)
        elif amounts(fixed) != amounts(overhead.value):
            yield self.finding(overhead, _DIFFERENT, related=related)

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              overhead: {cpu: 250m}
              #^^^^^^^ pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
        ),
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  runtimeClassName: kata
                  overhead: {cpu: 200m}
                  #^^^^^^^ pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead
                  containers: [{name: app, image: "registry.example/app:1.4.2"}]
            ---
            apiVersion: node.k8s.io/v1
            kind: RuntimeClass
            metadata: {name: kata}
            handler: kata
            overhead:
              podFixed: {cpu: 250m}
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              runtimeClassName: kata
              overhead: {cpu: "0.25"}
              containers: [{name: app, image: "registry.example/app:1.4.2"}]
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: other
            spec:
              runtimeClassName: gvisor
              overhead: {cpu: 100m}
              containers: [{name: app, image: "registry.example/app:1.4.2"}]
            ---
            apiVersion: node.k8s.io/v1
            kind: RuntimeClass
            metadata: {name: kata}
            handler: kata
            overhead:
              podFixed: {cpu: 250m}
            """,
            title="the same amount, and a class that is not in the repository",
        ),
    )
