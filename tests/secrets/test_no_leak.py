"""No secret appears in any output of any command."""

# ruff: noqa: E501 - a file is read as one line

from __future__ import annotations

import base64
import contextlib
import json
import random
import re
import string
from pathlib import Path

import pytest

from gitops_lint.cli.main import COMMANDS as KNOWN
from gitops_lint.cli.main import main
from gitops_lint.report.formats import FORMATS
from gitops_lint.source.masking import mask


def made(kind: str, alphabet: str, length: int) -> str:
    """A value of that shape, the same in every run; the shapes are put together here so that no scanner finds them."""
    return kind + "".join(random.Random(kind + str(length)).choices(alphabet, k=length))


WORD = string.ascii_letters + string.digits
HEX = "0123456789abcdef"
UPPER = string.ascii_uppercase + "234567"
SHAPES = {
    "aws": made("AKIA", UPPER, 16),
    "aws-session": made("ASIA", UPPER, 16),
    **{f"github-{each}": made(f"gh{each}_", WORD, 36) for each in "pousr"},
    "github-pat": made("github_pat_", WORD, 82),
    "gitlab": made("glpat-", WORD, 20),
    "gitlab-deploy": made("gldt-", WORD, 20),
    "slack-bot": made("xoxb-", string.digits, 24),
    "slack-user": made("xoxp-", string.digits, 24),
    "slack-app": made("xapp-1-", WORD, 30),
    "slack-hook": "https://hooks.slack.com/services/" + made("T", WORD, 40),
    "stripe": made("sk_live_", WORD, 24),
    "stripe-restricted": made("rk_live_", WORD, 24),
    "google": made("AIza", WORD, 35),
    "google-oauth": made("GOCSPX-", WORD, 28),
    "jwt": ".".join((made("eyJ", WORD, 20), made("eyJ", WORD, 30), made("", WORD, 43))),
    "npm": made("npm_", WORD, 36),
    "pypi": made("pypi-", WORD, 60),
    "sendgrid": ".".join(("SG", made("", WORD, 22), made("a", WORD, 42))),
    "twilio": made("SK", HEX, 32),
    "vault": made("hvs.", WORD, 24),
    "newrelic": made("NRAK-", string.ascii_uppercase + string.digits, 27),
    "terraform": made("", WORD, 14) + ".atlasv1." + made("b", WORD, 66),
    "digitalocean": made("dop_v1_", HEX, 64),
    "huggingface": made("hf_", WORD, 34),
    "anthropic": made("sk-ant-", WORD, 40),
    "openai": made("sk-proj-", WORD, 48),
    "shopify": made("shpat_", HEX, 32),
    "linear": made("lin_api_", WORD, 40),
    "doppler": made("dp.pt.", WORD, 43),
    "databricks": made("dapi", HEX, 32),
    "grafana": made("glsa_", WORD, 32) + "_" + made("", HEX, 8),
    "mailgun": made("key-", HEX, 32),
    "postman": made("PMAK-", WORD, 24) + "-" + made("", WORD, 34),
    "age": made("AGE-SECRET-KEY-1", string.ascii_uppercase, 58),
    "discord": "https://discord.com/api/webhooks/123456/" + made("w", WORD, 60),
    "telegram": "123456789:" + made("AA", WORD, 33),
    "atlassian": made("ATATT3", WORD, 60),
    "pulumi": made("pul-", HEX, 40),
    "docker": made("dckr_pat_", WORD, 27),
    "planetscale": made("pscale_tkn_", WORD, 43),
    "azure-storage": "AccountKey=" + made("", WORD, 86) + "==",
    "url-password": "postgres://app:" + made("pw", WORD, 14) + "@db.example/app",
}
BY_NAME = {
    name: made("", WORD, 18 + index)
    for index, name in enumerate(("DB_PASSWORD", "apiKey", "client-secret", "AUTH_TOKEN", "passphrase", "ACCESS_KEY"))
}
GIT = "https://ci:" + made("pw", WORD, 15) + "@git.example/other.git"
ALL = {**SHAPES, **BY_NAME, "git-password": GIT}


FLUX = """\
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {{name: other}}
spec: {{interval: 1m, url: {url}}}
---
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {{name: narrow, namespace: argocd}}
spec: {{sourceRepos: [{url}]}}
"""
RULES = "rules: {argocd-repo-url-not-allowed: {denied: ['*']}, flux-source-allowed: {denied: ['*']}}\n"
OURS = "https://git.example/shop.git"
APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: {name}, namespace: argocd}}
spec:
  project: default
  source: {{repoURL: {url}, {what}}}
  destination: {{name: prod, namespace: shop}}
"""
WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: registry.example/web:1.0.0
          envFrom: [{secretRef: {name: plain}}, {configMapRef: {name: map}}]
"""


def core(value: str) -> str:
    """The part that must not appear: of a URL the password or the path only."""
    if "@" in value and "://" in value:
        return value.split(":")[2].split("@", maxsplit=1)[0]
    return value.rpartition("/")[2] if value.startswith("https://") else value.removeprefix("AccountKey=").strip("=")


def files() -> dict[str, str]:
    quoted = {name: json.dumps(value) for name, value in ALL.items()}
    lines = "".join(f"  {name}: {value}\n" for name, value in quoted.items())
    coded = "".join(f"  {name}: {base64.b64encode(value.encode()).decode()}\n" for name, value in ALL.items())
    env = "".join(f"        - name: {name.upper()}\n          value: {value}\n" for name, value in quoted.items())
    args = "".join(f"        - --{name}={value}\n" for name, value in SHAPES.items())
    notes = "".join(f"    example.com/{name}: {value}\n" for name, value in quoted.items())
    named = "apiVersion: v1\nkind: {kind}\nmetadata:\n  name: {name}\n"
    return {
        "a/secret.yaml": named.format(kind="Secret", name="plain") + "stringData:\n" + lines,
        "a/coded.yaml": named.format(kind="Secret", name="coded") + "data:\n" + coded,
        "a/raw.yaml": named.format(kind="Secret", name="raw") + "data:\n" + lines + "wrong: field\n",
        "a/map.yaml": named.format(kind="ConfigMap", name="map") + "data:\n" + lines,
        "a/file.yaml": named.format(kind="ConfigMap", name="file")
        + "data:\n  app.yaml: |\n    x: 1\n"
        + lines.replace("  ", "    "),
        "a/pod.yaml": named.format(kind="Pod", name="pod")
        + f"spec:\n  containers:\n    - name: app\n      image: registry.example/app\n      args:\n{args}      env:\n{env}",
        "a/notes.yaml": f"apiVersion: v1\nkind: Service\nmetadata:\n  name: notes\n  annotations:\n{notes}spec: {{ports: 7}}\n",
        "a/broken.yaml": named.format(kind="Secret", name="broken") + "stringData:\n" + lines + "  x: [\n",
        "b/kustomization.yaml": "secretGenerator:\n  - name: made\n    literals:\n"
        + "".join(f"      - {json.dumps(f'{name}={value}')}\n" for name, value in ALL.items())
        + "unknown: 1\n",
        "apps.yaml": "---\n".join(
            (
                APPLICATION.format(name="one", url=OURS, what="path: a"),
                APPLICATION.format(name="two", url=OURS, what="path: b"),
                APPLICATION.format(
                    name="three",
                    url="https://charts.example",
                    what=f"chart: web, targetRevision: 1.0.0, helm: {{values: {json.dumps(lines)}}}",
                ),
            )
        ),
        "others.yaml": "---\n".join(
            (
                APPLICATION.format(name="four", url=GIT, what="path: a").replace("default", "narrow"),
                APPLICATION.format(name="five", url=GIT.replace("other", "third"), what="path: a").replace(
                    "default", "narrow"
                ),
                FLUX.format(url=GIT),
            )
        ),
        ".gitops-lint.yaml": f'version: 1\nrepositories: {{"{OURS}": .}}\n{RULES}',
        "a/web.yaml": WEB,
        "b/other.json": json.dumps(
            {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "j"}, "stringData": ALL}
        ),
    }


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("repository")
    for path, text in files().items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(text)
    return root


def leaked(text: str) -> list[str]:
    plain = text.replace("\\/", "/")
    found = [name for name, value in ALL.items() if core(value) in plain]
    coded = {name: base64.b64encode(value.encode()).decode().strip("=") for name, value in ALL.items()}
    return found + [f"{name} (base64)" for name, value in coded.items() if value in plain]


def test_there_are_fifty_kinds() -> None:
    assert len(ALL) >= 50


@pytest.mark.parametrize("output", sorted(FORMATS))
def test_no_format_shows_one(
    repository: Path,
    output: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for _ in range(2):
        main(["check", "--root", str(repository), "--select", "all", "--output-format", output])
        out, err = capsys.readouterr()
        assert out
        assert leaked(out) == []
        assert leaked(err) == []
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert leaked(file.read_bytes().decode("latin-1")) == []


COMMANDS: dict[str, list[list[str]]] = {  # every command that reads the repository, with what else changes its output
    "render": [[], ["--origins"], ["--field-origins"]],
    "graph": [[], ["--identities"], ["--rights"]],
    "plan": [[]],
    "network": [[], ["--from", "web"]],
    "suppressions": [[]],
    "baseline": [["--output", "accepted.json"]],
    "config": [[]],
}
CHOICES = re.compile(r"--output-format \{([^}]*)\}")


def formats_of(command: str, capsys: pytest.CaptureFixture[str]) -> list[list[str]]:
    """The words that choose each of a command's formats; its help knows them all."""
    with pytest.raises(SystemExit):
        main([command, "--help"])
    listed = CHOICES.search(" ".join(capsys.readouterr().out.split()))
    return [["--output-format", each] for each in listed[1].split(",")] if listed else [[]]


@pytest.mark.parametrize(("command", "more"), [(name, more) for name, several in COMMANDS.items() for more in several])
def test_no_command_shows_one_in_any_format(
    repository: Path,
    command: str,
    more: list[str],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    shown = []
    for words in formats_of(command, capsys):
        with contextlib.suppress(SystemExit):
            main([command, *words, *more, "--root", str(repository)])
        out, err = capsys.readouterr()
        shown.append(out)
        assert leaked(out) == [], (words, more)
        assert leaked(err) == [], (words, more)
    assert command in ("baseline", "suppressions") or any(shown)
    assert command != "render" or "********" in shown[0]
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert leaked(file.read_bytes().decode("latin-1")) == []


@pytest.mark.parametrize(
    "text",
    [
        '{"values": "replicas: 1\\npassword: hunter2hunter2\\n"}',
        '{"values": "password: \\"hunter2hunter2\\"\\n"}',
        'values: "a:\\n  b: 1\\n  token: hunter2hunter2\\n  c: 2"\n',
        "values: 'password: \"hunter2hunter2\"'\n",
        "args: [--set, 'db.password=hunter2hunter2']\n",
    ],
)
def test_settings_inside_a_quoted_text_are_hidden(text: str) -> None:
    masked = mask("any.yaml", text)
    assert "hunter2" not in masked
    assert len(masked) == len(text)
    assert [word for word in ("replicas", "values", "token", "db.password") if word in text] == [
        word for word in ("replicas", "values", "token", "db.password") if word in masked
    ]


def test_every_command_that_reads_is_asked() -> None:
    silent = {"applications", "check", "rule", "server", "completion", "completions", "schema"}
    assert set(KNOWN) - silent <= set(COMMANDS)


def test_no_fix_shows_one(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--root", str(repository), "--select", "all", "--unsafe-fixes", "--diff"])
    out, err = capsys.readouterr()
    assert leaked(out) == []
    assert leaked(err) == []
