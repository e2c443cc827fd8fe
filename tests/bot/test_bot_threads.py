"""What reaches an officer, and what the clockwork brings back, on SQLite and on PostgreSQL."""

from datetime import timedelta

from bot.conversation import About
from bot.events import HandedBack, SentOther
from bot.phrasebook import phrase
from bot.thread_ports import Thread
from bot.turns import Outcome, Turn
from bot.waking_due import Reminding, remind_silent, wake_due
from ground.when import Window
from tests.support.stage import PLAN, Invited, Stage

ACCUSED = "cán bộ đòi tiền bồi dưỡng"
ALL = [about.value for about in About]
TIMES = Reminding(PLAN, (timedelta(days=3),), timedelta(days=2), Window.parse("07:30-20:30"))


async def threads(s: Stage, *about: str) -> list[Thread]:
    door = s.store.door(lambda unit: unit.threads)
    return list(await door.read(lambda port: port.open_threads(about or ALL, 50)))


async def mails(s: Stage) -> list[object]:
    """To whom mails about threads go."""
    rows = await s.sql("SELECT recipient FROM message WHERE purpose = 'thread' ORDER BY id")
    return [row["recipient"] for row in rows]


async def hand_back(s: Stage, whose: Invited, about: About, key: str = "desk/1") -> Outcome:
    back = HandedBack(about)
    turn = Turn(key, "desk", back, s.clock.now(), conversation=whose.id)
    return await s.store.turn(turn)


async def begun(s: Stage, officer: str = "", supervisor: str = "") -> Invited:
    an = await s.invite(plan__officer_mail=officer, plan__supervisor_mail=supervisor)
    await s.say("u1", an.code)
    return an


class TestThreads:
    async def test_an_accusation_is_sealed_for_the_supervisor(self, s: Stage) -> None:
        an = await begun(s, supervisor="giam-sat@tinh.example")
        await s.say("u1", ACCUSED)
        await s.say("u1", "hai triệu đồng")
        assert [t.about for t in await threads(s)] == ["accusation"]
        (thread,) = await threads(s, "accusation")
        assert [line.words for line in thread.lines] == [ACCUSED, "hai triệu đồng"]
        assert (thread.conversation, thread.agency) == (an.id, "UBND phường Long Xuyên")
        assert await mails(s) == ["supervisor"]
        for table in ("thread", "thread_line", "message", "answer", "inbox"):
            assert "đòi tiền" not in str(await s.sql(f"SELECT * FROM {table}"))
        held = await s.sql("SELECT question, sensitive FROM answer")
        assert [(row["question"], bool(row["sensitive"])) for row in held] == [
            ("tong_the/loi", True)
        ]
        assert not await s.sql("SELECT * FROM alert")

    async def test_a_complaint_warns_the_agency_and_no_officer(self, s: Stage) -> None:
        await begun(s)
        await s.say("u1", "cho mãi không xong, cán bộ quát tháo dân")
        assert not await threads(s)
        (alert,) = await s.sql("SELECT question, value FROM alert")
        assert (alert["question"], alert["value"]) == ("tong_the/loi", "")

    async def test_the_officer_hands_back_once(self, s: Stage) -> None:
        an = await begun(s)
        await s.say("u1", "cho tôi gặp cán bộ")
        assert (await s.say("u1", "hồ sơ của tôi đâu")).state == "done"
        spoken = len(await s.said("u1"))
        await hand_back(s, an, About.PERSON)
        await hand_back(s, an, About.PERSON)
        assert not await threads(s)
        told = (await s.said("u1"))[spoken:]
        assert len(told) == 1
        assert told[0].startswith(phrase("vi", "handed_back"))
        await s.say("u1", "5")
        assert await s.answers(an) == [("tong_the", 1, "5")]

    async def test_a_closed_thread_is_opened_again_by_more_words(self, s: Stage) -> None:
        an = await begun(s, officer="can-bo@tinh.example")
        await s.say("u1", "cho tôi gặp cán bộ")
        await hand_back(s, an, About.PERSON)
        await s.say("u1", "gặp nhân viên")
        (thread,) = await threads(s)
        assert len(thread.lines) == 2
        assert await mails(s) == ["officer", "officer"]

    async def test_a_photo_is_kept_by_its_event(self, s: Stage) -> None:
        await begun(s)
        await s.store.turn(s.turn("u1", SentOther("image", s.clock.now()), "zalo/photo"))
        (thread,) = await threads(s)
        assert [(line.what, line.words) for line in thread.lines] == [("image", None)]
        assert await s.sql("SELECT raw_sealed FROM inbox WHERE event_key = 'zalo/photo'")

    async def test_after_the_third_time_the_own_page_is_offered(self, s: Stage) -> None:
        an = await begun(s)
        for word in ("asdf", "qwer", "zxcv"):
            await s.say("u1", word)
        bodies = await s.bodies("u1")
        assert [body.get("token") for body in bodies][-1] == an.token
        assert not any(body.get("token") for body in bodies[:-1])


class TestClockwork:
    async def test_later_wakes_once_at_its_time(self, s: Stage) -> None:
        await begun(s)
        await s.say("u1", "để tối trả lời")
        door = s.store.door(lambda unit: unit.waking)
        assert await wake_due(door, s.store.turn, s.clock.now()) == 0
        s.clock.advance(timedelta(hours=10))
        assert await wake_due(door, s.store.turn, s.clock.now()) == 1
        assert await wake_due(door, s.store.turn, s.clock.now()) == 0
        assert (await s.said("u1"))[-1].startswith(phrase("vi", "later_is_now"))

    async def test_who_spoke_up_meanwhile_is_not_woken(self, s: Stage) -> None:
        await begun(s)
        await s.say("u1", "để tối trả lời")
        await s.say("u1", "5")
        spoken = len(await s.said("u1"))
        s.clock.advance(timedelta(hours=10))
        door = s.store.door(lambda unit: unit.waking)
        assert await wake_due(door, s.store.turn, s.clock.now()) == 1
        assert len(await s.said("u1")) == spoken

    async def test_silence_is_reminded_then_left_alone(self, s: Stage) -> None:
        await begun(s)
        door = s.store.door(lambda unit: unit.waking)
        said = []
        for _ in range(12):
            s.clock.advance(timedelta(days=1))
            if await remind_silent(door, s.store.turn, TIMES, s.clock.now()):
                said.append((await s.said("u1"))[-1])
        assert len(said) == 2
        assert said[0].startswith(phrase("vi", "silent"))
        assert said[1] == phrase("vi", "left_alone", deadline="07/12/2026")

    async def test_nobody_is_reminded_at_night(self, s: Stage) -> None:
        await begun(s)
        s.clock.advance(timedelta(days=3, hours=13))
        door = s.store.door(lambda unit: unit.waking)
        assert await remind_silent(door, s.store.turn, TIMES, s.clock.now()) == 0
