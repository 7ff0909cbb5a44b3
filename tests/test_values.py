"""What `gitops_lint.values` makes is a dataclass to everybody, and `gitops_lint.patterns` a pattern."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest

from gitops_lint.patterns import regex
from gitops_lint.values import as_dict, dataclass, field, replace


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """A frozen value."""

    x: int
    y: int = 0
    note: str = field(default="", compare=False, repr=False)
    tags: dict[str, str] = field(default_factory=dict, compare=False)

    @property
    def sum(self) -> int:
        return self.x + self.y


@dataclass(slots=True)
class Counter:
    """A value that changes."""

    count: int = 0

    def __repr__(self) -> str:
        return f"<{self.count}>"


def test_construction_by_place_and_by_name() -> None:
    assert (Point(1).x, Point(1).y, Point(x=1, y=2).sum) == (1, 0, 3)


def test_a_factory_makes_each_object_its_own() -> None:
    assert Point(1).tags is not Point(1).tags


@pytest.mark.parametrize(("args", "named"), [((), {}), ((1,), {"z": 1}), ((1, 2, "", {}, 5), {})])
def test_wrong_arguments_are_refused(args: tuple[int, ...], named: dict[str, int]) -> None:
    with pytest.raises(TypeError, match=r"Point\.__init__\(\)"):
        Point(*args, **named)  # type: ignore[arg-type]


def test_the_first_objects_are_like_all_others() -> None:
    @dataclass(frozen=True, slots=True)
    class Pair:
        left: int
        right: int = 2
        more: list[int] = field(default_factory=list)

    made = [
        (pair.left, pair.right, pair.more) for pair in (Pair(n, **{"right": 3} if n % 2 else {}) for n in range(30))
    ]
    assert made == [(n, 3 if n % 2 else 2, []) for n in range(30)]
    assert len({id(more) for *_, more in made}) == 30
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'left'"):
        Pair()  # type: ignore[call-arg]


def test_equality_hash_and_order_take_the_compared_fields() -> None:
    assert Point(1, 2, "a") == Point(1, 2, "b")
    assert hash(Point(1, 2, "a")) == hash(Point(1, 2, "b"))
    assert Point(1, 2) != Point(1, 3)
    assert Point(1, 2) != (1, 2)
    assert sorted([Point(2), Point(1, 5), Point(1)]) == [Point(1), Point(1, 5), Point(2)]


def test_frozen_values_do_not_change_and_have_no_other_attributes() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError, match="'x'"):
        Point(1).x = 2  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        del Point(1).x  # type: ignore[misc]
    with pytest.raises(AttributeError):
        Counter().other = 1  # type: ignore[attr-defined]


def test_what_is_not_frozen_changes_and_has_no_hash() -> None:
    counter = Counter()
    counter.count += 1
    assert counter == Counter(1)
    with pytest.raises(TypeError, match="unhashable"):
        hash(counter)


def test_text_form() -> None:
    assert repr(Point(1, 2, "unseen")) == "Point(x=1, y=2, tags={})"
    assert repr(Counter(3)) == "<3>"


def test_replace_and_as_dict() -> None:
    assert replace(Point(1, 2), y=5) == Point(1, 5)
    assert as_dict(Point(1, 2)) == {"x": 1, "y": 2, "note": "", "tags": {}}


def test_the_standard_library_sees_a_dataclass() -> None:
    assert dataclasses.is_dataclass(Point)
    assert [item.name for item in dataclasses.fields(Point)] == ["x", "y", "note", "tags"]
    assert dataclasses.replace(Point(1), y=4) == Point(1, 4)
    assert dataclasses.asdict(Point(1)) == {"x": 1, "y": 0, "note": "", "tags": {}}


def test_values_are_copied_and_matched() -> None:
    point = Point(1, 2, "kept")
    for twin in (copy.copy(point), copy.deepcopy(point), pickle.loads(pickle.dumps(point))):
        assert (twin, twin.note) == (point, "kept")
    match point:
        case Point(x, y):
            assert (x, y) == (1, 2)


def test_a_pattern_works_as_one() -> None:
    name = regex(r"([a-z]+)-(\d+)")

    found = name.fullmatch("app-12")

    assert found is not None
    assert found.groups() == ("app", "12")
    assert name.sub("x", "a-1 b-2") == "x x"
    assert name.pattern == r"([a-z]+)-(\d+)"
    assert [match[0] for match in name.finditer("a-1 b-2")] == ["a-1", "b-2"]
