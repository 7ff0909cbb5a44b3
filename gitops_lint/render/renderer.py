"""Renders requests of every kind over one tree, each at most once."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from gitops_lint.finding import Severity
from gitops_lint.model.origin import Cause
from gitops_lint.problem import Notice, Problem
from gitops_lint.render.bundled import BUNDLED, difference
from gitops_lint.render.directory import GlobMatch, render_directory
from gitops_lint.render.request import Capabilities, Refusal, Remote, Rendered, RenderRequest, RenderResult
from gitops_lint.source.classify import KUSTOMIZATION_NAMES
from gitops_lint.source.document import Document, ParsedFile
from gitops_lint.source.mounted import files_below
from gitops_lint.source.tree import Tree
from gitops_lint.values import replace

if TYPE_CHECKING:
    from gitops_lint.render.helm.binary import Helm
    from gitops_lint.render.helm.chart import ChartRenderer, Store
    from gitops_lint.render.kustomize.result import BuildProblem, BuildResult, EditedKustomization, RemoteReference
    from gitops_lint.render.renders import Renders

MILD = frozenset({"kustomization-deprecated-field"})
"""Problems whose own severity is less than a warning."""

Plugin = Callable[[RenderRequest], RenderResult | None]
"""Renders what we do not; None means that it does not either."""


class Renderer:
    """All ways to render, with what they share: parsed files and what was built already."""

    def __init__(
        self,
        tree: Tree,
        parse: Callable[[str], ParsedFile],
        matches: GlobMatch,
        plugin: Plugin | None = None,
        store: Store = lambda key, compute: compute(),
        argocd: tuple[int, int] = max(BUNDLED),
        remote: Remote | None = None,
        renders: Renders | None = None,
    ) -> None:
        self._tree = tree
        self._parse = parse
        self._matches = matches
        self._plugin = plugin
        self._store = store
        self._argocd = argocd
        self._remote = remote
        self._renders = renders  # what other sources came to, in this tree or another
        self._memos: dict[str, dict[Any, Any]] = {}  # what kustomize built, by the options that it was given
        self._builds: dict[tuple[str, str, Capabilities | None], BuildResult] = {}  # whole builds, with the folders
        self.notices: dict[Notice, None] = {}  #: what is to be said once, whatever was rendered
        self._exit = ExitStack()
        self._helm_binary: Helm | None = None
        self._looked_for_helm = False
        self._handed_over = False
        self._chart_renderer: ChartRenderer | None = None
        self._mounts = 0

    def render(self, request: RenderRequest) -> RenderResult:
        """What the source holds."""
        if self._renders is None:
            return self._rendered(request)
        made = self._renders.of(request)
        if made is None:
            made = self._rendered(request)
            self._renders.learn(request, made)
        return made

    def _rendered(self, request: RenderRequest) -> RenderResult:
        if request.kind == "directory":
            return render_directory(self._tree, request.path, request.directory, self._parse, self._matches)
        if request.kind == "kustomize":
            return self._kustomize(request)
        if request.kind == "helm":
            return self._helm(request)
        if self._plugin is not None:
            made = self._plugin(replace(request, tree=self._tree))
            if made is not None:
                return made
        return RenderResult(refusals=(Refusal(f"{request.kind} sources are not rendered here", "info", request.at),))

    def render_all(self, requests: Sequence[RenderRequest]) -> list[RenderResult]:
        """Several requests, in their order; charts side by side, as each waits for a process of its own."""
        known = self._renders
        charts = [item for item in requests if item.kind == "helm" and (known is None or known.of(item) is None)]
        if len(charts) < 2 or self._charts() is None:
            return [self.render(request) for request in requests]
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(max_workers=(os.cpu_count() or 1) + 1) as pool:
            made = dict(zip(map(id, charts), pool.map(self.render, charts), strict=True))
        return [made[id(request)] if id(request) in made else self.render(request) for request in requests]

    def _helm(self, request: RenderRequest) -> RenderResult:
        charts = self._charts()
        if charts is None:
            from gitops_lint.render.helm.binary import why_none
            from gitops_lint.render.helm.inputs import without_files

            lacking = without_files(self._tree, request)
            made = lacking or RenderResult(refusals=(Refusal(why_none(), "warning", request.at),))
            return replace(made, files=frozenset(files_below(self._tree, request.path)))
        return charts.render(request)

    def _charts(self) -> ChartRenderer | None:
        """The renderer of charts, made when the first chart is seen: finding helm starts a process."""
        if not self._looked_for_helm:
            self._looked_for_helm = True
            from gitops_lint.render.helm.binary import find_helm

            self._helm_binary = find_helm(self._argocd)
            if self._helm_binary is not None:
                self._remark(difference("helm", self._helm_binary.version, self._argocd))
        # Helm needs a folder on disk that shows everything that is mounted by now.
        mounts = len(getattr(self._tree, "mounts", ()))
        if (self._chart_renderer is None or mounts != self._mounts) and self._helm_binary is not None:
            self._mounts = mounts
            from gitops_lint.render.helm.chart import ChartRenderer
            from gitops_lint.render.helm.ondisk import OnDisk

            disk = self._exit.enter_context(OnDisk(self._tree))
            self._chart_renderer = ChartRenderer(
                self._tree, disk, self._helm_binary, self._documents, self._store, online=self._remote is not None
            )
        return self._chart_renderer

    def _remark(self, text: str | None) -> None:
        if text is not None:
            self.notices[Notice("other-version", "", text)] = None

    def close(self) -> None:
        """Remove what was written to disk for external programs."""
        self._exit.close()

    def _documents(self, path: str) -> Sequence[Document]:
        parsed = self._parse(path)
        if parsed.problems:
            raise ValueError(parsed.problems[0].message)
        return parsed.documents

    def _kustomization(self, folder: str) -> dict[str, Any]:
        """The content of a folder's kustomization file; empty where it has none that can be read."""
        for name in KUSTOMIZATION_NAMES:
            if name in self._tree.listdir(folder):
                path = name if folder == "." else f"{folder}/{name}"
                with suppress(OSError, ValueError):
                    value = self._documents(path)[0].value
                    return value if isinstance(value, dict) else {}
        return {}

    def _is_folder(self, folder: str, path: str) -> bool:
        """Whether a component that an Application adds is there; what is remote may be."""
        return "://" in path or self._tree.is_dir(posixpath.join(folder, path))

    def _edited(self, request: RenderRequest) -> EditedKustomization | Refusal | None:
        """The kustomization with what the Application adds to it; None where it adds nothing."""
        from gitops_lint.render.kustomize.edit import causes, child
        from gitops_lint.render.kustomize.options import EditError, edited_kustomization

        asked = request.kustomize
        if not asked.extra:
            return None
        at = asked.at or request.at or Cause("application", request.path)
        said = child(request.overrides, "kustomize")
        here = partial(self._is_folder, request.path)
        try:
            made = edited_kustomization(self._kustomization(request.path), asked.extra, at, here)
        except EditError as error:
            return Refusal(str(error), "error", causes(at, said, error.pointer)[0])
        if said is None:
            return made
        below = len(at.pointer)
        return replace(
            made, causes={place: causes(at, said, cause.pointer[below:])[0] for place, cause in made.causes.items()}
        )

    def _kustomize(self, request: RenderRequest) -> RenderResult:
        change = self._edited(request)
        if isinstance(change, Refusal):
            return RenderResult(refusals=(change,))
        made = self._as_written(request) if change is None else self._built(request, change)
        if made.built_by is not None and not self._handed_over:
            from gitops_lint.render.kustomize.fallback import version_of

            self._handed_over = True
            self._remark(difference("kustomize", version_of(made.built_by), self._argocd))
        refusals = [
            _remote(reference, Cause("written", reference.path, 0, reference.pointer)) for reference in made.remote
        ]
        if made.unsupported and not made.remote:
            refusals.append(Refusal(made.unsupported, "info", request.at))
        objects = tuple(Rendered(resource.value, resource.origin) for resource in made.resources)
        return RenderResult(objects, tuple(map(_problem, made.problems)), tuple(refusals), files=made.files)

    def _as_written(self, request: RenderRequest) -> BuildResult:
        """A kustomization to which nobody adds anything: built once, whoever asks."""
        asked, builds = request.kustomize, self._builds
        for told in (None, asked.capabilities):
            known = builds.get((asked.build_options, request.path, told))
            if known is not None:
                return known
        made = self._built(request, None)
        builds[asked.build_options, request.path, asked.capabilities if made.charts else None] = made
        return made

    def _built(self, request: RenderRequest, change: EditedKustomization | None) -> BuildResult:
        from gitops_lint.render.kustomize.charts import chart_inflater
        from gitops_lint.render.kustomize.fallback import build_completely
        from gitops_lint.render.kustomize.result import BuildOptions

        asked = request.kustomize
        options = BuildOptions(
            enable_helm=not asked.build_options or "--enable-helm" in asked.build_options,
            inflate=chart_inflater(self._tree, self._documents, self.render, asked.capabilities),
            capabilities=asked.capabilities,
            remote=self._remote,
            restrict_loads="LoadRestrictionsNone" not in asked.build_options,
            memo=self._memos.setdefault(asked.build_options, {}),
            edited=change,
        )
        return build_completely(self._tree, request.path, self._documents, options, self._kustomize_binary)

    @cached_property
    def _kustomize_binary(self) -> str | None:
        from gitops_lint.render.kustomize.fallback import find_binary

        return find_binary(os.environ)


def _remote(reference: RemoteReference, cause: Cause) -> Refusal:
    if reference.reason:
        return Refusal(f"'{reference.url}' cannot be fetched: {reference.reason}", "warning", cause)
    return Refusal(f"'{reference.url}' is remote", "info", cause)


def _problem(found: BuildProblem) -> Problem:
    return Problem(
        found.rule,
        found.path,
        found.message,
        document=found.document,
        pointer=found.pointer,
        severity=None if found.fatal or found.rule in MILD else Severity.WARNING,
        grip="key" if found.on_key else "auto",
    )
