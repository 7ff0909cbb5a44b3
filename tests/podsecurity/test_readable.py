"""The default profile stays readable on real repositories."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from gitops_lint.api import Run, registry_for
from gitops_lint.settings import Config
from gitops_lint.source.discover import working_copy

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"

pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not here"),
]

CONTAINER = re.compile(r".*/(initContainers|containers|ephemeralContainers)/\d+")  # where something is missing


def run(corpus: str, profile: str) -> Run:
    config = Config(profile=profile, plugins=False)
    made = Run(working_copy(CORPORA / corpus), config, registry_for(config))
    made.pages = False
    return made


@pytest.mark.skipif(shutil.which("helm") is None, reason="helm is not installed")
def test_nearly_every_workload_of_a_real_platform_has_two_findings_at_most() -> None:
    made = run("govuk-helm-charts", "default")
    report = made.report()
    assert made.repository is not None
    counts: Counter[tuple[str, str, str, str]] = Counter()
    for resource in made.repository.resources:
        if resource.workload is not None and resource.deployable is not None:
            counts[resource.deployable.name, resource.kind, resource.namespace, resource.name] = 0
    for finding in report.findings:
        for place in finding.deployments:
            key = (place.application, finding.resource.kind if finding.resource else "", place.namespace, place.name)
            if key in counts:
                counts[key] += 1
    assert len(counts) > 150
    assert sum(counts.values()) > 50
    assert sorted(counts.values())[int(len(counts) * 0.95)] <= 2


@pytest.mark.parametrize("corpus", ["eks-workshop-v2", "vehagn-homelab"])
def test_no_control_is_reported_twice(corpus: str) -> None:
    made = run(corpus, "security")
    standard = [each for each in made.report().findings if "pss-restricted" in made.registry.entries[each.rule].tags]
    assert len(standard) > 20
    values = [
        (each.location.path, each.location.span, each.pointer)
        for each in standard
        if each.pointer and not CONTAINER.fullmatch(each.pointer)
    ]
    assert len(values) == len(set(values))
