"""Writes a repository of many documents made from the shapes of real ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent.parent
CORPORA = HERE.parent / "shared" / "corpora"
SKIPPED = {"List", "Kustomization", "Component", "Application", "ApplicationSet", "AppProject"}
LARGEST = 20_000


def shapes() -> list[dict[str, Any]]:
    """Every plain manifest of the source, sorted by path."""
    source = CORPORA if CORPORA.is_dir() else HERE / "examples"
    return [value for path in sorted(source.rglob("*.y*ml")) for value in _objects(path)]


def _objects(path: Path) -> Iterator[dict[str, Any]]:
    if path.is_symlink() or "templates" in path.parts or path.name.startswith("kustomization"):
        return
    text = path.read_text("utf-8", "replace")
    if "{{" in text or len(text) > LARGEST:
        return
    try:
        values = list(yaml.load_all(text, Loader=yaml.CSafeLoader))
    except yaml.YAMLError:
        return
    for value in values:
        if (
            isinstance(value, dict)
            and isinstance(value.get("apiVersion"), str)
            and value.get("kind") not in SKIPPED
            and isinstance(value.get("metadata"), dict)
            and isinstance(value["metadata"].get("name"), str)
        ):
            yield value


def write(folder: Path, documents: int, seed: int = 1) -> int:
    """Write the repository; returns how many files it has."""
    chance = random.Random(seed)
    known = shapes()
    made = files = 0
    while made < documents:
        parts = []
        for _ in range(min(chance.choice((1, 2, 3, 5, 8)), documents - made)):
            value = dict(chance.choice(known))
            name = f"{value['metadata']['name']}-{made}"
            value["metadata"] = {**value["metadata"], "name": name, "namespace": f"team-{made % 60}"}
            parts.append(yaml.dump(value, Dumper=yaml.CSafeDumper, sort_keys=False))
            made += 1
        target = folder / f"team-{files % 60}" / f"app-{files}.yaml"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("---\n".join(parts), "utf-8")
        files += 1
    return files
