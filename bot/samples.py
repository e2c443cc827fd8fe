"""Answers of a made-up citizen, for showing a survey: a satisfied one and a dissatisfied one."""

from bot.contexts import shows_dont_know
from flows.language.kinds import entry_of
from flows.model import DONT_KNOW, SEPARATOR, SKIPPED, Kind, Question, Shape
from flows.walk.offer import in_order

WORDS = {
    "vi": "Tôi phải đi lại nhiều lần.",
    "en": "I had to come back several times.",
    "km": "ខ្ញុំត្រូវមកម្តងហើយម្តងទៀត។",
}


def answer_to(question: Question, low: bool, language: str) -> str:
    """The stored value (for words: the words) on the satisfied or the dissatisfied way.

    Never one that ends the talk early. What warns the agency is dissatisfied; scales and lists
    stand lowest first; a consent and a yes/no get a yes on both ways, so that what follows is seen.
    """
    if question.kind is Kind.TEXT:
        return WORDS.get(language, WORDS["vi"])
    tried = entry_of(question).samples(question)
    samples = [value for value in tried if value not in question.ends]
    bad = question.alert.values if question.alert else frozenset()
    if not samples:
        return SKIPPED
    if samples[0] == "yes":
        return "yes"
    if low:
        return next((value for value in samples if value in bad), samples[0])
    return next((value for value in reversed(samples) if value not in bad), samples[-1])


def typed(question: Question, value: str) -> str | None:
    """What is typed in chat to give this value; None = a button gives it."""
    if value == DONT_KNOW:
        return None if shows_dont_know(question) else "không biết"
    if value == SKIPPED:
        return "bỏ qua"
    if question.shape in (Shape.SEVERAL, Shape.RANKED):
        order = [choice.value for choice in in_order(question)]
        return ", ".join(str(order.index(part) + 1) for part in value.split(SEPARATOR))
    if question.shape is Shape.ONE and question.kind is not Kind.RECOMMEND:
        return None
    return value
