"""An officer's answer from the desk: in the citizen's chat or by mail, and in the thread. Pure.

In chat it is a consultation message, which the platform takes for some days after the
citizen's last act and never later; the page says so. Whoever wrote by mail is answered by mail, at
the address of the case: what a mail says of its sender proves nothing.
The citizen is told who speaks: a person, not the bot.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.conversation import About, Conversation
from bot.events import Prompt
from bot.parts import parted
from bot.prompts import sentence
from bot.turns import ChatAddress
from post.ports import NewMessage
from post.rules import Rules

MOST_SIGNS = 2000
_FACTS = ("agency.name", "department.name", "plan.hotline")


class Told(StrEnum):
    """What became of an answer; the desk has a sentence for each."""

    SENT = "sent"
    EMPTY = "empty"
    LONG = "long"
    CLOSED = "closed"  # the thread was closed meanwhile
    NO_CHAT = "no_chat"  # the citizen answers on the page, or has withdrawn
    LATE = "late"  # the platform's window is over
    NO_FILE = "no_file"  # by mail goes text alone


@dataclass(frozen=True, slots=True)
class Given:
    """What an officer wrote. `key` is the form's own: the same form is sent once."""

    conversation: int
    about: str
    key: str
    text: str
    file: int | None = None  # of post.files
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class MailTo:
    """Where somebody who wrote by mail is answered, and which mail of theirs."""

    hash: str  # of the address
    address: str
    answers: str  # its Message-ID, "" = it had none
    heading: str  # whom our mail's subject named, "" = it named nobody


@dataclass(frozen=True, slots=True)
class Opened:
    """An open thread: the talk, and where its citizen can be written to."""

    talk: Conversation
    chat: ChatAddress | None
    heard_at: datetime | None  # when they last did something in that chat
    mail: MailTo | None = None  # they have written by mail


class AnswerPort(Protocol):
    """Inside a write transaction."""

    def opened(self, conversation: int, about: str) -> Opened | None:
        """The thread, if it is open."""
        ...

    def answered(self, given: Given, said: list[NewMessage], words: str, now: datetime) -> None:
        """Put the messages in the outbox and a line into the thread; known keys change nothing."""
        ...


def answer(port: AnswerPort, given: Given, rules: Rules, now: datetime) -> Told:
    """Take an officer's answer: what became of it."""
    text = given.text.strip()
    if not text and given.file is None:
        return Told.EMPTY
    if len(text) > MOST_SIGNS:
        return Told.LONG
    opened = port.opened(given.conversation, given.about)
    if opened is None:
        return Told.CLOSED
    by_mail = given.about == About.MAIL or opened.chat is None
    if opened.mail is not None and by_mail:
        return _by_mail(port, given, (opened, opened.mail), text, now)
    if opened.chat is None or opened.heard_at is None:
        return Told.NO_CHAT
    until = opened.heard_at + rules.consultation_billed - rules.consultation_margin
    if now >= until:
        return Told.LATE
    free = now < opened.heard_at + rules.consultation_free - rules.consultation_margin
    base = NewMessage(
        key=f"{given.conversation}/officer/{given.key}/zalo",
        invitation=given.conversation,
        purpose="officer",
        channel="zalo",
        recipient=opened.chat.hash,
        subject_hash=None,  # whoever asked for a person is answered, also after a refusal
        body={"user": opened.chat.user, "account": opened.chat.account},
        due_at=now,
        not_after=until,
        account=opened.chat.account,
        way="consultation",
        price=0 if free else rules.consultation_price,
    )
    port.answered(given, _said(base, opened.talk, given, text), text or given.file_name, now)
    return Told.SENT


def _by_mail(
    port: AnswerPort, given: Given, of: tuple[Opened, MailTo], text: str, now: datetime
) -> Told:
    if given.file is not None:
        return Told.NO_FILE
    opened, to = of
    facts = {name: opened.talk.facts.get(name) for name in _FACTS}
    # the agency's own name may tell something private: then our first mail's subject lacked it too
    heading = to.heading or facts["department.name"]
    body = {"kind": "officer", "to": to.address, "facts": facts, "heading": heading, "text": text}
    message = NewMessage(
        key=f"{given.conversation}/officer/{given.key}/email",
        invitation=given.conversation,
        purpose="officer",
        channel="email",
        recipient=to.hash,
        subject_hash=None,  # as in chat
        body={**body, "answers": to.answers},
        due_at=now,
        way="email",
    )
    port.answered(given, [message], text, now)
    return Told.SENT


def _said(base: NewMessage, talk: Conversation, given: Given, text: str) -> list[NewMessage]:
    """The words, with who says them, and the file behind them."""
    words = sentence(talk, "officer_says", text=text) if text else ""
    said = parted(replace(base, body={**base.body, "prompt": Prompt(words)})) if words else []
    if given.file is not None:
        caption = "" if words else sentence(talk, "officer_sends")
        held = {**base.body, "file": given.file, "text": caption}
        said.append(replace(base, key=f"{base.key}/file", body=held))
    return said
