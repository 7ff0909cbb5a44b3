"""Every schema that we know, found by exact group, version and kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from gitops_lint.apischema import crds, kubernetes
from gitops_lint.apischema.compiled import CompiledSchema
from gitops_lint.apischema.definitions import Definitions, Schema, read_lines
from gitops_lint.apischema.errors import SchemaError
from gitops_lint.apischema.kubernetes import GroupVersionKind, Release
from gitops_lint.apischema.opaque import is_placeholder
from gitops_lint.apischema.structural import CustomKind, custom_kinds
from gitops_lint.apischema.validators import Validators
from gitops_lint.apischema.versions import nearest, parse_minor
from gitops_lint.apischema.wording import similar
from gitops_lint.resources import SCHEMAS
from gitops_lint.values import dataclass

Source = Literal["kubernetes", "shipped", "repository", "given"]


@dataclass(frozen=True, slots=True)
class Known:
    """A kind that has a schema, or at least a definition."""

    gvk: GroupVersionKind
    source: Source  #: built in; a CRD that we ship; one of the linted repository; of the configuration
    kubernetes_version: str = ""  #: the release that judges a built-in kind
    namespaced: bool | None = None  #: None where only the API server knows
    plural: str = ""  #: the resource's name in rules; empty where only the API server knows
    served: bool = True  #: false for a version that the CRD keeps but does not serve
    deprecated: str = ""  #: the warning that the CRD has for this version
    dated: str = ""  #: the day of the upstream state of a CRD that we ship


@dataclass(frozen=True, slots=True)
class Unknown:
    """A kind without a schema."""

    gvk: GroupVersionKind
    reason: Literal["placeholder", "group", "kind", "version"]  #: what of it is not known
    suggestion: GroupVersionKind | None = None  #: what was probably meant
    versions: tuple[str, ...] = ()  #: of this group and kind, those that are known


if TYPE_CHECKING:
    from gitops_lint.apischema.given import GivenSchemas

_Memo = dict[Any, Any]
_Index = dict[str, list[GroupVersionKind]]

_WORTH_COMPILING: Final = 250
"""So many objects are explained, with nothing to say of most, in the time that it takes to load the validator."""
_SOME: Final = 8
"""So many objects of a kind are explained in the time that it takes to compile its schema."""


class SchemaStore:
    """All schemas; immutable, loads and compiles on demand.

    ``folder`` is ``schemas/``.  CRDs of the linted repository come in by `with_crds` and win over those we ship.
    """

    __slots__ = ("_folder", "_given", "_memo", "_own", "_shared")

    def __init__(self, folder: Path = SCHEMAS) -> None:
        self._folder: Final = folder
        self._own: Mapping[GroupVersionKind, CustomKind] = {}
        self._given: GivenSchemas | None = None
        self._shared: _Memo = {}  # what is read from the folder, the same for every copy
        self._memo: _Memo = {}  # what is compiled

    def with_crds(self, found: Iterable[Mapping[str, Any]]) -> SchemaStore:
        """A store that also knows these CustomResourceDefinitions."""
        copy = SchemaStore(self._folder)
        copy._shared = self._shared
        copy._given = self._given
        copy._own = {**self._own, **{kind.gvk: kind for crd in found for kind in custom_kinds(crd)}}
        return copy

    def with_given(self, given: GivenSchemas) -> SchemaStore:
        """A store that also knows what configuration and plugins bring; built-in kinds stay what they are."""
        copy = SchemaStore(self._folder)
        copy._shared = self._shared
        copy._own = self._own
        copy._given = given
        return copy

    @property
    def versions(self) -> tuple[str, ...]:
        """The Kubernetes versions that we ship, oldest first."""
        return tuple(self._bundle()[0])

    def judging(self, kubernetes_version: str) -> str:
        """The version whose schemas judge objects of that version: itself, or the nearest there is."""
        return self._release(kubernetes_version).version

    def lookup(self, group: str, version: str, kind: str, kubernetes_version: str) -> Known | Unknown:
        """What we know of a kind, in a cluster of that version."""
        gvk = GroupVersionKind(group, version, kind)
        if gvk in self._own:
            own = self._own[gvk]
            return _custom(own, "repository")
        release = self._release(kubernetes_version)
        if gvk in release.names:
            return Known(gvk, "kubernetes", release.version)
        if self._from_given(gvk, release.version) is not None:
            return Known(gvk, "given")
        shipped = self._group(group)
        if shipped is not None and gvk in shipped.kinds:
            return _custom(shipped.kinds[gvk], "shipped")
        return self._unknown(gvk, kubernetes_version)

    def kinds(self, kubernetes_version: str) -> frozenset[GroupVersionKind]:
        """Every kind known in a cluster of that version, CRDs included."""
        found = set(self._release(kubernetes_version).names) | set(self._own)
        for name in self._groups():
            group = self._group(name)
            if group is not None:
                found.update(group.kinds)
        return frozenset(found)

    def schema(self, gvk: GroupVersionKind, kubernetes_version: str) -> CompiledSchema | None:
        """The compiled schema of a kind; None where there is none."""
        own = self._own.get(gvk)
        key = (gvk, "" if own is not None else self._release(kubernetes_version).version)
        if key not in self._memo:
            self._memo[key] = self._compile(gvk, own, kubernetes_version)
        compiled: CompiledSchema | None = self._memo[key]
        return compiled

    def expect(self, amounts: Mapping[tuple[GroupVersionKind, str], int]) -> None:
        """Say how many objects will come of each kind, with the Kubernetes version that judges them.

        It decides what is compiled, and lets kinds that have much in common be compiled together.
        """
        worth_it = sum(amounts.values()) > _WORTH_COMPILING
        for (gvk, kubernetes_version), amount in amounts.items():
            schema = self.schema(gvk, kubernetes_version)
            if schema is not None:
                schema.expect(many=worth_it and amount > _SOME)

    def validate(self, value: Mapping[str, Any], kubernetes_version: str) -> list[SchemaError]:
        """Every mistake that the schema of an object's kind finds in it; none for a kind that we do not know.

        The definition's own rules (CEL, with the extra ``cel``) are asked only about objects that fit the schema, as
        the API server does.
        """
        api_version, kind = value.get("apiVersion"), value.get("kind")
        if not isinstance(api_version, str) or not isinstance(kind, str):
            return []
        group, _, version = api_version.rpartition("/")
        compiled = self.schema(GroupVersionKind(group, version, kind), kubernetes_version)
        if compiled is None:
            return []
        return compiled.errors(value) or compiled.broken_rules(value)

    def _compile(self, gvk: GroupVersionKind, own: CustomKind | None, kubernetes_version: str) -> CompiledSchema | None:
        if own is not None:
            return _alone(own.schema, {}) if own.schema is not None else None
        release = self._release(kubernetes_version)
        name = release.names.get(gvk)
        if name is not None:
            return self._stored(release.definitions, name, ("validators", release.version), custom=False)
        given = self._from_given(gvk, release.version)
        if given is not None:
            return _alone(*given)
        group = self._group(gvk.group)
        if group is None or gvk not in group.kinds:
            return None
        key = ("definitions", gvk.group)
        if key not in self._shared:
            self._shared[key] = group.definitions()
        definitions: Definitions = self._shared[key]
        name = crds.root_name(gvk)
        if name not in definitions:
            return None  # a version without a schema
        return self._stored(definitions, name, ("validators", gvk.group), custom=True)

    def _stored(self, definitions: Definitions, name: str, key: tuple[str, str], *, custom: bool) -> CompiledSchema:
        """A schema that we ship: parsed, and compiled, only when something asks for it."""
        if key not in self._shared:
            self._shared[key] = Validators(partial(definitions.document, nulls=custom))
        return CompiledSchema(
            partial(definitions.closure, name),
            self._shared[key],
            name,
            custom=custom,
            says=partial(definitions.say, name),
        )

    def _from_given(self, gvk: GroupVersionKind, version: str) -> tuple[Schema, dict[str, Schema]] | None:
        if self._given is None:
            return None
        key = ("given", gvk, version)
        if key not in self._memo:
            self._memo[key] = self._given.find(gvk, version)
        found: tuple[Schema, dict[str, Schema]] | None = self._memo[key]
        return found

    def _unknown(self, gvk: GroupVersionKind, kubernetes_version: str) -> Unknown:
        if any(is_placeholder(part) for part in gvk):
            return Unknown(gvk, "placeholder")
        of_group, of_kind = self._index(kubernetes_version)
        same = sorted((other for other in of_kind.get(gvk.kind, ()) if other.group == gvk.group), key=_by_age)
        if same:
            return Unknown(gvk, "version", same[-1], tuple(other.version for other in same))
        siblings = of_group.get(gvk.group, ())
        reason: Literal["kind", "group"] = "kind" if siblings else "group"
        if reason == "kind":
            meant = similar(gvk.kind, {other.kind for other in siblings})
            candidates = [other for other in siblings if other.kind == meant]
        else:
            namesakes = of_kind.get(gvk.kind, ())
            group = similar(gvk.group, {other.group for other in namesakes})
            candidates = [other for other in namesakes if group and other.group == group]
        if not candidates:
            candidates = self._elsewhere(gvk, kubernetes_version)
        exact = [other for other in candidates if other.version == gvk.version]
        return Unknown(gvk, reason, max(exact or candidates, key=_by_age, default=None))

    def _index(self, kubernetes_version: str) -> tuple[_Index, _Index]:
        """Every kind known in a cluster of that version, by group and by kind."""
        key = ("index", kubernetes_version)
        if key not in self._memo:
            of_group: _Index = defaultdict(list)
            of_kind: _Index = defaultdict(list)
            for gvk in self.kinds(kubernetes_version):
                of_group[gvk.group].append(gvk)
                of_kind[gvk.kind].append(gvk)
            self._memo[key] = (of_group, of_kind)
        index: tuple[_Index, _Index] = self._memo[key]
        return index

    def _elsewhere(self, gvk: GroupVersionKind, kubernetes_version: str) -> list[GroupVersionKind]:
        """A built-in kind of that name in another built-in group: ``apps/v1 Ingress``, ``v1 Deployment``.

        A group without a dot can only be Kubernetes' own, be it a former one: definitions may not have such groups.
        """
        names = self._release(kubernetes_version).names
        of_group, of_kind = self._index(kubernetes_version)
        if "." in gvk.group and not any(other in names for other in of_group.get(gvk.group, ())):
            return []
        return [other for other in of_kind.get(gvk.kind, ()) if other in names]

    def _bundle(self) -> tuple[list[str], list[list[str]]]:
        if "bundle" not in self._shared:
            lines = read_lines(self._folder / "kubernetes" / "definitions.gz")
            self._shared["bundle"] = (lines[0], lines)
        bundle: tuple[list[str], list[list[str]]] = self._shared["bundle"]
        return bundle

    def _release(self, kubernetes_version: str) -> Release:
        key = ("release", kubernetes_version)
        if key not in self._shared:
            versions, lines = self._bundle()
            version = nearest(kubernetes_version, versions)
            newer = self._newer(kubernetes_version) if version == versions[-1] else None
            shipped = ("release", version)
            if newer is None and shipped not in self._shared:
                self._shared[shipped] = kubernetes.release_from_lines(lines, version)
            self._shared[key] = newer or self._shared[shipped]
        release: Release = self._shared[key]
        return release

    def _newer(self, kubernetes_version: str) -> Release | None:
        """What an installed kubernetes-validate knows of a version that is newer than all we ship; None for nothing."""
        wanted, newest = parse_minor(kubernetes_version), parse_minor(self.versions[-1])
        if wanted is None or newest is None or wanted <= newest:
            return None
        from gitops_lint.apischema.installed import installed_versions, read_definitions

        found = installed_versions()
        if not found:
            return None
        version = nearest(kubernetes_version, tuple(found))
        if (parse_minor(version) or newest) <= newest:
            return None
        return kubernetes.from_upstream(version, read_definitions(found[version]))

    def _groups(self) -> list[str]:
        if "groups" not in self._shared:
            self._shared["groups"] = sorted(path.name for path in (self._folder / "crds").glob("*/"))
        groups: list[str] = self._shared["groups"]
        return groups

    def _group(self, name: str) -> crds.Group | None:
        key = ("group", name)
        if key not in self._shared:
            self._shared[key] = crds.read_group(self._folder / "crds" / name) if name in self._groups() else None
        group: crds.Group | None = self._shared[key]
        return group


def _alone(root: Schema, definitions: Mapping[str, Schema]) -> CompiledSchema:
    """A schema that has nothing in common with others."""
    validators = Validators(lambda names: {"properties": {"": root}, "$defs": definitions})
    return CompiledSchema(lambda: (root, definitions), validators, custom=True)


def _custom(kind: CustomKind | crds.ShippedKind, source: Source) -> Known:
    return Known(
        kind.gvk,
        source,
        namespaced=kind.namespaced,
        plural=kind.plural,
        served=kind.served,
        deprecated=kind.deprecated,
        dated=kind.dated if isinstance(kind, crds.ShippedKind) else "",
    )


def guessed_plural(kind: str) -> str:
    """A built-in kind's resource, by the rule that Kubernetes names them by (``meta.UnsafeGuessKindToResource``)."""
    name = kind.lower()
    if name == "endpoints":
        return name
    if name.endswith("s"):
        return f"{name}es"
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"


def _by_age(gvk: GroupVersionKind) -> tuple[int, int, int]:
    """Kubernetes' order of versions: v2, v1, v1beta2, v1beta1, v1alpha1; the newest is the greatest."""
    text = gvk.version.removeprefix("v")
    for rank, word in ((1, "beta"), (0, "alpha")):
        major, found, minor = text.partition(word)
        if found:
            return rank, int(major) if major.isdigit() else 0, int(minor) if minor.isdigit() else 0
    parsed = parse_minor(text + ".0")
    return 2, parsed[0] if parsed else 0, 0
