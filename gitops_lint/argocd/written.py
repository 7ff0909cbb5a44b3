"""What the Argo CDs of a repository are told, known before anything is rendered: from documents as they are written.

Source: ``util/settings/settings.go``, ``util/app/discovery`` (tools that are switched off) and the flags of
``cmd/argocd-applicationset-controller``.  Beside ``kustomize.buildOptions`` there may be options for the version that
an Application asks for (``kustomize.buildOptions.v5.0.0``).  3.5 reads them and passes the general ones alone, earlier
releases put them in their place; both count here, so that what either permits is no mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gitops_lint.argocd.instance import Instances
from gitops_lint.argocd.told import PARAMETERS, SETTINGS, Told, texts, told_in
from gitops_lint.settings import ArgoCd
from gitops_lint.source.document import Document

_OPTIONS = "kustomize.buildOptions"
_TOOLS = ("helm", "kustomize")


class WrittenSettings:
    """The settings that decide what is rendered."""

    def __init__(self, argocd: ArgoCd, documents: Iterable[Document]) -> None:
        self._instances = Instances(argocd.instances)
        self._configured = {item.name: item.config for item in argocd.instances if item.config}
        self._configured.setdefault("", argocd.config)
        self._found = [
            told for document in documents for told in told_in(document.value, document.path, document.index)
        ]

    def text(self, key: str, path: str, instance: str = "", name: str = SETTINGS) -> str:
        """What the Argo CD that renders because of a file is told of a key; empty where nobody says, or who is meant.

        Of several that say different things those count that are for the instance, else the nearest to the file.
        """
        configured = self._configured.get(instance) or self._configured[""]
        if isinstance(configured, Mapping):
            return texts(configured).get(key, "")
        named = [told for told in self._found if told.name == name]
        found = [told for told in named if not configured or told.path == configured]
        own = [told for told in found if instance and self._instances.of(told.path) == instance]
        return _said(own or found, key, path)

    def build_options(self, path: str, instance: str = "", version: str = "") -> str:
        """The options of every build of kustomize; empty where nobody says them."""
        keys = (_OPTIONS, f"{_OPTIONS}.{version}") if version else (_OPTIONS,)
        return " ".join(filter(None, (self.text(key, path, instance) for key in keys)))

    def switched_off(self, path: str, instance: str = "") -> frozenset[str]:
        """The tools that Argo CD does not use: what they would render is taken for plain manifests."""
        return frozenset(tool for tool in _TOOLS if self.text(f"{tool}.enable", path, instance) not in ("", "true"))

    def is_on(self, parameter: str, path: str, instance: str = "") -> bool:
        """Whether a parameter of ``argocd-cmd-params-cm`` is ``true``."""
        return self.text(parameter, path, instance, PARAMETERS) == "true"


def _said(found: Iterable[Told], key: str, path: str) -> str:
    saying = [told for told in found if told.data.get(key)]
    if len({told.data[key] for told in saying}) > 1:
        nearest = max(_common(told.path, path) for told in saying)
        saying = [told for told in saying if _common(told.path, path) == nearest]
    said = {told.data[key] for told in saying}
    return said.pop() if len(said) == 1 else ""


def _common(one: str, other: str) -> int:
    """How many folders two files have in common."""
    depth = 0
    for left, right in zip(one.split("/")[:-1], other.split("/")[:-1], strict=False):
        if left != right:
            break
        depth += 1
    return depth
