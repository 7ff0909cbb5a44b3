"""Plain manifests of the open corpora: what stands in files outside of charts, read as YAML 1.1 without timestamps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"


class Loader(yaml.CSafeLoader):
    pass


Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if not tag.endswith((":timestamp", ":value"))]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def _flat(document: Any) -> Iterator[dict[str, Any]]:
    if isinstance(document, dict) and isinstance(document.get("apiVersion"), str):
        if document.get("kind") == "List" and isinstance(document.get("items"), list):
            for item in document["items"]:
                yield from _flat(item)
        elif isinstance(document.get("kind"), str):
            yield document


def objects() -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Path below the corpora, index of the document, the object."""
    for path in sorted(CORPORA.rglob("*.y*ml")):
        name = path.relative_to(CORPORA).as_posix()
        if path.is_symlink() or not path.is_file() or "/templates/" in name:
            continue
        try:
            documents = list(yaml.load_all(path.read_bytes(), Loader))
        except (yaml.YAMLError, ValueError, TypeError, UnicodeError):
            continue
        for index, document in enumerate(documents):
            for item in _flat(document):
                yield name, index, item
