"""Large letters (“Chữ to”): asked for in the address, remembered by a cookie where there are some.

Without cookies every link and form of the page carries it on. The cookie says nothing of anybody.
"""

from aiohttp import web

PARAMETER = "chu"
BIG, USUAL = "to", "vua"
COOKIE = "__Host-chu"
_REMEMBERED = 365 * 24 * 3600
"""Seconds."""


def is_big(request: web.BaseRequest) -> bool:
    """Whether the letters are to be large."""
    asked = request.query.get(PARAMETER)
    return (asked if asked in (BIG, USUAL) else request.cookies.get(COOKIE)) == BIG


def remember(request: web.Request, answer: web.Response) -> web.Response:
    """Keep what the address asked for; the answer itself."""
    asked = request.query.get(PARAMETER)
    if asked in (BIG, USUAL) and asked != request.cookies.get(COOKIE, USUAL):
        answer.set_cookie(
            COOKIE, asked, path="/", secure=True, httponly=True, samesite="Lax",
            max_age=_REMEMBERED,
        )  # fmt: skip
    return answer
