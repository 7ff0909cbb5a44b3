"""Where a repository says what an Argo CD is told: its ConfigMaps, and whatever they are made from.

Source of the forms: ``docs/operator-manual/argocd-cm.yaml`` and its siblings; the argo-cd chart of argo-helm
(``configs.cm``, ``configs.params``, ``configs.rbac``; ``server.config`` and ``server.rbacConfig`` before 5.0);
kustomize's patches, ``configMapGenerator`` and ``helmCharts``.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any

from gitops_lint.argocd.embedded import read_yaml
from gitops_lint.argocd.plain import mapping, sequence, string
from gitops_lint.argocd.settingkeys import FAMILIES, KEYS
from gitops_lint.source.classify import KUSTOMIZATION_NAMES
from gitops_lint.values import dataclass

SETTINGS = "argocd-cm"
PARAMETERS = "argocd-cmd-params-cm"
POLICY = "argocd-rbac-cm"
NAMES = (SETTINGS, PARAMETERS, POLICY)

CHART = "argo-cd"
_IN_CHART = {SETTINGS: ("configs", "cm"), PARAMETERS: ("configs", "params"), POLICY: ("configs", "rbac")}
_IN_OLD_CHARTS = {SETTINGS: ("server", "config"), POLICY: ("server", "rbacConfig")}
_OF_THE_CHART = frozenset({"annotations", "create"})  # what is no key of the ConfigMap
_FAMILIES = (*FAMILIES, "resource.customizations.", "policy.")
_POINTER = "/data/"
_SAYING = frozenset({"Application", "Component", "ConfigMap", "Kustomization"})


@dataclass(frozen=True, slots=True)
class Told:
    """What one place says of one ConfigMap."""

    name: str  #: of the ConfigMap
    data: Mapping[str, str]
    path: str  #: the file it is written in
    whole: bool = False  #: nothing else is in the ConfigMap; False for values and patches, which leave the defaults
    instance: str = ""  #: the Argo CD that is told; empty where nothing tells
    namespace: str = ""  #: of the ConfigMap, if that is known


def told_in(value: Any, path: str) -> Iterator[Told]:
    """All that a document, or an object, says of an Argo CD."""
    if not isinstance(value, dict):
        return
    kind = value.get("kind")
    if kind is not None and (not isinstance(kind, str) or kind not in _SAYING):
        return
    if posixpath.basename(path) in KUSTOMIZATION_NAMES:
        yield from _in_kustomization(value, path)
    elif kind == "ConfigMap":
        yield from _in_config_map(value, path)
    elif kind == "Application":
        yield from _in_application(value, path)
    elif kind is None:
        yield from _in_values(value, path)


def _in_config_map(value: Mapping[str, Any], path: str) -> Iterator[Told]:
    metadata = mapping(value.get("metadata"))
    if metadata.get("name") in NAMES:
        yield Told(metadata["name"], texts(value.get("data")), path, namespace=string(metadata.get("namespace")))


def _in_values(value: Mapping[str, Any], path: str) -> Iterator[Told]:
    """Values of the chart, or of a chart that has it as a dependency."""
    for root in (value, mapping(value.get(CHART)), mapping(value.get("argocd"))):
        for places in (_IN_CHART, _IN_OLD_CHARTS):
            for name, (first, second) in places.items():
                data = texts(mapping(root.get(first)).get(second))
                if any(key in KEYS[name] or key.startswith(_FAMILIES) for key in data):
                    yield Told(name, {key: text for key, text in data.items() if text}, path)


def _in_application(value: Mapping[str, Any], path: str) -> Iterator[Told]:
    spec = mapping(value.get("spec"))
    for source in map(mapping, sequence(spec.get("sources")) or [spec.get("source")]):
        helm = mapping(source.get("helm"))
        if source.get("chart") != CHART:
            continue
        inline = helm.get("valuesObject")
        values = inline if isinstance(inline, dict) else read_yaml(string(helm.get("values")))
        if isinstance(values, dict):
            yield from _in_values(values, path)
        yield from _in_parameters(sequence(helm.get("parameters")), path)


def _in_parameters(parameters: list[Any], path: str) -> Iterator[Told]:
    for item in map(mapping, parameters):
        key = string(item.get("name")).replace("\\.", "\0")
        for name, place in _IN_CHART.items():
            head, _, rest = key.partition(".".join(place) + ".")
            if not head and rest and "." not in rest:
                yield Told(name, {rest.replace("\0", "."): string(item.get("value"))}, path)


def _in_kustomization(value: Mapping[str, Any], path: str) -> Iterator[Told]:
    """Patches and additions, which are all there is to see of a ConfigMap whose base is remote."""
    for chart in map(mapping, sequence(value.get("helmCharts"))):
        if chart.get("name") == CHART and isinstance(chart.get("valuesInline"), dict):
            yield from _in_values(chart["valuesInline"], path)
    for made in map(mapping, sequence(value.get("configMapGenerator"))):
        if made.get("name") in NAMES:
            pairs = (string(item).partition("=") for item in sequence(made.get("literals")))
            yield Told(made["name"], {key: text for key, _, text in pairs}, path)
    for patch in (*sequence(value.get("patches")), *sequence(value.get("patchesJson6902"))):
        yield from _in_patch(mapping(patch), path)
    for text in sequence(value.get("patchesStrategicMerge")):
        yield from _in_patch({"patch": text}, path)


def _in_patch(patch: Mapping[str, Any], path: str) -> Iterator[Told]:
    text, target = string(patch.get("patch")), mapping(patch.get("target"))
    if not any(name in text or name == target.get("name") for name in NAMES):
        return
    content = read_yaml(text)
    if isinstance(content, dict):
        yield from _in_config_map(content, path)
    elif target.get("name") in NAMES:
        steps = [step for step in map(mapping, sequence(content)) if step.get("op") in ("add", "replace")]
        data = {
            string(step.get("path")).removeprefix(_POINTER).replace("~1", "/").replace("~0", "~"): step.get("value")
            for step in steps
            if string(step.get("path")).startswith(_POINTER)
        }
        for step in steps:
            if step.get("path") == "/data":
                data |= mapping(step.get("value"))
        yield Told(target["name"], texts(data), path)


def texts(data: Any) -> dict[str, str]:
    """The data of a ConfigMap; the chart writes numbers and booleans as texts."""
    return {
        key: _text(item)
        for key, item in mapping(data).items()
        if isinstance(key, str) and key not in _OF_THE_CHART and isinstance(item, (str, bool, int, float))
    }


def _text(value: str | float) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
