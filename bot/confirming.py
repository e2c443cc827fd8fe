"""A value that is not sure waits for the citizen's yes. Pure; it records nothing itself."""

from dataclasses import replace
from datetime import datetime

from bot.answers import Given
from bot.conversation import Conversation, Pending
from bot.events import Effect, Option, Prompt, Replied, Say
from bot.phrasebook import phrase
from bot.prompts import CONFIRM, question_text, sentence
from bot.understand import read
from bot.understand.reading import Certainty, Context
from bot.values import label_of
from flows.model import SKIPPED, Question

_YES_NO = Context(kind="yes_no")
_SHORT = 60  # signs of the citizen's own words that are repeated


def doubt(
    conv: Conversation,
    question: Question,
    given: Given,
    now: datetime,
    late: bool = False,
) -> tuple[Conversation, tuple[Effect, ...]]:
    """Ask whether `given` was meant: it changes an answer, came too early, or is only likely."""
    value, words, way_in, held = given
    earlier = conv.answers.get(question.id)
    change = earlier is not None and question.id != conv.waiting_on
    pending = Pending(
        question=question.id,
        value=value,
        words=words,
        change=change,
        tapped=way_in == "tap",
        number=conv.spoken + 1,
        asked_at=now,
        held=held,
    )
    told = sentence(
        conv,
        _key(earlier if change else None, late),
        question=question_text(conv, question),
        old=label_of(question, earlier, conv.language) if change and earlier else "",
        label=_label(conv, question, value, words),
    )
    return replace(conv, pending=pending), (Say(_prompt(conv, told, pending)),)


def meant(conv: Conversation, event: Replied) -> bool | None:
    """Whether a typed reply says yes or no to what waits for it; None = it is something else."""
    if conv.pending is None or event.at < conv.pending.asked_at:
        return None
    reading = read(event.text, _YES_NO)
    if reading.certainty is not Certainty.SURE or reading.value not in ("yes", "no"):
        return None
    return reading.value == "yes"


def stamped(conv: Conversation, value: str) -> bool | None:
    """What a pressed button says to what waits; None = it belongs to an earlier confirm."""
    said, _, number = value.partition("/")
    if conv.pending is None or number != str(conv.pending.number) or said not in ("yes", "no"):
        return None
    return said == "yes"


def _key(earlier: str | None, late: bool) -> str:
    if earlier is None:
        return "confirm_late" if late else "confirm"
    return "confirm_skipped" if earlier == SKIPPED else "confirm_change"


def _label(conv: Conversation, question: Question, value: str, words: str | None) -> str:
    """How the doubtful value reads; free words are repeated, shortened."""
    if value == SKIPPED:
        return phrase(conv.language, "skip_it")
    if value or words is None:
        return label_of(question, value, conv.language)
    return words if len(words) <= _SHORT else f"{words[:_SHORT].rstrip()}…"


def _prompt(conv: Conversation, text: str, pending: Pending) -> Prompt:
    no = "no_keep" if pending.change else "no_again"
    return Prompt(
        text,
        (
            Option(phrase(conv.language, "yes"), CONFIRM, f"yes/{pending.number}"),
            Option(phrase(conv.language, no), CONFIRM, f"no/{pending.number}"),
        ),
        quotes=True,
    )
