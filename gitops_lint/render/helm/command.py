"""The arguments that Argo CD passes to ``helm template``.

Source: Argo CD ``util/helm/cmd.go`` (template) and ``reposerver/repository/repository.go`` (helmTemplate).
"""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.render.request import HelmOptions


def template_arguments(options: HelmOptions, namespace: str, values: list[str], root: str) -> list[str]:
    """Everything after ``helm``, which runs in the chart's folder.

    ``values`` are the paths of the values files, ``root`` that of the tree.
    """
    arguments = ["template", ".", "--name-template", options.release]
    if namespace:
        arguments += ["--namespace", namespace]
    if options.kube_version:
        arguments += ["--kube-version", options.kube_version]
    arguments += _set_arguments(options, root)
    for path in values:
        arguments += ["--values", path]
    for version in options.api_versions:
        arguments += ["--api-versions", version]
    if not options.skip_crds:
        arguments.append("--include-crds")
    if options.skip_schema_validation:
        arguments.append("--skip-schema-validation")
    if options.skip_tests:
        arguments.append("--skip-tests")
    return arguments


def _set_arguments(options: HelmOptions, root: str) -> Iterator[str]:
    """Argo CD keeps each of the three in a map: the last one of a name counts."""
    for flag, forced in (("--set", False), ("--set-string", True)):
        last = {name: value for name, value, force in options.parameters if force is forced}
        for name, value in last.items():
            yield from (flag, f"{name}={escape(value)}")
    for name, path in dict(options.file_parameters).items():
        yield from ("--set-file", f"{name}={escape(f'{root}/{path}')}")


def escape(value: str) -> str:
    """Commas escaped, unless the whole value is a list in braces (``util/helm/cmd.go`` cleanSetParameters)."""
    if value.startswith("{") and value.endswith("}"):
        return value
    out = []
    previous = ""
    for character in value:
        out.append("\\," if character == "," and previous != "\\" else character)
        previous = character
    return "".join(out)
