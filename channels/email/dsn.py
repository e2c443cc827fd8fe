"""Delivery reports: RFC 3464's fields first, the words of servers that write none after. Pure.

The fields count before every text, and a second opinion (flufl.bounce) only says that a mail is a
bounce at all, never that an address is dead.
"""

import re
from email import message_from_bytes, policy

from flufl.bounce import all_failures

from channels.email import phrases
from channels.email.fates import Kind, Verdict, mildest
from channels.email.parse import Headers, Mail, fields
from channels.email.phrases import Hint
from channels.email.status import codes, failed, vague

_BESIDE = 1_500
"""Signs of the words beside a report that are asked: the cause stands at their head."""
MAX_BLOCKS = 50
"""Recipients of one report that are looked at."""
_REPORTS = ("message/delivery-status", "message/global-delivery-status")
_OF_SOMEBODY = frozenset(
    ("action", "status", "final-recipient", "original-recipient", "diagnostic-code")
)
_ARRIVED = ("delivered", "relayed", "expanded")
_DAEMONS = re.compile(
    r"(mailer[-_.]?daemon|post[-_.]?master|mail[-_.]?daemon|mdaemon|bounces?|microsoftexchange[0-9a-f]+"
    r"|mail[-_.]?(delivery|system|router)|ndr|imss|[\w.-]{0,40}smtp[\w.-]{0,40})\b",
)
_DAEMON_NAMES = re.compile(
    r"mail delivery (sub)?system|mail administrator|system administrator|he thong thu"
)
_ADDRESS = re.compile(r"([^\s<>\"@]{1,80})@[^\s<>@]{1,255}")
_COPY = re.compile(
    r"^\W{0,60}(this is a copy of (the|your) message|below this line is|original message|"
    r"the header of the|included is a copy|(unsent|undelivered|returned) message|"
    r"message header|thư gốc|nội dung thư gốc|received: |return-path: )",
    re.IGNORECASE | re.MULTILINE,
)
_AFTER_DATA = re.compile(r"(in reply to|after) end of data|>>> DATA\s*\n\s*<<< 5", re.IGNORECASE)
_BLANKS = re.compile(r"\n[ \t]*\n")
_FIELDS_IN_TEXT = re.compile(r"^final-recipient\s*:", re.IGNORECASE | re.MULTILINE)


def bounce(mail: Mail, sender: str | None) -> Verdict | None:
    """What a delivery report says; None = the mail is none.

    `sender` is the envelope's ("" = the null one, which bounces have: RFC 5321 §4.5.5).
    """
    for report in (*mail.texts(_REPORTS[0]), *mail.texts(_REPORTS[1])):
        return _of_report(report, mail)
    if not _may_be(mail, sender):
        return None
    for text in _texts(mail):
        if found := _FIELDS_IN_TEXT.search(text):
            return _of_report(text[found.start() :], mail)
    return _of_words(mail)


# -- reports with fields ----------------------------------------------------------------------
def _of_report(report: str, mail: Mail) -> Verdict:
    blocks = [fields(block) for block in _BLANKS.split(report.replace("\r\n", "\n"))]
    told = [block for block in blocks if _about_somebody(block)][:MAX_BLOCKS]
    if not told:
        return Verdict(Kind.DELAYED if _delay(mail) else Kind.SOFT)
    if len(told) > 1:
        return mildest([_of_block(block, mail) for block in told])
    verdict = _of_block(told[0], mail)
    if verdict.kind is Kind.SOFT:
        verdict = _asked_of_words(verdict, told[0], mail)
    said = f"{_first(told[0], 'status')} {_first(told[0], 'diagnostic-code')}"
    return _by_stage(verdict, said, _told(mail))


def _about_somebody(block: Headers) -> bool:
    return not _OF_SOMEBODY.isdisjoint(block)


def _of_block(block: Headers, mail: Mail) -> Verdict:
    actions = [one.split(" ", 1)[0].strip(";,").lower() for one in block.get("action", ())]
    status = _first(block, "status")
    if any(action in _ARRIVED for action in actions):  # of two blocks run into one the milder
        return Verdict(Kind.OTHER, _code(status))
    if any(action.startswith("delay") for action in actions):
        return Verdict(Kind.DELAYED, _code(status))
    said = _first(block, "diagnostic-code")
    verdict = failed(status, said)
    if not any(actions) and verdict.kind is Kind.SOFT and _delay(mail):
        return Verdict(Kind.DELAYED, verdict.status)
    return verdict


def _asked_of_words(verdict: Verdict, block: Headers, mail: Mail) -> Verdict:
    """Where a report of one recipient says nothing exact, the server's words beside it do."""
    said = _first(block, "diagnostic-code")
    if phrases.hints(said) or not vague(verdict.status):
        return verdict
    return failed(_first(block, "status"), f"{said}\n{_told(mail)[:_BESIDE]}")


def _code(status: str) -> str | None:
    found = re.match(r"[245]\.\d{1,3}\.\d{1,3}", status)
    return found[0] if found else None


def _first(block: Headers, name: str) -> str:
    return next(iter(block.get(name, ())), "")


# -- reports in words -------------------------------------------------------------------------
def _may_be(mail: Mail, sender: str | None) -> bool:
    """Whether it can be a report: a person who writes of a lost mail sends none."""
    subject, told = mail.first("subject"), _told(mail)
    failing = phrases.tells_failure(subject) or phrases.tells_delay(subject)
    if mail.first("x-failed-recipients") or (sender == "" and failing):
        return True
    failing = failing or phrases.tells_failure(told) or phrases.tells_delay(told)
    caused = sender == "" and bool(phrases.hints(told))
    if not (from_daemon(mail) or _called_daemon(mail)):
        return failing and caused
    return failing or caused or _seconded(mail)


def from_daemon(mail: Mail) -> bool:
    """Whether From's address is a mail system's rather than somebody's."""
    sender = mail.first("from")
    address = _ADDRESS.search(sender)
    local = address[1].lower() if address else sender.strip().lower()[:80]
    return _DAEMONS.match(local) is not None


def _called_daemon(mail: Mail) -> bool:
    return _DAEMON_NAMES.search(phrases.plain(mail.first("from"))) is not None


def _of_words(mail: Mail) -> Verdict:
    told = _told(mail)
    if _delay(mail):
        verdict = failed("", told)
        return Verdict(Kind.DELAYED, verdict.status)
    return _by_stage(failed("", told), told, told)


def _by_stage(verdict: Verdict, said: str, told: str) -> Verdict:
    """Some mailboxes call themselves unknown once they have seen the mail: their owner's filter.

    Who says so after DATA must say it by a code of the address (X.1.n); `said` is where one stands.
    """
    if verdict.kind is not Kind.HARD or not _AFTER_DATA.search(told):
        return verdict
    exact = any(code.subject == 1 for code in codes(said)) or Hint.CLOSED in phrases.hints(told)
    return verdict if exact else Verdict(Kind.SOFT, verdict.status)


def _delay(mail: Mail) -> bool:
    return phrases.tells_delay(f"{mail.first('subject')}\n{_told(mail)}")


def _texts(mail: Mail) -> list[str]:
    plain = [part.text for part in mail.parts if part.kind == "text/plain"]
    return plain or [part.text for part in mail.parts if part.kind.startswith(("text/", "multi"))]


def _told(mail: Mail) -> str:
    """The server's own words: without the copy of our mail below them."""
    text = "\n".join(_texts(mail))
    copy = _COPY.search(text)
    return text[: copy.start()] if copy else text


def _seconded(mail: Mail) -> bool:
    """Whether flufl.bounce, which knows many servers' texts, finds somebody in it."""
    head = "".join(
        f"{name}: {value.encode('ascii', 'replace').decode()}\n"
        for name in ("from", "to", "subject")
        for value in mail.headers.get(name, ())
    )
    raw = f"{head}Content-Type: text/plain; charset=utf-8\n\n{_told(mail)}".encode(errors="replace")
    try:
        temporary, permanent = all_failures(message_from_bytes(raw, policy=policy.compat32))
    except Exception:  # noqa: BLE001  it was written for well-formed mails
        return False
    return bool(temporary or permanent)
