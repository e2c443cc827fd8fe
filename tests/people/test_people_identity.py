"""Identity numbers, and the dummies that clerks make up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.identity import read_identity


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("089090001234", "089090001234"),
        (" 089 090 001 234 ", "089090001234"),
        ("89090001234", "089090001234"),  # one zero lost
        ("1099012345", "001099012345"),  # two zeros lost: Hà Nội
        ("8.9090001234E+10", "089090001234"),
        ("351234567", "351234567"),
        ("12345679", "012345679"),  # a CMND that lost its zero
        ("000000001; 089090001234", "089090001234"),
    ],
)
def test_a_plausible_number_is_read(cell: str, number: str) -> None:
    assert read_identity(cell) == number


@pytest.mark.parametrize(
    "cell",
    [
        "000000001",
        "000000000",
        "111111111",
        "123456789",
        "012345678901",
        "000000000001",
        "999999999999",
        "089090000000",
        "097090001234",  # there is no province 097
        "089990001234",  # nobody was born in the century 9
        "391234567",  # there is no police of 39
        "0912345678",  # a phone
        "1600123456",  # a tax code
        "8.91E+10",
        "B1234567",
        "",
    ],
)
def test_dummies_and_other_numbers_are_refused(cell: str) -> None:
    assert read_identity(cell) is None


@given(st.from_regex(r"0(89|75)[0-3][0-9]{2}[0-9]{6}", fullmatch=True))
def test_zeros_that_excel_took_are_put_back(number: str) -> None:
    found = read_identity(number)
    assert found in (number, None)
    assert read_identity(number.lstrip("0")) == found
    assert read_identity(f"{number[:3]} {number[3:]}") == found


@given(st.text(max_size=30))
def test_any_text_gives_a_number_or_none(text: str) -> None:
    found = read_identity(text)
    assert found is None or (len(found) in (9, 12) and found.isdigit() and found.isascii())
