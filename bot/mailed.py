"""What is done with a person's mail that answers one of ours. Pure; it says and records nothing.

A mail is no answer to a question, whatever stands in it: "5" is not. It goes to an officer, and a
refusal is obeyed at once. Nothing is sent back by itself: two machines would talk for ever.
"""

import re
from dataclasses import replace

from bot.closing import refuse
from bot.conversation import About, Conversation, Status
from bot.events import Effect, ForOfficer, Refuse
from bot.handing import about
from bot.mail_events import Mailed
from bot.understand import read
from bot.understand.reading import FREE, LEAVING, Command, Reading
from bot.walk import LEAVES
from flows.model import Ending
from ground.text import fold

Moved = tuple[Conversation, tuple[Effect, ...]]

_ENOUGH = frozenset((
    "thoi", "thoi a", "thoi nhe", "thoi khoi", "xin thoi", "thoi khong nhan nua", "dung", "dung a",
    "dung lai", "tu choi", "toi tu choi", "khong tham gia", "toi khong tham gia", "khong lam phien",
))  # fmt: skip
"""Without tone marks, and with nothing beside it, as much as "stop": in chat "dung" may be "đúng",
and "thôi" and "từ chối" may pass over a question, but a mail answers none. An officer reads it too.
"""
_GREETING = re.compile(
    r"(kinh|thua|xin chao|chao|than|dear|hi|hello|good (morning|afternoon))\b.{0,80}$"
)
_GREETED = 3
"""Lines at the head of a letter among which its first word can stand."""


def mailed(conv: Conversation, event: Mailed) -> Moved:
    """To the officer's thread, and out of every list where the person asks for it."""
    reading, more = _heard(event.text)
    if reading.command not in LEAVING:
        return conv, (_line(_why(reading), event),)
    lines: tuple[Effect, ...] = ()
    if reading.command is Command.ERASE:
        lines = (_line(About.ERASE, event),)
    elif more or event.attached:
        lines = (_line(_why(reading), event),)
    if conv.status is not Status.ENDED:
        ended, effects = refuse(conv)
        return ended, (*effects, *lines)
    if conv.ending in LEAVES:
        return conv, lines
    return replace(conv, ending=Ending.REFUSED), (Refuse(), *lines)


def _heard(text: str) -> tuple[Reading, bool]:
    """The whole mail read as one reply, else its first line; whether it says more than that.

    Under "Dừng" on a line of its own people write their name, or why; above it, whom they greet.
    """
    whole = read(text, FREE)
    if whole.command in LEAVING:
        return whole, False
    if fold(text).strip(" .!,") in _ENOUGH:
        return replace(whole, command=Command.STOP), True
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2:
        return whole, False
    for line in lines[:_GREETED]:
        head = read(line, FREE)
        if head.command in LEAVING:
            return replace(head, grievance=whole.grievance), True
        if not _GREETING.match(fold(line)):
            break
    return whole, True


def _why(reading: Reading) -> About:
    return About.MAIL if reading.grievance is None else about(reading.grievance)


def _line(why: About, event: Mailed) -> ForOfficer:
    return ForOfficer(why, event.text or None, "mail_file" if event.attached else "mail")
