"""The review before sending, where the survey asks for it: when it is due, and its words. Pure.

A talk stands at its review when it is open and waits on no question. What the citizen has seen is
told by how many revisions there were: that number stamps the button “Gửi”, so that the button of
an earlier review shows the new one and sends nothing unseen. It repeats no free words (the talk
does not have them) and no sensitive answer.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.conversation import Conversation, Status
from bot.events import Effect, Option, Prompt, Say
from bot.phrasebook import phrase
from bot.prompts import question_text
from bot.values import label_of
from bot.walk import path_of
from flows.language.defaults import NONE_OF_THESE
from flows.model import DONT_KNOW, SKIPPED, Ending, Flow, Question, Shape, words
from flows.walk.path import Path
from ground.text import squeeze

Moved = tuple[Conversation, tuple[Effect, ...]]

REVIEW = "_review"
"""The reserved question of the review's buttons; its values are `send/N` and `change/N`."""
MOST_SIGNS = 1800
"""Of one message; Zalo refuses 2,000."""

_QUESTION, _ANSWER = 100, 200  # signs of a line
_LABELS = {"send": "review_send", "change": "review_change"}


@dataclass(frozen=True, slots=True)
class Line:
    """One answer as it is shown once more. `number` is the question's place on the path, from 1."""

    question: Question
    number: int
    answer: str
    quiet: bool  # said instead of the answer: skipped, noted, not repeated


def due(flow: Flow, path: Path) -> bool:
    """Whether these answers are to be reviewed: all were asked, and none of them ended the talk."""
    if not flow.review or path.ending is not Ending.COMPLETE or not path.asked:
        return False
    last = path.asked[-1]
    return path.given[last.id] not in last.ends


def at_review(conv: Conversation) -> bool:
    """Whether the talk waits for its answers to be sent."""
    return conv.status is Status.OPEN and conv.waiting_on is None


def seen(conv: Conversation) -> int:
    """How many revisions there are: who has seen so many has seen all."""
    return sum(conv.revisions.values())


def lines(conv: Conversation, path: Path) -> tuple[Line, ...]:
    """Every answer that counts, in the order of asking."""
    numbered = enumerate(path.asked, 1)  # a question that a correction led to may stand blank
    return tuple(_told(conv, q, n, path.given[q.id]) for n, q in numbered if q.id in path.given)


def _told(conv: Conversation, question: Question, number: int, value: str) -> Line:
    key = _instead(question, value)
    if key is not None:
        return Line(question, number, phrase(conv.language, key), quiet=True)
    none = words(NONE_OF_THESE, conv.language)
    answer = label_of(question, value, conv.language) if value else none
    return Line(question, number, answer, quiet=False)


def _instead(question: Question, value: str) -> str | None:
    """The phrase that stands where the answer itself is not repeated."""
    if value == SKIPPED:
        return "review_skipped"
    if value == DONT_KNOW:
        return None
    if question.sensitive:
        return "review_sealed"
    return "review_words" if question.shape is Shape.WORDS else None


def reviewed(flow: Flow, conv: Conversation, before: str, now: datetime) -> Moved:
    """All answers in the chat once more; `before` is said first."""
    shown = replace(conv, waiting_on=None, asked_at=now, reasks=0, pending=None, again=())
    head = " ".join(filter(None, (before, phrase(conv.language, "review"))))
    told = [_line(conv, line) for line in lines(conv, path_of(flow, conv))]
    texts = list(_packed([head, *told, phrase(conv.language, "review_how")]))
    prompts = [*(Prompt(text) for text in texts[:-1]), Prompt(texts[-1], buttons(conv))]
    return shown, tuple(Say(prompt) for prompt in prompts)


def reminded(flow: Flow, conv: Conversation, before: str, now: datetime) -> Moved:
    """What can be done now, after `before`; all answers where this chat has not seen them."""
    if conv.asked_at is None or not before:
        return reviewed(flow, conv, before, now)
    text = f"{before} {phrase(conv.language, 'review_how')}"
    return replace(conv, pending=None), (Say(Prompt(text, buttons(conv))),)


def _line(conv: Conversation, line: Line) -> str:
    asked = _short(squeeze(question_text(conv, line.question)), _QUESTION)
    answer = _short(line.answer, _ANSWER)
    return phrase(conv.language, "review_line", n=line.number, question=asked, answer=answer)


def _short(text: str, most: int) -> str:
    """At most so many signs, cut behind a word."""
    if len(text) <= most:
        return text
    return f"{text[:most].rpartition(' ')[0] or text[:most]}…"


def _packed(parts: Iterable[str]) -> Iterator[str]:
    """The parts a line each, in as few messages as hold them."""
    text = ""
    for part in parts:
        longer = f"{text}\n{part}" if text else part
        if text and len(longer) > MOST_SIGNS:
            yield text
            longer = part
        text = longer
    yield text


def buttons(conv: Conversation, acts: Sequence[str] = tuple(_LABELS)) -> tuple[Option, ...]:
    """The review's buttons, stamped with what was seen."""
    return tuple(
        Option(phrase(conv.language, _LABELS[act]), REVIEW, f"{act}/{seen(conv)}") for act in acts
    )
