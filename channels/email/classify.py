"""What a mail that came in is. Pure; it never raises, whatever the bytes are.

It does not say which mail of ours it is about: only a mac does (channels/email/verp.py).
"""

from channels.email.auto import automatic
from channels.email.complaint import complaint
from channels.email.dsn import bounce, from_daemon
from channels.email.fates import Kind, Verdict
from channels.email.parse import Mail, parse


def classify(raw: bytes, sender: str | None = None) -> Verdict:
    """The verdict on a mail; `sender` is the envelope's, None = the mail's Return-Path tells."""
    return judge(parse(raw), sender)


def judge(mail: Mail, sender: str | None = None) -> Verdict:
    """The verdict on a mail that was taken apart."""
    if mail.broken is not None:
        return Verdict(Kind.OTHER)
    came_from = envelope(mail) if sender is None else sender.strip("<>").strip()
    if found := complaint(mail) or bounce(mail, came_from):
        return found
    return Verdict(Kind.AUTO if _by_machine(mail, came_from) else Kind.HUMAN)


def _by_machine(mail: Mail, sender: str | None) -> bool:
    """Whether no person wrote it. Who answers from a postmaster's address is one."""
    return automatic(mail, sender) or (from_daemon(mail) and not mail.first("in-reply-to"))


def envelope(mail: Mail) -> str | None:
    """The envelope's sender as the last server wrote it down (RFC 5321 §4.4); None = nowhere."""
    given = mail.headers.get("return-path")
    return given[0].strip().strip("<>").strip() if given else None
