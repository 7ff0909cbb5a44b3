"""What the rules about single dangerous rights in argocd-rbac-cm share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from gitops_lint.argocd.instance import InstanceSettings, instance_name, settings_of_instance
from gitops_lint.argocd.rbac import ADMIN, CONFIG_MAP, Grant
from gitops_lint.argocd.rights import ANYTHING, Policy, policy_of
from gitops_lint.builtin.argocd._settings import SettingsRule
from gitops_lint.rule import Occurrence, Repository, Resource

_ALL = frozenset({"*", "**", "*/*"})


def is_everything(grant: Grant) -> bool:
    """Whether a line allows every action on every resource, whatever it is called."""
    return grant.effect == "allow" and {grant.resource, grant.action} <= _ALL and grant.object in _ALL


class GrantRule(SettingsRule):
    """A rule about the lines that give one right in all projects to somebody who is no administrator.

    A line that gives everything is told by ``argocd-rbac-everything-granted``; rights in single projects are what roles
    are for.
    """

    names = (CONFIG_MAP,)
    right: ClassVar[tuple[str, str]]  #: resource and action
    able: ClassVar[str]  #: what a message says the subject may do

    def judge(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The first such line of each subject, if no other line takes the right away."""
        policy = policy_of(repo, target)
        if policy is None or not self.matters(repo.once(settings_of_instance, instance_name(target))):
            return
        told = set()
        for grant in policy.grants:
            if grant.subject not in told and grant.line is not None and self._gives(grant, policy):
                told.add(grant.subject)
                node = target.at("data", grant.line.key) or target
                message = f"'{grant.subject}' may {self.able} in all projects: {grant.line.text}"
                yield self.finding(node, message, grip=f"line {grant.line.number}")

    def matters(self, settings: InstanceSettings) -> bool:
        """Whether Argo CD, as far as the repository sets it up, does anything for the right."""
        del settings
        return True

    def _gives(self, grant: Grant, policy: Policy) -> bool:
        enforcer, name = policy.enforcer, f"{ANYTHING}/{ANYTHING}"
        if grant.effect != "allow" or is_everything(grant) or ADMIN in enforcer.roles(grant.subject):
            return False
        try:
            return enforcer.speaks_of(grant, *self.right, name) and enforcer.says(grant.subject, *self.right, name)
        except re.error:
            return False
