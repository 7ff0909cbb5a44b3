"""Git repositories over http, one commit each, without history, hooks, submodules or credentials."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from gitops_lint.patterns import regex
from gitops_lint.render.request import FetchError
from gitops_lint.source.temporary import temporary_folder
from gitops_lint.workspace.online.store import Store

TIMEOUT_SECONDS = 120
KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY")

_COMMIT = regex(r"[0-9a-f]{40}")


class Repositories:
    """Fetches repositories; what a branch or tag means is asked each run, a commit is fetched once."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, url: str, revision: str) -> Path:
        """The files of a revision; the default branch where it is empty.  Raises `FetchError` with git's reason."""
        if not url.startswith(("http://", "https://")):
            raise FetchError("only http and https are spoken")
        if revision.startswith("-"):
            raise FetchError(f"'{revision}' is no revision")
        commit = revision if _COMMIT.fullmatch(revision) else self._commit(url, revision or "HEAD")
        known = self._store.get(url, commit)
        return known or self._store.put(lambda folder: self._fetch(url, commit, folder), url, commit)

    @staticmethod
    def _commit(url: str, revision: str) -> str:
        """The commit of a branch or tag; of an annotated tag the one it stands for."""
        names = [revision, f"refs/heads/{revision}", f"refs/tags/{revision}", f"refs/tags/{revision}^{{}}"]
        rows = (line.split("\t") for line in git("ls-remote", "--", url, *names).splitlines())
        found = {name: commit for commit, name in (row for row in rows if len(row) == 2)}
        for name in (*reversed(names[1:]), revision):
            if name in found:
                return found[name]
        raise FetchError(f"it has no branch or tag '{revision}'")

    @staticmethod
    def _fetch(url: str, commit: str, folder: Path) -> Path:
        files = folder / "files"
        git("init", "--quiet", "--template=", str(files))
        git("-C", str(files), "fetch", "--quiet", "--depth", "1", "--no-tags", "--", url, commit)
        git("-C", str(files), "checkout", "--quiet", "--detach", commit)
        shutil.rmtree(files / ".git")
        return files


def git(*words: str) -> str:
    """What git prints.  Raises `FetchError` with the last thing it says."""
    import subprocess

    with temporary_folder("git-") as home:
        environment = {
            **{name: os.environ[name] for name in KEPT if name in os.environ},
            "HOME": home,
            "GIT_ALLOW_PROTOCOL": "http:https",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_ASKPASS": "true",
            "GIT_LFS_SKIP_SMUDGE": "1",
        }
        command = ["git", "-c", "core.hooksPath=/dev/null", "-c", "credential.helper=", *words]
        try:
            done = subprocess.run(
                command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
                timeout=TIMEOUT_SECONDS, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise FetchError(f"git took longer than {TIMEOUT_SECONDS} seconds") from None
        except OSError as error:
            raise FetchError(f"git cannot be run: {error}") from None
    if done.returncode != 0:
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        raise FetchError(lines[-1].removeprefix("fatal: ") if lines else "git failed without a word")
    return done.stdout
