"""Which questions are asked, and in which order, given the answers so far.

The order is the file's; `when` is judged on the answers before it, and an answer that fell
off the path (a changed mind) counts no longer, neither for a later `when` nor for the end.
"""

from collections.abc import Iterator, Mapping

from flows.language.names import CRITERIA
from flows.language.scope import add
from flows.model import Ending, Flow, Question


def asked(
    flow: Flow, answers: Mapping[str, str], facts: Mapping[str, object]
) -> tuple[Question, ...]:
    """The questions on the path as known now; an answer that ends the talk ends it.

    Its length is the total for "câu 4/16"; it can grow or shrink with the next answer.
    """
    return tuple(_walk(flow, answers, facts))


def next_question(
    flow: Flow, answers: Mapping[str, str], facts: Mapping[str, object]
) -> Question | None:
    """The first question on the path without an answer; None = there is none left."""
    return next((q for q in _walk(flow, answers, facts) if q.id not in answers), None)


def ending(flow: Flow, answers: Mapping[str, str], facts: Mapping[str, object]) -> Ending | None:
    """How the talk ended by these answers; None = a question is still open."""
    path = asked(flow, answers, facts)
    if any(question.id not in answers for question in path):
        return None
    last = path[-1] if path else None
    return last.ends.get(answers[last.id], Ending.COMPLETE) if last else Ending.COMPLETE


def _walk(
    flow: Flow, answers: Mapping[str, str], facts: Mapping[str, object]
) -> Iterator[Question]:
    names: dict[str, object] = dict(facts)
    criteria: list[int] = []
    names[CRITERIA] = criteria
    for question in flow.questions:
        if question.when is not None and not question.when.holds(names):
            continue
        yield question
        stored = answers.get(question.id)
        if stored is None:  # a name that is not there reads as missing
            continue
        if stored in question.ends:
            return
        add(names, criteria, question, stored)
