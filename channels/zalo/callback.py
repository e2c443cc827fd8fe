"""Where Zalo leads an account's admin back to: the code becomes tokens, a page says how it went."""

from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from channels.zalo.connecting import Connected, Connecting, End
from look.pages import environment, page

_PAGES = environment(Path(__file__).parent / "templates")
_STATUS = {End.CONNECTED: 200, End.NO_ANSWER: 503}


def routes(connecting: Connecting) -> list[web.RouteDef]:
    """GET of the callback's path, whatever it is registered as."""

    async def back(request: web.Request) -> web.Response:
        ended = await connecting.by_code(request.query)
        return page(_html(ended), status=_STATUS.get(ended.end, 400))

    path = urlsplit(connecting.consent.callback_url).path or "/"
    return [web.get(path, back)]


def _html(ended: Connected) -> str:
    return _PAGES.get_template("consent.html").render(
        lang="vi", end=ended.end.value, oa_id=ended.oa_id, name=ended.name, code=ended.code
    )
