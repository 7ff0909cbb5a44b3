"""Rule: key is not in the ConfigMap or Secret."""

from __future__ import annotations

from collections.abc import Iterable

from gitops_lint.builtin.references._missing import Lost, lost_references
from gitops_lint.builtin.sync._mistakes import node_at
from gitops_lint.references.resolve import NO_KEY
from gitops_lint.references.values import Reference
from gitops_lint.rule import Bad, Good, Node, Occurrence, Repository, Resource, Rule, Severity


class ConfigKeyNotFound(Rule[Resource]):
    """The ConfigMap or Secret exists, but has no such key: the pod stays in `CreateContainerConfigError`, or its
    volume is not mounted. Keys that an operator may fill in are not judged.

    **When to allow it.**  Something adds the key in the cluster.
    """

    summary = "key is not in the ConfigMap or Secret"
    severity = Severity.ERROR
    tags = frozenset({"references", "reliability"})

    def check(self, target: Resource, repo: Repository) -> Iterable[Occurrence]:
        """Each key that its object does not have."""
        lost = lost_references(repo, target, _names_a_key)
        return [self._occurrence(target, each) for each in lost if each.outcome == NO_KEY] if lost else ()

    def _occurrence(self, target: Resource, lost: Lost) -> Occurrence:
        reference = lost.reference
        hint = f", did you mean '{lost.meant}'?" if lost.meant else ""
        message = f"{reference.kind} '{reference.name}' has no key '{reference.key}'{hint}"
        return self.finding(_key_node(target, reference), message)

    examples = (
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: web
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                              env: [{name: MODE, valueFrom: {configMapKeyRef: {name: settings, key: mode}}}]
                    #                                                                               ^^^^ ConfigMap 'settings' has no key 'mode', did you mean 'MODE'?
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: settings
                    data: {MODE: fast}
                    """,
            },
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: web
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                              env: [{name: MODE, valueFrom: {configMapKeyRef: {name: settings, key: MODE}}}]
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: settings
                    data: {MODE: fast}
                    """,
            },
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: web
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                              env: [{name: MODE, valueFrom: {configMapKeyRef: {name: settings, key: mode, optional: true}}}]
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: settings
                    data: {MODE: fast}
                    """,
            },
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: web
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                              env: [{name: MODE, valueFrom: {configMapKeyRef: {name: settings, key: mode}}}]
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: settings
                    """,
            },
        ),
    )


def _names_a_key(reference: Reference) -> bool:
    return bool(reference.key)


def _key_node(target: Resource, reference: Reference) -> Node:
    """The key where it stands beside the name; else the place of the reference."""
    node = node_at(target, reference.pointer)
    holder = node_at(target, reference.pointer.rpartition("/")[0])
    return holder.at("key") or node
