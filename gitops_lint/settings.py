"""The effective configuration of a run: plain frozen values, read from ``.gitops-lint.yaml`` and the command line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from gitops_lint.finding import START, Confidence, Severity, Span
from gitops_lint.values import dataclass, field, replace

FILE_NAMES = (".gitops-lint.yaml", ".gitops-lint.yml")


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """What the configuration says about one rule."""

    severity: Severity | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Override:
    """Other settings for a part of the repository; empty lists match everything."""

    paths: tuple[str, ...] = ()
    applications: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    clusters: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    rules: Mapping[str, RuleSetting] = field(default_factory=dict)
    reason: str = ""
    expires: dt.date | None = None
    path: str = ""  #: the file that holds it
    span: Span = START  #: of what it ignores


@dataclass(frozen=True, slots=True)
class Instance:
    """One Argo CD: the namespace it runs in and the folders that hold its Applications."""

    name: str
    namespace: str = "argocd"
    roots: tuple[str, ...] = ()
    cluster: str = ""
    config: str | Mapping[str, Any] = ""  #: path of its argocd-cm, or its data


@dataclass(frozen=True, slots=True)
class ArgoCd:
    """What is known of the Argo CD installation."""

    version: tuple[int, int] = (3, 2)
    told: bool = False  #: whether somebody said which release it is
    instances: tuple[Instance, ...] = ()
    managed: bool = False  #: the EKS capability for Argo CD
    config: str | Mapping[str, Any] = ""  #: path of argocd-cm, or its data


@dataclass(frozen=True, slots=True)
class DeclaredDeployable:
    """What will be deployed from a service repository that holds no Application."""

    chart: str = ""
    kustomization: str = ""
    folder: str = ""
    values: tuple[str, ...] = ()
    release: str = ""
    namespace: str = ""
    cluster: str = ""


@dataclass(frozen=True, slots=True)
class DeclaredCluster:
    """A cluster as the configuration describes it."""

    name: str
    server: str = ""
    kubernetes_version: str = ""
    account: str = ""
    compute: tuple[str, ...] = ()
    network_policy: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)
    project: str = ""
    api_versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class External:
    """An object that exists in the cluster but not in git; globs are allowed."""

    kind: str
    name: str = "*"
    namespace: str = "*"
    group: str = ""


@dataclass(frozen=True, slots=True)
class CustomWorkload:
    """A custom kind that holds a pod template."""

    group: str
    kind: str
    pod_template: str = "/spec/template"


@dataclass(frozen=True, slots=True)
class Config:
    """All settings of a run.  The defaults are those of a repository without any configuration."""

    profile: str = "default"
    select: tuple[str, ...] = ()  #: added to the profile
    select_only: tuple[str, ...] = ()  #: instead of the profile: ``--select``
    ignore: tuple[str, ...] = ()
    ignored_at: tuple[tuple[str, Span], ...] = ()  #: file and place of each of them that a file says
    rules: Mapping[str, RuleSetting] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    exclude: tuple[str, ...] = ()
    vendored: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()  #: folders of declarative rules inside the repository
    kubernetes_version: str = ""
    argocd: ArgoCd = field(default_factory=ArgoCd)
    deployables: tuple[DeclaredDeployable, ...] = ()
    repositories: Mapping[str, str] = field(default_factory=dict)
    clusters: tuple[DeclaredCluster, ...] = ()
    external: tuple[External, ...] = ()
    workloads: tuple[CustomWorkload, ...] = ()
    schemas: tuple[str, ...] = ()
    pod_security: str = "baseline"
    environments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: parameter sets by the name of an ApplicationSet and the kind of its generator
    generators: Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]] = field(default_factory=dict)
    baseline: str = ""
    min_severity: Severity = Severity.INFO
    min_confidence: Confidence = Confidence.LOW
    fail_on: Severity = Severity.WARNING
    fail_on_unchecked: bool = False
    context: bool = True  #: False judges the given files alone
    online: bool = False  #: fetch remote charts and bases; only the command line can say so
    plugins: bool = True  #: False loads no third-party plugin
    today: dt.date | None = None
    jobs: int = 1
    cache: str = ""  #: folder of the cache; empty for none
    path: str = ""  #: the file it was read from
    trusted_ref: str = ""
    branch: str = ""  #: the branch that the change is meant for; Applications that follow it are judged as checked out


def deciding(config: Config) -> Config:
    """What of a configuration decides about findings: not how many processes work, nor where answers are kept."""
    return replace(config, jobs=0, cache="")


def config_from(data: Mapping[str, Any]) -> Config:
    """The settings of a configuration file's content; raises `ShapeError` where it is wrong."""
    from gitops_lint.configshape import SHAPE

    SHAPE.check(data, ())
    argocd = data.get("argocd", {})
    return Config(
        profile=data.get("profile", "default"),
        select=tuple(data.get("select", ())),
        ignore=tuple(data.get("ignore", ())),
        rules=rule_settings(data.get("rules", {})),
        overrides=tuple(_override(item) for item in data.get("overrides", ())),
        exclude=tuple(data.get("exclude", ())),
        vendored=tuple(data.get("vendored", ())),
        locked=tuple(data.get("locked", ())),
        packs=tuple(data.get("packs", ())),
        schemas=tuple(data.get("schemas", ())),
        kubernetes_version=_text(data.get("kubernetes-version", "")),
        argocd=ArgoCd(
            version=_version(argocd.get("version", "3.2")),
            told="version" in argocd,
            instances=tuple(
                Instance(name, **{**item, "roots": tuple(item.get("roots", ()))})
                for name, item in argocd.get("instances", {}).items()
            ),
            managed=argocd.get("managed", False),
            config=argocd.get("config", ""),
        ),
        deployables=tuple(
            DeclaredDeployable(**{**item, "values": tuple(item.get("values", ()))})
            for item in data.get("deployables", ())
        ),
        repositories=dict(data.get("repositories", {})),
        clusters=tuple(_cluster(name, item) for name, item in data.get("clusters", {}).items()),
        external=tuple(External(**item) for item in data.get("external", ())),
        workloads=tuple(
            CustomWorkload(item["group"], item["kind"], item.get("pod-template", "/spec/template"))
            for item in data.get("workloads", ())
        ),
        pod_security=data.get("pod-security", "baseline"),
        environments={name: tuple(items) for name, items in data.get("environments", {}).items()},
        generators=dict(data.get("generators", {})),
        baseline=data.get("baseline", ""),
        fail_on=Severity[data.get("fail-on", "warning").upper()],
        fail_on_unchecked=data.get("fail-on-unchecked", False),
        min_severity=Severity[data.get("min-severity", "info").upper()],
        min_confidence=Confidence[data.get("min-confidence", "low").upper()],
    )


def rule_settings(data: Mapping[str, Any]) -> dict[str, RuleSetting]:
    """The ``rules:`` part of a configuration or a profile."""
    return {
        name: RuleSetting(
            Severity[item["severity"].upper()] if "severity" in item else None,
            {key: value for key, value in item.items() if key != "severity"},
        )
        for name, item in data.items()
    }


def _override(item: Mapping[str, Any]) -> Override:
    expires = item.get("expires")
    return Override(
        paths=tuple(item.get("paths", ())),
        applications=tuple(item.get("applications", ())),
        namespaces=tuple(item.get("namespaces", ())),
        kinds=tuple(item.get("kinds", ())),
        clusters=tuple(item.get("clusters", ())),
        ignore=tuple(item.get("ignore", ())),
        rules=rule_settings(item.get("rules", {})),
        reason=item.get("reason", ""),
        expires=dt.date.fromisoformat(expires) if expires else None,
    )


def _cluster(name: str, item: Mapping[str, Any]) -> DeclaredCluster:
    return DeclaredCluster(
        name,
        server=item.get("server", ""),
        kubernetes_version=_text(item.get("kubernetes-version", "")),
        account=_text(item.get("account", "")),
        compute=tuple(item.get("compute", ())),
        network_policy=item.get("network-policy", ""),
        labels={key: _text(value) for key, value in item.get("labels", {}).items()},
        annotations={key: _text(value) for key, value in item.get("annotations", {}).items()},
        project=item.get("project", ""),
        api_versions=tuple(item.get("api-versions", ())),
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value)


def _version(value: Any) -> tuple[int, int]:
    parts = _text(value).removeprefix("v").split(".")
    try:
        return int(parts[0]), int(parts[1]) if len(parts) > 1 else 0
    except ValueError:
        return (3, 2)
