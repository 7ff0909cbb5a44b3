"""``--online`` fetches from servers on this machine: charts over http and OCI, git repositories, files."""

from __future__ import annotations

import hashlib
import http.server
import json
import os
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conftest import Run
from support import GitRepo, Tree

from gitops_lint.render.request import FetchError
from gitops_lint.workspace.online.charts import pull_arguments
from gitops_lint.workspace.online.git import Repositories
from gitops_lint.workspace.online.references import is_file, parse_reference
from gitops_lint.workspace.online.store import Store

HELM = os.environ.get("GITOPS_LINT_HELM") or shutil.which("helm")
needs_helm = pytest.mark.skipif(HELM is None, reason="helm is not installed")


class Handler(http.server.SimpleHTTPRequestHandler):
    """Files of a folder, and the git repositories in it by git's own program."""

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        self._git() if ".git/" in self.path else super().do_GET()

    def do_POST(self) -> None:
        self._git()

    def _git(self) -> None:
        url = urlsplit(self.path)
        variables = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": self.directory,
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": url.path,
            "QUERY_STRING": url.query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        done = subprocess.run(["git", "http-backend"], input=body, capture_output=True, env=variables, check=True)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        fields = [line.split(": ", 1) for line in head.decode().split("\r\n")]
        status = next((value for name, value in fields if name == "Status"), "200 OK")
        self.send_response(int(status.split()[0]))
        for name, value in fields:
            if name != "Status":
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


class Registry(http.server.BaseHTTPRequestHandler):
    """An OCI registry with one chart at one tag; ``blobs`` are its contents by digest."""

    blobs: dict[str, bytes]
    manifest: bytes

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        kind, _, name = self.path.rpartition("/")
        if kind.endswith("/blobs"):
            self._answer(self.blobs.get(name), "application/octet-stream")
        elif kind.endswith("/manifests") and name in ("1.2.0", digest_of(self.manifest)):
            self._answer(self.manifest, "application/vnd.oci.image.manifest.v1+json")
        elif self.path.endswith("/tags/list"):
            self._answer(b'{"name": "charts/shop", "tags": ["1.2.0"]}', "application/json")
        else:
            self._answer(b"{}" if self.path == "/v2/" else None, "application/json")

    def do_HEAD(self) -> None:
        self.do_GET()

    def _answer(self, data: bytes | None, kind: str) -> None:
        self.send_response(200 if data is not None else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data or b"")))
        self.send_header("Docker-Content-Digest", digest_of(data or b""))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(data or b"")


def digest_of(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def registry_of(package: bytes, certificate: Path) -> http.server.ThreadingHTTPServer:
    """A registry that speaks TLS with that certificate and holds that chart."""
    config = b'{"name": "shop", "version": "1.2.0", "apiVersion": "v2"}'
    layers = {"application/vnd.cncf.helm.config.v1+json": config}
    layers["application/vnd.cncf.helm.chart.content.v1.tar+gzip"] = package
    parts = [{"mediaType": kind, "digest": digest_of(data), "size": len(data)} for kind, data in layers.items()]
    manifest = json.dumps({"schemaVersion": 2, "config": parts[0], "layers": parts[1:]}).encode()
    blobs = {digest_of(data): data for data in (config, package)}
    handler = type("OneChart", (Registry,), {"blobs": blobs, "manifest": manifest})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


class Server:
    """A server of a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
        self.asked: list[str] = []
        self._server.asked = self.asked  # type: ignore[attr-defined]
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    folder = tmp_path / "served"
    folder.mkdir()
    made = Server(folder)
    yield made
    made.close()


@pytest.fixture
def deploy(server: Server, tmp_path: Path) -> str:
    """The URL of a git repository with a base, and a tag on its first commit."""
    repo = GitRepo(tmp_path / "upstream")
    settings = "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {team: %s}}\n"
    repo.commit(
        {
            "base/kustomization.yaml": "resources: [../shared, settings.yaml]\n",
            "base/settings.yaml": settings % "first",
            "shared/kustomization.yaml": "resources: [shared.yaml]\n",
            "shared/shared.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: shared}}\n",
        }
    )
    repo.git("tag", "v1.0.0")
    repo.commit({"base/settings.yaml": settings % "second"})
    repo.git("clone", "-q", "--bare", str(repo.root), str(server.folder / "deploy.git"))
    return f"{server.url}/deploy.git"


def chart_repository(server: Server, *versions: str) -> None:
    """A chart repository of one chart, as ``helm package`` and ``helm repo index`` make it."""
    chart = Tree(server.folder.parent / "src" / "shop")
    for version in versions:
        chart.write(
            {
                "Chart.yaml": f"apiVersion: v2\nname: shop\nversion: {version}\n",
                "values.yaml": "team: nobody\n",
                "values-prod.yaml": "team: prod\n",
                "templates/settings.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n"
                "data: {team: {{ .Values.team }}, version: {{ .Chart.Version }}}\n",
            }
        )
        subprocess.run([HELM, "package", chart.root, "-d", server.folder / "charts"], check=True, capture_output=True)
    command = [HELM, "repo", "index", server.folder / "charts", "--url", f"{server.url}/charts"]
    subprocess.run(command, check=True, capture_output=True)


def application(url: str, version: str, helm: str = "", chart: str = "shop") -> str:
    return f"""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: shop, namespace: argocd}}
spec:
  project: default
  destination: {{server: https://kubernetes.default.svc, namespace: shop}}
  source:
    repoURL: {url}
    chart: {chart}
    targetRevision: {version}
    helm: {{{helm}}}
"""


def not_checked(run: Run, *words: str) -> list[str]:
    result = run("--output-format", "json", "--select", "not-checked", *words)
    return [item["message"] for item in result.json["findings"]]


@needs_helm
def test_a_chart_is_fetched_and_rendered_only_when_asked_for(server: Server, tree: Tree, run: Run) -> None:
    chart_repository(server, "1.2.0")
    tree.write({"app.yaml": application(f"{server.url}/charts", "1.2.0", "valueFiles: [values-prod.yaml]")})
    assert not_checked(run) == ["Application 'argocd/shop' was not checked: chart 'shop' is remote"]
    assert server.asked == []
    assert not_checked(run, "--online") == []
    out = run("render", "shop", "--online").out
    assert "team: prod" in out
    assert "version: 1.2.0" in out


@needs_helm
@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_a_chart_of_an_oci_registry(
    server: Server, tree: Tree, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart_repository(server, "1.2.0")
    certificate = tmp_path / "certificate.pem"
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", certificate, "-out", tmp_path / "public.pem"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names, *files]
    subprocess.run(command, check=True, capture_output=True)
    public = (tmp_path / "public.pem").read_bytes()
    certificate.write_bytes(certificate.read_bytes() + public)
    registry = registry_of((server.folder / "charts" / "shop-1.2.0.tgz").read_bytes(), certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "public.pem"))
    try:
        tree.write({"app.yaml": application(f"127.0.0.1:{registry.server_port}/charts", "1.2.0")})
        assert not_checked(run, "--online") == []
        assert "version: 1.2.0" in run("render", "shop", "--online").out
    finally:
        registry.shutdown()
        registry.server_close()


@needs_helm
def test_an_exact_version_is_fetched_once_a_range_each_time(server: Server, tree: Tree, run: Run) -> None:
    chart_repository(server, "1.2.0")
    tree.write({"app.yaml": application(f"{server.url}/charts", "1.2.0")})
    run("render", "shop", "--online")
    before = len(server.asked)
    assert "version: 1.2.0" in run("render", "shop", "--online").out
    assert len(server.asked) == before
    tree.write({"app.yaml": application(f"{server.url}/charts", "1.*")})
    assert "version: 1.2.0" in run("render", "shop", "--online").out
    chart_repository(server, "1.2.0", "1.3.0")
    assert "version: 1.3.0" in run("render", "shop", "--online").out


@needs_helm
def test_a_fetch_that_fails_is_said_with_its_reason(server: Server, tree: Tree, run: Run) -> None:
    chart_repository(server, "1.2.0")
    tree.write({"app.yaml": application(f"{server.url}/charts", "9.9.9")})
    (message,) = not_checked(run, "--online")
    assert message.startswith("Application 'argocd/shop' was not checked: chart 'shop' cannot be fetched: ")
    assert "9.9.9" in message


@needs_helm
def test_without_a_cache_nothing_stays(server: Server, tree: Tree, run: Run, tmp_path: Path) -> None:
    chart_repository(server, "1.2.0")
    tree.write({"app.yaml": application(f"{server.url}/charts", "1.2.0")})
    assert "version: 1.2.0" in run("render", "shop", "--online", "--no-cache").out
    assert not (tmp_path / "cache" / "online").exists()


@needs_helm
def test_what_is_fetched_counts_as_written_by_others(server: Server, tree: Tree, run: Run) -> None:
    chart_repository(server, "1.2.0")
    tree.write({"app.yaml": application(f"{server.url}/charts", "1.2.0")})
    result = run("--online", "--output-format", "json", "--profile", "strict")
    assert {item["path"] for item in result.json["findings"]} <= {"app.yaml", ".gitops-lint.yaml"}


@needs_helm
def test_dependencies_are_fetched(server: Server, tree: Tree, run: Run) -> None:
    chart_repository(server, "1.2.0")
    dependency = f'dependencies: [{{name: shop, version: 1.2.0, repository: "{server.url}/charts"}}]\n'
    own = application("https://git.example/acme/deploy.git", "main").replace("chart: shop", "path: umbrella")
    tree.write(
        {"app.yaml": own, "umbrella/Chart.yaml": "apiVersion: v2\nname: umbrella\nversion: 1.0.0\n" + dependency}
    )
    (message,) = not_checked(run)
    assert message.endswith("chart dependency 'shop' is remote and not vendored under 'charts/'")
    assert "version: 1.2.0" in run("render", "shop", "--online").out
    assert sorted(path.name for path in (tree.root / "umbrella").iterdir()) == ["Chart.yaml"]


@needs_helm
def test_helm_charts_of_a_kustomization(server: Server, tree: Tree, run: Run) -> None:
    chart_repository(server, "1.2.0")
    entry = f"{{name: shop, repo: '{server.url}/charts', version: 1.2.0, releaseName: shop}}"
    tree.write({"kustomization.yaml": f"namePrefix: dev-\nhelmCharts: [{entry}]\n"})
    assert not_checked(run) == [f"kustomization '.' was not checked: '{server.url}/charts' is remote"]
    assert not_checked(run, "--online") == []
    out = run("render", "--online").out
    assert "name: dev-settings" in out
    assert "version: 1.2.0" in out


@pytest.mark.parametrize(("revision", "team"), [("", "second"), ("?ref=v1.0.0", "first"), ("?ref=main", "second")])
def test_a_base_in_a_git_repository(revision: str, team: str, deploy: str, tree: Tree, run: Run) -> None:
    tree.write({"kustomization.yaml": f"namePrefix: dev-\nresources: ['{deploy}/base{revision}']\n"})
    assert not_checked(run) == [f"kustomization '.' was not checked: '{deploy}/base{revision}' is remote"]
    assert not_checked(run, "--online") == []
    out = run("render", "--online").out
    assert "name: dev-settings" in out
    assert "name: dev-shared" in out
    assert f"team: {team}" in out


def test_a_commit_is_fetched_once(deploy: str, server: Server, tmp_path: Path) -> None:
    repositories = Repositories(Store(tmp_path / "cache", "git"))
    folder = repositories.get(deploy, "v1.0.0")
    assert sorted(path.name for path in folder.iterdir()) == ["base", "shared"]
    commit = GitRepo(tmp_path / "upstream").git("rev-parse", "v1.0.0").strip()
    server.asked.clear()
    assert repositories.get(deploy, commit) == folder
    assert server.asked == []


@pytest.mark.parametrize(
    ("url", "revision", "reason"),
    [
        ("file:///etc", "", "only http and https are spoken"),
        ("ssh://git@github.com/acme/deploy", "", "only http and https are spoken"),
        ("http://127.0.0.1/deploy.git", "--upload-pack=x", "'--upload-pack=x' is no revision"),
    ],
)
def test_what_git_is_never_asked(url: str, revision: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match=reason):
        Repositories(Store(tmp_path, "git")).get(url, revision)


def test_what_is_fetched_cannot_read_what_is_here(server: Server, tree: Tree, run: Run, tmp_path: Path) -> None:
    repo = GitRepo(tmp_path / "hostile")
    repo.commit({"kustomization.yaml": "resources: [../secret]\n"})
    repo.git("clone", "-q", "--bare", str(repo.root), str(server.folder / "hostile.git"))
    tree.write(
        {
            "kustomization.yaml": f"resources: ['{server.url}/hostile.git']\n",
            "secret/kustomization.yaml": "resources: [mine.yaml]\n",
            "secret/mine.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: mine}}\n",
        }
    )
    result = run("--online", "--output-format", "json", "--select", "kustomization-missing-reference")
    (finding,) = result.json["findings"]
    assert finding["path"] == "kustomization.yaml"
    assert finding["message"] == "'../secret' does not exist, in 'hostile/kustomization.yaml'"


def test_a_base_cannot_lead_out_of_its_repository(deploy: str, tree: Tree, run: Run) -> None:
    tree.write({"kustomization.yaml": f"resources: ['{deploy}/../../base']\n"})
    (message,) = not_checked(run, "--online")
    assert message.endswith("cannot be fetched: it leads out of its repository")


def test_a_single_file(server: Server, tree: Tree, run: Run) -> None:
    text = "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {team: shop}}\n"
    (server.folder / "settings.yaml").write_text(text)
    tree.write({"kustomization.yaml": f"namePrefix: dev-\nresources: ['{server.url}/settings.yaml']\n"})
    assert "name: dev-settings" in run("render", "--online").out
    tree.write({"kustomization.yaml": f"resources: ['{server.url}/none.yaml']\n"})
    (message,) = not_checked(run, "--online")
    assert message.endswith(f"'{server.url}/none.yaml' cannot be fetched: HTTP status 404")


@pytest.mark.parametrize(
    ("url", "reference"),
    [
        ("https://github.com/acme/deploy//base/web?ref=v1", ("https://github.com/acme/deploy", "base/web", "v1")),
        ("https://github.com/acme/deploy/base?ref=v1", ("https://github.com/acme/deploy", "base", "v1")),
        ("github.com/acme/deploy?ref=main", ("https://github.com/acme/deploy", "", "main")),
        ("https://git.example/a/b/deploy.git/base", ("https://git.example/a/b/deploy.git", "base", "")),
        ("git::https://git.example/a/b/deploy.git?version=x", ("https://git.example/a/b/deploy.git", "", "x")),
    ],
)
def test_references_of_kustomizations(url: str, reference: tuple[str, str, str]) -> None:
    assert parse_reference(url) == reference
    assert not is_file(url)


def test_references_that_need_a_key() -> None:
    with pytest.raises(FetchError, match="it needs a key"):
        parse_reference("git@github.com:acme/deploy.git//base?ref=v1")


def test_what_helm_is_asked() -> None:
    http = ["pull", "shop", "--repo", "https://charts.example", "--version", "1.2.0", "--untar", "--untardir", "/x"]
    assert pull_arguments("https://charts.example", "shop", "1.2.0", "/x") == http
    oci = ["pull", "oci://ghcr.io/acme/shop", "--version", "1.2.0", "--untar", "--untardir", "/x"]
    assert pull_arguments("ghcr.io/acme", "shop", "1.2.0", "/x") == oci
    assert pull_arguments("oci://ghcr.io/acme/shop", "", "1.2.0", "/x") == oci
