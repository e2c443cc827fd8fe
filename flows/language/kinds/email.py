"""A mail address, sealed like free words."""

from email_validator import EmailNotValidError, validate_email

from flows.language.kinds.entry import KindEntry, Parsed, Problem, unchanged
from flows.language.kinds.text import free_text, unseen
from flows.model import Kind, Question


def _parse(_: Question, raw: str) -> Parsed:
    try:
        found = validate_email(raw.strip(), check_deliverability=False)
    except EmailNotValidError:
        return Problem("no_email")
    return found.normalized.lower()


EMAIL = KindEntry(
    word="email",
    kind=Kind.EMAIL,
    vi="Địa chỉ email; được niêm phong riêng.",
    en="A mail address; it is sealed apart.",
    example={"text": "Địa chỉ email để liên hệ lại?", "kind": "email"},
    read=unchanged,
    name=free_text,
    value=unseen,
    parse=_parse,
    samples=lambda _: ("nguoi.dan@thu.vn",),
)
