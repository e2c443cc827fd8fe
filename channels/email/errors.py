"""SMTP's answers as failures: what is permanent, for whom, and what nobody can know. Pure.

By the enhanced status code (RFC 3463, 5248, 7372, 7505) where there is one, else by the basic
code (RFC 5321 §4.2) and the stage: the same 550 blames our sender at MAIL and a mailbox at RCPT.
It reads of a reply's text only whether it speaks of relaying; texts are never kept.
"""

from dataclasses import dataclass
from datetime import timedelta

from post.lanes import Trouble
from post.ports import Failure, Leads, Scope, SendError, Wait

CLOSING = 421
"""The server hangs up; at any stage (RFC 5321 §3.8)."""
FULL = frozenset({"connect-421", "auth-432"})
"""What a server says that has as many connections of ours as it takes (Exchange: 432 4.3.2)."""
CONNECT_AGAIN = timedelta(seconds=30)
"""After a connection that never stood: as often as an open breaker tries."""

_MAILBOX_CODES = {550, 551, 552, 553, 554, 521, 556}
_LOGIN_CODES = {530, 534, 535, 538}
_PROTOCOL_CODES = {500, 502, 503, 504, 555}
_LOGIN = {"7.0", "7.8", "7.9", "7.11", "7.13", "7.14"}
_POLICY = {f"7.{detail}" for detail in range(20, 30)}  # SPF, DKIM, DMARC, PTR: ours to mend
_TOO_BIG = {"2.3", "3.4"}
_OPENING = ("connect", "tls", "auth")
_DOWN = Leads(wait=Wait.GROWING, trouble=Trouble.HOST)
_CUT = Leads(wait=Wait.GROWING, trouble=Trouble.LINE)


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's answer. `enhanced` is like "5.1.1"; "" where there is none."""

    code: int
    enhanced: str = ""
    relaying: bool = False  # its text speaks of relaying


def of_reply(stage: str, reply: Reply) -> SendError:
    """A definite answer: surely not taken. Stages: connect, tls, auth, mail, rcpt, data, dot."""
    code = "-".join(filter(None, (stage, str(reply.code), reply.enhanced)))
    if reply.code == CLOSING or 400 <= reply.code < 500:
        return _temporary(stage, reply, code)
    if reply.code < 500:  # no answer to what was asked
        return of_break(stage, f"odd-{reply.code}")
    return _permanent(stage, reply, code)


def of_break(stage: str, what: str) -> SendError:
    """The line broke or stayed silent. After the final dot the server may have taken the mail."""
    if stage == "dot":
        return SendError(Failure.UNKNOWN, f"{stage}-{what}", leads=_CUT)
    if stage in _OPENING:  # no mail is to blame, so none uses up a try
        return SendError(Failure.DEFER, f"{stage}-{what}", CONNECT_AGAIN, _CUT)
    return SendError(Failure.RETRY, f"{stage}-{what}", leads=_CUT)


def untrusted(what: str) -> SendError:
    """No TLS, or a certificate that does not fit: nothing is said over such a line (RFC 3207)."""
    return _ours("tls", f"tls-{what}")


def _temporary(stage: str, reply: Reply, code: str) -> SendError:
    if stage in _OPENING:
        return SendError(Failure.DEFER, code, CONNECT_AGAIN, _DOWN)
    if reply.code == CLOSING or stage == "mail" or reply.enhanced.startswith("4.3."):
        return SendError(Failure.RETRY, code, leads=_DOWN)
    # A mailbox that greylists or is full: much later each time (RFC 5321 §4.5.4.1).
    return SendError(Failure.RETRY, code, leads=Leads(wait=Wait.SLOW))


def _permanent(stage: str, reply: Reply, code: str) -> SendError:
    detail = reply.enhanced.partition(".")[2]
    if reply.code in _LOGIN_CODES or stage == "auth" or (detail in _LOGIN and stage == "mail"):
        return _ours("auth", code)
    if stage in _OPENING:
        return _ours("tls" if stage == "tls" else "server", code)
    if detail in _POLICY:
        return _ours("policy", code)
    if detail in _TOO_BIG or (stage == "mail" and reply.code == 552):
        return SendError(Failure.PAYLOAD, code)
    if stage == "mail":
        return _ours("sender", code)
    if reply.relaying and stage == "rcpt":
        return _ours("relay", code)
    return SendError(_kind(stage, reply, detail), code)


def _kind(stage: str, reply: Reply, detail: str) -> Failure:
    """At RCPT and after: the mailbox's fault, our content's, or the server's."""
    if detail[:2] in ("1.", "2.", "4.", "7."):  # address, mailbox, route, the receiver's policy
        return Failure.RECIPIENT
    if detail[:2] in ("5.", "6.") or (not detail and reply.code in _PROTOCOL_CODES):
        return Failure.PAYLOAD if detail or stage == "rcpt" else Failure.CONFIG
    if stage == "rcpt" or reply.code in _MAILBOX_CODES:
        return Failure.RECIPIENT
    return Failure.CONFIG


def _ours(reason: str, code: str) -> SendError:
    """Every mail would fail in this way: the lane stops until an officer acts."""
    return SendError(Failure.CONFIG, code, leads=Leads(Scope.ACCOUNT, reason=reason))
