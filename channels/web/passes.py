"""How a browser goes on without the link: an address that says nothing, and a cookie for it.

`/p/REF` is the token-less address of an invitation: REF is the keyed hash that its token is stored
under, so it leads to one invitation and opens none. The cookie `__Host-k-REF` holds the token,
sealed for that REF alone. It lets a GET show the page; it never authorises a POST.

Each invitation has its own address and its own cookie, so that two of them in one browser (a
family's phone, two tabs) never meet. A cookie lives until the browser is closed: with the link in
the message one always comes back, and a phone is often not one person's.
"""

import base64
import binascii
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from ground.seal import LINKS, Keyring, SealBroken

PREFIX = "__Host-k-"
"""A browser sets such a cookie only with Secure, Path=/ and no Domain (RFC 6265bis 4.1.3.2)."""
REF = r"{ref:[0-9a-f]{32}}"
MOST_COOKIES = 8
"""That a browser remembers; a desk's tablet would else send more than a server reads."""
_REF = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Passes:
    """Makes and reads the cookies. It keeps nothing."""

    keys: Keyring

    def ref(self, token: str) -> str:
        """The reference of the invitation that this token would open: 32 hex signs."""
        return self.keys.mac(LINKS, token)

    def token(self, cookies: Mapping[str, str], ref: str) -> str | None:
        """The token that the browser's cookie for `ref` holds; None = there is none of ours."""
        raw = cookies.get(PREFIX + ref)
        if raw is None or len(raw) > 200:
            return None
        try:
            token = self.keys.open(base64.urlsafe_b64decode(raw.encode()), _place(ref))
        except (SealBroken, binascii.Error, ValueError):
            return None
        return token if self.ref(token) == ref else None

    def asking(self, ref: str) -> str:
        """What a form must hold that asks for the link of `ref` again; it does nothing else."""
        return self.keys.mac("page asks again", ref)

    def asks(self, token: str, ref: str) -> bool:
        """Whether a form holds that."""
        return hmac.compare_digest(token, self.asking(ref))

    def give(self, answer: web.Response, brought: Mapping[str, str], token: str) -> None:
        """Set the cookie of `token`; of many, those set first are taken back."""
        ref = self.ref(token)
        sealed = base64.urlsafe_b64encode(self.keys.seal(token, _place(ref))).decode()
        _set(answer, PREFIX + ref, sealed)
        # a browser sends the oldest first (RFC 6265 5.4)
        old = [name for name in brought if _ours(name) and name != PREFIX + ref]
        for name in old[: max(0, len(old) + 1 - MOST_COOKIES)]:
            _set(answer, name, "", max_age=0)


def _ours(name: str) -> bool:
    return name.startswith(PREFIX) and _REF.fullmatch(name.removeprefix(PREFIX)) is not None


def _set(answer: web.Response, name: str, value: str, max_age: int | None = None) -> None:
    answer.set_cookie(
        name, value, path="/", secure=True, httponly=True, samesite="Lax", max_age=max_age
    )


def _place(ref: str) -> str:
    return f"page-cookie/{ref}"
