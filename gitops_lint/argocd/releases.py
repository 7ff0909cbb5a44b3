"""Which release of Argo CD brought which field of its own kinds: an older one drops it (the CRDs prune).

Source: ``manifests/crds/*.yaml`` of the releases 2.4 to 3.5, compared with each other.  2.7 was not looked at: what 2.8
has and 2.6 has not counts as known to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gitops_lint.argocd.plain import mapping, sequence
from gitops_lint.finding import Pointer

Release = tuple[int, int]

_SOURCE: Mapping[str, Release] = {
    "ref": (2, 6),
    "plugin.parameters": (2, 6),
    "helm.valuesObject": (2, 7),
    "kustomize.commonAnnotationsEnvsubst": (2, 7),
    "kustomize.namespace": (2, 7),
    "kustomize.replicas": (2, 7),
    "kustomize.patches": (2, 9),
    "kustomize.components": (2, 10),
    "kustomize.labelWithoutSelector": (2, 11),
    "helm.apiVersions": (2, 13),
    "helm.kubeVersion": (2, 13),
    "helm.namespace": (2, 13),
    "kustomize.apiVersions": (2, 13),
    "kustomize.kubeVersion": (2, 13),
    "helm.skipSchemaValidation": (2, 14),
    "helm.skipTests": (2, 14),
    "name": (2, 14),
    "kustomize.ignoreMissingComponents": (3, 0),
    "kustomize.labelIncludeTemplates": (3, 0),
    "tagPrefix": (3, 5),
}
_APPLICATION: Mapping[str, Release] = {
    "sources": (2, 6),
    "syncPolicy.managedNamespaceMetadata": (2, 6),
    "sourceHydrator": (2, 14),
    "syncPolicy.automated.enabled": (3, 1),
    "syncPolicy.retry.refresh": (3, 2),
    "sourceHydrator.drySource.directory": (3, 3),
    "sourceHydrator.drySource.helm": (3, 3),
    "sourceHydrator.drySource.kustomize": (3, 3),
    "sourceHydrator.drySource.plugin": (3, 3),
    "sourceHydrator.syncSource.repoURL": (3, 5),
    **{f"source.{field}": since for field, since in _SOURCE.items()},
    **{f"sources.*.{field}": since for field, since in _SOURCE.items()},
}
_PROJECT: Mapping[str, Release] = {
    "permitOnlyProjectScopedClusters": (2, 5),
    "sourceNamespaces": (2, 5),
    "destinationServiceAccounts": (2, 13),
    "syncWindows.*.andOperator": (3, 0),
    "syncWindows.*.description": (3, 1),
    "clusterResourceBlacklist.*.name": (3, 3),
    "clusterResourceWhitelist.*.name": (3, 3),
    "sourceIntegrity": (3, 5),
    "syncWindows.*.syncOverrun": (3, 5),
}
_SET: Mapping[str, Release] = {
    "goTemplate": (2, 5),
    "strategy": (2, 6),
    "goTemplateOptions": (2, 7),
    "preservedFields": (2, 7),
    "syncPolicy.applicationsSync": (2, 7),
    "applyNestedSelectors": (2, 7),
    "ignoreApplicationDifferences": (2, 9),
    "preservedFields.labels": (2, 9),
    "templatePatch": (2, 10),
    "strategy.deletionOrder": (3, 2),
}
_GENERATOR: Mapping[str, Release] = {
    "selector": (2, 5),
    "pullRequest.gitlab": (2, 5),
    "scmProvider.azureDevOps": (2, 5),
    "git.pathParamPrefix": (2, 6),
    "git.values": (2, 7),
    "list.elementsYaml": (2, 7),
    "plugin": (2, 7),
    "pullRequest.azuredevops": (2, 7),
    "pullRequest.bitbucket": (2, 7),
    "pullRequest.filters.*.targetBranchMatch": (2, 7),
    "scmProvider.awsCodeCommit": (2, 7),
    "scmProvider.values": (2, 7),
    "clusters.flatList": (2, 14),
    "pullRequest.values": (3, 0),
    "git.files.*.exclude": (3, 1),
    "pullRequest.gitea.labels": (3, 1),
    "pullRequest.continueOnRepoNotFoundError": (3, 2),
    "pullRequest.filters.*.titleMatch": (3, 2),
    "scmProvider.gitea.excludeArchivedRepos": (3, 5),
    "scmProvider.github.excludeArchivedRepos": (3, 5),
    "scmProvider.gitlab.includeArchivedRepos": (3, 5),
}
_TABLES = {"Application": _APPLICATION, "ApplicationSet": _SET, "AppProject": _PROJECT}
_NESTED = 3
"""Levels of generators: a matrix in a merge, and what they combine."""


def newer_fields(kind: str, spec: Any, release: Release) -> Iterator[tuple[Pointer, Release]]:
    """The fields of a spec that came after a release, with the one that brought each; none below another."""
    yield from _newer(spec, _TABLES[kind], release)
    if kind == "ApplicationSet":
        for pointer, generator in _generators(mapping(spec), (), _NESTED):
            for place, since in _newer(generator, _GENERATOR, release):
                yield (*pointer, *place), since


def _generators(value: Mapping[str, Any], at: Pointer, levels: int) -> Iterator[tuple[Pointer, Mapping[str, Any]]]:
    for index, item in enumerate(sequence(value.get("generators"))):
        generator, here = mapping(item), (*at, "generators", index)
        yield here, generator
        for kind in ("matrix", "merge") if levels > 1 else ():
            yield from _generators(mapping(generator.get(kind)), (*here, kind), levels - 1)


def _newer(value: Any, table: Mapping[str, Release], release: Release) -> Iterator[tuple[Pointer, Release]]:
    told: set[Pointer] = set()
    for field, since in table.items():
        if since > release:
            for pointer in _places(value, field.split("."), ()):
                if not any(pointer[:length] in told for length in range(len(pointer))):
                    told.add(pointer)
                    yield pointer, since


def _places(value: Any, parts: Iterable[str], at: Pointer) -> Iterator[Pointer]:
    """Where the value has the field."""
    head, *rest = parts
    found: Iterable[tuple[str | int, Any]] = ()
    if head == "*":
        found = enumerate(sequence(value))
    elif head in mapping(value):
        found = ((head, value[head]),)
    for key, item in found:
        if rest:
            yield from _places(item, rest, (*at, key))
        else:
            yield (*at, key)
