"""What mail servers say in words, where no code says it: words/servers.tsv. Pure.

Addresses, host names and links are left out before a phrase is looked for: a host may be called
"spamfilter". A phrase is listed because servers of more than one make say it so.
"""

import re
from enum import StrEnum

from channels.email.wordlist import patterns
from ground.text import fold

MOST = 8_000
"""Signs of a server's words that are looked at."""
_NAMES = re.compile(
    r"https?://\S+|<?[^\s@<>]{1,64}@[^\s@<>]{1,255}>?|\b(?:[\w-]{1,40}\.){1,9}[a-z][\w-]{1,40}\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://\S+")
_BLOCKS = re.compile(r"spam|bl[.?/]|block|black|reputation|dmarc|unauth", re.IGNORECASE)
"""Some servers say no more than where one can read why one is blocked."""
_SERVERS = patterns("servers")


class Hint(StrEnum):
    """What a phrase speaks of."""

    NO_USER = "no_user"
    NO_DOMAIN = "no_domain"
    CLOSED = "closed"
    FULL = "full"
    FOR_NOW = "for_now"  # it may go another time
    POLICY = "policy"
    TOO_BIG = "too_big"


def plain(text: str) -> str:
    """Text as phrases are looked for in it: folded, one line, without names of hosts and people."""
    return fold(_NAMES.sub(" ", text[:MOST]).replace("’", "'"))


def hints(said: str) -> frozenset[Hint]:
    """What a server's words speak of; they may speak of several things."""
    text = plain(said)
    found = {hint for hint in Hint if _SERVERS[hint].search(text)}
    if any(_BLOCKS.search(link) for link in _LINK.findall(said[:MOST])):
        found.add(Hint.POLICY)
    return frozenset(found)


def tells_failure(text: str) -> bool:
    """Whether somebody says that a mail could not be delivered."""
    return _SERVERS["failed"].search(plain(text)) is not None


def tells_delay(text: str) -> bool:
    """Whether somebody says that a mail is late and still tried."""
    said = plain(text)
    return bool(_SERVERS["under_way"].search(said)) and not _SERVERS["final"].search(said)
