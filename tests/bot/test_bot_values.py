"""How stored answers read: numbers, days, several values, and what is not known."""

from dataclasses import replace

import pytest

from bot.values import grouped, label_of
from flows.model import DONT_KNOW, Choice, Kind, Question

KENH = (Choice("a", {"vi": "Zalo", "en": "Zalo"}), Choice("b", {"vi": "Loa", "en": "Speaker"}))


Q = Question("q", Kind.NUMBER, {"vi": "?"}, "m")


@pytest.mark.parametrize(("number", "vi", "en"), [
    ("0", "0", "0"), ("-2", "-2", "-2"), ("2.5", "2,5", "2.5"), ("2026", "2026", "2026"),
    ("20000", "20.000", "20,000"), ("-1234567.25", "-1.234.567,25", "-1,234,567.25"),
])  # fmt: skip
def test_numbers(number: str, vi: str, en: str) -> None:
    assert (grouped(number, "vi"), grouped(number, "en")) == (vi, en)


@pytest.mark.parametrize(("asked", "value", "vi", "en"), [
    (replace(Q, unit={"vi": "ngày", "en": "days"}), "3", "3 ngày", "3 days"),
    (replace(Q, kind=Kind.DATE), "2026-02-01", "01/02/2026", "01/02/2026"),
    (replace(Q, kind=Kind.TIME), "08:30", "08:30", "08:30"),
    (replace(Q, kind=Kind.MULTI, choices=KENH), "a,b", "Zalo, Loa", "Zalo, Speaker"),
    (replace(Q, kind=Kind.RANKING, choices=KENH), "b,a", "1. Loa, 2. Zalo", "1. Speaker, 2. Zalo"),
    (replace(Q, kind=Kind.CHOICE, choices=KENH), "b", "Loa", "Speaker"),
    (replace(Q, kind=Kind.CHOICE, choices=KENH, dont_know_label={"vi": "Không nói"}), DONT_KNOW,
     "Không nói", "Không nói"),
])  # fmt: skip
def test_labels(asked: Question, value: str, vi: str, en: str) -> None:
    assert (label_of(asked, value, "vi"), label_of(asked, value, "en")) == (vi, en)
