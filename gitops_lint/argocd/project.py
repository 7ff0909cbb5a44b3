"""What an AppProject permits (``pkg/apis/application/v1alpha1/app_project_types.go``)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from gitops_lint.argocd.globs import glob, negatable_glob, path_match
from gitops_lint.argocd.plain import mapping, sequence, string
from gitops_lint.argocd.repourl import normalize_git_url
from gitops_lint.finding import Pointer
from gitops_lint.values import dataclass

SINCE_DENIED_NAME_NEEDS_NAMESPACE = (3, 6)
_ANYTHING = "\ue000"


@dataclass(frozen=True, slots=True)
class Destination:
    """One entry of ``destinations``; a missing field is the empty string, which matches only emptiness."""

    server: str = ""
    name: str = ""
    namespace: str = ""


@dataclass(frozen=True, slots=True)
class ResourceKind:
    """One entry of a resource list; ``name`` only in the lists of cluster-scoped kinds (empty: any)."""

    group: str = ""
    kind: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class ServiceAccountRule:
    """One entry of ``destinationServiceAccounts``."""

    server: str = ""
    namespace: str = ""
    default_service_account: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """The parts of an AppProject that decide what its Applications may do; order and number as written."""

    name: str = ""
    source_repos: tuple[str, ...] = ()
    destinations: tuple[Destination, ...] = ()
    source_namespaces: tuple[str, ...] = ()
    cluster_whitelist: tuple[ResourceKind, ...] = ()
    cluster_blacklist: tuple[ResourceKind, ...] = ()
    namespace_whitelist: tuple[ResourceKind, ...] | None = None  #: None: everything; empty: nothing
    namespace_blacklist: tuple[ResourceKind, ...] = ()
    only_scoped_clusters: bool = False
    service_accounts: tuple[ServiceAccountRule, ...] = ()


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether something is permitted; None where the files do not tell. ``entry`` is the pattern that forbids it."""

    allowed: bool | None
    entry: Pointer | None = None

    def __bool__(self) -> bool:
        """Permitted for certain."""
        return self.allowed is True


DEFAULT_PROJECT = Project(
    name="default",
    source_repos=("*",),
    destinations=(Destination(server="*", namespace="*"),),
    cluster_whitelist=(ResourceKind("*", "*"),),
)
"""The project Argo CD makes itself, unless one of that name is in the cluster."""


def read_project(value: Any) -> Project:
    """The AppProject of any shape; what is not as it should be counts as missing."""
    root = mapping(value)
    spec = mapping(root.get("spec"))
    white = spec.get("namespaceResourceWhitelist")
    return Project(
        name=string(mapping(root.get("metadata")).get("name")),
        source_repos=tuple(map(string, sequence(spec.get("sourceRepos")))),
        destinations=tuple(
            Destination(string(d.get("server")), string(d.get("name")), string(d.get("namespace")))
            for d in map(mapping, sequence(spec.get("destinations")))
        ),
        source_namespaces=tuple(map(string, sequence(spec.get("sourceNamespaces")))),
        cluster_whitelist=_kinds(spec.get("clusterResourceWhitelist")),
        cluster_blacklist=_kinds(spec.get("clusterResourceBlacklist")),
        namespace_whitelist=_kinds(white) if isinstance(white, list) else None,
        namespace_blacklist=_kinds(spec.get("namespaceResourceBlacklist")),
        only_scoped_clusters=spec.get("permitOnlyProjectScopedClusters") is True,
        service_accounts=tuple(
            ServiceAccountRule(
                string(a.get("server")), string(a.get("namespace")), string(a.get("defaultServiceAccount"))
            )
            for a in map(mapping, sequence(spec.get("destinationServiceAccounts")))
        ),
    )


def source_permission(project: Project, repo_url: str) -> Permission:
    """Whether an Application may have this repository as a source (``IsSourcePermitted``)."""
    source = normalize_git_url(repo_url)
    allowed = False
    for index, pattern in enumerate(project.source_repos):
        denies = pattern.startswith("!")
        normal = "!" + normalize_git_url(pattern[1:]) if denies else normalize_git_url(pattern)
        if negatable_glob(normal, source, "/"):
            allowed = True
        elif denies:
            return Permission(False, ("spec", "sourceRepos", index))
    return Permission(allowed)


def destination_permission(
    project: Project,
    cluster: tuple[str | None, str | None],
    namespace: str,
    version: tuple[int, int] = (3, 5),
    scoped: Iterable[tuple[str, str]] | None = None,
) -> Permission:
    """Whether objects may go to this cluster and namespace (``IsDestinationPermitted``).

    ``cluster`` is server and name of the *registered* cluster, None for what is not known; ``scoped`` are server and
    name of the clusters whose Secret names the project, for ``permitOnlyProjectScopedClusters``.
    """
    server, name = cluster
    unclear_name = name is None and any(entry.name not in ("", "*") for entry in project.destinations)
    unclear_server = server is None and any(entry.server not in ("", "*") for entry in project.destinations)
    if unclear_name or unclear_server:
        known = _matched(project, server or "", name or "", namespace, version) if server or name else None
        certain = known is not None and known.allowed and not _may_deny(project, server, name)
        return Permission(True) if certain else Permission(None)
    stand_in = [_ANYTHING if part is None else part for part in cluster]
    verdict = _matched(project, stand_in[0], stand_in[1], namespace, version)
    if not verdict.allowed or not project.only_scoped_clusters:
        return verdict
    if scoped is None:
        return Permission(None)
    inside = any(one_name == name or one_server == server for one_server, one_name in scoped)
    return Permission(inside, None if inside else ("spec", "permitOnlyProjectScopedClusters"))


def _may_deny(project: Project, server: str | None, name: str | None) -> bool:
    return any(
        (server is None and entry.server.startswith("!")) or (name is None and entry.name.startswith("!"))
        for entry in project.destinations
    )


def _matched(project: Project, server: str, name: str, namespace: str, version: tuple[int, int]) -> Permission:
    allowed = False
    for index, entry in enumerate(project.destinations):
        by_name = name != "" and negatable_glob(entry.name, name)
        by_server = server != "" and negatable_glob(entry.server, server)
        in_namespace = negatable_glob(entry.namespace, namespace)
        denied_name = not by_name and entry.name.startswith("!")
        denied_server = not by_server and entry.server.startswith("!") and in_namespace
        if version >= SINCE_DENIED_NAME_NEEDS_NAMESPACE:
            denied_name = denied_name and in_namespace
        if (by_server or by_name) and in_namespace:
            allowed = True
        elif denied_name or denied_server or (not in_namespace and entry.namespace.startswith("!") and by_server):
            return Permission(False, ("spec", "destinations", index))
    return Permission(allowed)


def resource_permission(project: Project, group: str, kind: str, name: str, namespaced: bool) -> Permission:
    """Whether an object of this kind may be deployed at all (``IsGroupKindNamePermitted``)."""
    if namespaced:
        white, black = project.namespace_whitelist, project.namespace_blacklist
        listed, path = white is None or any(_lists(entry, group, kind) for entry in white), "namespaceResourceBlacklist"
        forbidding = next((i for i, entry in enumerate(black) if _lists(entry, group, kind)), None)
    else:
        listed = any(_lists(entry, group, kind, name) for entry in project.cluster_whitelist)
        path, black = "clusterResourceBlacklist", project.cluster_blacklist
        forbidding = next((i for i, entry in enumerate(black) if _lists(entry, group, kind, name)), None)
    if forbidding is not None:
        return Permission(False, ("spec", path, forbidding))
    return Permission(listed)


def _lists(entry: ResourceKind, group: str, kind: str, name: str | None = None) -> bool:
    if not (path_match(entry.kind, kind) and path_match(entry.group, group)):
        return False
    return name is None or not entry.name or path_match(entry.name, name)


def application_namespace_permitted(project: Project, namespace: str, controller_namespace: str) -> bool:
    """Whether Applications in this namespace may belong to the project (``IsAppNamespacePermitted``)."""
    if namespace in ("", controller_namespace):
        return True
    return any(in_list(pattern, namespace) for pattern in project.source_namespaces)


def in_list(pattern: str, text: str) -> bool:
    """Whether a pattern of a list of namespaces fits: a glob, or an expression between slashes (``util/glob``)."""
    if len(pattern) > 1 and pattern.startswith("/") and pattern.endswith("/") and len(pattern) <= 200:
        try:
            if re.search(pattern[1:-1], text, re.ASCII):
                return True
        except re.error:
            pass
    return glob(pattern, text)


def service_account(project: Project, server: str, namespace: str) -> tuple[str, str] | None:
    """Namespace and name of the ServiceAccount a sync runs as; None where no rule fits.

    Source: ``deriveServiceAccountToImpersonate`` in ``controller/sync.go``; the first rule that fits decides.
    """
    for rule in project.service_accounts:
        if glob(rule.server, server) and glob(rule.namespace, namespace):
            where, colon, name = rule.default_service_account.partition(":")
            return (where, name) if colon else (namespace, where)
    return None


def _kinds(value: Any) -> tuple[ResourceKind, ...]:
    entries = map(mapping, sequence(value))
    return tuple(ResourceKind(string(e.get("group")), string(e.get("kind")), string(e.get("name"))) for e in entries)
