"""What the API server would say to every object of a repository, asked once per run."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from gitops_lint.apischema.apivalidation import Validation
from gitops_lint.apischema.compiled import CompiledSchema
from gitops_lint.apischema.errors import RULES, SchemaError
from gitops_lint.apischema.kubernetes import GroupVersionKind
from gitops_lint.apischema.lenient import is_read_anyway
from gitops_lint.apischema.lifecycle import KUBERNETES, NOT_KNOWN, Lifecycle, Lifecycles
from gitops_lint.apischema.pins import oldest_pins
from gitops_lint.apischema.store import Known, SchemaStore, Unknown
from gitops_lint.apischema.structural import CustomKind, custom_kinds
from gitops_lint.apischema.versions import Minor
from gitops_lint.apischema.wording import json_type
from gitops_lint.finding import Confidence
from gitops_lint.model.context import KubernetesVersion
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
    dated: str = ""  #: the day of the definition that we ship and that decided; empty for the cluster's own
    lenient: bool = False  #: another definition of the kind lets it pass, and its controller reads it


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
        self._standings: dict[_Kind, Standing] = {}  # memos
        self._benches: dict[_Kind, _Bench] = {}

    def standing(self, resource: Resource) -> Standing:
        """What is known of an object's kind."""
        kind = _kind(resource)
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
        amounts = Counter(map(_kind, resources))
        self.store.expect({(GroupVersionKind(*kind[:3]), str(kind[3])): amount for kind, amount in amounts.items()})

    def errors(self, resource: Resource) -> list[SchemaError]:
        """Every mistake in an object, each once: where schema and validation agree, the schema's words stay."""
        kind = _kind(resource)
        bench = self._benches.get(kind)
        if bench is None:
            bench = self._benches[kind] = self._bench(resource)
        found = bench.errors(resource.value)
        return [_masked(resource, error) for error in found] if found and resource.is_a("", "Secret") else found

    def _bench(self, resource: Resource) -> _Bench:
        group, version, name, kubernetes = _kind(resource)
        schema = self.store.schema(GroupVersionKind(group, version, name), str(kubernetes))
        removed = self.standing(resource).removed
        return _Bench(schema, None if removed else Validation(group, name, str(kubernetes)))


_Kind = tuple[str, str, str, KubernetesVersion]


def _kind(resource: Resource) -> _Kind:
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
    pins = partial(repo.once, oldest_pins)
    return Judge(store.with_crds(definitions) if definitions else store, frozenset(differing), pins)


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
    found = _found(court, repo)
    for resource in judged(repo):
        errors = found[id(resource.value), resource.context.kubernetes]
        if errors:
            standing = court.standing(resource)
            for error in errors:
                unset = error.kind == "missing-field" and is_by_defaults(resource)
                lenient = standing.is_shipped and is_read_anyway(resource, error)
                unsure = unset or (standing.is_shipped and error.is_like_nothing)
                confidence = Confidence.LOW if unsure else standing.confidence
                by_rule[error.rule].append(Verdict(resource, error, confidence, unset, standing.dated, lenient))
    return by_rule


def _found(court: Judge, repo: Repository) -> Mapping[tuple[int, KubernetesVersion], list[SchemaError]]:
    """The mistakes in each object that is written, by the Kubernetes version that judges it."""
    kept = Kept(court, repo) if repo.memory and not repo.schema_folders and not repo.config.schemas else None
    found: dict[tuple[int, KubernetesVersion], list[SchemaError]] = {}
    unknown: dict[tuple[int, KubernetesVersion], Resource] = {}
    for resource in judged(repo):
        key = (id(resource.value), resource.context.kubernetes)
        if key in found or key in unknown:
            continue
        known = kept.known(resource) if kept is not None else None
        if known is None:
            unknown[key] = resource
        else:
            found[key] = known
    court.expect(unknown.values())
    for key, resource in unknown.items():
        errors = found[key] = court.errors(resource)
        if kept is not None:
            kept.keep(resource, errors)
    return found


class Kept:
    """The mistakes in objects as an earlier run found them, where only what we ship decides."""

    def __init__(self, court: Judge, repo: Repository) -> None:
        self._court = court
        self._repo = repo
        self._versions: dict[_Kind, str] = {}  # a memo

    def known(self, resource: Resource) -> list[SchemaError] | None:
        """Every mistake in an object; None where nobody has looked."""
        file, entry = self._place(resource)
        return _errors(self._repo.memory.judged.get(file, entry)) if file else None

    def keep(self, resource: Resource, errors: list[SchemaError]) -> None:
        """Remember the mistakes in an object."""
        file, entry = self._place(resource)
        if file:
            self._repo.memory.judged.put(file, entry, [list(as_dict(error).values()) for error in errors])

    def _place(self, resource: Resource) -> tuple[str, str]:
        """Where it is kept what the API server says of an object; empty where more than the object decides."""
        kind = _kind(resource)
        version = self._versions.get(kind)
        if version is None:
            version = self._versions[kind] = self._version(resource)
        file, place = self._repo.place_of(resource) if version else ("", "")
        return (file, f"{place} {version}") if file else ("", "")

    def _version(self, resource: Resource) -> str:
        """The Kubernetes version that judges an object; empty where more than that and our schemas decides."""
        found = self._court.standing(resource).found
        foreign = isinstance(found, Known) and found.source not in ("kubernetes", "shipped")
        return "" if foreign else str(resource.context.kubernetes)


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


def remarkable(repo: Repository) -> list[tuple[Resource, Standing]]:
    """The objects whose kind there is something to say about, in order; ask for it with ``repo.once``."""
    court = repo.once(judge)
    standings = ((resource, court.standing(resource)) for resource in judged(repo))
    return [(resource, standing) for resource, standing in standings if not standing.is_plain]


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
