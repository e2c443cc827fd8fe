"""A walk that stops before a question and goes on with a new answer comes where a new one does."""

from random import Random

import pytest

from flows.language.kinds import entry_of
from flows.model import DONT_KNOW, SKIPPED, Flow, Question
from flows.once import once
from flows.walk.path import Path, Standing
from flows.walk.walk import Walk, path
from tests.support.transcripts import FACTS, flow_named

SURVEYS = ("hai-long-tthc", "moi-loai", "sipas-2026", "but-son-ho-tich", "ngau-nhien", "ket-thuc")
TALKS = 60


def some_answers(flow: Flow, chance: Random) -> dict[str, str]:
    """Answers to most questions, on the path or off it, a few of which no longer fit."""
    found: dict[str, str] = {}
    for question in flow.questions:
        gone = ("no_such",) if question.choices else ()
        values = (*entry_of(question).samples(question), DONT_KNOW, SKIPPED, *gone)
        if question.asked and chance.random() < 0.8:
            found[question.id] = chance.choice(values)
    return found


def told(at: Path) -> dict[str, object]:
    """Everything that a path says."""
    names = ("open", "number", "total", "ending", "names", "computed", "shown", "asked", "given")
    return {name: getattr(at, name) for name in names}


@pytest.mark.parametrize("survey", SURVEYS)
def test_it_goes_on_as_if_it_had_begun_anew(survey: str) -> None:
    flow = flow_named(survey)
    for seed in range(TALKS):
        chance = Random(seed)
        answers = some_answers(flow, chance)
        before = path(flow, Standing(answers, FACTS, seed))
        for question in before.asked:
            walk = Walk(flow, Standing(answers, FACTS, seed))
            assert walk.to(question.id) == question
            changed = {**answers, question.id: chance.choice(entry_of(question).samples(question))}
            assert told(walk.rest(changed)) == told(path(flow, Standing(changed, FACTS, seed)))


def test_what_is_not_asked_is_not_found_and_the_walk_is_over() -> None:
    flow = flow_named("hai-long-tthc")
    walk = Walk(flow, Standing({"gop_y": "no"}, FACTS))
    assert walk.to("kenh_gop_y") is None
    assert told(walk.rest()) == told(path(flow, Standing({"gop_y": "no"}, FACTS)))


def test_it_never_goes_back() -> None:
    walk = Walk(flow_named("hai-long-tthc"), Standing({}, FACTS))
    assert walk.to("niem_yet") is not None
    assert walk.to("tong_the") is None


def test_what_follows_from_a_question_is_worked_out_once_for_each_language() -> None:
    made: list[str] = []

    def text(question: Question, language: str) -> str:
        made.append(language)
        return question.text[language]

    question = flow_named("hai-long-tthc").by_id["tong_the"]
    assert once(text, question, "vi") == once(text, question, "vi") == question.text["vi"]
    assert once(text, question, "en") == question.text["en"]
    assert made == ["vi", "en"]
