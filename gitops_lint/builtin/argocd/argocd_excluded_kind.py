"""Rule: Argo CD passes over the object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gitops_lint.argocd.embedded import read_yaml
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Repository, Resource, Rule, Severity

_SINCE = (3, 0)
_EXCLUDED: Mapping[str, frozenset[str]] = {
    "": frozenset({"Endpoints"}),
    "authentication.k8s.io": frozenset({"SelfSubjectReview", "TokenReview"}),
    "authorization.k8s.io": frozenset(
        {"LocalSubjectAccessReview", "SelfSubjectAccessReview", "SelfSubjectRulesReview", "SubjectAccessReview"}
    ),
    "cert-manager.io": frozenset({"CertificateRequest"}),
    "certificates.k8s.io": frozenset({"CertificateSigningRequest"}),
    "cilium.io": frozenset({"CiliumEndpoint", "CiliumEndpointSlice", "CiliumIdentity"}),
    "coordination.k8s.io": frozenset({"Lease"}),
    "discovery.k8s.io": frozenset({"EndpointSlice"}),
}
"""``manifests/base/config/argocd-cm.yaml`` of Argo CD 3.0 and newer, without the reports of Kyverno."""


class ArgocdExcludedKind(Rule[Resource]):
    """From Argo CD 3.0 on, `resource.exclusions` in `argocd-cm` excludes kinds that change all the time: Endpoints, EndpointSlices,
    Leases, CertificateRequests and some more.  An object of such a kind in git is not applied; all that is said is a warning
    (`ExcludedResourceWarning`).

    **When to allow it.**  The setting of your Argo CD is another one and not in git: say so with `argocd.config`.
    """

    summary = "object of a kind that Argo CD passes over"
    severity = Severity.WARNING
    confidence = Confidence.MEDIUM
    tags = frozenset({"argocd", "sync"})

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Objects of these kinds that an Application deploys."""
        if target.kind not in _EXCLUDED.get(target.group, ()):
            return
        deployable = target.deployable
        if deployable is None or deployable.application is None or target.context.argocd < _SINCE:
            return
        if not repo.once(_is_changed):
            yield self.finding(target.at("kind") or target, f"{target.kind} is excluded, Argo CD does not apply it")

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


def _is_changed(repo: Repository) -> bool:
    """Whether the repository sets the exclusions itself, in a way that may leave these kinds out."""
    config = repo.config.argocd.config
    data = [item.mapping("data") for item in repo.of_kind("", "ConfigMap") if item.name == "argocd-cm"]
    if isinstance(config, dict):
        data.append(dict(config))
    elif config:
        data += [_data(document.value) for document in repo.documents if document.path == config]
    texts = [item["resource.exclusions"] for item in data if isinstance(item.get("resource.exclusions"), str)]
    return any("EndpointSlice" not in str(read_yaml(text)) for text in texts)


def _data(value: object) -> dict[str, object]:
    found = value.get("data") if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}
