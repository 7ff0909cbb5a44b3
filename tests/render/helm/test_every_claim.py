"""What is named as the line to change is the line to change: it is edited, and the chart rendered again.

A random scalar of a real repository either has no certain line, or editing that line changes exactly that scalar.
``GITOPS_LINT_TRACED_SCALARS`` says how many are tried; the number of claims that hold is printed.
"""

from __future__ import annotations

import os
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gitops_lint.blame import MAX_FOREIGN_RENDERINGS
from gitops_lint.locate import Locator
from gitops_lint.model.node import scalars
from gitops_lint.model.origin import Cause
from gitops_lint.model.repository import Repository
from gitops_lint.model.resource import Resource
from gitops_lint.render.helm.binary import find_helm
from gitops_lint.render.helm.chart import ChartRenderer
from gitops_lint.render.helm.compare import Change, changes
from gitops_lint.render.helm.ondisk import OnDisk
from gitops_lint.render.helm.origins import Piece, Templated, pieces_of
from gitops_lint.settings import Config
from gitops_lint.source.discover import working_copy
from gitops_lint.source.edit import apply_edits, is_shared
from gitops_lint.source.edit import replace as edits_to_replace
from gitops_lint.source.parse import parse
from gitops_lint.source.positions import Positions
from gitops_lint.workspace import build_repository
from gitops_lint.workspace.tracing import Answers, Scalar, made_by, values_behind

CORPUS = Path(__file__).parents[4] / "shared" / "corpora" / "govuk-helm-charts"
SCALARS = int(os.environ.get("GITOPS_LINT_TRACED_SCALARS", "40"))
SEED = int(os.environ.get("GITOPS_LINT_TRACED_SEED", "11"))
HOLDS = 0.95

pytestmark = [
    pytest.mark.corpora,
    pytest.mark.oracle,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpora are not here"),
    pytest.mark.skipif(shutil.which("helm") is None, reason="helm is not installed"),
]


def other(value: Any) -> Any:
    """Another value of the same kind."""
    if value in (True, "true"):
        return False if value is True else "false"
    if (value in (False, "false") and not isinstance(value, (int, float))) or value is False:
        return True if value is False else "true"
    if isinstance(value, (int, float)):
        return value + 1
    return str(int(value) + 1) if value.isdigit() else f"{value}-edited"


class Editing:
    """A copy of the corpus in which single lines are changed."""

    def __init__(self, root: Path, folders: list[Path]) -> None:
        self.root = root
        self.folders = folders

    @contextmanager
    def changed(self, path: str, text: str) -> Iterator[ChartRenderer]:
        """The charts of a copy with one other file."""
        folder = self.folders.pop()
        file = folder / path
        before = file.read_bytes()
        file.write_text(text, "utf-8")
        try:
            yield self.charts(folder)
        finally:
            file.write_bytes(before)
            self.folders.append(folder)

    @staticmethod
    def charts(folder: Path) -> ChartRenderer:
        helm = find_helm(Config().argocd.version)
        assert helm is not None
        tree = working_copy(folder)
        return ChartRenderer(
            tree, OnDisk(tree), helm, lambda path: parse(path, tree.read(path)).documents, lambda _, go: go()
        )


def again(resource: Resource, charts: ChartRenderer, path: str) -> tuple[Piece, ...] | None:
    """The pieces of a resource's release, rendered in a copy in which ``path`` was edited."""
    origin = resource.origin
    assert isinstance(origin, Templated)
    request = origin.release.request
    application = resource.deployable.application if resource.deployable is not None else None
    if application is not None and not path.startswith(f"{request.path}/"):
        above = again(application, charts, path)
        made = application.origin
        assert isinstance(made, Templated)
        if above is None or len(above) != len(made.release.pieces):
            return None
        value = parse("", above[made.piece].text).documents[made.text.index].value
        request = replace(request, helm=replace(request.helm, values=value["spec"]["source"]["helm"]["values"]))
    done = charts.run(request)
    return pieces_of(done.output) if done.status == 0 else None


def edit_of_key(corpus: Path, cause: Cause) -> str | None:
    """The values file with another value at the key."""
    positions = Positions(cause.path, (corpus / cause.path).read_bytes())
    value: Any = parse(cause.path, (corpus / cause.path).read_bytes()).documents[cause.document].value
    for part in cause.pointer:
        value = value[part]
    edits = edits_to_replace(positions, cause.document, cause.pointer, other(value))
    return apply_edits(positions.text, edits) if edits else None


def edit_of_line(corpus: Path, scalar: Scalar) -> tuple[str, str] | None:
    """The template with another value on the line that is named, where the value stands there as it is."""
    origin = scalar.resource.origin
    assert isinstance(origin, Templated)
    if sum(piece.template == origin.release.pieces[origin.piece].template for piece in origin.release.pieces) > 1:
        return None  # the template printed several objects: a line of it is a line of each
    positions = Positions("", origin.text.output)
    found = positions.find(origin.text.index, scalar.pointer)
    if found is None or not found.exact or is_shared(positions, found):
        return None  # an anchor's text is that of its aliases too
    number = origin.text.line(scalar.pointer)
    lines = origin.text.template.split("\n")
    text = scalar.value if isinstance(scalar.value, str) else str(scalar.value).lower()
    if number is None or "{{" in lines[number - 1] or lines[number - 1].count(text) != 1 or "\n" in text:
        return None
    new = other(scalar.value)
    lines[number - 1] = lines[number - 1].replace(text, new if isinstance(new, str) else str(new).lower())
    return origin.first.path, "\n".join(lines)


def sample(repo: Repository) -> list[Scalar]:
    everything = [
        Scalar(resource, pointer, value)
        for resource in repo.resources
        if made_by(resource) is not None
        for pointer, value in scalars(resource.value)
        if value != ""
    ]
    return random.Random(SEED).sample(everything, SCALARS)


def claims(chosen: list[Scalar], answers: Answers) -> Iterator[tuple[str, Scalar, str, str]]:
    """Each line that is named for certain, as how, scalar, file and text of the file with that line edited."""
    for scalar in chosen:
        keys = answers.get((id(scalar.resource), scalar.pointer), ())
        for key in keys:
            text = edit_of_key(CORPUS, key)
            if text is not None:
                yield "values", scalar, key.path, text
        line = edit_of_line(CORPUS, scalar) if not keys else None
        if line is not None:
            yield "template", scalar, *line


def test_a_named_line_changes_exactly_what_it_is_named_for(tmp_path: Path) -> None:
    folders = [tmp_path / str(number) for number in range((os.cpu_count() or 1) + 1)]
    for folder in folders:
        shutil.copytree(CORPUS, folder, symlinks=True)
    repo = build_repository(working_copy(CORPUS), Config())
    chosen = sample(repo)
    editing = Editing(CORPUS, folders)

    def holds(claim: tuple[str, Scalar, str, str]) -> tuple[str, bool, str]:
        how, scalar, path, text = claim
        origin = scalar.resource.origin
        assert isinstance(origin, Templated)
        with editing.changed(path, text) as charts:
            pieces = again(scalar.resource, charts, path)
        found: list[Change] | None = changes(origin.release.pieces, pieces) if pieces is not None else None
        exactly = found is not None and [change.place for change in found] == [(origin.piece, scalar.pointer)]
        place = "/".join(map(str, scalar.pointer))
        return how, exactly, f"{path}: {scalar.resource.kind} {scalar.resource.name} {place} = {scalar.value!r}"

    answers = values_behind(repo, chosen, Locator(repo.tree, {}).positions, MAX_FOREIGN_RENDERINGS)
    with ThreadPoolExecutor(len(folders)) as pool:
        results = list(pool.map(holds, claims(chosen, answers)))
    wrong = [(how, text) for how, right, text in results if not right]
    counts = Counter(how for how, *_ in results)
    lines = [f"{len(chosen)} scalars, certain: {dict(counts)}, of these wrong: {len(wrong)}"]
    print("\n".join(lines + [f"  {how} {text}" for how, text in wrong]))  # noqa: T201 - the number is asked for
    assert len(results) >= SCALARS // 10
    assert len(wrong) <= (1 - HOLDS) * len(results)
