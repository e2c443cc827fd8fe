"""What an echo, a receipt or a late answer closes, over both engines."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from clock import SettableClock
from post.lanes import Lane
from post.ports import Claimed, Echoed, NewMessage, Settled
from storage import tables as t
from storage.outbox_rows import message_values
from storage.store import Store
from storage.unit import Unit
from tests.support.stores import KEYRING, empty_store

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LEASE = timedelta(seconds=60)
LANE = Lane("zalo/1", "zalo", "1")


@pytest.fixture(params=["sqlite", "postgres"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    sqlite = request.param == "sqlite"
    place = tmp_path / "a.db" if sqlite else request.getfixturevalue("postgres_url")
    async with empty_store(place, SettableClock(NOW)) as opened:
        yield opened


def _put(unit: Unit, *keys: str, to: str = "an") -> None:
    for key in keys:
        new = NewMessage(key, None, "reply", "zalo", to, None, {}, NOW)
        unit._connection.execute(insert(t.message), message_values(KEYRING, new, NOW))


def _call(unit: Unit, at: datetime, text: str) -> Claimed:
    (claimed,) = unit.outbox.claim(LANE, at, 1, LEASE)
    assert unit.outbox.begin([claimed], at, LEASE, {claimed.id: text}) == {claimed.id}
    return claimed


def _end(unit: Unit, claimed: Claimed, state: str, at: datetime, id_: str | None = None) -> None:
    unit.outbox.settle([Settled(claimed.id, claimed.fence, state, id_, tries=1)], at)


def _stands(unit: Unit) -> dict[str, tuple[Any, ...]]:
    row = t.message.c
    rows = unit._connection.execute(select(row.key, row.state, row.platform_id, row.closed_by))
    return {key: tuple(rest) for key, *rest in rows}


def _echo(text: str, id_: str, at: datetime, to: str = "an") -> Echoed:
    return Echoed(to, text, id_, at)


async def test_an_echo_proves_that_an_unknown_message_was_sent(store: Store) -> None:
    def story(unit: Unit) -> None:
        _put(unit, "a")
        claimed = _call(unit, NOW, "Cảm ơn")
        _end(unit, claimed, "unknown", NOW + SECOND)
        others = [
            _echo("Cảm ơn", "m1", NOW, to="binh"),
            _echo("Cảm ơn!", "m2", NOW),
            _echo("Cảm ơn", "m3", NOW - timedelta(minutes=5)),
        ]
        unit.outbox.echoed(others)
        assert _stands(unit) == {"a": ("unknown", None, None)}
        unit.outbox.echoed([_echo("Cảm ơn", "m4", NOW)])
        assert _stands(unit) == {"a": ("sent", "m4", "echo")}
        unit.outbox.echoed([_echo("Cảm ơn", "m4", NOW), _echo("Cảm ơn", "m5", NOW)])
        assert _stands(unit) == {"a": ("sent", "m4", "echo")}

    await store.run(story)


async def test_an_echo_before_the_answer_settles_a_call_that_gets_none(store: Store) -> None:
    def story(unit: Unit) -> None:
        _put(unit, "a", "b")
        claimed = _call(unit, NOW, "Câu 1")
        unit.outbox.echoed([_echo("Câu 1", "m1", NOW + SECOND)])
        assert _stands(unit)["a"] == ("sending", "m1", None)
        _end(unit, claimed, "unknown", NOW + 20 * SECOND)
        assert _stands(unit)["a"] == ("sent", "m1", "echo")
        lost = _call(unit, NOW + 21 * SECOND, "Câu 2")
        unit.outbox.echoed([_echo("Câu 2", "m2", NOW + 22 * SECOND)])
        unit.outbox.sweep(NOW + 5 * LEASE)
        assert _stands(unit)["b"] == ("sent", "m2", "echo")
        assert lost.key == "b"

    await store.run(story)


async def test_of_two_messages_that_say_the_same_the_echo_is_of_the_call_before_it(
    store: Store,
) -> None:
    """The first is lost; the echo of the second must not make it look sent."""

    def story(unit: Unit) -> None:
        _put(unit, "lost", "arrived")
        _end(unit, _call(unit, NOW, "Cảm ơn"), "unknown", NOW + SECOND)
        later = NOW + timedelta(minutes=2)
        second = _call(unit, later, "Cảm ơn")
        unit.outbox.echoed([_echo("Cảm ơn", "m2", later)])
        _end(unit, second, "sent", later + SECOND, "m2")
        assert _stands(unit) == {
            "lost": ("unknown", None, None),
            "arrived": ("sent", "m2", None),
        }
        unit.outbox.echoed([_echo("Cảm ơn", "m2", later), _echo("Cảm ơn", "m1", NOW)])
        assert _stands(unit)["lost"] == ("sent", "m1", "echo")

    await store.run(story)


async def test_a_late_answer_closes_an_unknown_and_says_so(store: Store) -> None:
    def story(unit: Unit) -> None:
        _put(unit, "a")
        claimed = _call(unit, NOW, "Câu 1")
        unit.outbox.sweep(NOW + 2 * LEASE)
        _end(unit, claimed, "sent", NOW + 3 * LEASE, "m1")
        assert _stands(unit) == {"a": ("sent", "m1", "answer")}

    await store.run(story)
