"""A stop is remembered: on every channel, in every plan, and when the cases are imported again."""

from datetime import timedelta
from pathlib import Path

import pytest

from cases.ports import Origin
from people.keys import address_hash
from plans.ports import Around, Candidate, SampleRow
from post.lanes import Lane
from post.ports import NewMessage
from storage.unit import Unit
from tests.support.stage import ACCOUNT, AGENCY, Applicant, Invited, Stage, stage

PHONE, OTHER = "84912000001", "84912000002"
MAIL = "bay@example.vn"
WOMAN, MAN = "001175000017", "001073000028"
LEASE = timedelta(seconds=60)


async def drawn_again(s: Stage, whose: Applicant, plan: str = "nam-sau") -> Candidate:
    """A new case, imported after the refusal and drawn for another plan."""
    number = next(s.numbers)
    kept = s._case("Bảy", number, whose)

    def unit(unit: Unit) -> Candidate:
        unit.cases.keep_cases([kept], Origin("lai.csv", s.clock.now()))
        agency = unit.plans.units([AGENCY.code])[AGENCY.code]
        unit.plans.save_sample(plan, 1, [SampleRow(kept.row.key, agency.id, number, True)])
        now = s.clock.now()
        return unit.plans.candidates(plan, 1, agency.id, Around(now, 1, "", now))[0]

    return await s.store.run(unit)


def _lane(channel: str) -> Lane:
    return Lane(f"{channel}/{ACCOUNT}", channel, ACCOUNT)


async def leave(s: Stage, message: NewMessage) -> str:
    """Put a message in the outbox and let the post take it: how it stands then."""
    now = s.clock.now()

    def unit(unit: Unit) -> None:
        unit.turns.enqueue([message], now)
        claimed = unit.outbox.claim(_lane(message.channel), now, 50, LEASE)
        unit.outbox.begin(claimed, now, LEASE)

    await s.store.run(unit)
    (row,) = await s.sql(f"SELECT state FROM message WHERE key = '{message.key}'")
    return str(row["state"])


def letter(s: Stage, purpose: str, channel: str, to: str, person: str) -> NewMessage:
    """A message that we begin, to a phone or a mail."""
    kind = "phone" if channel == "zalo" else "email"
    return NewMessage(
        key=f"{purpose}/{channel}/{next(s.numbers)}", invitation=None, purpose=purpose,
        channel=channel, recipient=address_hash(s.keyring, kind, to), subject_hash=person,
        body={"kind": purpose}, due_at=s.clock.now(),
    )  # fmt: skip


async def refused(s: Stage) -> Invited:
    """A woman with phone and mail, who said stop in chat."""
    bay = await s.invite("Bảy", Applicant(PHONE, WOMAN, MAIL))
    await s.say("u1", bay.code)
    await s.say("u1", "dừng")
    return bay


async def test_every_channel_of_the_person_is_left_alone(s: Stage) -> None:
    bay = await refused(s)
    for purpose in ("invite", "remind"):
        for channel, to in (("zalo", PHONE), ("email", MAIL)):
            message = letter(s, purpose, channel, to, bay.person_hash)
            assert await leave(s, message) == "dead"


async def test_a_refused_phone_is_left_alone_whoever_else_has_it(s: Stage) -> None:
    """Her husband has the same phone; what is still to go to it does not go."""
    await refused(s)
    him = await drawn_again(s, Applicant(PHONE, MAN, "chong@example.vn"), "khac")
    assert await leave(s, letter(s, "remind", "zalo", PHONE, him.person_hash)) == "dead"
    assert await leave(s, letter(s, "remind", "email", "khac@example.vn", him.person_hash)) == (
        "sending"
    )


async def test_the_confirmation_itself_leaves(s: Stage) -> None:
    await refused(s)
    now = s.clock.now()

    def unit(unit: Unit) -> int:
        claimed = unit.outbox.claim(_lane("zalo"), now, 50, LEASE)
        return len(unit.outbox.begin([c for c in claimed if c.purpose == "reply"], now, LEASE))

    assert await s.store.run(unit) == 1


@pytest.mark.parametrize(
    "again",
    [
        Applicant(PHONE, WOMAN, MAIL),
        Applicant(OTHER, WOMAN),  # a new phone
        Applicant(PHONE),  # the identity number was left out
        Applicant(OTHER, None, MAIL),
    ],
)
async def test_another_plan_and_a_new_import_ask_nobody_again(s: Stage, again: Applicant) -> None:
    await refused(s)
    assert (await drawn_again(s, again)).refused


async def test_who_is_another_person_is_asked(s: Stage) -> None:
    await refused(s)
    assert not (await drawn_again(s, Applicant(OTHER, MAN))).refused


async def test_a_refusal_by_mail_holds_in_the_chat(s: Stage) -> None:
    bay = await s.invite("Bảy", Applicant(PHONE, WOMAN, MAIL))
    await s.say("u1", bay.code)
    await s.stop(bay)
    new = await drawn_again(s, Applicant(PHONE, WOMAN, MAIL))
    assert new.refused
    for text in ("alo", "5", bay.code):
        await s.say("u1", text)
    await s.share("u1", PHONE)
    assert await s.said("u1") == []


async def test_the_refusal_needs_nothing_of_the_person_to_be_remembered(s: Stage) -> None:
    """What an erasure takes away is not what a refusal is kept by: keyed hashes of its own."""
    bay = await refused(s)
    await s.sql("UPDATE person SET name_sealed = NULL")
    await s.sql("UPDATE case_file SET phone_hash = NULL, email_hash = NULL")
    await s.sql("DELETE FROM address")
    for again in (Applicant(PHONE, WOMAN), Applicant(PHONE), Applicant(OTHER, None, MAIL)):
        assert (await drawn_again(s, again, f"sau-{again.identity}-{again.email}")).refused
    rows = [row["subject_hash"] for row in await s.sql("SELECT subject_hash FROM refusal")]
    assert bay.person_hash in rows


async def test_who_never_filed_a_case_gets_the_last_word(tmp_path: Path) -> None:
    """Leaving as the wrong person refuses as well; its farewell is not dropped with the rest."""
    async with stage(tmp_path, "sipas-2026") as s:
        an = await s.invite("An")
        await s.say("u1", an.code)
        await s.tap("u1", an, "da_nhan", "khong_lam")
        assert "không nhắn đến đây nữa" in (await s.said("u1"))[-1]
        lane, now = _lane("zalo"), s.clock.now()

        def unit(unit: Unit) -> list[str]:
            claimed = unit.outbox.claim(lane, now, 50, LEASE)
            begun = unit.outbox.begin(claimed, now, LEASE)
            return [message.purpose for message in claimed if message.id in begun]

        for _ in range(4):  # a recipient's messages go one by one
            assert await s.store.run(unit) == ["reply"]
            await s.sql("UPDATE message SET state = 'sent' WHERE state = 'sending'")
            if not await s.said("u1"):
                return
        raise AssertionError("something of what was said is still queued")
