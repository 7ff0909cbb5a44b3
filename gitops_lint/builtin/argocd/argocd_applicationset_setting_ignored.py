"""Rule: the controller of ApplicationSets passes over what a set asks for."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.instance import instance_name, settings_of_instance
from gitops_lint.builtin.argocd._settings import said_of
from gitops_lint.rule import ApplicationSet, Bad, Confidence, Good, Occurrence, Repository, Rule, Severity

_PROGRESSIVE = "applicationsetcontroller.enable.progressive.syncs"
_POLICY = "applicationsetcontroller.policy"
_OVERRIDE = "applicationsetcontroller.enable.policy.override"
_FLAG = "enable-progressive-syncs"
_VARIABLE = "ARGOCD_APPLICATIONSET_CONTROLLER_ENABLE_PROGRESSIVE_SYNCS"


class ArgocdApplicationsetSettingIgnored(Rule[ApplicationSet]):
    """The ApplicationSet asks for something that `argocd-cmd-params-cm` switches off, and nothing says that it is not done.

    The strategy `RollingSync` and `deletionOrder: Reverse` need `applicationsetcontroller.enable.progressive.syncs: "true"`;
    without it all Applications sync, and are deleted, at once.  `applicationsSync` counts unless the controller has a policy
    of its own, `applicationsetcontroller.policy`, and `applicationsetcontroller.enable.policy.override` is not `"true"`.

    Judged is by the parameters of the Argo CD that runs the set, where the repository holds them.

    **When to allow it.**  The controller gets the flag on its command line, or the variable, elsewhere than here.
    """

    summary = "ApplicationSet asks for what its controller does not do"
    severity = Severity.WARNING
    confidence = Confidence.MEDIUM
    tags = frozenset({"argocd", "sync"})

    def check(self, target: ApplicationSet, repo: Repository) -> Iterator[Occurrence]:
        """The strategy, then the policy."""
        params = repo.once(settings_of_instance, instance_name(target)).params
        if not params.places:
            return
        asked = [("type", "RollingSync"), ("deletionOrder", "Reverse")]
        nodes = [node for key, value in asked if (node := target.at("spec", "strategy", key)) and node.value == value]
        if nodes and "true" not in params.every(_PROGRESSIVE) and not repo.once(_is_switched_on):
            for node in nodes:
                message = f'{node.value} is ignored, {_PROGRESSIVE} is not "true"'
                yield self.finding(node, message, related=said_of(params, _PROGRESSIVE))
        policy, own = params.text(_POLICY), target.at("spec", "syncPolicy", "applicationsSync")
        if policy and own is not None and own.value != policy and "true" not in params.every(_OVERRIDE):
            message = f"applicationsSync '{own.value}' is ignored, {_POLICY} is '{policy}'"
            yield self.finding(own, message, related=said_of(params, _POLICY))

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: shops, namespace: argocd}
            spec:
              generators: [{list: {elements: [{env: dev}, {env: prod}]}}]
              strategy:
                type: RollingSync
                #     ^^^^^^^^^^^ RollingSync is ignored, applicationsetcontroller.enable.progressive.syncs is not "true"
                rollingSync: {steps: [{matchExpressions: [{key: env, operator: In, values: [dev]}]}]}
              syncPolicy: {applicationsSync: create-only}
              #                              ^^^^^^^^^^^ applicationsSync 'create-only' is ignored, applicationsetcontroller.policy is 'sync'
              template:
                metadata: {name: "shop-{{env}}", labels: {env: "{{env}}"}}
                spec:
                  project: shop
                  destination: {server: https://kubernetes.default.svc, namespace: "{{env}}"}
                  source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cmd-params-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data: {applicationsetcontroller.policy: sync}
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: shops, namespace: argocd}
            spec:
              generators: [{list: {elements: [{env: dev}, {env: prod}]}}]
              strategy:
                type: RollingSync
                rollingSync: {steps: [{matchExpressions: [{key: env, operator: In, values: [dev]}]}]}
              syncPolicy: {applicationsSync: create-only}
              template:
                metadata: {name: "shop-{{env}}", labels: {env: "{{env}}"}}
                spec:
                  project: shop
                  destination: {server: https://kubernetes.default.svc, namespace: "{{env}}"}
                  source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cmd-params-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              applicationsetcontroller.policy: sync
              applicationsetcontroller.enable.policy.override: "true"
              applicationsetcontroller.enable.progressive.syncs: "true"
            """,
        ),
        Good(
            files={
                "sets/shops.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: ApplicationSet
                    metadata: {name: shops, namespace: argocd}
                    spec:
                      generators: [{list: {elements: [{env: dev}, {env: prod}]}}]
                      strategy: {type: RollingSync, deletionOrder: Reverse}
                      syncPolicy: {applicationsSync: sync}
                      template:
                        metadata: {name: "shop-{{env}}"}
                        spec:
                          project: shop
                          destination: {server: https://kubernetes.default.svc, namespace: "{{env}}"}
                          source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "argocd/values.yaml": """
                    configs: {params: {server.insecure: true, applicationsetcontroller.policy: sync}}
                    applicationSet: {extraArgs: [--enable-progressive-syncs]}
                    """,
            },
            title="a flag of the controller; the policy that it has anyway",
        ),
        Good(
            files={
                "sets/shops.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: ApplicationSet
                    metadata: {name: shops, namespace: argocd}
                    spec:
                      generators: [{list: {elements: [{env: dev}, {env: prod}]}}]
                      strategy: {type: RollingSync}
                      template:
                        metadata: {name: "shop-{{env}}"}
                        spec:
                          project: shop
                          destination: {server: https://kubernetes.default.svc, namespace: "{{env}}"}
                          source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "argocd/kustomization.yaml": """
                    namespace: argocd
                    resources: ["https://github.com/argoproj/argo-cd//manifests/ha/cluster-install?ref=v3.1.8"]
                    patches: [{path: params.yaml}, {path: controller.yaml}]
                    """,
                "argocd/params.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: argocd-cmd-params-cm}
                    data: {server.insecure: "true"}
                    """,
                "argocd/controller.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: argocd-applicationset-controller}
                    spec:
                      template:
                        spec:
                          containers:
                            - name: argocd-applicationset-controller
                              env: [{name: ARGOCD_APPLICATIONSET_CONTROLLER_ENABLE_PROGRESSIVE_SYNCS, value: "true"}]
                    """,
            },
            title="a variable, in a patch",
        ),
    )


def _is_switched_on(repo: Repository) -> bool:
    """Whether something in the repository, a patch perhaps, hands the controller the flag or the variable."""
    return any(_switches_on(document.value) for document in repo.documents)


def _switches_on(value: object) -> bool:
    """Argo CD's own Deployment has the variable too, and takes it from the ConfigMap."""
    if isinstance(value, str):
        return _FLAG in value or (_VARIABLE in value and value != _VARIABLE)
    if isinstance(value, dict):
        return "value" in value if value.get("name") == _VARIABLE else any(map(_switches_on, value.values()))
    return isinstance(value, list) and any(map(_switches_on, value))
