"""Where a browser goes by itself after a form: to a GET, so that Back and Reload send nothing.

A browser says of its own way from page to page that it is one (`Sec-Fetch-Mode`, W3C Fetch
Metadata). The page's script, which keeps steps of its own, and whoever says nothing get the next
screen in the answer to the form. So does every page that says something once, or shows what was
put in and is not recorded: that stands in no address.
"""

from aiohttp import web

from bot.view import Screen
from channels.web.comfort import BIG, PARAMETER
from look.pages import HEADERS

BLANK = "trong"
"""Names, in an address, that blank questions of the screen are told of."""


def by_itself(request: web.Request) -> bool:
    """Whether the browser asked for a page to be shown, and not a script for an answer."""
    return request.headers.get("Sec-Fetch-Mode") == "navigate"


def says_once(screen: Screen) -> bool:
    """Whether something stands on it that a look at its address would not show."""
    over = screen.over
    return bool(over is not None and (over.corrected or over.unsent))


def to(screen: Screen, here: str, named: str, big: bool, blank: bool) -> web.Response:
    """303 (RFC 9110 section 15.4.4) to this screen; `named`: what names a screen in an address."""
    size = f"&{PARAMETER}={BIG}" if big else ""
    place = f"&{named}={screen.id}" if screen.id else ""
    told = f"&{BLANK}=1" if blank else ""
    at = f"{here}?lang={screen.language}{size}{place}{told}"
    return web.Response(status=303, headers={**HEADERS, "Location": at})
