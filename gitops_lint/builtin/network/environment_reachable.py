"""Rule: other environments do not reach a protected one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity, Workload
from gitops_lint.source.globs import name_matches

if TYPE_CHECKING:
    from gitops_lint.network.repository import View


class EnvironmentReachable(Rule[Workload]):
    """A workload of a protected environment that workloads of another environment may connect to.

    Says nothing until it is told what an environment is: with `environments` in the configuration, groups of namespaces
    of which none may reach another; with `label`, the value of that label of a namespace; with `groups`, names and globs
    of namespaces (`prod=*-prod,prod-*`).  Namespaces that are in no environment, such as an ingress controller's, may
    connect.

    **When to allow it.**  The connection between the environments is wanted.
    """

    summary = "workload that another environment may connect to"
    severity = Severity.WARNING
    tags = frozenset({"network", "security"})
    security_severity = 6.0

    class Options:
        """Options of the rule."""

        label: str = ""  #: namespace label whose value is the environment
        groups: tuple[str, ...] = ()  #: environments by namespace: ``dev=dev-*,*-dev``
        protected: tuple[str, ...] = ("prod", "production")  #: environments that no other one may reach

    def check(self, target: Workload, repo: Repository) -> Iterator[Occurrence]:
        """The workload, with the first of those that reach it."""
        groups = self._groups(repo)
        if not self.options.label and not groups:
            return
        protected = {*self.options.protected, *repo.config.environments}
        from gitops_lint.network.claims import reach_of
        from gitops_lint.network.repository import views

        for view in repo.once(views):
            mine = [pod for pod in view.scene.cluster.endpoints if pod.source is target.resource]
            here = self._environment(view, mine[0].namespace, groups) if mine else ""
            if here not in protected:
                continue
            reach = repo.once(reach_of, view)
            found = [
                (pod, ports)
                for pod in view.scene.cluster.endpoints
                if self._environment(view, pod.namespace, groups) not in ("", here)
                and (ports := reach.allowed(pod, mine[0]))
            ]
            if found:
                first, ports = found[0]
                other = self._environment(view, first.namespace, groups)
                message = f"workloads of environment '{other}' may connect to it: {ports}"
                sources = [pod.source for pod, _ in found if isinstance(pod.source, Resource)]
                related = [(source, "may connect to it") for source in sources[:3]]
                yield self.finding(target.resource, message, related=related)

    def _groups(self, repo: Repository) -> Mapping[str, Sequence[str]]:
        """Globs of namespaces by environment."""
        said = dict(each.split("=", 1) for each in self.options.groups if "=" in each)
        own = {name: [glob.strip() for glob in globs.split(",")] for name, globs in said.items()}
        return {**repo.config.environments, **own}

    def _environment(self, view: View, namespace: str, groups: Mapping[str, Sequence[str]]) -> str:
        for name, globs in groups.items():
            if name_matches(globs, namespace):
                return name
        return view.scene.cluster.namespace_labels(namespace).get(self.options.label, "")

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop-dev}
            spec: {containers: [{name: web, image: "registry.example/web:1.0.0"}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: db
              #     ^^ workloads of environment 'dev' may connect to it: All Connections
              namespace: shop-prod
            spec: {containers: [{name: db, image: "registry.example/db:1.0.0"}]}
            """,
            options={"groups": ["dev=*-dev", "prod=*-prod"]},
        ),
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop-dev}
            spec: {containers: [{name: web, image: "registry.example/web:1.0.0"}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: db
              #     ^^ workloads of environment 'dev' may connect to it: All Connections
              namespace: shop-live
            spec: {containers: [{name: db, image: "registry.example/db:1.0.0"}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: inside, namespace: shop-dev}
            spec: {podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}
            """,
            config={"environments": {"live": ["*-live"], "dev": ["*-dev"]}},
            title="neither may reach the other; one lets nobody in",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop-dev}
            spec: {containers: [{name: web, image: "registry.example/web:1.0.0"}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: db, namespace: shop-prod}
            spec: {containers: [{name: db, image: "registry.example/db:1.0.0"}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: inside, namespace: shop-prod}
            spec: {podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}
            """,
            options={"groups": ["dev=*-dev", "prod=*-prod"]},
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop-dev}
            spec: {containers: [{name: web, image: "registry.example/web:1.0.0"}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: db, namespace: shop-prod}
            spec: {containers: [{name: db, image: "registry.example/db:1.0.0"}]}
            """,
            title="nobody said what an environment is",
        ),
    )
