"""Officers are told: once a pause, once a silence, and of a silence only by day."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from structlog.testing import capture_logs

from channels.zalo.errors import rows
from channels.zalo.reasons import words
from clock import SettableClock
from post.alarms import FEWEST_SENT, Alarms, Heard, Silence, daytime, silence
from post.ports import NewMessage
from storage import tables as t
from storage.outbox_rows import message_body, message_values
from storage.store import Store
from storage.unit import Unit
from tests.support.stores import KEYRING, empty_store

MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 09:00 of a Monday in Vietnam
HOUR = timedelta(hours=1)
OFFICERS = ("truc@tinh.gov.vn", "noivu@tinh.gov.vn")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with empty_store(tmp_path / "a.db", SettableClock(MORNING)) as opened:
        yield opened


def alarms(store: Store, hours: int = 3) -> Alarms:
    door = store.door(lambda unit: unit.lanes)
    return Alarms(door, OFFICERS, words, lambda mail: KEYRING.mac("address", mail), hours)


async def mails(store: Store) -> list[dict[str, Any]]:
    def read(unit: Unit) -> list[dict[str, Any]]:
        rows = unit._connection.execute(select(t.message).where(t.message.c.channel == "email"))
        return [message_body(KEYRING, row.key, row.body_sealed) for row in rows]

    return await store.read(read)


async def sent(store: Store, count: int, at: datetime) -> None:
    def put(unit: Unit) -> None:
        for n in range(count):
            new = NewMessage(f"{at}/{n}", None, "invite", "zalo", str(n), None, {}, at)
            values = message_values(KEYRING, new, at) | {"state": "sent", "sent_at": at}
            unit._connection.execute(insert(t.message), values)

    await store.run(put)


async def heard(store: Store, kind: str, at: datetime) -> None:
    row = {"event_key": f"{kind}{at}", "kind": kind, "received_at": at, "state": "done"}
    await store.run(lambda unit: unit._connection.execute(insert(t.inbox), row))


async def test_each_officer_is_told_of_a_pause_once(store: Store) -> None:
    await store.run(lambda unit: unit.lanes.pause("zalo/8812", "money:-321", MORNING))
    with capture_logs() as logged:
        told = [await alarms(store).tell(MORNING + n * HOUR) for n in range(3)]
    assert told == [1, 0, 0]
    lane = {"event": "post.lane_stopped", "lane": "zalo/8812", "reason": "money:-321"}
    assert logged == [{**lane, "log_level": "error"}]
    found = await mails(store)
    assert sorted(mail["to"] for mail in found) == sorted(OFFICERS)
    assert "8812" in found[0]["vi"]
    assert "-321" in found[0]["en"]
    await store.run(lambda unit: unit.lanes.resume("zalo/8812", MORNING + HOUR))
    await store.run(lambda unit: unit.lanes.pause("zalo/8812", "money:-321", MORNING + 2 * HOUR))
    assert await alarms(store).tell(MORNING + 2 * HOUR) == 1
    assert len(await mails(store)) == 4, "another pause is told anew"


async def test_a_silence_is_told_once_until_something_is_heard(store: Store) -> None:
    await heard(store, "zalo", MORNING)
    await sent(store, FEWEST_SENT, MORNING + HOUR)
    for hours, count in ((1, 0), (3, 0), (4, 2), (5, 2)):
        await alarms(store).tell_silence(MORNING + hours * HOUR)
        assert len(await mails(store)) == count, hours
    await heard(store, "web", MORNING + 5 * HOUR)
    await alarms(store).tell_silence(MORNING + 5 * HOUR)
    assert len(await mails(store)) == 2, "a page that was opened is not Zalo's voice"
    await heard(store, "receipt", MORNING + 6 * HOUR)
    await sent(store, FEWEST_SENT, MORNING + 7 * HOUR)
    assert await alarms(store).silence(MORNING + 8 * HOUR) is None
    await alarms(store).tell_silence(MORNING + 10 * HOUR)
    assert len(await mails(store)) == 4, "another silence"


async def test_no_silence_is_told_where_none_is_wanted(store: Store) -> None:
    await sent(store, FEWEST_SENT, MORNING)
    assert await alarms(store, hours=0).silence(MORNING + 9 * HOUR) is None
    assert await alarms(store).silence(MORNING + 9 * HOUR) == Silence(None, 3, FEWEST_SENT)


@pytest.mark.parametrize(
    ("count", "hours", "found"),
    [
        (FEWEST_SENT, 2.9, False),
        (FEWEST_SENT, 3, True),
        (FEWEST_SENT - 1, 9, False),
        (0, 9, False),
    ],
)
def test_a_silence(count: int, hours: float, found: bool) -> None:
    heard = Heard(MORNING, count, MORNING if count else None)
    assert (silence(heard, 3, MORNING + hours * HOUR) is not None) is found


def test_the_night_is_no_silence() -> None:
    evening = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)  # 20:00
    assert daytime(evening, evening + 11 * HOUR) == HOUR  # until 07:00
    assert daytime(evening, evening + 13 * HOUR) == 3 * HOUR
    assert daytime(evening, evening + timedelta(days=2)) == 28 * HOUR


@pytest.mark.parametrize(
    "reason",
    [
        *["reauth:none", "reauth:lost", "reauth:-14014", "app:-14004", "account:-204"],
        "verify:-221",
        *["package:-224", "money:-321", "proof:-242", "template:-131", "silent:3/12", "new:1"],
    ],
)  # fmt: skip
def test_every_reason_has_words_in_both_languages(reason: str) -> None:
    told = words("zalo/8812", reason)
    assert all((told.vi, told.do_vi, told.en, told.do_en))
    assert not told.vi.isascii()
    assert told.en.replace("“", "").replace("”", "").isascii()
    assert "{" not in told.vi + told.do_vi + told.en + told.do_en
    assert (
        reason.partition(":")[2] in ("none", "lost", "3/12") or reason.partition(":")[2] in told.vi
    )


def test_no_pause_of_the_table_of_codes_is_without_words() -> None:
    found = {meaning.leads.reason for _, _, meaning in rows()} - {""}
    assert {"reauth", "money", "package"} <= found
    assert [reason for reason in found if "lý do" in words("zalo/1", f"{reason}:-1").vi] == []
