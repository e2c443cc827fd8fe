"""One mail address as it stands in the envelope and in a header (RFC 5321, 5891, 6531). Pure.

It takes a bare address alone: no display name, comment, quoted local part or list, so that
nothing has to be parsed that somebody could have crafted. It mends nothing but the spelling of
the domain, which goes out as ASCII (IDNA) everywhere.
"""

import re
import unicodedata
from functools import lru_cache

import idna

from ground.text import is_written

MAX_ADDRESS = 254
MAX_LOCAL = 64
"""In bytes (RFC 5321 §4.5.3.1)."""
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]"
_WIDE = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\U0010ffff-]"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_PLAIN = re.compile(rf"{_ATOM}+(?:\.{_ATOM}+)*")
_BEYOND = re.compile(rf"{_WIDE}+(?:\.{_WIDE}+)*")
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")


def address(text: str) -> str:
    """The address, its domain in ASCII; raises ValueError where it is none.

    A local part beyond ASCII stays as it is (NFC): it needs SMTPUTF8 all the way (RFC 6531
    §3.2), and there is no other spelling of it. `needs_utf8` tells.
    """
    local, at, domain = text.partition("@")
    found = f"{_local(local)}@{ascii_domain(domain)}"
    if not at or len(found.encode()) > MAX_ADDRESS:
        raise ValueError("no mail address")
    return found


def needs_utf8(spec: str) -> bool:
    """Whether an address that `address` gave can travel with SMTPUTF8 only."""
    return not spec.isascii()


@lru_cache(maxsize=4096)
def ascii_domain(domain: str) -> str:
    """The domain as A-labels (RFC 5891); an ASCII one as it is. Raises ValueError."""
    if not domain.isascii():
        domain = idna.encode(domain, uts46=True).decode("ascii")  # IDNAError is a ValueError
    if len(domain) > MAX_ADDRESS or not _DOMAIN.fullmatch(domain):
        raise ValueError("no domain")
    return domain


def _local(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    pattern = _PLAIN if text.isascii() else _BEYOND
    if len(text.encode()) > MAX_LOCAL or not pattern.fullmatch(text) or not is_written(text):
        raise ValueError("no local part")
    return text
