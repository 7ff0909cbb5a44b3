"""What the rules about Argo CD's own ConfigMaps share."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from gitops_lint.argocd.instance import Settings
from gitops_lint.argocd.settingmaps import setting_maps
from gitops_lint.argocd.told import NAMES
from gitops_lint.rule import Occurrence, Place, Repository, Resource, Rule


def said_of(settings: Settings, *keys: str) -> list[tuple[Place, str]]:
    """Every place that says one of these keys, as something related to what follows from it."""
    causes = [told.cause(key) for key in keys for told in settings.places if key in told.data and told.path]
    return [(Place(one.path, one.document, one.pointer, one.span), "Argo CD is told so here") for one in causes]


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
