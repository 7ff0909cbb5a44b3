"""Values that say nothing about their type, because something replaces them before the API server sees them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gitops_lint.patterns import regex

_PLACEHOLDER = regex(
    r"""
    \$\{[^}]*\}                 # envsubst, Flux, Terraform
  | \{\{.*?\}\}                 # Go templates, Jinja, Kargo, Argo Workflows
  | \{%.*?%\}
  | <(?:path|\w+):[^<>]+>       # argocd-vault-plugin, ksops …
  | <[A-Za-z][\w .-]*>          # <YOUR_ACCOUNT_ID>
  | \[\[.*?\]\]
  | @@\w+@@ | __[A-Z][A-Z0-9_]+__ | %\w+%
  | ^[$][A-Z_][A-Z0-9_]*$       # $VAR alone
    """,
    re.VERBOSE | re.DOTALL,
)
_PLAIN = regex(r"[A-Za-z0-9./:, -]*")  # most texts; none of the above matches them
_ENCRYPTED = regex(r"^ENC\[[A-Z0-9_]+,")
_SOPS_KEYS = frozenset({"mac", "lastmodified", "version", "kms", "age", "pgp", "gcp_kms", "azure_kv", "hc_vault"})


def is_placeholder(value: object) -> bool:
    """Whether a value waits for something to be put in: ``${VAR}``, ``<path:…>``, ``<TOKEN>``, ``{{ … }}``.

    An unquoted ``{{ x }}`` is read by YAML as a mapping whose only key is a mapping; loaders make text of that key.
    """
    if isinstance(value, str):
        return _PLAIN.fullmatch(value) is None and _PLACEHOLDER.search(value) is not None
    if isinstance(value, dict) and len(value) == 1:
        ((key, inner),) = value.items()
        return inner is None and (not isinstance(key, str) or key.strip().startswith(("{", "map[")))
    return False


def is_known(text: str) -> bool:
    """Whether a text is what the API server will see: neither placeholder nor encrypted.  Most are told at a glance."""
    return _PLAIN.fullmatch(text) is not None or not (_PLACEHOLDER.search(text) or _ENCRYPTED.match(text))


def is_encrypted(value: object) -> bool:
    """Whether a string is one that SOPS encrypted; its type is inside."""
    return isinstance(value, str) and _ENCRYPTED.match(value) is not None


def is_sops(value: Mapping[str, object]) -> bool:
    """Whether an object is encrypted with SOPS: a top-level ``sops`` mapping of its making."""
    sops = value.get("sops")
    return isinstance(sops, dict) and not _SOPS_KEYS.isdisjoint(sops)


def holds_placeholder(value: object) -> bool:
    """Whether anything in a value, however deep, is not known yet."""
    if isinstance(value, dict):
        return is_placeholder(value) or any(holds_placeholder(part) for pair in value.items() for part in pair)
    if isinstance(value, list):
        return any(holds_placeholder(item) for item in value)
    return is_placeholder(value) or is_encrypted(value)
