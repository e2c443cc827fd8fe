"""The clockwork: which job runs when. A job is one call into a room.

APScheduler's memory store holds a few ticks and nothing else: every state is in the tables, so
that a restart loses nothing. A job that raises is logged, and its next tick comes.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

import orjson
import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.closing_due import close_due
from bot.forgetting import KEPT, forget
from bot.media_due import fetch_due
from bot.waking_due import Reminding, remind_silent, wake_due
from cases.folder import Folder, Seen
from cases.pull import Pulled, pull
from cases.service import import_file
from cases.sources import Source
from channels.zalo.gap import Heard, suspected, whole_now
from channels.zalo.sweep_ratings import sweep_ratings
from channels.zalo.tokens import TokenKeeper
from ground.when import local_date
from plans.letter import Asking
from plans.model import Plan, keeps_until
from plans.service import call_up, follow_up, tell_money
from plans.spending import allowances_of
from post.alarms import Alarms
from post.early import join_early
from post.ports import SendError
from wiring import WAVE, System
from wiring_channels import alarms
from wiring_hearing import ears, zalo_sweeps
from wiring_mail_in import has_mailbox, mailbox_tick

log = structlog.get_logger(__name__)

SWEEP_AGAIN = timedelta(minutes=5)
"""After a sweep that the platform refused."""


@dataclass(frozen=True, slots=True)
class Job:
    """One tick: what runs, and how many seconds lie between two runs."""

    name: str
    seconds: float
    run: Callable[[], Awaitable[object]]


def jobs(system: System) -> list[Job]:
    """Every job, in the order in which a rehearsal runs them."""
    pulls = [Job(f"pull:{s.name}", 5, Watch(system, s).look) for s in system.sources]
    plans = [Job(f"plan:{p.name}", 2, Asked(system, p).tick) for p in system.plans]
    return [
        *pulls,
        Job("flows", 2, partial(flows_tick, system)),
        Job("close", 3, partial(close_tick, system)),
        Job("wake", 5, partial(wake_tick, system)),
        *plans,
        *(Job(f"silent:{p.name}", 60, partial(silent_tick, system, p)) for p in system.plans),
        Job("sweep", 10, system.post.sweep),
        *(Job(f"tokens:{oa}", 60, partial(fresh_tick, k)) for oa, k in system.tokens.items()),
        Job("alarms", 5, partial(alarm_tick, system, alarms(system))),
        Job("silence", 60, partial(silence_tick, system, alarms(system))),
        Job("early", 5, partial(early_tick, system)),
        *([Job("media", 5, partial(media_tick, system))] if system.media else []),
        *([Job("gap", 60, Gap(system).tick)] if system.accounts else []),
        *([Job("mailbox", 60, partial(mailbox_tick, system))] if has_mailbox(system) else []),
        Job("forget", 600, partial(forget_tick, system)),
    ]


def start(system: System) -> AsyncIOScheduler:
    """Start every job; the caller shuts the scheduler down."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    for job in jobs(system):
        scheduler.add_job(
            _guarded,
            "interval",
            args=[job],
            seconds=job.seconds,
            id=job.name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
    scheduler.start()
    return scheduler


async def _guarded(job: Job) -> None:
    try:
        await job.run()
    except Exception:
        log.exception("scheduler.job_failed", job=job.name)


class Asked:
    """One plan's tick. What a draw fixed is read once: a draw never changes."""

    def __init__(self, system: System, plan: Plan) -> None:
        self._system = system
        self._plan = plan
        self._drawn: tuple[date, dict[str, int]] | None = None
        self._allowed: dict[str, int | None] = {}
        self._told: str | None = None

    async def tick(self) -> int:
        """Follow up what is due and call up what the quotas still need; nothing before the draw.

        The draw itself is an officer's act (`langnghe plans draw`, or the button on the desk):
        made by a clock, it could fall into the middle of an import.
        """
        system, plan = self._system, self._plan
        door = system.store.door(lambda unit: unit.plans)
        drawn = await self._fixed()
        if drawn is None:
            return 0
        drawn_on, quotas = drawn
        now = system.clock.now()
        asking = system.asking(plan, keeps_until(plan, drawn_on), now)
        await self._allow(asking, now)
        done = await follow_up(door, asking, now)
        done += await call_up(door, asking, quotas, now)
        self._told = await tell_money(door, asking, self._told, system.settings.alert_mail, now)
        if done:
            system.post.nudge()
        return done

    async def _allow(self, asking: Asking, now: datetime) -> None:
        """The bounds of money and of today's templates stand before anything is begun."""
        allowed = allowances_of(asking, now)
        if allowed != self._allowed:
            door = self._system.store.door(lambda unit: unit.plans)
            await door.run(lambda port: port.allow(allowed))
            self._allowed = allowed

    async def _fixed(self) -> tuple[date, dict[str, int]] | None:
        """The day of the draw and each unit's quota, once it was drawn."""
        if self._drawn is None:
            door = self._system.store.door(lambda unit: unit.plans)
            row = await door.read(lambda port: port.drawn(self._plan.name, WAVE))
            if row is not None:
                units = orjson.loads(row.record)["units"]
                quotas = {unit["agency"]: unit["quota"] for unit in units}
                self._drawn = local_date(row.drawn_at), quotas
        return self._drawn


async def fresh_tick(keeper: TokenKeeper) -> None:
    """Refresh a token ahead. That one lives is no event: a rehearsal waits until nothing moves."""
    await keeper.keep_fresh()


async def close_tick(system: System) -> int:
    """Close what has expired or whose quota is full."""
    door = system.store.door(lambda unit: unit.closings)
    return await close_due(door, system.store.turn, system.clock.now())


async def early_tick(system: System) -> int:
    """Give receipts that came too early to their messages."""
    return await join_early(system.store.door(lambda unit: unit.early), system.clock.now())


async def forget_tick(system: System) -> int:
    """Forget what arrived, and what was fetched, when its time is over."""
    now = system.clock.now()
    await system.store.door(lambda unit: unit.media).run(lambda port: port.forget(now - KEPT))
    await system.store.door(lambda unit: unit.outgoing).run(lambda port: port.forget(now - KEPT))
    return await forget(system.store.door(lambda unit: unit.inbox), now)


async def media_tick(system: System) -> int:
    """Fetch what citizens attached, before its link dies."""
    if system.media is None:
        return 0
    door = system.store.door(lambda unit: unit.media)
    return await fetch_due(door, system.media.fetch, system.clock.now())


class Gap:
    """Looks for gaps in what was heard, and sweeps the chats behind them."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._first = True
        self._swept: datetime | None = None
        self._not_before: datetime | None = None  # after a sweep that the platform refused

    async def tick(self) -> int:
        """Sweep where a gap is suspected; how many messages were recovered."""
        system, now = self._system, self._system.clock.now()
        inbox = system.store.door(lambda unit: unit.inbox)
        rows = await inbox.read(lambda port: (port.whole(), port.last_heard(), port.last_sent()))
        known = Heard(*rows, self._swept, self._first)
        since, found = suspected(known, now), 0
        if since is None:
            until = whole_now(known, now)
        elif self._not_before is not None and now < self._not_before:
            return 0
        else:
            until = now
            try:
                found = await sweep_all(system, since)
            except SendError as error:
                log.warning("scheduler.sweep_failed", kind=error.kind, code=error.code)
                self._not_before = now + SWEEP_AGAIN
                return 0
            self._swept = now
        self._first = False
        if until != known.whole:
            await inbox.run(lambda port: port.keep_whole(until, now))
        return found


async def sweep_all(system: System, since: datetime) -> int:
    """Sweep every account's chats and stars; how many nobody had heard. Raises SendError."""
    hears, take, now = ears(system.accounts, system.keyring), system.store.turn, system.clock.now()
    sweeps = zalo_sweeps(system.readers, hears, take, system.clock)
    new = _woke(system, sum([(await sweep.run(since)).new for sweep in sweeps.values()]))
    rating = [template.id for template in system.templates.ratings()]
    for id_, reader in system.readers.items():
        new += await sweep_ratings(id_, reader, rating, hears, take, (since, now))
    return _woke(system, new)


async def wake_tick(system: System) -> int:
    """Wake whose “later” has come."""
    door = system.store.door(lambda unit: unit.waking)
    return _woke(system, await wake_due(door, system.store.turn, system.clock.now()))


async def silent_tick(system: System, plan: Plan) -> int:
    """Remind who began in chat and stopped."""
    door = system.store.door(lambda unit: unit.waking)
    times = Reminding(plan.name, plan.reminders, plan.patience, plan.window)
    found = await remind_silent(door, system.store.turn, times, system.clock.now())
    return _woke(system, found)


async def silence_tick(system: System, told: Alarms) -> None:
    """Tell officers where nothing is heard while we send."""
    await told.tell_silence(system.clock.now())


async def alarm_tick(system: System, told: Alarms) -> int:
    """Tell officers of what stopped."""
    return _woke(system, await told.tell(system.clock.now()))


def _woke(system: System, count: int) -> int:
    if count:
        system.post.nudge()
    return count


async def flows_tick(system: System) -> None:
    """Take what was published, here or by another process, into use: live within 5 s."""
    for fault in await system.follower.look():
        log.error("flows.published_unusable", told=fault.told())


class Watch:
    """One watched folder. What was seen growing is remembered from look to look."""

    def __init__(self, system: System, source: Source) -> None:
        self._system = system
        self._source = source
        self._folder = Folder(source.folder)
        self._folder.prepare()
        self._before: Seen = {}

    async def look(self) -> list[Pulled]:
        """Take in what lies ready."""
        now = self._system.clock.now()
        system, source = self._system, self._source
        door = system.store.door(lambda unit: unit.cases)
        seen = self._folder.look()
        pulled = await pull(
            self._folder,
            self._before,
            lambda path: import_file(
                path, door, system.keyring, source.agencies, now, fields=source.fields
            ),
            local_date(now),
        )
        self._before = seen
        for one in pulled:
            log.info("cases.pulled", file=one.name, report=one.report, failed=bool(one.failure))
        return pulled
