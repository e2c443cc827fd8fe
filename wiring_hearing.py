"""Joins what hears and asks: readers, the fetcher of media, the ears, the sweeps. No logic."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from functools import partial
from urllib.parse import urlsplit

import aiohttp

from bot.turns import Arrival, Outcome
from channels.zalo.account import ZaloAccount
from channels.zalo.media import MediaFetcher
from channels.zalo.read import Ears
from channels.zalo.reading import ZaloReader
from channels.zalo.sweep import Sweep
from channels.zalo.tokens import TokenKeeper
from clock import Clock
from ground.seal import Keyring
from settings import Settings
from settings_reader import is_loopback

SWEEP_PAUSE_SECONDS = 0.02
"""Between two calls of a sweep: at most 3,000 of the 4,000 that an app may make in a minute."""


def zalo_readers(
    accounts: Mapping[str, ZaloAccount],
    tokens: Mapping[str, TokenKeeper],
    http: aiohttp.ClientSession,
) -> dict[str, ZaloReader]:
    """What asks the platform, by the account's id."""
    return {id_: ZaloReader(account, tokens[id_], http) for id_, account in accounts.items()}


def media_fetcher(settings: Settings, stack: AsyncExitStack) -> MediaFetcher | None:
    """What fetches pictures and voices, closed with the stack; None where Zalo is not set."""
    zalo = settings.zalo
    if zalo is None:
        return None
    parts = urlsplit(zalo.openapi_url)
    practice = f"{parts.scheme}://{parts.netloc}" if is_loopback(parts.hostname) else ""
    fetcher = MediaFetcher(zalo.media_hosts, practice)
    stack.push_async_callback(fetcher.close)
    return fetcher


def ears(accounts: Mapping[str, ZaloAccount], keyring: Keyring) -> Ears:
    """Which accounts are ours, and the keyed hash of a chat address, "zalo:<oa>:<user>"."""
    return Ears(frozenset(accounts), partial(keyring.mac, "address"))


def zalo_sweeps(
    readers: Mapping[str, ZaloReader],
    ears: Ears,
    take: Callable[[Arrival], Awaitable[Outcome]],
    clock: Clock,
) -> dict[str, Sweep]:
    """A sweep over recent chats for each account."""

    async def pause() -> None:
        await asyncio.sleep(SWEEP_PAUSE_SECONDS)

    return {
        id_: Sweep(id_, reader, ears, take, clock.now, pause) for id_, reader in readers.items()
    }
