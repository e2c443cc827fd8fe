"""Taking turns over a real store; every test on SQLite and on PostgreSQL."""

import sqlite3

import asyncpg
import pytest

from bot.events import AskedToStop, Event, Replied, Submitted
from bot.phrasebook import phrase
from bot.turns import Kept, Receipt, Turn
from flows.model import Ending
from tests.support.stage import Invited, Stage

OTHERS_CODE = "ZZZZ2222"  # fits, and names nothing


def told(key: str) -> str:
    return phrase("vi", key)


class TestTurns:
    async def test_the_same_event_again_changes_nothing(self, s: Stage) -> None:
        an = await s.invite()
        await s.say("u1", an.code)
        first = await s.tap("u1", an, "tong_the", "5", key="zalo/1")
        again = await s.tap("u1", an, "tong_the", "5", key="zalo/1")
        assert (first.state, again.state) == ("done", "duplicate")
        assert again.conversation == first.conversation
        assert await s.answers(an) == [("tong_the", 1, "5")]
        assert len(await s.said("u1")) == 2

    async def test_the_same_event_twice_in_one_batch(self, s: Stage) -> None:
        an = await s.invite()
        await s.say("u1", an.code)
        turn = s.turn("u1", Replied("5", s.clock.now()), "zalo/1")
        outcomes = await s.together([turn, turn])
        assert outcomes["zalo/1"].state == "duplicate"  # of the second; the first was taken
        assert await s.answers(an) == [("tong_the", 1, "5")]

    async def test_turns_of_one_person_in_one_batch_keep_their_order(self, s: Stage) -> None:
        an, binh = await s.invite("An"), await s.invite("Binh")
        await s.say("u1", an.code)
        await s.say("u2", binh.code)
        now = s.clock.now()
        typed = [("u1", "5"), ("u2", "2"), ("u1", "1"), ("u2", "4"), ("u1", "3")]
        await s.together([s.turn(user, Replied(text, now)) for user, text in typed])
        assert await s.answers(an) == [
            ("tong_the", 1, "5"), ("niem_yet", 1, "1"), ("giay_to", 1, "3"),
        ]  # fmt: skip
        assert await s.answers(binh) == [("tong_the", 1, "2"), ("niem_yet", 1, "4")]

    async def test_a_code_and_the_first_answer_in_one_batch(self, s: Stage) -> None:
        an = await s.invite()
        now = s.clock.now()
        await s.together([s.turn("u1", Replied(text, now)) for text in (an.code, "5")])
        assert await s.answers(an) == [("tong_the", 1, "5")]

    async def test_two_people_in_one_batch_whatever_happens_to_them(self, s: Stage) -> None:
        """Every statement of a batch must take more than one row: some kinds of SQL cannot."""
        an, binh, chi, dung = [await s.invite(name) for name in ("An", "Binh", "Chi", "Dung")]
        whole = {
            question.id: question.choices[0].value if question.choices else "chậm"
            for question in s.flow.questions
        } | {"gop_y": "yes", "dong_y_cho_biet": "yes"}

        def both(key: str, one: Invited, other: Invited, event: Event) -> list[Turn]:
            now = s.clock.now()
            return [
                Turn(f"{key}/{who.id}", "web", event, now, conversation=who.id)
                for who in (one, other)
            ]

        await s.together(both("begin", an, binh, Submitted({"tong_the": "1"})))
        assert [await s.state(who) for who in (an, binh)] == ["started", "started"]
        await s.together(both("all", an, binh, Submitted(whole)))
        assert [await s.state(who) for who in (an, binh)] == ["valid", "valid"]
        shared = await s.sql("SELECT DISTINCT case_shared FROM alert")
        assert [bool(row["case_shared"]) for row in shared] == [True]
        await s.together(both("stop", chi, dung, AskedToStop()))
        assert [await s.state(who) for who in (chi, dung)] == ["refused", "refused"]

    async def test_a_step_that_raises_quarantines_only_itself(
        self, s: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        an, binh = await s.invite("An"), await s.invite("Binh")
        await s.say("u1", an.code)
        await s.say("u2", binh.code)
        _break_the_step(monkeypatch)
        now = s.clock.now()
        outcomes = await s.together(
            [s.turn("u1", Replied("boom", now), "bad"), s.turn("u2", Replied("5", now), "good")]
        )
        assert {key: outcome.state for key, outcome in outcomes.items()} == {
            "bad": "quarantined", "good": "done",
        }  # fmt: skip
        rows = await s.sql("SELECT event_key, error, raw_sealed FROM inbox WHERE state <> 'done'")
        assert [(row["event_key"], row["error"]) for row in rows] == [("bad", "ArithmeticError")]
        assert rows[0]["raw_sealed"], "what arrived is kept"
        assert await s.answers(binh) == [("tong_the", 1, "5")]
        assert (await s.say("u1", "4")).state == "done"  # and the conversation goes on
        assert await s.answers(an) == [("tong_the", 1, "4")]

    async def test_receipts_and_unknown_events_travel_along(self, s: Stage) -> None:
        an = await s.invite()
        await s.say("u1", an.code)
        now = s.clock.now()
        outcomes = await s.together(
            [
                Receipt("r1", now, seen=False, platform_ids=("none",)),
                Kept("k1", "zalo/follow", now, b"{}"),
                Kept("k1", "zalo/follow", now, b"{}"),
                s.turn("u1", Replied("5", now), "t1"),
            ]
        )
        assert {key: o.state for key, o in outcomes.items()} == {
            "r1": "done", "k1": "done", "t1": "done",
        }  # fmt: skip
        kept = await s.sql("SELECT event_key FROM inbox WHERE event_key IN ('r1', 'k1')")
        assert len(kept) == 2

    async def test_one_open_conversation_in_a_chat(self, s: Stage) -> None:
        an, binh = await s.invite("An"), await s.invite("Binh")
        await s.say("u1", an.code)
        with pytest.raises((sqlite3.IntegrityError, asyncpg.UniqueViolationError)):
            await s.sql(
                "UPDATE conversation SET status = 'open', chat_hash = "
                f"'{s.chat('u1').hash}' WHERE id = {binh.id}"
            )


class TestAnswers:
    async def test_an_answer_is_keyed_to_its_case_and_agency(self, s: Stage) -> None:
        an = await s.invite()
        await s.say("u1", an.code)
        await s.say("u1", "rat hai long")
        (row,) = await s.sql("SELECT * FROM answer")
        assert {name: row[name] for name in row if name not in ("at", "flow_hash")} == {
            "conversation_id": an.id, "question": "tong_the", "revision": 1, "case_id": an.case,
            "agency_id": an.agency, "plan": "thu", "wave": 1, "flow": "hai-long-tthc",
            "kind": "scale", "value": "5", "channel": "zalo", "way_in": "typed", "language": "vi",
            "sensitive": False,
        }  # fmt: skip
        (ledger,) = await s.sql("SELECT kind, subject, commitment FROM ledger")
        assert ledger["subject"] == f"answer/{an.id}/tong_the/1"
        assert len(str(ledger["commitment"])) == 64

    async def test_the_words_are_sealed(self, s: Stage) -> None:
        an = await s.invite()
        await s.say("u1", an.code)
        await s.say("u1", "rat hai long")
        (row,) = await s.sql("SELECT words_sealed FROM answer_secret")
        sealed = row["words_sealed"]
        assert isinstance(sealed, bytes)
        assert b"rat hai long" not in sealed
        assert s.keyring.open(sealed, f"answer/{an.id}/tong_the/1") == "rat hai long"

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE answer SET value = '5'",
            "DELETE FROM answer",
            "UPDATE ledger SET commitment = ''",
            "DELETE FROM ledger",
        ],
    )
    async def test_answers_and_ledger_refuse_change(self, s: Stage, statement: str) -> None:
        an = await s.invite()
        await s.say("u1", an.code)
        await s.say("u1", "1")
        with pytest.raises((sqlite3.IntegrityError, asyncpg.PostgresError), match="append-only"):
            await s.sql(statement)
        assert await s.answers(an) == [("tong_the", 1, "1")]

    async def test_one_alert_for_a_case_and_question(self, s: Stage) -> None:
        an = await s.invite()
        await s.say("u1", an.code)
        for value in ("1", "5", "2", "1"):
            await s.tap("u1", an, "tong_the", value)
        assert [value for _, _, value in await s.answers(an)] == ["1", "5", "2", "1"]
        (alert,) = await s.sql("SELECT * FROM alert")
        assert (alert["case_id"], alert["question"], alert["value"]) == (an.case, "tong_the", "1")
        assert not alert["case_shared"]
        mails = await s.sql("SELECT key FROM message WHERE purpose = 'alert'")
        assert [mail["key"] for mail in mails] == [f"alert/{an.case}/tong_the"]

    async def test_the_case_is_shared_after_a_yes_only(self, s: Stage) -> None:
        an = await s.invite()
        await s.post(an, tong_the="1", gop_y="no")
        assert await _shared(s) == [False]
        await s.post(an, vi_sao="Chờ lâu", dong_y_cho_biet="yes")
        assert await _shared(s) == [True]
        mails = await s.sql("SELECT key FROM message WHERE purpose = 'alert' ORDER BY id")
        assert [mail["key"] for mail in mails] == [
            f"alert/{an.case}/tong_the", f"share/{an.case}",
        ]  # fmt: skip

    async def test_a_blank_page_begins_nothing(self, s: Stage) -> None:
        an = await s.invite()
        await s.post(an, tong_the="")
        assert await s.state(an) == "open"
        await s.post(an, tong_the="4")
        assert await s.state(an) == "started"


class TestEndings:
    async def test_a_refusal_is_remembered_and_drops_what_is_queued(self, s: Stage) -> None:
        an = await s.invite()
        await s.say("u1", an.code)
        await s.say("u1", "4")
        await s.say("u1", "dừng")
        assert await s.said("u1") == [told("stopped")]  # the two older replies left the queue
        queued = await s.sql("SELECT purpose FROM message WHERE state = 'queued'")
        assert [row["purpose"] for row in queued] == ["reply"]
        assert await s.state(an) == "refused"
        refused = await s.sql("SELECT subject_hash FROM refusal")
        assert an.person_hash in [row["subject_hash"] for row in refused]
        assert len(refused) == 3  # the person, the phone and the chat

    async def test_after_a_refusal_nothing_is_said(self, s: Stage) -> None:
        an = await s.invite()
        await s.say("u1", an.code)
        await s.stop(an)
        for text in ("alo", "dừng", an.code, OTHERS_CODE, "trợ giúp"):
            await s.say("u1", text)
        await s.tap("u1", an, "tong_the", "5")
        await s.send("u1", "voice")
        await s.stop(an)
        assert await s.said("u1") == []
        assert await s.answers(an) == []

    async def test_a_refusal_by_mail_before_anything(self, s: Stage) -> None:
        an = await s.invite()
        await s.stop(an)
        assert await s.state(an) == "refused"
        assert (await s.say("u1", an.code)).state == "unknown"
        assert (
            await s.sql("SELECT * FROM message WHERE state = 'queued' AND purpose <> 'help'") == []
        )

    async def test_expired_with_little_is_partial_with_nothing_silent(self, s: Stage) -> None:
        an, binh = await s.invite("An"), await s.invite("Binh")
        await s.post(an, tong_the="4")
        await s.end(an)
        await s.end(binh)
        assert (await s.state(an), await s.state(binh)) == ("partial", "silent")

    async def test_closed_by_a_full_quota(self, s: Stage) -> None:
        an = await s.invite()
        await s.end(an, Ending.QUOTA_FULL)
        assert await s.state(an) == "quota_full"

    async def test_a_whole_opinion_is_valid(self, s: Stage) -> None:
        an = await s.invite()
        criteria = {q.id: "4" for q in s.flow.criteria if q.criterion != "II.E"}
        await s.post(an, tong_the="4", **criteria, gop_y="no", mong_doi="nhanh_hon", gop_y_khac="")
        assert await s.state(an) == "valid"
        assert (await s.conversation(an)).ending is Ending.COMPLETE


async def _shared(s: Stage) -> list[bool]:
    return [bool(row["case_shared"]) for row in await s.sql("SELECT case_shared FROM alert")]


def _break_the_step(monkeypatch: pytest.MonkeyPatch) -> None:
    from bot import service
    from bot.step import step

    def broken(flow, conv, event, now):  # type: ignore[no-untyped-def]
        if isinstance(event, Replied) and event.text == "boom":
            raise ArithmeticError("a bug of ours")
        return step(flow, conv, event, now)

    monkeypatch.setattr(service, "step", broken)
