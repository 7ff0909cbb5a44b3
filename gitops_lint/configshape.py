"""What may stand in ``.gitops-lint.yaml``: its keys, the shape of their values, and what they are for."""

from __future__ import annotations

from typing import Any

from gitops_lint.shapes import Anything, Date, Flag, ListOf, MapOf, Record, Release, Text

LIVE_GENERATORS = ("scmProvider", "clusterDecisionResource", "pullRequest", "plugin", "oci")
SEVERITIES = ("info", "warning", "error")

_RULE = Record(
    {"severity": Text("how findings of this rule count", choices=SEVERITIES)},
    "severity and options of one rule",
    rest=Anything(),
)
_RULES = MapOf(_RULE, "settings by rule name")
_NAMES = ListOf(Text(), "rule names, tags or aliases")
_GLOBS = ListOf(Text())

SHAPE = Record(
    {
        "version": Text("version of this format", choices=("1",), loose=True),
        "profile": Text("rules to start from: default, strict, security, eks, sync or one of a pack"),
        "kubernetes-version": Release("judges what no cluster does"),
        "select": ListOf(Text(), "rules, tags or aliases in addition to the profile"),
        "ignore": ListOf(Text(), "rules, tags or aliases that are off"),
        "rules": _RULES,
        "overrides": ListOf(
            Record(
                {
                    "paths": _GLOBS,
                    "applications": _GLOBS,
                    "namespaces": _GLOBS,
                    "kinds": _GLOBS,
                    "clusters": _GLOBS,
                    "ignore": _NAMES,
                    "rules": _RULES,
                    "reason": Text("why; asked for by suppression-without-reason"),
                    "expires": Date("the last day on which it counts"),
                }
            ),
            "other settings for a part of the repository; the last match wins",
        ),
        "exclude": ListOf(Text(), "globs of files that are not looked at"),
        "extends": ListOf(Text(), "policy files to start from: a path, or package:NAME"),
        "locked": ListOf(Text(), "rules that nobody may suppress or weaken"),
        "vendored": ListOf(Text(), "globs of charts and folders that others write"),
        "packs": ListOf(Text(), "folders of declarative rules inside the repository"),
        "schemas": ListOf(
            Text(), "folders of CustomResourceDefinitions or JSON Schemas, or templates as kubeconform has them"
        ),
        "argocd": Record(
            {
                "version": Release("release of Argo CD, such as 3.2", example="3.2"),
                "instances": MapOf(
                    Record(
                        {
                            "namespace": Text(),
                            "roots": ListOf(Text()),
                            "cluster": Text(),
                            "config": Anything("path of its argocd-cm, or its data"),
                        }
                    ),
                    "each Argo CD by name",
                ),
                "managed": Flag("true for the EKS capability for Argo CD"),
                "config": Anything("path of argocd-cm, or its data"),
            }
        ),
        "deployables": ListOf(
            Record(
                {
                    "chart": Text(),
                    "kustomization": Text(),
                    "folder": Text(),
                    "values": ListOf(Text()),
                    "release": Text(),
                    "namespace": Text(),
                    "cluster": Text(),
                }
            ),
            "what will be deployed, where no Application says it",
        ),
        "repositories": MapOf(Text(), "checkouts of other repositories by URL"),
        "clusters": MapOf(
            Record(
                {
                    "server": Text(),
                    "kubernetes-version": Release(),
                    "account": Text(),
                    "compute": ListOf(Text(choices=("ec2", "fargate", "auto", "hybrid"))),
                    "network-policy": Text(),
                    "labels": MapOf(Text(loose=True)),
                    "annotations": MapOf(Text(loose=True)),
                    "project": Text(),
                    "api-versions": ListOf(Text()),
                }
            ),
            "destinations by name",
        ),
        "external": ListOf(
            Record(
                {"kind": Text(), "name": Text(), "namespace": Text(), "group": Text()},
                required=("kind",),
            ),
            "objects that exist without being in git",
        ),
        "workloads": ListOf(
            Record(
                {"group": Text(), "kind": Text(), "pod-template": Text()},
                required=("group", "kind"),
            ),
            "custom kinds with a pod template",
        ),
        "pod-security": Text(
            "level where no namespace label says one", choices=("privileged", "baseline", "restricted")
        ),
        "environments": MapOf(ListOf(Text()), "groups of namespaces that must not reach each other"),
        "generators": MapOf(
            Record(
                {kind: ListOf(MapOf(Anything())) for kind in LIVE_GENERATORS}, "lists of parameter sets by generator"
            ),
            "what the generators of an ApplicationSet that ask a service would get, by its name",
        ),
        "baseline": Text("file of accepted findings"),
        "fail-on": Text("lowest severity that fails", choices=SEVERITIES),
        "fail-on-unchecked": Flag("fail where something could not be looked at"),
        "min-severity": Text(choices=SEVERITIES),
        "min-confidence": Text(choices=("low", "medium", "high")),
    },
    "configuration of gitops-lint",
)
"""The whole file; validation, documentation and JSON Schema come from it."""


def json_schema() -> dict[str, Any]:
    """The JSON Schema of the configuration file."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "gitops-lint configuration",
        **SHAPE.schema(),
    }
