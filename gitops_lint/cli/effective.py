"""The effective configuration in the form of ``.gitops-lint.yaml``: what is printed can be read back."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from gitops_lint.settings import ArgoCd, Config, Override, RuleSetting
from gitops_lint.values import as_dict

CHOICES = ("profile", "pod_security", "fail_on", "fail_on_unchecked", "min_severity", "min_confidence")
"""Settings that always have a value, and are shown even if nobody chose it."""

LISTS = ("select", "ignore", "locked", "exclude", "vendored", "packs", "schemas")
TEXTS = ("kubernetes_version", "baseline")
RECORDS = ("deployables", "external", "workloads")


def as_file(config: Config, root: Path) -> dict[str, Any]:
    """What a user would have to write for these settings; policies that are extended are folded in."""
    packs = [os.path.relpath(pack, os.path.realpath(root)) for pack in config.packs]
    said: dict[str, Any] = {"version": 1}
    said |= {_key(name): _plain(getattr(config, name)) for name in CHOICES}
    said |= {_key(name): getattr(config, name) for name in TEXTS}
    said |= {_key(name): list(getattr(config, name)) for name in LISTS} | {"packs": packs}
    said["rules"] = _rules(config.rules)
    said["overrides"] = [_override(override) for override in config.overrides]
    said["argocd"] = _argocd(config.argocd)
    said |= {_key(name): [_record(item) for item in getattr(config, name)] for name in RECORDS}
    said["repositories"] = dict(config.repositories)
    said["clusters"] = _by_name(config.clusters)
    said["environments"] = _plain(config.environments)
    said["generators"] = _plain(config.generators)
    return {key: value for key, value in said.items() if value not in ("", [], {})}


def _key(name: str) -> str:
    return name.replace("_", "-")


def _plain(value: Any) -> Any:
    """A value as YAML has it."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return getattr(value, "label", value)


def _record(item: Any, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """The fields of a setting that are not empty."""
    fields = {_key(name): _plain(value) for name, value in as_dict(item).items() if name not in without}
    return {key: value for key, value in fields.items() if value not in ("", [], {}, None)}


def _by_name(items: Iterable[Any]) -> dict[str, Any]:
    return {item.name: _record(item, ("name",)) for item in items}


def _rules(rules: Mapping[str, RuleSetting]) -> dict[str, Any]:
    return {
        name: ({"severity": setting.severity.label} if setting.severity is not None else {}) | _plain(setting.options)
        for name, setting in rules.items()
    }


def _override(override: Override) -> dict[str, Any]:
    said = _record(override, ("path", "span", "rules", "expires"))
    said |= {"rules": _rules(override.rules)} if override.rules else {}
    return said | ({"expires": override.expires.isoformat()} if override.expires is not None else {})


def _argocd(argocd: ArgoCd) -> dict[str, Any]:
    """Without the release where nobody said it: the newest that we know counts then, with less certainty."""
    said: dict[str, Any] = {"version": ".".join(map(str, argocd.version))} if argocd.told else {}
    said |= {"managed": True} if argocd.managed else {}
    said |= {"config": _plain(argocd.config)} if argocd.config else {}
    return said | ({"instances": _by_name(argocd.instances)} if argocd.instances else {})
