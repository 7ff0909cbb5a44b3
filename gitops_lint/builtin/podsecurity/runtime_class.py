"""Rule: pods use the runtimes an organisation trusts."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from gitops_lint.rule import Bad, Good, Occurrence, Rule, Severity, Workload


class RuntimeClass(Rule[Workload]):
    """The pod asks for a runtime that the configuration does not allow, or for none where one is demanded.

    Nothing is reported until the list is set:

    ```yaml
    rules:
      runtime-class: {allowed: [gvisor, "kata-*"], required: true}
    ```

    **When to allow it.**  The runtime has been reviewed; add it to the list.
    """

    summary = "pod uses a runtime that is not allowed"
    severity = Severity.ERROR
    tags = frozenset({"security"})
    aliases = ("kubescape:C-0297", "kyverno:restrict-runtimeClassName", "kyverno:add-runtimeClassName")

    class Options:
        """Options of the rule; an empty list asks nothing."""

        allowed: tuple[str, ...] = ()  #: globs of RuntimeClass names, one of which must match
        required: bool = False  #: also report pods that name none

    def check(self, target: Workload) -> Iterator[Occurrence]:
        """The name, if it is not among the allowed ones."""
        allowed = self.options.allowed
        if not allowed:
            return
        node = target.pod.at("runtimeClassName")
        name = node.value if node is not None else None
        if not isinstance(name, str) or node is None:
            if self.options.required:
                yield self.finding(target.resource, "pods name no RuntimeClass")
        elif not any(fnmatchcase(name, glob) for glob in allowed):
            yield self.finding(node, f"RuntimeClass '{name}' is not allowed")

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              runtimeClassName: fast
              #                 ^^^^ RuntimeClass 'fast' is not allowed
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
            options={"allowed": ["gvisor", "kata-*"]},
        ),
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              #     ^^^ pods name no RuntimeClass
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
            options={"allowed": ["gvisor"], "required": True},
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              runtimeClassName: kata-qemu
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
            options={"allowed": ["gvisor", "kata-*"], "required": True},
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              runtimeClassName: fast
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
            title="no list, no opinion",
        ),
    )
