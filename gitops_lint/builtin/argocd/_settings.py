"""What the rules about Argo CD's own ConfigMaps share."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from gitops_lint.argocd.settingmaps import setting_maps
from gitops_lint.argocd.told import NAMES
from gitops_lint.rule import Occurrence, Repository, Resource, Rule


class SettingsRule(Rule[Repository]):
    """A rule about a ConfigMap of Argo CD: as rendered, else as values of the argo-cd chart and patches will make it."""

    names: ClassVar[tuple[str, ...]] = NAMES  #: of the ConfigMaps

    def check(self, target: Repository) -> Iterator[Occurrence]:
        """Each of them."""
        for resource in target.once(setting_maps):
            if resource.name in self.names:
                yield from self.judge(resource, target)

    @abstractmethod
    def judge(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """What is wrong with one of them."""
