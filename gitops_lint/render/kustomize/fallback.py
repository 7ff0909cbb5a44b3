"""The real ``kustomize``, for what is not done in process.

It never sees a kustomization that reaches outside of the tree, runs without home, credentials and network settings
of its user, and is stopped after a while.  Its objects know no more of their origin than the kustomization.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from gitops_lint.finding import Pointer
from gitops_lint.model.origin import Cause, Shadow, Shadowed
from gitops_lint.render.kustomize.build import build
from gitops_lint.render.kustomize.closure import Closure, closure
from gitops_lint.render.kustomize.reader import Reader, ReadError
from gitops_lint.render.kustomize.result import (
    BuildOptions,
    BuildProblem,
    BuildResult,
    BuiltResource,
    LoadDocuments,
)
from gitops_lint.render.kustomize.target import kustomization_path
from gitops_lint.source.temporary import temporary_folder
from gitops_lint.source.tree import OutsideTreeError, Tree
from gitops_lint.values import replace

TIMEOUT = 60.0
"""Seconds after which a build is given up."""

MAX_OUTPUT = 64 * 1024 * 1024
"""More bytes than that are no manifests."""


def find_binary(environment: Mapping[str, str]) -> str | None:
    """``$GITOPS_LINT_KUSTOMIZE``, else ``kustomize`` on ``$PATH``."""
    import shutil

    given = environment.get("GITOPS_LINT_KUSTOMIZE")
    if given:
        return given if os.access(given, os.X_OK) else None
    return shutil.which("kustomize", path=environment.get("PATH"))


def version_of(binary: str) -> str:
    """What a kustomize says of its version; empty if it says nothing."""
    import subprocess

    try:
        done = subprocess.run([binary, "version"], capture_output=True, text=True, timeout=TIMEOUT, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()


def build_completely(
    tree: Tree, folder: str, load: LoadDocuments, options: BuildOptions, binary: str | None
) -> BuildResult:
    """In process; what is not supported there goes to the binary, where there is one and nothing is remote."""
    result = build(tree, folder, load, options)
    if result.remote or result.problems or result.unsupported is not None:
        # What was not read for that is part of the kustomization all the same.
        reached = closure(tree, folder, load, options)
        result = replace(result, files=result.files | reached.files, problems=_with_absent(result.problems, reached))
    if result.unsupported is None or binary is None or result.remote or options.edited is not None:
        return result
    built = build_with_binary(tree, folder, load, options, binary)
    return replace(built, built_by=binary, charts=result.charts)


def _with_absent(problems: tuple[BuildProblem, ...], reached: Closure) -> tuple[BuildProblem, ...]:
    """The problems of a build that fails, with the missing files to which it did not come."""
    fatal = [problem for problem in problems if problem.fatal]
    if not fatal:
        return problems
    told = {(problem.path, problem.pointer) for problem in fatal}
    return (*problems, *(problem for problem in reached.absent if told.isdisjoint(_places_around(problem))))


def _places_around(problem: BuildProblem) -> Iterator[tuple[str, Pointer]]:
    """The place of a problem and those that hold it: of a patch that cannot be read the whole entry is told."""
    return ((problem.path, problem.pointer[:length]) for length in range(1, len(problem.pointer) + 1))


def build_with_binary(
    tree: Tree, folder: str, load: LoadDocuments, options: BuildOptions, binary: str, arguments: Sequence[str] = (),
    timeout: float = TIMEOUT,
) -> BuildResult:  # fmt: skip
    """What the binary prints for a folder.  Remote references are handed back instead of being followed."""
    reached = closure(tree, folder, load, options)
    if reached.remote:
        return BuildResult(remote=reached.remote, files=reached.files)
    reader = Reader(tree, load, options)
    try:
        path = kustomization_path(reader, reader.paths.real(folder)) or folder
    except (OutsideTreeError, ReadError):
        path = folder
    arguments = [*arguments, *([] if options.restrict_loads else ["--load-restrictor", "LoadRestrictionsNone"])]
    with tree.materialise() as root:
        status, output, errors = _run(binary, root, folder, arguments, timeout)
    if status != 0:
        stopped = BuildProblem("kustomization-build-fails", path, _reason(errors, str(root)))
        return BuildResult(problems=reached.absent or (stopped,), files=reached.files)
    return _parsed(output, path, reader, reached.files)


def _run(binary: str, root: Path, folder: str, arguments: Sequence[str], timeout: float) -> tuple[int, bytes, str]:
    import subprocess

    with temporary_folder("home-") as home:
        environment = {
            "HOME": home,
            "XDG_CONFIG_HOME": home,
            "XDG_CACHE_HOME": home,
            "PATH": os.defpath,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_ALLOW_PROTOCOL": "none",
            "HTTP_PROXY": "http://127.0.0.1:9",
            "HTTPS_PROXY": "http://127.0.0.1:9",
        }
        try:
            done = subprocess.run(
                [binary, "build", str(root / folder), *arguments],
                cwd=root, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return 1, b"", f"kustomize did not finish within {timeout:g} seconds"
        except OSError as error:
            return 1, b"", f"kustomize does not start: {error}"
    if len(done.stdout) > MAX_OUTPUT:
        return 1, b"", f"kustomize printed more than {MAX_OUTPUT} bytes"
    return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace")


def _reason(errors: str, root: str) -> str:
    """The last thing it said, without the folder it happened to run in."""
    lines = [line for line in errors.replace(root.rstrip("/") + "/", "").splitlines() if line.strip()]
    text = next((line for line in reversed(lines) if line.startswith("Error:")), lines[-1] if lines else "no message")
    return re.sub(r"^Error:\s*", "", text.strip())


def _parsed(output: bytes, path: str, reader: Reader, files: frozenset[str]) -> BuildResult:
    cause = Cause("kustomization", path)
    try:
        documents = reader.parsed_text(output.decode("utf-8", "replace"))
    except ReadError as error:
        problem = BuildProblem("kustomization-build-fails", path, str(error))
        return BuildResult(problems=(problem,), files=files)
    origin = Shadowed(cause, Shadow(cause), (cause,))
    resources = tuple(BuiltResource(one.value, origin) for one in documents if isinstance(one.value, dict))
    return BuildResult(resources, files=files)
