"""The form by which an officer answers in the citizen's chat, with a picture or file if need be."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from aiohttp import web

from bot.answering import AnswerPort, Given, Told, answer
from desk.routes import refuse_other_sites
from desk.threads import about_of, page_of
from ground.doors import Door
from ground.text import clean
from post.files import FilePort, Kind, Unfit, kind_of
from post.rules import Rules

MAX_FORM = 6 * 1024 * 1024
"""Bytes of a whole form: the largest file and the words."""
_KEY = re.compile(r"[\w-]{8,40}", re.ASCII)
_LONGEST_NAME = 100


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware."""
        ...


@dataclass(frozen=True, slots=True)
class AnswerDesk:
    """What the form needs."""

    threads: Door[AnswerPort]
    files: Door[FilePort]
    rules: Callable[[datetime], Rules]
    nudge: Callable[[], None]
    clock: Clock


def routes(desk: AnswerDesk) -> list[web.RouteDef]:
    """POST /threads/…/answer; it leads back to the page, which says what became of it."""

    async def answered(request: web.Request) -> web.Response:
        refuse_other_sites(request)
        about = about_of(request.match_info["about"])
        conversation = int(request.match_info["conversation"])
        form = await request.post()
        key, text = str(form.get("key", "")), clean(str(form.get("text", "")))
        if not _KEY.fullmatch(key):
            raise web.HTTPBadRequest
        now = desk.clock.now()
        rules = desk.rules(now)
        given = Given(conversation, about.value, key, text)
        try:
            given = await _with_file(desk, given, form.get("file"), rules, now)
        except Unfit as unfit:
            raise web.HTTPSeeOther(f"{page_of(about)}?told={unfit}") from None
        told = await desk.threads.run(lambda port: answer(port, given, rules, now))
        if told is Told.SENT:
            desk.nudge()
        raise web.HTTPSeeOther(f"{page_of(about)}?told={told.value}")

    return [web.post(r"/threads/{conversation:\d{1,18}}/{about}/answer", answered)]


async def _with_file(
    desk: AnswerDesk, given: Given, field: object, rules: Rules, now: datetime
) -> Given:
    """The answer with the file of the form, which is kept. Raises Unfit."""
    if not isinstance(field, web.FileField) or not field.filename:
        return given
    content = field.file.read()
    name = clean(field.filename).replace("/", "_").replace("\\", "_")[-_LONGEST_NAME:]
    kind = kind_of(name, content, rules)
    id_ = await _kept(desk, name, kind, content, now)
    return Given(given.conversation, given.about, given.key, given.text, id_, name)


async def _kept(desk: AnswerDesk, name: str, kind: Kind, content: bytes, now: datetime) -> int:
    return await desk.files.run(lambda port: port.put(name, kind, content, now))
