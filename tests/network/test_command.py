"""``gitops-lint network``: tables, answers and differences."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from network.trees import deny, pod

from gitops_lint.cli.main import main

ALLOW = """
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress:
    - from: [{podSelector: {matchLabels: {app: web}}}]
      ports: [{port: 8080}]
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "pods.yaml").write_text("---".join((pod("web", "shop"), pod("db", "shop"))))
    (tmp_path / "deny.yaml").write_text(deny("shop"))
    (tmp_path / "allow.yaml").write_text(ALLOW)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def network(*words: str) -> int:
    return main(["network", "--isolated", "--root", ".", *words])


def test_the_table_of_all_connections(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert network() == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "folders"
    assert ["shop/web[Pod]", "shop/db[Pod]", "TCP 8080"] in [line.split(maxsplit=2) for line in lines]
    assert not any(line.startswith("shop/db[Pod]") and "web" in line for line in lines)


def test_the_format_of_netpol_analyzer(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert network("--output-format", "netpol-analyzer", "--to", "db") == 0
    assert capsys.readouterr().out == "shop/web[Pod] => shop/db[Pod] : TCP 8080\n"


@pytest.mark.parametrize(
    ("form", "start"), [("csv", "from,to,ports\n"), ("mermaid", "flowchart LR\n"), ("dot", "digraph {\n")]
)
def test_other_formats(form: str, start: str, shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert network("--output-format", form) == 0
    assert capsys.readouterr().out.startswith(start)


def test_json_names_the_cluster(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert network("--output-format", "json", "--from", "shop/web", "--port", "8000-9000", "--to", "10.1.2.3") == 0
    assert json.loads(capsys.readouterr().out)[0]["allowed"] == "TCP 8000-9000"
    network("--output-format", "json", "--from", "web", "--port", "8080")
    (view,) = json.loads(capsys.readouterr().out)
    assert view["cluster"] == "folders"
    assert {each["to"]["name"] for each in view["connections"]} == {"db", "0.0.0.0-255.255.255.255"}


def test_pods_of_unrelated_demos_are_not_listed_together(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for demo in ("one", "two"):
        (shop / demo).mkdir()
        (shop / demo / "pods.yaml").write_text("---".join((pod("web"), pod("db"))))
    assert network("--from", "web", "--output-format", "json") == 0
    pairs = [
        (view["cluster"], f"{row['to']['namespace']}/{row['to']['name']}")
        for view in json.loads(capsys.readouterr().out)
        for row in view["connections"]
        if row["to"]["kind"] == "Pod"
    ]
    assert pairs == [("folders", "shop/db"), ("one", "(one)/db"), ("two", "(two)/db")]


def test_an_answer_names_the_rules_and_their_files(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert network("--from", "shop/web", "--to", "shop/db", "--port", "8080") == 0
    assert capsys.readouterr().out.splitlines() == [
        "folders: shop/web[Pod] => shop/db[Pod] on TCP 8080: allowed",
        "  egress: no policy isolates shop/web[Pod] for egress",
        "  ingress: NetworkPolicy shop/deny: isolates for ingress (deny.yaml)",
        "  ingress: NetworkPolicy shop/web: ingress rule #1 allows TCP 8080 (allow.yaml)",
    ]


def test_a_forbidden_connection_is_exit_status_1(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert network("--from", "shop/db", "--to", "shop/web", "--port", "8080") == 1
    assert capsys.readouterr().out.splitlines()[0] == "folders: shop/db[Pod] => shop/web[Pod] on TCP 8080: forbidden"


def test_partly_allowed(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    network("--from", "web", "--to", "db")
    assert capsys.readouterr().out.splitlines()[0].endswith("allowed only: TCP 8080")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--from", "shop/wep", "--to", "db"), "no workload 'shop/wep', did you mean 'shop/web'?"),
        (("--port", "http"), "--port takes a port such as 5432, 53/udp or 8000-8080, not 'http'"),
        (("--port", "53/tls"), "--port: the protocol is tcp, udp or sctp, not 'tls'"),
        (("--cluster", "prod"), "no cluster 'prod' with workloads"),
        (
            ("--from", "web", "--to", "db", "--output-format", "csv"),
            "an answer to --from and --to is printed as text or json",
        ),
    ],
)
def test_wrong_usage_is_exit_status_2(
    words: tuple[str, ...], message: str, shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert network(*words) == 2
    assert message in capsys.readouterr().err


def test_one_table_for_one_cluster_only(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "overlay").mkdir()
    (shop / "overlay/kustomization.yaml").write_text("resources: [pod.yaml]\n")
    (shop / "overlay/pod.yaml").write_text(pod("other"))
    assert network("--output-format", "csv") == 2
    assert "choose with --cluster: 'folders', 'overlay'" in capsys.readouterr().err
    assert network("--output-format", "csv", "--cluster", "overlay") == 0


def test_a_difference_shows_what_a_change_opens_and_closes(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def git(*words: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *words],
            cwd=shop,
            check=True,
            capture_output=True,
        )

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "one")
    (shop / "allow.yaml").write_text(ALLOW.replace("port: 8080", "port: 9090"))
    assert network("--diff", "HEAD") == 0
    assert capsys.readouterr().out.splitlines() == [
        "folders",
        "  + shop/web[Pod] => shop/db[Pod] : TCP 9090",
        "  - shop/web[Pod] => shop/db[Pod] : TCP 8080",
    ]
    network("--diff", "HEAD", "--output-format", "json")
    (view,) = json.loads(capsys.readouterr().out)
    assert view["changes"][0]["opened"] == "TCP 9090"
    git("commit", "-qam", "two")
    network("--diff", "HEAD")
    assert capsys.readouterr().out == ""
    assert network("--diff", "main~9") == 2
    assert capsys.readouterr().err == "gitops-lint: 'main~9' is no commit of this clone; run: git fetch origin main~9\n"
