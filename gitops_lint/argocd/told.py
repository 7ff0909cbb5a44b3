"""Where a repository says what an Argo CD is told: its ConfigMaps, and whatever they are made from.

Source of the forms: ``docs/operator-manual/argocd-cm.yaml`` and its siblings; the argo-cd chart of argo-helm
(``configs.cm``, ``configs.params``, ``configs.rbac``; ``server.config`` and ``server.rbacConfig`` before 5.0);
kustomize's patches, ``configMapGenerator`` and ``helmCharts``.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from gitops_lint.argocd.embedded import read_yaml
from gitops_lint.argocd.plain import mapping, sequence, string
from gitops_lint.argocd.settingkeys import FAMILIES, KEYS
from gitops_lint.finding import Pointer
from gitops_lint.model.origin import Cause, Origin
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
    document: int = 0
    pointer: Pointer = ()  #: of the mapping that holds the data, or of what says it in other words
    below: bool = True  #: whether the keys are below that place
    whole: bool = False  #: nothing else is in the ConfigMap; False for values and patches, which leave the defaults
    instance: str = ""  #: the Argo CD that is told; empty where nothing tells
    namespace: str = ""  #: of the ConfigMap, if that is known
    origin: Origin | None = None  #: of the Application that says it

    def cause(self, key: str) -> Cause:
        """The place that says a key; for an empty key the place as a whole."""
        pointer = (*self.pointer, key) if key and self.below else self.pointer
        if self.origin is not None:
            return self.origin.trace(pointer)[0]
        return Cause("values", self.path, self.document, pointer)


class _Saying(NamedTuple):
    """The same before anything is known of the file."""

    name: str
    data: Mapping[str, str]
    pointer: Pointer
    below: bool = True
    namespace: str = ""


def told_in(value: Any, path: str, document: int = 0) -> Iterator[Told]:
    """All that a document, or an object, says of an Argo CD."""
    if not isinstance(value, dict):
        return
    kind = value.get("kind")
    if kind is not None and (not isinstance(kind, str) or kind not in _SAYING):
        return
    if posixpath.basename(path) in KUSTOMIZATION_NAMES:
        found = _in_kustomization(value)
    elif kind == "ConfigMap":
        found = _in_config_map(value)
    elif kind == "Application":
        found = _in_application(value)
    else:
        found = _in_values(value) if kind is None else iter(())
    for one in found:
        yield Told(one.name, one.data, path, document, one.pointer, one.below, namespace=one.namespace)


def _in_config_map(value: Mapping[str, Any], at: Pointer = ()) -> Iterator[_Saying]:
    metadata = mapping(value.get("metadata"))
    if metadata.get("name") in NAMES:
        namespace = string(metadata.get("namespace"))
        yield _Saying(metadata["name"], texts(value.get("data")), (*at, "data"), namespace=namespace)


def _in_values(value: Mapping[str, Any], at: Pointer = ()) -> Iterator[_Saying]:
    """Values of the chart, or of a chart that has it as a dependency."""
    for inside in ((), (CHART,), ("argocd",)):
        root = mapping(value.get(inside[0])) if inside else value
        for places in (_IN_CHART, _IN_OLD_CHARTS):
            for name, place in places.items():
                data = texts(mapping(root.get(place[0])).get(place[1]))
                if any(key in KEYS[name] or key.startswith(_FAMILIES) for key in data):
                    kept = {key: text for key, text in data.items() if text}
                    yield _Saying(name, kept, (*at, *inside, *place))


def _in_application(value: Mapping[str, Any]) -> Iterator[_Saying]:
    spec = mapping(value.get("spec"))
    several = sequence(spec.get("sources"))
    for index, source in enumerate(several or [spec.get("source")]):
        at: Pointer = ("spec", "sources", index, "helm") if several else ("spec", "source", "helm")
        helm = mapping(mapping(source).get("helm"))
        if mapping(source).get("chart") != CHART:
            continue
        inline = helm.get("valuesObject")
        values = inline if isinstance(inline, dict) else read_yaml(string(helm.get("values")))
        if isinstance(values, dict):
            yield from _in_values(values, (*at, "valuesObject" if isinstance(inline, dict) else "values"))
        for number, item in enumerate(sequence(helm.get("parameters"))):
            yield from _in_parameter(mapping(item), (*at, "parameters", number))


def _in_parameter(item: Mapping[str, Any], at: Pointer) -> Iterator[_Saying]:
    key = string(item.get("name")).replace("\\.", "\0")
    for name, place in _IN_CHART.items():
        head, _, rest = key.partition(".".join(place) + ".")
        if not head and rest and "." not in rest:
            yield _Saying(name, {rest.replace("\0", "."): string(item.get("value"))}, at, below=False)


def _in_kustomization(value: Mapping[str, Any]) -> Iterator[_Saying]:
    """Patches and additions, which are all there is to see of a ConfigMap whose base is remote."""
    for index, chart in enumerate(map(mapping, sequence(value.get("helmCharts")))):
        if chart.get("name") == CHART and isinstance(chart.get("valuesInline"), dict):
            yield from _in_values(chart["valuesInline"], ("helmCharts", index, "valuesInline"))
    for index, made in enumerate(map(mapping, sequence(value.get("configMapGenerator")))):
        if made.get("name") in NAMES:
            pairs = (string(item).partition("=") for item in sequence(made.get("literals")))
            at: Pointer = ("configMapGenerator", index, "literals")
            yield _Saying(made["name"], {key: text for key, _, text in pairs}, at, below=False)
    for field in ("patches", "patchesJson6902"):
        for index, patch in enumerate(sequence(value.get(field))):
            yield from _in_patch(mapping(patch), (field, index, "patch"))
    for index, text in enumerate(sequence(value.get("patchesStrategicMerge"))):
        yield from _in_patch({"patch": text}, ("patchesStrategicMerge", index))


def _in_patch(patch: Mapping[str, Any], at: Pointer) -> Iterator[_Saying]:
    text, target = string(patch.get("patch")), mapping(patch.get("target"))
    if not any(name in text or name == target.get("name") for name in NAMES):
        return
    content = read_yaml(text)
    if isinstance(content, dict):
        yield from _in_config_map(content, at)
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
        yield _Saying(target["name"], texts(data), at, below=False)


def texts(data: Any) -> dict[str, str]:
    """The data of a ConfigMap; the chart writes numbers and booleans as texts."""
    return {
        key: _text(item)
        for key, item in mapping(data).items()
        if isinstance(key, str) and key not in _OF_THE_CHART and isinstance(item, (str, bool, int, float))
    }


def _text(value: str | float) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
