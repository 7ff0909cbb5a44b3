"""Generate ``schemas/kustomize/`` from kustomize's own modules.

Three facts decide what a build yields: which lists a strategic merge patch merges, and by which keys (the OpenAPI
document compiled into ``kyaml/openapi``, an old Kubernetes release on purpose); which kinds are cluster-scoped
(the same document); and where labels, images, name references and so on are looked for (the constants of
``api/internal/konfig/builtinpluginconsts``).  All of them are read from the modules of one release through ``go``.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

RELEASE = "5.8.1"
API = "sigs.k8s.io/kustomize/api@v0.21.1"
KYAML = "sigs.k8s.io/kustomize/kyaml v0.21.1"

_PROGRAM = """package main

import (
	"encoding/json"
	"os"

	"sigs.k8s.io/kustomize/kyaml/openapi"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

func main() {
	definitions := openapi.Schema().Definitions
	cluster := []string{}
	for _, d := range definitions {
		kinds, _ := d.Extensions["x-kubernetes-group-version-kind"].([]interface{})
		for _, k := range kinds {
			m := k.(map[string]interface{})
			version, _ := m["version"].(string)
			if g, _ := m["group"].(string); g != "" {
				version = g + "/" + version
			}
			kind, _ := m["kind"].(string)
			if openapi.IsCertainlyClusterScoped(yaml.TypeMeta{APIVersion: version, Kind: kind}) {
				cluster = append(cluster, version+" "+kind)
			}
		}
	}
	json.NewEncoder(os.Stdout).Encode(map[string]interface{}{
		"version": openapi.GetSchemaVersion(), "cluster": cluster, "definitions": definitions})
}
"""


def main(argv: list[str]) -> int:
    """Write both files below the folder given by ``--out``; exit status 0."""
    parser = argparse.ArgumentParser(prog="kustomize-schema", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[2] / "schemas" / "kustomize")
    out: Path = parser.parse_args(argv).out
    out.mkdir(parents=True, exist_ok=True)
    _write(out / "merge.json", _merge_schema(_openapi()))
    _write(out / "fieldspecs.json", _field_specs())
    return 0


def _write(path: Path, data: Any) -> None:
    path.write_text(json.dumps(data, separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8")


def _go(*arguments: str, cwd: Path) -> str:
    return subprocess.run(["go", *arguments], cwd=cwd, check=True, stdout=subprocess.PIPE, text=True).stdout


def _openapi() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "go.mod").write_text(f"module dump\n\ngo 1.24\n\nrequire {KYAML}\n", encoding="utf-8")
        (root / "main.go").write_text(_PROGRAM, encoding="utf-8")
        _go("mod", "tidy", "-e", cwd=root)
        result: dict[str, Any] = json.loads(_go("run", "-p", "1", ".", cwd=root))
        return result


def _merge_schema(openapi: dict[str, Any]) -> dict[str, Any]:
    # The reduction is the builder's own, because ``openapi.path`` hands it such a document at run time too.
    from gitops_lint.render.kustomize.schema import reduce_definitions

    kinds, types = reduce_definitions(openapi["definitions"])
    return {
        "kustomize": RELEASE,
        "openapi": openapi["version"],
        "cluster": sorted(set(openapi["cluster"])),
        "kinds": kinds,
        "types": types,
    }


def _field_specs() -> dict[str, Any]:
    import yaml

    with tempfile.TemporaryDirectory() as folder:
        module = json.loads(_go("mod", "download", "-json", API, cwd=Path(folder)))
    sources = Path(module["Dir"]) / "internal" / "konfig" / "builtinpluginconsts"
    texts: dict[str, tuple[str, str]] = {}
    for source in sorted(sources.glob("*.go")):
        constants = re.findall(r"(\w+)\s*=\s*`([^`]*)`(?:\s*\+\s*(\w+))?", source.read_text(encoding="utf-8"))
        texts.update({name: (text, rest) for name, text, rest in constants})
    specs: dict[str, Any] = {}
    for text, rest in texts.values():
        loaded = yaml.safe_load(text + (texts[rest][0] if rest else "")) if not text.startswith("\n- ") else {}
        specs.update(loaded or {})
    return {"kustomize": RELEASE, "specs": specs}
