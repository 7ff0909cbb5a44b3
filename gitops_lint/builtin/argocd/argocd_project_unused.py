"""Rule: nobody uses a project, or a role of it."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.argocd._projects import global_projects
from gitops_lint.rule import AppProject, Bad, Good, Occurrence, Repository, Rule, Severity


class ArgocdProjectUnused(Rule[AppProject]):
    """No Application of the repository, which has some, is in the project; or a role of the project has no policy, or nobody who
    could have it: no group and no token.

    **When to allow it.**  Its Applications live in another repository; tokens are made in the user interface.
    """

    summary = "project or project role that nobody uses"
    severity = Severity.INFO
    tags = frozenset({"argocd"})

    def check(self, target: AppProject, repo: Repository) -> Iterator[Occurrence]:
        """The project, then its roles."""
        used = repo.once(_used)
        used = used | repo.once(global_projects) if used is not None else None
        if used is not None and target.name not in used and target.name != "default":
            yield self.finding(target.at("metadata", "name") or target, f"no Application is in project '{target.name}'")
        for role in target.items("spec", "roles"):
            name = role.text("name")
            if name and not role.get("policies"):
                yield self.finding(role.at("name") or role, f"role '{name}' has no policy")
            elif name and not role.get("groups") and not role.get("jwtTokens"):
                yield self.finding(role.at("name") or role, f"nobody has role '{name}': it has no group and no token")

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec:
              roles:
                - name: ci
                #       ^^ nobody has role 'ci': it has no group and no token
                  policies: ["p, proj:shop:ci, applications, sync, shop/*, allow"]
                - name: look
                #       ^^^^ role 'look' has no policy
                  groups: [acme:guests]
            """,
        ),
        Bad(
            files={
                "project.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: AppProject
                    metadata: {name: shopp, namespace: argocd}
                    #                ^^^^^ no Application is in project 'shopp'
                    spec: {}
                    """,
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "shop/pod.yaml": """
                    {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: "registry.example/web:1"}]}}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
        Good(
            files={
                "project.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: AppProject
                    metadata: {name: shop, namespace: argocd}
                    spec: {roles: [{name: ci, groups: [acme:ci], policies: ["p, proj:shop:ci, applications, sync, shop/*, allow"]}]}
                    """,
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "shop/pod.yaml": """
                    {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: "registry.example/web:1"}]}}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec: {}
            """,
            title="Applications are elsewhere",
        ),
    )


def _used(repo: Repository) -> frozenset[str] | None:
    """The projects that Applications and sets name; None where it cannot be told."""
    names = [application.get("spec", "project") for application in repo.applications]
    names += [item.get("spec", "template", "spec", "project") for item in repo.application_sets]
    unknown = any(not isinstance(name, str) or "{{" in name for name in names)
    incomplete = any(item.not_checked for item in repo.deployables)
    return None if not names or unknown or incomplete else frozenset(names)
