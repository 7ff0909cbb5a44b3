"""The rules, asked as users ask them, compared with upstream's own code: workloads of every kind in namespaces.

``GITOPS_LINT_ORACLE_RUNS`` and ``GITOPS_LINT_ORACLE_SEED`` are those of the other comparisons.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import Run as Command
from podsecurity.pods import Dice
from podsecurity.upstream import RUNS, SEED, ask, fixtures

from gitops_lint.api import Run, registry_for
from gitops_lint.finding import Finding, Severity
from gitops_lint.podsecurity.defaulting import with_defaults
from gitops_lint.settings import Config, config_from
from gitops_lint.source.tree import MemoryTree

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(shutil.which("go") is None, reason="go is not installed"),
]

REGISTRY = registry_for(Config(plugins=False))
BATCH = 250
PREFIX = "pod-security.kubernetes.io/"
SEVERITIES = {"enforce": Severity.ERROR, "warn": Severity.WARNING, "audit": Severity.INFO}
LEVELS = {  # where restricted replaces a control of baseline, that one alone is not what the namespace asks for
    "pss-baseline": ["privileged", "baseline", "baseline"],
    "pss-restricted": ["privileged", "baseline", "baseline", "restricted", "restricted", "strict"],
}
KINDS = {
    "Pod": ("v1", ()),
    "PodTemplate": ("v1", ("template",)),
    "ReplicationController": ("v1", ("spec", "template")),
    "Deployment": ("apps/v1", ("spec", "template")),
    "StatefulSet": ("apps/v1", ("spec", "template")),
    "DaemonSet": ("apps/v1", ("spec", "template")),
    "ReplicaSet": ("apps/v1", ("spec", "template")),
    "Job": ("batch/v1", ("spec", "template")),
    "CronJob": ("batch/v1", ("spec", "jobTemplate", "spec", "template")),
    "Rollout": ("argoproj.io/v1alpha1", ("spec", "template")),
}


def lint(files: dict[str, str], config: Config) -> list[Finding]:
    """The findings of the rules that a level of the standards demands."""
    report = Run(MemoryTree(files), config, REGISTRY).report()
    assert not report.failures
    return [each for each in report.findings if "pss-restricted" in REGISTRY.entries[each.rule].tags]


def dump(objects: Iterable[Any]) -> str:
    return yaml.dump_all(objects, Dumper=yaml.CSafeDumper, sort_keys=False)


def workload(kind: str, name: str, namespace: str, metadata: Any, spec: Any) -> dict[str, Any]:
    api_version, path = KINDS[kind]
    own = {"name": name, "namespace": namespace}
    if not path:
        return {"apiVersion": api_version, "kind": kind, "metadata": {**(metadata or {}), **own}, "spec": spec}
    value: dict[str, Any] = {"metadata": metadata, "spec": spec}
    for key in reversed(path):
        value = {key: value}
    return {"apiVersion": api_version, "kind": kind, "metadata": own, **value}


class Cluster:
    """Random namespaces with labels of every sort, and workloads in them."""

    def __init__(self, source: random.Random, size: int, levels: list[str]) -> None:
        self.source = source
        self.levels = levels
        self.minor = source.choice([*range(38), 37, 36, 35, 34])
        self.namespaces = {f"team-{number}": self._labels() for number in range(size // 8)}
        self.workloads = []
        for number in range(size):
            dice = Dice(source)
            kind = source.choice(list(KINDS))
            self.workloads.append(
                (f"w{number}", kind, source.choice(list(self.namespaces)), dice.metadata(), dice.spec())
            )

    def _labels(self) -> dict[str, str]:
        chance = self.source
        if chance.random() < 0.3:
            return {}
        labels = {}
        for mode in SEVERITIES:
            if chance.random() < 0.6:
                labels[PREFIX + mode] = chance.choice(self.levels)
            if chance.random() < 0.5:
                minor = chance.randrange(40)
                labels[f"{PREFIX}{mode}-version"] = chance.choice(["latest", f"v1.{minor}", f"v1.{minor}", "1.30"])
        return labels

    def manifests(self) -> str:
        spaces = [
            {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}
            for name, labels in self.namespaces.items()
        ]
        return dump([*spaces, *(workload(kind, name, *rest) for name, kind, *rest in self.workloads)])


def version_on(server: int, version: str) -> str:
    """What an API server of that version makes of a label's: it knows no later policy than its own."""
    return version if version != "latest" and int(version[3:]) <= server else f"v1.{server}"


def upstreams(oracle: Path, cluster: Cluster, tag: str) -> dict[str, Severity]:
    """The workloads that upstream denies, each with what the strictest mode means; 0 where no label says anything."""
    level = tag.removeprefix("pss-")
    policies = ask(oracle, [{"labels": labels} for labels in cluster.namespaces.values()])
    demands: dict[str, list[tuple[str, str, str]]] = {}
    for (name, labels), policy in zip(cluster.namespaces.items(), policies, strict=True):
        modes = [mode for mode in SEVERITIES if PREFIX + mode in labels]
        demands[name] = [(mode, *policy[mode].split(":")) for mode in modes] or [("", level, "latest")]
    asked, questions = [], []
    for name, _, namespace, metadata, spec in cluster.workloads:
        for mode, wanted, version in demands[namespace]:
            asked.append((name, mode))
            questions.append(
                {
                    "metadata": metadata or {},
                    "spec": with_defaults(spec),
                    "level": wanted,
                    "version": version_on(cluster.minor, version),
                }
            )
    denied: dict[str, Severity] = {}
    for (name, mode), answer in zip(asked, ask(oracle, questions), strict=True):
        if not answer["allowed"]:
            denied[name] = max(denied.get(name, Severity.INFO), SEVERITIES.get(mode, Severity.WARNING))
    return denied


@pytest.mark.parametrize("tag", ["pss-baseline", "pss-restricted"])
def test_workloads_in_labelled_namespaces_are_judged_like_upstream(oracle: Path, tag: str) -> None:
    source = random.Random(f"{SEED} {tag}")
    verdicts: Counter[tuple[str, bool]] = Counter()
    for _ in range(max(1, RUNS // BATCH // 4)):
        cluster = Cluster(source, BATCH, LEVELS[tag])
        config = config_from({"version": 1, "kubernetes-version": f"1.{cluster.minor}"})
        found: dict[str, Severity] = {}
        for each in lint({"all.yaml": cluster.manifests()}, replace(config, select_only=(tag,))):
            assert each.resource is not None
            name = str(each.resource.name)
            found[name] = max(found.get(name, Severity.INFO), each.severity)
        denied = upstreams(oracle, cluster, tag)
        assert set(found) == set(denied), (cluster.minor, sorted(set(found) ^ set(denied)))
        for name, kind, namespace, *_ in cluster.workloads:
            verdicts[kind, name in denied] += 1
            if name in denied and any(PREFIX + mode in cluster.namespaces[namespace] for mode in SEVERITIES):
                assert found[name] is denied[name], (name, cluster.namespaces[namespace])
    assert {kind for kind, _ in verdicts} == set(KINDS)
    assert len(verdicts) == 2 * len(KINDS)


def paths(findings: Collection[Finding]) -> set[str]:
    return {each.location.path for each in findings}


def by_version() -> dict[tuple[str, str], dict[str, tuple[str, bool]]]:
    groups: dict[tuple[str, str], dict[str, tuple[str, bool]]] = defaultdict(dict)
    for file, level, version, passes in fixtures():
        groups[level, version][f"{file.parent.name}-{file.name}"] = (file.read_text("utf-8"), passes)
    return groups


def test_upstreams_fixtures_get_their_verdict_by_tag_and_by_profile() -> None:
    for number, ((level, version), files) in enumerate(sorted(by_version().items())):
        denied = {name for name, (_, passes) in files.items() if not passes}
        texts = {name: text for name, (text, _) in files.items()}
        plain = config_from({"version": 1, "kubernetes-version": version.removeprefix("v")})
        assert paths(lint(texts, replace(plain, select_only=(f"pss-{level}",)))) == denied, (level, version, "tag")
        if number % 5 == 0:
            by_profile = replace(plain, profile="default" if level == "baseline" else "security")
            assert paths(lint(texts, by_profile)) == denied, (level, version, "profile")


def test_upstreams_fixtures_get_their_verdict_by_the_label_of_their_namespace() -> None:
    files: dict[str, str] = {}
    denied = set()
    for (level, version), group in by_version().items():
        name = f"{level}-{version.replace('.', '-')}"
        labels = {f"{PREFIX}enforce": level, f"{PREFIX}enforce-version": version}
        space = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}
        files[f"{name}/namespace.yaml"] = dump([space])
        for pod, (text, passes) in group.items():
            files[f"{name}/{pod}"] = text.replace("metadata:\n", f"metadata:\n  namespace: {name}\n", 1)
            if not passes:
                denied.add(f"{name}/{pod}")
    assert paths(lint(files, Config(profile="default"))) == denied


def test_a_fixture_on_standard_input_decides_about_the_status(run: Command, tmp_path: Path) -> None:
    (tmp_path / "repo").mkdir()
    groups = by_version()
    source = random.Random(SEED)
    for level, version in source.sample(sorted(groups), 6):
        name = source.choice(sorted(groups[level, version]))
        text, passes = groups[level, version][name]
        words = ("check", "-", "--select", f"pss-{level}", "--kubernetes-version", version.removeprefix("v"))
        result = run(*words, "--no-cache", stdin=text.encode())
        assert result.status == (0 if passes else 1), (level, version, name, result.stdout)
