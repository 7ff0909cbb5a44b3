"""What a document is, by group, kind and place; only resources are linted as manifests."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from typing import Any, Literal

from gitops_lint.patterns import regex
from gitops_lint.values import dataclass

DocumentKind = Literal[
    "resource",  # an object that a cluster would be given
    "resource-list",  # kind List, or any other *List with items
    "kustomization",
    "kustomize-component",
    "kustomize-patch",  # part of an object, or JSON patch operations
    "kustomize-config",  # transformers, generators and their configuration
    "helm-chart",  # Chart.yaml, Chart.lock, requirements.yaml
    "helm-template",
    "helm-values",
    "template",  # of another templating language, by the file's name
    "ci-workflow",
    "cloudformation",
    "tool-config",  # has apiVersion and kind, but a tool on somebody's machine reads it, no cluster
    "other",
]

KUSTOMIZATION_NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
"""The names kustomize looks for, in its order (kustomize ``api/konfig/general.go``)."""

_ASIDE = frozenset(
    ("archive", "archived", "attic", "deprecated", "disabled", "doc", "docs", "example", "examples", "fixtures",
     "hack", "old", "sample", "samples", "template", "templates", "testdata", "tests")
)  # fmt: skip
"""Names of folders; ``test`` is an environment."""


@dataclass(frozen=True, slots=True)
class TreeFacts:
    """What the rest of the tree says about a file; paths relative to the root, ``.`` for the root itself."""

    charts: frozenset[str] = frozenset()  #: folders that hold a Chart.yaml
    patches: frozenset[str] = frozenset()  #: files that a kustomization names as patches
    values: frozenset[str] = frozenset()  #: files that an Application or a kustomization names as Helm values
    kustomize_configs: frozenset[str] = frozenset()  #: files named as configurations, generators or transformers


NO_FACTS = TreeFacts()


def classify(path: str, value: Any, facts: TreeFacts = NO_FACTS) -> DocumentKind:
    """What the document with that value is."""
    placed = classify_path(path, facts)
    if placed is not None:
        return placed
    if path in facts.patches or _is_json_patch(value):
        return "kustomize-patch"
    if path in facts.kustomize_configs:
        return "kustomize-config"
    if not isinstance(value, dict):
        return "other"
    identity = group_version_kind(value)
    if identity is not None:
        return _by_group(*identity, value)
    if posixpath.basename(path) in KUSTOMIZATION_NAMES:
        return "kustomize-component" if value.get("kind") == "Component" else "kustomization"
    if _is_cloudformation(value):
        return "cloudformation"
    return "helm-values" if _VALUES_NAME.search(posixpath.basename(path)) else "other"


@lru_cache(16)  # the documents of a file are asked about in a row
def classify_path(path: str, facts: TreeFacts = NO_FACTS) -> DocumentKind | None:
    """What the file is whatever it holds; None if its documents decide."""
    folder, name = posixpath.split(path)
    if _TEMPLATE_NAME.search(name):
        return "helm-template" if _in_templates(folder, facts.charts) else "template"
    if _CI.search(path):
        return "ci-workflow"
    if name in ("Chart.yaml", "Chart.lock", "requirements.lock"):
        return "helm-chart"
    in_chart = (folder or ".") in facts.charts
    if in_chart and name == "requirements.yaml":
        return "helm-chart"
    if path in facts.values or (in_chart and (_VALUES_NAME.search(name) or name == "values.schema.json")):
        return "helm-values"
    if _in_templates(folder, facts.charts):
        return "helm-template"
    if _SWITCHED_OFF.search(name):
        return "other"
    return None


def group_version_kind(value: Any) -> tuple[str, str, str] | None:
    """The group (empty for the core one), version and kind of an object; None for what is none."""
    if not isinstance(value, dict):
        return None
    api_version, kind = value.get("apiVersion"), value.get("kind")
    if not isinstance(api_version, str) or not isinstance(kind, str) or not api_version or not kind:
        return None
    group, _, version = api_version.rpartition("/")
    return group, version, kind


def _by_group(group: str, version: str, kind: str, value: dict[str, Any]) -> DocumentKind:
    if group == "kustomize.config.k8s.io":
        if kind == "Kustomization":
            return "kustomization"
        return "kustomize-component" if kind == "Component" else "kustomize-config"
    if (group, version) in _KUSTOMIZE_BUILTIN or group in _KUSTOMIZE_PLUGINS:
        return "kustomize-config"
    if group.startswith(_TOOL_GROUPS) or (group, kind) in _TOOL_KINDS or (group, version, kind) == ("", "v1", "Config"):
        return "tool-config"
    if kind.endswith("List") and isinstance(value.get("items"), list):
        return "resource-list"
    if "$patch" in value:
        return "kustomize-patch"
    return "resource"


_KUSTOMIZE_BUILTIN = frozenset({("", "builtin")})  # kustomize's own transformers and generators
_KUSTOMIZE_PLUGINS = frozenset({"viaduct.ai", "qlik.com", "someteam.example.com"})  # exec plugins, such as ksops
_TOOL_GROUPS = (
    "kind.x-k8s.io",  # clusters of kind
    "k3d.io",
    "kubeadm.k8s.io",
    "kubelet.config.k8s.io",
    "kubeproxy.config.k8s.io",
    "kubescheduler.config.k8s.io",
    "kubecontrollermanager.config.k8s.io",
    "apiserver.config.k8s.io",
    "apiserver.k8s.io",
    "audit.k8s.io",
    "client.authentication.k8s.io",
    "config.karmada.io",
    "eksctl.io",
    "node.eks.aws",
    "skaffold",
    "kuttl.dev",
    "chainsaw.kyverno.io",
    "cli.kyverno.io",
    "backstage.io",
    "scaffolder.backstage.io",
    "krew.googlecontainertools.github.com",
    "helmfile",
    "imageregistry.operator.openshift.io/oc-mirror",
    "mirror.openshift.io",
    "ctlptl.dev",
    "kwok.x-k8s.io/config",
)
_TOOL_KINDS = frozenset({("argoproj.io", "ConfigManagementPlugin")})

_VALUES_NAME = regex(r"(?:^|[._-])values?(?:[._-][^/]*)?\.(?:ya?ml|json)$", re.IGNORECASE)
_TEMPLATE_NAME = regex(r"\.(?:tftpl|j2|jinja2?|gotmpl|tpl|tmpl|erb|mustache|hbs|ejs|jsonnet|libsonnet|cue)$")
_SWITCHED_OFF = regex(
    r"\.(?:example|sample|disabled|off|bak|backup|orig|old|dist)$|\.(?:example|sample|disabled|tftpl|j2)\.(?:ya?ml|json)$"
)
_CI = regex(
    r"(?:^|/)(?:\.github/|\.gitlab/|\.circleci/|\.buildkite/|\.azuredevops/|\.forgejo/|\.gitea/"
    r"|(?:\.gitlab-ci|azure-pipelines|bitbucket-pipelines|buildspec|\.travis|\.drone|\.pre-commit-config"
    r"|\.pre-commit-hooks|\.gitops-lint|mkdocs|docker-compose|compose)(?:[.-][^/]*)?\.ya?ml$)"
)
_PATCH_OPERATIONS = frozenset(("add", "remove", "replace", "move", "copy", "test"))


def _in_templates(folder: str, charts: frozenset[str]) -> bool:
    """Whether a folder is, or is below, the templates of a chart."""
    while folder:
        parent, name = posixpath.split(folder)
        if name == "templates" and (parent or ".") in charts:
            return True
        folder = parent
    return False


def _is_json_patch(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(
            isinstance(item, dict)
            and isinstance(item.get("op"), str)
            and item["op"] in _PATCH_OPERATIONS
            and isinstance(item.get("path"), str)
            for item in value
        )
    )


def _is_cloudformation(value: dict[str, Any]) -> bool:
    if "AWSTemplateFormatVersion" in value:
        return True
    resources = value.get("Resources")
    return isinstance(resources, dict) and any(
        isinstance(item, dict) and isinstance(item.get("Type"), str) and item["Type"].startswith(("AWS::", "Custom::"))
        for item in resources.values()
    )


def is_aside(path: str) -> bool:
    """Whether the name of a folder says that nobody means to deploy it."""
    return not _ASIDE.isdisjoint(path.lower().split("/"))
