"""Image references, as container runtimes read them (github.com/distribution/reference)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from gitops_lint.patterns import regex
from gitops_lint.rule import Container

DEFAULT_REGISTRY = "docker.io"

_PLACEHOLDER = regex(r"[${}<>%]|^\s*$")
_COMPONENT = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_DOMAIN_PART = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
_DOMAIN = rf"(?:{_DOMAIN_PART}(?:\.{_DOMAIN_PART})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?"
_REFERENCE = regex(
    rf"(?:(?P<domain>{_DOMAIN})/)?(?P<path>{_COMPONENT}(?:/{_COMPONENT})*)"
    r"(?::(?P<tag>\w[\w.-]{0,127}))?"
    r"(?:@(?P<digest>[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?",
    re.ASCII,
)
_IDENTIFIER = regex(r"[a-f0-9]{64}")


class Image(NamedTuple):
    """The parts of a reference; what is not written is empty, but for the registry."""

    registry: str
    repository: str  #: without the registry, as written: ``nginx``, ``library/nginx``
    tag: str
    digest: str

    @property
    def name(self) -> str:
        """Registry and repository, in full: ``docker.io/library/nginx``."""
        implied = self.registry == DEFAULT_REGISTRY and "/" not in self.repository
        return f"{self.registry}/{'library/' if implied else ''}{self.repository}"


def is_known(text: object) -> bool:
    """Whether the value is an image somebody meant to be pulled as it stands.

    Blank ones are filled in by an OpenShift trigger, ``auto`` by Istio's injection, placeholders by another tool.
    """
    return isinstance(text, str) and text != "auto" and not _PLACEHOLDER.search(text)


def parse_image(text: object) -> Image | None:
    """The parts of a reference; None for what is none or only a placeholder.

    Only a part before the first ``/`` that has a dot, a port or a capital, or is ``localhost``, is a registry.
    """
    return _parsed(text) if isinstance(text, str) else None


@lru_cache(4096)
def _parsed(text: str) -> Image | None:
    if not is_known(text):
        return None
    if _IDENTIFIER.fullmatch(text):
        return None
    first, slash, _ = text.partition("/")
    hosted = bool(slash) and (("." in first or ":" in first or first == "localhost") or first != first.lower())
    match = _REFERENCE.fullmatch(text if hosted else f"{DEFAULT_REGISTRY}/{text}")
    if match is None or match["domain"] is None or len(match["path"]) > 255:
        return None
    registry = match["domain"]
    return Image(
        DEFAULT_REGISTRY if registry == "index.docker.io" else registry,
        match["path"],
        match["tag"] or "",
        match["digest"] or "",
    )


def image_of(container: Container) -> str:
    """The image in words: as its container's, or by its name where an entry of ``images`` sets it for all that have it.

    The entry is of a kustomization, or of an Application that edits one.
    """
    at = container.at("image")
    image = parse_image(at.value) if at is not None else None
    if at is None or image is None or "images" not in container.resource.origin.trace(at.pointer)[0].pointer:
        return f"image of {container.label}"
    return f"image '{at.value.partition('@')[0].removesuffix(f':{image.tag}')}'"


def is_chart_default(container: Container) -> bool:
    """Whether the image is what a chart says by itself: nothing in the repository tells how it is deployed."""
    deployable = container.resource.deployable
    return deployable is not None and deployable.kind == "chart"
