"""What Argo CD passes to ``kustomize build``, told before anything is rendered: from documents as they are written.

Source: ``util/settings/settings.go`` (``kustomize.buildOptions`` of argocd-cm).  There may be options for the version
that an Application asks for (``kustomize.buildOptions.v5.0.0``).  3.5 reads them and passes the general ones alone,
earlier releases put them in their place; both count here, so that what either permits is no mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gitops_lint.argocd.instance import Instances
from gitops_lint.argocd.told import SETTINGS, Told, texts, told_in
from gitops_lint.settings import ArgoCd
from gitops_lint.source.document import Document

KEY = "kustomize.buildOptions"


class KustomizeSettings:
    """What the Argo CDs of a repository tell kustomize."""

    def __init__(self, argocd: ArgoCd, documents: Iterable[Document]) -> None:
        self._instances = Instances(argocd.instances)
        self._configured = {item.name: item.config for item in argocd.instances if item.config}
        self._configured.setdefault("", argocd.config)
        self._found = [
            told
            for document in documents
            for told in told_in(document.value, document.path, document.index)
            if told.name == SETTINGS
        ]

    def build_options(self, path: str, instance: str = "", version: str = "") -> str:
        """The options for what an instance renders because of a file; empty where nobody says, or nothing tells which.

        Of several that say different things those count that are for the instance, else the nearest to the file.
        """
        configured = self._configured.get(instance) or self._configured[""]
        if isinstance(configured, Mapping):
            found = [Told(SETTINGS, texts(configured), "")]
        else:
            found = [told for told in self._found if not configured or told.path == configured]
            own = [told for told in found if instance and self._instances.of(told.path) == instance]
            found = own or found
        keys = (KEY, f"{KEY}.{version}") if version else (KEY,)
        return " ".join(filter(None, (_said(found, key, path) for key in keys)))


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
