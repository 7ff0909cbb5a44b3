"""Rule: AppProject holds what Argo CD refuses or never matches."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.projectcheck import check_project
from gitops_lint.model.node import nearest
from gitops_lint.rule import AppProject, Bad, Good, Occurrence, Rule, Severity


class ArgocdProjectInvalid(Rule[AppProject]):
    """A destination, repository pattern, role, policy line, sync window or key is malformed, doubled or matches nothing.

    Argo CD validates projects in its API and command line only, so nobody says so when one comes from git.  A schedule
    or duration that cannot be read blocks every sync of the project's Applications, as do `signatureKeys` of which none is
    a key ID, and policies of `sourceIntegrity` that are for the same repository.  What is only doubled does no harm from
    git: it is a warning, because every later change by the API or the command line is refused.

    **When to allow it.**  Never.
    """

    summary = "AppProject holds what Argo CD refuses or never matches"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "sync"})

    def check(self, target: AppProject) -> Iterator[Occurrence]:
        """Every mistake; what is only without effect or doubled is a warning."""
        for problem in check_project(target.value, target.context.argocd):
            harmless = not problem.refused or problem.kind == "duplicate-entry"
            severity = problem.severity or (Severity.WARNING if harmless else None)
            yield self.finding(nearest(target, problem.pointer), problem.message, severity=severity)

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec:
              sourceRepos: ["https://github.com/acme/*"]
              destinations: [{server: https://kubernetes.default.svc, namespace: shop}]
              roles:
                - name: deploy
                  policies:
                    - p, proj:shop:deploy, applications, sync, shop/*, allow
                    # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ policy 'p, proj:shop:deploy, applications, sync, shop/*, allow' allows nothing, because 'p, proj:shop:deploy, applications, *, shop/*, deny' denies all of it
                    - p, proj:shop:deploy, applications, *, shop/*, deny
              syncWindows: [{kind: allow, schedule: '0 22 31 4 *', duration: 1h, applications: ['*']}]
              #                                     ^^^^^^^^^^^^^ schedule '0 22 31 4 *' names a day that no month has
            """,
            title="what cannot be",
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec:
              sourceRepos: ["https://github.com/acme/*"]
              destinations: [{server: https://kubernetes.default.svc, namespace: shop}]
              syncWindows: [{kind: allow, schedule: '0 22 * *', duration: 1h, applications: ['*']}]
              #                                     ^^^^^^^^^^ cannot parse schedule '0 22 * *': expected exactly 5 fields, found 4: [0 22 * *]
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec:
              sourceRepos: ["https://github.com/acme/*"]
              destinations: [{server: https://kubernetes.default.svc, namespace: shop}]
              roles:
                - name: deploy
                  policies: ['p, proj:shop:deploy, applications, sync, other/*, allow']
                  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ invalid policy rule 'p, proj:shop:deploy, applications, sync, other/*, allow': object must be of form 'shop/*', 'shop[/<NAMESPACE>]/<APPNAME>' or 'shop/<APPNAME>', not 'other/*'
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec:
              sourceRepos: ["https://github.com/acme/*"]
              destinations: [{server: https://kubernetes.default.svc}]
              #               ^^^^^^ destination without namespace permits only the empty namespace
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec:
              sourceRepos: ["https://github.com/acme/*"]
              destinations: [{server: https://kubernetes.default.svc, namespace: shop}]
              signatureKeys:
                - keyID: 4AEE18F83AFDEB23
                - keyID: ops@acme.example
                #        ^^^^^^^^^^^^^^^^ 'ops@acme.example' is not a valid GnuPG key ID
              orphanedResources:
                warn: true
                ignore: [{kind: Job, name: "migrate-*"}]
                #               ^^^ without group no Job matches, it is in 'batch'
              syncWindows: [{kind: allow, schedule: '0 22 * * 5', duration: 200h, applications: ['*']}]
              #                                                             ^^^^ allow window never closes: it opens anew before its duration '200h' is over
            """,
            title="what Argo CD passes over",
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec:
              sourceRepos: ["https://github.com/acme/*"]
              destinations: [{server: https://kubernetes.default.svc, namespace: shop}]
              syncWindows: [{kind: allow, schedule: '0 22 * * *', duration: 1h, applications: ['*']}]
              roles:
                - name: deploy
                  policies: ['p, proj:shop:deploy, applications, sync, shop/*, allow']
            """,
        ),
    )
