"""A receipt in the store, on both engines: from birth to the end; and how its code is read."""

from datetime import timedelta

import pytest

from bot.receipt import RECEIPT, receipt_in, shown
from flows.model import Ending
from tests.support.stage import Invited, Stage


def code_of(s: Stage, invited: Invited) -> str:
    return s.keyring.code("receipt of", invited.ref)


async def received(s: Stage, invited: Invited) -> object:
    code = code_of(s, invited)
    return await s.store.read(lambda unit: unit.conversations.received_at(code))


async def test_it_is_known_from_the_end_on_and_the_end_says_it(short: Stage) -> None:
    an = await short.invite("An")
    code = code_of(short, an)
    assert (await short.conversation(an)).facts[RECEIPT] == code
    assert await received(short, an) is None
    await short.say("u1", an.code)
    assert await received(short, an) is None
    short.clock.advance(timedelta(hours=5))
    await short.tap("u1", an, "diem", "5", key="once")
    await short.tap("u1", an, "diem", "5", key="once")
    said = await short.said("u1")
    assert said[-1].splitlines()[-1] == f"Mã biên nhận: {shown(code)}"
    assert sum(shown(code) in text for text in said) == 1
    assert await received(short, an) == short.clock.now()


async def test_each_has_its_own_and_one_that_falls_short_of_validity_counts_as_received(
    s: Stage,
) -> None:
    an, binh = await s.invite("An"), await s.invite("Bình")
    assert code_of(s, an) != code_of(s, binh)
    await s.post(an, tong_the="4")
    await s.end(an)
    assert await s.state(an) == "partial"
    assert await received(s, an) == s.clock.now(), "what was answered was received"
    assert await received(s, binh) is None


async def test_a_refusal_has_none(short: Stage) -> None:
    an, binh = await short.invite("An"), await short.invite("Bình")
    await short.stop(an)
    await short.end(binh, Ending.EXPIRED)
    for invited in (an, binh):
        assert await received(short, invited) is None


async def test_an_invitation_from_before_there_were_receipts_ends_without_one(
    short: Stage,
) -> None:
    an = await short.invite("An")
    await short.sql(f"UPDATE invitation SET receipt_hash = NULL WHERE id = {an.id}")
    await short.say("u1", an.code)
    await short.tap("u1", an, "diem", "5")
    assert await received(short, an) is None


@pytest.mark.parametrize(
    "typed", ["7K2M-9PQR", "7k2m9pqr", " 7K2M 9PQR ", "7K2M–9PQR", "7k.2m.9p.qr", "7K2M‑9PQR"]
)
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert receipt_in(typed) == "7K2M9PQR"


@pytest.mark.parametrize("typed", ["", "7K2M-9PQ", "7K2M-9PQRS", "7K2M-9PQ0", "7K2M-9PQI", "ấ" * 8])
def test_what_is_no_code(typed: str) -> None:
    assert receipt_in(typed) is None
