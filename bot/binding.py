"""An address that stands nowhere: a code binds it once, anything else is explained.

Until bound, nothing of any case is said, and no other way binds.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.effects import Gathered
from bot.events import Begun, Event, Prompt, Replied, Tapped
from bot.phrasebook import phrase
from bot.ports import CodeHolder, Loaded, Tries, TurnPort
from bot.turns import Turn
from bot.understand import read
from bot.understand.reading import Command, Context
from ground.seal import CODE_ALPHABET
from ground.text import fold, squeeze
from post.ports import NewMessage

CODE_LENGTH = 8
WRONG_CODES = 5
CLOSED_FOR = timedelta(hours=1)

_CODE = re.compile(f"[{CODE_ALPHABET}]{{{CODE_LENGTH}}}")
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
    coded = any(map(str.isdigit, joined)) or (joined == text and _CODE.fullmatch(joined))
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


def known_again(port: TurnPort, turn: Turn, here: Loaded, now: datetime) -> Event | None:
    """What a code means in a chat whose survey is open; None = it was no code.

    The owner's own brings the open question again. Any other must wait, whether or not it is
    right: nobody can try codes here.
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
    return bool(_CODE.fullmatch(code)) and not code.isalpha() and not code.isdigit()


def strangers(
    port: TurnPort, turns: Sequence[Turn], now: datetime, gathered: Gathered
) -> Iterator[tuple[Turn, CodeHolder]]:
    """Answer each unbound turn; yields those whose code was right, bound already."""
    if not turns:
        return
    codes = {turn.event_key: code_in(turn) for turn in turns}
    holders = port.holders(sorted({code for code in codes.values() if code}), now)
    tries = dict(port.tries(sorted({turn.chat.hash for turn in turns if turn.chat})))
    for turn in turns:
        code = codes[turn.event_key]
        chat = turn.chat
        if chat is None:
            continue
        tried = tries.get(chat.hash, Tries(0, None))
        holder = holders.get(code) if code else None
        if code is None or not isinstance(turn.event, Replied | Tapped):
            tell(gathered, turn, "stranger_stop" if _bare_stop(turn) else "stranger", now)
        elif tried.closed_until is not None and tried.closed_until > now:
            tell(gathered, turn, "code_closed", now)
        elif holder is None or not holder.live or holder.used_by is not None:
            tries[chat.hash] = _one_more_wrong(tried, now)
            port.save_tries({chat.hash: tries[chat.hash]})
            closed = tries[chat.hash].closed_until is not None
            tell(gathered, turn, "code_closed" if closed else "code_wrong", now)
        else:
            port.lock_people([holder.person])
            port.bind(chat, holder, now)
            yield turn, holder


def _bare_stop(turn: Turn) -> bool:
    return (
        isinstance(turn.event, Replied)
        and read(turn.event.text, Context(kind="text")).command is Command.STOP
    )


def _one_more_wrong(tried: Tries, now: datetime) -> Tries:
    wrong = tried.wrong + 1
    return Tries(0, now + CLOSED_FOR) if wrong >= WRONG_CODES else Tries(wrong, None)


def tell(gathered: Gathered, turn: Turn, key: str, now: datetime) -> None:
    """Explain something to a chat, outside any survey."""
    if turn.chat is None:
        return
    prompt = Prompt(phrase("vi", key))
    gathered.messages.append(
        NewMessage(
            key=f"help/{turn.event_key}",
            invitation=None,
            purpose="help",
            channel="zalo",
            recipient=turn.chat.hash,
            subject_hash=None,
            body={"prompt": prompt, "user": turn.chat.user, "account": turn.chat.account},
            due_at=now,
        )
    )
