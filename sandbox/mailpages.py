"""The mailbox's pages: every mail that was caught, one mail, and what its reader does with it.

They look as a phone's mail program does, and hold no rule: acts go through `mail_acts`.
"""

from dataclasses import dataclass
from email.headerregistry import Address
from urllib.parse import urlencode

from aiohttp import web

from sandbox import mailbox
from sandbox.letters.bounces import FORMATS
from sandbox.letters.original import Original
from sandbox.mail_acts import MAIL_ACTS, act, one_click
from sandbox.mailboxes import read
from sandbox.platform.gate import Handler
from sandbox.rendering import Renderer, see_other
from sandbox.values import Json
from sandbox.world import World

_SHOWN_MAILS = 300
_TASTE = 120  # signs of a mail's text in the list
# A mail may style itself and show inline images; it runs no script and fetches nothing.
_MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    mail: Json
    at: int
    who: str
    taste: str
    new: bool  # no page has shown it yet


class MailPages:
    """The handlers, one a route."""

    def __init__(self, world: World, renderer: Renderer) -> None:
        self._world = world
        self._renderer = renderer
        self._read: set[str] = set()  # ids of mails that a page has shown

    def gets(self) -> dict[str, Handler]:
        """The handler of each path."""
        return {
            "/mailbox": self.mails,
            "/mailbox/live": self.mails_live,
            "/mailbox/{id}": self.mail,
            "/mailbox/{id}/live": self.mail_live,
            "/mailbox/{id}/html": self.mail_html,
        }

    def posts(self) -> dict[str, Handler]:
        """The handler of each path."""
        return {
            "/mailbox/habit": self.habit,
            f"/mailbox/{{id}}/{{do:{'|'.join(MAIL_ACTS)}}}": self.act,
        }

    async def mails(self, request: web.Request) -> web.Response:
        """The newest mails, or those to ?to=."""
        return self._renderer.page("mailbox.html", request, **self._found(request))

    async def mails_live(self, request: web.Request) -> web.Response:
        """The changing part of it."""
        return self._renderer.page("mailbox_live.html", request, **self._found(request))

    async def mail(self, request: web.Request) -> web.Response:
        """One mail: as HTML in a frame beside its text, what came of it, its raw headers."""
        mail = self._mail(request)
        self._read.add(mail.id)
        who, address = _sender(mail)
        return self._renderer.page(
            "mail.html", request, mail=mailbox.shown(mail), at=mail.time, who=who, address=address,
            one_click=one_click(mail), formats=list(FORMATS), live=f"/mailbox/{mail.id}/live",
            head=mail.raw.partition(b"\r\n\r\n")[0].decode("utf-8", "replace"), **self._came(mail),
        )  # fmt: skip

    async def mail_live(self, request: web.Request) -> web.Response:
        """What came of it."""
        return self._renderer.page("mail_live.html", request, **self._came(self._mail(request)))

    async def mail_html(self, request: web.Request) -> web.Response:
        """The HTML part for the frame; its links open in the whole window."""
        html = str(mailbox.shown(self._mail(request))["html"])
        return web.Response(
            text=f'<base target="_top">{html}',
            content_type="text/html",
            headers={"Content-Security-Policy": _MAIL_POLICY},
        )

    async def act(self, request: web.Request) -> web.Response:
        """A form with the fields of an act."""
        mail, form = self._mail(request), await request.post()
        row: Json = {name: str(value) for name, value in form.items()}
        await act(self._world, mail, {**row, "do": request.match_info["do"]})
        return see_other(f"/mailbox/{mail.id}")

    async def habit(self, request: web.Request) -> web.Response:
        """A form: what the mailbox of `address` does from now on with every mail."""
        form = await request.post()
        habit = read({name: str(value) for name, value in form.items()})
        self._world.mailboxes.set(habit)
        return see_other(f"/mailbox?{urlencode({'to': habit.address})}")

    def _came(self, mail: mailbox.Mail) -> dict[str, object]:
        return {"letters": self._world.returning.about(mail.id), "stopped": mail.unsubscribed}

    def _found(self, request: web.Request) -> dict[str, object]:
        to = request.query.get("to", "").strip()
        mails = self._world.mailbox.of(to)
        return {
            "rows": [self._row(mail) for mail in mails[-_SHOWN_MAILS:][::-1]],
            "count": len(mails),
            "to": to,
            "habit": self._world.mailboxes.of(to) if "@" in to else None,
            "formats": list(FORMATS),
            "live": f"/mailbox/live?{urlencode({'to': to})}",
        }

    def _row(self, mail: mailbox.Mail) -> Row:
        shown = mailbox.shown(mail)
        taste = " ".join(str(shown["text"]).split())[:_TASTE]
        return Row(shown, mail.time, _sender(mail)[0], taste, mail.id not in self._read)

    def _mail(self, request: web.Request) -> mailbox.Mail:
        mail = self._world.mailbox.get(request.match_info["id"])
        if mail is None:
            raise web.HTTPNotFound(text="Không có thư này · No such mail")
        return mail


def _sender(mail: mailbox.Mail) -> tuple[str, str]:
    """The name and the address in From, as a mail program shows them."""
    field = Original(mail.raw, mail.sender, "", 0, "").parsed.get("From")
    addresses: tuple[Address, ...] = getattr(field, "addresses", ())
    if not addresses:
        return mail.sender or "?", mail.sender
    return addresses[0].display_name or addresses[0].addr_spec, addresses[0].addr_spec
