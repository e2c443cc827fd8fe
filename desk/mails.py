"""Mail that came in: how much of each kind, and people's mails that belong to no case.

A mail that answers one of ours stands among the threads. Its sender proves nothing: the page shows
what the mail says of itself, as text alone.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from aiohttp import web

from bot.mail_ports import KeptMail, MailPort
from channels.email.files import File, files
from channels.email.own import own_words
from channels.email.parse import parse
from desk.media import download
from desk.routes import refuse_other_sites
from desk.threads import Clock
from ground.doors import Door
from ground.when import local
from look.pages import environment, page

DAYS = 7
MOST = 50
"""Mails shown at once, oldest first."""
_PAGES = environment(Path(__file__).parent / "templates")
_PAGES.globals.update(local=local)
_MAIL = "/mails/{key:[0-9a-f]{40}}"


@dataclass(frozen=True, slots=True)
class MailDesk:
    """What the page needs."""

    mails: Door[MailPort]
    reads: bool  # whether mail that comes to us is read at all
    clock: Clock


@dataclass(frozen=True, slots=True)
class Shown:
    """A mail as the page shows it."""

    key: str
    at: datetime
    sender: str
    subject: str
    words: str
    attached: bool


def routes(desk: MailDesk) -> list[web.RouteDef]:
    """GET /mails, /mails/KEY/files and …/N; POST /mails/KEY/looked takes one off the list."""

    async def shown(_request: web.Request) -> web.Response:
        since = desk.clock.now() - timedelta(days=DAYS)
        counts, kept = await desk.mails.read(lambda port: (port.counts(since), port.kept(MOST)))
        mails = [await asyncio.to_thread(_shown, one) for one in kept]
        template = _PAGES.get_template("mails.html")
        html = template.render(lang="vi", counts=counts, mails=mails, days=DAYS, reads=desk.reads)
        return page(html)

    async def looked(request: web.Request) -> web.Response:
        refuse_other_sites(request)
        key = request.match_info["key"]
        await desk.mails.run(lambda port: port.looked(key))
        raise web.HTTPSeeOther("/mails")

    return [web.get("/mails", shown), web.post(f"{_MAIL}/looked", looked), *_files(desk)]


def _files(desk: MailDesk) -> list[web.RouteDef]:
    """The files of one mail: their list, and each as a download."""

    async def brought(request: web.Request) -> tuple[str, tuple[File, ...]]:
        key = request.match_info["key"]
        raw = await desk.mails.read(lambda port: port.raw(key))
        return key, () if raw is None else await asyncio.to_thread(files, raw)

    async def listed(request: web.Request) -> web.Response:
        key, found = await brought(request)
        if not found:
            raise web.HTTPNotFound
        return page(_PAGES.get_template("mail_files.html").render(lang="vi", key=key, files=found))

    async def handed(request: web.Request) -> web.Response:
        key, found = await brought(request)
        number = int(request.match_info["number"])
        if not 1 <= number <= len(found):
            raise web.HTTPNotFound
        one = found[number - 1]
        name = f"thu-{key[:8]}-{number}.{one.ending}"
        return web.Response(body=one.content, headers=download(name))

    place = f"{_MAIL}/files"
    return [web.get(place, listed), web.get(place + r"/{number:\d{1,2}}", handed)]


def _shown(one: KeptMail) -> Shown:
    mail = parse(one.raw)
    sender, subject = mail.first("from")[:200], mail.first("subject")[:200]
    return Shown(one.key, one.at, sender, subject, own_words(mail), mail.attached)
