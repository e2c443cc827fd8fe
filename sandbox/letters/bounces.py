"""What mail systems write when a mail cannot be delivered (RFC 3464), each in its own manner. Pure.

Postfix and Exchange send a delivery-status part; this Exim sends none. The null sender gets none:
who calls sees to that.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.header import Header

from sandbox.letters.original import HOST, Original, attached, headers_attached, lines, report

_WORDS = {
    "5.1.1": "User unknown",
    "5.1.2": "Host or domain name not found",
    "5.2.1": "The account is disabled",
    "5.2.2": "Mailbox full",
    "5.4.1": "No route to host",
    "5.7.1": "Message refused by policy",
    "4.2.2": "Over quota",
    "4.4.1": "Connection timed out",
    "4.7.0": "Try again later",
}
"""What is said beside a status; any other status has words too."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a mail is not delivered: an enhanced status (RFC 3463), and whether it is still tried."""

    status: str
    delayed: bool = False

    @property
    def words(self) -> str:
        """As a server says it."""
        return _WORDS.get(self.status, "Delivery failed")

    @property
    def reply(self) -> str:
        """The SMTP reply that goes with it: 550 5.1.1 User unknown."""
        return f"{'550' if self.status.startswith('5') else '452'} {self.status} {self.words}"


def postfix(about: Original, failure: Failure) -> bytes:
    """With all three parts; a delay is a warning that the mail is still tried."""
    subject = "Delayed Mail (still being retried)" if failure.delayed else (
        "Undelivered Mail Returned to Sender"
    )  # fmt: skip
    said = (
        "Your message could not be delivered for more than 4 hour(s).\r\n"
        "It will be retried until it is 5 day(s) old."
        if failure.delayed
        else "Your message could not be delivered to one or more recipients.\r\n"
        "It's attached below."
    )
    text = lines(
        "Content-Description: Notification", "Content-Type: text/plain; charset=us-ascii", "",
        f"This is the mail system at host {HOST}.", "", said, "",
        f"<{about.recipient}>: host {_remote(about)}[203.0.113.5] said:",
        f"    {failure.reply} (in reply to RCPT TO command)",
    )  # fmt: skip
    queue = about.ref[:10].upper()
    status = lines(
        "Content-Description: Delivery report", "Content-Type: message/delivery-status", "",
        f"Reporting-MTA: dns; {HOST}", f"X-Postfix-Queue-ID: {queue}",
        f"X-Postfix-Sender: rfc822; {about.sender}", f"Arrival-Date: {about.date}", "",
        *_recipient(about, failure), f"Remote-MTA: dns; {_remote(about)}",
        f"Diagnostic-Code: smtp; {failure.reply}",
    )  # fmt: skip
    returned = headers_attached(about.head) if failure.delayed else attached(about.raw)
    head = _head(about, f"MAILER-DAEMON@{HOST} (Mail Delivery System)", subject)
    return report(head, "delivery-status", about.ref, (text, status, returned))


def exim(about: Original, failure: Failure) -> bytes:
    """One text, the mail quoted below it; no part that a program could read."""
    still = "This is only a warning: delivery is still being tried." if failure.delayed else (
        "This is a permanent error. The following address(es) failed:"
    )  # fmt: skip
    subject = "Warning: message delayed 24 hours" if failure.delayed else (
        "Mail delivery failed: returning message to sender"
    )  # fmt: skip
    head = _head(about, f"Mail Delivery System <Mailer-Daemon@{HOST}>", subject)
    return lines(
        *head, f"X-Failed-Recipients: {about.recipient}", "",
        "This message was created automatically by mail delivery software.", "",
        "A message that you sent could not be delivered to one or more of its recipients.",
        still, "", f"  {about.recipient}",
        f"    host {_remote(about)} [203.0.113.5]",
        f"    SMTP error from remote mail server after RCPT TO:<{about.recipient}>:",
        f"    {failure.reply}", "",
        "------ This is a copy of the message, including all the headers. ------", "",
    ) + about.raw  # fmt: skip


def exchange(about: Original, failure: Failure) -> bytes:
    """HTML for the sender, then the status; the subject is in the recipients' language."""
    words = "Đang chờ gửi" if failure.delayed else "Không gửi được"
    subject = Header(f"{words}: {about.header('Subject')}", "utf-8").encode(linesep="\r\n")
    said = f"550 {failure.status} RESOLVER.ADR.RecipNotFound; not found" if (
        failure.status == "5.1.1"
    ) else failure.reply  # fmt: skip
    html = lines(
        "Content-Type: text/html; charset=utf-8", "Content-Transfer-Encoding: 8bit", "",
        "<html><body><p><b>Thư của bạn không tới được những người nhận sau</b></p>",
        f"<p><a href='mailto:{about.recipient}'>{about.recipient}</a></p>",
        "<p>Thông tin chẩn đoán dành cho quản trị viên:</p>",
        f"<p>{about.recipient}<br>Remote Server returned '{said}'</p></body></html>",
    )  # fmt: skip
    server = f"EX01.{_remote(about)}"
    status = lines(
        "Content-Type: message/delivery-status", "", f"Reporting-MTA: dns;{server}",
        f"Received-From-MTA: dns;{HOST}", f"Arrival-Date: {about.date}", "",
        *_recipient(about, failure), f"Diagnostic-Code: smtp;{said}",
    )  # fmt: skip
    domain = about.recipient.rpartition("@")[2]
    head = [*_head(about, f"Microsoft Outlook <postmaster@{domain}>", subject),
            "X-MS-Exchange-Message-Is-Ndr:"]  # fmt: skip
    parts = (html, status, headers_attached(about.head))
    return report(head, "delivery-status", about.ref, parts)


FORMATS: Mapping[str, Callable[[Original, Failure], bytes]] = {
    "postfix": postfix,
    "exim": exim,
    "exchange": exchange,
}


def _head(about: Original, sender: str, subject: str) -> list[str]:
    return [
        f"From: {sender}",
        f"To: {about.sender}",
        f"Subject: {subject}",
        f"Date: {about.date}",
        f"Message-Id: <{about.ref}@{HOST}>",
        "Auto-Submitted: auto-replied",
    ]


def _recipient(about: Original, failure: Failure) -> list[str]:
    return [
        f"Final-Recipient: rfc822; {about.recipient}",
        f"Action: {'delayed' if failure.delayed else 'failed'}",
        f"Status: {failure.status}",
    ]


def _remote(about: Original) -> str:
    return f"mail.{about.recipient.rpartition('@')[2]}"
