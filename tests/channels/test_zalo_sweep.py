"""A chat's history read as the webhook would have brought it, and when a gap is suspected."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.events import Attached, Replied, SentOther, Tapped
from bot.turns import Arrival, Echo, Outcome, Turn
from channels.zalo.gap import AGAIN, GAP, MARGIN, UNANSWERED, Heard, suspected, whole_now
from channels.zalo.history import read_row
from channels.zalo.read import Ears
from channels.zalo.sweep import FARTHEST, PAGE, Sweep

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
EARS = Ears({"OA1"}, lambda address: f"<{address}>")


def ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def row(id_: str, at: datetime, message: str = "5", kind: str = "text", **more: Any) -> Any:
    ends = {"from_id": "U1", "to_id": "OA1"}
    return (
        {"src": 1, "time": ms(at), "type": kind, "message": message, "message_id": id_}
        | ends
        | more
    )


class Chats:
    """Chats as the platform would list them; it answers, and counts what it was asked."""

    def __init__(self, **chats: list[Mapping[str, Any]]) -> None:
        self.chats = chats
        self.asked: list[str] = []

    async def recent_chats(self, offset: int, count: int) -> list[Mapping[str, Any]]:
        self.asked.append(f"recent {offset}")
        newest = sorted((c[0] for c in self.chats.values()), key=lambda r: -r["time"])
        return newest[offset : offset + count]

    async def chat(self, user: str, offset: int, count: int) -> list[Mapping[str, Any]]:
        self.asked.append(f"{user} {offset}")
        return self.chats[user][offset : offset + count]


class Store:
    def __init__(self) -> None:
        self.taken: dict[str, Arrival] = {}

    async def take(self, arrival: Arrival) -> Outcome:
        known = arrival.event_key in self.taken
        self.taken.setdefault(arrival.event_key, arrival)
        return Outcome("duplicate" if known else "done")


def sweep(chats: Chats, store: Store) -> Sweep:
    async def pause() -> None:
        """Nobody is hurried in a test."""

    return Sweep("OA1", chats, EARS, store.take, lambda: NOW, pause)


async def test_what_was_missed_is_taken_oldest_first_and_once() -> None:
    chat = [row(f"m{n}", NOW - n * MINUTE, f"lời {n}") for n in range(25)]
    store, chats = Store(), Chats(U1=chat)
    store.taken["zalo/OA1/user_send/m3"] = Turn("k", "zalo", Replied("", NOW), NOW)  # heard already
    swept = await sweep(chats, store).run(NOW - timedelta(minutes=20, seconds=30))
    assert (swept.chats, swept.messages, swept.new, swept.whole) == (1, 21, 20, True)
    turns = [t for t in store.taken.values() if isinstance(t, Turn) and t.event_key != "k"]
    said = [t.event.text for t in turns if isinstance(t.event, Replied)]
    assert said == [f"lời {n}" for n in range(20, -1, -1) if n != 3]
    assert turns[0].chat == EARS.chat("OA1", "U1")
    assert turns[0].heard_at == NOW - 20 * MINUTE
    again = await sweep(chats, store).run(NOW - timedelta(hours=1))
    assert again.new == 4, "those from before the first sweep"
    assert (await sweep(chats, store).run(NOW - timedelta(hours=1))).new == 0


async def test_only_chats_with_something_new_are_read() -> None:
    old = {f"U{n}": [row("a", NOW - n * 60 * MINUTE, from_id=f"U{n}")] for n in range(2, 40)}
    chats = Chats(U1=[row("m1", NOW)], **old)
    await sweep(chats, Store()).run(NOW - MINUTE)
    assert chats.asked == ["recent 0", "U1 0", "recent 0"]


async def test_it_never_reads_back_farther_than_repeats_are_known() -> None:
    chats = Chats(U1=[row("m1", NOW), row("m2", NOW - FARTHEST - MINUTE)])
    store = Store()
    await sweep(chats, store).run(NOW - timedelta(days=300))
    assert list(store.taken) == ["zalo/OA1/user_send/m1"]


async def test_a_chat_that_moves_to_the_top_meanwhile_is_not_passed_over() -> None:
    many = {f"U{n}": [row(f"m{n}", NOW - n * MINUTE, from_id=f"U{n}")] for n in range(1, 26)}
    chats, store = Chats(**many), Store()
    first = chats.recent_chats

    async def moving(offset: int, count: int) -> list[Mapping[str, Any]]:
        if offset == PAGE and len(chats.chats["U25"]) == 1:  # they write just now
            chats.chats["U25"].insert(0, row("new", NOW, from_id="U25"))
        return await first(offset, count)

    chats.recent_chats = moving  # type: ignore[method-assign]
    swept = await sweep(chats, store).run(NOW - timedelta(hours=1))
    assert swept.chats == 25
    assert {"zalo/OA1/user_send/m25", "zalo/OA1/user_send/new"} <= set(store.taken)


async def test_a_chat_without_an_end_is_cut_short_and_said_so() -> None:
    chat = [row(f"m{n}", NOW - timedelta(seconds=n)) for n in range(600)]
    swept = await sweep(Chats(U1=chat), Store()).run(NOW - timedelta(hours=1))
    assert (swept.messages, swept.whole) == (500, False)


@pytest.mark.parametrize(
    ("given", "event"),
    [
        (row("m", NOW), Replied("5", NOW)),
        (row("m", NOW, "#17/tong_the=5"), Tapped(17, "tong_the", "5", NOW)),
        (row("m", NOW, "", "photo", url="https://f1.zdn.vn/i.jpg"),
         SentOther("image", NOW, Attached("https://f1.zdn.vn/i.jpg"))),
        (row("m", NOW, "", "GIF", url="https://f1.zdn.vn/i.gif"),
         SentOther("image", NOW, Attached("https://f1.zdn.vn/i.gif"))),
        (row("m", NOW, "", "voice"), SentOther("voice", NOW)),
        (row("m", NOW, "", "sticker"), SentOther("sticker", NOW)),
        (row("m", NOW, "Quán X", "location"), SentOther("other", NOW, Attached("", "", "Quán X"))),
        (row("m", NOW, "", "hologram"), SentOther("other", NOW)),
    ],
)  # fmt: skip
async def test_every_kind_of_row(given: Mapping[str, Any], event: object) -> None:
    store = Store()
    await sweep(Chats(U1=[given]), store).run(NOW - MINUTE)
    (turn,) = store.taken.values()
    assert isinstance(turn, Turn)
    assert turn.event == event


async def test_our_own_messages_are_echoes() -> None:
    ours = row("m", NOW, "Chào", src=0, from_id="OA1", to_id="U1")
    store = Store()
    swept = await sweep(Chats(U1=[ours]), store).run(NOW - MINUTE)
    (echo,) = store.taken.values()
    assert isinstance(echo, Echo)
    assert (echo.text, echo.chat.user, swept.new) == ("Chào", "U1", 0)


@pytest.mark.parametrize(
    "broken",
    [
        {}, {"src": 2}, {"src": 1}, {"src": 1, "from_id": "U1"}, {"src": "x", "time": "soon"},
        {"src": 1, "from_id": "U1", "time": "9" * 400}, {"src": None, "time": 5},
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_read_is_passed_over(broken: dict[str, Any]) -> None:
    assert read_row(broken, "OA1") is None


HOUR = timedelta(hours=1)


LONG, SHORT, ASKED = NOW - HOUR, NOW - GAP, NOW - 2 * UNANSWERED


@pytest.mark.parametrize(
    ("known", "since"),
    [
        # nobody ever wrote
        (Heard(None, None, None, first=True), None),
        (Heard(NOW - 9 * HOUR, None, ASKED, first=True), None),
        # at the start: how long were we down? Nobody looked before this was installed.
        (Heard(SHORT, SHORT, None, first=True), None),
        (Heard(LONG, LONG, None, first=True), LONG - MARGIN),
        (Heard(None, LONG, None, first=True), LONG - MARGIN),
        # what comes in the first minute, or half of a sweep, hides no gap
        (Heard(LONG, NOW, None, first=True), LONG - MARGIN),
        # it speaks again after a silence
        (Heard(LONG, NOW, None), LONG - MARGIN),
        (Heard(SHORT, NOW, None), None),
        # silence: suspicious only where something of ours must have an echo
        (Heard(LONG, LONG, None), None),
        (Heard(LONG, LONG, LONG - MINUTE), None),
        (Heard(LONG, LONG, NOW - UNANSWERED), None),
        (Heard(LONG, LONG, ASKED), LONG - MARGIN),
        # swept lately: not again and again
        (Heard(LONG, LONG, ASKED, swept=NOW - AGAIN / 2), None),
        (Heard(LONG, LONG, ASKED, swept=NOW - AGAIN), LONG - MARGIN),
        # a sweep makes whole what no event could
        (Heard(NOW - MINUTE, LONG, ASKED), None),
    ],
)
def test_when_a_gap_is_suspected(known: Heard, since: datetime | None) -> None:
    assert suspected(known, NOW) == since


def test_until_when_it_is_whole() -> None:
    assert whole_now(Heard(None, None, None), NOW) == NOW
    assert whole_now(Heard(SHORT, NOW, None), NOW) == NOW
    assert whole_now(Heard(NOW, SHORT, None), NOW) == NOW
    assert whole_now(Heard(None, SHORT, None), NOW) == SHORT
