"""Stars in the store: whose they are, what they answer, and where the survey goes on."""

from datetime import timedelta

import pytest

from bot.conversation import Status
from bot.events import Rated
from bot.turns import MessageName, Outcome, Turn
from tests.support.stage import ACCOUNT, Applicant, Invited, Stage

AN = Applicant(phone="84911111111", identity="091099000001")
Name = dict[str, str | None]
NAMED: Name = {}
QUESTION = {"plan__rating_answers": "tong_the"}


async def invited(s: Stage, whose: Applicant = AN, **names: str) -> Invited:
    """An invitation by a rating template; `names` are what the platform knows it by."""
    an = await s.invite("An", whose, **QUESTION)
    values = {"tracking": f"{an.ref}.i1r", "platform_id": f"z{an.id}", "account": ACCOUNT, **names}
    named = ", ".join(f"{column} = '{value}'" for column, value in values.items())
    await s.sql(f"UPDATE message SET {named} WHERE invitation_id = {an.id}")
    return an


async def rate(
    s: Stage, an: Invited, stars: int = 4, words: str = "", key: str = "", name: Name = NAMED
) -> Outcome:
    """Stars pressed now; `name` has what the platform calls the message otherwise."""
    named: Name = {"account": ACCOUNT, "id": f"z{an.id}", "tracking": f"{an.ref}.i1r", **name}
    message = MessageName(named["account"] or "", named["id"] or "", named["tracking"])
    now, key = s.clock.now(), key or f"sha256/{next(s.numbers)}"
    turn = Turn(key, "zalo", Rated(stars, words, now), now, b"{}", message=message)
    return await s.store.turn(turn)


async def talked(s: Stage, user: str = "u1", whose: Applicant = AN) -> None:
    """An earlier talk of the same person in a chat, which has ended."""
    before = await s.invite("An", whose)
    await s.say(user, before.code)
    await s.end(before)
    for message in await s.sql("SELECT id FROM message WHERE state = 'queued'"):
        await s.sql(f"UPDATE message SET state = 'sent' WHERE id = {message['id']}")


async def pushed(s: Stage) -> list[tuple[str, int]]:
    """(way, price) of what was put into the outbox for chats."""
    rows = await s.sql(
        "SELECT way, price, opens, closes FROM message WHERE purpose = 'reply' AND state = 'queued'"
    )
    assert all((r["opens"], r["closes"]) == (450, 1230) for r in rows), "in the plan's hours"
    return [(str(r["way"]), int(str(r["price"]))) for r in rows]


class TestWhose:
    @pytest.mark.parametrize("name", [{}, {"tracking": None}, {"id": "other"}, {"id": ""}])
    async def test_by_our_tracking_or_the_platforms_id(self, s: Stage, name: Name) -> None:
        an = await invited(s)
        outcome = await rate(s, an, name=name)
        assert outcome.state == "done"
        assert await s.answers(an) == [("tong_the", 1, "4")]
        (row,) = await s.sql(f"SELECT channel, way_in FROM answer WHERE conversation_id = {an.id}")
        assert (row["channel"], row["way_in"]) == ("zalo", "rating")
        assert await s.state(an) == "started"

    @pytest.mark.parametrize(
        "name",
        [
            {"tracking": None, "id": "z0"},
            {"tracking": "nobody.i1r", "id": "z0"},
            {"account": "another"},
        ],
    )
    async def test_of_a_message_that_we_do_not_know_is_kept(self, s: Stage, name: Name) -> None:
        an = await invited(s)
        assert (await rate(s, an, key="sha256/x", name=name)).state == "unknown"
        assert await s.answers(an) == []
        (row,) = await s.sql("SELECT state FROM inbox WHERE event_key = 'sha256/x'")
        assert row["state"] == "kept"

    async def test_a_delivery_again_changes_nothing_and_other_stars_do(self, s: Stage) -> None:
        an = await invited(s)
        await rate(s, an, key="sha256/a")
        assert (await rate(s, an, key="sha256/a")).state == "duplicate"
        s.clock.advance(timedelta(minutes=1))
        await rate(s, an, 2, "phải đi lại nhiều lần", key="sha256/b")
        assert await s.answers(an) == [
            ("tong_the", 1, "4"), ("tong_the/loi", 1, ""), ("tong_the", 2, "2"),
        ]  # fmt: skip
        assert len(await s.sql("SELECT * FROM alert")) == 1

    async def test_two_people_rate_in_one_batch(self, s: Stage) -> None:
        first = await invited(s)
        second = await invited(s, Applicant(phone="84922222222"))
        now = s.clock.now()
        turns = [
            Turn(f"sha256/{an.id}", "zalo", Rated(n, "", now), now, b"{}",
                 message=MessageName(ACCOUNT, f"z{an.id}", None))
            for n, an in ((5, first), (3, second))
        ]  # fmt: skip
        await s.together(turns)
        assert await s.answers(first) == [("tong_the", 1, "5")]
        assert await s.answers(second) == [("tong_the", 1, "3")]


class TestWhereItGoesOn:
    async def test_nobody_without_a_chat_is_written_to_and_the_page_goes_on(self, s: Stage) -> None:
        an = await invited(s)
        await rate(s, an)
        assert await pushed(s) == []
        conv = await s.conversation(an)
        assert (conv.status, conv.waiting_on, conv.asked_at) == (Status.OPEN, "niem_yet", None)
        await s.post(an, niem_yet="4")
        assert (await s.answers(an))[-1] == ("niem_yet", 1, "4")

    @pytest.mark.parametrize(
        ("after", "price"),
        [(timedelta(hours=1), 0), (timedelta(hours=47), 0), (timedelta(days=4), 55)],
    )
    async def test_in_the_chat_that_this_person_has_free_or_billed(
        self, s: Stage, after: timedelta, price: int
    ) -> None:
        await talked(s)
        heard = await s.sql("SELECT heard_at FROM address WHERE channel = 'zalo'")
        an = await invited(s)
        s.clock.advance(after)
        await rate(s, an)
        assert await pushed(s) == [("consultation", price)]
        assert (await s.said("u1"))[0].startswith("✓ Hài lòng. Câu 2/17:")
        await s.tap("u1", an, "niem_yet", "5")
        assert (await s.answers(an))[-1] == ("niem_yet", 1, "5")
        after_tap = await s.sql("SELECT heard_at FROM address WHERE channel = 'zalo'")
        assert after_tap != heard, "a tap is an interaction"

    async def test_stars_open_no_window(self, s: Stage) -> None:
        await talked(s)
        heard = await s.sql("SELECT heard_at FROM address WHERE channel = 'zalo'")
        an = await invited(s)
        s.clock.advance(timedelta(days=1))
        await rate(s, an)
        assert await s.sql("SELECT heard_at FROM address WHERE channel = 'zalo'") == heard

    async def test_not_after_the_window_has_closed(self, s: Stage) -> None:
        await talked(s)
        an = await invited(s)
        s.clock.advance(timedelta(days=7))
        await rate(s, an)
        assert await pushed(s) == []
        assert await s.answers(an) == [("tong_the", 1, "4")]

    async def test_not_where_another_talk_is_open_or_another_person_speaks(self, s: Stage) -> None:
        await talked(s)
        other = await s.invite("Bình")
        await s.say("u1", other.code)
        await s.sql("UPDATE message SET state = 'sent' WHERE state = 'queued'")
        an = await invited(s)
        await rate(s, an)
        stranger = await invited(s, Applicant(phone="84933333333"))
        await rate(s, stranger)
        assert await pushed(s) == []

    async def test_not_in_a_chat_that_refused(self, s: Stage) -> None:
        await talked(s)
        an = await invited(s)
        hashed = s.chat("u1").hash
        await s.sql(
            "INSERT INTO refusal (subject_hash, at, channel) SELECT hash, heard_at, 'zalo' "
            f"FROM address WHERE hash = '{hashed}'"
        )
        await rate(s, an)
        assert await pushed(s) == []

    async def test_a_talk_that_was_begun_in_chat_goes_on_there(self, s: Stage) -> None:
        an = await invited(s)
        await s.say("u1", an.code)
        await s.sql("UPDATE message SET state = 'sent' WHERE state = 'queued'")
        await rate(s, an, 5)
        assert await pushed(s) == [("consultation", 0)]
        assert (await s.said("u1"))[0].startswith("✓ Rất hài lòng. Câu 2/17:")
        await rate(s, an, 5)
        assert len(await pushed(s)) == 1, "the same stars say nothing new"

    async def test_whoever_refused_meanwhile_is_left_alone(self, s: Stage) -> None:
        an = await invited(s)
        await s.stop(an)
        await rate(s, an)
        assert await s.answers(an) == []
        assert await s.state(an) == "refused"
