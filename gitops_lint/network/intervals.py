"""Sets of integers as sorted, disjoint, non-adjacent closed intervals; and the address blocks built from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

V4_MAX = 2**32 - 1
V6_MAX = 2**128 - 1


@dataclass(frozen=True, slots=True)
class IntervalSet:
    """An immutable set of integers; equal sets are equal values.

    Build it with `of`: the constructor trusts its argument to be canonical.
    """

    spans: tuple[tuple[int, int], ...] = ()

    @staticmethod
    def of(*spans: tuple[int, int]) -> IntervalSet:
        """The union of closed intervals, in any order; an interval that ends before it starts is empty."""
        return IntervalSet(_canonical(spans))

    def __bool__(self) -> bool:
        return bool(self.spans)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(self.spans)

    def __contains__(self, value: int) -> bool:
        return any(low <= value <= high for low, high in self.spans)

    def __or__(self, other: IntervalSet) -> IntervalSet:
        if not other.spans or self.spans == other.spans:
            return self
        if not self.spans:
            return other
        return IntervalSet(_canonical(self.spans + other.spans))

    def __and__(self, other: IntervalSet) -> IntervalSet:
        if self.spans == other.spans:
            return self
        found: list[tuple[int, int]] = []
        mine, theirs = self.spans, other.spans
        left = right = 0
        while left < len(mine) and right < len(theirs):
            low = max(mine[left][0], theirs[right][0])
            high = min(mine[left][1], theirs[right][1])
            if low <= high:
                found.append((low, high))
            if mine[left][1] < theirs[right][1]:
                left += 1
            else:
                right += 1
        return IntervalSet(tuple(found))

    def __sub__(self, other: IntervalSet) -> IntervalSet:
        if not self.spans or not other.spans:
            return self
        found: list[tuple[int, int]] = []
        for start, end in self.spans:
            low = start
            for cut_low, cut_high in other.spans:
                if cut_high < low or cut_low > end:
                    continue
                if cut_low > low:
                    found.append((low, cut_low - 1))
                low = cut_high + 1
            if low <= end:
                found.append((low, end))
        return IntervalSet(tuple(found))

    def __le__(self, other: IntervalSet) -> bool:
        return not (self - other).spans


EMPTY = IntervalSet()


def _canonical(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for low, high in sorted(span for span in spans if span[0] <= span[1]):
        if merged and low <= merged[-1][1] + 1:
            if high > merged[-1][1]:
                merged[-1] = (merged[-1][0], high)
        else:
            merged.append((low, high))
    return tuple(merged)


@dataclass(frozen=True, slots=True)
class Block:
    """One CIDR: its family (4 or 6), first and last address, and whether host bits were set in the text."""

    family: int
    low: int
    high: int
    prefix: int
    canonical: bool

    def contains(self, other: Block) -> bool:
        """Every address of ``other`` is in this block; blocks of different families never contain each other."""
        return self.family == other.family and self.low <= other.low and other.high <= self.high


@dataclass(frozen=True, slots=True)
class AddressSet:
    """IPv4 and IPv6 addresses as two interval sets of integers."""

    v4: IntervalSet = EMPTY
    v6: IntervalSet = EMPTY

    @staticmethod
    def of(block: Block, *excepts: Block) -> AddressSet:
        """A block without the excepted ones; an except of the other family takes nothing away."""
        holes = IntervalSet.of(*((hole.low, hole.high) for hole in excepts if hole.family == block.family))
        left = IntervalSet(((block.low, block.high),)) - holes
        return AddressSet(v4=left) if block.family == 4 else AddressSet(v6=left)

    def __bool__(self) -> bool:
        return bool(self.v4) or bool(self.v6)

    def __or__(self, other: AddressSet) -> AddressSet:
        return AddressSet(self.v4 | other.v4, self.v6 | other.v6)

    def __and__(self, other: AddressSet) -> AddressSet:
        return AddressSet(self.v4 & other.v4, self.v6 & other.v6)

    def __le__(self, other: AddressSet) -> bool:
        return self.v4 <= other.v4 and self.v6 <= other.v6


ALL_V4 = AddressSet(v4=IntervalSet(((0, V4_MAX),)))
ALL_V6 = AddressSet(v6=IntervalSet(((0, V6_MAX),)))


def parse_cidr(text: object) -> Block | None:
    """A CIDR as Kubernetes reads it, or None.

    Source: ``netutils.ParseCIDRSloppy``; leading zeros in IPv4 octets are decimal, host bits are allowed (and
    warned about by newer API servers), the prefix length is required and is digits only.
    """
    if not isinstance(text, str):
        return None
    address, slash, length = text.partition("/")
    if not slash or not (length.isascii() and length.isdigit()) or len(length) > 3:
        return None
    found = _parse_address(address)
    if found is None:
        return None
    family, value = found
    bits = 32 if family == 4 else 128
    prefix = int(length)
    if prefix > bits:
        return None
    hosts = (1 << (bits - prefix)) - 1
    low = value & ~hosts
    return Block(family, low, low | hosts, prefix, canonical=low == value)


def _parse_address(text: str) -> tuple[int, int] | None:
    if ":" not in text:
        value = 0
        octets = text.split(".")
        if len(octets) != 4:
            return None
        for octet in octets:
            if not (octet.isascii() and octet.isdigit()) or len(octet) > 16 or int(octet) > 255:
                return None
            value = value << 8 | int(octet)
        return 4, value
    if "%" in text:
        return None
    from ipaddress import AddressValueError, IPv6Address  # 4 ms, and few policies hold IPv6

    try:
        return 6, int(IPv6Address(text))
    except AddressValueError:
        return None


def address_text(family: int, value: int) -> str:
    """An address in its usual notation."""
    if family == 4:
        return f"{value >> 24}.{value >> 16 & 255}.{value >> 8 & 255}.{value & 255}"
    from ipaddress import IPv6Address

    return str(IPv6Address(value))
