"""A lint of one mail as a server got it: what reliability check D1 asks, as a list of faults.

It reads raw bytes and the standard library's parser, and shares no code with what writes mails.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import Message
from email.parser import HeaderParser
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from tests.support.mail_html import page_of

_ONCE = (
    "From", "To", "Date", "Subject", "Message-ID", "Auto-Submitted", "Content-Language",
    "MIME-Version", "Content-Type",
)  # fmt: skip
_LIST = ("List-Unsubscribe", "List-Unsubscribe-Post")
_ONE_CLICK = re.compile(rb"^List-Unsubscribe: <https://[^>\s]+>\r\n", re.MULTILINE)
_POST = b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
_FETCHED = re.compile(
    r"\bsrc\s*=|url\(|@import|<(?:img|link|script|iframe|form|object|video)\b", re.I
)
_HEADS = HeaderParser(policy=policy.default)
_LINK = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a mail must be like, by who ordered it."""

    to: str
    sender: str
    name: str  # of the body that asks
    agency: str  # who the subject names
    public_url: str
    of_citizen: bool
    message_id: str
    procedure: str = ""  # of the case, as the register has it
    private: bool = False  # it must not be named
    secrets: tuple[str, ...] = ()  # what may stand nowhere
    words_of_mail: tuple[str, ...] = field(default_factory=tuple)  # what must be said


def lint(raw: bytes, wanted: Expected) -> list[str]:
    """The faults, in words; none = it passes."""
    mail, head = message_from_bytes(raw), _HEADS.parsestr(_head(raw).decode())
    text, html = _part(mail, "text/plain"), _part(mail, "text/html")
    found = [*_bytes(raw), *_headers(raw, mail, head, wanted), *_structure(mail)]
    found += [*_links(text, html, wanted), *_told(raw, head, text + html, wanted)]
    return found + list(page_of(html).faults)


def _head(raw: bytes) -> bytes:
    return raw.partition(b"\r\n\r\n")[0]


def _part(mail: Message, kind: str) -> str:
    for part in mail.walk():
        if part.get_content_type() == kind:
            payload = part.get_payload(decode=True)
            return payload.decode() if isinstance(payload, bytes) else ""
    return ""


def _bytes(raw: bytes) -> Iterator[str]:
    lines = raw.split(b"\r\n")
    if max(map(len, lines)) > 998:
        yield "a line of over 998 bytes"
    if b"\n" in raw.replace(b"\r\n", b"") or b"\r" in raw.replace(b"\r\n", b""):
        yield "a line's end that is no CRLF"
    if not raw.isascii():
        yield "8-bit signs without a declaration"
    head = _head(raw).split(b"\r\n")
    if any(len(line) > 78 and not line.startswith(b"List-Unsubscribe: <") for line in head):
        yield "a header's line of over 78 signs"
    if any(len(line) > 76 for line in head if b"=?" in line):
        yield "an encoded word in a line of over 76 signs (RFC 2047)"


def _headers(raw: bytes, mail: Message, head: Any, wanted: Expected) -> Iterator[str]:
    names = [name.lower() for name in mail.keys()]  # noqa: SIM118
    names = [name for name in names if name != "dkim-signature"]
    expected = [*_ONCE, *(_LIST if wanted.of_citizen else ())]
    if sorted(names) != sorted(name.lower() for name in expected):
        yield f"other headers: {sorted(names)}"
        return
    (sender,), (to,) = head["From"].addresses, head["To"].addresses
    if (sender.addr_spec, _squeezed(sender.display_name)) != (wanted.sender, wanted.name):
        yield f"From: {sender}"
    if (to.addr_spec, to.display_name) != (wanted.to, ""):
        yield f"To: {to}"
    if head["Date"].datetime is None or head["Date"].datetime.utcoffset() is None:
        yield "no date with a zone"
    if mail["Message-ID"] != f"<{wanted.message_id}@{wanted.sender.partition('@')[2]}>":
        yield f"Message-ID: {mail['Message-ID']}"
    if mail["Auto-Submitted"] != "auto-generated" or mail["Content-Language"] != "vi, en":
        yield "Auto-Submitted or Content-Language"
    if wanted.of_citizen and (len(_ONE_CLICK.findall(raw)) != 1 or raw.count(_POST) != 1):
        yield "List-Unsubscribe is not whole in the raw bytes"
    if any(part.defects for part in mail.walk()):
        yield "the parser finds defects"


def _squeezed(name: str) -> str:
    """The parser of 3.11 leaves the space between encoded words, which RFC 2047 §6.2 drops."""
    return re.sub(r"\s", "", name)


def _structure(mail: Message) -> Iterator[str]:
    if mail.get_content_type() != "multipart/alternative":
        yield "no multipart/alternative"
    parts = list(mail.walk())[1:]
    kinds = [part.get_content_type() for part in parts]
    if kinds != ["text/plain", "text/html"]:
        yield f"parts: {kinds}"
    for part in parts:
        if (part.get_content_charset(), part["Content-Transfer-Encoding"]) != ("utf-8", "base64"):
            yield "a part's encoding"


def _links(text: str, html: str, wanted: Expected) -> Iterator[str]:
    hrefs = {unescape(link) for link in re.findall(r'href="([^"]*)"', html)}
    calls = {link for link in hrefs if link.startswith("tel:")}
    if hrefs - calls != set(_LINK.findall(text)):
        yield f"links differ: {sorted(hrefs - calls ^ set(_LINK.findall(text)))}"
    digits = re.sub(r"[^0-9]", "", text)
    if any(re.sub(r"[^0-9]", "", call) not in digits for call in calls):
        yield "a telephone that the text does not have"
    ours = urlsplit(wanted.public_url)
    for link in hrefs - calls:
        if urlsplit(link)[:2] != ours[:2] or not link.startswith(f"{wanted.public_url}/"):
            yield f"a link to others: {link}"
    if _FETCHED.search(html) or "http" in re.sub(r'href="[^"]*"', "", html):
        yield "something is fetched or shown of others"
    if bool(hrefs - calls) is not wanted.of_citizen:
        yield "a citizen's mail has links, an officer's none"


def _told(raw: bytes, head: Any, body: str, wanted: Expected) -> Iterator[str]:
    said = f"{head['From']} {head['Subject']}"
    if wanted.of_citizen and not str(head["Subject"]).startswith(f"{wanted.agency}: "):
        yield f"Subject: {head['Subject']}"
    if wanted.procedure and wanted.procedure.casefold() in said.casefold():
        yield "the procedure stands in a header"
    shown = unescape(body)
    if wanted.procedure and (wanted.procedure in shown) is wanted.private:
        yield "the procedure is named or not, and should not or should"
    if wanted.private and "kết quả một thủ tục mà" not in shown:
        yield "a private procedure is not worded “một thủ tục”"
    for secret in wanted.secrets:
        if secret in shown or secret in said or secret.encode() in raw:
            yield f"told: {secret}"
    for word in wanted.words_of_mail:
        if body.count(word) < 2:
            yield f"not said in both parts: {word}"
