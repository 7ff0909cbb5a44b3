"""Write ``schemas/kubernetes`` and ``schemas/crds``.

    python -m gitops_lint.dev schemas kubernetes            # from the installed kubernetes-validate
    python -m gitops_lint.dev schemas crds ../shared/crds   # from a folder of CustomResourceDefinitions

A file is rewritten only when its content changes, so that another zlib alone makes no difference.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gitops_lint.apischema import crds, kubernetes
from gitops_lint.apischema.definitions import pack
from gitops_lint.apischema.installed import installed_versions, read_definitions
from gitops_lint.apischema.kubernetes import GroupVersionKind
from gitops_lint.apischema.structural import CustomKind, custom_kinds, deprecation
from gitops_lint.resources import SCHEMAS

BUNDLE = SCHEMAS / "kubernetes" / "definitions.gz"


def upstream_releases() -> dict[str, dict[str, Any]]:
    """The strict definitions of every version that the installed kubernetes-validate carries."""
    found = installed_versions()
    if not found:
        raise SystemExit("kubernetes-validate is not installed")
    return {version: read_definitions(path) for version, path in found.items()}


def kubernetes_bundle() -> bytes:
    """The bundle of all built-in kinds."""
    return pack(kubernetes.bundle_lines(upstream_releases()))


def _rows(sources: str) -> Iterator[dict[str, Any]]:
    """The table of sources: group, kinds, repository, commit, date, path, licence."""
    for line in sources.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 7 and re.fullmatch(r"[0-9a-f]{40}.*", cells[3]):
            yield {
                "group": cells[0].removesuffix(" +"),
                "kinds": cells[1].partition(":")[2].replace(" ", "").split(","),
                "repository": cells[2],
                "commit": cells[3].split()[0],
                "date": cells[4],
                "path": cells[5],
                "licence": cells[6],
            }


def load_crds(folder: Path) -> list[dict[str, Any]]:
    """The definitions in a group's folder, by file name."""
    import yaml

    class Loader(yaml.CSafeLoader):
        """Reads a lone ``=`` as the text it is; YAML 1.1 gives it a tag that no constructor knows."""

    Loader.add_constructor("tag:yaml.org,2002:value", lambda _, node: node.value)
    return [
        document
        for path in sorted(folder.glob("*.yaml"))
        for document in yaml.load_all(path.read_bytes(), Loader)  # a safe loader with one more constructor
        if document
    ]


def _version(entry: dict[str, Any], group: str, kind: str) -> dict[str, Any]:
    warning = deprecation(entry, GroupVersionKind(group, entry["name"], kind))
    out = {"name": entry["name"], "served": bool(entry["served"])}
    return {**out, "deprecated": warning} if warning else out


def manifest(group: str, found: list[dict[str, Any]], rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What the bundle of a group holds and where it comes from."""
    kinds = []
    for crd in found:
        spec = crd["spec"]
        names = spec["names"]
        versions = [_version(entry, group, names["kind"]) for entry in spec["versions"]]
        kinds.append({"kind": names["kind"], "plural": names["plural"], "scope": spec["scope"], "versions": versions})
    sources = [{key: value for key, value in row.items() if key != "group"} for row in rows if row["group"] == group]
    if not sources:
        raise SystemExit(f"no source is named for group '{group}'")
    changes = "descriptions removed, schemas normalised, equal parts shared"
    return {"group": group, "changes": changes, "sources": sources, "kinds": kinds}


def write(path: Path, data: bytes) -> bool:
    """Write a file if what it says changes; tell whether it did."""
    if path.is_file():
        old = path.read_bytes()
        if old == data or (path.suffix == ".gz" and gzip.decompress(old) == gzip.decompress(data)):
            return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return True


def readable(value: dict[str, Any]) -> bytes:
    """JSON with one entry per line where a list holds small objects."""
    lines = []
    for key, entry in value.items():
        if isinstance(entry, list):
            body = ",\n".join("    " + json.dumps(item) for item in entry)
            lines.append(f"  {json.dumps(key)}: [\n{body}\n  ]")
        else:
            lines.append(f"  {json.dumps(key)}: {json.dumps(entry)}")
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def write_crds(folder: Path, target: Path) -> int:
    """Every group below ``folder``; the number of files written."""
    rows = list(_rows((folder / "SOURCES.md").read_text("utf-8")))
    written = 0
    for group in sorted(path for path in folder.iterdir() if path.is_dir()):
        found = load_crds(group)
        kinds: list[CustomKind] = [kind for crd in found for kind in custom_kinds(crd)]
        written += write(target / group.name / "schemas.gz", pack(crds.bundle_lines(kinds)))
        written += write(target / group.name / "manifest.json", readable(manifest(group.name, found, rows)))
    return written


def main(arguments: list[str]) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="schemas", description="write schemas/kubernetes and schemas/crds")
    parser.add_argument("what", choices=["kubernetes", "crds"])
    parser.add_argument("folder", nargs="?", type=Path, help="the CustomResourceDefinitions, a folder per group")
    options = parser.parse_args(arguments)
    if options.what == "kubernetes":
        written = int(write(BUNDLE, kubernetes_bundle()))
    elif options.folder is None:
        parser.error("crds needs a folder")
    else:
        written = write_crds(options.folder, SCHEMAS / "crds")
    sys.stdout.write(f"{written} files written\n")
    return 0
