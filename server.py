"""The door: one application for the public port, one for officers on loopback. No logic.

The public port serves the webhook, the consent's callback, /k/, the one-click stop, the check of
a receipt and the verifier file, nothing else.
"""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from time import monotonic
from urllib.parse import urlsplit

import structlog
from aiohttp import web

import channels.web.receipts as receipt_page
import channels.web.routes as web_channel
import channels.zalo.callback as zalo_callback
import channels.zalo.routes as zalo_channel
import desk.answers as desk_answers
import desk.channels as desk_channels
import desk.flows as desk_flows
import desk.inbox as desk_inbox
import desk.mails as desk_mails
import desk.media as desk_media
import desk.messages as desk_messages
import desk.routes as desk_pages
import desk.threads as desk_threads
import scheduler
from bot.publications import Publication
from bot.publishing import Order
from bot.understand.tables import tables
from channels.web.door import WebDoor
from channels.web.kinds import Hotline
from channels.web.passes import Passes
from channels.web.recordings import Recordings
from channels.web.throttle import Throttle
from ground.seal import new_token
from look.pages import HEADERS
from plans.model import Plan
from plans.service import NothingToDraw, draw_once
from post.ports import SendError
from server_answers import OF_CITIZENS, OF_OFFICERS, Answers, Handler, application, headers_of
from server_listening import listening
from wiring import WAVE, System
from wiring_channels import channel_desk, connecting
from wiring_hearing import ears
from wiring_mail_in import mail_door

MAX_BODY = 256 * 1024
COLLECTED_AFTER = 10_000
"""New objects, a megabyte or two, before the collector looks for what holds itself alive."""
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the two applications listen."""

    public: int
    desk: int
    mail: int | None = None  # where mail that comes to us is taken in


@web.middleware
async def _this_machine_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse names that are not this machine's: a foreign page could else be led to the desk."""
    if urlsplit(f"//{request.host}").hostname not in ("127.0.0.1", "localhost", "::1"):
        raise web.HTTPForbidden
    return await handler(request)


def public_app(
    system: System,
    keep_seconds: float = zalo_channel.KEEP_SECONDS,
    seconds: Callable[[], float] = monotonic,
) -> web.Application:
    """The webhook, the linked page, the one-click stop, the receipt, the verifier file.

    `keep_seconds`: after how long the webhook says that an event could not be kept in time.
    `seconds`: the steady clock of the throttle.
    """
    hotlines = tuple(dict.fromkeys(Hotline(p.department, p.hotline) for p in system.plans))
    answers = Answers(OF_CITIZENS, hotlines, headers_of(system.settings.public_url))
    app = application(answers, MAX_BODY)
    take, nudge = system.store.turn, system.post.nudge
    if system.accounts:
        app.add_routes(zalo_channel.routes(_zalo_door(system, keep_seconds)))
    if zalo := connecting(system):
        app.add_routes(zalo_callback.routes(zalo))
    pages = WebDoor(
        store=system.store.door(lambda unit: unit.conversations),
        shelf=system.shelf,
        take=take,
        nudge=nudge,
        clock=system.clock,
        passes=Passes(system.keyring),
        throttle=Throttle(seconds),
        hotlines=hotlines,
        again=system.store.door(lambda unit: unit.again),
        plans=frozenset(plan.name for plan in system.plans),
        recordings=Recordings(system.settings.flows),
    )
    app.add_routes(web_channel.routes(pages))
    app.add_routes(receipt_page.routes(system.store.door(lambda unit: unit.conversations)))
    return app


def _zalo_door(system: System, keep_seconds: float) -> zalo_channel.ZaloDoor:
    first = next(iter(system.accounts.values()))  # all share one app and one webhook
    return zalo_channel.ZaloDoor(
        app_id=first.app_id,
        secrets=first.oa_secrets,
        ears=ears(system.accounts, system.keyring),
        take=system.store.turn,
        nudge=system.post.nudge,
        clock=system.clock,
        verifier=system.settings.zalo.verifier if system.settings.zalo else "",
        keep_seconds=keep_seconds,
    )


def desk_app(system: System) -> web.Application:
    """Officers' pages."""
    channels = channel_desk(system)
    answers = Answers(OF_OFFICERS, (), HEADERS)
    banner = desk_channels.banner(channels)
    app = application(answers, desk_answers.MAX_FORM, _this_machine_only, banner)
    app.add_routes(desk_channels.routes(channels))

    async def publish(order: Order) -> Publication:
        return await system.publisher.carry_out(order, system.clock.now())

    desk = desk_pages.Desk(
        results=system.store.door(lambda unit: unit.results),
        costs=system.store.door(lambda unit: unit.costs),
        plans=system.plans,
        wave=WAVE,
        flow_of=lambda plan: system.shelf.named(plan.flow),
        draw=partial(draw_plan, system),
    )
    app.add_routes(desk_pages.routes(desk))
    app.add_routes(desk_flows.routes(publish))
    _add_heard(app, system)
    return app


def _add_heard(app: web.Application, system: System) -> None:
    """The pages of what citizens said to a person, and of what arrived and led to nothing."""
    threads = desk_threads.ThreadDesk(
        threads=system.store.door(lambda unit: unit.threads),
        take=system.store.turn,
        nudge=system.post.nudge,
        clock=system.clock,
    )
    app.add_routes(desk_threads.routes(threads))
    answers = desk_answers.AnswerDesk(
        threads=system.store.door(lambda unit: unit.threads),
        files=system.store.door(lambda unit: unit.outgoing),
        rules=system.rules.rules_at,
        nudge=system.post.nudge,
        clock=system.clock,
    )
    app.add_routes(desk_answers.routes(answers))
    app.add_routes(desk_media.routes(system.store.door(lambda unit: unit.media)))

    async def sweep(since: datetime) -> int | None:
        try:
            return await scheduler.sweep_all(system, since)
        except SendError as error:
            log.warning("server.sweep_failed", kind=error.kind, code=error.code)
            return None

    mail = system.settings.mail
    reads = mail is not None and mail.incoming is not None
    mails = desk_mails.MailDesk(system.store.door(lambda unit: unit.mails), reads, system.clock)
    app.add_routes(desk_mails.routes(mails))
    inbox = desk_inbox.InboxDesk(
        system.store.door(lambda unit: unit.inbox), sweep if system.accounts else None, system.clock
    )
    app.add_routes(desk_inbox.routes(inbox))
    judging = system.store.door(lambda unit: unit.judging)
    judged = desk_messages.MessageDesk(judging, system.post.nudge, system.clock)
    app.add_routes(desk_messages.routes(judged))


async def draw_plan(system: System, plan: Plan) -> str | None:
    """Make the plan's draw if it was not made; a sentence where it cannot be."""
    door = system.store.door(lambda unit: unit.plans)
    try:
        await draw_once(door, plan, WAVE, plan.seed or new_token(), system.clock.now())
    except NothingToDraw as reason:
        return str(reason)
    return None


def settled() -> None:
    """For a process that serves all day: what it has read by now stays, so that the collector need
    not walk through hundreds of thousands of words again and again. It looks less often, too: what
    a hundred requests hold at once is more than what it is used to look through.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECTED_AFTER)


@asynccontextmanager
async def serving(system: System, work: bool = True) -> AsyncIterator[Ports]:
    """Both applications listening, and the clockwork and the post running beside them."""
    tables()  # the words that replies are read by: built now, not inside the first citizen's turn
    bind, desk_bind = system.settings.bind, system.settings.desk_bind
    async with (
        listening(public_app(system), bind.host, bind.port) as public,
        listening(desk_app(system), desk_bind.host, desk_bind.port) as desk,
        mail_door(system) as mail,
    ):
        if not work:
            yield Ports(public, desk, mail)
            return
        async with working(system):
            yield Ports(public, desk, mail)


@asynccontextmanager
async def working(system: System) -> AsyncIterator[None]:
    """The clockwork and the post."""
    await system.post.sweep()
    ticking = scheduler.start(system)
    try:
        async with asyncio.TaskGroup() as tasks:
            posting = tasks.create_task(system.post.run())
            try:
                yield
            finally:
                posting.cancel()
    finally:
        ticking.shutdown(wait=False)
