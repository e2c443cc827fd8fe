"""Words typed in several messages: a fragment joins the text before it, if both together are sure.

“rất” and, at once, “hài lòng” are one answer. Pure.
"""

from datetime import timedelta
from typing import NamedTuple

from bot import answers
from bot.answers import Given
from bot.contexts import context_of
from bot.conversation import Conversation, Fragment
from bot.events import Replied
from bot.understand import read
from bot.understand.reading import Certainty, Reading
from flows.model import Question, Shape

TOGETHER = timedelta(seconds=10)
"""By the platform's own times."""


class Heard(NamedTuple):
    """The words that count, what they mean, and what of it would be recorded."""

    text: str
    reading: Reading
    given: answers.Taken


def heard(conv: Conversation, question: Question, event: Replied) -> Heard:
    """What was typed at the open question, with the fragment before it where that makes it sure."""
    alone = _read(question, event.text)
    before = _before(conv, event)
    whole = alone.reading.command is not None and alone.given is None
    if before is None or before.question != question.id or whole:
        return alone
    both = _read(question, f"{before.text} {event.text}")
    return both if _sure(both) or _doubtful(both, alone) else alone


def of_the_last(conv: Conversation, question: Question, event: Replied) -> Heard | None:
    """What was typed as the rest of the answer just given to `question`; None = it is no rest.

    Where nothing new comes of it, its `given` is None.
    """
    before = conv.fragment
    if before is None or not may_belong(conv, question.id, event):
        return None
    both = _read(question, f"{before.text} {event.text}")
    if not _sure(both) or not isinstance(both.given, Given):
        return None
    same = question.shape is not Shape.WORDS
    known = same and conv.answers.get(question.id) == answers.stored(question, both.given.value)
    return both._replace(given=None) if known else both


def may_belong(conv: Conversation, question: str, event: Replied) -> bool:
    """Whether what is typed now may be the rest of what was typed at this question."""
    before = _before(conv, event)
    return before is not None and before.question == question


def typed(question: Question, text: str, event: Replied) -> Fragment:
    """What the next words may belong to."""
    return Fragment(question.id, text, event.at)


def _before(conv: Conversation, event: Replied) -> Fragment | None:
    before = conv.fragment
    together = before is not None and timedelta() <= event.at - before.at <= TOGETHER
    return before if together else None


def _read(question: Question, text: str) -> Heard:
    reading = read(text, context_of(question))
    return Heard(text, reading, answers.replied(question, reading, text))


def _doubtful(both: Heard, alone: Heard) -> bool:
    """Whether together they likely mean something else: “không”, “hài lòng lắm” is asked about."""
    likely = both.reading.certainty is Certainty.LIKELY and isinstance(both.given, Given)
    return likely and both.reading.value != alone.reading.value


def _sure(both: Heard) -> bool:
    said = both.reading
    return said.certainty is Certainty.SURE and said.command is None and both.given is not None
