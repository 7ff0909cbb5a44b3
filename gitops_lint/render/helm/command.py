"""The arguments that Argo CD passes to ``helm template``.

Source: Argo CD ``util/helm/cmd.go`` (template) and ``reposerver/repository/repository.go`` (helmTemplate).
"""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.render.request import HelmOptions


def template_arguments(
    chart: str, options: HelmOptions, namespace: str, values: list[str], root: str, *, inline: str = ""
) -> list[str]:
    """Everything after ``helm``: ``values`` are the paths of the values files, ``inline`` that of the inline ones."""
    arguments = ["template", chart, "--name-template", options.release]
    if namespace:
        arguments += ["--namespace", namespace]
    if options.kube_version:
        arguments += ["--kube-version", options.kube_version]
    arguments += _set_arguments(options)
    for name, path in options.file_parameters:
        arguments += ["--set-file", f"{name}={root}/{path}"]
    for path in values:
        arguments += ["--values", path]
    if inline:
        arguments += ["--values", inline]
    for version in options.api_versions:
        arguments += ["--api-versions", version]
    if not options.skip_crds:
        arguments.append("--include-crds")
    if options.skip_schema_validation:
        arguments.append("--skip-schema-validation")
    if options.skip_tests:
        arguments.append("--skip-tests")
    return arguments


def _set_arguments(options: HelmOptions) -> Iterator[str]:
    """One of each name, the last one; Argo CD keeps them in a map."""
    last: dict[str, tuple[str, bool]] = {}
    for name, value, force in options.parameters:
        last[name] = (value, force)
    for forced, flag in ((False, "--set"), (True, "--set-string")):
        for name, (value, force) in last.items():
            if force is forced:
                yield flag
                yield f"{name}={escape(value)}"


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
