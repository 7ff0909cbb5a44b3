"""Rule: the controller of ApplicationSets passes over what a set asks for."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.instance import Settings, instance_name, settings_of_instance
from gitops_lint.builtin.argocd._settings import said_of
from gitops_lint.rule import ApplicationSet, Bad, Confidence, Good, Occurrence, Repository, Rule, Severity

_PROGRESSIVE = "applicationsetcontroller.enable.progressive.syncs"
_POLICY = "applicationsetcontroller.policy"
_OVERRIDE = "applicationsetcontroller.enable.policy.override"
_FLAG = "enable-progressive-syncs"


class ArgocdApplicationsetSettingIgnored(Rule[ApplicationSet]):
    """The ApplicationSet asks for something that `argocd-cmd-params-cm` switches off, and nothing says that it is not done.

    The strategy `RollingSync` and `deletionOrder: Reverse` need `applicationsetcontroller.enable.progressive.syncs: "true"`;
    without it all Applications sync, and are deleted, at once.  `applicationsSync` counts unless the controller has a policy
    of its own, `applicationsetcontroller.policy`, and `applicationsetcontroller.enable.policy.override` is not `"true"`.

    Judged is by the parameters of the Argo CD that runs the set, where the repository holds them.

    **When to allow it.**  The controller gets the flag on its command line.
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
        if nodes and "true" not in params.every(_PROGRESSIVE) and not _has_flag(params, repo):
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
    )


def _has_flag(params: Settings, repo: Repository) -> bool:
    """Whether the controller may get the flag on its command line, as far as the repository tells."""
    paths = {told.path for told in params.places}
    written = (document.value for document in repo.documents if document.path in paths)
    controllers = (item.value for item in repo.of_kind("apps", "Deployment") if "applicationset" in item.name)
    return any(_FLAG in repr(value) for value in (*written, *controllers))
