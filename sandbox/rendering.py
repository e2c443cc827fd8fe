"""What all pages share: the templates, how times and phones are spoken, static files, redirects."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from aiohttp import web
from jinja2 import Environment, FileSystemLoader

from sandbox.acts.acting import ActError
from sandbox.platform.gate import Handler
from sandbox.standing import turned, webhook
from sandbox.values import local, parse, text
from sandbox.world import World

FOLDER = Path(__file__).with_name("html")
_DAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
STRIP_COOKIE = "strip"  # "off": the developer's lines are hidden


def wall_clock(ms: int) -> str:
    """As on a wall in Vietnam: "Thứ Hai 23/11/2026, 09:00"."""
    here = local(ms)
    return f"{_DAYS[here.weekday()]} {here:%d/%m/%Y, %H:%M}"


def short_time(ms: int) -> str:
    """ "09:05 23/11"."""
    return f"{local(ms):%H:%M %d/%m}"


def hour(ms: int) -> str:
    """ "09:05"."""
    return f"{local(ms):%H:%M}"


def day(ms: int, now_ms: int) -> str:
    """The day as a chat says it: "Hôm nay", "Hôm qua", or "Thứ Hai, 23/11/2026"."""
    here, today = local(ms), local(now_ms).date()
    if here.date() == today:
        return "Hôm nay"
    if here.date() == today - timedelta(days=1):
        return "Hôm qua"
    return f"{_DAYS[here.weekday()]}, {here:%d/%m/%Y}"


def spoken_phone(phone: str) -> str:
    """84900000001 as people say it: 0900 000 001."""
    home = "0" + phone.removeprefix("84")
    return f"{home[:4]} {home[4:7]} {home[7:]}"


def dong(amount: int) -> str:
    """1234 as "1.234 đ"."""
    return f"{amount:,}".replace(",", ".") + " đ"


def initial(name: str) -> str:
    """The letter of an avatar."""
    return next((letter for letter in name.upper() if letter.isalpha()), "•")


class Renderer:
    """Renders a template with what every page shows: the clock, the webhook, the faults."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._html = Environment(
            loader=FileSystemLoader(FOLDER), autoescape=True, trim_blocks=True, lstrip_blocks=True
        )
        filters: dict[str, Callable[..., str]] = {
            "short_time": short_time,
            "hour": hour,
            "day": day,
            "dong": dong,
            "initial": initial,
            "spoken_phone": spoken_phone,
            "inside": self._inside,
            "card_phone": lambda words: text(parse(str(words or "")) or {}, "phone"),
            "quote": lambda words: quote(words, safe=""),
        }
        self._html.filters.update(filters)

    def _inside(self, url: object) -> str:
        """Where a page gets a medium of this sandbox; "" for one elsewhere: no page loads that."""
        base, _, name = str(url or "").rpartition("/media/")
        ours = base and base in (self._world.url, self._world.options.public_url)
        return f"/shown/{name}" if ours else ""

    def page(self, name: str, request: web.Request, **values: object) -> web.Response:
        """A page or a part of one; forms on it lead back to the address that shows it."""
        now_ms = self._world.clock.now_ms
        common: dict[str, object] = {
            "now": wall_clock(now_ms),
            "now_ms": now_ms,
            "back": request.path_qs,
            "dev": request.cookies.get(STRIP_COOKIE) != "off",
            "webhook": webhook(self._world),
            "faults": self._world.faults.open(),
            "seen": self._world.dials.now.seen,
            "knobs": turned(self._world.dials.now),
        }
        words = self._html.get_template(name).render(common | values)
        return web.Response(text=words, content_type="text/html")


def kind(handler: Handler) -> Handler:
    """The handler, with what cannot be done told in a sentence."""

    async def checked(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except (ActError, ValueError) as error:
            return web.Response(status=400, text=f"Không làm được · Cannot do that: {error}")

    return checked


def static(name: str, content_type: str) -> Handler:
    """A handler that gives a file of html/ as it is."""
    words = (FOLDER / name).read_text(encoding="utf-8")

    async def give(request: web.Request) -> web.StreamResponse:
        return web.Response(text=words, content_type=content_type)

    return give


def see_other(place: str) -> web.Response:
    """To another page of the sandbox; whatever leads outside becomes the index."""
    inside = place.startswith("/") and not place.startswith(("//", "/\\"))
    return web.Response(status=303, headers={"Location": place if inside else "/"})
