"""What a mail says: its headers and the texts of its leaves, never raising. Pure.

It judges nothing. What a mail carries inside itself (message/rfc822) is not looked into but for
its headers: a report that somebody forwards is no report to us.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.errors import MissingHeaderBodySeparatorDefect
from email.header import decode_header
from email.message import Message

from channels.email.apart import MAX_VALUE, content, is_file, kind_of, leaves, messages, taken_apart

MAX_HEADERS = 400
MAX_TEXT = 64 * 1024
"""Signs of one part's text that are looked at."""
_SIGNS = re.compile(r"([^\w\s\x00-\u02ff]{40})[^\w\s\x00-\u02ff]+")
"""Endless marks and pictures: bringing n marks on one letter in order takes n * n steps."""
_ENCODED = frozenset(("base64", "quoted-printable"))
_WITHIN = ("message/rfc822", "message/global", "message/partial", "message/external-body")
_HEADERS_ALONE = ("text/rfc822-headers", "message/global-headers")
_FIELD = re.compile(r"([!-9;-~]{1,80})[ \t]*:(.*)")  # blanks before the colon: RFC 5322 §4.5

Headers = Mapping[str, tuple[str, ...]]
"""Values by lower-case name, in their order; decoded, unfolded, cut to `MAX_VALUE`."""


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf of a mail: its type in small letters, and its text."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail says. `original` are the headers of a mail that it carries, if it does."""

    headers: Headers
    kind: str = "text/plain"
    report: str = ""  # report-type of a multipart/report
    parts: tuple[Part, ...] = ()
    original: Headers = field(default_factory=dict)
    attached: bool = False
    broken: str | None = None  # why it could not be read whole

    def first(self, name: str) -> str:
        """The first value of a header; "" = there is none."""
        return next(iter(self.headers.get(name, ())), "")

    def texts(self, kind: str) -> Iterator[str]:
        """The texts of all parts of a type."""
        return (part.text for part in self.parts if part.kind == kind)


def parse(raw: bytes) -> Mail:
    """Take a mail apart. A mail that cannot be is `broken`, with what headers could be read."""
    message = taken_apart(raw)
    if isinstance(message, str):
        return _broken(raw, message)
    try:
        return _mail(message)
    except Exception as error:  # noqa: BLE001  the parser's own faults are many: a mail stops nobody
        return _broken(raw, type(error).__name__)


def _broken(raw: bytes, why: str) -> Mail:
    return Mail(fields(_text(raw[:MAX_TEXT], "utf-8")), broken=why)


def _mail(message: Message) -> Mail:
    parts: list[Part] = []
    original: Headers = {}
    attached = False
    for leaf in leaves(message):
        kind = kind_of(leaf)
        if kind in _WITHIN:
            original = original or _carried(leaf)
            continue
        text = _content(leaf, kind)
        if kind in _HEADERS_ALONE:
            original = original or fields(text)
            continue
        attached = attached or is_file(leaf, kind)
        parts.append(Part(kind, text))
    return Mail(
        headers=_headers(message),
        kind=kind_of(message),
        report=_report(message),
        parts=tuple(parts),
        original=original,
        attached=attached,
    )


def _report(message: Message) -> str:
    given = " ".join(value for name, value in message.raw_items() if name.lower() == "content-type")
    found = re.search(r'report-type\s*=\s*"?([\w-]{1,60})', given[:MAX_VALUE], re.IGNORECASE)
    return found[1].lower() if found else ""


# -- headers ----------------------------------------------------------------------------------
def _headers(message: Message) -> Headers:
    found: dict[str, tuple[str, ...]] = {}
    for name, value in list(message.raw_items())[:MAX_HEADERS]:
        key = name.lower()
        found[key] = (*found.get(key, ()), decoded(str(value)))
    return found


def decoded(value: str) -> str:
    """A header's value: unfolded, its encoded words read (RFC 2047), never raising."""
    text = " ".join(value[:MAX_VALUE].split())
    text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    if "=?" not in text:
        return text
    try:
        pieces = decode_header(text)
        return "".join(
            _text(piece, charset or "ascii") if isinstance(piece, bytes) else piece
            for piece, charset in pieces
        )
    except Exception:  # noqa: BLE001  broken encoded words are read as they stand
        return text


def fields(text: str) -> Headers:
    """The fields of a block "Name: value", folded lines joined; anything else is passed over."""
    found: dict[str, tuple[str, ...]] = {}
    key = ""
    for line in text.splitlines()[:MAX_HEADERS]:
        if not line.strip():
            if found:
                break
            continue
        if line[0] in " \t" and key:
            *before, last = found[key]
            found[key] = (*before, f"{last} {line.strip()}"[:MAX_VALUE])
        elif match := _FIELD.match(line):
            key = match[1].lower()
            found[key] = (*found.get(key, ()), decoded(match[2].strip()))
        else:
            key = ""
    return found


def _carried(leaf: Message) -> Headers:
    """The headers of the mail that a message/rfc822 part carries."""
    payload = leaf.get_payload()
    inner = messages(payload)
    if inner:
        return _headers(inner[0])
    return fields(payload[:MAX_TEXT]) if isinstance(payload, str) else {}


# -- contents ---------------------------------------------------------------------------------
def _content(leaf: Message, kind: str) -> str:
    """A leaf's text. The parser reads reports as blocks of headers: they are put together again."""
    payload = leaf.get_payload()
    if isinstance(payload, list):
        text = "\n\n".join(_written(block) for block in messages(payload))
        encoding = " ".join(
            str(v) for k, v in leaf.raw_items() if k.lower() == "content-transfer-encoding"
        )
        return _undone(text, encoding.strip().lower())[:MAX_TEXT]
    if not kind.startswith(("text/", "message/", "multipart/")):
        return ""
    plain = content(leaf)
    if plain is None:
        return str(payload)[:MAX_TEXT]
    try:
        charset = str(leaf.get_content_charset() or "utf-8")
    except Exception:  # noqa: BLE001
        charset = "utf-8"
    return _text(plain[: 4 * MAX_TEXT], charset)[:MAX_TEXT]


def _written(block: Message) -> str:
    lines = [f"{name}: {value}" for name, value in list(block.raw_items())[:MAX_HEADERS]]
    payload = block.get_payload()
    body = [payload] if isinstance(payload, str) else []
    # the parser takes "Name :" for the body's first line: it is a field of the block all the same
    split = any(isinstance(one, MissingHeaderBodySeparatorDefect) for one in block.defects)
    gap = "\n" if split else "\n\n"
    text = "\n".join(lines) + gap * bool(lines and body) + "".join(body)
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _undone(text: str, encoding: str) -> str:
    """A report that was encoded, though RFC 3464 §2.1 forbids it."""
    if encoding not in _ENCODED:
        return text
    inner: Message = Message()
    inner["Content-Transfer-Encoding"] = encoding
    inner.set_payload(text.strip())
    plain = inner.get_payload(decode=True)
    return _text(plain, "utf-8") if isinstance(plain, bytes) else text


def _text(raw: bytes, charset: str) -> str:
    """Bytes as text, whatever their charset is called; what is no text is marked so."""
    try:
        text = raw.decode(charset, "replace")
    except (LookupError, ValueError):  # an unknown charset, or one that is no text
        text = raw.decode("utf-8", "replace")
    return _SIGNS.sub(r"\1", text)
