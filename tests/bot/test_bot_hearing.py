"""What the platform tells beside words: who acted when, receipts, echoes, who takes all back."""

import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from bot.conversation import About, Status
from bot.events import Attached, Greeted, Replied, SentOther, Withdrew
from bot.forgetting import KEPT, REPEATS, forget
from bot.phrasebook import phrase
from bot.thread_ports import Thread
from bot.turns import Echo, Kept, Outcome, Receipt, Touch, Turn
from post.early import FORGET, join_early
from tests.support.stage import Applicant, Invited, Stage

numbers: Iterator[int] = itertools.count(1)


def moment(value: object) -> datetime | None:
    """A stored moment: milliseconds on SQLite, a time on PostgreSQL."""
    if value is None or isinstance(value, datetime):
        return value
    return datetime.fromtimestamp(int(str(value)) / 1000, tz=START.tzinfo)


def touch(s: Stage, at: datetime, heard: bool = True, follows: bool | None = None) -> Touch:
    when = at if heard else None
    key = f"zalo/touch/{next(numbers)}"
    return Touch(key, "zalo/follow", s.clock.now(), b"{}", s.chat("u1"), when, at, follows)


def console(s: Stage, text: str, user: str = "u1", officer: bool = True) -> Echo:
    id_ = f"c{next(numbers)}"
    at = s.clock.now()
    key = f"zalo/oa/oa_send/{id_}"
    return Echo(key, "zalo/oa_send_text", at, b"{}", s.chat(user), at, id_, text, officer)


async def address(s: Stage, user: str = "u1") -> tuple[datetime | None, object]:
    (row,) = await s.sql(
        f"SELECT heard_at, follows, state FROM address WHERE hash = '{s.chat(user).hash}'"
    )
    follows = row["follows"]
    return moment(row["heard_at"]), None if follows is None else bool(follows)


async def threads(s: Stage) -> list[Thread]:
    door = s.store.door(lambda unit: unit.threads)
    return list(await door.read(lambda port: port.open_threads([a.value for a in About], 50)))


async def begun(s: Stage) -> Invited:
    an = await s.invite()
    await s.say("u1", an.code)
    return an


START = datetime(2026, 11, 23, 2, 0).astimezone()


class TestTheWindow:
    """`heard_at`: by the platform's own time, and never moved back."""

    async def test_an_act_counts_from_when_it_was_done(self, s: Stage) -> None:
        await begun(s)
        began = s.clock.now()
        s.clock.advance(timedelta(hours=2))
        done = began + timedelta(minutes=5)  # delivered late: it opens no two hours more
        late = Turn("zalo/oa/late", "zalo", Replied("5", done), s.clock.now(), chat=s.chat("u1"))
        await s.store.turn(late)
        assert await address(s) == (done, None)
        older = Turn("zalo/oa/old", "zalo", Replied("4", began), s.clock.now(), chat=s.chat("u1"))
        await s.store.turn(older)
        assert await address(s) == (done, None)

    async def test_a_code_that_comes_late_opens_no_more_than_it_did(self, s: Stage) -> None:
        an = await s.invite()
        typed = s.clock.now()
        s.clock.advance(timedelta(hours=1, minutes=50))
        late = Turn("zalo/oa/c", "zalo", Replied(an.code, typed), s.clock.now(), chat=s.chat("u1"))
        await s.store.turn(late)
        assert await address(s) == (typed, None)

    async def test_following_and_calling_count_and_unfollowing_does_not(self, s: Stage) -> None:
        await begun(s)
        began = s.clock.now()
        s.clock.advance(timedelta(hours=1))
        await s.store.turn(touch(s, s.clock.now(), heard=False, follows=False))
        assert await address(s) == (began, False)
        assert await s.sql("SELECT * FROM refusal") == [], "to stop following is no refusal"
        await s.store.turn(touch(s, s.clock.now(), follows=True))
        assert await address(s) == (s.clock.now(), True)
        s.clock.advance(timedelta(hours=1))
        await s.store.turn(touch(s, s.clock.now()))
        assert await address(s) == (s.clock.now(), True)

    async def test_delivery_and_seeing_open_nothing(self, s: Stage) -> None:
        await begun(s)
        began = s.clock.now()
        s.clock.advance(timedelta(hours=1))
        await s.sql("UPDATE message SET platform_id = 'p1' WHERE purpose = 'reply'")
        await s.store.turn(Receipt("r1", s.clock.now(), True, ("p1",)))
        await s.store.turn(console(s, "gì đó"))
        assert await address(s) == (began, None)


class TestGreeting:
    async def test_a_stranger_who_opens_the_chat_is_told_what_it_is(self, s: Stage) -> None:
        await s.store.turn(s.turn("u9", Greeted(s.clock.now())))
        assert (await s.said("u9"))[0] == phrase("vi", "stranger")

    async def test_who_is_known_begins(self, short: Stage) -> None:
        whose = Applicant(phone="84900000077")
        first = await short.invite("An", whose)
        await short.say("u1", first.code)
        await short.say("u1", "5")
        again = await short.invite("An", whose)
        await short.store.turn(short.turn("u1", Greeted(short.clock.now())))
        assert await short.state(again) == "started"


class TestReceipts:
    @pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
    async def test_in_any_order_the_earliest_counts(self, s: Stage, order: tuple[int, ...]) -> None:
        await begun(s)
        await s.sql("UPDATE message SET platform_id = 'p1' WHERE purpose = 'reply'")
        now = s.clock.now()
        told = [
            Receipt("a", now, False, ("p1",)),
            Receipt("b", now + timedelta(seconds=5), True, ("p1", "p0")),
            Receipt("c", now + timedelta(seconds=9), True, ("p1",)),
        ]
        for place in (*order, *order):
            await s.store.turn(told[place])
        (row,) = await s.sql("SELECT delivered_at, seen_at FROM message WHERE platform_id = 'p1'")
        assert moment(row["delivered_at"]) == now
        assert moment(row["seen_at"]) == now + timedelta(seconds=5)

    async def test_one_that_overtakes_our_own_answer_waits_for_it(self, s: Stage) -> None:
        await begun(s)
        now = s.clock.now()
        await s.store.turn(Receipt("b", now + timedelta(seconds=5), True, ("p1",)))
        await s.store.turn(Receipt("a", now, False, ("p1",)))
        door = s.store.door(lambda unit: unit.early)
        assert await join_early(door, now) == 0
        await s.sql("UPDATE message SET platform_id = 'p1' WHERE purpose = 'reply'")
        assert await join_early(door, now) == 1
        (row,) = await s.sql("SELECT delivered_at, seen_at FROM message WHERE platform_id = 'p1'")
        assert moment(row["delivered_at"]) == now
        assert moment(row["seen_at"]) == now + timedelta(seconds=5)
        assert await s.sql("SELECT * FROM early_receipt") == []

    async def test_many_that_belong_to_nothing_hide_none(self, s: Stage) -> None:
        await begun(s)
        now = s.clock.now()
        strange = tuple(f"o{n:04d}" for n in range(450))
        await s.store.turn(Receipt("many", now, True, (*strange, "p1")))
        await s.sql("UPDATE message SET platform_id = 'p1' WHERE purpose = 'reply'")
        assert await join_early(s.store.door(lambda unit: unit.early), now) == 1

    async def test_one_that_belongs_to_nothing_is_forgotten(self, s: Stage) -> None:
        await s.store.turn(Receipt("a", s.clock.now(), False, ("p9",)))
        s.clock.advance(FORGET + timedelta(days=1))
        await join_early(s.store.door(lambda unit: unit.early), s.clock.now())
        assert await s.sql("SELECT * FROM early_receipt") == []


class TestEchoes:
    async def test_an_officers_word_stands_in_the_open_thread(self, s: Stage) -> None:
        await begun(s)
        await s.say("u1", "cho tôi gặp cán bộ")
        s.clock.advance(timedelta(minutes=1))
        word = console(s, "Chào bác, tôi xem giúp ạ")
        await s.store.turn(word)
        await s.store.turn(word)
        (thread,) = await threads(s)
        assert [(line.what, line.words) for line in thread.lines] == [
            ("text", "cho tôi gặp cán bộ"),
            ("officer", "Chào bác, tôi xem giúp ạ"),
        ]
        assert "xem giúp" not in str(await s.sql("SELECT * FROM thread_line"))

    async def test_without_a_thread_it_is_kept(self, s: Stage) -> None:
        await begun(s)
        await s.store.turn(console(s, "Chào bác"))
        await s.store.turn(console(s, "Chào bác", user="u8"))
        await s.store.turn(console(s, "Chào Ông/Bà", officer=False))
        states = await s.sql("SELECT state FROM inbox WHERE kind = 'zalo/oa_send_text'")
        assert sorted(str(row["state"]) for row in states) == ["done", "kept", "kept"]
        assert await threads(s) == []


class TestWithdrawal:
    async def withdraw(self, s: Stage, user: str = "u1") -> Outcome:
        return await s.store.turn(s.turn(user, Withdrew(s.clock.now()), f"withdraw/{user}"))

    async def test_all_ends_and_an_officer_is_told_once(self, s: Stage) -> None:
        an = await begun(s)
        await s.say("u1", "5")
        assert await s.said("u1")
        for _ in range(2):
            await self.withdraw(s)
        assert await s.said("u1") == [], "everything queued is dead, and nothing is said to it"
        assert await s.state(an) == "refused"
        assert (await s.conversation(an)).status is Status.ENDED
        (thread,) = await threads(s)
        assert (thread.about, [line.what for line in thread.lines]) == ("erase", ["withdraw"])
        (row,) = await s.sql(f"SELECT chat_hash FROM conversation WHERE id = {an.id}")
        assert row["chat_hash"] is None
        (bound,) = await s.sql("SELECT person_id, state FROM address WHERE channel = 'zalo'")
        assert (bound["person_id"], bound["state"]) == (None, "dead")
        refused = {row["subject_hash"] for row in await s.sql("SELECT subject_hash FROM refusal")}
        phones = await s.sql(f"SELECT hash FROM address WHERE person_id = {an.person}")
        assert refused == {an.person_hash, s.chat("u1").hash, *(row["hash"] for row in phones)}

    async def test_nothing_is_begun_with_them_and_nothing_answered(self, s: Stage) -> None:
        an = await begun(s)
        await self.withdraw(s)
        for words in ("xin chào", an.code, "5"):
            await s.say("u1", words)
        assert await s.said("u1") == []

    async def test_after_the_end_it_is_obeyed_too(self, short: Stage) -> None:
        an = await begun(short)
        await short.say("u1", "5")
        assert (await short.conversation(an)).status is Status.ENDED
        await self.withdraw(short)
        assert [thread.about for thread in await threads(short)] == ["erase"]
        assert await short.said("u1") == []

    async def test_a_strangers_leaves_a_refusal_and_nothing_else(self, s: Stage) -> None:
        await s.say("u7", "xin chào")
        await self.withdraw(s, "u7")
        assert await s.said("u7") == []
        assert await s.sql("SELECT * FROM door") == []
        rows = await s.sql("SELECT subject_hash FROM refusal")
        assert [row["subject_hash"] for row in rows] == [s.chat("u7").hash]


class TestAttachments:
    async def test_a_photo_waits_to_be_fetched_and_its_caption_is_read(self, s: Stage) -> None:
        await begun(s)
        photo = Attached("https://f1.zdn.vn/i.jpg", "", "giấy hẹn đây")
        for _ in range(2):
            await s.store.turn(s.turn("u1", SentOther("image", s.clock.now(), photo), "zalo/photo"))
        (thread,) = await threads(s)
        assert [(line.what, line.words) for line in thread.lines] == [("image", "giấy hẹn đây")]
        (row,) = await s.sql("SELECT event_key, state, source_sealed FROM media")
        assert (row["event_key"], row["state"]) == ("zalo/photo", "waiting")
        assert b"zdn.vn" not in row["source_sealed"]  # type: ignore[operator]

    async def test_a_strangers_photo_is_fetched_by_nobody(self, s: Stage) -> None:
        photo = Attached("https://f1.zdn.vn/i.jpg")
        await s.store.turn(s.turn("u9", SentOther("image", s.clock.now(), photo)))
        assert await s.sql("SELECT * FROM media") == []


class TestForgetting:
    async def test_repeats_are_known_for_seven_days_and_then_forgotten(self, s: Stage) -> None:
        await begun(s)
        now, door = s.clock.now(), s.store.door(lambda unit: unit.inbox)
        await s.store.turn(Kept("k1", "zalo/new_event", now, b"{}"))
        await s.store.turn(Kept("q1", "zalo/unreadable", now, b"{", broken="unreadable"))
        await s.say("u1", "cho tôi gặp cán bộ", "zalo/oa/open")
        s.clock.advance(REPEATS - timedelta(minutes=1))
        assert await forget(door, s.clock.now()) == 0
        s.clock.advance(timedelta(minutes=2))
        assert await forget(door, s.clock.now()) >= 1
        assert await self.left(s) == ["k1", "q1", "zalo/oa/open"], "an open thread keeps its event"
        s.clock.advance(KEPT)
        await forget(door, s.clock.now())
        assert await self.left(s) == ["q1", "zalo/oa/open"], "broken ones wait for an officer"
        assert [(u.kind, u.count) for u in await door.read(lambda port: port.unseen())] == [
            ("zalo/unreadable", 1)
        ]
        assert await door.run(lambda port: port.looked("quarantined", s.clock.now())) == 1
        await forget(door, s.clock.now())
        assert await self.left(s) == ["zalo/oa/open"]

    async def left(self, s: Stage) -> list[object]:
        rows = await s.sql("SELECT event_key FROM inbox ORDER BY event_key")
        return [row["event_key"] for row in rows]
