"""Mail addresses as lists hold them. It never asks the network and never mends a spelling:
a mended address may be somebody else's.

Letters beyond ASCII before the @ are an address too (RFC 6531); where a provider gives out none
such, they are a slip of the keyboard, and nobody's address.
"""

import re
import unicodedata
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from ground.text import is_written

_REGULAR_LOCAL = re.compile(r"[a-z0-9]+(?:[._+-][a-z0-9]+)*")
_MAX_LOCAL = 64
# fmt: off
_FILLERS = frozenset((  # what clerks type into a required box, before the @
    "khong", "khongco", "khongcoemail", "khongemail", "khongcomail", "ko", "koco", "chuaco", "no",
    "noemail", "nomail", "none", "null", "na", "test", "email", "mail", "abc", "xxx", "a", "aaa",
    "info", "example", "noreply", "no-reply",
))
# fmt: on
_FILLER_DOMAINS = frozenset(("gmail.com", "gmail.com.vn", "yahoo.com", "yahoo.com.vn", "mail.com"))
_ASCII_ALONE = _FILLER_DOMAINS | {
    "googlemail.com", "hotmail.com", "icloud.com", "live.com", "me.com", "msn.com", "outlook.com",
    "outlook.com.vn", "proton.me", "yahoo.com.sg", "ymail.com", "zoho.com",
}  # fmt: skip
"""Providers whose mailboxes have ASCII names alone, though they send to others."""


def read_email(cell: str) -> str | None:
    """A lower-case address (NFC) with an ASCII (IDNA) domain, or None; it asks no server.

    The local part may hold letters beyond ASCII: such mail leaves where the server takes it.
    """
    text = unicodedata.normalize("NFC", cell.strip().strip("<>;,").lower().removeprefix("mailto:"))
    if text.count("@") != 1:
        return None
    local, domain = text.split("@")
    if local in _FILLERS and domain in _FILLER_DOMAINS:
        return None
    ascii_domain = _ascii_domain(domain)
    if ascii_domain is None or len(local.encode()) > _MAX_LOCAL:
        return None
    if not local.isascii() and (ascii_domain in _ASCII_ALONE or not is_written(local)):
        return None
    if _REGULAR_LOCAL.fullmatch(local) or _checked(f"{local}@{ascii_domain}"):
        return f"{local}@{ascii_domain}"
    return None


@lru_cache(maxsize=4096)
def _ascii_domain(domain: str) -> str | None:
    try:
        return validate_email(f"a@{domain}", check_deliverability=False).ascii_domain
    except EmailNotValidError:
        return None


def _checked(address: str) -> bool:
    try:
        found = validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        return False
    return address in (found.ascii_email, f"{found.local_part}@{found.ascii_domain}")
