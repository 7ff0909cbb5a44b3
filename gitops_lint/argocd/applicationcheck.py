"""What Argo CD itself refuses or silently ignores in the spec of an Application.

Sources: ``validateSourcePermissions``, ``validateSourceHydrator``, ``GetRefSources``, ``GetDestinationCluster`` in
``util/argo/argo.go``; ``ExplicitType`` in ``types.go``; multi-source rules in ``reposerver/repository/repository.go``;
``util/argo/normalizers/diff_normalizer.go``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gitops_lint.argocd.application import ApplicationSpec, Difference, Source, read_application, read_difference
from gitops_lint.argocd.plain import is_open, mapping, sequence
from gitops_lint.argocd.repourl import normalize_git_url
from gitops_lint.argocd.schedule import ScheduleError, parse_duration
from gitops_lint.argocd.semver import parse_constraint
from gitops_lint.finding import Pointer
from gitops_lint.patterns import regex
from gitops_lint.values import dataclass

_FOUR_NUMBERS = regex(r"v?[\dxX*]+(\.[\dxX*]+){3,}\Z")
_DOT = regex(r"(?<!\\)\.")
_REF = regex(r"[a-zA-Z0-9_-]+\Z")
_NAME = regex(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\Z")
_TITLES = {"kustomize": "Kustomize", "helm": "Helm", "directory": "Directory", "plugin": "Plugin"}
_SPLIT_KEY = regex(r"(?:/.*)?/metadata/(?:annotations|labels)/([^/]+/.+)\Z")
_REFERENCE = regex(r"\$[A-Za-z0-9_-]+/")
_BUILD_VARIABLES = regex(r"\$\{?(ARGOCD_[A-Z0-9_]*|KUBE_VERSION|KUBE_API_VERSIONS)\b")


@dataclass(frozen=True, slots=True)
class ApplicationProblem:
    """A mistake, where, and whether Argo CD reports it (else it goes on and ignores something)."""

    kind: str  #: kebab-case, for rules to pick from
    message: str
    pointer: Pointer
    refused: bool = True


def validate_application(value: Any) -> list[ApplicationProblem]:
    """Every mistake of an Application of any shape that needs nothing but itself."""
    app = read_application(value)
    spec = value.get("spec") if isinstance(value, dict) else None
    fields: Mapping[str, Any] = spec if isinstance(spec, dict) else {}
    return [
        *_name(app),
        *_hydrator(fields),
        *_required(app),
        *_sources(app),
        *_references(app),
        *_destination(app),
        *_policy(app, fields),
        *(problem for entry in app.ignore_differences for problem in _difference(entry)),
    ]


def validate_set_differences(value: Any) -> Iterator[ApplicationProblem]:
    """Every mistake in an ApplicationSet's ``ignoreApplicationDifferences``, which speaks of its Applications."""
    entries = mapping(mapping(value).get("spec")).get("ignoreApplicationDifferences")
    for index, item in enumerate(sequence(entries)):
        yield from _difference(read_difference(mapping(item), ("spec", "ignoreApplicationDifferences", index)))


def _name(app: ApplicationSpec) -> Iterator[ApplicationProblem]:
    if app.name and (not _NAME.match(app.name) or len(app.name) > 253):
        message = f"metadata.name '{app.name}' is not a lowercase RFC 1123 subdomain"
        yield ApplicationProblem("application-name-invalid", message, ("metadata", "name"))


def _hydrator(fields: Mapping[str, Any]) -> Iterator[ApplicationProblem]:
    hydrator = fields.get("sourceHydrator")
    if not isinstance(hydrator, dict):
        return
    at: Pointer = ("spec", "sourceHydrator")
    for section, key in (("drySource", "repoURL"), ("syncSource", "targetBranch"), ("hydrateTo", "targetBranch")):
        part = hydrator.get(section)
        if part is None and section == "hydrateTo":
            continue
        if not (isinstance(part, dict) and part.get(key)):
            head = "when spec.sourceHydrator.hydrateTo is set, " if section == "hydrateTo" else ""
            message = f"{head}spec.sourceHydrator.{section}.{key} is required"
            yield ApplicationProblem("source-incomplete", message, (*at, section) if part is not None else at)


def _required(app: ApplicationSpec) -> Iterator[ApplicationProblem]:
    if app.hydrated:
        return
    if not app.sources:
        message = "spec.source.repoURL and either spec.source.path or spec.source.chart are required"
        yield ApplicationProblem("source-incomplete", message, ("spec",))
    for source in app.sources:
        if app.multiple and not (source.repo_url and (source.path or source.chart or source.ref)):
            message = "spec.source.repoURL and either source.path, source.chart, or source.ref are required"
            yield ApplicationProblem("source-incomplete", message, source.pointer)
        elif not app.multiple and not (source.repo_url and (source.path or source.chart)):
            message = "spec.source.repoURL and either spec.source.path or spec.source.chart are required"
            yield ApplicationProblem("source-incomplete", message, source.pointer)
        elif source.chart and not source.target_revision:
            message = "spec.source.targetRevision is required if the manifest source is a helm chart"
            yield ApplicationProblem("chart-without-version", message, source.pointer)


def _sources(app: ApplicationSpec) -> Iterator[ApplicationProblem]:
    if app.ignored_source is not None:
        winner = "spec.sourceHydrator" if app.hydrated else "spec.sources"
        message = f"spec.source is ignored because {winner} is set"
        yield ApplicationProblem("source-ignored", message, app.ignored_source.pointer, refused=False)
    names: set[str] = set()
    for source in app.sources:
        if source.name and source.name in names:
            message = f"source name '{source.name}' is used more than once"
            yield ApplicationProblem("source-name-duplicate", message, source.at("name"))
        names.add(source.name)
        yield from _source(source)


def _is_no_version(repo_url: str, revision: str) -> bool:
    """Whether a chart can have no such version: helm takes what semver can read (``semver.NewConstraint``).

    A registry may have tags that are no versions, but none of four numbers or of the names of branches.
    """
    if not revision or is_open(revision):
        return False
    if revision.lower() in ("head", "main", "master"):
        return True
    certain = repo_url.startswith(("http://", "https://")) or _FOUR_NUMBERS.match(revision) is not None
    return certain and parse_constraint(revision) is None


def _source(source: Source) -> Iterator[ApplicationProblem]:
    if len(source.tools) > 1:
        message = f"multiple application sources defined: {','.join(_TITLES[tool] for tool in source.tools)}"
        yield ApplicationProblem("source-type-ambiguous", message, source.at(source.tools[-1]))
    if source.chart and source.path not in ("", source.chart):
        message = f"path '{source.path}' is ignored because chart '{source.chart}' is set"
        yield ApplicationProblem("source-path-ignored", message, source.at("path"), refused=False)
    if source.path.startswith("/"):
        yield ApplicationProblem("source-path-absolute", f"{source.path}: app path is absolute", source.at("path"))
    if source.chart and _is_no_version(source.repo_url, source.target_revision):
        message = f"invalid revision '{source.target_revision}' for chart '{source.chart}'"
        yield ApplicationProblem("chart-revision-invalid", message, source.at("targetRevision"))
    if source.repo_url and not source.is_oci and normalize_git_url(source.repo_url) == "" and source.is_git:
        message = f"repoURL '{source.repo_url}' is not a URL that Argo CD can parse"
        yield ApplicationProblem("repository-url-invalid", message, source.at("repoURL"), refused=False)
    helm = source.helm or {}
    if helm.get("values") and helm.get("valuesObject"):
        message = "helm.values is ignored because helm.valuesObject is set"
        yield ApplicationProblem("helm-values-ignored", message, source.at("helm", "values"), refused=False)
    yield from _parameters(source, sequence(helm.get("parameters")))


def _parameters(source: Source, entries: Sequence[Any]) -> Iterator[ApplicationProblem]:
    """Parameters of one way to be set (``--set`` or ``--set-string``): helm gets each set in the order of a Go map."""
    seen: dict[tuple[bool, tuple[str, ...]], str] = {}
    for index, item in enumerate(map(mapping, entries)):
        name = item.get("name")
        if not isinstance(name, str) or not name or "{{" in name:
            continue
        at = source.at("helm", "parameters", index, "name")
        forced, parts = item.get("forceString") is True, tuple(_DOT.split(name))
        if (forced, parts) in seen:
            message = f"parameter '{name}' is there twice, and the last one counts"
            yield ApplicationProblem("parameter-overlap", message, at, refused=False)
        for (kind, others), other in seen.items():
            short = min(len(parts), len(others))
            if kind == forced and others != parts and parts[:short] == others[:short]:
                message = f"'{name}' is part of the same value as '{other}', and chance says which of them is set first"
                yield ApplicationProblem("parameter-overlap", message, at, refused=False)
                break
        seen[forced, parts] = name


def _references(app: ApplicationSpec) -> Iterator[ApplicationProblem]:
    refs: dict[str, Source] = {}
    for source in app.sources if app.multiple else ():
        if not source.ref:
            continue
        if not _REF.match(source.ref):
            message = f"sources.ref {source.ref} cannot contain any special characters except '_' and '-'"
            yield ApplicationProblem("source-ref-invalid", message, source.at("ref"))
        if source.ref in refs:
            message = "invalid sources: multiple sources had the same `ref` key"
            yield ApplicationProblem("source-ref-duplicate", message, source.at("ref"))
        refs.setdefault(source.ref, source)
    used: set[str] = set()
    for source in app.sources:
        called: list[Source] = []
        for text, pointer in source.value_files():
            name = text[1:].partition("/")[0] if is_reference(app, text) else ""
            if name:
                used.add(name)
                yield from _reference(app, refs, text, pointer)
                called += [refs[name]] if name in refs else []
        yield from _revisions(source, called)
    for name, source in refs.items():
        if name not in used and not source.path and not source.chart:
            message = f"no value file uses the source with ref '{name}'"
            yield ApplicationProblem("source-ref-unused", message, source.at("ref"), refused=False)


def is_reference(app: ApplicationSpec, text: str) -> bool:
    """With ``sources`` everything behind a ``$`` is a reference; else only what can hardly be a build variable."""
    return text.startswith("$") if app.multiple else looks_like_reference(text)


def looks_like_reference(text: str) -> bool:
    """Whether a ``$name/`` begins a path that was hardly meant as a build variable."""
    return bool(_REFERENCE.match(text) and not _BUILD_VARIABLES.match(text))


def _reference(
    app: ApplicationSpec, refs: Mapping[str, Source], text: str, pointer: Pointer
) -> Iterator[ApplicationProblem]:
    name = text[1:].partition("/")[0]
    if not app.multiple:
        left = text[len(name) + 1 :]
        message = f"'${name}' is no reference in spec.source: it becomes the empty string and the path '{left}'"
        yield ApplicationProblem("source-ref-unknown", message, pointer, refused=False)
    elif name not in refs:
        known = ", ".join(f"${ref}" for ref in sorted(refs))
        rest = f"which is not one of the available sources ({known})"
        rest = rest if refs else "but no source has a 'ref' field defined"
        yield ApplicationProblem("source-ref-unknown", f'source referenced "${name}", {rest}', pointer)
    elif refs[name].chart:
        message = "source has a 'chart' field defined, but Helm charts are not supported for 'ref' sources"
        yield ApplicationProblem("source-ref-chart", message, refs[name].at("chart"))


def _revisions(main: Source, called: list[Source]) -> Iterator[ApplicationProblem]:
    """One source may read a repository at one revision only; two names of one commit are fine for the source itself."""
    seen: dict[str, Source] = {}
    for source in called:
        url = normalize_git_url(source.repo_url)
        first = seen.setdefault(url, source)
        if first.target_revision != source.target_revision:
            message = (
                f"cannot reference multiple revisions for the same repository (${source.ref} references "
                f'"{source.target_revision}" while ${first.ref} references "{first.target_revision}")'
            )
            yield ApplicationProblem("source-ref-revisions", message, source.pointer)
        if main.is_git and url == normalize_git_url(main.repo_url) and _differ(main, source):
            message = (
                f"cannot reference a different revision of the same repository (${source.ref} references "
                f'"{source.target_revision}" while the application references "{main.target_revision}")'
            )
            yield ApplicationProblem("source-ref-revisions", message, source.pointer)


def _differ(first: Source, second: Source) -> bool:
    """Whether two revisions cannot be the same commit under two names: both named, and neither the default branch."""
    names = (first.target_revision, second.target_revision)
    return names[0] != names[1] and not {"", "HEAD"} & set(names)


def _destination(app: ApplicationSpec) -> Iterator[ApplicationProblem]:
    target = app.destination
    if target.server and target.name:
        message = f"application destination can't have both name and server defined: {target.name} {target.server}"
        yield ApplicationProblem("destination-ambiguous", message, target.pointer)
    if not target.server and not target.name:
        yield ApplicationProblem("destination-missing", "Destination server missing from app spec", target.pointer)


def _policy(app: ApplicationSpec, fields: Mapping[str, Any]) -> Iterator[ApplicationProblem]:
    if app.namespace_labels is not None and not app.has_option("CreateNamespace=true"):
        message = "managedNamespaceMetadata has no effect without the sync option 'CreateNamespace=true'"
        pointer: Pointer = ("spec", "syncPolicy", "managedNamespaceMetadata")
        yield ApplicationProblem("namespace-metadata-unused", message, pointer, refused=False)
    policy = fields.get("syncPolicy")
    retry = policy.get("retry") if isinstance(policy, dict) else None
    backoff = retry.get("backoff") if isinstance(retry, dict) else None
    if isinstance(backoff, dict):
        yield from _backoff(backoff, ("spec", "syncPolicy", "retry", "backoff"))


def _backoff(backoff: Mapping[str, Any], at: Pointer) -> Iterator[ApplicationProblem]:
    """``NextRetryAt``: duration times factor to the power of the retries so far, but no more than maxDuration."""
    seconds = {"duration": 5.0, "maxDuration": 180.0}
    for key in seconds:
        text = backoff.get(key)
        if isinstance(text, str) and text:
            try:
                seconds[key] = float(text) if text.isdigit() else parse_duration(text)
            except ScheduleError:
                yield ApplicationProblem("retry-invalid", f"unable to parse {text} as a duration", (*at, key))
                return
    factor = backoff.get("factor")
    if isinstance(factor, int) and not isinstance(factor, bool) and factor < 1:
        message = f"with factor {factor} only the first retry waits"
        yield ApplicationProblem("retry-invalid", message, (*at, "factor"), refused=False)
    if 0 < seconds["maxDuration"] < seconds["duration"]:
        most = f"maxDuration {backoff['maxDuration']}" if backoff.get("maxDuration") else "maxDuration, which is 3m"
        message = f"duration {backoff.get('duration') or '5s'} is more than {most}"
        yield ApplicationProblem("retry-invalid", message, (*at, "duration"), refused=False)


def _difference(entry: Difference) -> Iterator[ApplicationProblem]:
    if not (entry.json_pointers or entry.jq_expressions or entry.managers):
        message = "ignoreDifferences entry has none of jsonPointers, jqPathExpressions, managedFieldsManagers"
        yield ApplicationProblem("ignore-difference-empty", message, entry.pointer, refused=False)
    for index, text in enumerate(entry.json_pointers):
        at = (*entry.pointer, "jsonPointers", index)
        if not text.startswith("/"):
            message = f"JSON pointer '{text}' must start with '/'"
            yield ApplicationProblem("ignore-difference-pointer", message, at, refused=False)
        elif "*" in text.split("/"):
            message = f"JSON pointer '{text}' holds '*', which is no wildcard there"
            yield ApplicationProblem("ignore-difference-pointer", message, at, refused=False)
        elif key := _SPLIT_KEY.match(text):
            message = f"JSON pointer '{text}' leads below a text: in the key '{key[1]}' the slash is written '~1'"
            yield ApplicationProblem("ignore-difference-pointer", message, at, refused=False)
    if entry.jq_expressions:
        yield from _expressions(entry)


def _expressions(entry: Difference) -> Iterator[ApplicationProblem]:
    from gitops_lint.argocd.jq import check_path_expression
    from gitops_lint.argocd.jqtokens import JqError

    for index, text in enumerate(entry.jq_expressions):
        try:
            if "{{" not in text:
                check_path_expression(text)
        except JqError as error:
            at = (*entry.pointer, "jqPathExpressions", index)
            yield ApplicationProblem("ignore-difference-jq", f"jq expression '{text}' does not compile: {error}", at)
