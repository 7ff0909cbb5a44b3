"""Rule: nobody is in the group root."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.model.node import Node
from gitops_lint.podsecurity.labels import allows_everything
from gitops_lint.rule import Bad, Good, Occurrence, Rule, Severity, Workload


class RunAsRootGroup(Rule[Workload]):
    """The pod or a container asks for the group 0, that of root.

    Files of images and volumes often belong to it, so that its members may write what only root should.  Use a group of
    the program's own.  Namespaces labelled `privileged` are left alone.  An image that says nothing runs in the group 0 too; only what is written is reported.

    **When to allow it.**  Images made for OpenShift, which gives every pod a random user in the group 0.
    """

    summary = "pod asks for the group root"
    severity = Severity.INFO
    tags = frozenset({"hardening", "security"})
    security_severity = 3.0
    aliases = (
        "KSV-0116",
        "kyverno:require-non-root-groups",
        "kyverno:check-supplemental-groups",
        "kyverno:restrict-usergroup-fsgroup-id",
        "gatekeeper:fsgroup",
    )

    def check(self, target: Workload) -> Iterator[Occurrence]:
        """Every place that names the group 0; with users of its own the pod's root is not the node's."""
        if target.pod.get("hostUsers") is False:
            return
        labels = target.resource.context.namespace_facts.labels
        groups: list[Node | None] = [target.pod.at("securityContext", key) for key in ("runAsGroup", "fsGroup")]
        groups += target.pod.items("securityContext", "supplementalGroups")
        groups += [container.at("securityContext", "runAsGroup") for container in target.containers]
        for node in groups:
            is_root = node is not None and node.value == 0 and not isinstance(node.value, bool)
            if node is not None and is_root and not allows_everything(labels):
                key = next(part for part in reversed(node.pointer) if isinstance(part, str))
                yield self.finding(node, f"'{key}' is 0, the group of root")

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              securityContext:
                runAsGroup: 0
                #           ^ 'runAsGroup' is 0, the group of root
                fsGroup: 0
                #        ^ 'fsGroup' is 0, the group of root
                supplementalGroups:
                  - 2000
                  - 0
                  # ^ 'supplementalGroups' is 0, the group of root
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  securityContext:
                    runAsGroup: 0
                    #           ^ 'runAsGroup' is 0, the group of root
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              hostUsers: false
              securityContext:
                runAsGroup: 0
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
            title="root of a user namespace is nobody on the node",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              securityContext:
                runAsUser: 0
                runAsGroup: 1000
                fsGroup: 2000
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
            title="the user is another rule",
        ),
    )
