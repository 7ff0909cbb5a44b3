"""Field specs from the OpenAPI extensions of ``crds`` files.

Source: ``api/internal/accumulator/loadconfigfromcrds.go``; these files hold a mapping of type names to definitions,
not CustomResourceDefinitions.
"""

from __future__ import annotations

from typing import Any

from gitops_lint.render.kustomize.fieldspec import Config, FieldSpec, NameReference, merge_specs
from gitops_lint.render.kustomize.resid import Gvk

_MAX_DEPTH = 64


def config_from_crds(document: Any) -> Config:
    """The specs that the definitions' extensions ask for."""
    definitions = document if isinstance(document, dict) else {}
    gathered = _Gathered(definitions)
    for name in definitions:
        properties = gathered.properties(name)
        if all(key in properties for key in ("kind", "apiVersion", "metadata")):
            gathered.visit(name, Gvk(kind=str(name).split(".")[-1]), ())
    return Config(gathered.sections, tuple(gathered.references))


class _Gathered:
    def __init__(self, definitions: dict[str, Any]) -> None:
        self.definitions = definitions
        self.sections: dict[str, tuple[FieldSpec, ...]] = {}
        self.references: list[NameReference] = []

    def properties(self, name: str) -> dict[str, Any]:
        definition = self.definitions.get(name)
        schema = definition.get("Schema", definition.get("schema")) if isinstance(definition, dict) else None
        found = schema.get("properties") if isinstance(schema, dict) else None
        return found if isinstance(found, dict) else {}

    def visit(self, name: str, gvk: Gvk, path: tuple[str, ...]) -> None:
        if len(path) > _MAX_DEPTH:
            return
        for field, schema in self.properties(name).items():
            if isinstance(schema, dict):
                self._field(schema, gvk, (*path, str(field)))

    def _field(self, schema: dict[str, Any], gvk: Gvk, path: tuple[str, ...]) -> None:
        for extension, section in (
            ("x-kubernetes-annotation", "commonAnnotations"),
            ("x-kubernetes-label-selector", "commonLabels"),
            ("x-kubernetes-identity", "namePrefix"),
        ):
            if isinstance(schema.get(extension), str):
                spec = FieldSpec(gvk, "/".join(path))
                self.sections[section] = merge_specs(self.sections.get(section, ()), (spec,))
        version, kind = (schema.get(f"x-kubernetes-object-ref-{part}") for part in ("api-version", "kind"))
        if isinstance(version, str) and isinstance(kind, str):
            key = schema.get("x-kubernetes-object-ref-name-key")
            spec = FieldSpec(gvk, "/".join((*path, key if isinstance(key, str) else "name")))
            self.references.append(NameReference(Gvk(version=version, kind=kind), (spec,)))
        reference = schema.get("$ref")
        if isinstance(reference, str):
            self.visit(reference, gvk, path)
