"""Rule: the destination is no cluster that Argo CD knows."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.apischema.wording import is_slip
from gitops_lint.argocd.application import read_application
from gitops_lint.argocd.destinations import IN_CLUSTER_NAME, IN_CLUSTER_SERVER, hides_its_cluster
from gitops_lint.argocd.instance import settings_of_instance
from gitops_lint.argocd.plain import is_open
from gitops_lint.builtin.argocd._projects import argocd_secrets
from gitops_lint.builtin.argocd._settings import said_of
from gitops_lint.builtin.argocd._tree import deployed_by
from gitops_lint.model.node import nearest
from gitops_lint.patterns import regex
from gitops_lint.rule import Application, Bad, Confidence, Good, Occurrence, Repository, Rule, Severity

_IN_CLUSTER = "cluster.inClusterEnabled"
_LIKE_IN_CLUSTER = regex(r"https?://kubernetes\.default(\.svc(\.cluster)?(\.local)?)?(:\d+)?/?\Z")


class ArgocdClusterUnknown(Rule[Application]):
    """The destination names a cluster that is neither among the cluster Secrets of the repository nor under `clusters:` of the
    configuration, while others are.  Argo CD refuses an Application for a cluster that is not registered (`InvalidSpecError`).

    A server must be written as in the Secret; only a slash at its end does not count.  Argo CD's own cluster is there unless
    `argocd-cm` has `cluster.inClusterEnabled: "false"`, under the address `https://kubernetes.default.svc` and no other of its
    service, which is reported whatever else is known.  The profile `default` reports only what one letter makes a cluster
    that is known (`uncertain: false`).

    **When to allow it.**  The cluster is registered by hand, with `argocd cluster add`.
    """

    summary = "destination is a cluster that is not registered"
    severity = Severity.WARNING
    confidence = Confidence.MEDIUM
    tags = frozenset({"argocd", "sync"})

    class Options:
        """Options of the rule."""

        uncertain: bool = True  #: also report names that are like no known one

    def check(self, target: Application, repo: Repository) -> Iterator[Occurrence]:
        """Applications for another cluster than Argo CD's own, or for that one where it is switched off."""
        deployable = deployed_by(target, repo)
        if deployable is None:
            return
        destination = read_application(target.value).destination
        named = destination.name or destination.server
        if named.rstrip("/") in (IN_CLUSTER_NAME, IN_CLUSTER_SERVER) and _is_disabled(repo, deployable.instance):
            node = nearest(target, ("spec", "destination", "name" if destination.name else "server"))
            message = f"cluster '{named}' is disabled, argocd-cm has '{_IN_CLUSTER}: \"false\"'"
            related = said_of(repo.once(settings_of_instance, deployable.instance).cm, _IN_CLUSTER)
            yield self.finding(node, message, related=related)
        if deployable.cluster.declared:
            return
        if destination.server.rstrip("/") != IN_CLUSTER_SERVER and _LIKE_IN_CLUSTER.match(destination.server):
            node = nearest(target, ("spec", "destination", "server"))
            yield self.finding(node, f"cluster '{named}' is not registered, did you mean '{IN_CLUSTER_SERVER}'?")
            return
        if not repo.once(_are_known):
            return
        if named in ("", IN_CLUSTER_NAME, IN_CLUSTER_SERVER) or is_open(named):
            return
        node = nearest(target, ("spec", "destination", "name" if destination.name else "server"))
        known = sorted(each.name for each in repo.clusters.values() if each.declared and each.name)
        meant = next((each for each in known if destination.name and is_slip(named, each)), "")
        hint = f", did you mean '{meant}'?" if meant else ""
        if meant or self.options.uncertain:
            yield self.finding(node, f"cluster '{named}' is not registered{hint}")

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {name: prdo, namespace: shop}
              #                   ^^^^ cluster 'prdo' is not registered, did you mean 'prod'?
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: prod, namespace: argocd, labels: {argocd.argoproj.io/secret-type: cluster}}
            stringData: {name: prod, server: "https://prod.example"}
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              #                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ cluster 'https://kubernetes.default.svc' is disabled, argocd-cm has 'cluster.inClusterEnabled: "false"'
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data: {cluster.inClusterEnabled: "false"}
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc.cluster.local, namespace: shop}
              #                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ cluster 'https://kubernetes.default.svc.cluster.local' is not registered, did you mean 'https://kubernetes.default.svc'?
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            """,
            title="another address of Argo CD's own cluster",
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: "https://kubernetes.default.svc.cluster.local", namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: own, namespace: argocd, labels: {argocd.argoproj.io/secret-type: cluster}}
            stringData: {name: own, server: "https://kubernetes.default.svc.cluster.local"}
            """,
            title="an address that a Secret registers",
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: "https://prod.example/", namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: own, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: prod, namespace: argocd, labels: {argocd.argoproj.io/secret-type: cluster}}
            stringData: {name: prod, server: "https://prod.example"}
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {name: prdo, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            """,
            title="nobody says which clusters there are",
        ),
        Good(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {name: prod, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "clusters/kustomization.yaml": "resources: [dev.yaml, prod.yaml]",
                "clusters/dev.yaml": """
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: dev, namespace: argocd, labels: {argocd.argoproj.io/secret-type: cluster}}
                    data: {name: ZGV2, server: aHR0cHM6Ly9kZXYuZXhhbXBsZQ==}
                    """,
                "clusters/prod.yaml": """
                    apiVersion: external-secrets.io/v1
                    kind: ExternalSecret
                    metadata: {name: prod, namespace: argocd}
                    spec:
                      secretStoreRef: {name: aws, kind: ClusterSecretStore}
                      target:
                        template:
                          metadata: {labels: {argocd.argoproj.io/secret-type: cluster}}
                          data: {name: prod, server: "https://prod.example", config: "{{ .config }}"}
                      data: [{secretKey: config, remoteRef: {key: clusters/prod}}]
                    """,
            },
            title="registered through External Secrets",
        ),
        Good(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {name: prod, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "clusters/dev.yaml": """
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: dev, namespace: argocd, labels: {argocd.argoproj.io/secret-type: cluster}}
                    data: {name: ZGV2, server: aHR0cHM6Ly9kZXYuZXhhbXBsZQ==}
                    """,
                "clusters/prod.yaml": """
                    apiVersion: bitnami.com/v1alpha1
                    kind: SealedSecret
                    metadata: {name: prod, namespace: argocd}
                    spec:
                      encryptedData: {name: AgBy, server: AgCz, config: AgDx}
                      template: {metadata: {labels: {argocd.argoproj.io/secret-type: cluster}}}
                    """,
            },
            title="a sealed Secret does not say which cluster it is",
        ),
        Good(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {name: prod, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "argocd/kustomization.yaml": """
                    resources:
                      - https://github.com/argoproj/argo-cd//manifests/cluster-install?ref=v3.1.0
                      - prod.yaml
                    """,
                "argocd/prod.yaml": """
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: prod, namespace: argocd, labels: {argocd.argoproj.io/secret-type: cluster}}
                    stringData: {name: prod, server: "https://prod.example"}
                    """,
                "clusters/dev.yaml": """
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: dev, namespace: argocd, labels: {argocd.argoproj.io/secret-type: cluster}}
                    stringData: {name: dev, server: "https://dev.example"}
                    """,
            },
            title="beside what is remote",
        ),
    )


def _is_disabled(repo: Repository, instance: str) -> bool:
    return repo.once(settings_of_instance, instance).cm.every(_IN_CLUSTER) == {"false"}


def _are_known(repo: Repository) -> bool:
    """Whether any cluster besides Argo CD's own is declared, and no Secret keeps for itself which one it is."""
    declared = any(cluster.declared and cluster.server != IN_CLUSTER_SERVER for cluster in repo.clusters.values())
    return declared and (bool(repo.config.clusters) or not any(map(hides_its_cluster, argocd_secrets(repo))))
