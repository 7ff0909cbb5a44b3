"""What a kustomization makes or configures itself: generators, charts, field specs.

Source: ``api/internal/target/kusttarget_configplugin.go``, ``api/internal/plugins/builtinconfig``.
"""

from __future__ import annotations

from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.render.kustomize.fieldspec import read_config
from gitops_lint.render.kustomize.folder import joined
from gitops_lint.render.kustomize.generators import GeneratorError, absorb, generate
from gitops_lint.render.kustomize.reader import ReadError, RemoteError
from gitops_lint.render.kustomize.resource import Resource
from gitops_lint.render.kustomize.result import HelmChartCall, UnsupportedError
from gitops_lint.render.kustomize.session import Accumulated, Place, Session
from gitops_lint.render.kustomize.target import Target
from gitops_lint.render.request import FetchError


def add_config(session: Session, target: Target, gathered: Accumulated) -> None:
    """The field specs of ``configurations`` and ``crds``."""
    for index, path in enumerate(target.entries("configurations")):
        try:
            documents = session.reader.documents(session.reader.find_file(target.folder, path))
        except RemoteError as error:
            session.remote(str(error), target, ("configurations", index))
            continue
        except ReadError as error:
            session.problem(target.problem(error.rule, str(error), "configurations", index))
            continue
        config = read_config(documents[0].value if documents else None)
        session.merge_config(gathered, config, target.cause("kustomization", "configurations", index))
    if target.entries("crds"):
        from gitops_lint.render.kustomize.crds import config_from_crds

        for index, path in enumerate(target.entries("crds")):
            try:
                documents = session.reader.documents(session.reader.find_file(target.folder, path))
            except (ReadError, RemoteError) as error:
                rule = getattr(error, "rule", "kustomization-missing-reference")
                session.problem(target.problem(rule, str(error), "crds", index))
                continue
            config = config_from_crds(documents[0].value if documents else None)
            session.merge_config(gathered, config, target.cause("kustomization", "crds", index))


def run_generators(session: Session, target: Target, place: Place, gathered: Accumulated) -> None:
    """The objects of generators and charts."""
    for name, kind in (("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")):
        for index, entry in enumerate(target.entries(name)):
            _generate(session, target, kind, entry, (name, index), gathered)
    charts = [("helmCharts", index, chart) for index, chart in enumerate(target.entries("helmCharts"))]
    for name, index, chart in charts:
        _inflate(session, target, chart, (name, index), place, gathered)
    if target.entries("helmChartInflationGenerator"):
        session.notes.unsupported.append(f"'helmChartInflationGenerator' in '{target.path}'")


def _generate(session: Session, target: Target, kind: str, entry: Any, pointer: Pointer, gathered: Accumulated) -> None:
    cause = target.cause("generator", *pointer)
    broken = False

    def read(path: str, below: Pointer) -> tuple[bytes, str]:
        nonlocal broken
        try:
            return session.reader.bytes_of(target.folder, path.strip() if path.startswith(" ") else path)
        except ReadError as error:
            session.problem(target.problem(error.rule, str(error), *pointer, *below))
        except RemoteError as error:
            session.remote(str(error), target, (*pointer, *below))
        broken = True
        return b"", path

    try:
        shared = target.value.get("generatorOptions") or {}
        new = generate(kind, entry or {}, shared, cause, read, session.reader.raw, session.schema.cluster)
        new.chain = (target.cause("kustomization", *pointer),)
        if not broken and not session.notes.remote:
            absorb(gathered.resources, new, target.cause("kustomization", *pointer))
    except GeneratorError as error:
        problem = target.problem("kustomization-generator", str(error), *pointer, *error.pointer)
        session.problem(problem)


def _inflate(
    session: Session, target: Target, chart: Any, pointer: Pointer, place: Place, gathered: Accumulated
) -> None:
    if not session.options.enable_helm:
        message = "must specify --enable-helm"
        session.problem(target.problem("kustomization-helm-disabled", message, *pointer))
        return
    if session.options.inflate is None:
        session.notes.unsupported.append(f"'helmCharts' in '{target.path}'")
        return
    home = (target.value.get("helmGlobals") or {}).get("chartHome") or "charts"
    name, version = chart.get("name") or "", chart.get("version")
    versioned = f"{home}/{name}-{version}" if version and chart.get("repo") else home
    chart_home = joined(target.folder, versioned)
    fetched = ""
    if chart.get("repo") and not session.reader.paths.is_dir(joined(chart_home, name)):
        repo = str(chart["repo"])
        if session.options.remote is None:
            session.remote(repo, target, (*pointer, "repo"))
            return
        try:
            fetched = session.options.remote.chart(repo, str(name), str(version or ""))
        except FetchError as error:
            session.remote(repo, target, (*pointer, "repo"), str(error))
            return
    namespace = chart.get("namespace") or target.namespace or place.namespace
    cause = target.cause("chart", *pointer)
    session.notes.charts = True
    try:
        objects = session.options.inflate(HelmChartCall(target.folder, chart_home, chart, namespace, cause, fetched))
    except UnsupportedError as error:
        session.notes.unsupported.append(str(error))
        return
    except ValueError as error:
        session.problem(target.problem("kustomization-helm-fails", str(error), *pointer))
        return
    new = []
    for value, origin in objects:
        resource = Resource(value, origin, session.reader.raw, session.schema.cluster)
        resource.from_helm = True
        resource.chain = (cause,)
        new.append(resource)
    session.append(gathered, new, cause)
