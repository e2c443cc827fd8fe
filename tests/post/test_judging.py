"""What a person decides on messages, by port, page and command, over both engines."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from sqlalchemy import insert, select

from clock import SettableClock
from desk import messages as desk_messages
from post.ports import NewMessage
from storage import tables as t
from storage.outbox_rows import message_values
from storage.store import Store
from storage.unit import Unit
from tests.support.ports import free_port
from tests.support.stores import KEYRING, empty_store
from tests.support.town import listening

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ROWS = (
    # (state, error, not after)
    ("unknown", "unknown:http-500", None),
    ("unknown", "unknown:TimeoutError", None),
    ("dead", "payload:-210", None),
    ("dead", "payload:-210", NOW),
    ("dead", "refused", None),
    ("dead", "late", None),
    ("sent", None, None),
    ("dead", "retry:connect", None),
)


@pytest.fixture(params=["sqlite", "postgres"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    sqlite = request.param == "sqlite"
    place = tmp_path / "a.db" if sqlite else request.getfixturevalue("postgres_url")
    async with empty_store(place, SettableClock(NOW)) as opened:
        await opened.run(_put)
        yield opened


def _put(unit: Unit) -> None:
    for n, (state, error, not_after) in enumerate(ROWS, 1):
        new = NewMessage(f"m{n}", None, "reply", "zalo", "r", None, {}, NOW, not_after=not_after)
        ended = {"state": state, "error": error, "tries": 3}
        unit._connection.execute(insert(t.message), message_values(KEYRING, new, NOW) | ended)


def _rows(unit: Unit) -> dict[int, tuple[str, str | None, int]]:
    row = t.message.c
    found = unit._connection.execute(select(row.id, row.state, row.closed_by, row.tries))
    return {id_: (state, by, tries) for id_, state, by, tries in found}


async def test_what_is_listed_and_what_is_not(store: Store) -> None:
    unknown, dead = await store.read(lambda unit: (unit.judging.unknown(10), unit.judging.dead(10)))
    assert [one.id for one in unknown] == [1, 2]
    assert [one.id for one in dead] == [8, 4, 3], "not what was dropped on purpose"
    assert (dead[0].error, dead[0].tries, dead[0].at) == ("retry:connect", 3, NOW)


async def test_a_persons_word_is_taken_once_and_the_row_says_that_it_was_one(store: Store) -> None:
    def story(unit: Unit) -> None:
        assert unit.judging.was_sent([1, 7], NOW) == 1
        assert unit.judging.not_sent([1, 2], NOW) == 1
        assert unit.judging.was_sent([2], NOW) == 0
        stands = _rows(unit)
        assert stands[1][:2] == ("sent", "officer")
        assert stands[2][:2] == ("dead", "officer")
        assert stands[7] == ("sent", None, 3)

    await store.run(story)


async def test_a_dead_one_is_sent_again_once(store: Store) -> None:
    def story(unit: Unit) -> None:
        assert [unit.judging.again(n, NOW) for n in (1, 4, 5, 6, 7)] == [False] * 5
        assert [unit.judging.again(3, NOW) for _ in range(3)] == [True, False, False]
        assert _rows(unit)[3] == ("queued", "officer", 0)

    await store.run(story)


async def test_the_page_lists_and_takes_a_word(store: Store) -> None:
    nudged: list[int] = []
    desk = desk_messages.MessageDesk(
        store.door(lambda unit: unit.judging),
        lambda: nudged.append(1),
        SettableClock(NOW + timedelta(minutes=1)),
    )
    app, port = web.Application(), free_port()
    app.add_routes(desk_messages.routes(desk))
    async with listening(app, port), aiohttp.ClientSession() as http:
        url = f"http://127.0.0.1:{port}/messages"
        async with http.get(url) as answer:
            told = await answer.text()
        assert told.count("Đã đến</button>") == 2
        assert told.count("Gửi lại</button>") == 3
        for act, status in (("1/sent", 200), ("2/not-sent", 200), ("3/again", 200), ("1/x", 404)):
            async with http.post(f"{url}/{act}") as answer:
                assert answer.status == status, act
        foreign = {"Origin": "https://elsewhere.example"}
        async with http.post(f"{url}/8/again", headers=foreign) as answer:
            assert answer.status == 403
    stands = await store.read(_rows)
    assert [stands[n][0] for n in (1, 2, 3)] == ["sent", "dead", "queued"]
    assert len(nudged) == 3
