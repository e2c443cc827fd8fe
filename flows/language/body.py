"""The entries under `questions:` in order: `section:` opens a section, the rest are asked."""

from collections.abc import Mapping

from flows.language.jumps import check_jumps
from flows.language.keys import SECTION, names
from flows.language.parts import Part
from flows.language.questions import EACH_KEYS, Reader, ids_of
from flows.model import Question, Section

MOST_ASKED = 100
_OWN = names(SECTION)


def entries(part: Part | None, reader: Reader) -> tuple[tuple[Section, ...], tuple[Question, ...]]:
    """The sections and their questions; every fault is reported."""
    listed = part.group() if part else {}
    reader.conditions.ids = [
        id_ for name, each in listed.items() if not is_section(each)
        for id_ in ids_of(name, each.value)
    ]  # fmt: skip
    sections: list[Section] = []
    questions: list[Question] = []
    each_: Mapping[str, Part] = {}
    for name, entry in listed.items():
        if is_section(entry):
            reader.conditions.release()
            section, each_ = _section(name, entry, reader)
            sections.append(section)
            continue
        if not sections and not questions:
            entry.fault("F009", at_key=True, id=name)
        here = sections[-1].id if sections else ""
        questions += reader.read(entry, here, each_)
    reader.conditions.release()
    if part is not None and not questions:
        part.fault("F011", at_key=True)
    _check_drawn(sections, questions, listed)
    check_jumps(questions, sections, {**listed, **_parents(questions, listed)})
    return tuple(sections), tuple(questions)


def is_section(part: Part) -> bool:
    """Whether an entry opens a section."""
    return isinstance(part.value, dict) and "section" in part.value


def _section(name: str, entry: Part, reader: Reader) -> tuple[Section, Mapping[str, Part]]:
    """The section, and what its line says for each of its questions."""
    entry.check_id()
    found = entry.closed((*_OWN, *EACH_KEYS))
    title = reader.translations.text(found["section"], "questions", name, "text")
    ask = found["ask"].whole(1, MOST_ASKED) if "ask" in found else None
    mixed = "shuffle_questions" in found and found["shuffle_questions"].flag()
    if mixed or ask is not None:
        reader.conditions.hold()
    return Section(name, title, mixed, ask), {k: p for k, p in found.items() if k not in _OWN}


def _check_drawn(
    sections: list[Section], questions: list[Question], listed: Mapping[str, Part]
) -> None:
    """Report a section that asks as many as it has, or mixes in what is not asked."""
    for section in sections:
        inside = [q for q in questions if q.section == section.id and q.other_of is None]
        if section.ask is not None and section.ask >= len(inside):
            part = listed[section.id].at("ask", section.ask)
            part.fault("F078", ask=section.ask, count=len(inside))
        for question in inside if section.shuffled or section.ask else ():
            if question.value is not None:
                listed[question.id].fault("F079", at_key=True, id=question.id)


def _parents(questions: list[Question], listed: Mapping[str, Part]) -> dict[str, Part]:
    """The entries that questions of a matrix, or of an “other”, come from."""
    return {
        question.id: listed[parent]
        for question in questions
        if (parent := question.matrix or question.other_of) is not None
    }
