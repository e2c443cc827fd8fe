"""A chat is bound by the invitation's code and by nothing else; on both engines."""

from datetime import timedelta

import pytest

from bot.phrasebook import phrase
from tests.support.stage import LIFE, Stage

HOUR = timedelta(hours=1)
OTHERS_CODE = "ZZZZ2222"  # fits, and names nothing


def told(key: str) -> str:
    return phrase("vi", key)


class TestBinding:
    async def test_a_code_binds_the_chat_and_begins(self, s: Stage) -> None:
        an = await s.invite()
        outcome = await s.say("u1", an.code.lower())
        assert outcome.state == "done"
        (first,) = await s.said("u1")
        assert first.startswith("Sở Nội vụ tỉnh An Giang")
        assert "Câu 1/17" in first
        assert await s.state(an) == "started"

    @pytest.mark.parametrize(
        "typed", ["{0}-{1}", "{0} {1}", "Mã góp ý: {0}{1}", "ma gop y {0}{1}", "  {0}{1}  "]
    )
    async def test_as_people_type_it(self, s: Stage, typed: str) -> None:
        an = await s.invite()
        outcome = await s.say("u1", typed.format(an.code[:4], an.code[4:]))
        assert outcome.state == "done"

    @pytest.mark.parametrize("words", ["xin chào", "5", "849000001", "rất nhanh", "rat nhanh", ""])
    async def test_no_other_word_binds_or_tells_anything(self, s: Stage, words: str) -> None:
        await s.invite()
        assert (await s.say("u1", words)).state == "unknown"
        key = "typed_phone" if words == "849000001" else "stranger"
        assert await s.said("u1") == [told(key), told("contact_why")]
        assert await s.sql("SELECT * FROM answer") == []
        assert await s.sql("SELECT * FROM code_try") == []

    async def test_a_tap_and_a_picture_of_a_stranger_do_not_bind(self, s: Stage) -> None:
        an = await s.invite()
        assert (await s.tap("u1", an, "tong_the", "1")).state == "unknown"
        assert (await s.send("u1", "image")).state == "unknown"
        assert await s.said("u1") == [told("stranger"), told("contact_why"), told("stranger")]
        assert await s.sql("SELECT * FROM answer") == []

    async def test_five_wrong_codes_close_entry_for_an_hour(self, s: Stage) -> None:
        an = await s.invite()
        for _ in range(4):
            await s.say("u1", OTHERS_CODE)
        await s.say("u1", OTHERS_CODE)
        await s.say("u1", an.code)
        assert await s.said("u1") == [told("code_wrong")] * 4 + [told("code_closed")] * 2
        assert await s.state(an) == "open"
        s.clock.advance(HOUR - timedelta(seconds=1))
        assert (await s.say("u1", an.code)).state == "unknown"
        s.clock.advance(timedelta(seconds=1))
        assert (await s.say("u1", an.code)).state == "done"

    async def test_entry_is_closed_for_that_user_alone(self, s: Stage) -> None:
        an = await s.invite()
        for _ in range(5):
            await s.say("u1", OTHERS_CODE)
        assert (await s.say("u2", an.code)).state == "done"

    async def test_a_used_code_does_not_bind_another_user(self, s: Stage) -> None:
        an = await s.invite()
        await s.say("u1", an.code)
        before = await s.said("u1")
        assert (await s.say("u2", an.code)).state == "unknown"
        assert await s.said("u2") == [told("code_wrong")]
        assert await s.said("u1") == before  # the owner is not disturbed
        await s.say("u2", "5")
        assert await s.answers(an) == []

    async def test_an_expired_code_does_not_bind(self, s: Stage) -> None:
        an = await s.invite()
        s.clock.advance(LIFE)
        assert (await s.say("u1", an.code)).state == "unknown"
        assert await s.said("u1") == [told("code_wrong")]

    async def test_the_owner_types_it_again(self, s: Stage) -> None:
        an = await s.invite()
        await s.say("u1", an.code)
        await s.say("u1", "4")
        await s.say("u1", an.code)
        assert (await s.said("u1"))[-1].startswith(told("recall") + " Câu 2/17")
        assert await s.answers(an) == [("tong_the", 1, "4")]

    async def test_another_code_has_to_wait_and_tells_nothing(self, s: Stage) -> None:
        an, binh = await s.invite("An"), await s.invite("Binh")
        await s.say("u1", an.code)
        await s.say("u1", binh.code)
        await s.say("u1", "K7999999")
        assert (await s.said("u1"))[1:] == [told("in_line")] * 2
        assert await s.state(binh) == "open"
        assert await s.answers(an) == []

    async def test_one_phone_answers_for_two_citizens_one_after_the_other(self, s: Stage) -> None:
        an, binh = await s.invite("An"), await s.invite("Binh")
        await s.say("u1", an.code)
        await s.say("u1", "5")
        await s.end(an)
        await s.say("u1", binh.code)
        await s.say("u1", "1")
        assert await s.answers(an) == [("tong_the", 1, "5")]
        assert await s.answers(binh) == [("tong_the", 1, "1")]

    async def test_a_stranger_who_says_stop_is_told_how(self, s: Stage) -> None:
        an = await s.invite()
        await s.say("u1", "dừng")
        assert await s.said("u1") == [told("stranger_stop")]
        await s.say("u1", f"DỪNG {an.code}")
        assert (await s.said("u1"))[1:] == [told("stopped")]
        assert await s.state(an) == "refused"
