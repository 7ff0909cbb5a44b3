"""The settings of each Argo CD of a repository.

What counts is the first of these that there is: our configuration, the ConfigMaps as rendered, values of the argo-cd
chart and patches of what is remote.  What nobody says is Argo CD's default.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping

from gitops_lint.argocd.destinations import IN_CLUSTER_SERVER
from gitops_lint.argocd.plain import mapping
from gitops_lint.argocd.told import CHART, NAMES, PARAMETERS, POLICY, SETTINGS, Told, texts, told_in
from gitops_lint.model.deployable import Deployable
from gitops_lint.model.repository import Repository
from gitops_lint.model.resource import Resource
from gitops_lint.problem import Notice
from gitops_lint.render.directory import folder_of
from gitops_lint.settings import Instance
from gitops_lint.source.document import Document
from gitops_lint.values import dataclass, replace


class Instances:
    """The instances of the configuration, by the folders that hold their Applications."""

    def __init__(self, declared: Iterable[Instance]) -> None:
        self._roots = {root.strip("/") or ".": item for item in declared for root in item.roots}
        self._by_name = {item.name: item for item in self._roots.values()}

    def of(self, path: str) -> str:
        """The name of the instance whose folder holds a path; empty where none does."""
        found = innermost(path, self._roots)
        return self._roots[found].name if found else ""

    def home(self, name: str) -> str:
        """The cluster that an instance runs in, as far as the configuration says."""
        return self._by_name[name].cluster if name in self._by_name else ""

    def namespace(self, name: str) -> str:
        """The namespace that an instance is in; empty where the configuration does not say."""
        return self._by_name[name].namespace if name in self._by_name else ""


def innermost(path: str, folders: Container[str]) -> str:
    """The innermost of some folders that holds a path; empty where none does."""
    while path and path != ".":
        if path in folders:
            return path
        path = path.rpartition("/")[0]
    return "." if "." in folders else ""


@dataclass(frozen=True, slots=True)
class Settings:
    """One ConfigMap of an Argo CD: every place that it may be said in."""

    places: tuple[Told, ...] = ()

    def every(self, key: str) -> frozenset[str | None]:
        """All that a key may be; empty where it is not set, None for Argo CD's default."""
        return frozenset(told.data.get(key, "" if told.whole else None) for told in self.places) or frozenset({None})

    def text(self, key: str) -> str:
        """What is said of a key; empty where nobody says anything, and where several say different things."""
        said = self.every(key) - {None}
        return next(iter(said)) or "" if len(said) == 1 else ""

    def agreed(self) -> Mapping[str, str]:
        """All keys of which one thing is said."""
        keys = {key for told in self.places for key in told.data}
        return {key: text for key in sorted(keys) if (text := self.text(key))}


@dataclass(frozen=True, slots=True)
class InstanceSettings:
    """What is known of one Argo CD."""

    cm: Settings = Settings()  #: ``argocd-cm``
    params: Settings = Settings()  #: ``argocd-cmd-params-cm``
    rbac: Settings = Settings()  #: ``argocd-rbac-cm``

    @property
    def namespaces(self) -> frozenset[str]:
        """The namespaces that it may be in, as far as its ConfigMaps tell."""
        places = (*self.cm.places, *self.params.places, *self.rbac.places)
        return frozenset(told.namespace for told in places if told.namespace)


def root_of(resource: Resource) -> Deployable | None:
    """The deployable that nobody in the repository deploys, from which the object comes in the end."""
    return resource.deployable.root if resource.deployable is not None else None


def instance_name(resource: Resource) -> str:
    """The Argo CD that deploys an object, which is the one that runs it if it is an Application."""
    return resource.deployable.instance if resource.deployable is not None else ""


def notices(repo: Repository) -> Iterator[Notice]:
    """What had to be assumed of an Argo CD, once for each way to know nothing."""
    instances = dict.fromkeys(item.instance for item in repo.deployables if item.application is not None)
    if not instances or repo.config.argocd.managed:
        return
    version = ".".join(map(str, repo.config.argocd.version))
    found = {name: repo.once(settings_of_instance, name).cm for name in instances}
    unknown = [name for name, settings in found.items() if not settings.places]
    if unknown:
        of = f" of {_listed(unknown)}" if len(unknown) < len(found) and all(unknown) else ""
        message = f"{SETTINGS}{of} is not in this repository: Argo CD {version} is taken to have its defaults"
        yield Notice("settings-assumed", "", f"{message}; 'argocd.config' can say otherwise")
    yield from dict.fromkeys(notice for settings in found.values() for notice in _unclear(settings))


def _unclear(settings: Settings) -> Iterator[Notice]:
    keys = {key for told in settings.places for key in told.data}
    differing = [key for key in sorted(keys) if len(settings.every(key) - {None}) > 1]
    if differing:
        paths = _listed(sorted({told.path for told in settings.places}))
        message = f"nothing tells which Argo CD reads which {SETTINGS} of {paths}: they differ in {_listed(differing)}"
        yield Notice("settings-assumed", settings.places[0].path, f"{message}; 'argocd.instances' can say it")


def _listed(names: Iterable[str]) -> str:
    shown = [f"'{name}'" for name in names]
    return ", ".join(shown[:3]) + (f" and {len(shown) - 3} more" if len(shown) > 3 else "")


def settings_of_instance(repo: Repository, instance: str) -> InstanceSettings:
    """The settings of the instance of that name; empty for an Argo CD that nothing tells from others."""
    return InstanceSettings(*(Settings(_places(repo, name, instance)) for name in (SETTINGS, PARAMETERS, POLICY)))


def _places(repo: Repository, name: str, instance: str) -> tuple[Told, ...]:
    for source in (_configured, _rendered, _written):
        found = [told for told in repo.once(source) if told.name == name]
        own = _own(found, instance)
        if own:
            return own
    return ()


def _own(found: list[Told], instance: str) -> tuple[Told, ...]:
    """What an instance is told, else what nobody in particular is told; a nameless instance may be any of them."""
    chosen = [told for told in found if told.instance == instance] or [told for told in found if not told.instance]
    distinct = {repr(sorted(told.data.items())): told for told in chosen or ([] if instance else found)}
    return tuple(distinct.values())


def _configured(repo: Repository) -> list[Told]:
    """What ``argocd.config`` and ``config`` of one instance say: data, or the file that holds them."""
    argocd = repo.config.argocd
    found: list[Told] = []
    for owner, config in (*((item.name, item.config) for item in argocd.instances), ("", argocd.config)):
        if isinstance(config, Mapping):
            found += (Told(name, texts(config), repo.config.path, instance=owner) for name in NAMES)
        elif config:
            here = [told for told in repo.once(_rendered) if told.path == config]
            here += [] if here else [told for told in _told(repo.documents) if told.path == config]
            found += (replace(told, instance=owner) for told in here)
    return found


def _rendered(repo: Repository) -> list[Told]:
    """The ConfigMaps that are applied."""
    return [
        Told(
            resource.name,
            texts(resource.get("data")),
            resource.origin.first.path,
            pointer=("data",),
            whole=True,
            instance=_receiver(repo, resource.deployable),
            namespace=resource.namespace,
            origin=resource.origin,
        )
        for resource in repo.of_kind("", "ConfigMap")
        if resource.name in NAMES and not (resource.deployable is not None and resource.deployable.speculative)
    ]


def _written(repo: Repository) -> list[Told]:
    """Values and patches, each with the instance whose Application or folder they are for."""
    found = [
        replace(told, instance=_receiver(repo, deployable), origin=application.origin)
        for deployable in repo.deployables
        if (application := deployable.application) is not None
        for told in told_in(application.value, application.origin.first.path)
    ]
    declared = Instances(repo.config.argocd.instances)
    applied = repo.once(_applied)
    defaults = tuple(
        f"{folder_of(document.path)}/"
        for document in repo.documents
        if document.path.endswith("Chart.yaml") and mapping(document.value).get("name") == CHART
    )
    found.extend(
        replace(told, instance=_for(repo, told.path) or declared.of(told.path))
        for told in _told(repo.documents)
        if told.path not in applied and not told.path.startswith(defaults)
    )
    return found


def _applied(repo: Repository) -> frozenset[str]:
    """The files that the rendered ConfigMaps are made from."""
    maps = (resource for resource in repo.of_kind("", "ConfigMap") if resource.name in NAMES)
    return frozenset(cause.path for resource in maps for cause in resource.origin.chain)


def _told(documents: Iterable[Document]) -> Iterator[Told]:
    return (
        told
        for document in documents
        if isinstance(document.value, dict) and document.value.get("kind") != "Application"
        for told in told_in(document.value, document.path, document.index)
    )


def _receiver(repo: Repository, deployable: Deployable | None) -> str:
    """The instance that an Argo CD's settings are for: the one that deploys them, unless they go to another cluster."""
    if deployable is None or deployable.instance not in repo.once(_names):
        return ""
    cluster, application = deployable.cluster, deployable.application
    if application is None or cluster.server == IN_CLUSTER_SERVER or not (cluster.server or cluster.name):
        return deployable.instance
    homes = {item.cluster: item.name for item in repo.config.argocd.instances if item.cluster}
    return homes.get(cluster.name, "")


def _for(repo: Repository, path: str) -> str:
    """The instance whose Applications render a file, else the one whose folder holds it."""
    owners = {
        _receiver(repo, deployable)
        for deployable in repo.deployables
        if folder_of(path) in deployable.folders or deployable.path == folder_of(path)
    }
    return owners.pop() if len(owners) == 1 else innermost(path, repo.once(_names))


def instances_of(repo: Repository) -> tuple[str, ...]:
    """Every instance that there is; one without a name where nothing tells several apart."""
    return tuple(sorted(repo.once(_names))) or ("",)


def _names(repo: Repository) -> frozenset[str]:
    """The instances that run Applications."""
    declared = {item.name for item in repo.config.argocd.instances}
    return frozenset(item.instance for item in repo.deployables if item.application is not None) | declared
