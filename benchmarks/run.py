"""Measures gitops-lint beside its floor and its peers in one interleaved run; prints a table of ratios."""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import repository

HERE = Path(__file__).parent
ONE = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: app
          image: registry.example/app:1.4.2
          ports: [{containerPort: 8080}]
          resources:
            requests: {cpu: 100m, memory: 64Mi}
            limits: {memory: 64Mi}
"""
PEERS = {
    "kubeconform": ["kubeconform", "-ignore-missing-schemas", "-summary"],
    "kube-linter": ["kube-linter", "lint"],
    "kube-score": ["kube-score", "score"],
    "polaris": ["polaris", "audit", "--audit-path"],
    "trivy": ["trivy", "config", "--skip-check-update"],
    "checkov": ["checkov", "--framework", "kubernetes", "--quiet", "--compact", "-d"],
}


def seconds(command: list[str], cwd: Path) -> float:
    """The wall time of one run, whatever it finds."""
    started = time.perf_counter()
    subprocess.run(command, cwd=cwd, capture_output=True, check=False, env=os.environ)
    return time.perf_counter() - started


def best(rounds: int, commands: dict[str, Callable[[], float]]) -> dict[str, float]:
    """The median of several interleaved rounds."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, run in commands.items():
            times[name].append(run())
    return {name: statistics.median(values) for name, values in times.items()}


def table(title: str, base: str, times: dict[str, float]) -> None:
    """Seconds and the ratio to the first row."""
    print(f"\n{title}\n{'':<34}{'seconds':>10}{'ratio':>8}")
    for name, value in times.items():
        print(f"{name:<34}{value:>10.3f}{value / times[base]:>8.2f}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--documents", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--peers", action="store_true", help="also run every peer on PATH")
    asked = options.parse_args()
    python, tool = sys.executable, [sys.executable, "-m", "gitops_lint"]
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "one").mkdir()
        (root / "one" / "web.yaml").write_text(ONE)
        os.environ["GITOPS_LINT_CACHE"] = str(root / "cache")
        small = {
            'python -c "import yaml"': lambda: seconds([python, "-c", "import yaml"], root),
            "gitops-lint --version": lambda: seconds([*tool, "--version"], root),
            "one Deployment": lambda: seconds([*tool, "check", "--no-cache", "."], root / "one"),
        }
        table("start-up", 'python -c "import yaml"', best(asked.rounds * 3, small))
        files = repository.write(root / "many", asked.documents)
        many = root / "many"
        floor = [python, str(HERE / "floor.py"), str(many)]
        large: dict[str, Callable[[], float]] = {
            "floor: compose with libyaml": lambda: float(subprocess.run(floor, capture_output=True, check=True).stdout),
            "one process, cold": lambda: seconds([*tool, "check", "--no-cache", "--jobs", "1", "."], many),
            "all processes, cold": lambda: seconds([*tool, "check", "--no-cache", "."], many),
            "nothing changed": lambda: seconds([*tool, "check", "."], many),
        }
        seconds([*tool, "check", "."], many)
        if asked.peers:
            for peer, command in PEERS.items():
                if shutil.which(peer):
                    large[peer] = lambda command=command: seconds([*command, str(many)], many)  # type: ignore[misc]
        times = best(asked.rounds, large)
        table(f"{asked.documents} documents in {files} files", "floor: compose with libyaml", times)


if __name__ == "__main__":
    main()
