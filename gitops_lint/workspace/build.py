"""The loop: render what is known, look for Applications in it, until nothing new appears."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from gitops_lint.model.context import NEWEST
from gitops_lint.model.deployable import Deployable, NotChecked
from gitops_lint.model.origin import Cause
from gitops_lint.model.repository import Repository
from gitops_lint.problem import Notice, Problem
from gitops_lint.render.directory import folder_of, is_list, is_object, objects_of
from gitops_lint.render.renderer import Renderer
from gitops_lint.render.request import HelmOptions, Rendered, RenderRequest, RenderResult
from gitops_lint.settings import Config
from gitops_lint.source.tree import Tree, normalise
from gitops_lint.workspace.contexts import Placement
from gitops_lint.workspace.files import Files, read_files

KUSTOMIZE_GROUP = "kustomize.config.k8s.io"
REFERENCE_FIELDS = ("resources", "bases", "components")


def build_repository(tree: Tree, config: Config) -> Repository:
    """Everything about a tree."""
    return Workspace(read_files(tree, config), config).repository()


class Workspace:
    """The state of the loop; used once."""

    def __init__(self, files: Files, config: Config) -> None:
        self.files = files
        self.config = config
        self.renderer = Renderer(files.tree, files.parse, lambda glob, path: False)
        self.rendered: list[tuple[Deployable, tuple[Rendered, ...]]] = []
        self.problems: dict[Problem, None] = dict.fromkeys(files.problems)
        self.notices: list[Notice] = list(files.notices)
        self.kube_version = f"{config.kubernetes_version or NEWEST}.0"
        self.claimed: set[str] = set()  # files that some deployable is rendered from

    def repository(self) -> Repository:
        """Run the loop and index the result."""
        self._kustomizations()
        self._charts()
        self._folders()
        for parsed in self.files.parsed.values():
            self.problems.update(dict.fromkeys(parsed.problems))
        placement = Placement(self.config, self.rendered)
        for deployable, objects in self.rendered:
            deployable.resources = tuple(placement.resource(item, deployable) for item in objects)
        documents = [document for parsed in self.files.parsed.values() for document in parsed.documents]
        return Repository(
            self.files.tree,
            self.config,
            documents=documents,
            deployables=[deployable for deployable, _ in self.rendered],
            problems=tuple(self.problems),
            notices=tuple(self.notices),
            directives=tuple(self.files.directives),
            files=tuple(self.files.parsed),
        )

    def _render(self, deployable: Deployable, request: RenderRequest) -> None:
        result: RenderResult = self.renderer.render(request)
        at = request.at or Cause("written", request.path)
        deployable.not_checked += tuple(
            NotChecked(refusal.reason, refusal.cause or at, refusal.weight) for refusal in result.refusals
        )
        self.problems.update(dict.fromkeys(result.problems))
        self.notices.extend(result.notices)
        self.claimed |= result.files
        self.rendered.append((deployable, result.objects))

    def _kustomizations(self) -> None:
        """Each kustomization that no other one uses is a deployable."""
        used: set[str] = set()
        for folder, path in self.files.kustomizations.items():
            used.update(self._references(folder, path))
        for folder, path in sorted(self.files.kustomizations.items()):
            if folder in used or self._is_component(path) or self.files.chart_of(path):
                continue
            at = Cause("kustomization", path)
            self._render(Deployable("kustomization", folder), RenderRequest("kustomize", folder, at=at))

    def _charts(self) -> None:
        """Each chart that nobody deploys, with its own values: a failure to render proves nothing."""
        for folder in sorted(self.files.charts):
            inner = folder != (self.files.chart_of(f"{folder}/Chart.yaml") or folder)
            if inner or f"{folder}/Chart.yaml" in self.claimed or self._is_library(folder):
                continue
            at = Cause("chart", posixpath.join(folder, "Chart.yaml").removeprefix("./"))
            options = HelmOptions(release=posixpath.basename(folder) or "release", kube_version=self.kube_version)
            request = RenderRequest("helm", folder, helm=options, at=at, speculative=True)
            self._render(Deployable("chart", folder), request)

    def _is_library(self, folder: str) -> bool:
        return any(value.get("type") == "library" for value in self._values(f"{folder}/Chart.yaml"))

    def _references(self, folder: str, path: str) -> Iterator[str]:
        """The folders of the tree that a kustomization names."""
        for value in self._values(path):
            for field in REFERENCE_FIELDS:
                entries = value.get(field)
                for entry in entries if isinstance(entries, list) else ():
                    if isinstance(entry, str) and entry and "://" not in entry:
                        try:
                            yield normalise(posixpath.join(folder, entry))
                        except OSError:
                            continue

    def _is_component(self, path: str) -> bool:
        return any(value.get("kind") == "Component" for value in self._values(path))

    def _values(self, path: str) -> Iterator[dict[str, Any]]:
        try:
            documents = self.files.load(path)
        except OSError:
            return
        yield from (document.value for document in documents if isinstance(document.value, dict))

    def _folders(self) -> None:
        """What is left: plain manifests, folder by folder."""
        folders: dict[str, list[str]] = defaultdict(list)
        for path in self.files.listed:
            if path in self.claimed or path not in self.files.parsed or self.files.chart_of(path):
                continue
            folder = folder_of(path)
            if folder in self.files.kustomizations:
                self._beside(path, self.files.kustomizations[folder])
            else:
                folders[folder].append(path)
        for folder, paths in folders.items():
            objects = tuple(self._objects(paths))
            if objects:
                self.rendered.append((Deployable("folder", folder), objects))

    def _beside(self, path: str, kustomization: str) -> None:
        if path == kustomization or not any(is_manifest(document.value) for document in self.files.load(path)):
            return
        message = f"nothing uses this file: '{posixpath.basename(kustomization)}' beside it does not name it"
        self.problems[Problem("kustomize-file-unreferenced", path, message, document=0)] = None

    def _objects(self, paths: Iterable[str]) -> Iterator[Rendered]:
        for path in paths:
            for document in self.files.parsed[path].documents:
                if is_manifest(document.value):
                    yield from objects_of(document)


NOT_MANIFESTS = frozenset(
    {
        KUSTOMIZE_GROUP,
        "config.kustomize.toolkit.fluxcd.io",
        "kind.x-k8s.io",
        "eksctl.io",
        "skaffold",
        "helm.sh",
        "audit.k8s.io",
        "kubeadm.k8s.io",
        "kubelet.config.k8s.io",
        "apiserver.config.k8s.io",
    }
)
"""Groups of files that tools read and no API server does."""


def is_manifest(value: Any) -> bool:
    """Whether a document is an object for the API server, or a list of them."""
    if not is_object(value):
        return False
    group, _, version = value["apiVersion"].rpartition("/")
    if group in NOT_MANIFESTS or (not group and version != "v1"):
        return False
    return value["kind"] != "Config" and (isinstance(value.get("metadata"), dict) or is_list(value))
