"""What a walk needs to know of a survey, made ready once. It knows no talk.

Questions that everybody meets in the same way, one behind the other and under the same condition,
are a stretch: it is judged once and passed in one go. Whatever may turn the talk, differ from
talk to talk, or is not answered by a citizen stands alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from flows.language.conditions.expression import names_in
from flows.language.conditions.names import CRITERIA, Type
from flows.language.kinds import name_of, value_of
from flows.model import DONT_KNOW, SKIPPED, Condition, Flow, Question, Shape, Value
from flows.once import once
from flows.walk.chance import arranged

_NUMBERS = (Type.NUMBER, Type.FREE_TEXT)
"""What conditions see as a number; of free words it is their length."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A question, a note or a computed value."""

    question: Question
    id: str
    seen: Mapping[str, Value]  # the answers that always fit, as conditions see them
    lists: tuple[str, ...]  # the lists of numbers that its value is put into
    turns: bool  # an answer may end the talk, or jump
    plain: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """Stops that are passed together, or one that is not `plain`."""

    stops: tuple[Stop, ...]
    questions: tuple[Question, ...]  # of the stops
    places: Mapping[str, int]  # of the stops, by id
    when: Condition | None  # of them all
    plain: bool
    singly: tuple["Stretch", ...]  # each stop as a stretch of its own, for a jump into the midst


def stretches(flow: Flow, seed: int) -> Sequence[Stretch]:
    """The stretches in the order in which this talk meets them."""
    plan = once(_plan, flow)
    if not plan.mixed:
        return plan.usual
    return [plan.single[question.id] for question in arranged(flow, seed)]


@dataclass(frozen=True, slots=True)
class _Plan:
    usual: tuple[Stretch, ...]  # in the file's order
    single: Mapping[str, Stretch]  # each question as a stretch of its own
    mixed: bool  # chance decides the order, or who is asked what


def _plan(flow: Flow) -> _Plan:
    single = {question.id: _stretch((_stop(question),), ()) for question in flow.questions}
    mixed = any(section.shuffled or section.ask for section in flow.sections)
    return _Plan(tuple(_joined(tuple(single.values()))), single, mixed)


def _joined(single: Sequence[Stretch]) -> Iterator[Stretch]:
    for _, group in groupby(single, key=_shared):
        parts = tuple(group)
        if len(parts) == 1 or not _is_steady(parts):
            yield from parts
        else:
            yield _stretch(tuple(part.stops[0] for part in parts), parts)


def _shared(stretch: Stretch) -> object:
    """What neighbours in a stretch have in common: the words of their condition."""
    if not stretch.plain:
        return stretch.stops[0].id
    return (stretch.when.source if stretch.when else None,)


def _is_steady(parts: Sequence[Stretch]) -> bool:
    """Whether no answer on the stretch can change whether the rest of it is asked."""
    when = parts[0].when
    if when is None:
        return True
    stops = [part.stops[0] for part in parts]
    known = {stop.id for stop in stops} | {name for stop in stops for name in stop.lists}
    return not known & names_in(when.source)


def _stretch(stops: tuple[Stop, ...], singly: tuple[Stretch, ...]) -> Stretch:
    return Stretch(
        stops=stops,
        questions=tuple(stop.question for stop in stops),
        places={stop.id: place for place, stop in enumerate(stops)},
        when=stops[0].question.when,
        plain=stops[0].plain,
        singly=singly,
    )


def _stop(question: Question) -> Stop:
    one = question.shape is Shape.ONE and not question.varies
    values = (*question.offered, DONT_KNOW, SKIPPED) if one else (DONT_KNOW, SKIPPED)
    turns = bool(question.ends or question.goes_to)
    return Stop(
        question=question,
        id=question.id,
        seen={value: value_of(question, value) for value in values},
        lists=tuple(_lists(question)),
        turns=turns,
        plain=question.asked and not question.varies and not turns,
    )


def _lists(question: Question) -> Iterator[str]:
    if name_of(question).type in _NUMBERS:
        if question.criterion is not None:
            yield CRITERIA
        if question.matrix is not None:
            yield question.matrix
