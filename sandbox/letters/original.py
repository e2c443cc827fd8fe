"""The mail that a letter is about, and what all letters are put together from. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from sandbox.values import local

HOST = "mx.hop-thu.example"
"""The machine that writes reports in the recipients' name."""


@dataclass(frozen=True, slots=True)
class Original:
    """One mail at one recipient, and the moment and reference of what is written about it."""

    raw: bytes
    sender: str  # the envelope's; "" = null
    recipient: str
    now_ms: int
    ref: str  # drawn once: message ids and boundaries are made of it

    @property
    def parsed(self) -> EmailMessage:
        """Its headers and parts, as the standard library reads them."""
        found = message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(found, EmailMessage)
        return found

    def header(self, name: str) -> str:
        """One header as text; "" where there is none."""
        return str(self.parsed.get(name, ""))

    @property
    def head(self) -> bytes:
        """Its headers alone, raw."""
        return self.raw.partition(b"\r\n\r\n")[0] + b"\r\n"

    @property
    def date(self) -> str:
        """The moment as a header has it."""
        return format_datetime(local(self.now_ms))

    @property
    def answers_to(self) -> str:
        """Where a person's answer goes: Reply-To, else From (RFC 5322 §3.6.2)."""
        for name in ("Reply-To", "From"):
            field = self.parsed.get(name)
            addresses: Sequence[Address] = getattr(field, "addresses", ())
            if addresses:
                return addresses[0].addr_spec
        return self.sender


def lines(*found: str) -> bytes:
    """Lines as they travel."""
    return ("\r\n".join(found) + "\r\n").encode()


def report(head: Sequence[str], kind: str, ref: str, parts: Sequence[bytes]) -> bytes:
    """A multipart/report (RFC 6522); each part has its own headers."""
    boundary = f"=_{ref}"
    top = lines(
        *head,
        "MIME-Version: 1.0",
        f'Content-Type: multipart/report; report-type={kind}; boundary="{boundary}"',
        "",
        "This is a MIME-encapsulated message.",
        "",
    )
    body = b"".join(f"--{boundary}\r\n".encode() + part + b"\r\n" for part in parts)
    return top + body + f"--{boundary}--\r\n".encode()


def attached(raw: bytes) -> bytes:
    """A whole mail as a part."""
    return lines("Content-Type: message/rfc822", "") + raw


def headers_attached(head: bytes) -> bytes:
    """A mail's headers as a part (RFC 6522 §4)."""
    return lines("Content-Type: text/rfc822-headers", "") + head
