"""What may be typed instead of a code: a number, or the end of a case code."""

from datetime import UTC, datetime

import pytest

from bot.events import Replied
from bot.signs import ends_with, phone_in, signs_in
from bot.turns import Turn

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def turn(text: str) -> Turn:
    return Turn("k", "zalo", Replied(text, NOW), NOW)


@pytest.mark.parametrize(
    ("typed", "signs"),
    [
        ("0007", "0007"), ("00-07", "0007"), ("00 07", "0007"), ("0a1b.", "0A1B"),
        ("4 số cuối là 0007", "0007"), ("H01.22-261102-0007", "H01222611020007"),
        ("ABCD", "ABCD"), ("007", None), ("xin chào", None), ("chào bác", None), ("dừng", None),
        ("stop", None), ("0912 345 678", None), ("tôi chờ lâu quá", None), ("", None),
    ],
)  # fmt: skip
def test_signs(typed: str, signs: str | None) -> None:
    assert signs_in(turn(typed)) == signs


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("0912345678", "84912345678"), ("+84 912 345 678", "84912345678"),
        ("số tôi 0912.345.678 nhé", "84912345678"), ("0007", None), ("H01.22-261102-0007", None),
        ("0296 3957 000", None),
    ],
)  # fmt: skip
def test_numbers(typed: str, phone: str | None) -> None:
    assert phone_in(turn(typed)) == phone


def test_the_end_of_a_case_code_whatever_stands_between() -> None:
    assert ends_with("H01.22-261102-0a17", "0A17")
    assert ends_with("H01.22-261102-0a17", "020A17")
    assert not ends_with("H01.22-261102-0a17", "0017")
    assert not ends_with("017", "0017")
