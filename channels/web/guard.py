"""What a form must bring before it is read: a form's kind, our own page's origin, its token.

The token in the form is what authorises; a browser never sends it by itself, so another site's
form has none. Where it came from is checked besides. It judges no answer and reads no store.
"""

import re
from urllib.parse import urlsplit

from aiohttp import web
from multidict import MultiMapping

TOKEN = r"{token:[A-Za-z0-9_-]{16,64}}"
FIELD = "token"
"""The hidden field of every form."""
_KINDS = ("application/x-www-form-urlencoded", "multipart/form-data")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")

Form = MultiMapping[object]


async def form_of(request: web.Request) -> tuple[Form, str]:
    """The posted form and its token. Nothing was changed yet.

    Raises HTTPForbidden for another site's form and for one without a token, 415 for what is no
    form or is packed, 413 for too long a one, HTTPBadRequest for one that cannot be read.
    """
    refuse_other_sites(request)
    packed = request.headers.get("Content-Encoding")
    if request.content_type not in _KINDS or packed not in (None, "identity"):
        raise web.HTTPUnsupportedMediaType
    length, most = request.content_length or 0, request.client_max_size
    if length > most:  # told at once: who announces it need not send it
        raise web.HTTPRequestEntityTooLarge(most, length)
    try:
        form = await request.post()
    except web.HTTPException:  # it is too long
        raise
    except Exception:  # noqa: BLE001  a stranger's bytes break a parser in ways it does not name
        raise web.HTTPBadRequest from None
    token = form.get(FIELD)
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        raise web.HTTPForbidden
    return form, token


def refuse_other_sites(request: web.Request) -> None:
    """Raises HTTPForbidden where the browser says that another site's page sent this.

    `Sec-Fetch-Site` (W3C Fetch Metadata) no script can set; old browsers lack it. `Origin` is
    “null” for our own forms too, since our pages send no referrer: it counts for nothing then.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None and site != "same-origin":
        raise web.HTTPForbidden
    if origin is not None and origin != "null" and _host(origin) != request.host:
        raise web.HTTPForbidden


def _host(origin: str) -> str:
    """Its host and port; "" where it is no address at all."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""
