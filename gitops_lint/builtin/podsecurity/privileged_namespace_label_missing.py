"""Rule: the namespace of a node agent says that its pods are privileged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping

from gitops_lint.builtin.podsecurity._control import BASELINE
from gitops_lint.builtin.podsecurity._demand import (
    STANDARD_TAGS,
    asked,
    default_level,
    demands_on,
    is_node_agent,
    namespace_node,
    read_pod,
)
from gitops_lint.model.places import place_of
from gitops_lint.podsecurity.controls import controls, result_for
from gitops_lint.podsecurity.values import Level, Version
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity, Workload


def node_agents(repo: Repository) -> Mapping[Hashable, tuple[Resource, ...]]:
    """The node agents of unlabelled namespaces that cannot meet baseline, by place; ask for it with ``repo.once``."""
    found: dict[Hashable, list[Resource]] = defaultdict(list)
    for resource in repo.of_kind("apps", "DaemonSet"):
        workload = resource.workload
        if workload is not None and is_node_agent(workload) and broken_by(repo, workload):
            found[place_of(resource)].append(resource)
    return {place: tuple(resources) for place, resources in found.items()}


def broken_by(repo: Repository, workload: Workload) -> list[str]:
    """Why baseline forbids it, in short; nothing where its namespace is labelled."""
    if demands_on(repo, workload) is not None:
        return []
    pod = read_pod(workload)
    version = Version(workload.resource.context.kubernetes.minor)
    results = (result_for(pod, each, version) for each in controls(Level.BASELINE, version))
    return [result.reason for result in results if not result.allowed]


class PrivilegedNamespaceLabelMissing(Rule[Workload]):
    """A DaemonSet works on its node, and its namespace does not say that this is meant.

    Network plugins, storage drivers, node exporters and log shippers cannot meet the level baseline of the Pod
    Security Standards, so that one finding about the namespace stands for all about its node agents.  Label the namespace
    `pod-security.kubernetes.io/enforce: privileged`: the exception is then written where reviewers and the API server
    see it, and stays allowed when somebody gives the cluster a stricter default.  Keep other workloads out of it.

    It is only information where the Namespace is not in the repository, because its labels may be set elsewhere, unless
    somebody selects the level itself (`--select pss-baseline`).

    **When to allow it.**  The namespace is exempt in the API server's own configuration.
    """

    summary = "namespace of a node agent is not labelled privileged"
    severity = Severity.WARNING
    tags = BASELINE
    aliases = ("kyverno:add-privileged-existing-namespaces",)

    def check(self, target: Workload, repo: Repository) -> Iterator[Occurrence]:
        """The first such workload of a namespace, with the controls that it cannot meet and the others like it."""
        if not is_node_agent(target) or repo.once(default_level) is Level.PRIVILEGED:
            return
        agents = repo.once(node_agents).get(place_of(target.resource), ())
        is_asked = not STANDARD_TAGS.isdisjoint(repo.once(asked))  # then every workload gets its verdict
        if target.resource not in (agents if is_asked else agents[:1]):
            return
        namespace = namespace_node(repo, target)
        related = [(namespace, "this namespace")] if namespace else []
        yield self.finding(
            target.resource,
            f"works on its node ({', '.join(broken_by(repo, target))}): "
            "label its namespace 'pod-security.kubernetes.io/enforce: privileged'",
            related=[*related, *((other, "works on its node too") for other in agents if other is not target.resource)],
            severity=self.severity if namespace or is_asked else Severity.INFO,
        )

    examples = (
        Bad(
            """
            apiVersion: apps/v1
            kind: DaemonSet
            metadata:
              name: web
              #     ^^^ works on its node (host namespaces, hostPath volumes, privileged): label its namespace 'pod-security.kubernetes.io/enforce: privileged'
              namespace: shop
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  hostNetwork: true
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
                      securityContext:
                        privileged: true
                  volumes:
                    - name: root
                      hostPath:
                        path: /
            ---
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
            """,
        ),
        Bad(
            """
            apiVersion: apps/v1
            kind: DaemonSet
            metadata:
              name: web
              #     ^^^ works on its node (host namespaces, hostPath volumes, privileged): label its namespace 'pod-security.kubernetes.io/enforce: privileged'
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  hostNetwork: true
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
                      securityContext:
                        privileged: true
                  volumes:
                    - name: root
                      hostPath:
                        path: /
            """,
            title="the namespace may be labelled elsewhere",
        ),
        Good(
            """
            apiVersion: apps/v1
            kind: DaemonSet
            metadata:
              name: web
              namespace: shop
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  hostNetwork: true
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
                      securityContext:
                        privileged: true
                  volumes:
                    - name: root
                      hostPath:
                        path: /
            ---
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.kubernetes.io/enforce: privileged
            """,
        ),
        Good(
            """
            apiVersion: apps/v1
            kind: DaemonSet
            metadata:
              name: web
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            """,
            title="an ordinary DaemonSet",
        ),
        Good(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  hostNetwork: true
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            """,
            title="no node agent: the network itself is the finding",
        ),
    )
