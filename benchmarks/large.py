"""A plain repository of many documents: cold, warm, after a change, in the commit hook; beside floor and peers."""

from __future__ import annotations

import shutil
import subprocess
from itertools import count
from pathlib import Path

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


def measure(root: Path, python: str, rounds: int, documents: int, *, peers: bool) -> None:
    """The bars of the design that speak of many documents."""
    folder = root / "many"
    files = repository.write(folder, documents)
    size = sum(path.stat().st_size for path in folder.rglob("*.yaml"))
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-q", "-m", "all")
    check = [python, "-m", "gitops_lint", "check"]
    changed = next(folder.rglob("app-1.yaml"))
    numbers = count()

    def change() -> None:
        with changed.open("a") as file:
            file.write(f"# {next(numbers)}\n")

    def stage() -> None:
        change()
        git(folder, "add", "-A")

    def unchanged() -> None:
        git(folder, "reset", "-q", "--hard")
        cost([*check, "."], folder)

    def floor() -> Cost:
        done = subprocess.run([python, str(FLOOR), str(folder)], capture_output=True, check=True)
        return Cost(*map(float, done.stdout.split()))

    cost([*check, "."], folder)
    stage()
    cost([*check, "--staged"], folder)  # the base is linted once, then remembered
    actions: dict[str, Action] = {
        "floor: compose with libyaml": floor,
        "one process, cold": lambda: cost([*check, "--no-cache", "--jobs", "1", "."], folder),
        "all processes, cold": lambda: cost([*check, "--no-cache", "."], folder),
        "nothing changed": after(unchanged, [*check, "."], folder),
        "one file changed": after(change, [*check, "."], folder),
        "--staged, one file changed": after(stage, [*check, "--staged"], folder),
    }
    for peer, command in PEERS.items() if peers else ():
        if shutil.which(peer):
            actions[peer] = lambda command=command: cost([*command, str(folder)], folder)  # type: ignore[misc]
    if peers and shutil.which("kubeconform"):
        import schemas  # needs gitops-lint itself

        (root / "schemas").mkdir()
        words = ["-schema-location", schemas.export_all(root / "schemas"), "-ignore-missing-schemas"]
        actions["kubeconform"] = lambda: cost(["kubeconform", *words, str(folder)], folder)
    costs = median(rounds, actions)
    table(f"{documents} documents in {files} files, {size / 1e6:.1f} MB", costs)
    print(f"memory bar: {15 * size / 1e6 + 60:.0f} MB")
