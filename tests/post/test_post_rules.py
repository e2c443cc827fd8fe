"""The numbers with dates: what ships is whole, the day picks, and a bad file tells every fault."""

from dataclasses import fields
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from ground.faults import Faulty
from post.rules import Night, Rules
from post.rules_file import load_rules

NOON = datetime(2026, 11, 27, 5, tzinfo=UTC)


def test_every_number_ships_with_a_day_and_a_source() -> None:
    book = load_rules()
    assert set(book.entries) == {field.name for field in fields(Rules)}
    for name, entries in book.entries.items():
        assert all(entry.source and entry.since > date.min for entry in entries), name
    rules = book.rules_at(NOON)
    assert (rules.consultation_free, rules.consultation_price) == (timedelta(hours=48), 55)
    assert rules.account_rate == {"growth": 100, "comprehensive": 2000}
    assert sum(rules.webhook_again, timedelta()) == timedelta(minutes=110, seconds=30)
    assert Rules(**{name: entries[0].value for name, entries in book.entries.items()}) == rules


def test_the_day_picks_and_a_file_of_ones_own_counts_whole(tmp_path: Path) -> None:
    own = tmp_path / "rules.yaml"
    own.write_text(
        "consultation_price:\n"
        "  - {from: 2026-01-01, value: 55, source: cũ}\n"
        "  - {from: 2026-12-01, value: 70, source: Zalo báo ngày 20/11}\n",
        "utf-8",
    )
    book = load_rules(own)
    prices = {
        day: book.rules_at(datetime.combine(day, time(0), UTC)).consultation_price
        for day in (date(2025, 1, 1), date(2026, 11, 30), date(2026, 12, 1), date(2027, 5, 1))
    }
    assert list(prices.values()) == [55, 55, 70, 70]
    eve = datetime(2026, 11, 30, 17, tzinfo=UTC)  # midnight in Vietnam
    assert book.rules_at(eve).consultation_price == 70
    assert book.rules_at(eve - timedelta(seconds=1)).consultation_price == 55
    assert book.rules_at(NOON).max_buttons == 5, "what the file does not name ships"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- 1\n", ["R002"]),
        ("max_txt: []\n", ["R001"]),
        ("max_text: 5\n", ["R002"]),
        ("max_text: []\n", ["R002"]),
        ("max_text: [{from: 2026-01-01, value: 5}]\n", ["R005"]),
        ('max_text: [{from: 2026-01-01, value: 5, source: ""}]\n', ["R005"]),
        ("max_text: [{from: 2026-01-01, value: 5, source: x, note: y}]\n", ["R002"]),
        ("max_text: [{from: 2026-13-01, value: 5, source: x}]\n", ["R004"]),
        ("max_text: [{from: 2026-01-01, value: 0, source: x}]\n", ["R003"]),
        ("max_text: [{from: 2026-01-01, value: true, source: x}]\n", ["R003"]),
        ("consultation_price: [{from: 2026-01-01, value: -1, source: x}]\n", ["R003"]),
        ("consultation_free: [{from: 2026-01-01, value: 48, source: x}]\n", ["R003"]),
        ("consultation_free: [{from: 2026-01-01, value: 0 days, source: x}]\n", ["R003"]),
        ('night_from: [{from: 2026-01-01, value: "25:00", source: x}]\n', ["R003"]),
        ("night_binds: [{from: 2026-01-01, value: [mail], source: x}]\n", ["R003"]),
        ("account_rate: [{from: 2026-01-01, value: {growth: 1}, source: x}]\n", ["R003"]),
        ("webhook_again: [{from: 2026-01-01, value: [], source: x}]\n", ["R003"]),
        (
            "app_rate:\n  - {from: 2026-02-01, value: 5, source: x}\n"
            "  - {from: 2026-02-01, value: z, source: x}\nnight: 5\n",
            ["R004", "R003", "R001"],
        ),
    ],
)
def test_faults_are_told_at_once(tmp_path: Path, text: str, told: list[str]) -> None:
    own = tmp_path / "rules.yaml"
    own.write_text(text, "utf-8")
    with pytest.raises(Faulty) as caught:
        load_rules(own)
    assert [fault.code for fault in caught.value.faults] == told


def test_did_you_mean(tmp_path: Path) -> None:
    own = tmp_path / "rules.yaml"
    own.write_text("consultation_prise: []\n", "utf-8")
    with pytest.raises(Faulty) as caught:
        load_rules(own)
    assert "“consultation_price”" in caught.value.faults[0].told("en")


@pytest.mark.parametrize(
    ("utc", "over"),
    [
        ("2026-11-27T14:59", "2026-11-27T14:59"),  # 21:59
        ("2026-11-27T15:00", "2026-11-27T23:05"),  # 22:00 -> 06:05 of the next day
        ("2026-11-27T20:00", "2026-11-27T23:05"),  # 03:00
        ("2026-11-27T23:04", "2026-11-27T23:05"),  # 06:04
        ("2026-11-27T23:05", "2026-11-27T23:05"),
    ],
)
def test_the_night_goes_over_midnight(utc: str, over: str) -> None:
    night = Night(time(22), time(6), time(6, 5))
    moment, after = (datetime.fromisoformat(f"{text}:00+00:00") for text in (utc, over))
    assert night.over(moment) == after
    assert night.holds(moment) == (moment != after)


def test_what_the_night_binds() -> None:
    rules = load_rules().rules_at(NOON)
    assert rules.bound_by_night("template_phone")
    assert rules.bound_by_night("template_user", "promotion")
    assert not rules.bound_by_night("template_user", "customer_care")
    assert not rules.bound_by_night("consultation")
