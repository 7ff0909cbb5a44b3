"""``kustomize build`` in process, with the origin of every field.

Source: ``api/internal/target/kusttarget.go``, ``api/krusty/kustomizer.go`` of kustomize 5.8.1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.model.origin import Cause
from gitops_lint.render.kustomize.apply import Applier
from gitops_lint.render.kustomize.fieldspec import Config, ConflictError, default_config, read_config
from gitops_lint.render.kustomize.finish import finished
from gitops_lint.render.kustomize.folder import is_remote, is_within, joined
from gitops_lint.render.kustomize.generators import GeneratorError, absorb, generate
from gitops_lint.render.kustomize.objects import NotAnObjectError
from gitops_lint.render.kustomize.reader import Reader, ReadError, RemoteError
from gitops_lint.render.kustomize.resource import Resource
from gitops_lint.render.kustomize.result import (
    BuildError,
    BuildOptions,
    BuildProblem,
    BuildResult,
    HelmChartCall,
    LoadDocuments,
    RemoteReference,
    UnsupportedError,
)
from gitops_lint.render.kustomize.schema import MergeSchema, built_in_schema, custom_schema
from gitops_lint.render.kustomize.target import Target, problem_at, read_target
from gitops_lint.render.kustomize.variables import Variable, VariableError, declare
from gitops_lint.source.tree import OutsideTreeError, Tree


def build(tree: Tree, folder: str, load: LoadDocuments, options: BuildOptions | None = None) -> BuildResult:
    """What ``kustomize build`` prints for a folder, or why it cannot."""
    builder = _Builder(Reader(tree, load, options or BuildOptions()))
    try:
        return builder.run(folder)
    except RecursionError:
        return builder.result((), "nesting is too deep")


@dataclass(slots=True)
class Accumulated:
    """Objects and rules gathered so far (``api/internal/accumulator``)."""

    resources: list[Resource] = field(default_factory=list)
    config: Config = field(default_factory=default_config)
    variables: dict[str, Variable] = field(default_factory=dict)


@dataclass(slots=True)
class _Notes:
    """What else a build has found out; kept with a base that is built once and used by many."""

    problems: list[BuildProblem] = field(default_factory=list)
    remote: list[RemoteReference] = field(default_factory=list)
    unsupported: list[str] = field(default_factory=list)
    roots: set[str] = field(default_factory=set)

    def add(self, other: _Notes) -> None:
        self.problems.extend(problem for problem in other.problems if problem not in self.problems)
        self.remote.extend(reference for reference in other.remote if reference not in self.remote)
        self.unsupported.extend(other.unsupported)
        self.roots |= other.roots

    @property
    def clean(self) -> bool:
        return not self.remote and not self.unsupported and not any(problem.fatal for problem in self.problems)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the build a kustomization is met."""

    roots: tuple[str, ...]  #: the folders that lead here, outermost first
    namespace: str = ""  #: for charts: the nearest namespace that a parent sets

    def below(self, folder: str, namespace: str) -> _Place:
        return _Place((*self.roots, folder), namespace or self.namespace)


class _Builder:
    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.options = reader.options
        self.notes = _Notes()
        self.schema: MergeSchema = built_in_schema()
        self.metadata: list[str] = []

    # --- the whole build ------------------------------------------------------------------------------------

    def run(self, folder: str) -> BuildResult:
        """Build the root."""
        try:
            root = self.reader.paths.real(folder)
            target = read_target(self.reader, root, self.options.edited)
        except OutsideTreeError as error:
            return self._refused(folder, "kustomization-missing-reference", str(error))
        except ReadError as error:
            return self._refused(folder, error.rule, str(error))
        try:
            self._start(target)
            gathered = self._accumulate(target, _Place((root,)), Accumulated())
            if not self.notes.clean:
                return self.result(())
            return self.result(finished(gathered.resources, gathered.config, gathered.variables, target))
        except BuildError as error:
            self.notes.problems.append(error.problem)
        except UnsupportedError as error:
            self.notes.unsupported.append(str(error))
        return self.result(())

    def result(self, resources: Any, unsupported: str | None = None) -> BuildResult:
        """What is known by now."""
        reasons = [*self.notes.unsupported, *([unsupported] if unsupported else [])]
        return BuildResult(
            tuple(resources),
            tuple(self.notes.problems),
            reasons[0] if reasons else None,
            tuple(self.notes.remote),
            frozenset(self.reader.files),
        )

    def _refused(self, folder: str, rule: str, message: str) -> BuildResult:
        self.notes.problems.append(BuildProblem(rule, folder, message))
        return self.result(())

    def _start(self, target: Target) -> None:
        self.metadata = [option for option in target.entries("buildMetadata") if option != "managedByLabel"]
        if self.metadata:
            raise UnsupportedError(f"buildMetadata: {', '.join(self.metadata)}")
        openapi = target.value.get("openapi") or {}
        if openapi.get("version"):
            raise UnsupportedError("openapi.version")
        if openapi.get("path"):
            try:
                documents = self.reader.documents(self.reader.find_file(target.folder, openapi["path"]))
            except ReadError as error:
                raise BuildError(target.problem(error.rule, str(error), "openapi", "path")) from None
            except RemoteError as error:
                self._remote(str(error), target, ("openapi", "path"))
                return
            self.schema = custom_schema(documents[0].value if documents else None, self.schema.cluster)

    # --- one kustomization ----------------------------------------------------------------------------------

    def _accumulate(self, target: Target, place: _Place, gathered: Accumulated) -> Accumulated:
        """Everything a kustomization says, in kustomize's order; a component adds to what its user has gathered."""
        self.notes.roots.add(target.folder)
        self.notes.problems.extend(problem for problem in target.problems if problem not in self.notes.problems)
        for name in ("resources", "bases"):
            for index, path in enumerate(target.entries(name)):
                self._add_resource(target, path, (name, index), place, gathered)
        self._add_config(target, gathered)
        self._run_generators(target, place, gathered)
        for index, path in enumerate(target.entries("components")):
            gathered = self._add_component(target, path, ("components", index), place, gathered)
        for name in ("transformers", "validators", "generators"):
            if target.entries(name):
                self.notes.unsupported.append(f"'{name}' in '{target.path}'")
        if self.notes.clean:
            problems = Applier(self.reader, self.schema, target, gathered.resources, gathered.config).run()
            self.notes.problems.extend(problems)
        for index, entry in enumerate(target.entries("vars")):
            self._add_variable(target, entry, index, gathered)
        return gathered

    def _add_variable(self, target: Target, entry: Any, index: int, gathered: Accumulated) -> None:
        try:
            variable = declare(gathered.resources, entry, target.cause("vars", "vars", index))
        except VariableError as error:
            self.notes.problems.append(problem_at("kustomization-var", str(error), error.cause))
            return
        self._keep_variable(variable, gathered)

    def _keep_variable(self, variable: Variable, gathered: Accumulated) -> None:
        if variable.name in gathered.variables:
            message = f"var '{variable.name}' already encountered"
            self.notes.problems.append(problem_at("kustomization-var", message, variable.cause))
        gathered.variables[variable.name] = variable

    # --- resources and components ---------------------------------------------------------------------------

    def _add_resource(
        self, target: Target, path: str, pointer: Pointer, place: _Place, gathered: Accumulated
    ) -> None:
        try:
            real = self._find(target, path, pointer)
            if real is None:
                return
            if self.reader.paths.is_file(real):
                self._add_file(target, path, pointer, gathered)
            else:
                self._add_base(target, real, pointer, place, gathered)
        except RemoteError as error:
            self._remote(str(error), target, pointer)
        except ReadError as error:
            self.notes.problems.append(target.problem(error.rule, str(error), *pointer))

    def _find(self, target: Target, path: str, pointer: Pointer) -> str | None:
        """The real path of a file or folder; None with a problem where there is none.  Raises `RemoteError`."""
        if not path:
            self.notes.problems.append(
                target.problem("kustomization-missing-reference", "new root cannot be empty", *pointer)
            )
            return None
        if not path.startswith("/"):
            try:
                real = self.reader.paths.real(joined(target.folder, path))
            except OutsideTreeError:
                real = ""
            if real:
                self.reader.files.add(real)
                if self.reader.paths.is_file(real) or (self.reader.paths.is_dir(real) and not is_remote(path)):
                    return real
        if is_remote(path):
            raise RemoteError(path)
        message = f"'{path}' does not exist" if not path.startswith("/") else f"new root '{path}' cannot be absolute"
        self.notes.problems.append(target.problem("kustomization-missing-reference", message, *pointer))
        return None

    def _remote(self, url: str, target: Target, pointer: Pointer) -> None:
        self.notes.remote.append(RemoteReference(url, target.path, pointer))

    def _add_file(self, target: Target, path: str, pointer: Pointer, gathered: Accumulated) -> None:
        entry = target.cause("kustomization", *pointer)
        try:
            parts = self.reader.objects(self.reader.find_file(target.folder, path))
        except NotAnObjectError as error:
            problem = problem_at("kustomization-not-a-resource", str(error), error.cause)
            self.notes.problems.append(problem)
            return
        new = []
        for part in parts:
            resource = Resource(part.value, part.cause, self.reader.raw, self.schema.cluster)
            resource.chain = (entry,)
            new.append(resource)
        self._append(gathered, new, entry)

    def _append(self, gathered: Accumulated, new: list[Resource], entry: Cause) -> None:
        seen = {resource.id.key for resource in gathered.resources}
        for resource in new:
            one = resource.id
            if one.key in seen:
                message = f"may not add resource with an already registered id: {one}"
                self.notes.problems.append(problem_at("kustomization-id-collision", message, entry))
                continue
            seen.add(one.key)
            gathered.resources.append(resource)

    def _add_base(
        self, target: Target, folder: str, pointer: Pointer, place: _Place, gathered: Accumulated
    ) -> None:
        if self._is_cycle(target, folder, pointer, place):
            return
        base = self._base(folder, place.below(folder, target.namespace))
        entry = target.cause("kustomization", *pointer)
        if base is None:
            return
        copies = []
        for resource in base.resources:
            copied = resource.copy()
            copied.chain = (*resource.chain, entry)
            copies.append(copied)
        self._append(gathered, copies, entry)
        self._merge_config(gathered, base.config, entry)
        for variable in base.variables.values():
            self._keep_variable(variable, gathered)

    def _is_cycle(self, target: Target, folder: str, pointer: Pointer, place: _Place) -> bool:
        if not any(is_within(root, folder) for root in place.roots):
            return False
        message = f"cycle detected: candidate root '{folder}' contains visited root '{target.folder}'"
        self.notes.problems.append(target.problem("kustomization-cycle", message, *pointer))
        return True

    def _base(self, folder: str, place: _Place) -> Accumulated | None:
        """A base with everything applied to it: built once, used by many."""
        memo = self.options.memo
        key = ("base", folder, place.namespace if self.options.enable_helm else "", id(self.schema))
        if memo is not None and key in memo:
            base, notes, files = memo[key]
            if not any(is_within(root, visited) for visited in notes.roots for root in place.roots[:-1]):
                self.notes.add(notes)
                self.reader.files |= files
                return base  # type: ignore[no-any-return]
        outer, self.notes = self.notes, _Notes()
        outer_files, self.reader.files = self.reader.files, set()
        base = None
        try:
            found = read_target(self.reader, folder)
            if found.is_component:
                raise ReadError("kustomization-kind", f"expected kind != 'Component' for path '{folder}'")
            self._refuse_openapi(found)
            base = self._accumulate(found, place, Accumulated())
        finally:
            inner, files = self.notes, self.reader.files
            self.notes = outer
            self.notes.add(inner)
            self.reader.files = outer_files | files
        if memo is not None:
            memo[key] = (base, inner, files)
        return base

    @staticmethod
    def _refuse_openapi(target: Target) -> None:
        # kustomize keeps one schema for the process: what a base's does depends on what was read before it.
        if target.value.get("openapi"):
            raise UnsupportedError(f"'openapi' in '{target.path}', which is not the root")

    def _add_component(
        self, target: Target, path: str, pointer: Pointer, place: _Place, gathered: Accumulated
    ) -> Accumulated:
        try:
            folder = self._find(target, path, pointer)
            if folder is None:
                return gathered
            if not self.reader.paths.is_dir(folder):
                raise ReadError("kustomization-missing-reference", f"'{path}': must build at directory")
            if self._is_cycle(target, folder, pointer, place):
                return gathered
            component = read_target(self.reader, folder)
            if not component.is_component:
                kind = component.value.get("kind") or "Kustomization"
                raise ReadError("kustomization-kind", f"expected kind 'Component' for path '{folder}' but got '{kind}'")
        except RemoteError as error:
            self._remote(str(error), target, pointer)
            return gathered
        except ReadError as error:
            self.notes.problems.append(target.problem(error.rule, str(error), *pointer))
            return gathered
        self._refuse_openapi(component)
        known = {id(resource) for resource in gathered.resources}
        inner = self._accumulate(component, place.below(folder, target.namespace), gathered)
        entry = target.cause("kustomization", *pointer)
        for resource in inner.resources:
            if id(resource) not in known:
                resource.chain = (*resource.chain, entry)
        return inner

    # --- configuration --------------------------------------------------------------------------------------

    def _add_config(self, target: Target, gathered: Accumulated) -> None:
        for index, path in enumerate(target.entries("configurations")):
            try:
                documents = self.reader.documents(self.reader.find_file(target.folder, path))
            except RemoteError as error:
                self._remote(str(error), target, ("configurations", index))
                continue
            except ReadError as error:
                self.notes.problems.append(target.problem(error.rule, str(error), "configurations", index))
                continue
            config = read_config(documents[0].value if documents else None)
            self._merge_config(gathered, config, target.cause("kustomization", "configurations", index))
        if target.entries("crds"):
            from gitops_lint.render.kustomize.crds import config_from_crds

            for index, path in enumerate(target.entries("crds")):
                try:
                    documents = self.reader.documents(self.reader.find_file(target.folder, path))
                except (ReadError, RemoteError) as error:
                    rule = getattr(error, "rule", "kustomization-missing-reference")
                    self.notes.problems.append(target.problem(rule, str(error), "crds", index))
                    continue
                config = config_from_crds(documents[0].value if documents else None)
                self._merge_config(gathered, config, target.cause("kustomization", "crds", index))

    def _merge_config(self, gathered: Accumulated, config: Config, entry: Cause) -> None:
        try:
            gathered.config = gathered.config.merged(config)
        except ConflictError as error:
            self.notes.problems.append(problem_at("kustomization-field-type", str(error), entry))

    # --- generators -----------------------------------------------------------------------------------------

    def _run_generators(self, target: Target, place: _Place, gathered: Accumulated) -> None:
        for name, kind in (("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")):
            for index, entry in enumerate(target.entries(name)):
                self._generate(target, kind, entry, (name, index), gathered)
        charts = [("helmCharts", index, chart) for index, chart in enumerate(target.entries("helmCharts"))]
        for name, index, chart in charts:
            self._inflate(target, chart, (name, index), place, gathered)
        if target.entries("helmChartInflationGenerator"):
            self.notes.unsupported.append(f"'helmChartInflationGenerator' in '{target.path}'")

    def _generate(self, target: Target, kind: str, entry: Any, pointer: Pointer, gathered: Accumulated) -> None:
        cause = target.cause("generator", *pointer)
        broken = False

        def read(path: str, below: Pointer) -> tuple[bytes, str]:
            nonlocal broken
            try:
                return self.reader.bytes_of(target.folder, path.strip() if path.startswith(" ") else path)
            except ReadError as error:
                self.notes.problems.append(target.problem(error.rule, str(error), *pointer, *below))
            except RemoteError as error:
                self._remote(str(error), target, (*pointer, *below))
            broken = True
            return b"", path

        try:
            shared = target.value.get("generatorOptions") or {}
            new = generate(kind, entry or {}, shared, cause, read, self.reader.raw, self.schema.cluster)
            new.chain = (target.cause("kustomization", *pointer),)
            if not broken and not self.notes.remote:
                absorb(gathered.resources, new, target.cause("kustomization", *pointer))
        except GeneratorError as error:
            problem = target.problem("kustomization-generator", str(error), *pointer, *error.pointer)
            self.notes.problems.append(problem)

    def _inflate(
        self, target: Target, chart: Any, pointer: Pointer, place: _Place, gathered: Accumulated
    ) -> None:
        if not self.options.enable_helm:
            message = "must specify --enable-helm"
            self.notes.problems.append(target.problem("kustomization-helm-disabled", message, *pointer))
            return
        if self.options.inflate is None:
            self.notes.unsupported.append(f"'helmCharts' in '{target.path}'")
            return
        home = (target.value.get("helmGlobals") or {}).get("chartHome") or "charts"
        name, version = chart.get("name") or "", chart.get("version")
        versioned = f"{home}/{name}-{version}" if version and chart.get("repo") else home
        chart_home = joined(target.folder, versioned)
        if chart.get("repo") and not self.reader.paths.is_dir(joined(chart_home, name)):
            self._remote(str(chart["repo"]), target, (*pointer, "repo"))
            return
        namespace = chart.get("namespace") or target.namespace or place.namespace
        cause = target.cause("chart", *pointer)
        try:
            objects = self.options.inflate(HelmChartCall(target.folder, chart_home, chart, namespace, cause))
        except UnsupportedError as error:
            self.notes.unsupported.append(str(error))
            return
        except ValueError as error:
            self.notes.problems.append(target.problem("kustomization-helm-fails", str(error), *pointer))
            return
        new = []
        for value, origin in objects:
            resource = Resource(value, origin, self.reader.raw, self.schema.cluster)
            resource.from_helm = True
            resource.chain = (cause,)
            new.append(resource)
        self._append(gathered, new, cause)
