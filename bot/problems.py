"""Why an answer does not fit, as a sentence for the citizen. Pure."""

from collections.abc import Mapping

from bot.phrasebook import phrase
from bot.values import written
from flows.language.kinds import Problem
from flows.language.placeholders import fill
from flows.model import Question, words


def told(question: Question, problem: Problem, language: str, fields: Mapping[str, str]) -> str:
    """The question's own words where it has some, else the phrase for the problem."""
    if question.error is not None:
        return fill(words(question.error, language), fields)
    blanks = {name: _blank(question, value, language) for name, value in problem.blanks.items()}
    return phrase(language, problem.phrase, **blanks)


def _blank(question: Question, value: object, language: str) -> object:
    if isinstance(value, Mapping):
        return words(value, language)
    return written(question, value, language) if isinstance(value, str) else value
