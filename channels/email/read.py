"""A mail that came in, as an arrival: what it is, and by a mac of ours which mail it is about.

A bounce or complaint without a right mac is a forged one: it is counted, and nothing else. A
person's mail that names none of ours is kept, for an officer to read. It sends nothing.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from bot.events import AskedToStop, Event
from bot.mail_events import Mailed
from bot.turns import Arrival, Kept, MessageName, Returned, Turn
from channels.email.apart import MAX_BYTES
from channels.email.classify import envelope as return_path
from channels.email.classify import judge
from channels.email.complaint import carried
from channels.email.fates import BOUNCES, Kind, Verdict
from channels.email.own import own_words
from channels.email.parse import Mail, parse
from channels.email.verp import LOCAL, read_envelope

MAX_MAIL = MAX_BYTES
"""Bytes of a mail that is taken in; a larger one is refused, and its sender is told by theirs."""
_ADDED = ("x-original-to", "delivered-to", "envelope-to", "x-envelope-to", "x-delivered-to", "to")
"""Where a mailbox's server writes down the envelope's recipient."""
_ADDRESS = re.compile(r"[^\s<>,;:\"]{1,200}@[^\s<>,;:\"]{1,200}")
_IDS = re.compile(r"<[^<>\s]{3,400}>")
_MOST_IDS = 50


@dataclass(frozen=True, slots=True)
class Ours:
    """Which addresses are ours, and the key of their macs."""

    sender: str  # From's address: people answer it
    bounce_domain: str
    key: bytes = field(repr=False)

    def takes(self, recipient: str) -> bool:
        """Whether mail to this address is for us: From's, `b` and `b+…` of the bounce domain."""
        if recipient.casefold() == self.sender.casefold():
            return True
        local, _, domain = recipient.casefold().rpartition("@")
        return domain == self.bounce_domain and (local == LOCAL or local.startswith(f"{LOCAL}+"))


@dataclass(frozen=True, slots=True)
class Envelope:
    """The envelope (RFC 5321 §2.3.1). None = the mailbox's server knows it, in its own headers."""

    recipient: str | None = None
    sender: str | None = None  # "" = the null sender, which bounces have


def read(raw: bytes, envelope: Envelope, ours: Ours, now: datetime) -> Arrival:
    """What the mail is, as an arrival with a natural key: the same mail again changes nothing."""
    mail = parse(raw)
    recipient = _recipient(mail, ours) if envelope.recipient is None else envelope.recipient
    key = _key(mail, raw, recipient)
    if mail.broken is not None:
        return Kept(key, "mail/broken", now, raw[:MAX_MAIL], broken=mail.broken)
    sender = return_path(mail) if envelope.sender is None else envelope.sender
    return _arrival(_Come(mail, judge(mail, sender), recipient, raw, key, now), ours)


@dataclass(frozen=True, slots=True)
class _Come:
    """A mail that was judged."""

    mail: Mail
    verdict: Verdict
    recipient: str
    raw: bytes
    key: str
    now: datetime

    @property
    def kind(self) -> str:
        return f"mail/{self.verdict.kind}"


def _arrival(come: _Come, ours: Ours) -> Arrival:
    kind = come.verdict.kind
    if kind is Kind.OTHER:
        return Kept(come.key, come.kind, come.now, come.raw)
    tracking = _tracking(come, ours)
    if tracking is None:
        if kind in BOUNCES or kind is Kind.COMPLAINT:
            return Kept(come.key, "mail/forged", come.now, b"")
        return Kept(come.key, come.kind, come.now, come.raw)
    match kind:
        case Kind.COMPLAINT:
            return _turn(come, tracking, AskedToStop())
        case Kind.HUMAN:
            return _turn(come, tracking, Mailed(own_words(come.mail), come.mail.attached))
        case _:
            return _returned(come, tracking, come.raw)


def _turn(come: _Come, tracking: str, event: Event) -> Turn:
    """What a person did, with what it says of our mail beside it."""
    return Turn(
        come.key, come.kind, event, come.now, come.raw,
        message=MessageName("email", "", tracking), mail=_returned(come, tracking, b""),
    )  # fmt: skip


def _returned(come: _Come, tracking: str, raw: bytes) -> Returned:
    answers = next(iter(_IDS.findall(come.mail.first("message-id"))), "")
    return Returned(
        come.key, come.kind, come.now, raw, tracking, come.verdict.kind, come.verdict.status,
        answers if come.verdict.kind is Kind.HUMAN else "",
    )  # fmt: skip


def _tracking(come: _Come, ours: Ours) -> str | None:
    """The mail of ours that it is about, by a mac that only we can make.

    A bounce goes to the envelope's sender, and names it by that alone; one that a server sent to
    From's address instead carries ours. A complaint goes to the address that a feedback loop was
    registered with, and carries ours too; an answer names ours.
    """
    named = [come.recipient]
    if come.verdict.kind is Kind.COMPLAINT or (
        come.verdict.kind in BOUNCES and not _is_envelope_sender(come.recipient)
    ):
        named += carried(come.mail)
    elif come.verdict.kind not in BOUNCES:
        given = (
            *come.mail.headers.get("in-reply-to", ()),
            *come.mail.headers.get("references", ()),
        )
        named += _IDS.findall(" ".join(given))[:_MOST_IDS]
    return next(filter(None, (read_envelope(name, ours.key) for name in named)), None)


def _is_envelope_sender(recipient: str) -> bool:
    """Whether it claims to be one of ours: then its own mac decides, and nothing beside it."""
    return recipient.casefold().startswith(f"{LOCAL}+")


def _recipient(mail: Mail, ours: Ours) -> str:
    """Whom it was delivered to, as the mailbox's server noted; "" = it noted nobody of ours.

    Anybody can write such a header: what counts is the mac in it.
    """
    found = [
        address
        for name in _ADDED
        for value in mail.headers.get(name, ())
        for address in _ADDRESS.findall(value)
        if ours.takes(address)
    ]
    right = (address for address in found if read_envelope(address, ours.key))
    return next(right, found[0] if found else "")


def _key(mail: Mail, raw: bytes, recipient: str) -> str:
    """By Message-ID, recipient and what stands below the headers: those on the way add headers."""
    _, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    named = f"{mail.first('message-id')} {recipient.casefold()} ".encode(errors="replace")
    return f"mail/{sha256(named + sha256(body.rstrip()).digest()).hexdigest()[:40]}"
