"""Jumps: `goes_to: {no: m_mong_doi}`, from an answer to a later question or section. Pure.

Only forwards, so that no talk can turn in a circle.
"""

from collections.abc import Mapping, Sequence

from flows.language.parts import Part
from flows.model import Question, Section


def check_jumps(
    questions: Sequence[Question], sections: Sequence[Section], entries: Mapping[str, Part]
) -> None:
    """Report each jump that leads nowhere, back, or into the middle of what chance decides.

    `entries` are the parts under `questions:` by id.
    """
    mixed = {section.id for section in sections if section.shuffled or section.ask}
    places = {question.id: n for n, question in enumerate(questions)}
    first: dict[str, int] = {}
    for n, question in enumerate(questions):
        for name in (question.section, question.matrix):
            first.setdefault(name or "", n)
    for n, question in enumerate(questions):
        for value, target in question.goes_to.items():
            part = entries[question.id].at("goes_to", None).at(value, target)
            place = places.get(target, first.get(target))
            if place is None:
                later = [id_ for id_, there in (places | first).items() if id_ and there > n]
                part.fault("F046", id=target, word=target, among=later)
            elif value in question.ends:
                part.fault("F084", value=value)
            elif place <= n:
                part.fault("F047", id=target)
            elif question.section in mixed or (
                target in places and questions[place].section in mixed
            ):
                part.fault("F076", id=target)
