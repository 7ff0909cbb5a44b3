"""Rule: custom resource refers to what is not in the repository."""

from __future__ import annotations

from gitops_lint.builtin.references._missing import DanglingRule, is_lenient
from gitops_lint.references.catalogue import ROWS
from gitops_lint.references.istio import ISTIO, SUBSET
from gitops_lint.references.repository import kinds_in
from gitops_lint.references.values import APPLY, POD, Reference
from gitops_lint.rule import Bad, Good, Repository, Resource, Severity

_OWN = frozenset({"argoproj.io/Rollout", "argoproj.io/Experiment"})


def _is_custom(group: str) -> bool:
    return not group.endswith(".k8s.io") or group.startswith("gateway.")


class CustomReferenceNotFound(DanglingRule):
    """A custom resource refers to an object that nothing in the repository makes: an issuer, a secret store, a gateway,
    a node class, an analysis template, the Services of a Rollout, the subset of an Istio host. Its operator reports an
    error in the status, and Argo CD shows it as Degraded or Progressing.

    What others may well make (issuers, stores, gateways and Secrets that come with a cluster) is an info of low
    confidence, unless the same Application brings others of that kind.

    **When to allow it.**  Somebody else makes the object; say so under `external:` in the configuration.
    """

    summary = "custom resource refers to what is not in the repository"
    severity = Severity.WARNING
    kinds = tuple(sorted(kind for kind in {*ROWS, *ISTIO} if "." in kind and _is_custom(kind.partition("/")[0])))

    def concerns(self, reference: Reference) -> bool:
        """What the resource itself names; its pod template and the backends of routes have rules of their own."""
        of_pod = reference.need in (POD, APPLY) or "imagePullSecrets" in reference.via
        return not of_pod and "/backendRef" not in reference.pointer

    def leaves(self, repo: Repository, target: Resource, reference: Reference) -> bool:
        """Not what a Rollout needs beside it, nor what comes with others of its kind."""
        if f"{target.group}/{target.kind}" in _OWN and reference.kind != "Secret":
            return target.deployable is None or target.deployable.kind == "folder"
        if reference.kind in ("Service", "ConfigMap", "Secret", "ServiceAccount"):
            return is_lenient(repo, target, reference)
        if "dependsOn" in reference.via:
            return True  # Kustomizations of Flux wait for those of other repositories
        if reference.kind == SUBSET:
            return not _defines(target, reference.name.rpartition("/")[0])
        deployable = target.deployable
        return deployable is None or (reference.group, reference.kind) not in repo.once(kinds_in, deployable)

    def told(self, target: Resource, reference: Reference) -> str:
        """A subset is no object: it has the words of its host."""
        if reference.kind != SUBSET:
            return super().told(target, reference)
        host, _, subset = reference.name.rpartition("/")
        return f"no DestinationRule of host '{host}' defines subset '{subset}'"

    examples = (
        Bad(
            title="a store beside another one",
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: external-secrets.io/v1
                    kind: SecretStore
                    metadata: {name: vault}
                    spec: {provider: {vault: {server: "https://vault.example.com"}}}
                    ---
                    apiVersion: external-secrets.io/v1
                    kind: ExternalSecret
                    metadata: {name: db}
                    spec:
                      secretStoreRef: {kind: SecretStore, name: aws}
                      #                                         ^^^ SecretStore 'aws' is not in the repository
                      data: [{secretKey: password, remoteRef: {key: db}}]
                    """,
            },
        ),
        Bad(
            title="a class that nobody makes, beside another one",
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: gateway.networking.k8s.io/v1
                    kind: GatewayClass
                    metadata: {name: internal}
                    spec: {controllerName: gateway.envoyproxy.io/gatewayclass-controller}
                    ---
                    apiVersion: gateway.networking.k8s.io/v1
                    kind: Gateway
                    metadata: {name: public}
                    spec:
                      gatewayClassName: envoy
                      #                 ^^^^^ GatewayClass 'envoy' is not in the repository
                      listeners: [{name: http, port: 80, protocol: HTTP}]
                    """,
            },
        ),
        Bad(
            title="the Services of a Rollout",
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Rollout
                    metadata: {name: web}
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec: {containers: [{name: web, image: "registry.example/web:1.4.2"}]}
                      strategy:
                        blueGreen:
                          activeService: web
                          #              ^^^ Service 'web' is not in the repository
                    """,
            },
        ),
        Bad(
            title="a subset nobody defines",
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: networking.istio.io/v1
                    kind: VirtualService
                    metadata: {name: web}
                    spec:
                      hosts: [web]
                      http:
                        - route:
                            - destination: {host: web, subset: v2}
                    #                                          ^^ no DestinationRule of host 'web' defines subset 'v2'
                    ---
                    apiVersion: networking.istio.io/v1
                    kind: DestinationRule
                    metadata: {name: web}
                    spec:
                      host: web
                      subsets: [{name: v1, labels: {version: v1}}]
                    ---
                    apiVersion: v1
                    kind: Service
                    metadata: {name: web}
                    spec: {selector: {app: web}, ports: [{port: 80}]}
                    """,
            },
        ),
        Good(
            title="issuers and gateways that come with the cluster, where that is not to be told",
            options={"uncertain": False},
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: cert-manager.io/v1
                    kind: Certificate
                    metadata: {name: web}
                    spec:
                      secretName: web-tls
                      dnsNames: [web.example.com]
                      issuerRef: {kind: ClusterIssuer, name: letsencrypt}
                    ---
                    apiVersion: gateway.networking.k8s.io/v1
                    kind: HTTPRoute
                    metadata: {name: web}
                    spec:
                      parentRefs: [{name: public, namespace: infra}]
                    ---
                    apiVersion: karpenter.sh/v1
                    kind: NodePool
                    metadata: {name: general}
                    spec:
                      template:
                        spec:
                          nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: default}
                          requirements:
                            - {key: kubernetes.io/arch, operator: In, values: [amd64]}
                    """,
            },
        ),
        Good(
            title="classes that their controllers make",
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: gateway.networking.k8s.io/v1
                    kind: GatewayClass
                    metadata: {name: internal}
                    spec: {controllerName: istio.io/gateway-controller}
                    ---
                    apiVersion: gateway.networking.k8s.io/v1
                    kind: Gateway
                    metadata: {name: waypoint}
                    spec:
                      gatewayClassName: istio-waypoint
                      listeners: [{name: mesh, port: 15008, protocol: HBONE}]
                    ---
                    apiVersion: gateway.networking.k8s.io/v1
                    kind: Gateway
                    metadata: {name: public}
                    spec:
                      gatewayClassName: gke-l7-global-external-managed
                      listeners: [{name: http, port: 80, protocol: HTTP}]
                    """,
            },
        ),
        Good(
            title="all of it is there",
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: external-secrets.io/v1
                    kind: ClusterSecretStore
                    metadata: {name: aws}
                    spec: {provider: {aws: {service: SecretsManager, region: eu-west-1}}}
                    ---
                    apiVersion: external-secrets.io/v1
                    kind: ExternalSecret
                    metadata: {name: db}
                    spec:
                      secretStoreRef: {kind: ClusterSecretStore, name: aws}
                      data: [{secretKey: password, remoteRef: {key: db}}]
                    """,
            },
        ),
        Bad(
            """
            apiVersion: kustomize.toolkit.fluxcd.io/v1
            kind: Kustomization
            metadata: {name: apps, namespace: flux-system}
            spec:
              interval: 10m
              path: ./apps
              prune: true
              sourceRef: {kind: GitRepository, name: flux-system}
              dependsOn:
                - name: operator
                #       ^^^^^^^^ Kustomization 'operator' is not in the repository, did you mean 'operators'?
            ---
            apiVersion: kustomize.toolkit.fluxcd.io/v1
            kind: Kustomization
            metadata: {name: operators, namespace: flux-system}
            spec:
              interval: 1h
              path: ./operators
              prune: true
              sourceRef: {kind: GitRepository, name: flux-system}
            """,
            options={"uncertain": False},
            title="what Flux waits for",
        ),
        Good(
            """
            apiVersion: kustomize.toolkit.fluxcd.io/v1
            kind: Kustomization
            metadata: {name: apps, namespace: flux-system}
            spec:
              interval: 10m
              path: ./apps
              prune: true
              sourceRef: {kind: GitRepository, name: flux-system}
              dependsOn: [{name: platform}]
            """,
            options={"uncertain": False},
            title="what Flux waits for is another team's",
        ),
    )


def _defines(target: Resource, host: str) -> bool:
    """Whether the same deployable has a DestinationRule for the host."""
    resources = target.deployable.resources if target.deployable is not None else ()
    rules = [item for item in resources if item.kind == "DestinationRule"]
    return any((item.text("spec", "host") or "").partition(".svc.")[0].partition(".")[0] == host for item in rules)
