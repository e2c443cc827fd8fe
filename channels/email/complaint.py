"""Complaints of receivers who pressed "spam": ARF (RFC 5965) and what Outlook.com sends. Pure."""

import re

from channels.email.fates import Kind, Verdict
from channels.email.parse import Mail, fields

_UNWANTED = ("abuse", "fraud", "virus", "opt-out", "opt-out-list", "miscategorized", "unsubscribe")
"""Feedback types that say "I do not want this"; not-spam and auth-failure (RFC 6591) do not."""
_JMRP = "x-hmxmroriginalrecipient"
_JMRP_SUBJECT = re.compile(r"complaint about message from\b", re.IGNORECASE)


def complaint(mail: Mail) -> Verdict | None:
    """COMPLAINT, or OTHER for a report of another type; None = it is no feedback report."""
    reports = list(mail.texts("message/feedback-report"))
    if reports:
        return Verdict(Kind.COMPLAINT if _type(reports[0]) in _UNWANTED else Kind.OTHER)
    if mail.report == "feedback-report":
        return Verdict(Kind.OTHER)
    carried = bool(mail.original)
    if carried and (_JMRP in mail.original or _JMRP_SUBJECT.match(mail.first("subject"))):
        return Verdict(Kind.COMPLAINT)
    return None


def carried(mail: Mail) -> list[str]:
    """Where a report names the mail that it carries: our envelope senders, Message-IDs."""
    found = [
        value
        for report in mail.texts("message/feedback-report")
        for value in fields(report).get("original-mail-from", ())
    ]
    for name in ("return-path", "message-id", "x-original-return-path"):
        found += mail.original.get(name, ())
    return [value.strip() for value in found]


def _type(report: str) -> str:
    given = next(iter(fields(report).get("feedback-type", ())), "")
    return given.split(";")[0].strip().lower()
