"""The mailbox's pages: every mail that was caught, newest first. They send nothing."""

from urllib.parse import urlencode

from aiohttp import web

from sandbox import mailbox
from sandbox.platform.gate import Handler
from sandbox.rendering import Renderer
from sandbox.world import World

_SHOWN_MAILS = 300
# A mail may style itself and show inline images; it runs no script and fetches nothing.
_MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


class MailPages:
    """The handlers, one a route."""

    def __init__(self, world: World, renderer: Renderer) -> None:
        self._world = world
        self._renderer = renderer

    def gets(self) -> dict[str, Handler]:
        """The handler of each path."""
        return {
            "/mailbox": self.mails,
            "/mailbox/live": self.mails_live,
            "/mailbox/{id}": self.mail,
            "/mailbox/{id}/html": self.mail_html,
        }

    async def mails(self, request: web.Request) -> web.Response:
        """The newest mails, or those to ?to=."""
        return self._renderer.page("mailbox.html", request, **self._found(request))

    async def mails_live(self, request: web.Request) -> web.Response:
        """The changing part of it."""
        return self._renderer.page("mailbox_live.html", request, **self._found(request))

    async def mail(self, request: web.Request) -> web.Response:
        """One mail: as HTML in a frame, as text, and its headers."""
        mail = self._mail(request)
        return self._renderer.page("mail.html", request, mail=mailbox.shown(mail), at=mail.time)

    async def mail_html(self, request: web.Request) -> web.Response:
        """The HTML part for the frame; its links open in the whole window."""
        html = str(mailbox.shown(self._mail(request))["html"])
        return web.Response(
            text=f'<base target="_top">{html}',
            content_type="text/html",
            headers={"Content-Security-Policy": _MAIL_POLICY},
        )

    def _found(self, request: web.Request) -> dict[str, object]:
        to = request.query.get("to", "").strip()
        mails = self._world.mailbox.of(to)
        newest = mails[-_SHOWN_MAILS:][::-1]
        rows = [(mailbox.shown(mail), mail.time) for mail in newest]
        return {
            "rows": rows,
            "count": len(mails),
            "to": to,
            "live": f"/mailbox/live?{urlencode({'to': to})}",
        }

    def _mail(self, request: web.Request) -> mailbox.Mail:
        mail = self._world.mailbox.get(request.match_info["id"])
        if mail is None:
            raise web.HTTPNotFound(text="Không có thư này · No such mail")
        return mail
