"""Rule: Applications that deploy each other in a circle."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gitops_lint.builtin.argocd._specs import APPLICATIONS, place_of
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity

Edges = Mapping[int, Sequence[int]]


class ArgocdApplicationCycle(Rule[Resource]):
    """The Application deploys one that it is deployed by, directly or through others.  Usually its path was copied from
    the root's, or a folder of Applications holds the root too.

    It works until somebody deletes one of them, or a file is moved: with finalizers each takes the next one down and is
    taken down by it, and without a root there is nobody left who would bring them back.

    An Application that deploys itself is none, nor one that deploys the ApplicationSet that it comes from: so do roots
    that manage themselves.

    **When to allow it.**  The Application installs Argo CD, with the root among the chart's extra objects.
    """

    summary = "Applications deploy each other in a circle"
    severity = Severity.WARNING
    tags = frozenset({"argocd"})
    kinds = APPLICATIONS

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The one that closes a circle."""
        circle = repo.once(_circles).get(id(target), ())
        if circle:
            names = [item.name for item in (*circle, circle[0])]
            related = [(item, "in the circle") for item in circle[:-1]]
            message = f"'{target.name}' deploys '{circle[0].name}', which it comes from itself: {' → '.join(names)}"
            yield self.finding(target.at("metadata", "name") or target, message, related=related)

    examples = (
        Bad(
            files={
                "bootstrap/root.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: root, namespace: argocd}
                    spec:
                      project: default
                      destination: {server: https://kubernetes.default.svc, namespace: argocd}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: apps}
                    """,
                "apps/settings.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: settings, namespace: argocd}
                    spec:
                      project: default
                      destination: {server: https://kubernetes.default.svc, namespace: argocd}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: settings}
                    """,
                "settings/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}",
                "apps/platform.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: platform, namespace: argocd}
                    #                ^^^^^^^^ 'platform' deploys 'root', which it comes from itself: root → platform → root
                    spec:
                      project: default
                      destination: {server: https://kubernetes.default.svc, namespace: argocd}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: bootstrap}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
        Good(
            files={
                "apps/root.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: root, namespace: argocd}
                    spec:
                      project: default
                      destination: {server: https://kubernetes.default.svc, namespace: argocd}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: apps}
                    """,
                "apps/platform.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: platform, namespace: argocd}
                    spec:
                      project: default
                      destination: {server: https://kubernetes.default.svc, namespace: argocd}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: platform}
                    """,
                "platform/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}",
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
            title="a root that manages itself",
        ),
        Good(
            files={
                "apps/argocd/set.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: ApplicationSet
                    metadata: {name: all, namespace: argocd}
                    spec:
                      generators:
                        - git:
                            repoURL: https://github.com/acme/deploy.git
                            revision: HEAD
                            directories: [{path: apps/*}]
                      template:
                        metadata: {name: "{{path.basename}}"}
                        spec:
                          project: default
                          destination: {server: https://kubernetes.default.svc, namespace: argocd}
                          source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: "{{path}}"}
                    """,
                "apps/settings/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}",
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
            title="a set that manages itself",
        ),
    )


def _circles(repo: Repository) -> Mapping[int, tuple[Resource, ...]]:
    """Each circle from where it begins, by the identity of the Application that closes it; none has two circles.

    It begins at one that is also brought from outside of it, else at the one that brings most.
    """
    nodes = {id(item): bringer for item in repo.deployables if (bringer := item.brought_by) is not None}
    edges = _edges(repo, nodes)
    left = _without_leaves(_turned(_without_leaves(_turned(edges))))
    if not left:
        return {}
    entries = {target for node, targets in edges.items() if node not in left for target in targets}
    found: dict[int, tuple[Resource, ...]] = {}
    told: set[int] = set()
    for start in sorted(left, key=lambda node: (node not in entries, -len(edges[node]), place_of(nodes[node]))):
        path = _way_back(start, left) if start not in told else []
        if path and not told & set(path):
            told.update(path)
            found[id(nodes[path[-1]])] = tuple(nodes[node] for node in path)
    return found


def _edges(repo: Repository, nodes: Mapping[int, Resource]) -> dict[int, list[int]]:
    """Which deployables bring which other ones."""
    known: dict[Any, int] = {}
    for node, bringer in nodes.items():
        known.setdefault(_identity(bringer), node)
    edges: dict[int, list[int]] = {node: [] for node in nodes}
    for resource in (*repo.applications, *repo.application_sets):
        home, target = id(resource.deployable), known.get(_identity(resource))
        if home in edges and target is not None and target not in (home, _maker(nodes[home])):
            edges[home].append(target)
    return edges


def _maker(bringer: Resource) -> int:
    """The deployable of the set that generates an Application, which manages itself if that deploys the set."""
    home = bringer.deployable
    return id(home) if home is not None and home.application_set is not None else 0


def _identity(resource: Resource) -> tuple[object, ...]:
    """What tells Applications apart: kind, name, and the Argo CD that they are applied to."""
    home = resource.deployable
    if home is not None and home.application_set is not None:
        home = home.application_set.deployable  # what a set generates is where the set is
    place = (home.instance, home.cluster.name, home.cluster.server) if home is not None else ()
    return (*resource.identity, *place)


def _turned(edges: Edges) -> dict[int, list[int]]:
    turned: dict[int, list[int]] = {node: [] for node in edges}
    for node, targets in edges.items():
        for target in targets:
            turned[target].append(node)
    return turned


def _without_leaves(edges: Edges) -> dict[int, list[int]]:
    """What is left when nodes without edges of their own are taken away, again and again."""
    count = {node: len(targets) for node, targets in edges.items()}
    turned = _turned(edges)
    gone = [node for node, number in count.items() if not number]
    for node in gone:
        for other in turned[node]:
            count[other] -= 1
            if not count[other]:
                gone.append(other)
    left = count.keys() - gone
    return {node: [target for target in edges[node] if target in left] for node in edges if node in left}


def _way_back(start: int, edges: Edges) -> list[int]:
    """The shortest way from a node to itself, without its last step; empty where there is none."""
    before = {start: start}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        for target in edges[node]:
            if target == start:
                path = [node]
                while path[-1] != start:
                    path.append(before[path[-1]])
                return path[::-1]
            if target not in before:
                before[target] = node
                waiting.append(target)
    return []
