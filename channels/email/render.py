"""A message as a mail: its headers, its two parts, its envelope. Pure.

Subject and sender name the body that asks and the agency, never the procedure. Left out on
purpose: Precedence (RFC 3834 advises against it), Feedback-ID (for senders of thousands a day),
Reply-To (an answer goes to From, where somebody reads).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from channels.email.addresses import address, ascii_domain, needs_utf8
from channels.email.fields import stop_link
from channels.email.mime import message, named, words
from channels.email.prepared import Prepared, Words
from channels.email.verp import LOCAL, envelope_sender
from ground.when import local

_MESSAGE_ID = re.compile(r"<[!-;=?-~]{3,250}>", re.ASCII)


@dataclass(frozen=True, slots=True)
class Bounces:
    """Where bounces come to, and the key of their macs (channels/email/verp.py)."""

    domain: str
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who sends, and where the links lead."""

    sender: str  # the address mails come from
    public_url: str
    bounces: Bounces | None = None  # None = bounces go to the sender's mailbox, for a person


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that is ready to be handed over, and its envelope (RFC 5321)."""

    raw: bytes  # every line ended by CRLF
    sender: str  # of the envelope: where its bounce goes
    to: str
    utf8: bool  # it can only go to a server that offers SMTPUTF8 (RFC 6531)


class MailRenderer:
    """Renders bodies of the outbox as mails. Raises ValueError where the sender is no address."""

    def __init__(self, letterhead: Letterhead) -> None:
        self._head = letterhead
        self._sender = address(letterhead.sender)
        self._domain = ascii_domain(letterhead.sender.rpartition("@")[2])
        self._prepared = Prepared(letterhead.public_url)

    def mail(self, body: Mapping[str, Any], ref: str, now: datetime) -> Mail:
        """The mail; the same body and reference give the same headers on every try, but Date.

        The Message-ID (RFC 5322 §3.6.4) and the envelope's sender are made of the reference.
        Raises ValueError where the address is no address.
        """
        to = address(str(body["to"]))
        said = self._prepared.words(body)
        headers = [
            *self._headers(said, ref, to, now),
            *_answering(body),
            ("Content-Language", "vi, en"),
            *self._list_headers(body),
        ]
        raw, sender = message(headers, said.text, said.html), self._envelope_sender(ref)
        return Mail(raw, sender, to, needs_utf8(to) or needs_utf8(self._sender))

    def _headers(self, said: Words, ref: str, to: str, now: datetime) -> list[tuple[str, str]]:
        return [
            ("From", named(said.sender, self._sender)),
            ("To", to),
            ("Date", format_datetime(local(now))),
            ("Subject", words(said.subject)),
            ("Message-ID", f"<{self._message_id(ref)}>"),
        ]

    def _list_headers(self, body: Mapping[str, Any]) -> list[tuple[str, str]]:
        """RFC 8058 §3.1: one link, unfolded and never encoded."""
        stop = stop_link(self._head.public_url, body)
        if stop is None:
            return []
        return [
            ("List-Unsubscribe", f"<{stop}>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ]

    def _envelope_sender(self, ref: str) -> str:
        """Where its bounce goes: to an address of its own, where bounces are read at all."""
        bounces = self._head.bounces
        own = self._own_address(ref, bounces.domain) if bounces is not None else None
        return own or self._sender

    def _message_id(self, ref: str) -> str:
        """With the same mac as the envelope's sender: whoever answers names the mail by it."""
        return self._own_address(ref, self._domain) or f"{ref}@{self._domain}"

    def _own_address(self, ref: str, domain: str) -> str | None:
        """None where none is read, or a message of an older release has too long a name for one."""
        if self._head.bounces is None:
            return None
        try:
            return envelope_sender(LOCAL, domain, ref, self._head.bounces.key)
        except ValueError:
            return None


def _answering(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Whether a person wrote it (RFC 3834 §5: else an automatic answer is not due), and to what."""
    if body["kind"] != "officer":
        return [("Auto-Submitted", "auto-generated")]
    answers = str(body.get("answers") or "")
    if not _MESSAGE_ID.fullmatch(answers):
        return []
    return [("In-Reply-To", answers), ("References", answers)]
