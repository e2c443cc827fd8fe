"""What a recipient's mailbox sends by itself or by its owner's hand. Pure."""

from email.header import Header
from email.mime.text import MIMEText
from email.policy import compat32

from sandbox.letters.original import HOST, Original, attached, lines, report
from sandbox.values import local

_AWAY = (
    "Xin chào,\n\nTôi hiện đang nghỉ phép và sẽ trở lại làm việc vào thứ Hai tới. "
    "Tôi sẽ trả lời thư của anh/chị ngay khi có thể.\n\nTrân trọng."
)
_WIRE = compat32.clone(linesep="\r\n")
_DAYS = ("Th 2", "Th 3", "Th 4", "Th 5", "Th 6", "Th 7", "CN")


def vacation(about: Original, text: str) -> bytes:
    """An automatic answer (RFC 3834), to the envelope's sender."""
    mail = _answer(about, about.sender, "Tự động trả lời", text or _AWAY)
    mail["Auto-Submitted"] = "auto-replied"
    mail["X-Auto-Response-Suppress"] = "All"
    return mail.as_bytes(policy=_WIRE)


def reply(about: Original, text: str) -> bytes:
    """A person's answer above what they were sent, quoted as a mail program in Vietnamese does."""
    mail = _answer(about, about.answers_to, "Re", f"{text}\n\n{_quoted(about)}")
    return mail.as_bytes(policy=_WIRE)


def complaint(about: Original) -> bytes:
    """“This is spam”, as a mailbox provider reports it (RFC 5965)."""
    text = lines(
        "Content-Type: text/plain; charset=us-ascii", "",
        "This is an email abuse report for a message received at the address below.",
    )  # fmt: skip
    told = lines(
        "Content-Type: message/feedback-report", "", "Feedback-Type: abuse",
        "User-Agent: SandboxFeedback/1", "Version: 1",
        f"Original-Mail-From: <{about.sender}>", f"Original-Rcpt-To: <{about.recipient}>",
        f"Arrival-Date: {about.date}", "Source-IP: 127.0.0.1",
    )  # fmt: skip
    head = [
        f"From: Feedback Loop <feedback@{HOST}>", f"To: {about.sender}",
        "Subject: Complaint about message", f"Date: {about.date}",
        f"Message-Id: <{about.ref}@{HOST}>",
    ]  # fmt: skip
    return report(head, "feedback-report", about.ref, (text, told, attached(about.raw)))


def _answer(about: Original, to: str, begins: str, text: str) -> MIMEText:
    """By the older classes: EmailMessage of 3.11 loses spaces of a long Vietnamese subject."""
    mail = MIMEText(text, "plain", "utf-8")
    mail["From"] = about.recipient
    mail["To"] = to
    mail["Subject"] = Header(
        f"{begins}: {about.header('Subject')}", "utf-8", header_name="Subject"
    ).encode()
    mail["Date"] = about.date
    mail["Message-ID"] = f"<{about.ref}@{HOST}>"
    if answered := about.header("Message-ID"):
        mail["In-Reply-To"] = answered
        mail["References"] = answered
    return mail


def _quoted(about: Original) -> str:
    here = local(about.now_ms)
    body = about.parsed.get_body(("plain",))
    written = str(body.get_content()) if body is not None else ""
    said = (
        f"Vào {_DAYS[here.weekday()]}, {here.day} thg {here.month}, {here.year} vào lúc "
        f"{here:%H:%M} {about.header('From')} đã viết:"
    )
    return "\n".join([said, *(f"> {line}" for line in written.splitlines())])
