"""Rule: a policy of Argo CD speaks of an Application that is not there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from gitops_lint.apischema.wording import similar
from gitops_lint.argocd.globs import glob
from gitops_lint.argocd.rbac import CONFIG_MAP, Grant, grants_of, read_line
from gitops_lint.argocd.rights import policies, policy_of
from gitops_lint.builtin.argocd._settings import SettingsRule
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Repository, Resource, Severity

_RESOURCES = frozenset({"applications", "logs", "exec"})
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-./")


class ArgocdRbacApplicationUnknown(SettingsRule):
    """A line of `argocd-rbac-cm`, or of a role of an AppProject, gives or denies rights to one Application by name, and the
    project has none of that name: it is misspelt, renamed, or of another project.  The line does nothing.

    Only projects of which the repository has Applications are looked at, and none where a set could not be expanded or
    something that brings Applications could not be rendered.  The right to create an Application names what is not yet
    there.

    **When to allow it.**  The Application is made elsewhere; say so under `external:` in the configuration.
    """

    summary = "Argo CD policy names an Application that does not exist"
    severity = Severity.WARNING
    confidence = Confidence.LOW
    tags = frozenset({"argocd", "rbac"})
    names = (CONFIG_MAP,)

    def check(self, target: Repository) -> Iterator[Occurrence]:
        """The lines of every ConfigMap and of every project's roles."""
        if any(policy.regex for policy in target.once(policies)):
            return
        yield from super().check(target)
        for project in target.projects:
            for role in project.items("spec", "roles"):
                for node in role.items("policies"):
                    line = read_line("policies", 0, node.value) if isinstance(node.value, str) else None
                    for _, message in _unknown(target, grants_of([line] if line is not None else [])):
                        yield self.finding(node, message)

    def judge(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Every name of the ConfigMap's own lines once."""
        policy = policy_of(repo, target)
        told: set[str] = set()
        for grant, message in _unknown(repo, policy.grants if policy is not None else ()):
            if grant.line is not None and grant.object not in told:
                told.add(grant.object)
                node = target.at("data", grant.line.key) or target
                yield self.finding(node, f"{message}: {grant.line.text}", grip=f"line {grant.line.number}")

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.csv: |
                p, role:shop, applications, sync, shop/webb, allow
            #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ project 'shop' has no Application 'webb', did you mean 'web'?: p, role:shop, applications, sync, shop/webb, allow
                g, acme:shop, role:shop
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: web, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: web}
            """,
            title="a misspelt name",
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec:
              roles:
                - name: ci
                  policies:
                    - p, proj:shop:ci, applications, sync, shop/billing, allow
                    # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ project 'shop' has no Application 'billing'
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: billing, namespace: argocd}
            spec:
              project: finance
              destination: {server: https://kubernetes.default.svc, namespace: billing}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: billing}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: web, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: web}
            """,
            title="an Application of another project",
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.csv: |
                p, role:shop, applications, sync, shop/web, allow
                p, role:shop, applications, get, shop/argocd/web, allow
                p, role:shop, applications, get, shop/*, allow
                p, role:shop, applications, get, shop/web-*, allow
                p, role:shop, applications, create, shop/preview, allow
                p, role:shop, applications, delete, shop/preview, allow
                p, role:shop, applications, sync, shop/nightly, allow
                p, role:shop, applications, sync, billing/billing, allow
                p, role:shop, applicationsets, get, shop/previews, allow
                g, acme:shop, role:shop
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: web, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: web}
            """,
            config={"external": [{"kind": "Application", "name": "nightly"}]},
            title="patterns, what is still to be created, and projects whose Applications are elsewhere",
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.csv: |
                p, role:shop, applications, sync, shop/preview-7, allow
                g, acme:shop, role:shop
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: web, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: web}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: previews, namespace: argocd}
            spec:
              generators: [{pullRequest: {github: {owner: acme, repo: web}}}]
              template:
                metadata: {name: "preview-{{number}}"}
                spec:
                  project: shop
                  destination: {server: https://kubernetes.default.svc, namespace: shop}
                  source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: web}
            """,
            title="a set that only Argo CD can expand",
        ),
    )


def _unknown(repo: Repository, grants: Iterable[Grant]) -> Iterator[tuple[Grant, str]]:
    """The grants that name an Application of which the project has none."""
    listed = [grant for grant in grants if grant.resource in _RESOURCES and _PLAIN.issuperset(grant.object)]
    created = {grant.object for grant in listed if grant.action == "create"}
    for grant in listed:
        project, _, rest = grant.object.partition("/")
        name = rest.rpartition("/")[2]
        known = repo.once(_applications).get(project, frozenset())
        if name and known and name not in known and grant.object not in created and not _is_external(repo, name):
            meant = similar(name, known)
            hint = f", did you mean '{meant}'?" if meant else ""
            yield grant, f"project '{project}' has no Application '{name}'{hint}"


def _applications(repo: Repository) -> Mapping[str, frozenset[str]]:
    """The names of the Applications of each project; nothing where there may be more than those of the repository."""
    homes = {item.namespace for item in repo.applications}
    found: dict[str, set[str]] = defaultdict(set)
    for application in repo.applications:
        found[application.text("spec", "project") or "default"].add(application.name)
        if application.deployable is not None and application.deployable.speculative:
            return {}
    if any(
        item.not_checked and (item.kind == "applicationset" or item.namespace in homes) for item in repo.deployables
    ):
        return {}
    return {project: frozenset(names) for project, names in found.items()}


def _is_external(repo: Repository, name: str) -> bool:
    return any(item.kind == "Application" and glob(item.name, name) for item in repo.config.external)
