"""What a chat may type instead of a code: a phone number, or the last signs of a case code. Pure.

It reads; what a number or signs prove is the door's to say.
"""

import re

from bot.events import Replied
from bot.turns import Turn
from bot.understand import read
from bot.understand.reading import FREE, Command
from ground.text import squeeze
from people.phones import read_phones

SIGNS = 4

_BETWEEN = re.compile(r"[\s.\-_/]+")
_TYPED = re.compile(r"[A-Z0-9]{4,40}")
_NUMBER = re.compile(r"(?<![\w.\-])\+?[0-9][0-9 .\-]{7,14}[0-9](?![\w\-])")


def command_in(turn: Turn) -> Command | None:
    """The command that was typed, such as stop."""
    return read(turn.event.text, FREE).command if isinstance(turn.event, Replied) else None


def needs_a_person(turn: Turn) -> bool:
    """Whether an officer must read it: a person is asked for, somebody accused, or in distress."""
    if not isinstance(turn.event, Replied):
        return False
    reading = read(turn.event.text, FREE)
    return reading.grievance is not None or reading.command is Command.HUMAN


def phone_in(turn: Turn) -> str | None:
    """The mobile number that was typed, alone or in a sentence: "84…"."""
    if not isinstance(turn.event, Replied):
        return None
    numbers = (read_phones(found).mobile for found in _NUMBER.findall(squeeze(turn.event.text)))
    return next(filter(None, numbers), None)


def signs_in(turn: Turn) -> str | None:
    """Letters and digits, upper case, that can be the end of a case code: 4 or more.

    Four alone, or more with a digit among them: “0007”, “261102-0007”, “là 0007”. The words of a
    sentence are none, nor is a command or a phone number.
    """
    if not isinstance(turn.event, Replied) or command_in(turn) or phone_in(turn):
        return None
    typed = squeeze(turn.event.text).upper().rstrip(".!")
    last = _BETWEEN.sub("", typed.rpartition(" ")[2])
    joined = _BETWEEN.sub("", typed)
    signs = last if len(last) >= SIGNS else joined
    if not _TYPED.fullmatch(signs) or (len(signs) != SIGNS and signs.isalpha()):
        return None
    return signs if any(map(str.isdigit, signs)) or signs == joined else None


def ends_with(case_code: str, signs: str) -> bool:
    """Whether a case code ends with these signs, whatever stands between its own."""
    return "".join(filter(str.isalnum, case_code)).upper().endswith(signs)
