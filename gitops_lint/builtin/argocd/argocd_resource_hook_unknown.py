"""Rule: hook or hook-delete-policy is not one that Argo CD knows."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity
from gitops_lint.syncplan.hooks import (
    HELM_HOOK,
    HOOK,
    HOOK_DELETE_POLICY,
    csv,
    invalid_policies,
    invalid_types,
    is_helm_hook,
    is_hook,
    role_of,
)


class ArgocdResourceHookUnknown(Rule[Resource]):
    """The annotation names a hook or delete policy that Argo CD does not have; case counts.

    An object whose hooks are all unknown is never applied.  An unknown delete policy is passed over; with no other one the
    object is deleted before the next run.  Helm's annotations have names of their own: `before-hook-creation`.

    **When to allow it.**  Never; hooks that come with a later release are `argocd-feature-too-new`.
    """

    summary = "hook or delete policy is unknown"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "sync"})
    aliases = ("argocd-source-lint:unknown-resource-hook",)
    about_keys = (HOOK, HELM_HOOK)

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Every member of the four annotations."""
        node = target.at("metadata", "annotations", HOOK)
        if node is not None and "{{" not in str(node.value):
            lost = role_of(target.value).kind == "never"
            for member in invalid_types(target.value):
                rest = ": the object is never applied" if lost else ""
                severity = None if lost else Severity.WARNING
                yield self.finding(node, f"hook '{member}' is unknown{rest}", severity=severity)
        else:
            yield from self._of_helm(target)
        for key, member in invalid_policies(target.value):
            place = target.at("metadata", "annotations", key)
            if place is not None and "{{" not in member and (key == HOOK_DELETE_POLICY or is_hook(target.value)):
                whose = "unknown" if key == HOOK_DELETE_POLICY else "none of helm's"
                yield self.finding(place, f"hook delete policy '{member}' is {whose}", severity=Severity.WARNING)

    def _of_helm(self, target: Resource) -> Iterator[Occurrence]:
        """Helm's annotation in a manifest that no chart has rendered; helm itself leaves such objects out."""
        node = target.at("metadata", "annotations", HELM_HOOK)
        lost = role_of(target.value).kind == "never"
        for member in csv(target.value, HELM_HOOK):
            if node is not None and "{{" not in member and not is_helm_hook(member):
                rest = ": the object is never applied" if lost else ""
                severity = None if lost else Severity.WARNING
                yield self.finding(node, f"hook '{member}' is none of helm's{rest}", severity=severity)

    examples = (
        Bad(
            """
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: migrate
              annotations:
                argocd.argoproj.io/hook: presync
                #                        ^^^^^^^ hook 'presync' is unknown: the object is never applied
                argocd.argoproj.io/hook-delete-policy: before-hook-creation
                #                                      ^^^^^^^^^^^^^^^^^^^^ hook delete policy 'before-hook-creation' is unknown
            spec: {template: {spec: {restartPolicy: Never, containers: [{name: app, image: registry.example/app:1.4.2}]}}}
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings, annotations: {argocd.argoproj.io/hook: "PreSync,pre-install"}}
            #                                                                 ^^^^^^^^^^^^^^^^^^^^^ hook 'pre-install' is unknown
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings, annotations: {helm.sh/hook: PreSync}}
            #                                                      ^^^^^^^ hook 'PreSync' is none of helm's: the object is never applied
            """,
            title="in helm's annotation",
        ),
        Bad(
            """
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: migrate
              annotations:
                helm.sh/hook: pre-install,pre-upgarde
                #             ^^^^^^^^^^^^^^^^^^^^^^^ hook 'pre-upgarde' is none of helm's
                helm.sh/hook-delete-policy: before-hook-creation,HookSucceeded
                #                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hook delete policy 'HookSucceeded' is none of helm's
            spec: {template: {spec: {restartPolicy: Never, containers: [{name: app, image: registry.example/app:1.4.2}]}}}
            """,
            title="one of several",
        ),
        Good(
            """
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: migrate
              annotations:
                helm.sh/hook: pre-install, pre-upgrade
                helm.sh/hook-delete-policy: before-hook-creation, hook-succeeded
            spec: {template: {spec: {restartPolicy: Never, containers: [{name: app, image: registry.example/app:1.4.2}]}}}
            """,
        ),
        Good(
            """
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: migrate
              annotations:
                argocd.argoproj.io/hook: PreSync, PostSync
                argocd.argoproj.io/hook-delete-policy: HookSucceeded,BeforeHookCreation
            spec: {template: {spec: {restartPolicy: Never, containers: [{name: app, image: registry.example/app:1.4.2}]}}}
            """,
        ),
    )
