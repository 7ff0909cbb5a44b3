"""Quantities are read, compared, computed and printed as ``apimachinery`` does it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_lint.model.quantity import (
    FORMAT_WRONG,
    NUMBER_WRONG,
    SUFFIX_WRONG,
    ZERO,
    Format,
    Quantity,
    QuantityError,
    in_one_unit,
    parse_quantity,
)

SI, BINARY, EXPONENT = Format.DECIMAL_SI, Format.BINARY_SI, Format.DECIMAL_EXPONENT
LARGEST = 2**63 - 1
NANO = 10**9


def dec(mantissa: int, exponent: int) -> int:
    """An amount in nano units."""
    return mantissa * 10 ** (exponent + 9)


PARSED = [
    *[(f"0{suffix}", 0, SI) for suffix in ("", "n", "u", "m", "k", "M", "G", "T")],
    *[(f"0{suffix}", 0, BINARY) for suffix in ("Ki", "Mi", "Gi", "Ti", "Pi", "Ei")],
    ("1", dec(1, 0), SI),
    ("1Ki", 1024 * NANO, BINARY),
    ("8Ki", 8 * 1024 * NANO, BINARY),
    ("7Mi", 7 * 1024**2 * NANO, BINARY),
    ("6Gi", 6 * 1024**3 * NANO, BINARY),
    ("5Ti", 5 * 1024**4 * NANO, BINARY),
    ("4Pi", 4 * 1024**5 * NANO, BINARY),
    ("3Ei", 3 * 1024**6 * NANO, BINARY),
    ("10Ti", 10 * 1024**4 * NANO, BINARY),
    ("100Ti", 100 * 1024**4 * NANO, BINARY),
    ("5n", 5, SI),
    ("4u", dec(4, -6), SI),
    ("3m", dec(3, -3), SI),
    ("9", dec(9, 0), SI),
    ("8k", dec(8, 3), SI),
    ("50k", dec(5, 4), SI),
    ("7M", dec(7, 6), SI),
    ("6G", dec(6, 9), SI),
    ("5T", dec(5, 12), SI),
    ("40T", dec(4, 13), SI),
    ("300T", dec(3, 14), SI),
    ("2P", dec(2, 15), SI),
    ("1E", dec(1, 18), SI),
    ("1E-3", dec(1, -3), EXPONENT),
    ("1e3", dec(1, 3), EXPONENT),
    ("1E6", dec(1, 6), EXPONENT),
    ("1e13", dec(1, 13), EXPONENT),
    ("1e14", dec(1, 14), EXPONENT),
    ("1E18", dec(1, 18), EXPONENT),
    ("100.035k", dec(100035, 0), SI),
    ("0.001", dec(1, -3), SI),
    ("0.0005k", dec(5, -1), SI),
    ("0.005", dec(5, -3), SI),
    ("0.05", dec(5, -2), SI),
    ("0.5", dec(5, -1), SI),
    ("0.00050k", dec(5, -1), SI),
    ("0.05000", dec(5, -2), SI),
    ("0.5e0", dec(5, -1), EXPONENT),
    ("0.5e-1", dec(5, -2), EXPONENT),
    ("0.5e-2", dec(5, -3), EXPONENT),
    ("10.035M", dec(10035, 3), SI),
    ("1.2e3", dec(12, 2), EXPONENT),
    ("1.3E+6", dec(13, 5), EXPONENT),
    ("1.40e9", dec(14, 8), EXPONENT),
    ("1.53E12", dec(153, 10), EXPONENT),
    ("1.7E18", dec(17, 17), EXPONENT),
    ("9.01", dec(901, -2), SI),
    ("8.1k", dec(81, 2), SI),
    ("7.123456M", dec(7123456, 0), SI),
    ("6.987654321G", dec(6987654321, 0), SI),
    ("5.444T", dec(5444, 9), SI),
    ("2.5P", dec(25, 14), SI),
    ("1.01E", dec(101, 16), SI),
    # more precise than a billionth: away from zero
    ("3.001n", 4, SI),
    ("1.1E-9", 2, EXPONENT),
    ("0.0000000001", 1, SI),
    ("0.00000000050", 1, SI),
    ("0.5e-9", 1, EXPONENT),
    ("0.9n", 1, SI),
    ("0.00000012345", 124, SI),
    ("0.00000012354", 124, SI),
    # only binary amounts are capped
    ("9Ei", LARGEST * NANO, BINARY),
    ("9223372036854775807Ki", LARGEST * NANO, BINARY),
    ("12E", dec(12, 18), SI),
    # fractions of binary units
    ("100.035Ki", dec(10243584, -2), BINARY),
    ("0.5Mi", 524288 * NANO, BINARY),
    ("0.05Gi", dec(536870912, -1), BINARY),
    ("0.025Ti", dec(274877906944, -1), BINARY),
    ("0.000000000001Ki", 2, SI),
    # odd, and accepted
    (".001", dec(1, -3), SI),
    (".0001k", dec(100, -3), SI),
    ("1.", dec(1, 0), SI),
    ("1.G", dec(1, 9), SI),
    ("0001", dec(1, 0), SI),
]


@pytest.mark.parametrize("sign", ["", "+", "-"])
@pytest.mark.parametrize(("text", "nano", "form"), PARSED)
def test_reads(text: str, nano: int, form: Format, sign: str) -> None:
    quantity = Quantity.parse(sign + text)
    assert quantity.nano == (-nano if sign == "-" else nano)
    assert quantity.format is form


@pytest.mark.parametrize("text", [".", "+", "-", "-.", "m", "k", "Ki", "Ti", "e3", "E", "+Mi"])
def test_a_text_without_a_digit_is_zero(text: str) -> None:
    assert Quantity.parse(text) == ZERO


@pytest.mark.parametrize(
    "text",
    ["", " 1", "1 ", "1.1.M", "1+1.0M", "0.1am", "aoeu", "Non-Numeric", "1KB", "1Gb", "100 m", "1_000", "0x10",
     "1.5.5", "1e1.5", "\u0661", "1\n", "1Mi1x", "1" * 300],
)  # fmt: skip
def test_refuses_what_is_no_number_with_a_suffix(text: str) -> None:
    with pytest.raises(QuantityError) as error:
        Quantity.parse(text)
    assert str(error.value) == FORMAT_WRONG


@pytest.mark.parametrize(
    "text", ["1K", "--1", "1mi", "0.1mi", ".5i", "1i", "1e", "-3.01i", "-3.01e-", "1MM", "1m5", "1e1001"]
)
def test_refuses_an_unknown_suffix(text: str) -> None:
    with pytest.raises(QuantityError) as error:
        Quantity.parse(text)
    assert str(error.value) == SUFFIX_WRONG


@pytest.mark.parametrize("text", ["Pi", "Ei", ".Ei", "e-10"])
def test_refuses_a_suffix_alone_where_upstream_needs_the_digits(text: str) -> None:
    with pytest.raises(QuantityError) as error:
        Quantity.parse(text)
    assert str(error.value) == NUMBER_WRONG


CANONICAL = [
    ("1024Mi", "1Gi"),
    ("307200Ki", "300Mi"),
    ("1025024Mi", "1001Gi"),
    ("1024Gi", "1Ti"),
    ("6Ki", "6Ki"),
    ("5000m", "5"),
    ("0.5", "500m"),
    ("1000M", "1G"),
    ("0.001T", "1G"),
    ("1000000k", "1G"),
    ("1000000000", "1G"),
    ("1000u", "1m"),
    ("80m", "80m"),
    ("1.08", "1080m"),
    ("1080000000n", "1080m"),
    ("300M", "300M"),
    ("1234567M", "1234567M"),
    ("1234567m", "1234567m"),
    (".001e12", "1e9"),
    ("0.001e0", "1e-3"),
    ("1000e-12", "1e-9"),
    ("80e-3", "80e-3"),
    ("1e5", "100e3"),
    ("00", "0"),
    ("0Ki", "0"),
    ("1080n", "1080n"),
    ("1080u", "1080u"),
    (".001Ki", "1024m"),
    (".000001Ki", "1024u"),
    (".000000001Ki", "1024n"),
    (".000000000001Ki", "2n"),
    ("1.5", "1500m"),
    ("1.5Gi", "1536Mi"),
    ("0.5Mi", "512Ki"),
    ("0.1m", "100u"),
    ("512Ki", "512Ki"),
    ("1.25", "1250m"),
    ("2", "2"),
    ("1000000E", "1000000E"),
    ("9Ei", "9223372036854775807"),
]


@pytest.mark.parametrize(("text", "expected"), CANONICAL)
def test_prints_the_canonical_form(text: str, expected: str) -> None:
    assert str(Quantity.parse(text)) == expected
    assert Quantity.parse(text).canonical == expected
    if expected != "0":
        assert str(Quantity.parse(f"-{text}")) == f"-{expected}"


@pytest.mark.parametrize(
    ("text", "canonical"), [("1.500", "1500m"), ("+1", "1"), ("01", "1"), ("1025Mi", "1025Mi"), ("1.100k", "1100")]
)
def test_prints_as_written_what_upstream_takes_for_canonical(text: str, canonical: str) -> None:
    assert str(Quantity.parse(text)) == text
    assert Quantity.parse(text).canonical == canonical


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        (1, SI, "1"), (1000, SI, "1k"), (1_234_000, SI, "1234k"), (1024, BINARY, "1Ki"), (5, BINARY, "5"),
        (1_000_000, EXPONENT, "1e6"), (1024**2, BINARY, "1Mi"), (1025, BINARY, "1025"), (1024**7, BINARY, "1024Ei"),
    ],
)  # fmt: skip
def test_prints_whole_units(value: int, form: Format, expected: str) -> None:
    assert str(Quantity.of(value, form)) == expected
    assert Quantity.of(value, form).value == value


@pytest.mark.parametrize(
    ("left", "right", "order"),
    [("0", "0", 0), ("100m", "50m", 1), ("50m", "100m", -1), ("10000T", "100Gi", 1), ("1", "1000m", 0),
     ("1G", "1Gi", -1), ("1Gi", "1024Mi", 0), ("-10", "0", -1), ("0", "0Ki", 0), ("1e3", "1k", 0),
     ("9223372036854775807", "1n", 1), ("9.00", "9.01", -1), ("800m", "0.79", 1)],
)  # fmt: skip
def test_compares_amounts(left: str, right: str, order: int) -> None:
    one, other = Quantity.parse(left), Quantity.parse(right)
    assert (one > other) - (one < other) == order
    assert (one == other) is (order == 0)
    if order == 0:
        assert hash(one) == hash(other)


@pytest.mark.parametrize(
    ("text", "value", "milli"),
    [("100m", 1, 100), ("1", 1, 1000), ("1500m", 2, 1500), ("-100m", -1, -100), ("1u", 1, 1), ("1n", 1, 1),
     ("512m", 1, 512), ("2Ki", 2048, 2_048_000), ("0", 0, 0), ("-1500u", -1, -2)],
)  # fmt: skip
def test_rounds_away_from_zero(text: str, value: int, milli: int) -> None:
    assert Quantity.parse(text).value == value
    assert Quantity.parse(text).milli == milli


@pytest.mark.parametrize(
    ("left", "right", "total", "difference"),
    [("10", "10", "20", "0"), ("1Ki", "1", "1025", "1023"), ("0", "100m", "100m", "-100m"), ("0", "1Gi", "1Gi", "-1Gi"),
     ("1Gi", "0", "1Gi", "1Gi"), ("1500m", "500m", "2", "1"), ("1Gi", "1Gi", "2Gi", "0")],
)  # fmt: skip
def test_adds_and_subtracts(left: str, right: str, total: str, difference: str) -> None:
    one, other = Quantity.parse(left), Quantity.parse(right)
    assert str(one + other) == total
    assert str(one - other) == difference


@pytest.mark.parametrize(
    ("text", "factor", "expected"),
    [("10", 10, "100"), ("50", 0, "0"), ("250m", 4, "1"), ("10", -10, "-100"), ("-50", -50, "2500"),
     ("512Mi", 3, "1536Mi"), ("9223372036854775807", 2, "18446744073709551614")],
)  # fmt: skip
def test_multiplies(text: str, factor: int, expected: str) -> None:
    assert str(Quantity.parse(text) * factor) == expected


def test_negates() -> None:
    assert str(-Quantity.parse("9.01")) == "-9010m"
    assert -ZERO == ZERO


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, "1"), (0.5, "500m"), (1.0, "1"), (0.1, "100m"), (1e3, "1k"), (1e16, "10P"), (1e-5, "10u"), (-1, "-1"),
        (" 1", "1"), ("1 ", "1"), ("\t1Gi\n", "1Gi"), (2**64, "18446744073709552k"), (0, "0"), (1e21, "1e+21"),
    ],
)  # fmt: skip
def test_reads_yaml_values(value: object, expected: str) -> None:
    assert str(parse_quantity(value)) == expected


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        False,
        "",
        "1GB",
        "one",
        [],
        ["1"],
        {},
        {"cpu": 1},
        float("nan"),
        float("inf"),
        10**4000,
        b"1",
        object(),
    ],
)
def test_yaml_values_that_are_no_quantity(value: object) -> None:
    assert parse_quantity(value) is None


amounts = st.builds(Quantity, st.integers(-(10**30), 10**30), st.sampled_from(Format))


@given(amounts)
def test_printing_loses_nothing(quantity: Quantity) -> None:
    if quantity.format is BINARY and abs(quantity.nano) > LARGEST * NANO:
        return  # parsing caps these
    again = Quantity.parse(quantity.canonical)
    assert again == quantity
    assert again.canonical == quantity.canonical


@given(st.lists(amounts))
def test_sums_come_back_to_zero(quantities: list[Quantity]) -> None:
    total = ZERO
    for quantity in quantities:
        total += quantity
    for quantity in reversed(quantities):
        total -= quantity
    assert total == ZERO


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (["2", "2500m"], ["2000m", "2500m"]),
        (["4Gi", "4608Mi"], ["4096Mi", "4608Mi"]),
        (["20Gi", "30Gi"], ["20Gi", "30Gi"]),
        (["4G", "4Gi"], ["3906250Ki", "4194304Ki"]),
        (["4G", "5G"], ["4G", "5G"]),
        (["1024", "2048"], ["1024", "2048"]),  # pods, not memory
        (["0", "512Mi"], ["0", "512Mi"]),
        (["1Gi", "1073741825"], ["1073741824", "1073741825"]),
        (["0", "0"], ["0", "0"]),
    ],
)
def test_amounts_to_compare_have_one_unit(written: list[str], shown: list[str]) -> None:
    assert in_one_unit([Quantity.parse(text) for text in written]) == shown


@given(st.lists(amounts, min_size=1))
def test_one_unit_loses_nothing(quantities: list[Quantity]) -> None:
    shown = in_one_unit(quantities)
    if max(abs(quantity.nano) for quantity in quantities) <= LARGEST * NANO:  # parsing caps the others
        assert [Quantity.parse(text) for text in shown] == quantities
    assert len({text.lstrip("-0123456789") for text in shown if text != "0"}) <= 1


def refusal(text: str) -> str:
    try:
        quantity = Quantity.parse(text)
    except QuantityError as error:
        return str(error)
    assert Quantity.parse(str(quantity)) == quantity
    return ""


@given(st.text(alphabet="+-.0123456789eEinumkKMGTP ", max_size=24))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert refusal(text) in {"", FORMAT_WRONG, SUFFIX_WRONG, NUMBER_WRONG}
