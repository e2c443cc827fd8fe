"""The call-up: how many, who is passed over, and when the next step falls due."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ground.when import VIETNAM, Window
from plans.callup import (
    Due,
    Step,
    expires_at,
    how_many,
    next_due,
    reminder_at,
    silent_at,
)
from plans.compile import compile_text
from plans.model import Plan

NUMBERS = st.integers(0, 100)


def plan(reminders: str) -> Plan:
    return compile_text(
        f"""\
plan: p
title: t
department: d
hotline: "1022"
agencies: a.yaml
flow: f
period: {{last: 30 days}}
total: 5
quota: {{A: 5}}
alerts: {{default: a@b.vn}}
channels: [email]
reminders: {reminders}
patience: 2 days
expires: 10 days
keep_until: 6 months
""",
        {"A": "Sở A"},
    )


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A Vietnamese wall-clock time of September 2026, in UTC."""
    return datetime(2026, 9, day, hour, minute, tzinfo=VIETNAM).astimezone(UTC)


@pytest.mark.parametrize(
    ("quota", "valid", "pending", "started", "calls"),
    [
        (30, 0, 0, 0, 30),  # the main list, all at once
        (30, 0, 30, 0, 0),  # everyone might still answer
        (30, 12, 10, 3, 5),  # five were unreachable, refused or silent
        (30, 29, 0, 1, 0),  # whoever has begun may be the last one
        (30, 30, 0, 0, 0),
        (30, 31, 0, 2, 0),  # late ones may finish and count
        (0, 0, 0, 0, 0),
    ],
)
def test_how_many_are_called(
    quota: int, valid: int, pending: int, started: int, calls: int
) -> None:
    assert how_many(quota, valid, pending, started) == calls


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_calls_never_go_beyond_the_quota(
    quota: int, valid: int, pending: int, started: int
) -> None:
    calls = how_many(quota, valid, pending, started)
    out = valid + pending + started
    assert calls >= 0
    assert out + calls == max(out, quota)


def test_reminders_count_from_the_message_before() -> None:
    twice = plan("[3 days, 4 days]")
    invited = at(1, 9)
    assert reminder_at(twice, invited, 1) == at(4, 9)
    assert reminder_at(twice, invited, 2) == at(8, 9)
    assert silent_at(twice, invited) == at(10, 9)
    assert expires_at(twice, invited) == at(11, 9)


def test_what_is_called_up_at_night_counts_from_the_morning() -> None:
    once = plan("[3 days]")
    late = at(1, 22, 40)  # the invitation leaves at 07:30 of the 2nd
    assert reminder_at(once, late, 1) == at(5, 7, 30)
    assert silent_at(once, late) == at(7, 7, 30)
    assert expires_at(once, late) == at(12, 7, 30)


def test_a_reminder_waits_for_the_window() -> None:
    hours = plan("[12 hours]")
    assert reminder_at(hours, at(1, 9), 1) == at(2, 7, 30)  # 21:00 is too late
    assert reminder_at(hours, at(1, 8, 29), 1) == at(1, 20, 29)  # 20:29 is not


def test_without_reminders_patience_counts_from_the_invitation() -> None:
    none = plan("[]")
    assert silent_at(none, at(1, 9)) == at(3, 9)
    assert next_due(none, at(1, 9), 0) == Due(Step.SILENT, at(3, 9))


def test_what_falls_due_next() -> None:
    twice = plan("[3 days, 4 days]")
    assert [next_due(twice, at(1, 9), n) for n in (0, 1, 2)] == [
        Due(Step.REMIND, at(4, 9)),
        Due(Step.REMIND, at(8, 9)),
        Due(Step.SILENT, at(10, 9)),
    ]


@pytest.mark.parametrize("number", [0, 2, -1])
def test_a_reminder_that_the_plan_does_not_have_is_refused(number: int) -> None:
    with pytest.raises(ValueError):
        reminder_at(plan("[3 days]"), at(1, 9), number)


TWICE = plan("[3 days, 4 days]")


@given(st.integers(0, 366 * 24 * 60))
def test_steps_stand_in_order_and_inside_the_window(minutes: int) -> None:
    invited = at(1, 0) + timedelta(minutes=minutes)
    first, second = (reminder_at(TWICE, invited, n) for n in (1, 2))
    window = Window(time(7, 30), time(20, 30))
    assert window.is_open(first)
    assert window.is_open(second)
    assert invited + timedelta(days=3) <= first < second < silent_at(TWICE, invited)
