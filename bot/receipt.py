"""The receipt of a completed talk: a code that says that answers were received, never which. Pure.

The code is a fact of the talk from its birth. It is shown once the talk is complete, and stands in
no message that we begin.
"""

import re

from bot.conversation import Conversation, Status
from bot.phrasebook import phrase
from flows.model import Ending
from ground.seal import CODE_ALPHABET
from ground.text import squeeze

RECEIPT = "receipt.code"
"""The fact that holds the code."""

_CODE = re.compile(f"[{CODE_ALPHABET}]{{8}}")
_BETWEEN = re.compile(r"[\s.\-_–‑]+")


def receipt_line(conv: Conversation) -> str:
    """The line at the end of a completed talk; "" where there is none."""
    code = conv.facts.get(RECEIPT)
    completed = conv.status is Status.ENDED and conv.ending is Ending.COMPLETE
    if not completed or not isinstance(code, str):
        return ""
    return phrase(conv.language, "receipt", code=shown(code))


def shown(code: str) -> str:
    """The code in two halves, as it is read out: 7K2M-9PQR."""
    return f"{code[:4]}-{code[4:]}"


def receipt_in(text: str) -> str | None:
    """The code that somebody typed, with or without its line or small letters; None = no code."""
    code = _BETWEEN.sub("", squeeze(text).upper())
    return code if _CODE.fullmatch(code) else None
