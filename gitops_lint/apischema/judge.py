"""Who judges an object: what is known of its kind, and every mistake that the API server would find in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from gitops_lint.apischema.apivalidation import Validation
from gitops_lint.apischema.compiled import CompiledSchema
from gitops_lint.apischema.errors import SchemaError
from gitops_lint.apischema.kubernetes import GroupVersionKind
from gitops_lint.apischema.lifecycle import KUBERNETES, NOT_KNOWN, Lifecycle, Lifecycles
from gitops_lint.apischema.store import Known, SchemaStore, Unknown
from gitops_lint.apischema.versions import Minor
from gitops_lint.apischema.wording import json_type
from gitops_lint.finding import Confidence
from gitops_lint.model.context import KubernetesVersion
from gitops_lint.model.resource import Resource
from gitops_lint.values import dataclass, replace


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a kind in a cluster of one version."""

    found: Known | Unknown
    lifecycle: Lifecycle | None
    ambiguous: bool = False  #: the repository holds different definitions of it

    @property
    def removed(self) -> bool:
        """Whether no cluster of that version serves it."""
        return self.lifecycle is not None and self.lifecycle.status == "removed"

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to say: a known kind, served and here to stay."""
        found = self.found
        return self.lifecycle is None and isinstance(found, Known) and found.served and not found.deprecated

    @property
    def confidence(self) -> Confidence:
        """How sure a mistake is that its schema finds: the cluster's own definition may be another release."""
        if self.ambiguous:
            return Confidence.LOW
        return Confidence.MEDIUM if self.is_shipped else Confidence.HIGH

    @property
    def dated(self) -> str:
        """The day of the definition that stands in for the cluster's own; empty where none does."""
        return self.found.dated if isinstance(self.found, Known) else ""

    @property
    def is_shipped(self) -> bool:
        """Whether a definition that we ship stands in for the cluster's own."""
        return isinstance(self.found, Known) and self.found.source == "shipped"


class Judge:
    """Schemas and life cycles for one repository; remembers what it has looked up."""

    __slots__ = ("_ambiguous", "_benches", "_lifecycles", "_pins", "_standings", "store")

    def __init__(
        self,
        store: SchemaStore,
        ambiguous: frozenset[GroupVersionKind] = frozenset(),
        pins: Callable[[], Mapping[str, Minor]] = lambda: NOT_KNOWN,
    ) -> None:
        self.store = store
        self._pins = pins  # looked for only where it matters
        self._ambiguous = ambiguous
        self._lifecycles = Lifecycles()
        self._standings: dict[Kind, Standing] = {}  # memos
        self._benches: dict[Kind, _Bench] = {}

    def standing(self, resource: Resource) -> Standing:
        """What is known of an object's kind."""
        kind = kind_of(resource)
        known = self._standings.get(kind)
        if known is None:
            group, version, name, kubernetes = kind
            gvk = GroupVersionKind(group, version, name)
            found = self.store.lookup(*gvk, str(kubernetes))
            lifecycle = self._lifecycles.lifecycle(*gvk, str(kubernetes))
            if lifecycle is not None and isinstance(found, Known) and found.source == "repository":
                lifecycle = None  # the definition that is deployed beside it decides
            elif lifecycle is not None and lifecycle.component != KUBERNETES and lifecycle.component in self._pins():
                lifecycle = self._lifecycles.lifecycle(*gvk, str(kubernetes), self._pins())
                if isinstance(found, Known) and (lifecycle is None or lifecycle.status == "deprecated"):
                    found = replace(found, served=True, deprecated="")  # what we ship is of another release
            known = self._standings[kind] = Standing(found, lifecycle, gvk in self._ambiguous)
        return known

    def expect(self, resources: Iterable[Resource]) -> None:
        """Say which objects will be judged; see `SchemaStore.expect`."""
        amounts = Counter(map(kind_of, resources))
        self.store.expect({(GroupVersionKind(*kind[:3]), str(kind[3])): amount for kind, amount in amounts.items()})

    def errors(self, resource: Resource) -> list[SchemaError]:
        """Every mistake in an object, each once: where schema and validation agree, the schema's words stay."""
        kind = kind_of(resource)
        bench = self._benches.get(kind)
        if bench is None:
            bench = self._benches[kind] = self._bench(resource)
        found = bench.errors(resource.value)
        return [_masked(resource, error) for error in found] if found and resource.is_a("", "Secret") else found

    def _bench(self, resource: Resource) -> _Bench:
        group, version, name, kubernetes = kind_of(resource)
        schema = self.store.schema(GroupVersionKind(group, version, name), str(kubernetes))
        removed = self.standing(resource).removed
        return _Bench(schema, None if removed else Validation(group, name, str(kubernetes)))


Kind = tuple[str, str, str, KubernetesVersion]


def kind_of(resource: Resource) -> Kind:
    """What decides how an object is judged: its group, version and kind, and the cluster's version."""
    return (resource.group, resource.version, resource.kind, resource.context.kubernetes)


class _Bench:
    """All that judges objects of one kind."""

    __slots__ = ("_schema", "_validation")

    def __init__(self, schema: CompiledSchema | None, validation: Validation | None) -> None:
        self._schema = schema
        self._validation = validation  #: None for a kind that the cluster does not serve any more

    def errors(self, value: Mapping[str, Any]) -> list[SchemaError]:
        """Every mistake in an object, each once."""
        schema, validation = self._schema, self._validation
        found = [] if schema is None else schema.errors(value) or schema.broken_rules(value)
        more = [] if validation is None else validation.errors(value)
        if not found and not more:
            return found
        taken = {_place(error) for error in found}
        for error in more:
            if _place(error) not in taken:
                taken.add(_place(error))
                found.append(error)
        return found


def _place(error: SchemaError) -> tuple[object, ...]:
    """What two errors about one mistake have in common."""
    return (error.pointer, error.field) if error.kind == "missing-field" else (error.pointer,)


def _masked(resource: Resource, error: SchemaError) -> SchemaError:
    """The error without a secret's value."""
    pointer = error.pointer
    if len(pointer) < 2 or pointer[0] not in ("data", "stringData"):
        return error
    if error.kind == "wrong-type":
        kind = json_type(resource.get(*pointer))
        quote = ": quote it" if kind in ("boolean", "integer", "number") else ""
        return replace(error, message=f"expected a string, got a value of type {kind}{quote}", got=kind)
    if error.expected == "base64":
        message = f"key '{pointer[1]}': illegal base64 data"
        return replace(error, message=message, got="", family="config-data-invalid")
    return error
