"""How long 10,000 objects take to validate once compiled, beside kubeconform: python benchmarks/schemas.py [COUNT]

Seconds of processor time: other work on the machine does not count.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import repository
import yaml

from gitops_lint.apischema.apivalidation import validate
from gitops_lint.apischema.kubernetes import GroupVersionKind
from gitops_lint.apischema.store import Known, SchemaStore

VERSION = "1.33"
ROUNDS = 5
DIALECT = "https://json-schema.org/draft/2020-12/schema"
TEMPLATE = "{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json"
Object = dict[str, Any]


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    store = SchemaStore()
    known = [value for value in repository.shapes() if isinstance(store.lookup(*identity(value), VERSION), Known)]
    sound = [value for value in known if not store.validate(value, VERSION)]
    chance = random.Random(1)
    objects = [json.loads(json.dumps(chance.choice(sound), default=str)) for _ in range(count)]
    schemas = {identity(value): store.schema(identity(value), VERSION) for value in objects}
    pairs = [(schemas[identity(value)], value) for value in objects]
    rows: dict[str, Callable[[], object]] = {
        "schemas": lambda: [schema.is_valid(value) for schema, value in pairs if schema is not None],
        "schemas, list maps and CEL rules": lambda: [store.validate(value, VERSION) for value in objects],
        "the API server's own validation": lambda: [list(validate(value, VERSION)) for value in objects],
    }
    for run in rows.values():
        run()
    times = {name: min(timed(run) for _ in range(ROUNDS)) for name, run in rows.items()}
    print(f"{len(objects)} valid objects of {len(schemas)} kinds, compiled before\n{'':<44}{'seconds':>10}")
    for name, seconds in times.items():
        print(f"{name:<44}{seconds:>10.3f}")
    if shutil.which("kubeconform"):
        for name, seconds in kubeconform(objects, schemas).items():
            print(f"{name:<44}{seconds:>10.3f}")


def identity(value: Object) -> GroupVersionKind:
    group, _, version = value["apiVersion"].rpartition("/")
    return GroupVersionKind(group, version, value["kind"])


def timed(run: Callable[[], object]) -> float:
    started = process_time() + children()
    run()
    return process_time() + children() - started


def children() -> float:
    """What the programs that were started have used."""
    spent = os.times()
    return spent.children_user + spent.children_system


def kubeconform(objects: list[Object], schemas: dict[GroupVersionKind, Any]) -> dict[str, float]:
    """The whole program on one file, with our schemas: reading included, as it cannot be left out."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        export(schemas, root)
        (root / "all.yaml").write_text(yaml.dump_all(objects, Dumper=yaml.CSafeDumper))
        (root / "none.yaml").write_text("")
        command = ["kubeconform", "-schema-location", f"{root}/{TEMPLATE}", "-n", "1", "-summary"]
        whole = min(timed(lambda: run([*command, root / "all.yaml"])) for _ in range(3))
        empty = min(timed(lambda: run([*command, root / "none.yaml"])) for _ in range(3))
        return {"kubeconform, reading included": whole - empty}


def export(schemas: dict[GroupVersionKind, Any], root: Path) -> None:
    """Write schemas where `TEMPLATE` looks for them."""
    for gvk, compiled in schemas.items():
        path = root / (gvk.group or gvk.version) / f"{gvk.kind.lower()}_{gvk.version}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps({"$schema": DIALECT, **compiled.root, "$defs": compiled.definitions}))


def export_all(root: Path) -> str:
    """The schemas of all kinds of the generated repository; what kubeconform is to be told of where they are."""
    store = SchemaStore()
    kinds = {identity(value) for value in repository.shapes()}
    found = {kind: store.schema(kind, VERSION) for kind in kinds if isinstance(store.lookup(*kind, VERSION), Known)}
    export({kind: schema for kind, schema in found.items() if schema is not None}, root)
    return f"{root}/{TEMPLATE}"


def run(command: list[Any]) -> None:
    subprocess.run(command, capture_output=True, check=False)


if __name__ == "__main__":
    main()
