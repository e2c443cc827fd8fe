"""SMTP's answers as failures (RFC 5321 §4.2): what is permanent, what is not, what is unknown."""

import aiosmtplib

from post.ports import Failure, SendError

_PERMANENT = 500
_MAILBOX_CODES = {550, 551, 552, 553, 554}


def of_response(error: aiosmtplib.SMTPResponseException, stage: str) -> SendError:
    """A definite answer of the server: surely not taken."""
    code = f"{stage}-{error.code}"
    if error.code < _PERMANENT:
        return SendError(Failure.RETRY, code)
    if stage == "rcpt" or (stage == "data" and error.code in _MAILBOX_CODES):
        return SendError(Failure.RECIPIENT, code)
    return SendError(Failure.CONFIG, code)


def of_connection(error: Exception, stage: str) -> SendError:
    """The line broke. During DATA the server may have taken the mail: that is unknown."""
    kind = Failure.UNKNOWN if stage == "data" else Failure.RETRY
    return SendError(kind, f"{stage}-{type(error).__name__}")
