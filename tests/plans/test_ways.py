"""The order of ways: which stand open at a moment, at what price, and what a refusal leads to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ground.when import VIETNAM
from plans.compile import compile_text
from plans.invite import look
from plans.model import Reach
from plans.ports import Chat, Contact, DueInvitation, Room, SentState
from plans.spending import level
from plans.ways import Means, Person, affordable, open_ways
from post.rules_file import load_rules
from post.templates.compile import load_templates
from tests.plans.test_compile import GOOD, UNITS

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM).astimezone(UTC)
PLAN = compile_text(GOOD + "budget: {total: 100000, warn: 80%}\n", UNITS)
RULES = load_rules().rules_at(NOW)
BOOK = load_templates(Path(__file__).parents[2] / "examples" / "zalo")
MEANS = Means(PLAN, RULES, BOOK, Room(), "8812")
PHONE, MAIL = Contact("phone", "p", "84912345678"), Contact("email", "e", "a@b.vn")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def person(heard: timedelta | None, *contacts: Contact, begun: tuple[datetime, ...] = ()) -> Person:
    chat = None if heard is None else Chat("c", "u1", NOW - heard, "vi")
    return Person(contacts, chat, begun)


def reaches(means: Means, who: Person, now: datetime = NOW, purpose: str = "invite") -> list[str]:
    return [way.reach.value for way in open_ways(means, who, now, purpose)]


@pytest.mark.parametrize(
    ("heard", "open_"),
    [
        (None, ["template_phone", "email"]),
        (HOUR, ["consultation", "paid_consultation", "template_user", "template_phone", "email"]),
        (47 * HOUR, ["consultation", "paid_consultation", "template_user", "template_phone",
                     "email"]),
        (48 * HOUR - timedelta(minutes=10), ["paid_consultation", "template_user",
                                             "template_phone", "email"]),
        (6 * DAY, ["paid_consultation", "template_user", "template_phone", "email"]),
        (7 * DAY, ["template_user", "template_phone", "email"]),
        (400 * DAY, ["template_user", "template_phone", "email"]),
    ],
)  # fmt: skip
def test_windows_hang_on_the_last_act(heard: timedelta | None, open_: list[str]) -> None:
    assert reaches(MEANS, person(heard, PHONE, MAIL)) == open_


def test_a_window_that_closes_before_the_plan_s_hours_is_closed() -> None:
    evening = NOW + timedelta(hours=12)  # 21:00: the plan opens again at 07:30
    late = person(timedelta(hours=30), PHONE)  # 42 hours old at 21:00, 52.5 at 07:30
    assert reaches(MEANS, late, evening)[0] == "paid_consultation"


def test_prices_hours_and_ends() -> None:
    free, paid, by_user, by_phone, mail = open_ways(MEANS, person(HOUR, PHONE, MAIL), NOW, "invite")
    template = BOOK.get("390001")
    assert template is not None
    assert [way.price for way in (free, paid, mail)] == [0, 55, 0]
    assert (by_user.price, by_phone.price) == (template.price_uid, template.price_sdt)
    margin = RULES.consultation_margin
    assert free.not_after == NOW - HOUR + 2 * DAY - margin
    assert paid.not_after == NOW - HOUR + 7 * DAY - margin
    assert all(PLAN.window.opens <= way.hours.opens < way.hours.closes for way in (free, by_phone))


def test_by_user_only_where_it_is_cheaper() -> None:
    dear = [replace(t, price_uid=t.price_sdt) for t in BOOK.all]
    means = replace(MEANS, templates=type(BOOK)(dear))
    assert "template_user" not in reaches(means, person(HOUR, PHONE))
    closed = [replace(t, by_uid=False) for t in BOOK.all]
    assert "template_user" not in reaches(
        replace(MEANS, templates=type(BOOK)(closed)), person(HOUR, PHONE)
    )


def test_three_in_seven_days_over_all_plans() -> None:
    begun = tuple(NOW - timedelta(days=days) for days in (6, 4, 2))
    (way,) = open_ways(MEANS, person(None, PHONE, begun=begun), NOW, "invite")
    assert way.due == NOW + DAY
    (way,) = open_ways(MEANS, person(None, PHONE, begun=begun[1:]), NOW, "invite")
    assert way.due == NOW


def test_beyond_the_day_s_quota_templates_wait_for_tomorrow() -> None:
    means = replace(MEANS, room=Room(templates=0))
    phone, mail = open_ways(means, person(None, PHONE, MAIL), NOW, "invite")
    assert (phone.due, mail.due) == (NOW + timedelta(hours=22, minutes=30), NOW)


@pytest.mark.parametrize(
    ("money", "taken"),
    [(None, "paid_consultation"), (55, "paid_consultation"), (54, "email"), (-5, "email")],
)
def test_without_money_a_free_way_is_taken(money: int | None, taken: str) -> None:
    means = replace(MEANS, room=Room(money=money))
    way = affordable(means, list(open_ways(means, person(3 * DAY, PHONE, MAIL), NOW, "invite")))
    assert way is not None
    assert way.reach == taken
    if money is not None and money < 55:
        assert affordable(means, list(open_ways(means, person(None, PHONE), NOW, "invite"))) is None


@pytest.mark.parametrize(
    ("left", "told"),
    [(100_000, None), (20_001, None), (20_000, "warn"), (100, "spent"), (-1, "spent")],
)
def test_officers_are_told_of_money(left: int, told: str | None) -> None:
    assert level(replace(MEANS, room=Room(money=left))) == told


def sent(reach: str, state: str, error: str = "", ago: timedelta = HOUR) -> SentState:
    channel = Reach(reach).channel
    return SentState("invite", 1, reach, channel, state, error, NOW - ago, False)


def due(*states: SentState, heard: timedelta | None = HOUR) -> DueInvitation:
    who = person(heard, PHONE, MAIL)
    return DueInvitation(
        id=7, ref="r", agency="H01.01", person_hash="h", invited_at=NOW - DAY,
        expires_at=NOW + 20 * DAY, reminded=0, token="t", code="7K2M9PQR", facts={},
        contacts=tuple(who.contacts), sent=states, chat=who.chat,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("states", "next_"),
    [
        ([sent("consultation", "dead", "late")], "paid_consultation"),
        ([sent("consultation", "failed", "window:-230")], "paid_consultation"),
        ([sent("consultation", "failed", "recipient:-217")], "template_user"),
        ([sent("template_user", "failed", "window:-249")], "consultation"),
        ([sent("consultation", "failed", "window:-230"),
          sent("paid_consultation", "failed", "window:-230"),
          sent("template_user", "failed", "recipient:-244")], "template_phone"),
        ([sent("consultation", "failed", "recipient:-227"),
          sent("template_user", "failed", "recipient:-227"),
          sent("template_phone", "failed", "recipient:-118")], "email"),
        ([sent("consultation", "unknown", "unknown:x", 25 * HOUR)], "email"),
    ],
)  # fmt: skip
def test_a_refusal_moves_on_by_its_class(states: list[SentState], next_: str) -> None:
    _, message = look(MEANS, due(*states), NOW)
    assert message is not None
    assert message.key == f"invite/1/{next_}"


@pytest.mark.parametrize(
    "last",
    [
        sent("consultation", "unknown", "unknown:x", 23 * HOUR),
        sent("template_phone", "queued", "defer:-144"),
        sent("template_phone", "queued", "config:-115"),
        sent("template_phone", "sending"),
    ],
)
def test_what_waits_is_left_alone(last: SentState) -> None:
    looked, message = look(MEANS, due(last), NOW)
    assert message is None
    assert looked.state == "open"
    assert looked.check_at > NOW


def test_what_waits_for_money_gives_way_to_a_free_one() -> None:
    waiting = sent("template_phone", "queued", "budget")
    looked, message = look(MEANS, due(waiting, heard=None), NOW)
    assert looked.instead
    assert message is not None
    assert message.key == "invite/1/email"
    poor = replace(due(waiting, heard=None), contacts=(PHONE,))
    looked, message = look(MEANS, poor, NOW)
    assert (looked.instead, message) == (False, None)


def test_after_every_way_nobody_is_reached() -> None:
    all_ = [
        sent("consultation", "failed", "recipient:-227"),
        sent("template_user", "failed", "recipient:-227"),
        sent("template_phone", "failed", "recipient:-118"),
        sent("email", "failed", "recipient:550"),
    ]
    looked, message = look(MEANS, due(*all_), NOW)
    assert (looked.state, message) == ("unreachable", None)
