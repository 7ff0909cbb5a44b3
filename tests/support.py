"""What tests of whole runs share: manifests, a command line in this process, throw-away git repositories."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


def pod(name: str = "web", container: str = "app", *, limit: bool = False, extra: str = "") -> str:
    """A Pod of one container, which breaks `memory-limit-missing` unless it has a limit."""
    text = f"""\
apiVersion: v1
kind: Pod
metadata:
  name: {name}
spec:
  containers:
    - name: {container}
      image: registry.example/app:1.4.2
"""
    if limit:
        text += "      resources: {limits: {memory: 64Mi}}\n"
    return text + extra


@dataclass(frozen=True, slots=True)
class Result:
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """What it printed, line by line."""
        return self.out.splitlines()

    @property
    def json(self) -> Any:
        """What it printed, as JSON."""
        import json

        return json.loads(self.out)

    @property
    def places(self) -> list[str]:
        """``path:line rule`` of each finding of a JSON report."""
        return [f"{item['path']}:{item['line']} {item['rule']}" for item in self.json["findings"]]


class Tree:
    """A folder that a test fills."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Write files, with the folders they need."""
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())


class GitRepo(Tree):
    """A git repository that a test fills."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        root.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *words: str) -> str:
        """Run git here; returns what it printed."""
        return subprocess.run(
            ["git", "-C", str(self.root), *words], check=True, capture_output=True, text=True, env=git_environment()
        ).stdout

    def commit(self, files: Mapping[str, str | bytes] | None = None, *, author: str = "Ada") -> str:
        """Write, stage and commit; returns the commit."""
        self.write(files or {})
        self.git("add", "-A")
        self.git("-c", f"user.name={author}", "commit", "-q", "-m", "change")
        return self.git("rev-parse", "HEAD").strip()

    def stage(self, files: Mapping[str, str | bytes]) -> None:
        """Write and stage, without committing."""
        self.write(files)
        self.git("add", *files)


def git_environment() -> dict[str, str]:
    """An environment in which nobody's own git configuration counts."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PRE_COMMIT"))}
    return {
        **kept,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_AUTHOR_EMAIL": "ada@example.org",
        "GIT_COMMITTER_NAME": "Ada",
        "GIT_COMMITTER_EMAIL": "ada@example.org",
    }
