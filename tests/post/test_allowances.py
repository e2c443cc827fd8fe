"""A budget, a day's quota and a person's cap hold at the moment of the call, on both engines."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from plans.costs import purse
from post.lanes import Lane
from post.ports import Claimed, NewMessage, Settled
from post.rules_file import load_rules
from storage.allowances import templates_of
from tests.support.stage import PLAN, START, Invited, Stage, stage

LEASE = timedelta(seconds=60)
RULES = load_rules().rules_at(START)
OA = "oa"
LANE = Lane(f"zalo/{OA}", "zalo", OA, usual=True)
PRICE = 300


@pytest.fixture(params=["sqlite", "postgresql"])
async def s(
    request: pytest.FixtureRequest, tmp_path: Path, postgres_url: str
) -> AsyncIterator[Stage]:
    place = postgres_url if request.param == "postgresql" else tmp_path
    async with stage(place) as opened:
        yield opened


async def put(s: Stage, whom: Invited, attempt: int = 1, **other: object) -> None:
    """A template by phone that we begin, and nothing else of the invitation in the queue."""
    new = NewMessage(
        key=f"{whom.id}/remind/{attempt}/template_phone", invitation=whom.id, purpose="remind",
        channel="zalo", recipient=f"p{whom.id}", subject_hash=whom.person_hash, body={},
        due_at=s.clock.now(), account=OA, way="template_phone", price=PRICE,
    )  # fmt: skip
    new = replace(new, **other)  # type: ignore[arg-type]
    now = s.clock.now()
    await s.store.run(lambda unit: unit.turns.enqueue([new], now))


async def invite(s: Stage, count: int) -> list[Invited]:
    """Citizens whose first invitation left before all this."""
    people = [await s.invite(f"An{n}") for n in range(count)]
    await s.sql("UPDATE message SET state = 'dead'")
    return people


async def begin(s: Stage, limit: int = 48) -> list[Claimed]:
    """One round up to the call: what may be called."""
    now, outbox = s.clock.now(), s.store.door(lambda unit: unit.outbox)
    claimed = await outbox.run(lambda port: port.claim(LANE, now, limit, LEASE))
    allowed = await outbox.run(lambda port: port.begin(claimed, now, LEASE, {}, RULES))
    return [message for message in claimed if message.id in allowed]


async def settle(s: Stage, claimed: Sequence[Claimed], state: str, price: int | None) -> None:
    now = s.clock.now()
    outcomes = [
        Settled(m.id, m.fence, state, f"m{m.id}" if state == "sent" else None, price=price)
        for m in claimed
    ]
    if outcomes:
        await s.store.run(lambda unit: unit.outbox.settle(outcomes, now))


async def allow(s: Stage, **most: int | None) -> None:
    named = {templates_of(OA, s.clock.now()) if n == "templates" else f"plan/{PLAN}": v
             for n, v in most.items()}  # fmt: skip
    await s.store.run(lambda unit: unit.plans.allow(named))


async def taken(s: Stage) -> int:
    rows = await s.sql("SELECT taken FROM allowance")
    return int(str(rows[0]["taken"]))


async def test_a_budget_is_not_passed_and_goes_on_when_it_is_raised(s: Stage) -> None:
    people = await invite(s, 5)
    await allow(s, money=2 * PRICE + 299)
    for whom in people:
        await put(s, whom)
    begun = await begin(s)
    assert len(begun) == 2
    assert await taken(s) == 2 * PRICE
    await settle(s, begun, "sent", PRICE)
    assert await begin(s) == [], "the rest waits"
    await allow(s, money=10 * PRICE)
    assert await taken(s) == 2 * PRICE, "counted anew from the rows"
    s.clock.advance(timedelta(hours=1, seconds=1))
    assert len(await begin(s)) == 3


@pytest.mark.parametrize(
    ("state", "price", "left_taken"),
    [("sent", PRICE, PRICE), ("sent", 0, 0), ("failed", None, 0), ("dead", None, 0),
     ("unknown", None, PRICE), ("queued", None, 0)],
)  # fmt: skip
async def test_what_did_not_cost_is_given_back(
    s: Stage, state: str, price: int | None, left_taken: int
) -> None:
    (whom,) = await invite(s, 1)
    await allow(s, money=1000)
    await put(s, whom)
    begun = await begin(s)
    assert await taken(s) == PRICE
    await settle(s, begun, state, price)
    assert await taken(s) == left_taken
    rows = await s.store.door(lambda unit: unit.costs).read(lambda port: port.costs(PLAN))
    stands = purse(PLAN, 1000, rows)
    assert stands.spent == (left_taken if state == "sent" else 0)
    assert stands.reserved == (left_taken if state == "unknown" else 0)
    if state == "unknown":  # the answer came after all
        await settle(s, begun, "sent", 0)
        assert await taken(s) == 0


async def test_two_rounds_at_once_never_pass_it_together(s: Stage) -> None:
    people = await invite(s, 12)
    await allow(s, money=5 * PRICE)
    for whom in people:
        await put(s, whom)
    rounds = await asyncio.gather(*(begin(s, 3) for _ in range(6)))
    assert sum(map(len, rounds)) == 5
    assert await taken(s) == 5 * PRICE


async def test_a_free_reply_is_never_held_back_and_a_billed_one_is(s: Stage) -> None:
    (whom,) = await invite(s, 1)
    await s.say("u1", whom.code)
    await allow(s, money=0)
    assert [message.purpose for message in await begin(s)] == ["reply"]
    await s.sql("UPDATE message SET state = 'queued', fence = 0, lease_until = NULL, "
                "due_at = created_at WHERE purpose = 'reply'")  # fmt: skip
    s.clock.advance(timedelta(hours=49))
    assert await begin(s) == []
    await allow(s, money=55)
    s.clock.advance(timedelta(hours=2))
    (reply,) = await begin(s)
    assert await taken(s) == 55
    await settle(s, [reply], "sent", 55)


async def test_the_day_s_templates_and_the_person_s_cap(s: Stage) -> None:
    people = await invite(s, 4)
    await allow(s, templates=2)
    for whom in people:
        await put(s, whom)
    first = await begin(s)
    assert len(first) == 2
    await settle(s, first, "sent", PRICE)
    s.clock.advance(timedelta(days=1))
    rest = await begin(s)
    assert len(rest) == 2
    await settle(s, rest, "sent", PRICE)
    often = people[0]
    for attempt in range(2, 6):
        await put(s, often, attempt)
        s.clock.advance(timedelta(hours=1))
        await settle(s, await begin(s), "sent", PRICE)
    rows = await s.sql(f"SELECT state, error FROM message WHERE invitation_id = {often.id} "
                       "AND purpose = 'remind' ORDER BY id")  # fmt: skip
    assert [row["state"] for row in rows] == ["sent"] * 3 + ["queued"] * 2
    assert rows[3]["error"] == "often"
