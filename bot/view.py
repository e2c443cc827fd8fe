"""What stands open, what was answered, what may change: all that a page shows. Pure.

A GET calls only this and changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.conversation import Conversation, Status
from bot.prompts import farewell
from flows.language.path import asked
from flows.language.placeholders import fill
from flows.model import Ending, Flow, Kind, Question, words


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """One choice of a field, in the citizen's language."""

    value: str
    label: str
    icon: str


@dataclass(frozen=True, slots=True)
class Field:
    """One question on the screen and its present answer (None = not answered)."""

    id: str
    kind: Kind
    number: int  # its place in the survey, 1-based
    text: str
    hint: str
    choices: tuple[FieldChoice, ...]
    dont_know: bool
    answer: str | None
    max_length: int


@dataclass(frozen=True, slots=True)
class Screen:
    """One page of the survey. `notice` stands on the first page; `farewell` when it is over."""

    language: str
    languages: tuple[str, ...]
    title: str
    section: str
    fields: tuple[Field, ...]
    answered: int
    total: int
    first: bool
    last: bool
    notice: str
    ending: Ending | None
    farewell: str
    facts: Mapping[str, str]
    revision: int  # grows with every answer; a form of an older screen still holds


def view(flow: Flow, conv: Conversation, language: str | None = None) -> Screen:
    """The screen that stands open in `language` (the conversation's own by default)."""
    spoken = language if language in flow.languages else conv.language
    path = asked(flow, conv.answers, conv.facts)
    section = _open_section(conv, path)
    shown = tuple(q for q in path if q.section == section)
    numbers = {question.id: n for n, question in enumerate(path, 1)}
    over = conv.status is Status.ENDED and conv.ending is not None
    fields = conv.fields()
    titles = {part.id: words(part.title, spoken) for part in flow.sections}
    return Screen(
        language=spoken,
        languages=flow.languages,
        title=fill(words(flow.title, spoken), fields),
        section=titles.get(section, ""),
        fields=() if over else tuple(_field(conv, q, numbers[q.id], spoken) for q in shown),
        answered=sum(1 for question in path if question.id in conv.answers),
        total=len(path),
        first=bool(path) and section == path[0].section,
        last=bool(path) and section == path[-1].section,
        notice=fill(words(flow.notice, spoken), fields),
        ending=conv.ending if over else None,
        farewell=_farewell(flow, conv, spoken) if over else "",
        facts=fields,
        revision=sum(conv.revisions.values()),
    )


def _farewell(flow: Flow, conv: Conversation, language: str) -> str:
    return farewell(flow, replace(conv, language=language), conv.ending) if conv.ending else ""


def _open_section(conv: Conversation, path: tuple[Question, ...]) -> str:
    waiting = next((q for q in path if q.id not in conv.answers), None)
    if waiting is not None:
        return waiting.section
    return path[-1].section if path else ""


def _field(conv: Conversation, question: Question, number: int, language: str) -> Field:
    return Field(
        id=question.id,
        kind=question.kind,
        number=number,
        text=fill(words(question.text, language), conv.fields()),
        hint=words(question.hint, language) if question.hint else "",
        choices=tuple(
            FieldChoice(c.value, words(c.label, language), c.icon) for c in question.choices
        ),
        dont_know=question.dont_know,
        answer=conv.answers.get(question.id),
        max_length=question.max_length,
    )
