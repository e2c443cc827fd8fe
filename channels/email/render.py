"""A message in its mail form: subject, text and HTML from the same facts. Pure.

Subject and sender name the body that asks and the agency, never the procedure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from channels.email.addresses import address, ascii_domain, needs_utf8
from channels.email.mime import message, named, words
from channels.email.verp import LOCAL, envelope_sender
from ground.when import local

_SUBJECTS = {
    "invite": "{agency}: mời Ông/Bà cho ý kiến về kết quả đã nhận",
    "remind": "{agency}: nhắc Ông/Bà cho ý kiến, hạn {deadline}",
    "alert": "Lắng Nghe: có ý kiến chưa hài lòng, tuần {week}",
    "thread": "Lắng Nghe: có lời của người dân cần người đọc",
    "channel": "Lắng Nghe: một kênh gửi tin cần người xử lý ngay",
    "budget": "Lắng Nghe: kinh phí nhắn tin của kế hoạch",
    "share": "Lắng Nghe: người dân đồng ý cho xem xét hồ sơ",
    "test": "Lắng Nghe: thư thử",
}
_URGENT = "[GẤP / URGENT] {subject}"


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
    """Renders bodies of the outbox as mails; the templates are compiled once."""

    def __init__(self, letterhead: Letterhead) -> None:
        self._head = letterhead
        self._sender = address(letterhead.sender)
        self._domain = ascii_domain(letterhead.sender.rpartition("@")[2])
        environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        names = (f"{kind}.{form}" for kind in _SUBJECTS for form in ("txt", "html"))
        self._templates = {name: environment.get_template(name) for name in names}

    def mail(self, body: Mapping[str, Any], ref: str, now: datetime) -> Mail:
        """The mail; the same body and reference give the same headers on every try, but Date.

        The Message-ID (RFC 5322 §3.6.4) and the envelope's sender are made of the reference.
        Raises ValueError where the address is no address.
        """
        to = address(str(body["to"]))
        raw, sender = self._written(body, ref, to, now), self._envelope_sender(ref)
        return Mail(raw, sender, to, needs_utf8(to) or needs_utf8(self._sender))

    def _envelope_sender(self, ref: str) -> str:
        """Where its bounce goes: to an address of its own, where bounces are read at all."""
        bounces = self._head.bounces
        if bounces is None:
            return self._sender
        return envelope_sender(LOCAL, bounces.domain, ref, bounces.key)

    def _written(self, body: Mapping[str, Any], ref: str, to: str, now: datetime) -> bytes:
        kind = str(body["kind"])
        fields = self._fields(body)
        headers = [
            ("From", named(fields["from_name"], self._sender)),
            ("To", to),
            ("Date", format_datetime(local(now))),
            ("Subject", words(_subject(kind, fields))),
            ("Message-ID", f"<{ref}@{self._domain}>"),
            ("Auto-Submitted", "auto-generated"),
            ("Content-Language", "vi, en"),
        ]
        if "stop" in body or "token" in body:
            stop = f"<{self._head.public_url}/mail/thoi/{body.get('stop') or body['token']}>"
            headers.append(("List-Unsubscribe", stop))
            headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
        text = self._templates[f"{kind}.txt"].render(fields)
        return message(headers, text, self._templates[f"{kind}.html"].render(fields))

    def _fields(self, body: Mapping[str, Any]) -> dict[str, Any]:
        facts: Mapping[str, Any] = body.get("facts", {})
        department = str(facts.get("department.name") or body.get("department") or "")
        return {
            "from_name": department or "Lắng Nghe",
            "department": department,
            "agency": facts.get("agency.name") or body.get("agency"),
            "month": facts.get("case.month"),
            "minutes": facts.get("plan.minutes"),
            "keep_until": facts.get("plan.keep_until"),
            "deadline": facts.get("plan.deadline"),
            "hotline": facts.get("plan.hotline"),
            "link": f"{self._head.public_url}/k/{body.get('token')}",
            "stop_link": f"{self._head.public_url}/k/{body.get('token')}/thoi",
            "week": body.get("week"),
            "criterion": body.get("criterion"),
            "criteria": body.get("criteria", []),
            "case": body.get("case"),
            "urgent": body.get("urgent", False),
            "about": body.get("about"),
            "told": body,
            "plan": body.get("plan"),
            "spent": body.get("spent"),
            **{name: _dong(body.get(name)) for name in ("total", "used", "left")},
        }


def _dong(amount: object) -> str | None:
    """An amount as it is written in Vietnamese: 2.000.000 đồng."""
    return f"{amount:,} đồng".replace(",", ".") if isinstance(amount, int) else None


def _subject(kind: str, fields: Mapping[str, Any]) -> str:
    subject = _SUBJECTS[kind].format(**fields)
    return _URGENT.format(subject=subject) if fields["urgent"] else subject
