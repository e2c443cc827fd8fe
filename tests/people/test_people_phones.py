"""Phones in every form that lists hold them in."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.phones import Phones, read_phones, unscientific


@pytest.mark.parametrize(
    "cell",
    [
        "0912345678",
        "912345678",  # Excel took the zero
        "912345678.0",
        "+84912345678",
        "84912345678",
        "0084912345678",
        "0084 912 345 678",
        "+84 (0)912 345 678",
        "0912.345.678",
        "0912-345-678",
        " 0912345678 ",
        "9.12345678E+8",
        "0912345678 / 0987654322",
        "02963852111; 0912345678",
    ],
)
def test_every_form_of_one_mobile_is_that_mobile(cell: str) -> None:
    assert read_phones(cell).mobile == "84912345678"


@pytest.mark.parametrize(
    ("cell", "mobile"),
    [
        ("01202345678", "84702345678"),
        ("0121 234 5678", "84792345678"),
        ("01682345678", "84382345678"),
        ("841682345678", "84382345678"),
        ("0199 234 5678", "84592345678"),
    ],
)
def test_the_eleven_digit_numbers_of_before_2018_are_carried_over(cell: str, mobile: str) -> None:
    assert read_phones(cell) == Phones(mobile)


def test_a_land_line_is_kept_but_is_no_mobile() -> None:
    assert read_phones("0296.3852.111") == Phones(None, "842963852111")


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "không có",
        "0900000000",
        "0999999999",
        "0000000000",
        "0123456789",
        "091234567",  # a digit is missing, and a lost zero does not explain it
        "09123456789",
        "8.49E+10",  # Excel cut the digits
        "9.1234567E+8",
        "113",
        "+14155552671",
        "٠٩١٢٣٤٥٦٧٨",
    ],
)
def test_what_is_no_phone_stays_none(cell: str) -> None:
    assert read_phones(cell) == Phones()


def test_scientific_notation_comes_back_only_whole() -> None:
    assert unscientific("8,9090001234E+10") == "89090001234"
    assert unscientific("8.909E+10") is None
    assert unscientific("0912345678") == "0912345678"


@given(st.from_regex(r"0(3[2-9]|5[68]|7[06-9]|8[1-68]|9[0-8])[0-9]{7}", fullmatch=True))
def test_the_short_way_agrees_with_the_library(number: str) -> None:
    found = read_phones(number).mobile
    if len(set(number[-7:])) == 1:
        assert found is None
    else:
        assert found == "84" + number[1:]
        kind = phonenumbers.number_type(phonenumbers.parse(number, "VN"))
        assert kind == phonenumbers.PhoneNumberType.MOBILE


@given(st.text(max_size=30))
def test_any_text_is_read_without_harm_and_read_again_the_same(text: str) -> None:
    found = read_phones(text)
    for number in (found.mobile, found.landline):
        assert number is None or (number.isascii() and number.isdigit() and number[:2] == "84")
    if found.mobile:
        assert read_phones(found.mobile).mobile == found.mobile
