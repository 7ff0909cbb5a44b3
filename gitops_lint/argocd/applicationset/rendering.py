"""Put parameters into strings and whole structures, as ``applicationset/utils/utils.go`` does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from gitops_lint.argocd.applicationset.environment import ExpansionError, UnknownError
from gitops_lint.argocd.applicationset.gotemplate import TemplateError, UnsupportedTemplateError
from gitops_lint.argocd.applicationset.gotemplate import render as render_go
from gitops_lint.patterns import regex
from gitops_lint.values import dataclass

Params = dict[str, Any]
Pointer = tuple[str | int, ...]

_TEMPLATED = regex(r".*\{\{.*\}\}.*")
_TAG = regex(r"\{\{(.*?)\}\}", re.DOTALL)
_GO = regex(r"-?\s*(?:\.[A-Za-z_]|\$|(?:if|else|end|range|with|define|index|default|printf|toYaml|dig)\b(?![-.]))")
_GENERATORS_WITH_VALUES = frozenset(
    ["clusters", "git", "scmProvider", "pullRequest", "plugin", "clusterDecisionResource"]
)


@dataclass(frozen=True, slots=True)
class Engine:
    """The template language of one ApplicationSet."""

    go: bool
    options: tuple[str, ...] = ()

    def replace(self, text: str, params: Mapping[str, Any], pointer: Pointer = ()) -> str:
        """Render one string; raises `ExpansionError` or `UnknownError`."""
        try:
            return render_go(text, params, self.options) if self.go else fasttemplate(text, params)
        except UnsupportedTemplateError as error:
            raise UnknownError(f"cannot evaluate '{_short(text)}': {error}", pointer) from None
        except TemplateError as error:
            raise ExpansionError(f"failed to execute go template '{_short(text)}': {error}", pointer) from None

    def replace_all(self, value: Any, params: Mapping[str, Any], pointer: Pointer = ()) -> Any:
        """Render every string of a structure, the keys of mappings too; nulls of mappings are dropped."""
        if isinstance(value, str):
            return self.replace(value, params, pointer)
        if isinstance(value, Mapping):
            return {
                self.replace(str(key), params, (*pointer, key)): self.replace_all(item, params, (*pointer, key))
                for key, item in value.items()
                if item is not None
            }
        if isinstance(value, list):
            return [self.replace_all(item, params, (*pointer, index)) for index, item in enumerate(value)]
        return value

    def interpolate(self, generator: Mapping[str, Any], params: Params, early: bool, pointer: Pointer) -> Any:
        """A child generator with the parameters of its elder sibling (``RenderGeneratorParams``).

        With ``early`` (Argo CD 3.4 and newer) a Go template among ``values`` that needs what only the generator itself
        supplies is left for later.
        """
        if not params:
            return generator
        if not (self.go and early):
            return self.replace_all(generator, params, pointer)
        out = {}
        for name, body in generator.items():
            at = (*pointer, name)
            children = body.get("generators") if name in ("matrix", "merge") and isinstance(body, Mapping) else None
            if isinstance(children, list):
                out[name] = {**body, "generators": [self._child(child, params, at) for child in children]}
                continue
            values = body.get("values") if name in _GENERATORS_WITH_VALUES and isinstance(body, Mapping) else None
            if isinstance(values, Mapping):
                rest = {key: item for key, item in body.items() if key != "values"}
                done = {key: self._try(item, params, (*at, "values")) for key, item in values.items()}
                out[name] = {**self.replace_all(rest, params, at), "values": done}
            else:
                out[name] = self.replace_all(body, params, at)
        return out

    def _child(self, child: Any, params: Params, pointer: Pointer) -> Any:
        return self.interpolate(child, params, True, pointer) if isinstance(child, Mapping) else child

    def _try(self, text: Any, params: Params, pointer: Pointer) -> Any:
        if not isinstance(text, str):
            return text
        strict = (*(option for option in self.options if not option.startswith("missingkey=")), "missingkey=error")
        try:
            return Engine(True, strict).replace(text, params, pointer)
        except ExpansionError as error:
            if "map has no entry for key" in str(error) or "can't evaluate field" in str(error):
                return text
            raise


def fasttemplate(text: str, params: Mapping[str, Any]) -> str:
    """Replace ``{{ tag }}`` by the parameter of that name; an unknown tag stays as it is."""
    if not _TEMPLATED.search(text):
        return text
    rest = _TAG.sub("", text)
    if "{{" in rest and "}}" not in rest.partition("{{")[2]:
        raise TemplateError(f"invalid template: Cannot find end tag in '{_short(text)}'")

    def one(match: re.Match[str]) -> str:
        tag = match.group(1).strip()
        value = params.get(tag) if tag else None
        return value if isinstance(value, str) else match.group()

    return _TAG.sub(one, text)


def unresolved(value: Any) -> Iterable[str]:
    """The fasttemplate tags left in a rendered structure."""
    if isinstance(value, str):
        if _TEMPLATED.search(value):
            yield from (match.group(1).strip() for match in _TAG.finditer(value))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from unresolved(str(key))
            yield from unresolved(item)
    elif isinstance(value, list):
        for item in value:
            yield from unresolved(item)


def is_go(tag: str) -> bool:
    """Whether a tag is what only Go templates have: a field of the dot, a keyword, a call."""
    return _GO.match(tag) is not None


def taken_as_text(tag: str) -> str:
    """What is wrong with such a tag in a set without Go templates."""
    return f"'{{{{{tag}}}}}' is a Go template, which only 'goTemplate: true' fills in"


def _short(text: str) -> str:
    line = text.strip().partition("\n")[0]
    return line if len(line) <= 80 else line[:77] + "..."
