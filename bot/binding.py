"""Codes that are typed: how they are read, counted, and put in line while a survey is open.

Nobody can try codes in an open survey: right and wrong are answered alike, and wrong ones count.
"""

import re
from datetime import datetime, timedelta

from bot.door_ports import DoorPort, Tries
from bot.effects import Gathered
from bot.events import Begun, Event, Prompt, Replied
from bot.ports import Loaded
from bot.turns import Turn
from ground.seal import CODE_ALPHABET
from ground.text import fold, squeeze
from post.ports import NewMessage

CODE_LENGTH = 8
WRONG_CODES = 5
CLOSED_FOR = timedelta(hours=1)

CODE = re.compile(f"[{CODE_ALPHABET}]{{{CODE_LENGTH}}}")
"""What can be a code."""
_LOOKS_LIKE = re.compile(r"[A-Z0-9]{8}")
_BETWEEN = re.compile(r"[\s.\-_]+")
_STOP = re.compile(r"(?:dung|stop|thoi|tu choi|huy)\W*(?:ma(?: gop y)?)?\W*")
"""Words before a code that refuse, without tone marks."""
_SENTENCE = re.compile(r"\bM[AÃ]\s*(?:GOP Y|GÓP Ý)?\s*:?\s*([A-Z0-9]{8})\b")


def code_in(turn: Turn) -> str | None:
    """What was typed as a code, upper case, whether or not it can be one; else None."""
    if not isinstance(turn.event, Replied):
        return None
    text = squeeze(turn.event.text).upper()
    named = _SENTENCE.search(text)
    if named:
        return named[1]
    if refuses(turn):
        text = text.split()[-1]
    joined = _BETWEEN.sub("", text)
    coded = any(map(str.isdigit, joined)) or (joined == text and CODE.fullmatch(joined))
    return joined if coded and _LOOKS_LIKE.fullmatch(joined) else None


def refuses(turn: Turn) -> bool:
    """Whether the text is a refusal with the invitation's code behind it, such as “DỪNG 7K2M9PQR”.

    An invitation by phone does not tell us the user id, so that a bare “dừng” of somebody who is
    not bound cannot name the person who is to be left alone.
    """
    if not isinstance(turn.event, Replied):
        return False
    words, _, last = fold(turn.event.text).rpartition(" ")
    return _STOP.fullmatch(words) is not None and _LOOKS_LIKE.fullmatch(last.upper()) is not None


def known_again(port: DoorPort, turn: Turn, here: Loaded, now: datetime) -> Event | None:
    """What a code means in a chat whose survey is open; None = it was no code of this survey.

    The owner's own brings the open question again. Any other is put in line.
    """
    code = code_in(turn)
    if code is None:
        return None
    if refuses(turn):
        return Replied("dừng", turn.received_at)
    holder = port.holders([code], now).get(code)
    return Begun() if holder and holder.conversation == here.conversation.id else None


def another_code(turn: Turn) -> bool:
    """Whether the text can be nothing but a code: letters and digits that codes have."""
    code = code_in(turn) or ""
    return bool(CODE.fullmatch(code)) and not code.isalpha() and not code.isdigit()


def put_in_line(port: DoorPort, turn: Turn, now: datetime) -> None:
    """A code while another survey is open: its survey comes after this one, if it was right."""
    code, chat = code_in(turn), turn.chat
    if code is None or chat is None:
        return
    tried = port.tries([chat.hash]).get(chat.hash, Tries(0, None))
    if tried.closed_until is not None and tried.closed_until > now:
        return
    holder = port.holders([code], now).get(code)
    if holder is None or not holder.live or holder.used_by not in (None, chat.hash):
        port.save_tries({chat.hash: counted(tried, now)})
    else:
        port.claim(chat.hash, [holder.conversation], now)


def counted(tried: Tries, now: datetime) -> Tries:
    """The tries with one more that was wrong."""
    wrong = tried.wrong + 1
    return Tries(0, now + CLOSED_FOR) if wrong >= WRONG_CODES else Tries(wrong, None)


def tell(gathered: Gathered, turn: Turn, prompt: Prompt, now: datetime, what: str = "help") -> None:
    """Say something to a chat outside any survey. One turn says one thing of a kind (`what`)."""
    if turn.chat is None:
        return
    gathered.messages.append(
        NewMessage(
            key=f"{what}/{turn.event_key}",
            invitation=None,
            purpose="help",
            channel="zalo",
            recipient=turn.chat.hash,
            subject_hash=None,
            # A button here names no conversation that it stands in: its value says which it begins.
            body={
                "prompt": prompt,
                "user": turn.chat.user,
                "account": turn.chat.account,
                "conversation": 0,
            },
            due_at=now,
            account=turn.chat.account,
            way="consultation",
        )
    )
