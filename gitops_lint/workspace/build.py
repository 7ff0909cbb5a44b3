"""The loop: render what is known, look for Applications in it, until nothing new appears."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from gitops_lint.apischema import shipped
from gitops_lint.argocd.destinations import Clusters
from gitops_lint.argocd.globs import glob
from gitops_lint.argocd.instance import Instances, notices
from gitops_lint.argocd.written import WrittenSettings
from gitops_lint.cache import Cache
from gitops_lint.finding import without_credentials
from gitops_lint.memory import Memory
from gitops_lint.model.context import NEWEST, Context
from gitops_lint.model.deployable import Deployable, NotChecked
from gitops_lint.model.origin import Cause
from gitops_lint.model.repository import Repository
from gitops_lint.model.resource import ApplicationSet
from gitops_lint.problem import Notice, Problem
from gitops_lint.render.directory import folder_of
from gitops_lint.render.renderer import Renderer
from gitops_lint.render.request import Extensions, Refusal, Rendered, RenderRequest, RenderResult
from gitops_lint.settings import Config
from gitops_lint.source.classify import TreeFacts
from gitops_lint.source.globs import GlobSet
from gitops_lint.source.mounted import MountedTree
from gitops_lint.source.tree import Tree
from gitops_lint.workspace import sourcefiles
from gitops_lint.workspace.accounts import Accounts
from gitops_lint.workspace.applications import Applications, Found, Key, OwnRepository, key_of
from gitops_lint.workspace.applicationsets import TreeRepositories, environment, generated
from gitops_lint.workspace.byhand import ByHand
from gitops_lint.workspace.charts import ChartChecks
from gitops_lint.workspace.files import Files, read_files
from gitops_lint.workspace.helmstore import helm_store
from gitops_lint.workspace.instances import tell_apart
from gitops_lint.workspace.placing import Vendored, place
from gitops_lint.workspace.problems import at_home, own_place, printed_places, problem_at
from gitops_lint.workspace.remotes import other_urls, own_urls, with_checkouts
from gitops_lint.workspace.revisions import Revisions
from gitops_lint.workspace.undeployed import (
    chart_requests,
    declared,
    kustomization_requests,
    plain_objects,
    unreferenced,
    without_folder,
)
from gitops_lint.workspace.worlds import Worlds

if TYPE_CHECKING:
    from gitops_lint.render.renders import Renders
    from gitops_lint.workspace.online.remotes import Remotes


def build_repository(
    tree: Tree,
    config: Config,
    extensions: Extensions | None = None,
    memory: Memory | None = None,
    renders: Renders | None = None,
) -> Repository:
    """Everything about a tree; ``extensions`` are what plugins render and know, ``memory`` what earlier runs found.

    ``renders`` is what the sources of another tree came to, and is told of those of this one.
    """
    files = read_files(tree, config, memory)
    files.tree = mounted = with_checkouts(tree, config)
    workspace = Workspace(files, mounted, config, extensions or Extensions(), renders)
    try:
        return workspace.repository()
    finally:
        workspace.renderer.close()
        workspace.cache.prune()


def remotes_of(tree: MountedTree, config: Config) -> Remotes | None:
    """What fetches, where the user asked for it."""
    if not config.online:
        return None
    from gitops_lint.workspace.online.remotes import Remotes

    return Remotes(tree, config.cache, config.argocd.version)


class Workspace:
    """The state of the loop; used once."""

    def __init__(
        self, files: Files, tree: MountedTree, config: Config, extensions: Extensions, renders: Renders | None
    ) -> None:
        self.files = files
        self.tree = tree
        self.config = config
        self.kube_version = f"{config.kubernetes_version or NEWEST}.0"
        self.extensions = extensions
        self.cache = Cache(config.cache)
        store, argocd = helm_store(self.cache), config.argocd.version
        self.remotes = remotes_of(tree, config)
        documents = (document for parsed in files.parsed.values() for document in parsed.documents)
        self.told = WrittenSettings(config.argocd, documents)
        plugin = extensions.render
        self.renderer = Renderer(files.tree, files.parse, glob, plugin, store, argocd, self.remotes, renders)
        self.clusters = Clusters(config.clusters)
        revisions = Revisions(tree, config.branch)
        own = OwnRepository(own_urls(tree.base, config), revisions, others=other_urls(tree, config))
        self.instances = Instances(config.argocd.instances)
        self.repositories = TreeRepositories(tree, own.where)
        self.applications = Applications(self.clusters, own, self.instances)
        self.worlds = Worlds(files, self.applications, self.told, argocd, self.kube_version, self.remotes)
        self.rendered: list[tuple[Deployable, tuple[Rendered, ...]]] = []
        self.problems: dict[Problem, None] = dict.fromkeys(files.problems)
        self.printed: dict[Problem, Deployable] = {}  # of what charts print, with what that makes Argo CD deploy
        self.doubtful: dict[str, dict[Problem, None]] = {}  # of kustomizations that an Application may yet deploy
        self.notices: list[Notice] = list(files.notices)
        self.expanded: dict[Key, Deployable] = {}  # what each ApplicationSet generated
        self.accounts = Accounts()
        self.deployed: set[str] = set()  # folders that an Application renders
        self.built: set[str] = set()  # those of them that it builds as kustomizations
        self.by_hand: dict[str, tuple[Rendered, ...]] = {}  # objects of files that a person applies
        self.facts = TreeFacts(charts=files.charts)
        self.vendored = Vendored(GlobSet(config.vendored), files, self.remotes)
        self.charts = ChartChecks(files, self.vendored.listed, config.argocd.version)

    def repository(self) -> Repository:
        """Run the loop and index the result."""
        plain = plain_objects(self.files, self.config, self.facts)
        self._begin_with(plain)
        self._declared()
        self._kustomizations()
        self._follow()
        self._begin_by_hand()
        self._follow()
        self._charts()
        self._follow()
        self._folders(plain)
        self.applications.settle()
        self.problems.update(dict.fromkeys(self.charts.problems()))
        self.problems.update(
            dict.fromkeys(sourcefiles.complaints(self.files, partial(self.worlds.names, self.expanded.values())))
        )
        for parsed in self.files.parsed.values():
            self.problems.update(dict.fromkeys(parsed.problems))
        place(self.rendered, self.config, self.vendored, self.applications.found, self.expanded)
        tell_apart([deployable for deployable, _ in self.rendered], self.instances)
        return self._indexed()

    def _indexed(self) -> Repository:
        documents = [document for parsed in self.files.parsed.values() for document in parsed.documents]
        repo = Repository(
            self.files.tree,
            self.config,
            documents=documents,
            deployables=[deployable for deployable, _ in self.rendered],
            clusters=self.clusters.by_name,
            problems=tuple(self.problems),
            notices=(*self.notices, *self.renderer.notices),
            directives=tuple(self.files.directives),
            files=tuple(self.files.parsed),
            schema_folders=self.extensions.schemas,
            revisions=self.applications.own.revisions.resolved,
            memory=self.files.memory,
            meanings=self.files.meanings,
        )
        repo.shown = self.applications.own.revisions.shown
        repo.printed = printed_places(self.printed)
        repo.notices = (*repo.notices, *notices(repo), *shipped.notices(repo))
        self.accounts.settle(repo, self.files, self.facts)
        return repo

    def _take(self, deployable: Deployable, request: RenderRequest, result: RenderResult) -> tuple[Rendered, ...]:
        self._refuse(deployable, result.refusals, request.at or Cause("written", request.path))
        at = own_place(deployable, request.at or Cause("written", request.path))
        for problem in self.charts.explained(request, result.problems):
            if not self._is_said(problem):
                self._tell(at_home(problem, at), deployable)
        if result.problems and not result.objects and not result.refusals:
            deployable.not_checked += (NotChecked(result.problems[0].message, at, "reported"),)
        self.notices.extend(result.notices)
        self.clusters.learn(item.value for item in result.objects)
        if not result.objects:
            self.clusters.learn(self._written(result.files))
        self.accounts.take(request, result)
        return result.objects

    def _tell(self, problem: Problem, deployable: Deployable) -> None:
        self.problems[problem] = None
        if problem.printed:
            self.printed.setdefault(problem, deployable)

    def _is_said(self, problem: Problem) -> bool:
        """Whether the place of a problem is a file that does not parse, of which there is a finding at the line."""
        parsed = self.files.parsed.get(problem.path) if problem.rule == "kustomization-malformed-yaml" else None
        return parsed is not None and bool(parsed.problems)

    def _written(self, paths: Iterable[str]) -> Iterator[dict[str, Any]]:
        """What stands in the files of something that could not be rendered."""
        for path in paths:
            if path in self.files.parsed:
                yield from (item.value for item in self.files.load(path) if isinstance(item.value, dict))

    def _refuse(self, deployable: Deployable, refusals: Iterable[Refusal], at: Cause) -> None:
        for refusal in refusals:
            cause = refusal.cause or at
            near = own_place(deployable, cause)
            if refusal.rule:
                self._tell(at_home(problem_at(refusal.rule, cause, refusal.reason), near), deployable)
            reason = without_credentials(refusal.reason)
            deployable.not_checked += (NotChecked(reason, near, refusal.weight, refusal.approximate),)

    def _follow(self) -> None:
        """Render Applications until no new one turns up."""
        while True:
            known = self.applications.known()
            self.notices.extend(self.applications.own.infer(known, self.files.tree))
            for item, parent in self.applications.pending_sets():
                self._expand(item, parent)
            pending = self.applications.pending()
            if not pending:
                break
            self._deploy(pending)
            at = pending[0].item.origin.first.path
            self.notices.extend(self.applications.own.revisions.notices(at))

    def _expand(self, item: Rendered, parent: Deployable | None) -> None:
        """The Applications of an ApplicationSet, and what keeps it from having more."""
        from gitops_lint.workspace.setcomplaints import said_of

        path = item.origin.first.path
        instance = parent.instance if parent is not None else self.instances.of(path)
        root = self.applications.root_of(item, parent)
        is_on = partial(self.told.is_on, path=root, instance=instance)
        env = environment(self.repositories, self.clusters, self.config, is_on)
        expansion, made = generated(item, env)
        deployable = self.expanded[key_of(item)] = Deployable("applicationset", path, instance=instance)
        self.applications.roots[id(deployable)] = root
        deployable.speculative = parent is not None and parent.speculative
        deployable.application_set = ApplicationSet(item.value, item.origin, Context(), deployable=parent)
        problems, doubts = said_of(item, expansion, env, self.applications.own.where, deployable)
        for problem in problems:
            self._tell(problem, deployable)
        deployable.not_checked += doubts
        if made or deployable.not_checked:
            self.rendered.append((deployable, made))
            self.applications.add(made, deployable)

    def _deploy(self, pending: Sequence[Found]) -> None:
        """Render what these Applications deploy, all of them side by side."""
        wanted: list[tuple[Found, RenderRequest]] = []
        for found in pending:
            for request in self.applications.requests(found, self.worlds.of(found)):
                if isinstance(request, Refusal):
                    self._refuse(found.deployable, (request,), found.item.origin.first)
                else:
                    wanted.append((found, request))
                    found.deployable.folders += (request.path,)
                    self.deployed.add(request.path)
                    self.built.update([request.path] if request.kind == "kustomize" else ())
        results = self.renderer.render_all([request for _, request in wanted])
        objects: dict[int, list[Rendered]] = defaultdict(list)
        for (found, request), result in zip(wanted, results, strict=True):
            objects[id(found)] += self._take(found.deployable, request, result)
        for found in pending:
            self.rendered.append((found.deployable, tuple(objects[id(found)])))
            self.applications.add(objects[id(found)], found.deployable)

    def _standalone(self, deployable: Deployable, request: RenderRequest, result: RenderResult) -> None:
        """Take what is deployed by no Application, and look for Applications in it."""
        objects = self._take(deployable, request, result)
        self.rendered.append((deployable, objects))
        self.applications.add(objects, deployable)

    def _declared(self) -> None:
        """What the configuration says will be deployed, where no Application does."""
        for deployable, request in declared(self.config, self.clusters, self.kube_version):
            result = without_folder(self.files.tree, request) or self.renderer.render(request)
            self._standalone(deployable, request, result)
            self.deployed.add(request.path)

    def _build_options(self, path: str) -> str:
        return self.told.build_options(path, self.instances.of(path))

    def _kustomizations(self) -> None:
        """Each kustomization that neither another one nor an Application uses is a deployable."""
        for request in kustomization_requests(self.files, self.kube_version, self._build_options):
            known, self.problems = self.problems, self.doubtful.setdefault(request.path, {})
            self._standalone(Deployable("kustomization", request.path), request, self.renderer.render(request))
            self.problems = known

    def _begin_with(self, plain: dict[str, tuple[Rendered, ...]]) -> None:
        """Look for Applications and clusters in what nothing has to render."""
        self.clusters.learn(item.value for objects in plain.values() for item in objects)
        for objects in plain.values():
            self.applications.add(objects, None)

    def _begin_by_hand(self) -> None:
        """The Applications beside a kustomization or in a chart, once it is known what takes a file."""
        own, listed = self.applications.own, self.vendored.listed
        asked = ByHand(self.files, self.facts, own, listed, self.accounts.claimed, self.deployed)
        self.by_hand = asked.objects(self._used())
        self._begin_with(self.by_hand)

    def _used(self) -> set[str]:
        """The files in which something that is rendered is written."""
        return {item.origin.first.path for _, objects in self.rendered for item in objects}

    def _charts(self) -> None:
        """Each chart that nobody deploys, with its own values: a failure to render proves nothing."""
        wanted = chart_requests(self.files, self.deployed, self.kube_version)
        for request, result in zip(wanted, self.renderer.render_all(wanted), strict=True):
            deployable = Deployable("chart", request.path)
            deployable.speculative = not request.helm.value_files
            self._standalone(deployable, request, result)

    def _folders(self, plain: dict[str, tuple[Rendered, ...]]) -> None:
        """What nobody claimed: plain manifests, folder by folder; and files beside a kustomization."""
        # A kustomization that an Application deploys is judged as deployed.
        for path, problems in self.doubtful.items():
            self.problems.update(problems if path not in self.built else {})
        self.rendered = [
            (deployable, objects)
            for deployable, objects in self.rendered
            if deployable.kind != "kustomization" or deployable.path not in self.deployed
        ]
        folders: dict[str, list[Rendered]] = defaultdict(list)
        used = self._used() if self.by_hand else set()
        for path, objects in (*plain.items(), *self.by_hand.items()):
            if path not in (used if path in self.by_hand else self.accounts.claimed):
                folders[folder_of(path)].extend(objects)
        self.rendered.extend((Deployable("folder", folder), tuple(objects)) for folder, objects in folders.items())
        self.problems.update(dict.fromkeys(unreferenced(self.files, self.accounts.claimed, self.by_hand, self.facts)))
