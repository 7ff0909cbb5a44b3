"""``kustomize build`` in process, with the origin of every field.

Source: ``api/internal/target/kusttarget.go``, ``api/krusty/kustomizer.go`` of kustomize 5.8.1.
"""

from __future__ import annotations

from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.render.kustomize.apply import Applier
from gitops_lint.render.kustomize.finish import finished
from gitops_lint.render.kustomize.folder import is_remote, is_within, joined
from gitops_lint.render.kustomize.inputs import add_config, run_generators
from gitops_lint.render.kustomize.objects import NotAnObjectError
from gitops_lint.render.kustomize.plugins import Plugin, PluginDisabledError, read_plugin
from gitops_lint.render.kustomize.reader import Reader, ReadError, RemoteError
from gitops_lint.render.kustomize.resource import Resource
from gitops_lint.render.kustomize.result import (
    BuildError,
    BuildOptions,
    BuildProblem,
    BuildResult,
    LoadDocuments,
    UnsupportedError,
)
from gitops_lint.render.kustomize.schema import custom_schema
from gitops_lint.render.kustomize.session import Accumulated, Notes, Place, Session
from gitops_lint.render.kustomize.target import Target, problem_at, read_target
from gitops_lint.render.kustomize.variables import Variable, VariableError, declare
from gitops_lint.render.request import FetchError
from gitops_lint.source.mounted import is_mounted
from gitops_lint.source.tree import OutsideTreeError, Tree


def build(tree: Tree, folder: str, load: LoadDocuments, options: BuildOptions | None = None) -> BuildResult:
    """What ``kustomize build`` prints for a folder, or why it cannot."""
    builder = _Builder(Reader(tree, load, options or BuildOptions()))
    try:
        return builder.run(folder)
    except RecursionError:
        return builder.result((), "nesting is too deep")


class _Builder(Session):
    """Walks from a root through all that it uses."""

    # --- the whole build ------------------------------------------------------------------------------------

    def run(self, folder: str) -> BuildResult:
        """Build the root."""
        try:
            root = self.reader.paths.real(folder)
            target = read_target(self.reader, root, self.options.edited)
        except OutsideTreeError as error:
            return self._refused(folder, "kustomization-missing-reference", str(error))
        except ReadError as error:
            return self._refused(error.path or folder, error.rule, str(error))
        try:
            self._start(target)
            gathered = self._accumulate(target, Place((root,)), Accumulated())
            if not self.notes.clean:
                return self.result(())
            return self.result(finished(gathered.resources, gathered.config, gathered.variables, target))
        except BuildError as error:
            self.problem(error.problem)
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
            charts=self.notes.charts,
        )

    def _refused(self, path: str, rule: str, message: str) -> BuildResult:
        self.problem(BuildProblem(rule, path, message))
        return self.result(())

    def _start(self, target: Target) -> None:
        metadata = [option for option in target.entries("buildMetadata") if option != "managedByLabel"]
        if metadata:
            raise UnsupportedError(f"buildMetadata: {', '.join(metadata)}")
        openapi = target.value.get("openapi") or {}
        if openapi.get("version"):
            raise UnsupportedError("openapi.version")
        if openapi.get("path"):
            try:
                self.openapi = self.reader.find_file(target.folder, openapi["path"])
                documents = self.reader.documents(self.openapi)
            except ReadError as error:
                raise BuildError(target.problem(error.rule, str(error), "openapi", "path")) from None
            except RemoteError as error:
                self.remote(str(error), target, ("openapi", "path"))
                return
            self.schema = custom_schema(documents[0].value if documents else None, self.schema.cluster)

    # --- one kustomization ----------------------------------------------------------------------------------

    def _accumulate(self, target: Target, place: Place, gathered: Accumulated) -> Accumulated:
        """Everything a kustomization says, in kustomize's order; a component adds to what its user has gathered."""
        self.notes.roots.add(target.folder)
        self.notes.problems.extend(problem for problem in target.problems if problem not in self.notes.problems)
        for name in ("resources", "bases"):
            for index, path in enumerate(target.entries(name)):
                self._add_resource(target, path, (name, index), place, gathered)
        add_config(self, target, gathered)
        run_generators(self, target, place, gathered)
        for index, path in enumerate(target.entries("components")):
            gathered = self._add_component(target, path, ("components", index), place, gathered)
        self._transform(target, place, gathered)
        for index, entry in enumerate(target.entries("vars")):
            self._add_variable(target, entry, index, gathered)
        return gathered

    def _transform(self, target: Target, place: Place, gathered: Accumulated) -> None:
        """The kustomization's own transformers, then those configured elsewhere."""
        for name in ("validators", "generators"):
            for plugin in self._plugins(target, name, place):
                self.notes.unsupported.append(f"'{name}' in '{plugin.target.path}'")
        plugins = self._plugins(target, "transformers", place)
        if not self.notes.clean:
            return
        problems = Applier(self.reader, self.schema, target, gathered.resources, gathered.config).run()
        for plugin in plugins:
            if not any(problem.fatal for problem in problems):
                applier = Applier(
                    self.reader, self.schema, plugin.target, gathered.resources, plugin.config,
                    subjects=plugin.subjects, unset_only=plugin.unset_only,
                )  # fmt: skip
                problems += applier.run()
        self.notes.problems.extend(problems)

    def _plugins(self, target: Target, name: str, place: Place) -> list[Plugin]:
        configurations = Accumulated()
        for index, text in enumerate(target.entries(name)):
            if "\n" in text:
                self.notes.unsupported.append(f"inline '{name}' in '{target.path}'")
            else:
                self._add_resource(target, text, (name, index), place, configurations)
        found = []
        for configuration in configurations.resources:
            try:
                found.append(read_plugin(configuration, target))
            except PluginDisabledError as error:
                problem = problem_at("kustomization-plugin-disabled", str(error), configuration.first)
                self.problem(problem)
            except UnsupportedError as error:
                self.notes.unsupported.append(f"{error} in '{target.path}'")
        return found

    def _add_variable(self, target: Target, entry: Any, index: int, gathered: Accumulated) -> None:
        try:
            variable = declare(gathered.resources, entry, target.cause("vars", "vars", index))
        except VariableError as error:
            self.problem(problem_at("kustomization-var", str(error), error.cause))
            return
        self._keep_variable(variable, gathered)

    def _keep_variable(self, variable: Variable, gathered: Accumulated) -> None:
        if variable.name in gathered.variables:
            message = f"var '{variable.name}' already encountered"
            self.problem(problem_at("kustomization-var", message, variable.cause))
        gathered.variables[variable.name] = variable

    # --- resources and components ---------------------------------------------------------------------------

    def _add_resource(self, target: Target, path: str, pointer: Pointer, place: Place, gathered: Accumulated) -> None:
        try:
            real = self._find(target, path, pointer)
            if real is None:
                return
            if self.reader.paths.is_file(real):
                self._add_file(target, real if is_remote(path) else path, pointer, gathered)
            else:
                self._add_base(target, real, pointer, place, gathered)
        except RemoteError as error:
            self.remote(str(error), target, pointer, error.reason)
        except ReadError as error:
            self.problem(target.problem(error.rule, str(error), *pointer))

    def _find(self, target: Target, path: str, pointer: Pointer) -> str | None:
        """The real path of a file or folder; None with a problem where there is none.  Raises `RemoteError`."""
        if not path:
            self.problem(target.problem("kustomization-missing-reference", "new root cannot be empty", *pointer))
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
            return self._fetched(path)
        message = f"'{path}' does not exist" if not path.startswith("/") else f"new root '{path}' cannot be absolute"
        self.problem(target.problem("kustomization-missing-reference", message, *pointer))
        return None

    def _fetched(self, url: str) -> str:
        """Where in the tree something remote is shown.  Raises `RemoteError` where nobody fetches it."""
        if self.options.remote is None:
            raise RemoteError(url)
        try:
            return self.options.remote.base(url)
        except FetchError as error:
            raise RemoteError(url, str(error)) from None

    def _add_file(self, target: Target, path: str, pointer: Pointer, gathered: Accumulated) -> None:
        entry = target.cause("kustomization", *pointer)
        try:
            # What was fetched is a path of the tree already.
            real = path if is_mounted(path) else self.reader.find_file(target.folder, path)
            parts = self.reader.objects(real)
        except NotAnObjectError as error:
            problem = problem_at("kustomization-not-a-resource", str(error), error.cause)
            self.problem(problem)
            return
        new = []
        for part in parts:
            resource = Resource(part.value, part.cause, self.reader.raw, self.schema.cluster)
            resource.chain = (entry,)
            new.append(resource)
        self.append(gathered, new, entry)

    def _add_base(self, target: Target, folder: str, pointer: Pointer, place: Place, gathered: Accumulated) -> None:
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
        self.append(gathered, copies, entry)
        self.merge_config(gathered, base.config, entry)
        for variable in base.variables.values():
            self._keep_variable(variable, gathered)

    def _is_cycle(self, target: Target, folder: str, pointer: Pointer, place: Place) -> bool:
        if not any(is_within(root, folder) for root in place.roots):
            return False
        message = f"cycle detected: candidate root '{folder}' contains visited root '{target.folder}'"
        self.problem(target.problem("kustomization-cycle", message, *pointer))
        return True

    def _base(self, folder: str, place: Place) -> Accumulated | None:
        """A base with everything applied to it: built once, used by many."""
        memo = self.reader.memo
        helm = (place.namespace, self.options.capabilities) if self.options.enable_helm else None
        key = ("base", folder, helm, self.openapi, self.options.restrict_loads)
        if key in memo:
            base, notes, files = memo[key]
            if not any(is_within(root, visited) for visited in notes.roots for root in place.roots[:-1]):
                self.notes.add(notes)
                self.reader.files |= files
                return base  # type: ignore[no-any-return]
        outer, self.notes = self.notes, Notes()
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
        memo[key] = (base, inner, files)
        return base

    @staticmethod
    def _refuse_openapi(target: Target) -> None:
        # kustomize keeps one schema for the process: what a base's does depends on what was read before it.
        if target.value.get("openapi"):
            raise UnsupportedError(f"'openapi' in '{target.path}', which is not the root")

    def _add_component(
        self, target: Target, path: str, pointer: Pointer, place: Place, gathered: Accumulated
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
            self.remote(str(error), target, pointer, error.reason)
            return gathered
        except ReadError as error:
            self.problem(target.problem(error.rule, str(error), *pointer))
            return gathered
        self._refuse_openapi(component)
        known = {id(resource) for resource in gathered.resources}
        inner = self._accumulate(component, place.below(folder, target.namespace), gathered)
        entry = target.cause("kustomization", *pointer)
        for resource in inner.resources:
            if id(resource) not in known:
                resource.chain = (*resource.chain, entry)
        return inner
