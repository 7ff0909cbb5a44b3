from __future__ import annotations

import os
import time
from collections.abc import Sequence

import pytest

from gitops_lint.workspace.parallel import spread, take_turns

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def doubled(numbers: Sequence[int]) -> list[int]:
    return [2 * number for number in numbers]


@pytest.mark.parametrize("count", [1, 2, 5])
@pytest.mark.parametrize("amount", [0, 1, 63, 1000])
def test_results_come_in_the_order_of_the_items(count: int, amount: int) -> None:
    first, runs = take_turns(count, range(amount), doubled, lambda: "rest")

    assert first == "rest"
    assert [number for run in runs for number in run] == doubled(range(amount))


def test_children_work_while_the_parent_does_something_else() -> None:
    parent = os.getpid()

    def who(numbers: Sequence[int]) -> int:
        return os.getpid()

    _, pids = take_turns(2, range(1000), who, lambda: time.sleep(0.3))

    assert set(pids) - {parent}


def test_what_a_failing_child_has_taken_is_done_by_the_parent() -> None:
    parent = os.getpid()

    def fragile(numbers: Sequence[int]) -> list[int]:
        if os.getpid() != parent:
            os._exit(7)
        return doubled(numbers)

    _, runs = take_turns(3, range(100), fragile, lambda: time.sleep(0.1))
    assert [number for run in runs for number in run] == doubled(range(100))
    assert spread([range(3), range(3, 5)], fragile) == [[0, 2, 4], [6, 8]]
