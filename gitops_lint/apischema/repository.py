"""What the API server would say to every object of a repository, asked once per run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from gitops_lint.apischema.errors import SchemaError
from gitops_lint.apischema.judge import Judge, Standing
from gitops_lint.apischema.kept import Kept
from gitops_lint.apischema.kubernetes import GroupVersionKind
from gitops_lint.apischema.lenient import is_read_anyway
from gitops_lint.apischema.lifecycle import KUBERNETES, Lifecycle
from gitops_lint.apischema.pins import oldest_pins
from gitops_lint.apischema.store import SchemaStore
from gitops_lint.apischema.structural import CustomKind, custom_kinds
from gitops_lint.finding import Confidence
from gitops_lint.model.context import KubernetesVersion
from gitops_lint.model.repository import Repository
from gitops_lint.model.resource import Resource
from gitops_lint.source.folder import TreeFolder
from gitops_lint.source.tree import normalise
from gitops_lint.syncplan.options import csv, has_option
from gitops_lint.values import dataclass

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
