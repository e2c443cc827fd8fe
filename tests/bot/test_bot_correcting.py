"""Answers corrected after sending: in the store on both engines, and on the page."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.afterwards import NOTHING, Afterwards, Over
from bot.conversation import Conversation
from bot.events import Corrected, Ended, Event, Sent, Submitted
from bot.reviewing import seen
from bot.step import step
from bot.turns import Outcome, Turn
from bot.view import Screen, view
from channels.web.beside import had_of
from flows.model import Ending
from tests.support.stage import LIFE, PLAN, START, WAVE, Invited, Stage
from tests.support.transcripts import FACTS, flow_named

FLOW = flow_named("xem-lai")
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
UNTIL = NOW + timedelta(days=3)
ALL = {"chung": "3", "them": "yes", "dan_toc": "kinh", "so_lan": "2", "y_kien": "Tốt cả"}
HAPPY = {q.id: "4" for q in flow_named("hai-long-tthc").criteria if q.criterion != "II.E"}
HAPPY |= {"tong_the": "4", "gop_y": "no", "mong_doi": "nhanh_hon", "gop_y_khac": "Tốt"}


async def correct(s: Stage, invited: Invited, key: str, **fields: str) -> Outcome:
    event = Corrected(Submitted(fields), START + LIFE)
    at = s.clock.now()
    return await s.store.turn(Turn(key, "web", event, at, b"", conversation=invited.id))


async def tallied(s: Stage, question: str) -> dict[str, int]:
    found = await s.store.read(lambda unit: unit.results.values(PLAN, WAVE))
    return {each.value: each.count for each in found if each.question == question}


async def test_a_correction_is_a_revision_and_nothing_is_counted_twice(s: Stage) -> None:
    an = await s.invite("An")
    await s.post(an, **HAPPY)
    assert await s.state(an) == "valid"
    before = (await s.sql(f"SELECT * FROM invitation WHERE id = {an.id}"))[0]
    sent = await s.conversation(an)
    s.clock.advance(timedelta(days=2))
    first = await correct(s, an, "once", tong_the="2", niem_yet="4")
    again = await correct(s, an, "once", tong_the="2", niem_yet="4")
    assert (first.state, again.state) == ("done", "duplicate")
    assert [row for row in await s.answers(an) if row[0] == "tong_the"] == [
        ("tong_the", 1, "4"),
        ("tong_the", 2, "2"),
    ]
    assert await tallied(s, "tong_the") == {"2": 1}, "results take the newest"
    alerts = await s.sql(f"SELECT question FROM alert WHERE conversation_id = {an.id}")
    assert [row["question"] for row in alerts] == ["tong_the"], "due now"
    await correct(s, an, "back", tong_the="5")
    assert await tallied(s, "tong_the") == {"5": 1}
    assert len(await s.sql("SELECT * FROM alert")) == 1, "its cause is gone, and it was told"
    assert (await s.sql(f"SELECT * FROM invitation WHERE id = {an.id}"))[0] == before
    stands = await s.conversation(an)
    assert (stands.sent_at, stands.valid, stands.ending) == (sent.sent_at, True, Ending.COMPLETE)
    ledger = await s.sql("SELECT count(*) AS n FROM ledger")
    assert ledger[0]["n"] == sum(stands.revisions.values()), "a row each"


async def test_after_the_closing_nothing_changes(s: Stage) -> None:
    an = await s.invite("An")
    await s.post(an, **HAPPY)
    s.clock.advance(LIFE)
    rows = await s.answers(an)
    await correct(s, an, "late", tong_the="1")
    assert await s.answers(an) == rows


# -- what the page shows --------------------------------------------------------------------


def after(*events: Event) -> Conversation:
    conv = Conversation(7, FLOW.hash, {**FACTS, "receipt.code": "7K2M9PQR"})
    for event in events:
        conv, _ = step(FLOW, conv, event, NOW)
    return conv


def sent() -> Conversation:
    conv = after(Submitted(ALL))
    return step(FLOW, conv, Sent(seen(conv)), NOW)[0]


def said(screen: Screen) -> list[str]:
    return [line.answer for part in screen.review for line in part.lines]


def test_what_was_sent_is_read_with_when_and_until_when() -> None:
    screen = view(FLOW, sent(), told=Afterwards(UNTIL))
    assert screen.over == Over(NOW, UNTIL, corrected=False, unsent=())
    assert said(screen)[:2] == ["Tốt", "Có"]
    assert "Kinh" not in said(screen), "a sensitive answer is not repeated"
    assert "7K2M-9PQR" in screen.receipt
    assert [part.opens for part in screen.review] == [True, True]


def test_a_section_opens_again_until_the_closing_without_what_would_end_the_survey() -> None:
    told = Afterwards(UNTIL)
    screen = view(FLOW, sent(), wanted="m_chung", told=told)
    assert [field.id for field in screen.fields] == ["chung"]
    assert screen.fields[0].answer == "3"
    assert view(FLOW, sent(), wanted="nowhere", told=told).review
    closed = view(FLOW, sent(), wanted="m_chung", told=Afterwards(None))
    assert closed.over == Over(NOW, None, corrected=False, unsent=())
    assert (closed.blocks, bool(closed.review)) == ((), True)


@pytest.mark.parametrize("over", [False, True], ids=["before", "after the sending"])
def test_a_sensitive_answer_is_ticked_for_nobody_again_and_a_blank_keeps_it(over: bool) -> None:
    conv = sent() if over else after(Submitted(ALL))
    told = Afterwards(UNTIL) if over else NOTHING
    screen = view(FLOW, conv, wanted="m_ve_minh", told=told)
    field = next(each for each in screen.fields if each.id == "dan_toc")
    assert (field.apart, [c.value for c in field.choices if c.chosen]) == (True, [])
    assert had_of(field, "vi") == "", "nor does the form bring it along"

    def post(raw: str) -> Conversation:
        page = Submitted({"dan_toc": raw}, shown={})
        return step(FLOW, conv, Corrected(page, UNTIL) if over else page, NOW)[0]

    assert post("").answers["dan_toc"] == "kinh"
    changed = post("?")
    assert (changed.answers["dan_toc"], changed.clashed) == ("?", ())


def test_a_correction_shows_what_changed_and_asks_what_follows_from_it() -> None:
    conv, _ = step(FLOW, sent(), Corrected(Submitted({"so_lan": "9"}), UNTIL), NOW)
    screen = view(FLOW, conv, told=Afterwards(UNTIL, frozenset({"so_lan"})))
    changed = [line.answer for part in screen.review for line in part.lines if line.changed]
    assert changed == ["9 lần"]
    conv, _ = step(FLOW, conv, Corrected(Submitted({"chung": "1"}), UNTIL), NOW)
    screen = view(FLOW, conv, told=Afterwards(UNTIL, frozenset({"chung"})))
    assert [field.id for field in screen.fields] == ["chung", "vi_sao"]
    left = view(FLOW, conv, told=Afterwards(UNTIL))
    assert said(left)[0] == "Kém", "who leaves there has corrected that one"
    assert [field.id for field in left.fields] == []


@pytest.mark.parametrize(
    ("start", "posted", "kept"),
    [
        (after(Ended(Ending.EXPIRED)), {"chung": "2", "so_lan": ""}, ["Vừa"]),
        (after(Ended(Ending.EXPIRED)), {"y_kien": "Chờ lâu", "so_lan": "x"}, ["Chờ lâu", "x"]),
        (sent(), {"chung": "3", "so_lan": "4", "no_such": "1"}, ["4"]),
    ],
    ids=["a choice", "words and what does not fit", "what stands there already"],
)
def test_what_came_too_late_is_shown_to_its_writer(
    start: Conversation, posted: dict[str, str], kept: list[str]
) -> None:
    screen = view(FLOW, start, told=Afterwards(unsent=posted))
    assert [line.answer for line in (screen.over.unsent if screen.over else ())] == kept


def test_a_clash_of_two_screens_is_told_at_the_review_and_forgotten_when_sent() -> None:
    start = after(Submitted({**ALL, "chung": "2"}, shown={}))
    conv, _ = step(FLOW, start, Submitted({"chung": "3"}, shown={"chung": "1"}), NOW)
    lines = [line for part in view(FLOW, conv).review for line in part.lines]
    assert [line.answer for line in lines if line.changed] == ["Tốt"]
    moved, _ = step(FLOW, conv, Sent(seen(conv)), NOW)
    assert moved.clashed == ()
    assert replace(moved, answers={}) != replace(conv, answers={})
