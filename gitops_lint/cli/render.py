"""``gitops-lint render``: the manifests Argo CD would apply, each with the file it comes from."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from gitops_lint.cli.applications import chosen, repository, title
from gitops_lint.cli.main import OK
from gitops_lint.cli.options import Parser, parser, write
from gitops_lint.finding import Pointer, json_pointer
from gitops_lint.locate import Locator
from gitops_lint.model.deployable import Deployable
from gitops_lint.model.origin import Cause
from gitops_lint.model.repository import Repository
from gitops_lint.model.resource import Resource
from gitops_lint.source.masking import mask


def arguments() -> Parser:
    """The options of ``render``."""
    made = parser("render", "Print the manifests Argo CD would apply; Secret values are masked.")
    made.add_argument("names", nargs="*", metavar="APP", help="Application, path or glob; default: everything")
    made.add_argument("--origins", action="store_true", help="say above each object where it comes from")
    made.add_argument("--field-origins", action="store_true", help="also for each field that is not from its base")
    made.add_argument("--output-format", choices=("yaml", "json"), default="yaml")
    return made


def run(words: Sequence[str]) -> int:
    """Print the manifests; returns the exit status."""
    options = arguments().parse_args(words)
    where, repo = repository(options)
    found = chosen(where, repo, options.names)
    if options.output_format == "json":
        objects = [masked_value(resource.value) for item in found for resource in placed(item)]
        write(mask("rendered.json", json.dumps(objects, indent=2)) + "\n")
    else:
        locator = Locator(repo.tree, {(d.path, d.index): d for d in repo.documents})
        for item in found:
            write("".join(_manifests(item, locator, options.origins, options.field_origins)))
    _complain(repo, found)
    return OK


def placed(deployable: Deployable) -> Iterator[Resource]:
    """The resources of a deployable."""
    yield from deployable.resources


def _manifests(deployable: Deployable, locator: Locator, origins: bool, fields: bool) -> Iterator[str]:
    for resource in placed(deployable):
        yield "---\n"
        if origins or fields:
            yield f"# {title(deployable)}\n"
            first = resource.origin.first
            yield f"# from {_place(locator, first)}\n"
            for step in resource.origin.chain:
                yield f"# {step.how} {_place(locator, step)}\n"
        if fields:
            for pointer, cause in foreign_fields(resource):
                yield f"# {json_pointer(pointer)}: {cause.how} {_place(locator, cause)}\n"
        value = masked_value(resource.value)
        if resource.namespace and isinstance(value.get("metadata"), dict):
            value = {**value, "metadata": {**value["metadata"], "namespace": resource.namespace}}
        text = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1000)
        yield mask(resource.origin.first.path, text)


def masked_value(value: dict[str, Any]) -> dict[str, Any]:
    """The object with the values of a Secret replaced."""
    if value.get("kind") != "Secret" or value.get("apiVersion") != "v1":
        return value
    masked = dict(value)
    for key in ("data", "stringData"):
        if isinstance(value.get(key), dict):
            masked[key] = dict.fromkeys(value[key], "***")
    return masked


class _Dumper(yaml.SafeDumper):
    """Writes shared values again instead of anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def foreign_fields(resource: Resource) -> Iterator[tuple[Pointer, Cause]]:
    """The scalars that somebody else than the object's own document set, with who did."""
    first = resource.origin.first
    for pointer in leaves(resource.value, ()):
        cause = resource.origin.trace(pointer)[0]
        if (cause.path, cause.document) != (first.path, first.document):
            yield pointer, cause


def leaves(value: Any, pointer: Pointer) -> Iterator[Pointer]:
    """The pointers of all scalars."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*pointer, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, (*pointer, index))
    else:
        yield pointer


def _place(locator: Locator, cause: Cause) -> str:
    return f"{cause.path}:{locator.span(cause).line}"


def _complain(repo: Repository, found: Sequence[Deployable]) -> None:
    for item in found:
        for part in item.not_checked:
            print(f"gitops-lint: {title(item)}: {part.reason}", file=sys.stderr)
    for problem in repo.problems:
        if problem.rule.startswith(("helm-", "kustomize-")):
            print(f"gitops-lint: {problem.path}: {problem.message}", file=sys.stderr)
