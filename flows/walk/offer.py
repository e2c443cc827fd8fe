"""Which choices a question has in this talk, and whether an answer is among them. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from flows.model import DONT_KNOW, SEPARATOR, SKIPPED, Choice, Question, Shape
from flows.walk.chance import shuffled


def offered(question: Question, names: Mapping[str, object], seed: int) -> Question | None:
    """The question with the choices of this talk; None = nothing is left to choose from."""
    choices = tuple(
        choice
        for choice in shuffled(question, seed)
        if choice.when is None or choice.when.holds(names)
    )
    if all(choice.last for choice in choices):
        return None
    return question if choices == question.choices else replace(question, choices=choices)


def in_order(question: Question) -> tuple[Choice, ...]:
    """The choices as they are shown: of a descending scale the highest point first."""
    return question.choices[::-1] if question.descending else question.choices


def fits(question: Question, stored: str) -> bool:
    """Whether an answer still fits: a choice that is offered no more, or not ranked, is none."""
    if not question.choices or stored in (DONT_KNOW, SKIPPED):
        return True
    if question.shape is Shape.ONE:
        return stored in question.offered
    parts = stored.split(SEPARATOR)
    if question.shape is Shape.RANKED:
        return question.offered.keys() == set(parts)
    return all(part in question.offered for part in parts)
