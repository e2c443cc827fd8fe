"""The keeper of tokens: one refresh for all, what each answer of the platform leads to."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import insert

from channels.zalo import oauth
from channels.zalo.account import ZaloAccount
from channels.zalo.oauth import Granted, NoAnswer, Refused
from channels.zalo.reading import ZaloReader
from channels.zalo.token_ports import Lease, Pair, Stays
from channels.zalo.tokens import AHEAD, LEASE, Borrowed, TokenKeeper
from clock import SettableClock
from post.ports import Failure, SendError
from sandbox.options import Options
from storage import tables as t
from storage.store import Store
from tests.sandbox.practice import Client
from tests.support.stores import KEYRING, empty_store

OAUTH, GETOA = "/v4/oa/access_token", "/v2.0/oa/getoa"
DAY = timedelta(days=1)


@dataclass
class Bench:
    """An account, its platform and its store; `keeper()` is a process of its own, as it were."""

    account: ZaloAccount
    platform: Client
    store: Store
    clock: SettableClock
    http: aiohttp.ClientSession

    def keeper(self) -> TokenKeeper:
        door = self.store.door(lambda unit: unit.tokens)
        return TokenKeeper(self.account, door, self.http, self.clock)

    async def connected(self) -> TokenKeeper:
        keeper, pair = self.keeper(), await self.platform.post("/_/tokens")
        await keeper.adopt(pair["access_token"], pair["refresh_token"], pair["expires_in"])
        return keeper

    async def fault(self, kind: str, path: str = OAUTH, **more: Any) -> None:
        await self.platform.post("/_/faults", {"path": path, "kind": kind, **more})

    async def mended(self) -> None:
        await self.platform.session.delete(f"{self.platform.url}/_/faults")

    async def refreshes(self) -> int:
        return len([call for call in await self.platform.get("/_/calls") if call["path"] == OAUTH])

    async def paused(self) -> str | None:
        pauses = await self.store.read(lambda unit: unit.lanes.paused())
        pause = pauses.get(self.account.kept_as)
        return pause.reason if pause else None

    async def run(self, unit: Callable[[Any], Any]) -> Any:
        return await self.store.run(lambda whole: unit(whole.tokens))


ON_BOTH = pytest.mark.parametrize("bench", ["sqlite", "postgres"], indirect=True)


@pytest.fixture
async def bench(
    request: pytest.FixtureRequest,
    platform: Client,
    http: aiohttp.ClientSession,
    clock: SettableClock,
    tmp_path: Path,
) -> AsyncIterator[Bench]:
    sqlite, usual, url = getattr(request, "param", "sqlite") == "sqlite", Options(), platform.url
    place = tmp_path / "a.db" if sqlite else request.getfixturevalue("postgres_url")
    account = ZaloAccount(url, url, url, usual.app_id, usual.oa_id, usual.app_secret, ())
    async with empty_store(place, clock) as store:
        yield Bench(account, platform, store, clock, http)


async def refused(keeper: TokenKeeper) -> SendError:
    with pytest.raises(SendError) as caught:
        await keeper.access()
    return caught.value


@ON_BOTH
# -- one refresh for all -------------------------------------------------------------------
async def test_a_hundred_calls_with_a_dead_token_make_one_refresh(bench: Bench) -> None:
    first, second = await bench.connected(), bench.keeper()
    await bench.platform.advance(26 * 3600)  # the platform's clock alone: we think it is alive
    readers = [ZaloReader(bench.account, keeper, bench.http) for keeper in (first, second)]
    told = await asyncio.gather(*(readers[n % 2].account() for n in range(100)))
    assert {account.oa_id for account in told} == {bench.account.oa_id}
    assert await bench.refreshes() == 1
    assert await first.access() == await second.access()


async def test_a_failed_refresh_is_one_for_all_who_waited(bench: Bench) -> None:
    keeper = await bench.connected()
    await bench.platform.advance(26 * 3600)
    await bench.fault("timeout_before", times=-1, seconds=0.2)
    dead = await keeper.access()
    found = await asyncio.gather(*(keeper.renew(dead) for _ in range(50)), return_exceptions=True)
    assert [one.kind for one in found if isinstance(one, SendError)] == [Failure.RETRY] * 50
    assert await bench.refreshes() == 1


async def test_it_is_refreshed_ahead_and_the_living_token_serves_meanwhile(bench: Bench) -> None:
    keeper = await bench.connected()
    before = await keeper.access()
    bench.clock.advance(timedelta(hours=25) - AHEAD)
    await bench.fault("http500", times=-1)
    assert await keeper.access() == before, "its end is near, but it lives"
    assert await keeper.access() == before, "and it rests before it asks again"
    assert await bench.refreshes() == 1
    await bench.mended()
    bench.clock.advance(timedelta(minutes=1))
    assert await keeper.access() != before
    bench.clock.advance(timedelta(hours=30))
    await bench.fault("http500", times=-1)
    assert (await refused(keeper)).kind is Failure.RETRY, "a dead token serves nobody"


async def test_the_clockwork_refreshes_though_nothing_is_sent(bench: Bench) -> None:
    assert not await bench.keeper().keep_fresh()
    assert await bench.paused() is None, "it was never connected, and nothing was to be sent"
    keeper = await bench.connected()
    before = await keeper.access()
    assert await keeper.keep_fresh()
    assert await bench.refreshes() == 0
    bench.clock.advance(timedelta(hours=20))
    assert await keeper.keep_fresh()
    assert await bench.refreshes() == 1
    assert await keeper.access() != before
    bench.clock.advance(timedelta(hours=26))
    await bench.fault("http500")
    assert not await keeper.keep_fresh()


async def test_who_is_late_reads_what_was_stored(bench: Bench) -> None:
    first, second = await bench.connected(), bench.keeper()
    old = await second.access()
    new = await first.renew(old)
    assert (await second.renew(old)).access == new.access
    assert await bench.refreshes() == 1
    assert (await second.renew(new.access)).access not in (old, new.access), "at once, if need be"


# -- what an answer leads to ---------------------------------------------------------------
@pytest.mark.parametrize(
    ("fault", "unclear"),
    [
        ({"kind": "http500"}, True),
        ({"kind": "html"}, True),
        ({"kind": "drop_before"}, True),
        ({"kind": "rate"}, False),
    ],
)
async def test_without_an_answer_the_same_token_is_asked_again(
    bench: Bench, fault: dict[str, Any], unclear: bool
) -> None:
    keeper = await bench.connected()
    dead = await keeper.access()
    await bench.fault(**fault)
    with pytest.raises(SendError) as caught:
        await keeper.renew(dead)
    assert caught.value.kind is Failure.RETRY
    assert await bench.paused() is None
    begun = await bench.run(
        lambda port: port.begin(bench.account.kept_as, dead, bench.clock.now(), LEASE)
    )
    assert isinstance(begun, Lease)
    assert begun.again is unclear
    await bench.run(lambda port: port.let_go(bench.account.kept_as, begun, False))
    assert (await keeper.renew(dead)).access != dead


@ON_BOTH
@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"kind": "error", "code": -14014}, "reauth:-14014"),
        ({"kind": "error", "code": -118}, "reauth:-118"),
        ({"kind": "error", "code": -14024}, "reauth:-14024"),
        ({"kind": "error", "code": -14004}, "app:-14004"),
        ({"kind": "error", "code": -14002}, "app:-14002"),
    ],
)
async def test_a_final_refusal_pauses_the_lane(
    bench: Bench, fault: dict[str, Any], reason: str
) -> None:
    keeper = await bench.connected()
    dead = await keeper.access()
    await bench.fault(**fault)
    with pytest.raises(SendError) as caught:
        await keeper.renew(dead)
    assert caught.value.kind is Failure.CONFIG
    assert await bench.paused() == reason
    await bench.connected()
    assert await bench.paused() is None


async def test_a_mended_app_secret_needs_no_new_consent(bench: Bench) -> None:
    keeper = await bench.connected()
    dead = await keeper.access()
    await bench.fault("error", code=-14004)
    with pytest.raises(SendError):
        await keeper.renew(dead)
    assert (await keeper.renew(dead)).access != dead
    assert await bench.paused() is None


@ON_BOTH
async def test_a_lost_reply_after_the_token_was_used_up(bench: Bench) -> None:
    keeper = await bench.connected()
    dead = await keeper.access()
    await bench.fault("drop_after")
    for kind in (Failure.RETRY, Failure.CONFIG, Failure.CONFIG):
        with pytest.raises(SendError) as caught:
            await keeper.renew(dead)
        assert caught.value.kind is kind
    assert await bench.paused() == "reauth:lost"
    assert await bench.refreshes() == 2, "once more with the same token, then never"


async def test_who_was_never_connected_is_told_so(bench: Bench) -> None:
    assert (await refused(bench.keeper())).code == "no-tokens"
    assert await bench.paused() == "reauth:none"
    with pytest.raises(SendError):
        await Borrowed(bench.keeper()).access()


async def test_a_borrowed_token_is_never_refreshed(bench: Bench) -> None:
    keeper, borrowed = await bench.connected(), Borrowed(bench.keeper())
    dead = await borrowed.access()
    with pytest.raises(SendError):
        await borrowed.renew(dead)
    assert await bench.refreshes() == 0
    new = await keeper.renew(dead)
    assert await borrowed.renew(dead) == new


@ON_BOTH
# -- the lease -----------------------------------------------------------------------------
async def test_a_lease_holds_others_off_until_it_lapses(bench: Bench) -> None:
    keeper = await bench.connected()
    lane, now, dead = bench.account.kept_as, bench.clock.now(), await keeper.access()

    async def begin(after: timedelta) -> Any:
        return await bench.run(lambda port: port.begin(lane, dead, now + after, LEASE))

    first = await begin(timedelta())
    assert isinstance(first, Lease)
    assert await begin(LEASE - timedelta(seconds=1)) is Stays.BUSY
    second = await begin(LEASE)
    assert isinstance(second, Lease)
    assert second.again, "the first may have used the token up"
    pair = Pair("new", "newer", now + DAY, now)
    await bench.run(lambda port: port.stop(lane, first, "reauth:-14014", now))
    assert await bench.paused() is None, "an outdated lease stops nothing"
    await bench.run(lambda port: port.stop(lane, second, "reauth:lost", now))
    assert await bench.paused() == "reauth:lost"
    assert await bench.run(lambda port: port.keep(lane, pair, first.pair.refresh, now))
    assert await bench.paused() is None, "but a pair that came late is kept: it is the living one"
    assert not await bench.run(lambda port: port.keep(lane, pair, first.pair.refresh, now))
    await bench.run(lambda port: port.stop(lane, second, "reauth:-14014", now))
    assert await bench.paused() is None
    assert await bench.run(lambda port: port.begin(lane, dead, now, LEASE)) == pair


async def test_tokens_lie_sealed(bench: Bench) -> None:
    keeper = await bench.connected()
    rows = await bench.store.read(
        lambda unit: unit._connection.execute(t.channel_state.select()).all()
    )
    assert (await keeper.access()).encode() not in rows[0].value_sealed
    assert "AT" not in repr(await keeper.kept())


@ON_BOTH
async def test_a_pair_of_an_older_release_has_its_age_from_its_row(bench: Bench) -> None:
    lane, now = bench.account.kept_as, bench.clock.now()
    old = {"access": "a", "refresh": "r", "expires_at": (now + DAY).isoformat()}
    row = {
        "channel": lane,
        "value_sealed": KEYRING.seal(json.dumps(old), f"channel_state/{lane}"),
        "changed_at": now - DAY,
    }
    await bench.store.run(lambda unit: unit._connection.execute(insert(t.channel_state), row))
    assert await bench.keeper().kept() == Pair("a", "r", now + DAY, now - DAY)


# -- the endpoint's answers ----------------------------------------------------------------
@pytest.mark.parametrize(
    ("answer", "status", "read"),
    [
        ({"access_token": "a", "refresh_token": "r", "expires_in": "90000"}, 200,
         Granted("a", "r", DAY + timedelta(hours=1))),
        ({"access_token": "a", "expires_in": 3600}, 200, Granted("a", None, timedelta(hours=1))),
        ({"access_token": "a", "refresh_token": "", "expires_in": "?"}, 200,
         Granted("a", None, oauth.DEFAULT_LIFE)),
        ({"access_token": "", "error": -14014, "error_name": "Invalid refresh token."}, 200,
         Refused("-14014", app=False)),
        ({"error": "-14004", "error_name": "Invalid secret key"}, 200, Refused("-14004", app=True)),
        ({"error": -32}, 200, NoAnswer("-32", False, timedelta(seconds=61))),
        ({"error_name": "?"}, 200, NoAnswer("http-200", unclear=True)),
        ({"access_token": None}, 200, NoAnswer("http-200", unclear=True)),
        ({"error": -1}, 503, NoAnswer("http-503", unclear=True)),
    ],
)  # fmt: skip
def test_success_is_a_token_and_nothing_else(
    answer: dict[str, Any], status: int, read: oauth.Answer
) -> None:
    assert oauth.read(answer, status) == read
