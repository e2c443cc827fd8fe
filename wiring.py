"""Builds the parts from the settings and joins them. The only module that knows the store.

It decides nothing: the rooms do. `open_system` is the one way in.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

import aiohttp
import structlog
from sqlalchemy.engine import make_url

from bot.door import Proof
from bot.publishing import Follower, Publisher, begin
from bot.service import Turns
from bot.shelf import Shelf
from bot.tester.suite import try_file
from cases.sources import Source
from channels.zalo.account import ZaloAccount
from channels.zalo.media import MediaFetcher
from channels.zalo.reading import ZaloReader
from channels.zalo.render import MAX_BUTTONS, MAX_TEXT, MAX_TITLE
from channels.zalo.tokens import TokenKeeper
from channels.zalo.uploads import Uploader
from clock import Clock, FollowingClock, SystemClock
from flows.language.compile import load_flow
from flows.language.sound.findings import Limits
from ground.faults import Fault
from ground.seal import Keyring
from plans.letter import Asking
from plans.model import Plan
from post.rules import RuleBook
from post.service import Post
from post.templates.book import TemplateBook
from settings import Settings
from storage.migrate import upgrade
from storage.postgres import PostgresStore
from storage.sqlite import SqliteReader, SqliteStore
from storage.store import Store
from wiring_files import Files, read_all
from wiring_hearing import media_fetcher, zalo_readers
from wiring_post import lanes_of, post_of, senders_of
from wiring_zalo import token_keepers, zalo_accounts, zalo_sender

log = structlog.get_logger(__name__)

WAVE = 1
"""The wave in which a plan asks. Later waves come with the issue on plans."""
CHAT = Limits("Zalo", MAX_TEXT, MAX_BUTTONS, MAX_TITLE)
"""The limits that a survey is checked with before it is published."""
STRICT = partial(load_flow, limits=CHAT)


@dataclass(frozen=True, slots=True)
class System:
    """Every part of a running system."""

    settings: Settings
    clock: Clock
    keyring: Keyring
    store: Store
    shelf: Shelf
    plans: tuple[Plan, ...]
    sources: tuple[Source, ...]
    rules: RuleBook
    templates: TemplateBook  # of Zalo messages
    post: Post
    accounts: Mapping[str, ZaloAccount]  # by the account's id, the default one first
    tokens: Mapping[str, TokenKeeper]  # by the account's id
    readers: Mapping[str, ZaloReader]  # by the account's id
    media: MediaFetcher | None  # None where Zalo is not set
    http: aiohttp.ClientSession
    publisher: Publisher
    follower: Follower
    drafts: tuple[Fault, ...]  # of broken files in whose place the published version is in use

    def asking(self, plan: Plan, keep_until: date, now: datetime) -> Asking:
        """A plan in force at the moment, with the Official Account that it asks by."""
        named = plan.zalo.account if plan.zalo else ""
        account = named or next(iter(self.accounts), None)
        flow, rules = self.shelf.named(plan.flow), self.rules.rules_at(now)
        return Asking(plan, flow, WAVE, keep_until, rules, self.templates, account)

    def plan(self, name: str) -> Plan:
        """The plan of that name; raises KeyError."""
        return {plan.name: plan for plan in self.plans}[name]


@asynccontextmanager
async def open_system(
    settings: Settings, clock: Clock | None = None, reading: bool = False
) -> AsyncIterator[System]:
    """The system, its database brought to the newest schema; closed in order at the end.

    With `reading` nothing can be written, and an SQLite database may be in use by `serve`.
    A survey in use is the one published last; a broken file of it is a remark in `drafts`.
    Raises Faulty for flows, plans or sources that cannot be used, StoreBusy, ClockLost.
    """
    async with AsyncExitStack() as stack:
        ticking = clock or await _clock(settings, stack)
        files = read_all(settings)
        shelf = Shelf()
        keyring = Keyring.from_text(settings.key)
        proof = Proof(settings.zalo.phone_proof) if settings.zalo else Proof.CODE4
        turns = Turns(shelf, proof, files.rules)
        store = open_store(settings.db, keyring, turns, ticking, reading)
        await _started(store, stack)
        door = store.door(lambda unit: unit.flows)
        follower = Follower(door, shelf)
        drafts = _in_use(files, shelf, await follower.look())
        if not reading:
            await begin(door, files.flows, "langnghe", ticking.now())
        http = await stack.enter_async_context(
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=64), trust_env=False)
        )
        accounts = zalo_accounts(settings)
        tokens = token_keepers(accounts, store.door(lambda unit: unit.tokens), http, ticking)
        billed = partial(_billed, files.rules, ticking)
        uploader = Uploader(store.door(lambda unit: unit.outgoing), tokens, http, ticking)
        zalo = zalo_sender(accounts, tokens, http, files.book, billed, uploader)
        senders = senders_of(settings, zalo, ticking, stack)
        outbox = store.door(lambda unit: unit.outbox)
        post = post_of(outbox, senders, ticking, lanes_of(settings, accounts, files.rules))
        publisher = Publisher(door, shelf, settings.flows, STRICT, _failing, files.misfits)
        yield System(
            settings, ticking, keyring, store, shelf, tuple(files.plans.values()), files.sources,
            files.rules, files.book, post, accounts, tokens, zalo_readers(accounts, tokens, http),
            media_fetcher(settings, stack), http, publisher, follower, drafts,
        )  # fmt: skip


def _in_use(files: Files, shelf: Shelf, unusable: list[Fault]) -> tuple[Fault, ...]:
    """Add to the published surveys those never published, and refuse what cannot be used.

    Gives the faults of broken files in whose place a published version is in use.
    """
    published = shelf.present()
    for flow in files.flows:
        if flow.name not in published:
            shelf.put(flow)
    lost = [fault for name in files.broken if name not in published for fault in files.broken[name]]
    files.refuse(shelf.present(), [*unusable, *lost])
    return tuple(fault for found in files.broken.values() for fault in found)


def _failing(path: Path) -> Sequence[str] | None:
    """What the tests beside a survey find wrong; None where there are none."""
    report = try_file(path)
    return [fault.told() for fault in report.failures] if report.cases else None


def _billed(rules: RuleBook, clock: Clock) -> int:
    """What a billed consultation message costs now, in đồng."""
    return rules.rules_at(clock.now()).consultation_price


async def _clock(settings: Settings, stack: AsyncExitStack) -> Clock:
    if settings.clock_url is None:
        return SystemClock()
    return await stack.enter_async_context(FollowingClock(settings.clock_url))


async def _started(store: Store, stack: AsyncExitStack) -> None:
    stack.push_async_callback(store.stop)
    await store.migrate(upgrade)
    await store.start()


def open_store(
    url: str, keyring: Keyring, turns: Turns, clock: Clock, reading: bool = False
) -> Store:
    """The store behind a database's address, not started yet. Raises StoreBusy."""
    take = turns.take
    if url.startswith("postgresql"):
        return PostgresStore(url, keyring, take, clock)
    kind = SqliteReader if reading else SqliteStore
    return kind(Path(make_url(url).database or ""), keyring, take, clock)
