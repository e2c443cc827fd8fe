"""A message in its mail form: subject, text and HTML from the same facts. Pure.

Subject and sender name the body that asks and the agency, never the procedure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from ground.when import local

_POLICY = SMTP.clone(max_line_length=998)
"""The default folding turns a long List-Unsubscribe into an encoded word no provider reads."""

_SUBJECTS = {
    "invite": "{agency}: mời Ông/Bà cho ý kiến về kết quả đã nhận",
    "remind": "{agency}: nhắc Ông/Bà cho ý kiến, hạn {deadline}",
    "alert": "Lắng Nghe: có ý kiến chưa hài lòng, tuần {week}",
    "share": "Lắng Nghe: người dân đồng ý cho xem xét hồ sơ",
}


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who sends, and where the links lead."""

    sender: str  # the address mails come from
    public_url: str


def _address(spec: str) -> Address:
    try:
        return Address(addr_spec=spec)
    except (HeaderParseError, IndexError) as error:  # the parser's own ways to say no
        raise ValueError("no mail address") from error


class MailRenderer:
    """Renders bodies of the outbox as mails; the templates are compiled once."""

    def __init__(self, letterhead: Letterhead) -> None:
        self._head = letterhead
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def mail(self, body: Mapping[str, Any], message_id: str, now: datetime) -> EmailMessage:
        """The mail; the same body and id give the same headers on every try, but for the Date.

        Raises ValueError where the address is no address.
        """
        kind = str(body["kind"])
        fields = self._fields(body)
        mail = EmailMessage(policy=_POLICY)
        mail["From"] = Address(fields["from_name"], addr_spec=self._head.sender)
        mail["To"] = _address(str(body["to"]))
        mail["Date"] = local(now)
        mail["Subject"] = _SUBJECTS[kind].format(**fields)
        mail["Message-ID"] = f"<{message_id}@{self._head.sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        if "token" in body:
            mail["List-Unsubscribe"] = f"<{self._head.public_url}/mail/thoi/{body['token']}>"
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        mail.set_content(self._templates.get_template(f"{kind}.txt").render(fields))
        html = self._templates.get_template(f"{kind}.html").render(fields)
        mail.add_alternative(html, subtype="html")
        return mail

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
        }
