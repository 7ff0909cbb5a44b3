"""Declarative rules: policy as data, turned into `Rule` classes that run like everybody's.

A rule file says what it matches (``match``), where it looks (``at``: a JSON Pointer with ``*``, or a named selector)
and what must hold there (``require``, ``forbid``: JSON Schema) or (``cel``: an expression; needs the extra ``cel``).
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from gitops_lint.finding import Confidence, Severity
from gitops_lint.model.node import Node
from gitops_lint.model.resource import Resource
from gitops_lint.problem import UserError
from gitops_lint.registry import Profile, RuleEntry
from gitops_lint.rule import Bad, Good, Occurrence, Rule
from gitops_lint.shapes import Anything, Flag, ListOf, MapOf, Record, ShapeError, Text
from gitops_lint.source.globs import name_matches

_EXAMPLE = Record({"text": Text(), "title": Text(), "valid": Flag()}, required=("text",))

RULE_SHAPE = Record(
    {
        "name": Text("kebab case, says what is wrong"),
        "summary": Text("one line, lower case, no period"),
        "severity": Text(choices=("info", "warning", "error")),
        "confidence": Text(choices=("low", "medium", "high")),
        "tags": ListOf(Text()),
        "aliases": ListOf(Text()),
        "since": Text(),
        "security-severity": Anything(),
        "docs": Text("the rule's page, Markdown"),
        "match": Record(
            {
                "kinds": ListOf(Text(), "Kind or group/Kind"),
                "names": ListOf(Text(), "globs"),
                "namespaces": ListOf(Text(), "globs"),
                "labels": MapOf(Text(), "globs by label; a missing label is the empty string"),
                "applications": ListOf(Text(), "globs"),
            }
        ),
        "at": Text("JSON Pointer with *, or containers, main-containers, pod, pod-metadata, object"),
        "require": Anything("JSON Schema that must hold at every such place"),
        "forbid": Anything("JSON Schema that must not hold"),
        "missing": Text("whether a missing place breaks the rule", choices=("ok", "breaks")),
        "cel": Text("expression that must be true; object and value are known"),
        "message": Text("string template: $name, $kind, $value, $container"),
        "examples": Record({"bad": ListOf(_EXAMPLE), "good": ListOf(_EXAMPLE)}, required=("bad", "good")),
    },
    required=("name", "summary", "docs", "match", "message", "examples"),
)
"""A declarative rule file."""

PROFILE_SHAPE = Record(
    {
        "name": Text(),
        "summary": Text(),
        "extends": ListOf(Text()),
        "select": ListOf(Text()),
        "ignore": ListOf(Text()),
        "rules": MapOf(Anything()),
    },
    required=("name",),
)
"""A profile file."""

Selector = Callable[[Resource], Sequence[Node]]


def _containers(resource: Resource) -> Sequence[Node]:
    return resource.workload.containers if resource.workload is not None else ()


def _main_containers(resource: Resource) -> Sequence[Node]:
    return tuple(resource.workload.main_containers) if resource.workload is not None else ()


def _pod(resource: Resource) -> Sequence[Node]:
    return (resource.workload.pod,) if resource.workload is not None else ()


def _pod_metadata(resource: Resource) -> Sequence[Node]:
    if resource.workload is None:
        return ()
    template = resource.workload.template
    return (template.at("metadata") or template,)


def _object(resource: Resource) -> Sequence[Node]:
    return (resource,)


SELECTORS: Mapping[str, Selector] = {
    "containers": _containers,
    "main-containers": _main_containers,
    "pod": _pod,
    "pod-metadata": _pod_metadata,
    "object": _object,
}


class DeclaredRule(Rule[Resource]):
    """Base of all declarative rules; its subclasses differ in their data only."""

    name = "declared-rule"
    summary = "base of declarative rules"
    data: Mapping[str, Any] = {}

    def __init__(self, options: Mapping[str, Any] | None = None, today: Any = None) -> None:
        super().__init__(options, today)
        self._match = self.data.get("match", {})
        self._narrowed = any(self._match.get(key) for key in ("names", "namespaces", "applications", "labels"))
        selector, _, pointer = self.data.get("at", "object").partition("/")
        self._selector = SELECTORS[selector or "object"]
        self._parts = (
            tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")) if pointer else ()
        )
        self._missing_breaks = self.data.get("missing") == "breaks"
        self._checks = tuple(_checks(self.data))
        self._message = string.Template(self.data["message"])

    def check(self, target: Resource) -> Iterable[Occurrence]:
        """Every place that does not hold what the rule demands."""
        if self._narrowed and not self._matches(target):
            return ()
        owners, parts = self._selector(target), self._parts
        if parts and not self._missing_breaks:
            owners = [owner for owner in owners if _is_there(owner.value, parts)]
        return self._broken(owners) if owners else ()

    def _broken(self, owners: Iterable[Node]) -> Iterator[Occurrence]:
        for owner in owners:
            for node in _below(owner, self._parts):
                if node is None:
                    if self._missing_breaks:
                        yield self.finding(owner, self._text(owner, None))
                elif not all(check(node) for check in self._checks):
                    yield self.finding(node, self._text(owner, node))

    def wants(self, group: str, kind: str) -> bool:
        """Whether a kind is named, with its group or without."""
        kinds = self._match.get("kinds")
        return not kinds or kind in kinds or f"{group}/{kind}" in kinds

    def _matches(self, target: Resource) -> bool:
        match = self._match
        for key, value in (("names", target.name), ("namespaces", target.namespace)):
            if match.get(key) and not name_matches(match[key], value):
                return False
        if match.get("applications") and not name_matches(match["applications"], target.context.application):
            return False
        wanted = match.get("labels")
        if not wanted:
            return True
        labels = target.labels
        return all(name_matches([glob], labels.get(key, "")) for key, glob in wanted.items())

    def _text(self, owner: Node, node: Node | None) -> str:
        value = "" if node is None or isinstance(node.value, (dict, list)) else node.value
        return self._message.safe_substitute(
            name=owner.resource.name,
            kind=owner.resource.kind,
            container=getattr(owner, "name", ""),
            value=str(value).lower() if isinstance(value, bool) else value,
        )


def _is_there(value: Any, parts: tuple[str, ...]) -> bool:
    """Whether anything may be at the place; a quick look that spares nearly all objects the long one."""
    for part in parts:
        if not isinstance(value, dict):
            return isinstance(value, list)
        if part == "*":
            return bool(value)
        if part not in value:
            return False
        value = value[part]
    return True


def _below(node: Node, parts: tuple[str, ...]) -> Iterator[Node | None]:
    for index, word in enumerate(parts):
        if word == "*":
            for item in node.items():
                yield from _below(item, parts[index + 1 :])
            return
        child = node.at(int(word) if isinstance(node.value, list) and word.isdigit() else word)
        if child is None:
            yield None
            return
        node = child
    yield node


def _checks(data: Mapping[str, Any]) -> Iterator[Callable[[Node], bool]]:
    for key, wanted in (("require", True), ("forbid", False)):
        if key in data:
            yield _schema_check(data[key], wanted=wanted)
    if "cel" in data:
        from gitops_lint.cel import expression

        evaluate = expression(data["cel"])
        yield lambda node: evaluate({"object": node.resource.value, "value": node.value})


def _schema_check(schema: Any, *, wanted: bool) -> Callable[[Node], bool]:
    validator: Any = None
    demanded = list(_demanded(schema))

    def holds(node: Node) -> bool:
        nonlocal validator
        for path in demanded:
            if _lacks(node.value, path):
                return not wanted
        if validator is None:
            import jsonschema_rs

            validator = jsonschema_rs.validator_for(schema)
        return bool(validator.is_valid(node.value)) is wanted

    return holds


def _demanded(schema: Any) -> Iterator[tuple[str, ...]]:
    """What must be there for a schema to hold, as far as its plain ``required`` says."""
    if not isinstance(schema, dict) or "$ref" in schema:  # beside which older drafts read nothing
        return
    properties = schema.get("properties")
    for name in schema.get("required") or ():
        below = list(_demanded(properties.get(name))) if isinstance(properties, dict) else []
        yield from ((name, *path) for path in below or ((),))


def _lacks(value: Any, path: tuple[str, ...]) -> bool:
    """Whether something is certainly not there: ``required`` says nothing about what is no mapping."""
    for part in path:
        if not isinstance(value, dict):
            return False
        if part not in value:
            return True
        value = value[part]
    return False


def rule_entry(data: Any, where: str, plugin: str) -> RuleEntry:
    """The entry of a declarative rule; raises `UserError` naming the file where it is wrong."""
    try:
        RULE_SHAPE.check(data, ())
    except ShapeError as error:
        raise UserError(f"{where}: {error}") from None
    if data.get("at", "object").partition("/")[0] not in {*SELECTORS, ""}:
        raise UserError(f"{where}: 'at' must start with / or one of {', '.join(SELECTORS)}")
    kinds = tuple(data["match"].get("kinds", ()))
    tags = frozenset(data.get("tags", ()))
    severity = Severity[data.get("severity", "warning").upper()]
    confidence = Confidence[data.get("confidence", "high").upper()]
    return RuleEntry(
        name=data["name"],
        summary=data["summary"],
        severity=severity,
        confidence=confidence,
        target="Resource",
        kinds=kinds,
        tags=tags,
        aliases=tuple(data.get("aliases", ())),
        wide=False,
        since=data.get("since", "0.1"),
        load=lambda: declared_class(data),
        security_severity=data.get("security-severity"),
        plugin=plugin,
    )


def declared_class(data: Mapping[str, Any]) -> type[Rule[Any]]:
    """The class of a declarative rule."""
    body = {
        "__doc__": data["docs"],
        "__module__": __name__,
        "name": data["name"],
        "summary": data["summary"],
        "severity": Severity[data.get("severity", "warning").upper()],
        "confidence": Confidence[data.get("confidence", "high").upper()],
        "tags": frozenset(data.get("tags", ())),
        "aliases": tuple(data.get("aliases", ())),
        "since": data.get("since", "0.1"),
        "security_severity": data.get("security-severity"),
        "examples": tuple(_examples(data["examples"])),
        "data": data,
    }
    class_name = "".join(word.capitalize() for word in data["name"].split("-"))
    return type(class_name, (DeclaredRule,), body)


def _examples(examples: Mapping[str, Any]) -> Iterable[Good | Bad]:
    for item in examples["bad"]:
        yield Bad(item["text"], title=item.get("title", ""), valid=item.get("valid", True))
    for item in examples["good"]:
        yield Good(item["text"], title=item.get("title", ""), valid=item.get("valid", True))


def profile_from(data: Any, where: str) -> Profile:
    """A profile; raises `UserError` naming the file where it is wrong."""
    try:
        PROFILE_SHAPE.check(data, ())
    except ShapeError as error:
        raise UserError(f"{where}: {error}") from None
    return Profile(
        data["name"],
        data.get("summary", ""),
        tuple(data.get("extends", ())),
        tuple(data.get("select", ())),
        tuple(data.get("ignore", ())),
        data.get("rules"),
    )
