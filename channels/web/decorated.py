"""A link with something at its end that a mail program or a sentence put there: “…/k/TOKEN).”

No token has such signs: the browser is sent on to the link without them, whatever it opens. What is
cut off at the end cannot be made good; the page for unknown links says so.
"""

from aiohttp import web

from channels.web.guard import TOKEN
from channels.web.one_click import ADDRESS

_END = r"{end:/*[^A-Za-z0-9_/-][\s\S]*|/+}"


def routes() -> list[web.RouteDef]:
    """GET of a personal link, and of a one-click stop, with something behind it."""
    return [web.get(at + _END, _send_on) for at in (f"/k/{TOKEN}", ADDRESS)]


async def _send_on(request: web.Request) -> web.Response:
    bare = request.path.removesuffix(request.match_info["end"])
    query = request.rel_url.raw_query_string
    raise web.HTTPFound(f"{bare}?{query}" if query else bare)
