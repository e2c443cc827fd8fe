"""Control of mails after they came: what mailboxes do with them, and what went back."""

from dataclasses import asdict

from aiohttp import web

from sandbox.control.common import answer, row_of, rows_of
from sandbox.mail_acts import act
from sandbox.mailboxes import read
from sandbox.returning import Letter
from sandbox.values import Json, iso
from sandbox.world import World


class MailControl:
    """The handlers, one a route."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def mailboxes(self, request: web.Request) -> web.Response:
        """Every habit, in the order in which it was set."""
        return answer([asdict(habit) for habit in self._world.mailboxes.all()])

    async def declare(self, request: web.Request) -> web.Response:
        """Set one habit or a list of them; the one that was set last wins where several fit."""
        for row in await rows_of(request):
            self._world.mailboxes.set(read(row))
        return answer({"mailboxes": len(self._world.mailboxes.all())})

    async def clear(self, request: web.Request) -> web.Response:
        """Every mailbox takes everything again."""
        self._world.mailboxes.clear()
        return answer({"mailboxes": 0})

    async def act_one(self, request: web.Request) -> web.Response:
        """What is done with one mail, by its reader or by a mail system on the way."""
        mail = self._world.mailbox.get(request.match_info["id"])
        if mail is None:
            return answer({"error": "no such mail"}, 404)
        row: Json = {**await row_of(request), "do": request.match_info["do"]}
        return answer(await act(self._world, mail, row))

    async def letters(self, request: web.Request) -> web.Response:
        """All that went back, or ?mail=ID for what came of one mail."""
        about = request.query.get("mail", "")
        found = self._world.returning.letters
        return answer([_told(one) for one in found if about in ("", one.mail)])

    async def raw_letter(self, request: web.Request) -> web.Response:
        """The bytes that were handed over."""
        n = int(request.match_info["n"])
        letters = self._world.returning.letters
        if not 0 < n <= len(letters):
            return answer({"error": "no such letter"}, 404)
        return web.Response(body=letters[n - 1].raw, content_type="message/rfc822")

    async def certificate(self, request: web.Request) -> web.Response:
        """The mail server's own certificate, PEM; empty where it offers no STARTTLS."""
        return web.Response(text=self._world.certificate)


def _told(letter: Letter) -> Json:
    row: Json = {name: getattr(letter, name) for name in ("n", "mail", "kind", "sender", "to")}
    return {**row, "time": iso(letter.time), "answer": letter.answer, "tries": letter.tries}
