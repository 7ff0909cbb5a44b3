"""Finds ``helm`` and runs it: clean home, no credentials, a time limit, no network."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from gitops_lint.patterns import regex
from gitops_lint.render.bundled import BUNDLED, bundle_of
from gitops_lint.source.temporary import temporary_folder
from gitops_lint.values import dataclass

TIMEOUT_SECONDS = 60
NEWEST = max(BUNDLED)
_KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT")
_KEPT_ONLINE = ("SSL_CERT_FILE", "SSL_CERT_DIR", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY")
_VERSION = regex(r"v(\d+)\.(\d+)(?:\.(\d+))?")


@dataclass(frozen=True, slots=True)
class Done:
    """What a run printed."""

    status: int
    output: str
    error: str


@dataclass(frozen=True, slots=True)
class Helm:
    """A helm binary."""

    path: str
    version: str

    def run(self, arguments: Sequence[str], cwd: Path | str | None = None, *, online: bool = False) -> Done:
        """Run it; a run that takes too long or cannot start ends with status -1."""
        import subprocess

        with temporary_folder("helm-") as home:
            try:
                done = subprocess.run(
                    [self.path, *arguments],
                    capture_output=True,
                    stdin=subprocess.DEVNULL,
                    cwd=cwd,
                    check=False,
                    timeout=TIMEOUT_SECONDS,
                    env=environment(home, online=online),
                )
            except subprocess.TimeoutExpired:
                return Done(-1, "", f"Error: helm took longer than {TIMEOUT_SECONDS} seconds")
            except OSError as error:
                return Done(-1, "", f"Error: helm cannot be run: {error}")
        return Done(done.returncode, _text(done.stdout), _text(done.stderr))


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def environment(home: str, *, online: bool = False) -> dict[str, str]:
    """A home of its own, so that neither plugins nor repositories nor credentials of the user take part."""
    names = (*_KEPT, *_KEPT_ONLINE) if online else _KEPT
    # A proxy that refuses at once: whatever a chart tries, it does not reach the network.
    closed = {} if online else {"HTTP_PROXY": "http://127.0.0.1:9", "HTTPS_PROXY": "http://127.0.0.1:9"}
    return {
        **{name: os.environ[name] for name in names if name in os.environ},
        **closed,
        "HOME": home,
        "HELM_CACHE_HOME": f"{home}/cache",
        "HELM_CONFIG_HOME": f"{home}/config",
        "HELM_DATA_HOME": f"{home}/data",
        "HELM_PLUGINS": f"{home}/plugins",
        "KUBECONFIG": f"{home}/none",
    }


CHOICE: Final = "GITOPS_LINT_HELM"
"""The variable of the environment that names the helm to use."""


def why_none() -> str:
    """Why there is no helm."""
    chosen = os.environ.get(CHOICE)
    return f"'{chosen}', which {CHOICE} names, is no helm that runs" if chosen else "helm is not installed"


def find_helm(argocd: tuple[int, int] = NEWEST) -> Helm | None:
    """The helm to render with: ``$GITOPS_LINT_HELM``, else ``helm3`` or ``helm4`` where that is the major version
    that this release of Argo CD brings, else ``helm`` on PATH.  None if there is none that runs.
    """
    import shutil

    bundle = bundle_of(argocd)
    major = f"helm{bundle.helm[1]}" if bundle is not None else "helm3"
    path = os.environ.get(CHOICE) or shutil.which(major) or shutil.which("helm")
    if not path:
        return None
    done = Helm(path, "").run(["version", "--template", "{{.Version}}"])
    match = _VERSION.search(done.output)
    return Helm(path, match[0]) if done.status == 0 and match else None
