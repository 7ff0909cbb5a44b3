"""``helmCharts``: what kustomize would ask helm for, put to this project's own chart renderer.

Source: ``api/internal/builtins/HelmChartInflationGenerator.go``, ``api/types/helmchartargs.go``.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gitops_lint.model.origin import Cause
from gitops_lint.render.kustomize.merge import Cell, Merge, MergeError
from gitops_lint.render.kustomize.reader import Reader, ReadError, RemoteError
from gitops_lint.render.kustomize.result import (
    BuildOptions,
    HelmChartCall,
    InflateChart,
    LoadDocuments,
    UnsupportedError,
)
from gitops_lint.render.kustomize.schema import MergeSchema
from gitops_lint.render.request import Capabilities, HelmOptions, RenderRequest, RenderResult
from gitops_lint.source.tree import Tree

RenderChart = Callable[[RenderRequest], RenderResult]

_UNTOLD = Capabilities()
_NOT_PASSED_ON = ("nameTemplate", "skipHooks", "devel", "debug")


def chart_inflater(
    tree: Tree, load: LoadDocuments, render: RenderChart, capabilities: Capabilities = _UNTOLD
) -> InflateChart:
    """The callable for `BuildOptions.inflate`; ``capabilities`` win over what an entry says of the cluster."""
    reader = Reader(tree, load, BuildOptions())

    def inflate(call: HelmChartCall) -> Sequence[tuple[dict[str, Any], Cause]]:
        result = render(chart_request(call, reader, capabilities))
        if result.problems:
            raise ValueError(result.problems[0].message)
        if result.refusals:
            raise UnsupportedError(result.refusals[0].reason)
        return [(one.value, one.origin.first) for one in result.objects]

    return inflate


def chart_request(call: HelmChartCall, reader: Reader, capabilities: Capabilities) -> RenderRequest:
    """The request for one entry of ``helmCharts``.  Raises `UnsupportedError`, and `ValueError` for wrong entries."""
    chart = call.chart
    name = chart.get("name")
    if not name:
        raise ValueError("chart name cannot be empty")
    for option in _NOT_PASSED_ON:
        if chart.get(option):
            raise UnsupportedError(f"'{option}' of chart '{name}'")
    if not chart.get("releaseName"):
        raise UnsupportedError(f"chart '{name}' without releaseName, which helm would make up")
    folder = call.fetched or posixpath.join(call.chart_home, name)
    if not reader.paths.is_dir(reader.paths.real(folder)):
        raise ValueError(f"no repo specified for pull, no chart found at '{folder}'")
    options = HelmOptions(
        release=chart["releaseName"],
        values=json.dumps(_values(call, reader, folder)),
        skip_crds=not chart.get("includeCRDs"),
        skip_tests=bool(chart.get("skipTests")),
        kube_version=capabilities.kube_version or chart.get("kubeVersion") or "",
        api_versions=capabilities.api_versions or tuple(chart.get("apiVersions") or ()),
    )
    return RenderRequest("helm", folder, call.namespace, helm=options, at=call.cause)


def _values(call: HelmChartCall, reader: Reader, folder: str) -> dict[str, Any]:
    """The values file, or the chart's own, with the inline values, then the additional files over both."""
    chart = call.chart
    inline, mode = chart.get("valuesInline") or {}, chart.get("valuesMerge") or "override"
    if mode not in ("merge", "override", "replace"):
        raise ValueError("valuesMerge must be one of [merge override replace]")
    if inline and mode == "replace":
        values = dict(inline)
    else:
        given = chart.get("valuesFile")
        values = _file(reader, call.folder, given) if given else _own_values(reader, folder)
        if inline:
            winner, loser = (inline, values) if mode == "override" else (values, dict(inline))
            values = merged_values(loser, winner)
    for path in chart.get("additionalValuesFiles") or ():
        values = _overlaid(values, _file(reader, call.folder, path))
    return values


def _own_values(reader: Reader, folder: str) -> dict[str, Any]:
    path = reader.paths.real(posixpath.join(folder, "values.yaml"))
    if not reader.paths.is_file(path):
        raise ValueError(f"open {path}: no such file or directory")
    return _mapping(reader, path)


def _file(reader: Reader, folder: str, path: str) -> dict[str, Any]:
    try:
        return _mapping(reader, reader.find_file(folder, path))
    except RemoteError as error:
        raise UnsupportedError(f"remote values file '{error}'") from None


def _mapping(reader: Reader, real: str) -> dict[str, Any]:
    try:
        documents = reader.documents(real)
    except ReadError as error:
        raise ValueError(str(error)) from None
    value = documents[0].value if documents else {}
    return value if isinstance(value, dict) else {}


def merged_values(into: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values over others as kustomize merges them: mappings merge, lists are replaced, null removes."""
    place = Cause("values", "")
    merge = Merge(MergeSchema({}, (), frozenset()), lambda cause: True)
    try:
        merged = merge.apply(Cell(dict(into), None, place), Cell(dict(values), None, place))
    except MergeError as error:
        raise ValueError(f"could not merge values: {error}") from None
    return merged.value if merged is not None and isinstance(merged.value, dict) else {}


def _overlaid(into: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values over others as helm merges files: a null stays, and removes a default of the chart later."""
    result = dict(into)
    for key, value in values.items():
        below = result.get(key)
        both = isinstance(below, dict) and isinstance(value, dict)
        result[key] = _overlaid(below, value) if both else value  # type: ignore[arg-type]
    return result
