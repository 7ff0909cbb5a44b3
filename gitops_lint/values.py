"""Dataclasses that cost next to nothing until they are used.

A slotted dataclass of the standard library costs half a millisecond when its module is imported: seven methods
compiled from text.  A run imports some 150 of them and makes objects of a few.  Here the methods are shared, and a
class compiles its constructor when more objects are made than a few.

Type checkers see the standard library's names; so do its functions: what is made here is a dataclass to ``fields``,
``replace``, ``asdict`` and ``match``.  Always slotted; without inheritance of fields, which nothing here needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

__all__ = ["as_dict", "dataclass", "field", "replace"]

_MISSING: Any = object()

_A_FEW = 8  # objects whose fields are set one by one as fast as a constructor is compiled


class _Field(NamedTuple):
    """What a class body says about a field beside its name."""

    default: Any = _MISSING
    default_factory: Any = _MISSING
    compare: bool = True
    repr: bool = True


def _field(**said: Any) -> _Field:
    """A field with more to say than a default."""
    return _Field(**said)


def _replace(value: Any, /, **changes: Any) -> Any:
    """The value with some fields changed."""
    for name in type(value).__match_args__:
        if name not in changes:
            changes[name] = getattr(value, name)
    return type(value)(**changes)


def as_dict(value: Any) -> dict[str, Any]:
    """The fields by name, one level deep: those of fields that are dataclasses too stay what they are."""
    return {name: getattr(value, name) for name in type(value).__match_args__}


def _dataclass(*, slots: bool, frozen: bool = False, eq: bool = True, order: bool = False) -> Callable[[type], Any]:
    """The decorator: a slotted class with constructor, text form and, if wanted, equality, order and immutability."""

    def decorate(cls: type) -> Any:
        return _made(cls, frozen=frozen, eq=eq, order=order)

    return decorate


def _made(cls: type, *, frozen: bool, eq: bool, order: bool) -> Any:
    body = dict(cls.__dict__)
    fields = {}
    for name in body.get("__annotations__", {}):
        said = body.pop(name, _MISSING)
        fields[name] = said if isinstance(said, _Field) else _Field(said)
    for name in ("__dict__", "__weakref__"):
        body.pop(name, None)
    body["__slots__"] = body["__match_args__"] = tuple(fields)
    compared = [name for name, item in fields.items() if item.compare]
    methods = {"__dataclass_fields__": _Described(fields), "__replace__": _replace}
    methods["__repr__"] = _repr([name for name, item in fields.items() if item.repr])
    if eq:
        methods |= _equality(compared, frozen=frozen)
    if order:
        methods |= _order(compared)
    if frozen:
        methods |= _FROZEN
    left = _A_FEW

    def first(self: Any, *args: Any, **kwargs: Any) -> None:
        nonlocal left
        left -= 1
        if left < 0 or not _filled(self, made, fields, args, kwargs):
            made.__init__ = _constructor(made, fields, frozen=frozen)
            made.__init__(self, *args, **kwargs)

    methods["__init__"] = first
    # What the class body says itself stays.
    made: Any = type(cls)(cls.__name__, cls.__bases__, methods | body)
    return made


def _filled(value: Any, cls: Any, fields: dict[str, _Field], args: tuple[Any, ...], named: dict[str, Any]) -> bool:
    """Sets the fields; False where the arguments do not fit, which a constructor says in its own words."""
    given = dict(zip(fields, args, strict=False))
    if len(given) < len(args) or not given.keys().isdisjoint(named):
        return False
    given |= named
    for name, item in fields.items():
        if name not in given:
            given[name] = item.default if item.default_factory is _MISSING else item.default_factory()
            if given[name] is _MISSING:
                return False
    if len(given) > len(fields):
        return False
    for name, said in given.items():
        cls.__dict__[name].__set__(value, said)
    return True


def _constructor(cls: Any, fields: dict[str, _Field], *, frozen: bool) -> Any:
    known: dict[str, Any] = {"_missing": _MISSING, "_cls": cls}
    parameters, lines = [], []
    for name, item in fields.items():
        value = name
        if item.default_factory is not _MISSING:
            known[f"_make_{name}"] = item.default_factory
            parameters.append(f"{name}=_missing")
            value = f"_make_{name}() if {name} is _missing else {name}"
        elif item.default is not _MISSING:
            known[f"_default_{name}"] = item.default
            parameters.append(f"{name}=_default_{name}")
        else:
            parameters.append(name)
        if frozen:
            # The slot itself sets the value: nothing else gets past a frozen class.
            known[f"_set_{name}"] = cls.__dict__[name].__set__
            lines.append(f"    _set_{name}(self, {value})\n")
        else:
            lines.append(f"    self.{name} = {value}\n")
    exec(f"def __init__(self, {', '.join(parameters)}):\n{''.join(lines) or '    pass'}", known)  # noqa: S102 - as dataclasses does: names and literals of our own classes
    constructor = known["__init__"]
    constructor.__qualname__ = f"{cls.__qualname__}.__init__"
    return constructor


def _values_of(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """The values of these fields as one tuple."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


def _equality(names: list[str], *, frozen: bool) -> dict[str, Any]:
    values = _values_of(names)

    def equal(self: Any, other: Any) -> Any:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    return {"__eq__": equal, "__hash__": (lambda self: hash(values(self))) if frozen else None}


def _order(names: list[str]) -> dict[str, Any]:
    from operator import ge, gt, le, lt

    values = _values_of(names)

    def by(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Any]:
        return lambda self, other: (
            compare(values(self), values(other)) if other.__class__ is self.__class__ else NotImplemented
        )

    return {"__lt__": by(lt), "__le__": by(le), "__gt__": by(gt), "__ge__": by(ge)}


def _repr(names: Iterable[str]) -> Callable[[Any], str]:
    return lambda self: f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"


def _frozen(self: Any, name: str, value: Any = None) -> NoReturn:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot change field {name!r}")


def _getstate(self: Any) -> list[Any]:
    return [getattr(self, name) for name in self.__match_args__]


def _setstate(self: Any, state: list[Any]) -> None:
    for name, value in zip(self.__match_args__, state, strict=True):
        object.__setattr__(self, name, value)


_FROZEN: dict[str, Any] = {
    "__setattr__": _frozen,
    "__delattr__": _frozen,
    "__getstate__": _getstate,
    "__setstate__": _setstate,
}


class _Described:
    """The fields as the standard library describes them; made when something asks."""

    def __init__(self, fields: dict[str, _Field]) -> None:
        self._fields = fields

    def __get__(self, instance: object, owner: Any) -> Any:
        import dataclasses

        items = []
        for name, item in self._fields.items():
            said = {key: value for key, value in item._asdict().items() if value is not _MISSING}
            items.append((name, owner.__annotations__[name], dataclasses.field(**said)))
        described: Any = dataclasses.make_dataclass(owner.__name__, items)
        return described.__dataclass_fields__


if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace  # noqa: TID251 - the names, for type checkers
else:
    dataclass, field, replace = _dataclass, _field, _replace
