"""The generators that ask a service: what the configuration (``generators:``) says they would get.

Sources: ``scm_provider.go``, ``pull_request.go``, ``plugin.go`` and ``duck_type.go`` of Argo CD's
``applicationset/generators``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gitops_lint.argocd.applicationset.gotemplate import from_json
from gitops_lint.argocd.applicationset.gotemplate.values import StringList, sprint
from gitops_lint.argocd.applicationset.names import sanitize_name, slugify_name
from gitops_lint.argocd.applicationset.params import flatten, with_values
from gitops_lint.argocd.applicationset.rendering import Engine, Params, Pointer


def given_params(
    kind: str, given: Sequence[Mapping[str, Any]], body: Mapping[str, Any], engine: Engine, pointer: Pointer
) -> list[Params]:
    """The parameter sets of a generator of that kind; what Argo CD works out from the others need not be given."""
    made = (_plugin(params, body, engine) if kind == "plugin" else _texts(kind, params, engine) for params in given)
    return [with_values(params, body.get("values"), engine, pointer) for params in made]


def _texts(kind: str, given: Mapping[str, Any], engine: Engine) -> Params:
    """All parameters of these generators are texts, but for the labels of a pull request."""
    labels = given.get("labels")
    params: Params = {key: sprint(value) for key, value in from_json(dict(given)).items() if key != "labels"}
    if kind == "pullRequest":
        params = {**_of_pull_request(params), **params}
        if engine.go and isinstance(labels, list):
            params["labels"] = StringList(map(str, labels))
    elif kind == "scmProvider":
        params = {**_of_repository(params), **params}
        if labels is not None:
            params["labels"] = ",".join(map(str, labels)) if isinstance(labels, list) else str(labels)
    elif labels is not None:
        params["labels"] = sprint(from_json(labels))
    return params


def _of_pull_request(params: Params) -> Params:
    made = {f"{name}_slug": slugify_name(params[name]) for name in ("branch", "target_branch") if name in params}
    sha = params.get("head_sha")
    return made if sha is None else {**made, "head_short_sha": sha[:8], "head_short_sha_7": sha[:7]}


def _of_repository(params: Params) -> Params:
    made = {"branchNormalized": sanitize_name(params["branch"])} if "branch" in params else {}
    sha = params.get("sha")
    return made if sha is None else {**made, "short_sha": sha[:8], "short_sha_7": sha[:7]}


def _plugin(given: Mapping[str, Any], body: Mapping[str, Any], engine: Engine) -> Params:
    read: dict[str, Any] = from_json(dict(given))
    asked = body.get("input")
    parameters = asked.get("parameters") if isinstance(asked, Mapping) else None
    params: Params = read if engine.go else {key: sprint(value) for key, value in flatten(read).items()}
    if engine.go:
        # Without Go templates a parameter that is no text cannot be named.
        params["generator"] = {"input": {"parameters": from_json(parameters or {})}}
    return params
