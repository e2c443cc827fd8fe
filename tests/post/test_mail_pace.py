"""Mail's pace by receiver and day over all processes, and the pause when too much comes back."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import pairwise
from operator import attrgetter
from pathlib import Path

import pytest
from sqlalchemy import select, update

from channels.email.reasons import words
from clock import SettableClock
from ground.when import local_date
from post.alarms import Alarms
from post.bounds import Bound, Limits, MailPace, mail_pace
from post.lanes import Lane
from post.pace import Paced, Returned, free, on_day, shares, took, verdict
from post.ports import Failure, Leads, NewMessage, SendError, Wait
from post.providers import OTHERS, RECEIVERS, receiver_of
from post.rules_file import load_rules
from storage import tables as t
from storage.unit import Unit
from tests.support.stores import KEYRING, empty_store
from tests.support.yard import NOW, Remembering, TwoPosts

TODAY = local_date(NOW)
RULES = load_rules()
LIMITS = mail_pace(RULES.rules_at(NOW)).limits
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
WIDE = Bound(600_000, 1_000_000, 2, 1_000_000)
KINDS = ("all", "google", "microsoft", "yahoo", "apple", "gov", "other")


def lane(limits: Limits = LIMITS, **bounds: Bound) -> Lane:
    of_all = {name: bounds.get(name, WIDE) for name in KINDS}
    return Lane("email", "email", in_flight=128, pace=MailPace(of_all, limits))


# -- pure --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("address", "receiver"),
    [
        ("a@gmail.com", "google"), ("a@GMAIL.com.", "google"), ("a@yahoo.com.vn", "yahoo"),
        ("a@hotmail.com", "microsoft"), ("a@me.com", "apple"), ("a@gov.vn", "gov"),
        ("a@xa.angiang.gov.vn", "gov"), ("a@notgov.vn", "other/"), ("a@gmail.com.vn", "other/"),
        ("", "other/"),
    ],
)  # fmt: skip
def test_a_large_provider_is_named_and_nobodys_own_domain(address: str, receiver: str) -> None:
    found = receiver_of(address, lambda domain: KEYRING.mac("mail-domain", domain))
    assert found in RECEIVERS
    assert found.startswith(receiver)


def test_other_domains_fall_into_all_groups() -> None:
    hashed = partial(KEYRING.mac, "mail-domain")
    found = Counter(receiver_of(f"a@nha-{n}.example", hashed) for n in range(800))
    assert set(found) == set(OTHERS)
    assert max(found.values()) < 100


@pytest.mark.parametrize(
    ("row", "good", "most"),
    [
        (Paced("google"), True, 500),  # never before
        (Paced("google", day=TODAY - DAY, day_taken=250, day_most=500), True, 1000),
        (Paced("google", day=TODAY - DAY, day_taken=249, day_most=500), True, 500),  # hardly used
        (Paced("google", day=TODAY - DAY, day_taken=500, day_most=500), False, 250),
        (Paced("google", day=TODAY - DAY, day_taken=4000, day_most=4000), True, 4500),
        (Paced("google", day=TODAY - 31 * DAY, day_taken=4000, day_most=4000), True, 500),
    ],
)
def test_a_day_grows_from_the_last_one(row: Paced, good: bool, most: int) -> None:
    bound = mail_pace(RULES.rules_at(NOW)).of("google")
    fresh = on_day(row, bound, TODAY, good)
    assert (fresh.day, fresh.day_taken, fresh.day_most) == (TODAY, 0, most)
    assert on_day(fresh, bound, TODAY, not good) is fresh


def test_a_slot_and_a_day_bound_what_is_begun_and_what_did_not_leave_is_free_again() -> None:
    bound = Bound(600, 100, 2, 1000)
    row = on_day(Paced("yahoo"), bound, TODAY, True)
    assert free(row, bound, NOW) == 28  # 3 s of 600 a minute, 95 % of them
    row = took(row, bound, NOW, 28)
    assert (free(row, bound, NOW), free(row, bound, NOW + timedelta(seconds=3))) == (0, 28)
    row = took(row, bound, NOW + MINUTE, 0, back=8)
    assert row.day_taken == 20
    assert free(replace(row, day_taken=95), bound, NOW + 2 * MINUTE) == 5


def test_what_one_cannot_use_is_the_others() -> None:
    assert shares({"a": 1, "b": 100, "c": 100}, 21) == {"a": 1, "b": 10, "c": 10}
    assert shares({"a": 0, "b": 3}, 21) == {"b": 3}
    assert sum(shares(dict.fromkeys("abcdefg", 5), 3).values()) == 3


@pytest.mark.parametrize(
    ("sent", "bounced", "complaints", "reason"),
    [
        (0, 0, 0, None), (49, 49, 0, None), (50, 2, 0, None), (50, 3, 0, "bounces:6.0/50"),
        (1000, 50, 0, None), (1000, 51, 0, "bounces:5.1/1000"), (999, 0, 1, None),
        (1000, 0, 1, "complaints:0.1/1000"), (1001, 0, 1, None), (400, 0, 1, None),
        (400, 0, 2, "spam:0.5/400"), (667, 0, 2, None), (1000, 0, 3, "spam:0.3/1000"),
    ],
)  # fmt: skip
def test_when_too_much_has_come_back(
    sent: int, bounced: int, complaints: int, reason: str | None
) -> None:
    assert verdict(Returned(sent, bounced, complaints), LIMITS) == reason


@pytest.mark.parametrize(
    "reason",
    ["bounces:5.1/1000", "complaints:0.1/1000", "spam:0.5/400", "auth:auth-535", "tls:tls-stripped",
     "server:connect-554", "sender:mail-550", "relay:rcpt-554", "policy:dot-550", "odd:1"],
)  # fmt: skip
def test_officers_read_why_and_what_to_do(reason: str) -> None:
    told = words(reason)
    for text in (told.vi, told.do_vi, told.en, told.do_en):
        assert text
        assert "{" not in text
    assert "langnghe email" in told.do_vi
    assert "langnghe email" in told.do_en


# -- over the store ----------------------------------------------------------------------------
@dataclass(slots=True)
class Yard(TwoPosts):
    """Two posts of mail's lane."""

    def opened(self, of: Lane) -> "Yard":
        self.open_lanes(of)
        return self

    def taken(self, receiver: str, since: datetime) -> int:
        return sum(at >= since and m.receiver == receiver for at, m in self.channel.calls)

    async def put(self, count: int, domain: str, begun: bool = True) -> None:
        def made(n: int) -> NewMessage:
            return NewMessage(
                f"k{n}", None, "invite" if begun else "alert", "email", f"r{n}", None,
                {"to": f"a{n}@{domain}"}, self.clock.now(), opens=0 if begun else None,
                closes=1440 if begun else None, way="email",
            )  # fmt: skip

        await self.enqueue(count, made)

    async def live(self, steps: int, step: timedelta = timedelta(seconds=1)) -> None:
        for _ in range(steps):
            await self.step(step)

    async def returned(self, count: int, error: str) -> None:
        """So many of the mails that were sent come back."""

        def unit(unit: Unit) -> None:
            row = t.message.c
            ids = select(row.id).where(row.state == "sent").order_by(row.id).limit(count)
            found = list(unit._connection.execute(ids).scalars())
            assert len(found) == count
            change = update(t.message).where(row.id.in_(found))
            if error == "policy":  # as storage/returns.py writes what is ours to mend
                unit._connection.execute(change.values(state="dead", error="config:bounce-5.7.1"))
                unit._connection.execute(t.mail_return.insert(), self._told(found))
                return
            unit._connection.execute(change.values(state="failed", error=error))

        await self.store.run(unit)

    def _told(self, ids: Sequence[int]) -> list[dict[str, object]]:
        at = self.clock.now()
        return [
            {
                "event_key": f"e{n}",
                "message_id": n,
                "address_hash": f"r{n}",
                "kind": "policy",
                "at": at,
            }
            for n in ids
        ]

    async def paused(self) -> dict[str, str]:
        found = await self.store.read(lambda unit: unit.lanes.paused())
        return {name: pause.reason for name, pause in found.items()}


@pytest.fixture(params=["sqlite", "postgres"])
async def yard(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Yard]:
    sqlite = request.param == "sqlite"
    place = tmp_path / "a.db" if sqlite else request.getfixturevalue("postgres_url")
    clock = SettableClock(NOW)
    async with empty_store(place, clock) as store:
        yield Yard(store, clock, Remembering(clock, attrgetter("receiver")))


async def test_a_receiver_keeps_its_rate_and_holds_up_nobody(yard: Yard) -> None:
    yard.opened(lane(google=Bound(120, 1000, 2, 1000)))
    await yard.put(300, "gmail.com")
    await yard.put(100, "yahoo.com")
    await yard.live(60)
    assert yard.taken("yahoo", NOW) == 100
    by_slot = Counter(
        at.timestamp() // 3 for at, one in yard.channel.calls if one.receiver == "google"
    )
    assert 100 <= sum(by_slot.values()) <= 120
    assert max(by_slot.values()) <= 6


async def test_a_full_day_waits_grows_and_lets_answers_pass(yard: Yard) -> None:
    yard.opened(lane(google=Bound(60_000, 10, 2, 35)))
    await yard.put(200, "gmail.com")
    for day, most in enumerate((10, 20, 35, 35)):
        since = yard.clock.now()
        await yard.live(3, MINUTE)
        assert yard.taken("google", since) == most, f"day {day}"
        await yard.put(1, "gmail.com", begun=False)
        await yard.live(1, MINUTE)
        assert yard.taken("google", since) == most + 1, "an officer's mail never waits"
        yard.clock.set(NOW + (day + 1) * DAY)


async def test_all_together_are_bound_too_and_the_oldest_go_first(yard: Yard) -> None:
    yard.opened(lane(all=Bound(60_000, 30, 2, 30)))
    await yard.put(200, "gmail.com")
    await yard.put(200, "yahoo.com")
    await yard.live(5, MINUTE)
    assert sorted(one.id for _, one in yard.channel.calls) == list(range(1, 31))


async def test_what_did_not_leave_is_not_counted(yard: Yard) -> None:
    down = SendError(Failure.RETRY, "rcpt-450", leads=Leads(wait=Wait.SLOW))
    yard.channel.errors["google"] = down
    yard.opened(lane(google=Bound(60_000, 10, 2, 10)))
    await yard.put(10, "gmail.com")
    await yard.live(2)
    assert len(yard.channel.calls) == 10
    yard.channel.errors.clear()
    await yard.live(30, MINUTE)
    assert len(yard.channel.calls) == 20, "each once more, on the same day"


async def test_a_mailbox_is_tried_later_each_time_and_then_let_go(yard: Yard) -> None:
    yard.channel.errors["yahoo"] = SendError(Failure.RETRY, "rcpt-450", leads=Leads(wait=Wait.SLOW))
    yard.opened(lane())
    await yard.put(1, "yahoo.com")
    await yard.live(90, 5 * MINUTE)
    at = [moment for moment, _ in yard.channel.calls]
    gaps = [after - before for before, after in pairwise(at)]
    assert len(at) == 6
    for gap, wait in zip(gaps, RULES.rules_at(NOW).mail_again, strict=True):
        assert wait <= gap <= wait * 1.25 + 10 * MINUTE


@pytest.mark.parametrize(
    ("error", "back", "class_"),
    [
        ("recipient:bounce-5.1.1", 6, "bounces"), ("recipient:rcpt-550-5.1.1", 6, "bounces"),
        ("policy", 6, "bounces"), ("recipient:complaint", 2, "spam"),
        ("recipient:bounce-5.2.2", 60, None), ("recipient:bounce-4.2.2", 60, None),
        ("recipient:bounce-5.1.1", 5, None),
    ],
)  # fmt: skip
async def test_too_much_that_comes_back_stops_what_we_begin_within_a_batch(
    yard: Yard, error: str, back: int, class_: str | None
) -> None:
    yard.opened(lane())
    await yard.put(100, "gmail.com")
    await yard.live(3)
    assert len(yard.channel.calls) == 100
    await yard.returned(back, error)
    await yard.put(400, "yahoo.com")
    await yard.put(1, "gmail.com", begun=False)
    await yard.live(1)
    left = len(yard.channel.calls) - 100
    if class_ is None:
        assert left > 1
        assert await yard.paused() == {}
        return
    assert left == 1, "nothing more is begun; the officers' mail has left"
    (name, reason), = (await yard.paused()).items()  # fmt: skip
    assert (name, reason.partition(":")[0]) == ("email!begun", class_)
    assert await yard.store.run(lambda unit: unit.lanes.resume("email!begun", yard.clock.now()))
    await yard.live(6)
    assert len(yard.channel.calls) == 501, "what came back before does not stop it again"
    assert await yard.paused() == {}


async def test_officers_are_told_of_the_pause_by_the_very_mail_that_is_paused(yard: Yard) -> None:
    yard.opened(lane())
    await yard.put(100, "gmail.com")
    await yard.live(3)
    await yard.returned(10, "recipient:bounce-5.1.1")
    await yard.put(5, "gmail.com")
    await yard.live(1)
    door, of_mail = yard.store.door(lambda unit: unit.lanes), partial(KEYRING.mac, "address")
    alarms = Alarms(door, ("truc@sonoivu.gov.vn",), lambda _, why: words(why), of_mail, 0)
    assert (await alarms.tell(yard.clock.now()), await alarms.tell(yard.clock.now())) == (1, 0)
    await yard.live(2)
    (_, told), *more = yard.channel.calls[100:]
    assert (told.purpose, told.receiver, more) == ("alert", "gov", [])
    assert "10,0 % trong 100 thư" in str(told.body["vi"])
    assert "langnghe email resume" in str(told.body["do_vi"])


async def test_a_day_after_bad_mails_is_smaller(yard: Yard) -> None:
    roomy = replace(
        LIMITS, bounces_least=1_000_000
    )  # the lane goes on; the receiver's day does not
    yard.opened(lane(roomy, google=Bound(60_000, 100, 2, 1000)))
    await yard.put(300, "gmail.com")
    await yard.live(3)
    strict = lane(google=Bound(60_000, 100, 2, 1000))
    await yard.returned(10, "recipient:bounce-5.1.1")
    yard.clock.set(NOW + DAY)
    yard.opened(strict)
    await yard.live(1)
    most = select(t.pace.c.day_most, t.pace.c.day).where(t.pace.c.name == "google")
    row = await yard.store.read(lambda unit: unit._connection.execute(most).one())
    assert (row.day_most, date.fromisoformat(row.day)) == (50, TODAY + DAY)
