"""How a stored answer reads in the citizen's language. Pure; it phrases no sentence."""

from bot.phrasebook import phrase
from flows.model import DONT_KNOW, SEPARATOR, Kind, Question, Shape, words


def label_of(question: Question, value: str, language: str) -> str:
    """An answer in words: labels, a number with its unit, a day as people write it."""
    if value == DONT_KNOW:
        own = question.dont_know_label
        return words(own, language) if own else phrase(language, "dont_know_label")
    match question.shape:
        case Shape.SEVERAL:
            return ", ".join(_label(question, part, language) for part in value.split(SEPARATOR))
        case Shape.RANKED:
            places = enumerate(value.split(SEPARATOR), 1)
            return ", ".join(f"{n}. {_label(question, part, language)}" for n, part in places)
        case Shape.WRITTEN:
            return written(question, value, language)
        case _:
            return _label(question, value, language)


def written(question: Question, value: str, language: str) -> str:
    """A number, day or time as it is written in the language."""
    if question.kind is Kind.DATE:
        year, month, day = value.split("-")
        return f"{day}/{month}/{year}"
    if question.kind is not Kind.NUMBER:
        return value
    number = grouped(value, language)
    return f"{number} {words(question.unit, language)}" if question.unit else number


def grouped(number: str, language: str) -> str:
    """With a mark between thousands from 10,000 on (below, it may be a year): 20.000, 2,5."""
    whole, point, decimals = number.partition(".")
    if len(whole.lstrip("-")) > 4:
        whole = f"{int(whole):,}"
    text = f"{whole}{point}{decimals}"
    if language == "en":
        return text
    return text.translate({ord(","): ".", ord("."): ","})


def _label(question: Question, value: str, language: str) -> str:
    choice = question.choice(value)
    return words(choice.label, language) if choice else value
