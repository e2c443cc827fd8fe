"""What a walk needs to know of each question, made ready once a survey. It knows no talk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flows.language.kinds import value_of
from flows.model import DONT_KNOW, SKIPPED, Flow, Question, Shape, Value
from flows.once import once
from flows.walk.chance import arranged


@dataclass(frozen=True, slots=True)
class Stop:
    """A question, a note or a computed value on the way."""

    question: Question
    id: str
    sure: bool  # whoever comes here is asked it, with the same choices
    seen: Mapping[str, Value]  # the answers that fit whatever happens, as conditions see them


def stops(flow: Flow, seed: int) -> Sequence[Stop]:
    """The stops in the order in which this talk meets them."""
    plan = once(_plan, flow)
    order = arranged(flow, seed)
    return plan.usual if order is flow.questions else [plan.by_id[each.id] for each in order]


@dataclass(frozen=True, slots=True)
class _Plan:
    usual: tuple[Stop, ...]  # in the file's order
    by_id: Mapping[str, Stop]


def _plan(flow: Flow) -> _Plan:
    usual = tuple(_stop(question) for question in flow.questions)
    return _Plan(usual, {stop.id: stop for stop in usual})


def _stop(question: Question) -> Stop:
    listed = question.shape is Shape.ONE and not question.varies
    values = (*question.offered, DONT_KNOW, SKIPPED) if listed else (DONT_KNOW, SKIPPED)
    return Stop(
        question=question,
        id=question.id,
        sure=question.asked and question.when is None and not question.varies,
        seen={value: value_of(question, value) for value in values},
    )
