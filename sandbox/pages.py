"""The pages: everybody's phone, the mailbox, and the clock. Vietnamese first, English beside.

They load nothing from elsewhere and work without JavaScript. They hold no rule: acts go through
`acting`, the clock through `control.move`.
"""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from aiohttp import web
from jinja2 import Environment, FileSystemLoader

from sandbox import mailbox
from sandbox.acting import ActError, act, person_of
from sandbox.control import move
from sandbox.gate import Handler
from sandbox.people import Person, normal_phone
from sandbox.values import Json, local
from sandbox.world import World

_FOLDER = Path(__file__).with_name("html")
_DAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
_SHOWN_PHONES = 200
_SHOWN_MAILS = 300
_STEPS = {"hour": 3600, "day": 86_400}
_STATES = {"sent": "Đã gửi", "received": "Đã nhận", "seen": "Đã xem"}
# A mail may style itself and show inline images; it runs no script and fetches nothing.
_MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def routes(world: World) -> list[web.RouteDef]:
    """All routes of the pages."""
    pages = Pages(world)
    gets: dict[str, Handler] = {
        "/": pages.index,
        "/live": pages.index_live,
        "/phone/{phone}": pages.phone,
        "/phone/{phone}/live": pages.phone_live,
        "/mailbox": pages.mails,
        "/mailbox/live": pages.mails_live,
        "/mailbox/{id}": pages.mail,
        "/mailbox/{id}/html": pages.mail_html,
        "/static/style.css": _static("style.css", "text/css"),
        "/static/live.js": _static("live.js", "text/javascript"),
    }
    posts: dict[str, Handler] = {
        "/clock": pages.move_clock,
        "/open": pages.open_phone,
        "/phone/{phone}/{do:say|tap|share|rate|block|follow}": pages.act,
    }
    return [
        *(web.get(path, kind(handler), allow_head=False) for path, handler in gets.items()),
        *(web.post(path, kind(handler)) for path, handler in posts.items()),
    ]


def kind(handler: Handler) -> Handler:
    """The handler, with what cannot be done told in a sentence."""

    async def checked(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except (ActError, ValueError) as error:
            return web.Response(status=400, text=f"Không làm được · Cannot do that: {error}")

    return checked


def _static(name: str, content_type: str) -> Handler:
    words = (_FOLDER / name).read_text(encoding="utf-8")

    async def give(request: web.Request) -> web.StreamResponse:
        return web.Response(text=words, content_type=content_type)

    return give


def wall_clock(ms: int) -> str:
    """As on a wall in Vietnam: "Thứ Hai 23/11/2026, 09:00"."""
    here = local(ms)
    return f"{_DAYS[here.weekday()]} {here:%d/%m/%Y, %H:%M}"


def short_time(ms: int) -> str:
    """ "09:05 23/11"."""
    return f"{local(ms):%H:%M %d/%m}"


def spoken_phone(phone: str) -> str:
    """84900000001 as people say it: 0900 000 001."""
    home = "0" + phone.removeprefix("84")
    return f"{home[:4]} {home[4:7]} {home[7:]}"


class Pages:
    """The handlers, one a route."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._html = Environment(
            loader=FileSystemLoader(_FOLDER), autoescape=True, trim_blocks=True, lstrip_blocks=True
        )
        filters: dict[str, Callable[..., str]] = {
            "short_time": short_time,
            "spoken_phone": spoken_phone,
            "state": lambda state: _STATES[state],
            "quote": lambda words: quote(words, safe=""),
        }
        self._html.filters.update(filters)

    async def index(self, request: web.Request) -> web.Response:
        """The clock, the newest phones, the way to the mailbox."""
        return self._page("index.html", request, **self._phones())

    async def index_live(self, request: web.Request) -> web.Response:
        """The changing part of it."""
        return self._page("index_live.html", request, **self._phones())

    async def phone(self, request: web.Request) -> web.Response:
        """One phone's chat."""
        return self._page("phone.html", request, **self._chat(request))

    async def phone_live(self, request: web.Request) -> web.Response:
        """The changing part of it."""
        return self._page("phone_live.html", request, **self._chat(request))

    async def mails(self, request: web.Request) -> web.Response:
        """The newest mails, or those to ?to=."""
        return self._page("mailbox.html", request, **self._mails(request))

    async def mails_live(self, request: web.Request) -> web.Response:
        """The changing part of it."""
        return self._page("mailbox_live.html", request, **self._mails(request))

    async def mail(self, request: web.Request) -> web.Response:
        """One mail: as HTML in a frame, as text, and its headers."""
        mail = self._mail(request)
        return self._page("mail.html", request, mail=mailbox.shown(mail), at=mail.time)

    async def mail_html(self, request: web.Request) -> web.Response:
        """The HTML part for the frame; its links open in the whole window."""
        html = str(mailbox.shown(self._mail(request))["html"])
        return web.Response(
            text=f'<base target="_top">{html}',
            content_type="text/html",
            headers={"Content-Security-Policy": _MAIL_POLICY},
        )

    async def move_clock(self, request: web.Request) -> web.Response:
        """A form: step = hour, day or window; back = the page to return to."""
        form = await request.post()
        step, back = str(form.get("step")), str(form.get("back", "/"))
        row: Json = {"advance": _STEPS[step]} if step in _STEPS else {"to": "next_window"}
        move(self._world.clock, self._world.options.window, row)
        return _see_other(back if back.startswith("/") and not back.startswith("//") else "/")

    async def open_phone(self, request: web.Request) -> web.Response:
        """A form: phone, in any spelling."""
        form = await request.post()
        return _see_other(f"/phone/{person_of(self._world, str(form.get('phone', ''))).phone}")

    async def act(self, request: web.Request) -> web.Response:
        """A form with the fields of an act; a button is given by its index."""
        form = await request.post()
        row: Json = {name: str(value) for name, value in form.items()}
        if "button" in row:
            row["button"] = int(str(row["button"]))
        row["do"] = request.match_info["do"]
        phone = request.match_info["phone"]
        act(self._world, phone, row)
        return _see_other(f"/phone/{normal_phone(phone)}#end")

    def _page(self, name: str, request: web.Request, **values: object) -> web.Response:
        now = wall_clock(self._world.clock.now_ms)
        page = self._html.get_template(name).render(
            now=now, back=request.path, oa_name=self._world.options.oa_name, **values
        )
        return web.Response(text=page, content_type="text/html")

    def _phones(self) -> dict[str, object]:
        people = self._world.people
        busy = [person for person in people.everyone() if people.chat(person.phone)]
        busy.sort(key=lambda person: people.chat(person.phone)[-1].n, reverse=True)
        shown: list[tuple[Person, object]] = [
            (person, people.chat(person.phone)[-1]) for person in busy[:_SHOWN_PHONES]
        ]
        return {"phones": shown, "count": len(busy), "mails": len(self._world.mailbox.of(""))}

    def _chat(self, request: web.Request) -> dict[str, object]:
        person = person_of(self._world, request.match_info["phone"])
        return {"person": person, "chat": self._world.people.chat(person.phone)}

    def _mails(self, request: web.Request) -> dict[str, object]:
        to = request.query.get("to", "").strip()
        mails = self._world.mailbox.of(to)
        newest = mails[-_SHOWN_MAILS:][::-1]
        rows = [(mailbox.shown(mail), mail.time) for mail in newest]
        return {"rows": rows, "count": len(mails), "to": to}

    def _mail(self, request: web.Request) -> mailbox.Mail:
        mail = self._world.mailbox.get(request.match_info["id"])
        if mail is None:
            raise web.HTTPNotFound(text="Không có thư này · No such mail")
        return mail


def _see_other(place: str) -> web.Response:
    return web.Response(status=303, headers={"Location": place})
