"""Rule: argocd-notifications-cm is wrong in itself."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.embedded import read_yaml
from gitops_lint.argocd.notifications import CONFIG_MAP, names, read_trigger
from gitops_lint.rule import Bad, Good, Node, Occurrence, Resource, Rule, Severity


class ArgocdNotificationConfigInvalid(Rule[Resource]):
    """A trigger of `argocd-notifications-cm` is no list of conditions, sends a template that is not there, or has no
    condition; or a default trigger does not exist.  The controller logs an error for every Application and sends nothing.

    **When to allow it.**  The missing part is added by something that is not in git.
    """

    summary = "trigger of argocd-notifications-cm that cannot send"
    severity = Severity.WARNING
    tags = frozenset({"argocd"})
    kinds = ("ConfigMap",)

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Every trigger, then the defaults."""
        if target.name != CONFIG_MAP:
            return
        data = target.mapping("data")
        templates = names(data, "template.")
        for node in target.items("data"):
            key, text = str(node.pointer[-1]), node.value
            if not isinstance(text, str):
                continue
            if key.startswith("trigger."):
                for mistake in _mistakes(key.removeprefix("trigger."), text, templates):
                    yield self.finding(node, mistake, grip="key")
            elif key == "defaultTriggers" or key.startswith("defaultTriggers."):
                yield from self._defaults(node, names(data, "trigger."))

    def _defaults(self, node: Node, triggers: frozenset[str]) -> Iterator[Occurrence]:
        listed = read_yaml(node.value)
        if not isinstance(listed, list):
            yield self.finding(node, "defaultTriggers is no list", grip="key")
            return
        for name in listed:
            if isinstance(name, str) and name not in triggers:
                yield self.finding(node, f"default trigger '{name}' does not exist", grip="key")

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-notifications-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              template.app-failed: "message: failed"
              trigger.on-sync-failed: |
            # ^^^^^^^^^^^^^^^^^^^^^^ trigger 'on-sync-failed' sends template 'app-faild', which does not exist
                - when: app.status.operationState.phase == 'Failed'
                  send: [app-faild]
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-notifications-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              template.app-failed: "message: failed"
              trigger.on-sync-failed: |
            # ^^^^^^^^^^^^^^^^^^^^^^ trigger 'on-sync-failed' is no list of conditions
                when: app.status.operationState.phase == 'Failed'
                send: [app-failed]
              defaultTriggers: |
            # ^^^^^^^^^^^^^^^ default trigger 'on-deployed' does not exist
                - on-deployed
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-notifications-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              template.app-failed: "message: failed"
              trigger.on-sync-failed: |
                - when: app.status.operationState.phase == 'Failed'
                  oncePer: app.status.sync.revision
                  send: [app-failed]
              defaultTriggers: |
                - on-sync-failed
            """,
        ),
    )


def _mistakes(name: str, text: str, templates: frozenset[str]) -> Iterator[str]:
    conditions = read_trigger(text)
    if conditions is None:
        yield f"trigger '{name}' is no list of conditions"
        return
    for condition in conditions:
        if not condition.when:
            yield f"trigger '{name}' has a condition without 'when'"
        for template in condition.send:
            if template not in templates:
                yield f"trigger '{name}' sends template '{template}', which does not exist"
