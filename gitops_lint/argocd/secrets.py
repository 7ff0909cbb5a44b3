"""The Secrets that name Argo CD's clusters and repositories, as they are in git or as an operator makes them."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from typing import Any

from gitops_lint.argocd.plain import mapping, sequence, string
from gitops_lint.values import dataclass

SECRET_TYPE = "argocd.argoproj.io/secret-type"  # noqa: S105 - the name of a label
MAKERS = frozenset({"Secret", "ExternalSecret", "SealedSecret"})
"""The kinds of objects that are or become such a Secret."""


@dataclass(frozen=True, slots=True)
class ArgocdSecret:
    """What is known of one such Secret before it is in the cluster."""

    name: str
    labels: Mapping[str, Any]
    annotations: Mapping[str, Any]
    fields: Mapping[str, str | None]  #: the text by key; None for what is sealed, templated or fetched

    @property
    def type(self) -> str:
        """``cluster``, ``repository`` and so on."""
        return string(self.labels.get(SECRET_TYPE))

    def text(self, key: str) -> str:
        """A field's text; empty where it is missing or unknown."""
        return self.fields.get(key) or ""

    def hides(self, key: str) -> bool:
        """Whether the field is there and nobody knows its text."""
        return key in self.fields and self.fields[key] is None


def argocd_secret(value: Mapping[str, Any]) -> Iterator[ArgocdSecret]:
    """The Secret for Argo CD that an object is or becomes; nothing for any other object.

    External Secrets fills ``spec.target.template``, Sealed Secrets ``spec.template``.
    """
    spec = mapping(value.get("spec"))
    kind = value.get("kind")
    if kind == "Secret":
        made, fields = value, _plain(value)
    elif kind == "ExternalSecret":
        made = mapping(mapping(spec.get("target")).get("template"))
        fields = _external(spec, mapping(made.get("data")))
    elif kind == "SealedSecret":
        made = mapping(spec.get("template"))
        fields = {**dict.fromkeys(map(str, mapping(spec.get("encryptedData")))), **_filled(mapping(made.get("data")))}
    else:
        return
    metadata = mapping(made.get("metadata"))
    if mapping(metadata.get("labels")).get(SECRET_TYPE):
        name = string(metadata.get("name")) or string(mapping(value.get("metadata")).get("name"))
        yield ArgocdSecret(name, mapping(metadata.get("labels")), mapping(metadata.get("annotations")), fields)


def _plain(secret: Mapping[str, Any]) -> dict[str, str | None]:
    """``data`` as the API server decodes it, under ``stringData``; SOPS encrypts value by value."""
    encoded = {str(key): _decoded(text) for key, text in mapping(secret.get("data")).items()}
    plain = encoded | {str(key): string(text) for key, text in mapping(secret.get("stringData")).items()}
    return {key: None if text and text.startswith("ENC[") else text for key, text in plain.items()}


def _external(spec: Mapping[str, Any], template: Mapping[str, Any]) -> dict[str, str | None]:
    """The template's fields; without any, those that are fetched, which may be all with ``dataFrom``."""
    fetched = (string(mapping(item).get("secretKey")) for item in sequence(spec.get("data")))
    if template:
        return _filled(template)
    return dict.fromkeys([*fetched, *(("name", "server", "project", "url") if spec.get("dataFrom") else ())])


def _filled(template: Mapping[str, Any]) -> dict[str, str | None]:
    return {str(key): text if isinstance(text, str) and "{{" not in text else None for key, text in template.items()}


def _decoded(text: object) -> str | None:
    try:
        return base64.b64decode(string(text), validate=True).decode()
    except ValueError:
        return None
