"""What Argo CD passes to every ``kustomize build``.

Source: ``util/settings/settings.go`` (``kustomize.buildOptions`` of argocd-cm; the argo-cd chart takes it from
``configs.cm``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gitops_lint.source.document import Document

KEY = "kustomize.buildOptions"


def build_options(configured: str | Mapping[str, Any], documents: Iterable[Document]) -> str:
    """The options; empty where nobody says, or where several instances say different things.

    ``configured`` is ``argocd.config`` of our configuration: the data of argocd-cm, or the path of its file.
    """
    if isinstance(configured, Mapping):
        return _said(configured)
    found = {
        said
        for document in documents
        if (not configured or document.path == configured) and (said := _said(_settings(document.value)))
    }
    return found.pop() if len(found) == 1 else ""


def _said(data: object) -> str:
    value = data.get(KEY) if isinstance(data, Mapping) else None
    return value if isinstance(value, str) else ""


def _settings(value: object) -> object:
    """The data of argocd-cm, as a ConfigMap (or a patch of it) or in values of the argo-cd chart."""
    if not isinstance(value, dict):
        return None
    metadata, configs = value.get("metadata"), value.get("configs")
    if value.get("kind") == "ConfigMap" and isinstance(metadata, dict) and metadata.get("name") == "argocd-cm":
        return value.get("data")
    return configs.get("cm") if "kind" not in value and isinstance(configs, dict) else None
