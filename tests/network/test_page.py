"""The connections as a page: groups lose nothing, names stay words, nothing is fetched."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from network.clusters import cluster
from network.trees import deny, pod

from gitops_lint.cli.main import main
from gitops_lint.cli.network_html import DRAWN, Shown, to_html
from gitops_lint.network.grouping import grouped
from gitops_lint.network.objects import scene
from gitops_lint.network.reachability import reachability


@given(st.integers(min_value=0, max_value=10**9), st.booleans())
@settings(max_examples=80)
def test_groups_put_together_again_are_the_connections(seed: int, admin: bool) -> None:
    built = scene(cluster(seed, admin=admin)).cluster
    connections = list(reachability(built).connections())
    groups, joined = grouped(connections, built.endpoints)
    found = {
        (str(source), str(target)): each.allowed
        for each in joined
        for source in each.source.members
        for target in each.target.members
    }
    for group in groups:
        for one in group.members:
            for other in group.members:
                if one is not other and group.inside is not None:
                    found[str(one), str(other)] = group.inside
    assert found == {(str(each.source), str(each.target)): each.allowed for each in connections}
    members = [str(member) for group in groups for member in group.members]
    assert len(members) == len(set(members))
    assert {str(endpoint) for endpoint in built.endpoints} <= set(members)


def test_an_open_cluster_is_one_group_and_the_world() -> None:
    objects = [each for each in cluster(7) if each["kind"] != "NetworkPolicy"]
    built = scene(objects).cluster
    reach = reachability(built)
    groups, joined = grouped(reach.connections(), built.endpoints)
    workloads = [group for group in groups if group.namespaces]
    assert [len(group.members) for group in workloads] == [len(built.endpoints)]
    assert len(groups) == 2
    assert len(joined) == 2


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "pods.yaml").write_text("---".join((pod("web", "shop"), pod("db", "shop"), pod("job", "tools"))))
    (tmp_path / "deny.yaml").write_text(deny("shop"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_page_shows_every_workload_and_what_decides(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["network", "--isolated", "--root", ".", "--output-format", "html"]) == 0
    page = capsys.readouterr().out
    boxes = re.findall(r'<g class="(\w+)" data-node="\w+" tabindex="0"><title>([^<]*)</title>', page)
    tones = {label.split("\n")[0]: tone for tone, label in boxes}
    assert tones["job"] == "warn"
    assert tones["0.0.0.0-255.255.255.255"] == "info"
    assert tones["db, web"] == "plain"
    assert "<td>tools/job[Pod]</td><td>0.0.0.0-255.255.255.255</td><td>All Connections</td>" in page


def test_the_page_answers_what_is_asked(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["network", "--isolated", "--root", ".", "--output-format", "html", "--from", "tools/job"]
    assert main(words) == 0
    page = capsys.readouterr().out
    assert "tools/job[Pod]" in page
    assert "shop/db" not in page


def test_the_page_fetches_nothing_and_runs_no_name() -> None:
    objects = cluster(3)
    for each in objects:
        if each["kind"] in ("Deployment", "StatefulSet", "DaemonSet"):
            each["metadata"]["name"] = '"><script>alert(1)</script>'
    built = scene(objects).cluster
    reach = reachability(built)
    page = to_html([Shown("<b>", reach, list(reach.connections()), True)])
    assert "<script>alert" not in page
    assert "<b>" not in page
    assert page.count("<script>") == 1
    assert not re.search(r'(src|href)="(?!#)', page)


def test_too_many_boxes_are_a_table_only() -> None:
    objects = [
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": f"p{number}", "namespace": "shop", "labels": {"app": str(number)}},
            "spec": {"containers": [{"name": "a", "image": "registry.example/a:1"}]},
        }
        for number in range(DRAWN + 1)
    ]
    chain = [
        {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "NetworkPolicy",
            "metadata": {"name": f"n{number}", "namespace": "shop"},
            "spec": {
                "podSelector": {"matchLabels": {"app": str(number)}},
                "policyTypes": ["Ingress"],
                "ingress": [{"from": [{"podSelector": {"matchLabels": {"app": str(number - 1)}}}]}],
            },
        }
        for number in range(DRAWN + 1)
    ]
    built = scene([*objects, *chain]).cluster
    reach = reachability(built)
    page = to_html([Shown("many", reach, list(reach.connections()), True)])
    assert "boxes are too many for a drawing" in page
    assert "<svg" not in page
    assert "shop/p3[Pod]</td><td>shop/p4[Pod]</td>" in page
