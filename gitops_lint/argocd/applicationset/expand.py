"""From an ApplicationSet to its Applications (``GenerateApplications`` in ``applicationset/controllers/template``)."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Mapping
from typing import Any

from gitops_lint.argocd.application import FINALIZER
from gitops_lint.argocd.applicationset.environment import Environment, ExpansionError, UnknownError
from gitops_lint.argocd.applicationset.generators import cluster_params, git_params, list_params
from gitops_lint.argocd.applicationset.given import given_params
from gitops_lint.argocd.applicationset.gotemplate import OPTIONS
from gitops_lint.argocd.applicationset.gotemplate.values import sprint
from gitops_lint.argocd.applicationset.params import by_merge_key, combine, fill, flatten, merge_override, selects
from gitops_lint.argocd.applicationset.rendering import Engine, Params, Pointer, is_go, taken_as_text, unresolved
from gitops_lint.argocd.applicationset.templatepatch import apply_patch
from gitops_lint.argocd.applicationset.whole import NO_VALUE, Whole, actions_of, handed_to, written_whole
from gitops_lint.configshape import LIVE_GENERATORS
from gitops_lint.values import dataclass, field, replace

TEMPLATE: Pointer = ("spec", "template")
PATCH: Pointer = ("spec", "templatePatch")
STATIC = ("list", "clusters", "git", "matrix", "merge")
_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a place of the ApplicationSet."""

    message: str
    pointer: Pointer


@dataclass(frozen=True, slots=True)
class Generated:
    """One Application that an ApplicationSet makes."""

    value: dict[str, Any]
    params: Params
    pointer: Pointer  #: of the entry of ``generators`` it comes from; of a list generator, of its element
    unresolved: tuple[str, ...] = ()  #: fasttemplate tags that no generator supplies
    whole: tuple[Whole, ...] = ()  #: where a Go template writes a mapping, a list or nothing

    @property
    def name(self) -> str:
        """``metadata.name``; empty where the template has none."""
        return str(self.value["metadata"].get("name") or "")


@dataclass(frozen=True, slots=True)
class Expansion:
    """What an ApplicationSet yields, and what kept it from yielding more."""

    applications: tuple[Generated, ...] = ()
    problems: tuple[Remark, ...] = ()  #: Argo CD refuses; it then applies nothing of the set
    notices: tuple[Remark, ...] = ()  #: not known from files
    yields: Mapping[Pointer, int] = field(default_factory=dict)  #: parameter sets per generator, nested ones summed
    whole: tuple[Whole, ...] = ()  #: where a child generator gets a mapping or a list, and makes no Application of it
    dropped: tuple[Pointer, ...] = ()  #: elements of lists in a merge that no parameters of its first generator go with

    @property
    def complete(self) -> bool:
        """Whether these are all Applications there will be."""
        return not self.problems and not self.notices

    def duplicates(self) -> dict[str, tuple[Generated, ...]]:
        """Names that more than one Application has: Argo CD then creates none of that name.

        A name that a parameter is missing from is none of its own: what is wrong is the parameter.
        """
        counts = Counter(application.name for application in self.applications)
        repeated = [name for name, count in counts.items() if count > 1 and NO_VALUE not in name]
        repeated = [name for name in repeated if not any(unresolved(name))]
        return {name: tuple(a for a in self.applications if a.name == name) for name in repeated}


def expand(value: Any, env: Environment) -> Expansion:
    """Expand an ApplicationSet of any shape; never raises."""
    spec = _mapping(_mapping(value).get("spec"))
    options = spec.get("goTemplateOptions")
    strings = tuple(str(option) for option in options) if isinstance(options, list) else ()
    run = _Run(_mapping(value), spec, Engine(spec.get("goTemplate") is True, strings), env)
    for index, option in enumerate(strings if run.engine.go else ()):
        if option not in OPTIONS:
            return Expansion(problems=(Remark(f"unrecognized option: {option}", ("spec", "goTemplateOptions", index)),))
    generators = spec.get("generators")
    for index, generator in enumerate(generators if isinstance(generators, list) else []):
        if isinstance(generator, Mapping):
            run.top(generator, ("spec", "generators", index))
    return Expansion(
        tuple(run.applications),
        tuple(run.problems),
        tuple(run.notices),
        run.yields,
        tuple(run.lost),
        tuple(run.dropped),
    )


class _Run:
    def __init__(self, value: Mapping[str, Any], spec: Mapping[str, Any], engine: Engine, env: Environment) -> None:
        self.value = value
        self.spec = spec
        self.engine = engine
        self.env = env
        self.applications: list[Generated] = []
        self.problems: list[Remark] = []
        self.notices: list[Remark] = []
        self.yields: Counter[Pointer] = Counter()
        self.dropped: list[Pointer] = []
        self.actions: list[tuple[Pointer, str, bool]] = []  # of the template that is rendered
        self.patching = list(actions_of(spec.get("templatePatch"), PATCH)) if engine.go else []
        self.inherited: list[Whole] = []  # by the child generators of the entry that is expanded
        self.lost: list[Whole] = []
        self.elements: dict[int, tuple[Params, Pointer]] = {}  # the parameters too, so that an id stays theirs

    def top(self, generator: Mapping[str, Any], pointer: Pointer) -> None:
        """One entry of ``spec.generators``; several types in one entry are added up."""
        for kind in (kind for kind in (*STATIC, *LIVE_GENERATORS) if generator.get(kind) is not None):
            self.inherited, count = [], len(self.applications)
            try:
                sets = self._filtered(kind, generator, generator, pointer, 0)
            except ExpansionError as error:
                self.problems.append(Remark(str(error), error.pointer or pointer))
            except UnknownError as error:
                self.notices.append(Remark(str(error), error.pointer or pointer))
            else:
                own = _mapping(_mapping(generator[kind]).get("template"))
                template = fill(own, _mapping(self.spec.get("template")))
                self.actions = list(actions_of(template, TEMPLATE)) if self.engine.go else []
                for params in sets:
                    _, place = self.elements.get(id(params), (params, pointer))
                    self._application(template, params, place)
            told = {whole.pointer for made in self.applications[count:] for whole in made.whole}
            self.lost += [replace(whole, decides=True) for whole in self.inherited if whole.pointer not in told]

    def _filtered(
        self, kind: str, generator: Mapping[str, Any], requested: Mapping[str, Any], pointer: Pointer, depth: int
    ) -> list[Params]:
        sets = self._params(kind, _mapping(generator[kind]), (*pointer, kind), depth)
        if kind == "list" and depth == 0:
            elements = generator[kind].get("elements") if isinstance(generator[kind], dict) else None
            for index, params in enumerate(sets[: len(elements) if isinstance(elements, list) else 0]):
                self.elements[id(params)] = (params, (*pointer, kind, "elements", index))
        selector = requested.get("selector")
        if selector is not None:
            at = (*pointer, "selector")
            flat = self.env.version >= (3, 4)
            selects(selector, {}, at)
            sets = [params for params in sets if selects(selector, flatten(params, flat), at)]
        self.yields[(*pointer, kind)] += len(sets)
        if len(sets) > _LIMIT:
            raise UnknownError(f"more than {_LIMIT} parameter sets", pointer)
        return sets

    def _params(self, kind: str, body: Mapping[str, Any], pointer: Pointer, depth: int) -> list[Params]:
        match kind:
            case "list":
                return list_params(body, self.engine, pointer)
            case "clusters":
                return cluster_params(body, self.engine, self.env, pointer)
            case "git":
                return git_params(body, self.engine, self.env, pointer)
            case "matrix" if depth < 2:
                return self._matrix(body, pointer, depth)
            case "merge" if depth < 2:
                return self._merge(body, pointer, depth)
            case "matrix" | "merge":
                raise ExpansionError("child generator generated no parameters", pointer)
        given = self.env.given.get(str(_mapping(self.value.get("metadata")).get("name")), {}).get(kind)
        if given is None:
            message = f"what the {kind} generator yields is not in the repository: 'generators' can say it"
            raise UnknownError(message, pointer)
        return given_params(kind, given, body, self.engine, pointer)

    def _matrix(self, body: Mapping[str, Any], pointer: Pointer, depth: int) -> list[Params]:
        children = _children(body)
        if len(children) != 2:
            word = "more" if len(children) > 2 else "less"
            raise ExpansionError(f"found {word} than two generators, Matrix support only two", pointer)
        at = (*pointer, "generators")
        out: list[Params] = []
        firsts = self._child(children[0], {}, (*at, 0), depth)
        for index, first in enumerate(firsts):
            if index == 0 or not first or not firsts[index - 1] or _uses_templates(children[1]):
                seconds = self._child(children[1], first, (*at, 1), depth)
            out += [combine(first, second, self.engine, pointer) for second in seconds]
            if len(out) > _LIMIT:
                raise UnknownError(f"more than {_LIMIT} parameter sets", pointer)
        return out

    def _merge(self, body: Mapping[str, Any], pointer: Pointer, depth: int) -> list[Params]:
        children = _children(body)
        if len(children) < 2:
            raise ExpansionError("found less than two generators, Merge requires two or more", pointer)
        at = (*pointer, "generators")
        keys = body.get("mergeKeys")
        names = [str(key) for key in keys] if isinstance(keys, list) else []
        sets = [self._child(child, {}, (*at, index), depth) for index, child in enumerate(children)]
        base = by_merge_key(names, sets[0], pointer)
        for number, others in enumerate(sets[1:], 1):
            merged = by_merge_key(names, others, pointer)
            if depth == 0 and _is_plain_list(children[number]):
                places = ((*at, number, "list", "elements", index) for index in range(len(others)))
                self.dropped += [place for place, key in zip(places, merged, strict=True) if key not in base]
            for key, params in merged.items():
                if key in base:
                    if not self.engine.go and params and not base[key]:
                        raise ExpansionError("panic: assignment to entry in nil map", pointer)
                    known = copy.deepcopy(base[key])
                    base[key] = merge_override(known, params) if self.engine.go else known | params
        return list(base.values())

    def _child(self, child: Any, params: Params, pointer: Pointer, depth: int) -> list[Params]:
        requested = _mapping(child)
        kinds = [kind for kind in (*STATIC, *LIVE_GENERATORS) if requested.get(kind) is not None]
        if not kinds:
            raise ExpansionError("child generator generated no parameters", pointer)
        if len(kinds) > 1:
            raise ExpansionError("found more than one generator in matrix.Generators", pointer)
        if self.engine.go and params:
            written = written_whole(actions_of(requested, pointer), params)
            self.inherited += [whole for whole in written if whole.what]  # what is missing it may have itself
        early = self.env.version >= (3, 4)
        generator = self.engine.interpolate(requested, params, early, pointer)
        return self._filtered(kinds[0], generator, requested, pointer, depth + 1)

    def _application(self, template: Mapping[str, Any], params: Params, pointer: Pointer) -> None:
        try:
            value = self._render(template, params)
        except ExpansionError as error:
            self.problems.append(Remark(str(error), error.pointer))
            return
        except UnknownError as error:
            self.notices.append(Remark(str(error), error.pointer))
            return
        left = () if self.engine.go else tuple(dict.fromkeys(unresolved(value)))
        handed = handed_to(value, (*written_whole(self.patching, params), *self.inherited))
        whole = (*written_whole(self.actions, params), *handed)
        self.applications.append(Generated(value, params, pointer, left, whole))

    def _render(self, template: Mapping[str, Any], params: Params) -> dict[str, Any]:
        metadata = _mapping(template.get("metadata"))
        kept = {key: metadata[key] for key in ("name", "labels", "annotations", "finalizers") if metadata.get(key)}
        spec = template.get("spec") or {}
        if params:
            kept = self.engine.replace_all(kept, params, (*TEMPLATE, "metadata"))
            spec = self.engine.replace_all(spec, params, (*TEMPLATE, "spec"))
            policy = _mapping(self.spec.get("syncPolicy"))
            if not kept.get("finalizers") and policy.get("preserveResourcesOnDeletion") is not True:
                kept["finalizers"] = [FINALIZER]
        value = {"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": kept, "spec": spec}
        patch = self.spec.get("templatePatch")
        if isinstance(patch, str):
            value = self._patched(value, self.engine.replace(patch, params, PATCH), PATCH)
        namespace = _mapping(self.value.get("metadata")).get("namespace")
        named = {key: item for key, item in _mapping(value.get("metadata")).items() if key != "namespace"}
        return {**value, "metadata": {**named, **({"namespace": sprint(namespace)} if namespace else {})}}

    def _patched(self, value: dict[str, Any], patch: str, pointer: Pointer) -> dict[str, Any]:
        try:
            return apply_patch(value, patch, pointer)
        except ExpansionError:
            for tag in () if self.engine.go else unresolved(patch):
                if is_go(tag):
                    raise ExpansionError(f"invalid templatePatch: {taken_as_text(tag)}", pointer) from None
            raise


def _uses_templates(child: Any) -> bool:
    if isinstance(child, str):
        return "{{" in child
    if isinstance(child, Mapping):
        return any(_uses_templates(key) or _uses_templates(item) for key, item in child.items())
    return isinstance(child, list) and any(map(_uses_templates, child))


def _is_plain_list(child: Any) -> bool:
    """Whether each element is one parameter set."""
    entry = _mapping(child)
    return bool(_mapping(entry.get("list")).get("elements")) and not (
        entry.get("selector") or entry["list"].get("elementsYaml")
    )


def _children(body: Mapping[str, Any]) -> list[Any]:
    children = body.get("generators")
    return children if isinstance(children, list) else []


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
