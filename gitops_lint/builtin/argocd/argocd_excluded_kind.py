"""Rule: Argo CD passes over the object."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.exclusions import EXCLUSIONS, ResourceFilter, filters_of
from gitops_lint.argocd.instance import settings_of_instance
from gitops_lint.builtin.argocd._settings import said_of
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Repository, Resource, Rule, Severity


class ArgocdExcludedKind(Rule[Resource]):
    """Argo CD passes over the kinds that `resource.exclusions` in `argocd-cm` lists, and over those that `resource.inclusions`,
    if it is set, does not list.  An object of such a kind in git is not applied; all that is said is a warning
    (`ExcludedResourceWarning`).

    From 3.0 on the exclusions are, unless set otherwise, kinds that change all the time: Endpoints, EndpointSlices, Leases,
    CertificateRequests and some more.  Events and Leases are excluded whatever is set.  Judged is by the settings of the
    Argo CD that runs the Application; they are read from the repository or from `argocd.config`.

    **When to allow it.**  The setting of your Argo CD is another one and not in git: say so with `argocd.config`.
    """

    summary = "object of a kind that Argo CD passes over"
    severity = Severity.WARNING
    confidence = Confidence.MEDIUM
    tags = frozenset({"argocd", "sync"})
    deployed = True

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Objects of these kinds that an Application deploys."""
        deployable = target.deployable
        if deployable is None or deployable.application is None or not target.kind:
            return
        server = deployable.cluster.server
        why = repo.once(_why_excluded, deployable.instance, target.group, target.kind, server)
        if why:
            reason = "is excluded" if why == EXCLUSIONS else f"is not among the {why}"
            related = said_of(repo.once(settings_of_instance, deployable.instance).cm, why)
            message = f"{target.kind} {reason}, Argo CD does not apply it"
            yield self.finding(target.at("kind") or target, message, related=related)

    examples = (
        Bad(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "shop/endpoints.yaml": """
                    apiVersion: v1
                    kind: Endpoints
                    #     ^^^^^^^^^ Endpoints is excluded, Argo CD does not apply it
                    metadata: {name: database}
                    subsets: [{addresses: [{ip: 192.0.2.7}], ports: [{port: 5432}]}]
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
        Bad(
            files={
                "clusters/dev/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "clusters/dev/argocd-cm.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
                    data: {resource.exclusions: "[{kinds: [Job], apiGroups: [batch]}]"}
                    """,
                "clusters/prod/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop-prod}
                    """,
                "clusters/prod/argocd-cm.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
                    data: {resource.inclusions: "[{apiGroups: [batch], clusters: ['https://*']}]"}
                    """,
                "shop/migrate.yaml": """
                    apiVersion: batch/v1
                    kind: Job
                    #     ^^^ Job is excluded, Argo CD does not apply it
                    metadata: {name: migrate}
                    spec:
                      template:
                        spec: {restartPolicy: Never, containers: [{name: migrate, image: "registry.example/shop:1"}]}
                    """,
                "shop-prod/migrate.yaml": """
                    apiVersion: batch/v1
                    kind: Job
                    metadata: {name: migrate}
                    spec:
                      template:
                        spec: {restartPolicy: Never, containers: [{name: migrate, image: "registry.example/shop:1"}]}
                    """,
                "shop-prod/settings.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    #     ^^^^^^^^^ ConfigMap is not among the resource.inclusions, Argo CD does not apply it
                    metadata: {name: settings}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
            title="each Argo CD has its own lists",
        ),
        Good(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "shop/endpoints.yaml": """
                    apiVersion: v1
                    kind: Endpoints
                    metadata: {name: database}
                    subsets: [{addresses: [{ip: 192.0.2.7}], ports: [{port: 5432}]}]
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}, "argocd": {"version": "2.14"}},
        ),
        Good(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "argocd/settings.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
                    data: {resource.exclusions: "[{kinds: [Lease], apiGroups: [coordination.k8s.io]}]"}
                    """,
                "shop/endpoints.yaml": """
                    apiVersion: v1
                    kind: Endpoints
                    metadata: {name: database}
                    subsets: [{addresses: [{ip: 192.0.2.7}], ports: [{port: 5432}]}]
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
    )


def _why_excluded(repo: Repository, instance: str, group: str, kind: str, server: str) -> str:
    """The setting that excludes a kind, whichever of the settings that the instance may have it has."""
    reasons = [found.why_excluded(group, kind, server) for found in repo.once(_filters, instance)]
    return reasons[0] if reasons and all(reasons) else ""


def _filters(repo: Repository, instance: str) -> tuple[ResourceFilter, ...]:
    return tuple(filters_of(repo.once(settings_of_instance, instance).cm, repo.config.argocd.version))
