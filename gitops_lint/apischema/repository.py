"""What the API server would say to every object of a repository, asked once per run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from gitops_lint.apischema.apivalidation import validate
from gitops_lint.apischema.errors import RULES, SchemaError
from gitops_lint.apischema.kubernetes import GroupVersionKind
from gitops_lint.apischema.lifecycle import KUBERNETES, Lifecycle, Lifecycles
from gitops_lint.apischema.store import Known, SchemaStore, Unknown
from gitops_lint.apischema.structural import CustomKind, custom_kinds
from gitops_lint.apischema.wording import json_type
from gitops_lint.finding import Confidence
from gitops_lint.model.repository import Repository
from gitops_lint.model.resource import Resource
from gitops_lint.source.folder import TreeFolder
from gitops_lint.source.tree import normalise
from gitops_lint.syncplan.options import csv, has_option
from gitops_lint.values import as_dict, dataclass, replace

if TYPE_CHECKING:
    from gitops_lint.apischema.given import GivenSchemas

CRD: Final = ("apiextensions.k8s.io", "CustomResourceDefinition")
NOT_APPLIED: Final = frozenset(
    {
        "apiserver.config.k8s.io",
        "audit.k8s.io",
        "chainsaw.kyverno.io",
        "cli.kyverno.io",
        "client.authentication.k8s.io",
        "config.kubernetes.io",
        "eksctl.io",
        "kind.x-k8s.io",
        "kubeadm.k8s.io",
        "kubelet.config.k8s.io",
        "kubeproxy.config.k8s.io",
        "kubescheduler.config.k8s.io",
        "kustomize.config.k8s.io",
        "kuttl.dev",
        "node.eks.aws",
    }
)
"""Groups whose objects are input of tools and components; no API server sees them."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One mistake in one object."""

    resource: Resource
    error: SchemaError
    confidence: Confidence
    unset: bool = False  #: something is missing that the values of a release may bring


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
    def confidence(self) -> Confidence:
        """How sure a mistake is that its schema finds: the cluster's own definition may be another release."""
        if self.ambiguous:
            return Confidence.LOW
        shipped = isinstance(self.found, Known) and self.found.source == "shipped"
        return Confidence.MEDIUM if shipped else Confidence.HIGH


class Judge:
    """Schemas and life cycles for one repository; remembers what it has looked up."""

    __slots__ = ("_ambiguous", "_lifecycles", "_standings", "store")

    def __init__(self, store: SchemaStore, ambiguous: frozenset[GroupVersionKind] = frozenset()) -> None:
        self.store = store
        self._ambiguous = ambiguous
        self._lifecycles = Lifecycles()
        self._standings: dict[tuple[str, str, str, str], Standing] = {}

    def standing(self, resource: Resource) -> Standing:
        """What is known of an object's kind."""
        version = str(resource.context.kubernetes)
        key = (resource.group, resource.version, resource.kind, version)
        known = self._standings.get(key)
        if known is None:
            gvk = GroupVersionKind(*key[:3])
            found = self.store.lookup(*key)
            lifecycle = self._lifecycles.lifecycle(*key)
            if lifecycle is not None and isinstance(found, Known) and found.source == "repository":
                lifecycle = None  # the definition that is deployed beside it decides
            known = self._standings[key] = Standing(found, lifecycle, gvk in self._ambiguous)
        return known

    def errors(self, resource: Resource) -> list[SchemaError]:
        """Every mistake in an object, each once: where schema and validation agree, the schema's words stay."""
        version = str(resource.context.kubernetes)
        value: dict[str, Any] = resource.value
        found = self.store.validate(value, version)
        if not self.standing(resource).removed:
            taken = {_place(error) for error in found}
            for error in validate(value, version):
                if _place(error) not in taken:
                    taken.add(_place(error))
                    found.append(error)
        return [_masked(resource, error) for error in found] if found and resource.is_a("", "Secret") else found


def judge(repo: Repository) -> Judge:
    """The schemas that count for a repository: ours, and those of the definitions that it holds.

    A definition that is only written (in ``crds/`` of a chart, in a folder of ``schemas:``) counts where none of its
    name is deployed.
    """
    definitions = [resource.value for resource in repo.of_kind(*CRD)]
    names = {_name(definition) for definition in definitions}
    definitions += [
        document.value for document in repo.documents if _is_crd(document.value) and _name(document.value) not in names
    ]
    given = _given(repo)
    if given is not None:
        names.update(map(_name, definitions))
        definitions += [definition for definition in given.definitions if _name(definition) not in names]
    seen: dict[GroupVersionKind, CustomKind] = {}
    differing: set[GroupVersionKind] = set()
    for definition in definitions:
        for kind in custom_kinds(definition):
            first = seen.setdefault(kind.gvk, kind)
            if first is not kind and first.schema != kind.schema:
                differing.add(kind.gvk)
    store = SchemaStore()
    if given is not None:
        store = store.with_given(given)
    return Judge(store.with_crds(definitions) if definitions else store, frozenset(differing))


def _given(repo: Repository) -> GivenSchemas | None:
    """What configuration and plugins bring, the configuration first; None for nothing."""
    if not repo.config.schemas and not repo.schema_folders:
        return None
    from gitops_lint.apischema.given import GivenSchemas

    paths = [normalise(path) for path in repo.config.schemas if "{{" not in path]
    folders = [TreeFolder(repo.tree, path) for path in paths if repo.tree.is_dir(path)]
    return GivenSchemas(repo.tree, repo.config.schemas, [*folders, *repo.schema_folders])


def verdicts(repo: Repository) -> Mapping[str, list[Verdict]]:
    """All mistakes in all objects, by the rule that reports them."""
    court = repo.once(judge)
    by_rule: dict[str, list[Verdict]] = defaultdict(list)
    kept = Kept(court, repo) if repo.memory and not repo.schema_folders and not repo.config.schemas else None
    memo: dict[tuple[int, object], list[SchemaError]] = {}
    for resource in judged(repo):
        key = (id(resource.value), resource.context.kubernetes)
        errors = memo.get(key)
        if errors is None:
            errors = memo[key] = kept.of(resource) if kept is not None else court.errors(resource)
        if errors:
            confidence = court.standing(resource).confidence
            for error in errors:
                unset = error.kind == "missing-field" and is_by_defaults(resource)
                by_rule[error.rule].append(Verdict(resource, error, Confidence.LOW if unset else confidence, unset))
    return by_rule


class Kept:
    """The mistakes in objects as an earlier run found them, where only what we ship decides."""

    def __init__(self, court: Judge, repo: Repository) -> None:
        self._court = court
        self._repo = repo

    def of(self, resource: Resource) -> list[SchemaError]:
        """Every mistake in an object, looked up or found now."""
        file, place = self._repo.place_of(resource)
        found = self._court.standing(resource).found
        if not file or (isinstance(found, Known) and found.source not in ("kubernetes", "shipped")):
            return self._court.errors(resource)
        notes, entry = self._repo.memory.judged, f"{place} {resource.context.kubernetes}"
        errors = _errors(notes.get(file, entry))
        if errors is None:
            errors = self._court.errors(resource)
            notes.put(file, entry, [list(as_dict(error).values()) for error in errors])
        return errors


def _errors(rows: Any) -> list[SchemaError] | None:
    """Mistakes as the cache holds them; None for anything else."""
    try:
        errors = [SchemaError(kind, tuple(pointer), *map(str, words)) for kind, pointer, *words in rows]
        known = all(error.kind in RULES for error in errors)
    except (TypeError, ValueError):
        return None
    parts = (part for error in errors for part in error.pointer)
    return errors if known and all(type(part) in (str, int) for part in parts) else None


def judged(repo: Repository) -> Iterator[Resource]:
    """The objects that an API server will see, one by one."""
    for resource in repo.resources:
        if resource.group in NOT_APPLIED or not resource.kind or not resource.version:
            continue
        if resource.kind.endswith("List") and "items" in resource.value:
            continue
        yield resource


def is_by_defaults(resource: Resource) -> bool:
    """Whether a chart that nothing in the repository deploys made the object from its own default values."""
    deployable = resource.deployable
    return deployable is not None and deployable.kind == "chart" and deployable.application is None


def server_side(resource: Resource) -> bool:
    """Whether Argo CD applies an object with server-side apply (gitops-engine ``sync_context.go``)."""
    own = csv(resource.value)
    application = resource.deployable.application if resource.deployable is not None else None
    options = application.sequence("spec", "syncPolicy", "syncOptions") if application is not None else []
    if "Replace=true" in own or has_option(options, "Replace=true") or "ServerSideApply=false" in own:
        return False
    return "ServerSideApply=true" in own or has_option(options, "ServerSideApply=true")


def is_certain(resource: Resource, lifecycle: Lifecycle, repo: Repository) -> bool:
    """Whether the version that judges an object is known, not just the newest we ship."""
    if lifecycle.component != KUBERNETES:
        return False
    return resource.context.cluster.kubernetes_version is not None or bool(repo.config.kubernetes_version)


def _is_crd(value: object) -> bool:
    if not isinstance(value, dict) or value.get("kind") != CRD[1]:
        return False
    return str(value.get("apiVersion")).startswith(f"{CRD[0]}/")


def _name(definition: Mapping[str, Any]) -> object:
    metadata = definition.get("metadata")
    return str(metadata.get("name")) if isinstance(metadata, dict) else None


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
