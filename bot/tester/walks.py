"""Generated walks: a survey answered through the step in every way that matters.

They show that each question can be asked, that each answer leads on, that no question comes
back, that the end is reached, and that chat and page go one way in every language.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.events import Replied, Tapped
from bot.tester.acts import Channel
from bot.tester.explore import Explored, Way, explore
from bot.tester.faults import fault
from bot.tester.kinds import fits, typed, written
from bot.tester.talk import ID, Talk, begin
from flows.model import SKIPPED, Ending, Flow, Question, words
from ground.faults import Fault
from ground.text import squeeze
from ground.yamlfile import Document


@dataclass(frozen=True, slots=True)
class Walked:
    """What the walks met. `whole`: every way was explored; else only some, and none is accused."""

    states: int
    whole: bool
    walks: int
    endings: tuple[str, ...]
    not_reached: tuple[str, ...]  # questions; a fault each where the exploration was whole
    faults: tuple[Fault, ...]


@dataclass(slots=True)
class _Tour:
    """Walks taken so far, and the answers that none has given yet."""

    flow: Flow
    survey: Document
    explored: Explored
    left: set[tuple[str, str]]
    taken: list[Way] = field(default_factory=list)
    endings: set[Ending] = field(default_factory=set)
    faults: dict[Fault, None] = field(default_factory=dict)

    def report(self, question: str, code: str, **fields: object) -> None:
        """A fault at the line of `question`."""
        path = ("questions", question)
        self.faults.setdefault(
            fault(self.survey, path, code, key=True, question=question, **fields)
        )


def walk(flow: Flow, survey: Document) -> Walked:
    """Walk the whole survey; `survey` is its file, for the places of faults."""
    explored = explore(flow)
    tour = _Tour(flow, survey, explored, set(explored.answers))
    missing = tuple(q.id for q in flow.questions if q.asked and q.id not in explored.questions)
    if explored.whole:
        for name in missing:
            tour.report(name, "T201")
        if Ending.COMPLETE not in explored.endings:
            tour.faults.setdefault(fault(survey, ("questions",), "T205", key=True))
    _alike(tour)
    for answer, way in explored.answers.items():
        if answer in tour.left:
            _take(tour, way, answer)
    for way in explored.endings.values():
        _take(tour, way, None)
    for way in tour.taken:
        _elsewhere(tour, way)
    return Walked(
        states=explored.states,
        whole=explored.whole,
        walks=len(tour.taken),
        endings=tuple(sorted(ending.value for ending in tour.endings)),
        not_reached=missing,
        faults=tuple(tour.faults),
    )


def _take(tour: _Tour, way: Way, last: tuple[str, str] | None) -> None:
    """Go `way`, give the answer `last`, then go on to the end over what is new."""
    planned = {**way.answers, **dict([last] if last else [])}
    talk = begin(tour.flow, facts=way.facts, seed=way.seed)
    given: dict[str, str] = {}
    while (question := talk.open_question()) is not None:
        name = question.id
        if name in given:
            tour.report(name, "T203")
            break
        values = [value for value in tour.explored.values[name] if fits(question, value)]
        if not values:
            tour.report(name, "T202", value="–")
            break
        new = next((value for value in values if (name, value) in tour.left), values[0])
        given[name] = planned.get(name, new)
        if not _answer(tour, talk, question, given[name]):
            break
    if last:
        tour.left.discard(last)
    talk.send()
    if talk.conv.ending is not None:
        tour.endings.add(talk.conv.ending)
        tour.taken.append(Way(way.facts, given, way.seed))


def _answer(tour: _Tour, talk: Talk, question: Question, value: str) -> bool:
    """Give one answer in chat; whether it led on."""
    tour.left.discard((question.id, value))
    _give(talk, question, value)
    if talk.over or talk.conv.waiting_on != question.id:
        return True
    tour.report(question.id, "T202", value=written(question, value))
    return False


def _give(talk: Talk, question: Question, value: str) -> None:
    text = typed(question, value)
    if text is None:
        talk.happen(Tapped(ID, question.id, value, talk.now))
    else:
        talk.happen(Replied(text, talk.now))
    yes = talk.confirm(True)
    if talk.conv.pending is not None and yes is not None:
        talk.happen(Tapped(ID, yes.question, yes.value, talk.now))


def _elsewhere(tour: _Tour, way: Way) -> None:
    """The same answers in the other languages, and on the page."""
    for language in tour.flow.languages:
        ended: list[tuple[object, dict[str, str]]] = []
        for channel in Channel:
            talk = begin(tour.flow, language, channel, way.facts, way.seed)
            (_chatted if channel is Channel.CHAT else _posted)(talk, way)
            talk.send()
            ended.append((talk.conv.ending, dict(talk.conv.answers)))
        if ended[0] != ended[1]:
            tour.report(_parting(way, ended), "T206", language=language)


def _chatted(talk: Talk, way: Way) -> None:
    for name, value in way.answers.items():
        question = talk.open_question()
        if question is None or question.id != name:
            return
        _give(talk, question, value)


def _posted(talk: Talk, way: Way) -> None:
    """Screen by screen; what is passed over is passed over when nothing else is left on it."""
    for _ in talk.flow.questions:
        screen = talk.look()
        if talk.over or screen.review:
            return
        planned = {f.id: way.answers[f.id] for f in screen.fields if f.id in way.answers}
        left = {name: value for name, value in planned.items()
                if value != SKIPPED and name not in talk.conv.answers}  # fmt: skip
        if left:
            talk.post(left)
        else:
            talk.skip_blanks()


def _parting(way: Way, ended: list[tuple[object, dict[str, str]]]) -> str:
    """The first question that one of the two answered otherwise."""
    one, other = ended[0][1], ended[1][1]
    return next((name for name in way.answers if one.get(name) != other.get(name)), "")


def _alike(tour: _Tour) -> None:
    """Report choices that nobody could tell apart in some language."""
    for question in tour.flow.questions:
        for language, label in _doubles(tour.flow, question):
            tour.report(question.id, "T204", language=language, label=label)


def _doubles(flow: Flow, question: Question) -> Iterator[tuple[str, str]]:
    for language in flow.languages:
        seen: set[str] = set()
        for choice in question.choices:
            label = words(choice.label, language)
            if squeeze(label).casefold() in seen:
                yield language, label
            seen.add(squeeze(label).casefold())
