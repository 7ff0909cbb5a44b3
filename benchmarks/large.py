"""A plain repository of many documents: cold, warm, after a change, in the commit hook; beside floor and peers."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from itertools import count
from pathlib import Path

import rendered
import repository
from measure import Action, Cost, after, cost, median, table

FLOOR = Path(__file__).parent / "floor.py"
PEERS = {
    "kube-linter": ["kube-linter", "lint"],
    "kube-score": ["sh", "-c", 'kube-score score $(find "$0" -name "*.yaml")'],  # takes files only
    "polaris": ["polaris", "audit", "--audit-path"],
    "trivy": ["trivy", "config", "--skip-check-update"],
    "checkov": ["checkov", "--framework", "kubernetes", "--quiet", "--compact", "-d"],
}
"""What of these is on PATH is measured with ``--peers``, and kubeconform, on our schemas: it ships none."""


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)


class Changes:
    """Changes of one file, each from what is committed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(2)

    def none(self) -> None:
        git(self._folder, "reset", "-q", "--hard")

    def comment(self) -> None:
        """A comment more: no value is another."""
        self.none()
        with next(self._folder.rglob("app-1.yaml")).open("a") as file:
            file.write(f"# {next(self._numbers)}\n")

    def image(self) -> None:
        """Another image in one workload."""
        self._edit(r"(?m)^( +(?:- )?image:) .*", rf"\1 registry.example/app:1.{next(self._numbers)}.0")

    def replicas(self) -> None:
        """Another number of replicas, which rules about the whole repository may read."""
        self._edit(r"(?m)^( +replicas:) .*", rf"\1 {next(self._numbers)}")

    def chart(self) -> None:
        """Another value of one chart."""
        self.none()
        values = self._folder / "charts/svc-0/values.yaml"
        values.write_text(re.sub(r"replicas: \d+", f"replicas: {next(self._numbers)}", values.read_text()))

    def staged(self, change: Callable[[], None]) -> Callable[[], None]:
        """The same in the index."""

        def act() -> None:
            change()
            git(self._folder, "add", "-A")

        return act

    def _edit(self, pattern: str, new: str) -> None:
        """Change the first Deployment that has such a line, always the same one."""
        self.none()
        for path in sorted(self._folder.glob("team-*/*.yaml")):
            documents = path.read_text().split("---\n")
            for index, text in enumerate(documents):
                if "kind: Deployment" in text and "apiVersion: apps/v1" in text and re.search(pattern, text):
                    documents[index] = re.sub(pattern, new, text)
                    path.write_text("---\n".join(documents))
                    return


def measure(root: Path, python: str, rounds: int, documents: int, *, peers: bool) -> None:
    """The bars of the design that speak of many documents."""
    folder = root / "many"
    files = repository.write(folder, documents)
    size = sum(path.stat().st_size for path in folder.rglob("*.yaml"))
    commit(folder)
    check = [python, "-m", "gitops_lint", "check"]
    changes = Changes(folder)

    def unchanged() -> None:
        changes.none()
        cost([*check, "."], folder)

    def floor() -> Cost:
        done = subprocess.run([python, str(FLOOR), str(folder)], capture_output=True, check=True)
        return Cost(*map(float, done.stdout.split()))

    cost([*check, "."], folder)
    changes.staged(changes.comment)()
    cost([*check, "--staged"], folder)  # the base is linted once, then remembered
    actions: dict[str, Action] = {
        "floor: compose with libyaml": floor,
        "one process, cold": lambda: cost([*check, "--no-cache", "--jobs", "1", "."], folder),
        "all processes, cold": lambda: cost([*check, "--no-cache", "."], folder),
        "nothing changed": after(unchanged, [*check, "."], folder),
    }
    for name, change in (("comment", changes.comment), ("image", changes.image), ("replicas", changes.replicas)):
        actions[f"{name} changed"] = after(change, [*check, "."], folder)
        actions[f"--staged, {name} changed"] = after(changes.staged(change), [*check, "--staged"], folder)
    if peers:
        actions |= competitors(root, folder)
    costs = median(rounds, actions)
    table(f"{documents} documents in {files} files, {size / 1e6:.1f} MB", costs)
    print(f"memory bar: {15 * size / 1e6 + 60:.0f} MB")
    if shutil.which("helm"):
        changes.none()
        charts(folder, check, rounds)


def competitors(root: Path, folder: Path) -> dict[str, Action]:
    """The peers that are on PATH."""
    actions: dict[str, Action] = {}
    for peer, command in PEERS.items():
        if shutil.which(peer):
            actions[peer] = lambda command=command: cost([*command, str(folder)], folder)  # type: ignore[misc]
    if shutil.which("kubeconform"):
        import schemas  # needs gitops-lint itself

        (root / "schemas").mkdir()
        words = ["-schema-location", schemas.export_all(root / "schemas"), "-ignore-missing-schemas"]
        actions["kubeconform"] = lambda: cost(["kubeconform", *words, str(folder)], folder)
    return actions


def charts(folder: Path, check: list[str], rounds: int, amount: int = 100) -> None:
    """The commit hook with local charts beside the many documents, each rendered with its own values."""
    for number in range(amount):
        for path, text in rendered.CHART.items():
            mine = {path.replace("service", f"svc-{number}", 1): text.replace("name: service", f"name: svc-{number}")}
            rendered.write(folder, mine)
    commit(folder)
    changes = Changes(folder)
    changes.staged(changes.comment)()
    cost([*check, "--staged"], folder)
    actions: dict[str, Action] = {"all processes, cold": lambda: cost([*check, "--no-cache", "."], folder)}
    for name, change in (("image", changes.image), ("values of a chart", changes.chart)):
        actions[f"--staged, {name} changed"] = after(changes.staged(change), [*check, "--staged"], folder)
    table(f"the same with {amount} charts", median(rounds, actions))


def commit(folder: Path) -> None:
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-q", "-m", "all")
