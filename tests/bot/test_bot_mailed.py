"""What a mail that came in does to a message, an address, a talk and its person; both engines."""

from datetime import timedelta

import pytest

from bot.answering import Given, Told, answer
from bot.conversation import About
from bot.events import AskedToStop, Event
from bot.mail_events import Mailed
from bot.turns import MessageName, Outcome, Returned, Turn
from plans.ports import Around
from post.ports import NewMessage
from post.rules_file import load_rules
from storage.outbox_rows import message_body
from tests.support.letters import ADDRESS, HEADING, Letter, another, hashed, letter
from tests.support.stage import PLAN, WAVE, Stage

DAY = timedelta(days=1)


async def back(s: Stage, of: Letter, what: str, status: str | None = None) -> Outcome:
    """A mail about ours comes in."""
    return await s.store.turn(returned(s, of, what, status))


def returned(s: Stage, of: Letter, what: str, status: str | None = None) -> Returned:
    key = f"mail/{next(s.numbers)}"
    answers = "<own@citizen.example>" if what == "human" else ""
    return Returned(key, f"mail/{what}", s.clock.now(), b"raw", of.tracking, what, status, answers)


async def wrote(s: Stage, of: Letter, event: Event, what: str = "human") -> Outcome:
    """A person's mail, or their complaint, as the channel hands it over."""
    told = returned(s, of, what)
    name = MessageName("email", "", of.tracking)
    turn = Turn(told.event_key, told.kind, event, told.received_at, b"raw", message=name, mail=told)
    return await s.store.turn(turn)


async def stands(s: Stage, of: Letter) -> tuple[object, object]:
    (row,) = await s.sql(f"SELECT state, error FROM message WHERE tracking = '{of.tracking}'")
    return row["state"], row["error"]


async def address(s: Stage, mail: str = ADDRESS) -> object:
    (row,) = await s.sql(f"SELECT state FROM address WHERE hash = '{hashed(s, mail)}'")
    return row["state"]


async def is_due(s: Stage, of: Letter) -> bool:
    """Whether the clockwork looks at the invitation at its next tick."""
    around = Around(s.clock.now(), 50, "", s.clock.now())
    rows = await s.store.run(lambda unit: unit.plans.due(PLAN, WAVE, around))
    return of.of.id in [row.id for row in rows]


@pytest.mark.parametrize(
    ("what", "status", "message", "dead", "looked"),
    [
        ("hard", "5.1.1", ("failed", "recipient:bounce-5.1.1"), True, True),
        ("hard", None, ("failed", "recipient:bounce-5.0.0"), True, True),
        ("soft", "4.2.2", ("failed", "recipient:bounce-4.2.2"), False, True),
        ("soft", None, ("failed", "recipient:bounce-4.0.0"), False, True),
        ("policy", "5.7.26", ("dead", "config:bounce-5.7.26"), False, True),
        ("delayed", "4.4.1", ("sent", None), False, False),
        ("auto", None, ("sent", None), False, False),
    ],
)
async def test_what_follows_from_a_mail_that_came_back(
    s: Stage, what: str, status: str | None, message: tuple[str, str], dead: bool, looked: bool
) -> None:
    an = await letter(s)
    assert (await back(s, an, what, status)).state == "done"
    assert await stands(s, an) == message
    assert await address(s) == ("dead" if dead else "usable")
    assert await is_due(s, an) is looked
    (row,) = await s.sql("SELECT kind, status, address_hash FROM mail_return")
    assert (row["kind"], row["status"], row["address_hash"]) == (what, status, hashed(s))
    assert not await s.answers(an.of)
    assert not await s.sql("SELECT * FROM message WHERE state = 'queued' AND channel = 'email'")


@pytest.mark.parametrize("state", ["queued", "leased", "sending", "unknown"])
async def test_a_bounce_is_believed_whatever_we_knew_of_the_sending(s: Stage, state: str) -> None:
    an = await letter(s, state=state)
    await back(s, an, "hard", "5.1.1")
    assert await stands(s, an) == ("failed", "recipient:bounce-5.1.1")


async def test_an_answer_proves_that_a_mail_of_unknown_fate_arrived(s: Stage) -> None:
    an = await letter(s, state="unknown")
    await back(s, an, "auto")
    assert await stands(s, an) == ("sent", None)
    (row,) = await s.sql("SELECT closed_by FROM message WHERE channel = 'email'")
    assert row["closed_by"] == "receipt"


async def test_nothing_waits_for_a_dead_address(s: Stage) -> None:
    an = await letter(s)
    other = await another(s, an, state="queued")
    elsewhere = await letter(s, "Chi", "queued", "chi@citizen.example")
    await back(s, an, "hard", "5.1.1")
    assert await stands(s, other) == ("failed", "recipient:dead-address")
    assert await is_due(s, other)
    assert await stands(s, elsewhere) == ("queued", None)


async def test_soft_bounces_count_by_days_until_the_address_is_dead(s: Stage) -> None:
    an = await letter(s)
    for days in (0, 0, 1):
        s.clock.advance(DAY * days)
        await back(s, await another(s, an), "soft", "4.2.2")
        assert await address(s) == "usable"
    s.clock.advance(DAY)
    await back(s, await another(s, an), "soft", "5.2.2")
    assert await address(s) == "dead"


async def test_who_answers_meanwhile_lives(s: Stage) -> None:
    an = await letter(s)
    for what in ("soft", "soft", "auto", "soft"):
        await back(s, await another(s, an), what)
        s.clock.advance(DAY)
    assert await address(s) == "usable"


async def test_soft_bounces_of_long_ago_do_not_count(s: Stage) -> None:
    an = await letter(s)
    for _ in range(4):
        await back(s, await another(s, an), "soft", "4.2.2")
        s.clock.advance(DAY * 40)
    assert await address(s) == "usable"


async def test_a_mail_to_an_officer_that_came_back_stands_at_the_desk(s: Stage) -> None:
    message = NewMessage("thread/1", None, "thread", "email", "officer", None, {}, s.clock.now())
    await s.store.run(lambda unit: unit.turns.enqueue([message], s.clock.now()))
    (row,) = await s.sql("SELECT tracking FROM message WHERE key = 'thread/1'")
    await s.store.turn(
        Returned("mail/1", "mail/hard", s.clock.now(), b"", str(row["tracking"]), "hard", "5.1.1")
    )
    (stuck,) = await s.store.read(lambda unit: unit.judging.dead(10))
    assert (stuck.error, stuck.purpose) == ("config:bounce-5.1.1", "thread")


async def test_a_complaint_is_a_refusal_by_mail(s: Stage) -> None:
    an = await letter(s)
    assert (await wrote(s, an, AskedToStop(), "complaint")).state == "done"
    assert await stands(s, an) == ("failed", "recipient:complaint")
    assert await address(s) == "dead"
    assert await s.state(an.of) == "refused"
    refusals = await s.sql("SELECT subject_hash, channel FROM refusal")
    assert {row["channel"] for row in refusals} == {"email"}
    assert {an.of.person_hash, hashed(s)} <= {row["subject_hash"] for row in refusals}


async def lines(
    s: Stage, of: Letter | None = None
) -> list[tuple[str, list[tuple[str, str | None]]]]:
    """The lines of the open threads, of one person alone where one is named."""
    kinds = [about.value for about in About]
    found = await s.store.read(lambda unit: unit.threads.open_threads(kinds, 50))
    return [
        (one.about, [(line.what, line.words) for line in one.lines])
        for one in found
        if of is None or one.conversation == of.of.id
    ]


SAID: list[tuple[str, list[object], bool]] = [
    ("Bao giờ có kết quả ạ?", [("mail", [("mail", "Bao giờ có kết quả ạ?")])], False),
    ("5", [("mail", [("mail", "5")])], False),
    ("rất hài lòng", [("mail", [("mail", "rất hài lòng")])], False),
    ("", [("mail", [("mail", None)])], False),
    ("Cán bộ đòi tiền bồi dưỡng", [("accusation", [("mail", "Cán bộ đòi tiền bồi dưỡng")])],
     False),
    ("Dừng", [], True), ("thoi", [("mail", [("mail", "thoi")])], True), ("stop", [], True),
    ("unsubscribe", [], True), ("ឈប់", [], True),
    ("dung", [("mail", [("mail", "dung")])], True), ("đừng gửi email cho tôi nữa", [], True),
    ("STOP!", [], True), ("Đừng gửi nữa", [], True),
    ("Dừng\nNguyễn Văn An", [("mail", [("mail", "Dừng\nNguyễn Văn An")])], True),
    ("Kính gửi cơ quan,\nXin dừng gửi thư cho tôi.\nTrân trọng",
     [("mail", [("mail", "Kính gửi cơ quan,\nXin dừng gửi thư cho tôi.\nTrân trọng")])], True),
    ("Please stop sending me these emails.", [], True), ("退订", [], True),
    ("Se désabonner", [], True), ("Отписаться", [], True), ("សូមឈប់ផ្ញើ", [], True),
    ("Tôi không muốn dừng hồ sơ", [("mail", [("mail", "Tôi không muốn dừng hồ sơ")])], False),
    ("Hồ sơ:\ndừng ở bước 2", [("mail", [("mail", "Hồ sơ:\ndừng ở bước 2")])], False),
    ("Từ chối", [("mail", [("mail", "Từ chối")])], True),
    ("xóa dữ liệu của tôi", [("erase", [("mail", "xóa dữ liệu của tôi")])], True),
]  # fmt: skip


async def test_a_persons_mail_reaches_an_officer_and_is_never_an_answer(s: Stage) -> None:
    for number, (text, threads, refused) in enumerate(SAID):
        an = await letter(s, mail=f"{number}@citizen.example")
        assert (await wrote(s, an, Mailed(text))).state == "done"
        assert await lines(s, an) == threads, text
        assert await s.state(an.of) == ("refused" if refused else "open"), text
        left = await s.sql(f"SELECT * FROM refusal WHERE subject_hash = '{an.of.person_hash}'")
        assert bool(left) is refused, text
    assert not await s.sql("SELECT * FROM answer")
    said = await s.sql("SELECT purpose FROM message WHERE purpose NOT IN ('invite', 'thread')")
    assert not said  # nothing is said back by itself


async def test_the_files_of_a_mail_are_found_from_its_line(s: Stage) -> None:
    an = await letter(s)
    await wrote(s, an, Mailed("Gửi ảnh giấy hẹn", attached=True))
    await wrote(s, an, Mailed("Xin gọi lại"))
    (thread,) = await s.store.read(lambda unit: unit.threads.open_threads(["mail"], 9))
    filed, plain = thread.lines
    assert (filed.what, plain.mail) == ("mail_file", "")
    assert await s.store.read(lambda unit: unit.mails.raw(filed.mail)) == b"raw"
    assert await s.store.read(lambda unit: unit.mails.raw("0" * 40)) is None


async def test_a_mail_after_the_end_still_reaches_an_officer_and_stops(s: Stage) -> None:
    an = await letter(s)
    await s.end(an.of)
    await wrote(s, an, Mailed("Tôi chưa kịp trả lời"))
    assert [about for about, _ in await lines(s)] == ["mail"]
    await wrote(s, an, Mailed("dừng"))
    assert await s.sql("SELECT * FROM refusal")
    before = await lines(s)
    await wrote(s, an, Mailed("dừng"))
    assert await lines(s) == before


async def test_what_names_no_mail_of_ours_changes_nothing_and_is_kept(s: Stage) -> None:
    an = await letter(s)
    stranger = Letter(an.of, "nobody.i1e")
    assert (await wrote(s, stranger, Mailed("dừng"))).state == "unknown"
    await back(s, stranger, "hard", "5.1.1")
    assert await stands(s, an) == ("sent", None)
    assert await address(s) == "usable"
    assert not await s.sql("SELECT * FROM refusal")
    rows = await s.sql("SELECT state FROM inbox WHERE kind = 'mail/human'")
    assert [row["state"] for row in rows] == ["kept"]


async def test_the_same_mail_again_changes_nothing(s: Stage) -> None:
    an = await letter(s)
    told = returned(s, an, "hard", "5.1.1")
    assert (await s.store.turn(told)).state == "done"
    assert (await s.store.turn(told)).state == "duplicate"
    assert len(await s.sql("SELECT * FROM mail_return")) == 1


async def test_it_travels_with_turns_of_others(s: Stage) -> None:
    an, binh = await letter(s), await letter(s, "Bình", mail="binh@citizen.example")
    told = [returned(s, an, "hard", "5.1.1"), returned(s, binh, "auto")]
    outcomes = await s.together([told[0], s.turn("u1", Mailed("x")), told[1]])
    assert {outcomes[one.event_key].state for one in told} == {"done"}
    assert await address(s) == "dead"
    assert await address(s, "binh@citizen.example") == "usable"


async def given(s: Stage, of: Letter, about: About, text: str, file: int | None = None) -> Told:
    answered = Given(of.of.id, about.value, f"form-{next(s.numbers)}", text, file)
    rules = load_rules().rules_at(s.clock.now())
    return await s.store.run(lambda unit: answer(unit.threads, answered, rules, s.clock.now()))


async def test_who_wrote_by_mail_is_answered_by_mail_at_the_address_of_the_case(s: Stage) -> None:
    an = await letter(s)
    await wrote(s, an, Mailed("Bao giờ xong ạ?"))
    s.clock.advance(timedelta(minutes=5))
    assert await given(s, an, About.MAIL, "Thứ Sáu này ạ.") is Told.SENT
    assert await given(s, an, About.MAIL, "", 1) is Told.NO_FILE
    (row,) = await s.sql(
        "SELECT key, recipient, state, body_sealed FROM message WHERE purpose = 'officer'"
    )
    sealed = row["body_sealed"]
    assert isinstance(sealed, bytes)
    body = message_body(s.keyring, str(row["key"]), sealed)
    assert (row["recipient"], row["state"]) == (hashed(s), "queued")
    assert (body["to"], body["answers"], body["text"]) == (
        ADDRESS, "<own@citizen.example>", "Thứ Sáu này ạ.",
    )  # fmt: skip
    assert body["heading"] == HEADING, "as the subject of ours"
    assert [line for _, found in await lines(s) for line in found] == [
        ("mail", "Bao giờ xong ạ?"), ("officer", "Thứ Sáu này ạ."),
    ]  # fmt: skip


async def test_who_accuses_by_mail_is_answered_by_mail_too(s: Stage) -> None:
    an = await letter(s)
    await wrote(s, an, Mailed("Cán bộ đòi tiền bồi dưỡng"))
    assert await given(s, an, About.ACCUSATION, "Đã nhận.") is Told.SENT
