"""What a command costs, how often it is asked, and how the answers are printed."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple


class Cost(NamedTuple):
    """What one run took, its children included."""

    seconds: float
    cpu: float  #: seconds of all cores together; what a busy machine changes least
    peak: float = 0  #: megabytes of the largest process


Action = Callable[[], Cost]


def cost(command: list[str], cwd: Path) -> Cost:
    """The cost of one run, whatever it finds."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Cost(time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def after(change: Callable[[], object], command: list[str], cwd: Path) -> Action:
    """The cost of a run after a change, which is not counted."""

    def act() -> Cost:
        change()
        return cost(command, cwd)

    return act


def median(rounds: int, actions: Mapping[str, Action]) -> dict[str, Cost]:
    """The median of several interleaved rounds, number by number."""
    found: dict[str, list[Cost]] = {name: [] for name in actions}
    for _ in range(rounds):
        for name, act in actions.items():
            found[name].append(act())
    return {name: Cost(*map(statistics.median, zip(*costs, strict=True))) for name, costs in found.items()}


def table(title: str, costs: Mapping[str, Cost]) -> None:
    """Seconds, processor seconds, the ratio of these to the first row, and memory."""
    first = next(iter(costs.values()))
    print(f"\n{title}\n{'':<36}{'seconds':>9}{'cpu':>9}{'ratio':>8}{'MB':>7}")
    for name, each in costs.items():
        print(
            f"{name:<36}{each.seconds:>9.3f}{each.cpu:>9.3f}{each.cpu / first.cpu:>8.2f}{each.peak:>7.0f}", flush=True
        )
