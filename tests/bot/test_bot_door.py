"""Who is this: what a chat without an open talk may prove, and what it is told; on both engines."""

import asyncio
from datetime import timedelta

import pytest

from bot.door import HOLDS
from bot.events import Replied, SharedPhone, Tapped
from bot.phrasebook import phrase
from tests.support.stage import LIFE, Applicant, Invited, Stage

PHONE, OTHER = "84912000001", "84912000002"
CODE = "H01.22-261102-0A17"
WIFE, HUSBAND = "001175000017", "001073000028"
HOUR = timedelta(hours=1)


def told(key: str, **blanks: object) -> str:
    return phrase("vi", key, **blanks)


def begun(text: str) -> bool:
    return "chấm mấy sao" in text


async def home(s: Stage) -> tuple[Invited, Invited]:
    """Wife and husband with one phone; the wife was let go before he was invited."""
    wife = await s.invite("Vợ", Applicant(PHONE, WIFE, code="H01.22-261102-0001"))
    await s.let_go(wife)
    husband = await s.invite(
        "Chồng", Applicant(PHONE, HUSBAND, code="H01.22-261102-0002"),
        agency__name="UBND xã Mỹ Hoà Hưng", case__month="10/2026",
    )  # fmt: skip
    return wife, husband


class TestSharedNumber:
    async def test_alone_it_proves_nothing_and_tells_a_count(self, short: Stage) -> None:
        an = await short.invite("An", Applicant(PHONE, code=CODE))
        assert (await short.share("u1", PHONE)).state == "unknown"
        assert await short.said("u1") == [told("number_waits", count=1)]
        assert await short.state(an) == "open"
        assert await short.sql("SELECT chat_hash FROM conversation WHERE chat_hash <> ''") == []

    @pytest.mark.parametrize(
        "signs", ["0a17", "0A17", " 0A-17. ", "là 0A17", "1102-0a17", CODE, "h01 22 261102 0a17"]
    )
    async def test_with_the_last_signs_it_begins(self, short: Stage, signs: str) -> None:
        an = await short.invite("An", Applicant(PHONE, code=CODE))
        await short.share("u1", PHONE)
        assert (await short.say("u1", signs)).state == "done"
        assert begun((await short.said("u1"))[-1])
        assert await short.state(an) == "started"

    async def test_signs_without_a_shared_number_are_words(self, short: Stage) -> None:
        await short.invite("An", Applicant(PHONE, code=CODE))
        await short.say("u1", "0A17")
        assert await short.said("u1") == [told("stranger"), told("contact_why")]
        assert await short.sql("SELECT * FROM code_try") == []

    async def test_signs_of_a_case_of_another_number_are_wrong(self, short: Stage) -> None:
        await short.invite("An", Applicant(PHONE, code=CODE))
        binh = await short.invite("Bình", Applicant(OTHER, code="H01.22-261102-0B99"))
        await short.share("u1", PHONE)
        await short.say("u1", "0B99")
        assert (await short.said("u1"))[1:] == [told("signs_wrong")]
        assert await short.state(binh) == "open"

    async def test_five_wrong_signs_close_the_door_for_an_hour_codes_with_them(
        self, short: Stage
    ) -> None:
        an = await short.invite("An", Applicant(PHONE, code=CODE))
        await short.share("u1", PHONE)
        for wrong in ("0000", "1111", "2222", "ZZZZ2222", "4444"):
            await short.say("u1", wrong)
        for right in ("0A17", an.code):
            await short.say("u1", right)
        assert (await short.said("u1"))[1:] == [
            *[told("signs_wrong")] * 3, told("code_wrong"), *[told("code_closed")] * 3,
        ]  # fmt: skip
        assert await short.state(an) == "open"
        short.clock.advance(HOUR)
        await short.say("u1", "0A17")
        assert await short.state(an) == "started"

    async def test_it_holds_for_a_day(self, short: Stage) -> None:
        an = await short.invite("An", Applicant(PHONE, code=CODE))
        await short.share("u1", PHONE)
        short.clock.advance(HOLDS)
        await short.say("u1", "0A17")
        assert (await short.said("u1"))[1] == told("stranger")
        assert await short.state(an) == "open"

    async def test_another_word_repeats_the_question(self, short: Stage) -> None:
        await short.invite("An", Applicant(PHONE, code=CODE))
        await short.share("u1", PHONE)
        await short.say("u1", "mã nào vậy?")
        assert await short.said("u1") == [told("number_waits", count=1)] * 2

    async def test_a_number_of_nobody(self, short: Stage) -> None:
        await short.invite("An", Applicant(PHONE))
        await short.share("u1", OTHER)
        await short.say("u1", "0001")
        assert await short.said("u1") == [told("number_unknown"), told("stranger")]

    async def test_what_is_over_does_not_wait(self, short: Stage) -> None:
        await short.invite("An", Applicant(PHONE, code=CODE))
        short.clock.advance(LIFE)
        await short.share("u1", PHONE)
        assert await short.said("u1") == [told("number_unknown")]

    async def test_two_cases_with_the_same_last_signs_need_more_of_them(self, short: Stage) -> None:
        one = await short.invite("An", Applicant(PHONE, WIFE, code="H01-11-0A17"))
        await short.let_go(one)
        two = await short.invite("Bình", Applicant(PHONE, HUSBAND, code="H01-22-0A17"))
        await short.share("u1", PHONE)
        await short.say("u1", "0A17")
        assert (await short.said("u1"))[1:] == [told("signs_of_several")]
        assert await short.sql("SELECT * FROM code_try") == []
        await short.say("u1", "22-0A17")
        assert await short.state(two) == "started"
        assert await short.state(one) == "silent"

    async def test_the_number_itself_is_kept_nowhere_in_clear(self, short: Stage) -> None:
        await short.share("u1", PHONE)
        (row,) = await short.sql("SELECT * FROM door")
        assert PHONE not in str(dict(row))
        assert row["phone_hash"] == short.keyring.mac("address", f"phone:{PHONE}")

    async def test_the_same_webhook_again_changes_nothing(self, short: Stage) -> None:
        await short.invite("An", Applicant(PHONE, code=CODE))
        await short.share("u1", PHONE, key="sha256/1")
        assert (await short.share("u1", PHONE, key="sha256/1")).state == "duplicate"
        assert len(await short.said("u1")) == 1

    async def test_a_number_and_signs_that_travel_together(self, short: Stage) -> None:
        an = await short.invite("An", Applicant(PHONE, code=CODE))
        now = short.clock.now()
        turns = [
            short.turn("u1", SharedPhone(PHONE, now)),
            short.turn("u1", Replied("0A17", now)),
            short.turn("u1", Replied("0A17", now)),
        ]
        await short.together(turns)
        assert await short.state(an) == "started"
        assert await short.answers(an) == []
        assert await short.sql("SELECT * FROM code_try") == []


class TestTrustedPlatform:
    async def test_one_waiting_case_begins(self, trusting: Stage) -> None:
        an = await trusting.invite("An", Applicant(PHONE))
        assert (await trusting.share("u1", PHONE)).state == "done"
        assert begun((await trusting.said("u1"))[-1])
        assert await trusting.state(an) == "started"

    async def test_several_are_offered(self, trusting: Stage) -> None:
        wife, husband = await home(trusting)
        await trusting.share("u1", PHONE)
        assert await trusting.said("u1") == [told("door_choose", count=2)]
        await trusting.say("u1", "2")
        assert (await trusting.state(wife), await trusting.state(husband)) == ("silent", "started")

    async def test_a_number_of_many_needs_the_signs(self, trusting: Stage) -> None:
        an = await trusting.invite("An", Applicant(PHONE, email="an@example.vn", code=CODE))
        await trusting.set_aside(PHONE)
        await trusting.share("u1", PHONE)
        assert await trusting.said("u1") == [told("number_waits", count=1)]
        assert await trusting.state(an) == "open"
        await trusting.say("u1", "0A17")
        assert await trusting.state(an) == "started"

    async def test_who_came_first_keeps_it(self, trusting: Stage) -> None:
        await home(trusting)
        await trusting.share("u1", PHONE)
        await trusting.share("u2", PHONE)
        assert await trusting.said("u2") == [told("number_unknown")]


class TestKnownBefore:
    async def test_a_new_invitation_needs_no_code(self, short: Stage) -> None:
        last = await short.invite("An", Applicant(PHONE))
        await short.say("u1", last.code)
        await short.tap("u1", last, "diem", "5")
        short.clock.advance(timedelta(days=300))
        new = await short.invite("An", Applicant(PHONE))
        await short.say("u1", "xin chào")
        assert begun((await short.said("u1"))[-1])
        assert await short.state(new) == "started"

    async def test_the_receipt_is_no_wrong_code(self, short: Stage) -> None:
        an = await short.invite("An", Applicant(PHONE))
        await short.say("u1", an.code)
        await short.tap("u1", an, "diem", "5")
        receipt = (await short.said("u1"))[-1].rpartition(" ")[2]
        await short.say("u1", receipt.lower())
        assert (await short.said("u1"))[-1].startswith("Chúng tôi đã nhận ý kiến")
        assert await short.sql("SELECT * FROM code_try") == []

    async def test_words_before_it_begins_answer_nothing(self, short: Stage) -> None:
        last = await short.invite("An", Applicant(PHONE))
        await short.say("u1", last.code)
        await short.tap("u1", last, "diem", "5")
        new = await short.invite("An", Applicant(PHONE))
        await short.say("u1", "5")
        assert await short.answers(new) == []
        await short.say("u1", "5")
        assert await short.answers(new) == [("diem", 1, "5")]

    async def test_not_in_a_chat_that_another_has_followed(self, short: Stage) -> None:
        first = await short.invite("An", Applicant(PHONE))
        await short.say("u1", first.code)
        await short.tap("u1", first, "diem", "5")
        second = await short.invite("An", Applicant(PHONE))
        await short.say("u2", second.code)
        await short.tap("u2", second, "diem", "5")
        third = await short.invite("An", Applicant(PHONE))
        await short.say("u1", "xin chào")
        assert await short.state(third) == "open"
        await short.say("u2", "xin chào")
        assert await short.state(third) == "started"

    async def test_not_for_the_many_of_an_agent(self, short: Stage) -> None:
        """Whoever typed the codes of five people is no member of each of their households."""
        people = [f"8491200010{n}" for n in range(5)]
        for number in people:
            invited = await short.invite("Khách", Applicant(number))
            await short.say("u1", invited.code)
            await short.tap("u1", invited, "diem", "5")
        new = await short.invite("Khách", Applicant(people[0]))
        await short.say("u1", "xin chào")
        assert await short.state(new) == "open"
        assert (await short.said("u1"))[-1].startswith("Chúng tôi đã nhận ý kiến")

    async def test_who_refused_gets_nothing(self, short: Stage) -> None:
        last = await short.invite("An", Applicant(PHONE))
        await short.say("u1", last.code)
        new_before = await short.sql("SELECT id FROM invitation")
        await short.say("u1", "dừng")
        for text in ("xin chào", "5", PHONE, "ZZZZ2222"):
            await short.say("u1", text)
        await short.share("u1", PHONE)
        assert await short.said("u1") == [told("stopped")]
        assert await short.sql("SELECT id FROM invitation") == new_before
        assert await short.sql("SELECT * FROM door") == []


class TestSeveral:
    async def test_they_are_listed_by_agency_and_month_and_chosen(self, short: Stage) -> None:
        wife, husband = await home(short)
        await short.say("u1", wife.code)
        await short.say("u1", husband.code)
        assert (await short.said("u1"))[-1] == told("in_line")
        await short.tap("u1", wife, "diem", "5")
        thanks, more = (await short.said("u1"))[-2:]
        assert thanks.startswith("✓")
        assert more == told("door_one_more", case="UBND xã Mỹ Hoà Hưng, tháng 10/2026")
        assert await short.state(husband) == "open", "it is offered, not begun"
        await short.say("u1", "cảm ơn")
        assert (await short.said("u1"))[-1].startswith("Chúng tôi đã nhận ý kiến")
        assert await short.state(husband) == "open"
        await short.say("u1", "có")
        assert await short.state(husband) == "started"

    async def test_a_tap_on_the_offer_begins_it_once(self, short: Stage) -> None:
        wife, husband = await home(short)
        await short.say("u1", wife.code)
        await short.say("u1", husband.code)
        await short.tap("u1", wife, "diem", "5")
        await _choose(short, "u1", husband)
        await _choose(short, "u1", husband)
        said = await short.said("u1")
        assert begun(said[-2])
        assert said[-1].startswith(told("recall"))
        assert await short.state(husband) == "started"

    async def test_not_now_is_understood(self, short: Stage) -> None:
        wife, husband = await home(short)
        await short.say("u1", wife.code)
        await short.say("u1", husband.code)
        await short.tap("u1", wife, "diem", "5")
        await short.say("u1", "để sau")
        assert (await short.said("u1"))[-1] == told("door_later")
        assert await short.state(husband) == "open"

    async def test_a_tap_on_anothers_case_begins_nothing(self, short: Stage) -> None:
        wife, husband = await home(short)
        binh = await short.invite("Bình", Applicant(OTHER))
        await short.say("u1", wife.code)
        await short.say("u1", husband.code)
        await short.tap("u1", wife, "diem", "5")
        await _choose(short, "u1", binh)
        await _choose(short, "u2", husband)
        assert [await short.state(who) for who in (husband, binh)] == ["started", "open"]
        assert await short.said("u2") == [told("stranger"), told("contact_why")]

    async def test_stop_between_two_is_for_both_and_confirmed_once(self, short: Stage) -> None:
        wife, husband = await home(short)
        await short.say("u1", wife.code)
        await short.say("u1", husband.code)
        await short.tap("u1", wife, "diem", "5")
        await short.say("u1", "đừng nhắn nữa")
        assert (await short.said("u1"))[-1] == told("stopped")
        await short.say("u1", "dừng")
        await short.say("u1", "alo")
        assert (await short.said("u1"))[-1] == told("stopped")
        assert (await short.said("u1")).count(told("stopped")) == 1
        assert await short.state(husband) == "refused"
        refused = [row["subject_hash"] for row in await short.sql("SELECT * FROM refusal")]
        assert {wife.person_hash, husband.person_hash, short.chat("u1").hash} <= set(refused)

    async def test_the_page_may_begin_what_is_in_line(self, short: Stage) -> None:
        """Two talks of one chat are never open at once, and neither is lost."""
        wife, husband = await home(short)
        await short.say("u1", wife.code)
        await short.say("u1", husband.code)
        assert (await short.post(husband, diem="2")).state == "done"
        assert await short.state(husband) == "started"
        await short.tap("u1", wife, "diem", "5")
        await _choose(short, "u1", husband)
        assert (await short.said("u1"))[-1].startswith(told("recall"))

    async def test_wrong_codes_in_an_open_survey_are_told_nothing_and_counted(
        self, short: Stage
    ) -> None:
        wife, husband = await home(short)
        await short.say("u1", wife.code)
        for _ in range(5):
            await short.say("u1", "ZZZZ2222")
        await short.say("u1", husband.code)
        assert (await short.said("u1"))[1:] == [told("in_line")] * 6
        await short.tap("u1", wife, "diem", "5")
        assert (await short.said("u1"))[-1].startswith("✓"), "nothing is in line"


class TestTypedNumber:
    @pytest.mark.parametrize("typed", ["0912 000 001", "84912000001", "số của tôi là 0912000001"])
    async def test_it_proves_nothing(self, short: Stage, typed: str) -> None:
        an = await short.invite("An", Applicant(PHONE))
        await short.say("u1", typed)
        assert await short.said("u1") == [told("typed_phone"), told("contact_why")]
        assert await short.state(an) == "open"

    async def test_the_form_is_offered_once_a_day(self, short: Stage) -> None:
        for _ in range(2):
            await short.say("u1", "xin chào")
        short.clock.advance(HOLDS)
        await short.say("u1", "xin chào")
        cards = [said for said in await short.said("u1") if said == told("contact_why")]
        assert len(cards) == 2


async def _choose(s: Stage, user: str, invited: Invited) -> None:
    """A tap on the button of an offer, as the platform sends it."""
    event = Tapped(0, "_door", str(invited.id), s.clock.now())
    await s.store.turn(s.turn(user, event))


class TestOfficersThread:
    """While an officer has the word nobody but they speak, and nothing is lost."""

    async def test_a_code_is_put_in_line_in_silence(self, short: Stage) -> None:
        wife, husband = await home(short)
        await short.say("u1", wife.code)
        await short.say("u1", "cho tôi gặp người phụ trách")
        before = await short.said("u1")
        for text in (husband.code, wife.code, "ZZZZ2222"):
            await short.say("u1", text)
        await short.share("u1", OTHER)
        assert await short.said("u1") == before
        (claim,) = await short.sql("SELECT * FROM door_claim")
        assert claim["conversation_id"] == husband.id
        (door,) = await short.sql("SELECT phone_hash FROM door")
        assert door["phone_hash"] is not None

    async def test_who_asks_for_a_person_between_two_surveys_gets_one(self, short: Stage) -> None:
        wife, husband = await home(short)
        await short.say("u1", wife.code)
        await short.say("u1", husband.code)
        await short.tap("u1", wife, "diem", "5")
        short.clock.advance(HOLDS)
        await short.say("u1", "cán bộ đòi tiền bồi dưỡng")
        assert await short.state(husband) == "open"
        assert "Chúng tôi đã nhận ý kiến" not in (await short.said("u1"))[-1]

    async def test_a_close_by_the_plan_pushes_nothing(self, short: Stage) -> None:
        wife, husband = await home(short)
        await short.say("u1", wife.code)
        await short.say("u1", husband.code)
        before = await short.said("u1")
        await short.end(wife)
        assert await short.said("u1") == before
        await short.say("u1", "xin chào")
        assert await short.state(husband) == "started"


class TestAtOnce:
    """On PostgreSQL several workers take turns at the same time, as several processes do."""

    async def test_one_code_from_many_chats_binds_one(self, short: Stage) -> None:
        an = await short.invite("An", Applicant(PHONE))
        users = [f"u{n}" for n in range(8)]
        outcomes = await asyncio.gather(*(short.say(user, an.code) for user in users))
        assert sorted(outcome.state for outcome in outcomes) == ["done"] + ["unknown"] * 7
        said = [await short.said(user) for user in users]
        assert sorted(len(texts) for texts in said) == [1] * 8
        assert sum(begun(texts[0]) for texts in said) == 1

    async def test_one_number_from_many_chats_begins_once(self, trusting: Stage) -> None:
        an = await trusting.invite("An", Applicant(PHONE))
        users = [f"u{n}" for n in range(8)]
        await asyncio.gather(*(trusting.share(user, PHONE) for user in users))
        asked = [begun(text) for user in users for text in await trusting.said(user)]
        assert sum(asked) == 1
        assert await trusting.state(an) == "started"

    async def test_code_number_and_signs_of_one_chat_at_once(self, short: Stage) -> None:
        an = await short.invite("An", Applicant(PHONE, code=CODE))
        await asyncio.gather(
            short.share("u1", PHONE), short.say("u1", an.code), short.say("u1", "0A17")
        )
        assert await short.state(an) == "started"
        rows = await short.sql("SELECT chat_hash FROM conversation")
        assert [row["chat_hash"] for row in rows] == [short.chat("u1").hash]
        assert await short.answers(an) == []
