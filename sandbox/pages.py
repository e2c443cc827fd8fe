"""The pages: everybody's phone, the mailbox, and the developer's bar. Vietnamese first, English
beside.

They load nothing from elsewhere and work without JavaScript. They hold no rule: acts go through
`acting`, the clock through `control.move`.
"""

from urllib.parse import urlencode

from aiohttp import web

from sandbox.acts.acting import contact_of
from sandbox.control.clockwork import move
from sandbox.mailpages import MailPages
from sandbox.phonepages import PhonePages
from sandbox.picker import Picker
from sandbox.platform.gate import Handler
from sandbox.rendering import STRIP_COOKIE, Renderer, kind, see_other, static
from sandbox.values import Json
from sandbox.world import World

_STEPS = {"hour": 3600, "day": 86_400}


def routes(world: World) -> list[web.RouteDef]:
    """All routes of the pages."""
    renderer, picker = Renderer(world), Picker(world)
    home, phones = Home(world, renderer, picker), PhonePages(world, renderer, picker)
    mails = MailPages(world, renderer)
    gets: dict[str, Handler] = {
        "/": home.index,
        "/live": home.index_live,
        **phones.gets(),
        **mails.gets(),
        "/static/style.css": static("style.css", "text/css"),
        "/static/chat.css": static("chat.css", "text/css"),
        "/static/mail.css": static("mail.css", "text/css"),
        "/static/live.js": static("live.js", "text/javascript"),
    }
    posts: dict[str, Handler] = {
        "/clock": home.move_clock,
        "/strip": home.strip,
        "/webhook": home.webhook,
        "/seen": home.seen,
        "/faults/clear": home.clear_faults,
        "/open": home.open_phone,
        **phones.posts(),
        **mails.posts(),
    }
    return [
        *(web.get(path, kind(handler), allow_head=False) for path, handler in gets.items()),
        *(web.post(path, kind(handler)) for path, handler in posts.items()),
    ]


class Home:
    """The index, and what the developer's bar does."""

    def __init__(self, world: World, renderer: Renderer, picker: Picker) -> None:
        self._world = world
        self._renderer = renderer
        self._picker = picker

    async def index(self, request: web.Request) -> web.Response:
        """The clock, the newest phones, the way to the mailbox."""
        return self._renderer.page("index.html", request, **self._phones(request))

    async def index_live(self, request: web.Request) -> web.Response:
        """The changing parts of it."""
        return self._renderer.page("index_live.html", request, **self._phones(request))

    async def move_clock(self, request: web.Request) -> web.Response:
        """A form: step = hour, day or window; back = the page to return to."""
        form = await request.post()
        step = str(form.get("step"))
        row: Json = {"advance": _STEPS[step]} if step in _STEPS else {"to": "next_window"}
        move(self._world.clock, self._world.options.window, row)
        return see_other(str(form.get("back", "/")))

    async def strip(self, request: web.Request) -> web.Response:
        """A form: show = on or off, for the developer's lines in the chats; kept in a cookie."""
        form = await request.post()
        answer = see_other(str(form.get("back", "/")))
        show = "off" if form.get("show") == "off" else "on"
        answer.set_cookie(STRIP_COOKIE, show, httponly=True, samesite="Lax")
        return answer

    async def webhook(self, request: web.Request) -> web.Response:
        """A form: on = 1 or 0, as an admin would in the console."""
        form = await request.post()
        self._world.dials.turn({"webhook_on": form.get("on") == "1"})
        return see_other(str(form.get("back", "/")))

    async def seen(self, request: web.Request) -> web.Response:
        """A form: seen = when phones report that they saw a message (the knob)."""
        form = await request.post()
        self._world.dials.turn({"seen": str(form.get("seen"))})
        return see_other(str(form.get("back", "/")))

    async def clear_faults(self, request: web.Request) -> web.Response:
        """Everything works again."""
        form = await request.post()
        self._world.faults.clear()
        return see_other(str(form.get("back", "/")))

    async def open_phone(self, request: web.Request) -> web.Response:
        """A form: phone, in any spelling."""
        form = await request.post()
        return see_other(f"/phone/{contact_of(self._world, str(form.get('phone', ''))).phone}")

    def _phones(self, request: web.Request) -> dict[str, object]:
        sought = request.query.get("q", "").strip()
        picks, count = self._picker.picks(sought)
        mails = len(self._world.mailbox.of(""))
        return {
            "picks": picks,
            "count": count,
            "mails": mails,
            "sought": sought,
            "live": f"/live?{urlencode({'q': sought})}",
        }
