"""A sandbox in this process on free ports, frozen at 09:00 of a Monday, and an HTTP session."""

import itertools
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import pytest
import pytest_asyncio

from channels.zalo.account import ZaloAccount
from channels.zalo.tokens import TokenKeeper
from clock import SettableClock
from sandbox.options import Options
from sandbox.server import start
from storage.store import Store
from tests.sandbox.practice import SEED, Client
from tests.support import chromium
from tests.support.stores import empty_store

if TYPE_CHECKING:
    from playwright.async_api import Browser


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def clock() -> SettableClock:
    """Ours; it stands where the platform's does."""
    return SettableClock(datetime(2026, 11, 23, 2, 0, tzinfo=UTC))


@pytest.fixture
async def store(clock: SettableClock, sqlite_path: Path) -> AsyncIterator[Store]:
    async with empty_store(sqlite_path, clock) as opened:
        yield opened


@pytest.fixture
async def platform(http: aiohttp.ClientSession) -> AsyncIterator[Client]:
    ticks = itertools.count()
    options = Options(http=0, smtp=0, frozen=True, webhook="")
    running = await start(options, lambda: float(next(ticks)), SEED)
    yield Client(running, http)
    await running.close()


@pytest.fixture
def account(platform: Client) -> ZaloAccount:
    """The sandbox's first account, all of its hosts at one address."""
    url, usual = platform.url, Options()
    return ZaloAccount(url, url, url, usual.app_id, usual.oa_id, usual.app_secret, ("s",))


@pytest.fixture
async def tokens(
    account: ZaloAccount,
    platform: Client,
    http: aiohttp.ClientSession,
    store: Store,
    clock: SettableClock,
) -> TokenKeeper:
    """The account's keeper, with the pair that an administrator has just pasted."""
    keeper = TokenKeeper(account, store.door(lambda unit: unit.tokens), http, clock)
    pair = await platform.post("/_/tokens")
    await keeper.adopt(pair["access_token"], pair["refresh_token"], pair["expires_in"])
    return keeper


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium_once() -> "AsyncIterator[Browser]":
    """One headless Chromium for a module whose tests share its loop, where there is one."""
    try:
        async with chromium.launched() as running:
            yield running
    except chromium.NoChromium as missing:
        pytest.skip(str(missing))
