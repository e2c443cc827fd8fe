"""The pace of a lane over all processes, its breakers and its rests, on a virtual clock."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from clock import SettableClock
from post.lanes import Lane, Trouble
from post.ports import Failure, Leads, NewMessage, Scope, SendError, Wait
from storage import tables as t
from storage.unit import Unit
from tests.support.stores import empty_store
from tests.support.yard import NOW, Remembering, TwoPosts

STEP, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
RATE = 600
ONE, TWO = (Lane(f"zalo/{n}", "zalo", n, n == "1", RATE) for n in "12")
MAIL = Lane("email", "email")
DOWN = SendError(Failure.RETRY, "connect", leads=Leads(trouble=Trouble.LINE))
FULL = SendError(Failure.RETRY, "-32", leads=Leads(Scope.ACCOUNT, Wait.MINUTE))


@dataclass(slots=True)
class Yard(TwoPosts):
    """Two posts of Zalo's lanes, or of a mail's that no pace holds."""

    def opened(self, *lanes: Lane) -> "Yard":
        self.open_lanes(*lanes)
        return self

    def after(self, moment: datetime, channel: str = "zalo") -> list[datetime]:
        calls = self.channel.calls
        return [at for at, message in calls if at >= moment and message.channel == channel]

    async def put(self, count: int, way: str, account: str | None = None) -> None:
        begun = way != "consultation"

        def made(n: int) -> NewMessage:
            return NewMessage(
                f"k{n}", None, "invite" if begun else "reply",
                "email" if way == "email" else "zalo", f"r{n}", None, {}, self.clock.now(),
                opens=0 if begun else None, closes=1440 if begun else None,
                account=account, way=way,
            )  # fmt: skip

        await self.enqueue(count, made)

    async def live(self, span: timedelta, step: timedelta = STEP) -> None:
        """Both posts look once a step, at the same time."""
        end = self.clock.now() + span
        while self.clock.now() < end:
            await self.step(step)

    async def states(self) -> dict[str, int]:
        def look(unit: Unit) -> dict[str, int]:
            state = t.message.c.state
            rows = unit._connection.execute(select(state, func.count()).group_by(state))
            return {row[0]: row[1] for row in rows}

        return await self.store.read(look)


@pytest.fixture(params=["sqlite", "postgres"])
async def yard(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Yard]:
    sqlite = request.param == "sqlite"
    place = tmp_path / "a.db" if sqlite else request.getfixturevalue("postgres_url")
    clock = SettableClock(NOW)
    async with empty_store(place, clock) as store:
        yield Yard(store, clock, Remembering(clock, attrgetter("way")))


async def test_two_processes_keep_one_rate_and_answers_go_first(yard: Yard) -> None:
    yard.opened(ONE)
    await yard.put(1500, "template_phone")
    await yard.live(20 * STEP)
    asked = yard.clock.now()
    await yard.put(20, "consultation")
    await yard.live(4 * STEP)
    answers = [at for at, message in yard.channel.calls if message.way == "consultation"]
    assert len(answers) == 20
    assert max(answers) - asked <= 3 * STEP, "whatever waits, a person is answered in the slot"
    await yard.live(2 * MINUTE)
    by_minute = Counter(at.replace(second=0) for at, _ in yard.channel.calls)
    by_slot = Counter(at.timestamp() // 3 for at, _ in yard.channel.calls)
    assert max(by_minute.values()) <= RATE
    assert max(by_slot.values()) <= RATE * 3 / 60, "smooth, no burst at each minute"
    assert min(by_minute[NOW + n * MINUTE] for n in range(2)) >= 0.7 * RATE, "and it is used"


async def test_accounts_of_one_app_share_its_rate(yard: Yard) -> None:
    shared = [Lane(f"zalo/{n}", "zalo", n, n == "1", RATE, "zalo-app/9", RATE) for n in "12"]
    yard.opened(*shared)
    await yard.put(500, "template_phone", "1")
    await yard.put(500, "template_phone", "2")
    await yard.live(MINUTE)
    of = Counter(message.account for _, message in yard.channel.calls)
    assert sum(of.values()) <= RATE
    assert min(of["1"], of["2"]) > 0


async def test_a_full_minute_is_waited_out_by_the_whole_lane_and_no_other(yard: Yard) -> None:
    yard.opened(ONE, TWO)
    await yard.put(100, "template_phone", "1")
    await yard.put(20, "template_phone", "2")
    yard.clock.advance(10 * STEP)
    yard.channel.errors["template_phone"] = FULL
    await asyncio.gather(*(post.pump() for post in yard.posts))
    first = len(yard.channel.calls)
    yard.channel.errors.clear()
    await yard.live(49 * STEP)
    assert len(yard.channel.calls) == first, "nothing before the minute is over"
    await yard.live(MINUTE)
    assert await yard.states() == {"sent": 120}
    begun = [at for at, _ in yard.channel.calls[first:]]
    assert NOW + MINUTE < min(begun) <= NOW + MINUTE + 6 * STEP, "jittered"


async def test_thirty_minutes_without_a_line(yard: Yard) -> None:
    """C2: probes only, other lanes unharmed, at most six tries a message, no burst at the end."""
    yard.opened(ONE, MAIL)
    await yard.put(900, "template_phone")
    yard.channel.errors["template_phone"] = DOWN
    await asyncio.gather(*(post.pump() for post in yard.posts))
    opened = len(yard.channel.calls)
    assert opened <= 96, "what was in flight, and no more"
    await yard.put(200, "email")
    await yard.put(5, "consultation")
    began = yard.clock.now()
    await yard.live(30 * MINUTE, 10 * STEP)
    probes = [at for at, m in yard.channel.calls[opened:] if m.way == "template_phone"]
    assert 55 <= len(probes) <= 60, "one for each half minute"
    assert len(yard.after(began, "email")) == 200
    assert sum(m.way == "consultation" for _, m in yard.channel.calls) == 5, "the other host"
    yard.channel.errors.clear()
    again = yard.clock.now()
    await yard.live(5 * MINUTE)
    by_minute = Counter((at - again) // MINUTE for at in yard.after(again))
    assert max(by_minute.values()) <= 1.2 * RATE
    tries = Counter(message.id for _, message in yard.channel.calls)
    assert max(tries.values()) <= 6
    states = await yard.states()
    assert states["sent"] + states.get("dead", 0) == 1105
    assert states["sent"] >= 1095


async def test_a_template_that_rests_keeps_its_own_messages_only(yard: Yard) -> None:
    yard.opened(ONE)
    await yard.put(3, "template_phone")
    await yard.store.run(
        lambda unit: unit._connection.execute(
            t.message.update().where(t.message.c.key == "k1").values(template="390001")
        )
    )
    leads = Leads(Scope.TEMPLATE, Wait.ADMIN, "template")
    yard.channel.errors["template_phone"] = SendError(Failure.CONFIG, "-131", leads=leads)
    await yard.posts[0].pump()
    yard.channel.errors.clear()
    await yard.live(15 * MINUTE, MINUTE)
    assert await yard.states() == {"queued": 1, "sent": 2}
    await yard.store.run(lambda unit: unit.lanes.resume("zalo/1#390001", yard.clock.now()))
    await yard.live(MINUTE, MINUTE)
    assert await yard.states() == {"sent": 3}
