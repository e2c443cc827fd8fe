"""The mails that came in, each kept raw and read when asked for. It sends none."""

import re
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from html.parser import HTMLParser
from pathlib import Path

from sandbox.journal import Journal
from sandbox.values import Json, iso, text, whole

_URL = re.compile(r"https?://[^\s<>\"']+")


@dataclass(slots=True)
class Mail:
    """One mail as received. `time` is epoch ms; sender and recipients are the envelope's."""

    n: int
    time: int
    sender: str
    recipients: list[str]
    raw: bytes
    parsed: Json | None = field(default=None, repr=False)
    unsubscribed: str = ""  # what the one-click POST was answered; "" = it was not pressed

    @property
    def id(self) -> str:
        """Its name in addresses of pages."""
        return f"m{self.n}"


class Mailbox:
    """All mails, oldest first, and by recipient; raw ones are files in the kept folder."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._mails: list[Mail] = []
        self._by_recipient: dict[str, list[Mail]] = {}

    def add(self, now_ms: int, sender: str, recipients: list[str], raw: bytes) -> Mail:
        """Keep a mail."""
        mail = Mail(len(self._mails) + 1, now_ms, sender, recipients, raw)
        if self._journal.folder is not None:
            path = _path(self._journal.folder, mail.id)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(raw)
        self._journal.put(
            "mail", {"n": mail.n, "time": now_ms, "sender": sender, "recipients": recipients}
        )
        self._place(mail)
        return mail

    def restore(self, row: Json) -> None:
        """From the journal."""
        recipients = row["recipients"]
        n = whole(row, "n", 0)
        folder = self._journal.folder
        path = _path(folder, f"m{n}") if folder is not None else None
        raw = path.read_bytes() if path is not None and path.exists() else b""
        names = [str(name) for name in recipients] if isinstance(recipients, list) else []
        self._place(Mail(n, whole(row, "time", 0), text(row, "sender"), names, raw))

    def of(self, recipient: str) -> list[Mail]:
        """The mails to an address (case does not matter); all for ""."""
        if not recipient:
            return self._mails
        return self._by_recipient.get(recipient.casefold(), [])

    def get(self, mail_id: str) -> Mail | None:
        """The mail of an id."""
        digits = mail_id.removeprefix("m")
        n = int(digits) if digits.isascii() and digits.isdigit() else 0
        return self._mails[n - 1] if 0 < n <= len(self._mails) else None

    def _place(self, mail: Mail) -> None:
        self._mails.append(mail)
        for recipient in {name.casefold() for name in mail.recipients}:
            self._by_recipient.setdefault(recipient, []).append(mail)


def _path(folder: Path, mail_id: str) -> Path:
    return folder / "mails" / f"{mail_id}.eml"


def shown(mail: Mail) -> Json:
    """A mail as the control API tells it; read once, then remembered."""
    if mail.parsed is None:
        message = message_from_bytes(mail.raw, policy=policy.default)
        plain, html = _content(message, "plain"), _content(message, "html")
        mail.parsed = {
            "n": mail.n,
            "id": mail.id,
            "time": iso(mail.time),
            "from": mail.sender,
            "to": mail.recipients,
            "headers": {name: str(value) for name, value in reversed(message.items())},
            "subject": str(message.get("Subject", "")),
            "text": plain,
            "html": html,
            "links": links(plain, html),
        }
    return mail.parsed


def _content(message: Message, kind: str) -> str:
    part = message.get_body((kind,)) if isinstance(message, EmailMessage) else None
    if not isinstance(part, EmailMessage):
        return ""
    try:
        return str(part.get_content())
    except (LookupError, ValueError):  # an unknown charset, or broken base64
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


def links(plain: str, html: str) -> list[str]:
    """The addresses in a mail, each once: those of the HTML first."""
    anchors = _Anchors()
    anchors.feed(html)
    written = [url.rstrip(".,;:)") for url in _URL.findall(plain)]
    return list(dict.fromkeys([*anchors.found, *written]))
