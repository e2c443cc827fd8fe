"""A person's place in a survey, and its spelling in JSON. It decides nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

import orjson

from flows.model import Ending

Fact = str | int | bool | None


class Status(StrEnum):
    """Waiting: invited, nothing begun. Open: begun. Ended: over, see `ending`."""

    WAITING = "waiting"
    OPEN = "open"
    ENDED = "ended"


class About(StrEnum):
    """Why an officer must read what a citizen said; each is a thread of its own in a talk."""

    PERSON = "person"  # asked for somebody to talk to
    ACCUSATION = "accusation"  # for the province's supervisor only
    DISTRESS = "distress"
    ERASE = "erase"  # wants the own data erased: answered within two working days
    UNREADABLE = "unreadable"  # a voice message, photo or file
    MAIL = "mail"  # answered a mail of ours with one


@dataclass(frozen=True, slots=True)
class Handed:
    """An officer has the word: the bot is quiet until they hand back, or the office closes."""

    about: About
    until: datetime


@dataclass(frozen=True, slots=True)
class Fragment:
    """The last words typed, to which the next ones may belong; `question` was open then."""

    question: str
    text: str
    at: datetime  # the platform's own time


@dataclass(frozen=True, slots=True)
class Starred:
    """The stars taken last: when they were pressed, by the platform, and the revision they made."""

    at: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class Pending:
    """A value that waits for the citizen's "yes, that is what I meant"."""

    question: str
    value: str
    words: str | None
    change: bool  # it would change an earlier answer
    tapped: bool  # else it was typed
    number: int  # tells its two buttons from those of an earlier confirm
    asked_at: datetime  # text that is older cannot be the answer to it
    held: bool = False  # its words are for the supervisor only


@dataclass(frozen=True, slots=True)
class Conversation:
    """Pinned to one flow. `facts` are the case's and the plan's, fixed at its birth."""

    id: int
    flow_hash: str
    facts: Mapping[str, Fact]
    language: str = "vi"
    status: Status = Status.WAITING
    ending: Ending | None = None
    valid: bool = False
    waiting_on: str | None = None
    asked_at: datetime | None = None  # when the open question was put in chat; None = it was not
    reasks: int = 0  # how often the open question was not understood
    pending: Pending | None = None
    answers: Mapping[str, str] = field(default_factory=dict)  # question -> stored value
    revisions: Mapping[str, int] = field(default_factory=dict)  # question -> last revision
    answered_last: str | None = None
    answered_at: datetime | None = None
    alerted: tuple[str, ...] = ()  # questions that warned the agency already
    spoken: int = 0  # messages said so far: numbers them for the outbox
    seed: int = 0  # drawn at its birth; decides what the survey leaves to chance
    lengths: Mapping[str, int] = field(default_factory=dict)  # signs of free words, by question
    handed: Handed | None = None
    fragment: Fragment | None = None
    later: datetime | None = None  # until then the citizen wants to be left alone
    laters: int = 0  # how often they said so: numbers the wake-ups
    again: tuple[str, ...] = ()  # answered questions that are asked once more
    told: tuple[About, ...] = ()  # what officers were told of
    starred: Starred | None = None  # by a rating template
    sent_at: datetime | None = None  # when all was sent; None = it was not
    clashed: tuple[str, ...] = ()  # answered on two screens at once; shown so at the review

    def fields(self) -> dict[str, str]:
        """The facts as texts, for placeholders."""
        return {name: value for name, value in self.facts.items() if isinstance(value, str)}


def dump(conversation: Conversation) -> bytes:
    """The conversation as JSON."""
    return orjson.dumps(conversation)


def load(raw: bytes | str) -> Conversation:
    """The conversation from its JSON; raises ValueError or KeyError on anything else."""
    data: dict[str, Any] = orjson.loads(raw)
    data["status"] = Status(data["status"])
    data["ending"] = Ending(data["ending"]) if data["ending"] else None
    data["pending"] = _pending(data["pending"]) if data["pending"] else None
    data["handed"] = _handed(data["handed"]) if data.get("handed") else None
    data["starred"] = _starred(data["starred"]) if data.get("starred") else None
    data["fragment"] = _fragment(data["fragment"]) if data.get("fragment") else None
    for name in ("alerted", "again", "clashed"):
        data[name] = tuple(data.get(name, ()))
    for name in ("asked_at", "answered_at", "later", "sent_at"):
        data[name] = datetime.fromisoformat(data[name]) if data.get(name) else None
    data["told"] = tuple(About(about) for about in data.get("told", ()))
    return Conversation(**data)


def _pending(data: dict[str, Any]) -> Pending:
    return Pending(**{**data, "asked_at": datetime.fromisoformat(data["asked_at"])})


def _handed(data: dict[str, Any]) -> Handed:
    return Handed(About(data["about"]), datetime.fromisoformat(data["until"]))


def _starred(data: dict[str, Any]) -> Starred:
    return Starred(datetime.fromisoformat(data["at"]), data["revision"])


def _fragment(data: dict[str, Any]) -> Fragment:
    return Fragment(**{**data, "at": datetime.fromisoformat(data["at"])})


class Answered(NamedTuple):
    """The answers of a conversation with one more revision, and that revision's number."""

    answers: Mapping[str, str]
    revisions: Mapping[str, int]
    lengths: Mapping[str, int]
    revision: int


def answered(conv: Conversation, question: str, value: str, words: str | None = None) -> Answered:
    """One more revision of `question`. Of free words the length alone is kept."""
    revision = conv.revisions.get(question, 0) + 1
    lengths = conv.lengths
    written = words is not None and value == ""
    if written or question in lengths:
        others = {id_: length for id_, length in lengths.items() if id_ != question}
        lengths = {**others, question: len(words or "")} if written else others
    return Answered(
        answers={**conv.answers, question: value},
        revisions={**conv.revisions, question: revision},
        lengths=lengths,
        revision=revision,
    )


def with_answer(
    conv: Conversation, question: str, value: str, now: datetime, words: str | None = None
) -> tuple[Conversation, int]:
    """The conversation with one more revision of `question`, and that revision's number."""
    answers, revisions, lengths, revision = answered(conv, question, value, words)
    moved = replace(
        conv,
        answers=answers,
        revisions=revisions,
        lengths=lengths,
        answered_last=question,
        answered_at=now,
        reasks=0,
        pending=None,
    )
    return moved, revision
