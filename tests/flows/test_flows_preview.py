"""The preview of a survey: the words that citizens get, in chat and on the page."""

import html
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.samples import answer_to
from desk.preview import preview
from flows.language.compile import load_flow
from flows.language.files import flow_files
from flows.model import Choice, Ending, Flow, Kind, Question

FOLDER = Path(__file__).parents[2] / "flows"
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
FLOW = load_flow(FOLDER / "hai-long-tthc.yaml")


def section(page: str, language: str, title: str) -> str:
    found = re.search(rf'<section lang="{language}">\s*<h2>{language} · {title}.*?</section>', page,
                      re.DOTALL)  # fmt: skip
    assert found
    return html.unescape(found[0])


@pytest.mark.parametrize("path", flow_files(FOLDER), ids=lambda path: path.stem)
def test_every_survey_is_shown_to_its_thanks_in_each_language(path: Path) -> None:
    flow = load_flow(path)
    page = preview(flow, NOW)
    assert page.count("<section ") == 2 * len(flow.languages)
    for language in flow.languages:
        also = [other.text for other in flow.thanks_also if other.of is Ending.COMPLETE]
        texts = [text[language] for text in (flow.thanks[Ending.COMPLETE], *also)]
        for title in ("Hài lòng", "Điểm thấp"):
            shown = section(page, language, title)
            # the chat's and the page's, by the way's own words where the survey has some
            assert 2 in [shown.count(text.split("{")[0]) for text in texts]


def test_the_dissatisfied_way_asks_why_and_the_satisfied_one_does_not() -> None:
    page = preview(FLOW, NOW)
    why = FLOW.by_id["vi_sao"].text
    assert section(page, "vi", "Điểm thấp").count(why["vi"]) == 3  # and once among what was sent
    assert section(page, "en", "Điểm thấp").count(why["en"]) == 3
    assert why["vi"] not in section(page, "vi", "Hài lòng")


def test_the_notice_promises_the_minutes_of_this_survey() -> None:
    assert FLOW.minutes == 4
    assert "Tự nguyện, 4 phút" in section(preview(FLOW, NOW, ("vi",)), "vi", "Hài lòng")


def test_it_loads_nothing_and_has_the_real_style() -> None:
    page = html.unescape(preview(FLOW, NOW, ("vi",)))
    assert "One small sheet of named tokens" in page
    assert '<link rel="stylesheet"' not in page
    assert not re.search(r'src="', page)


def test_a_message_that_the_channel_refuses_is_shown_as_refused() -> None:
    assert 'refused"' in preview(_with_text("Xin hỏi. " * 300), NOW)
    assert 'refused"' not in preview(FLOW, NOW)


def _with_text(words: str) -> Flow:
    first = replace(FLOW.questions[0], text={"vi": words})
    return replace(
        FLOW, questions=(first, *FLOW.questions[1:]), by_id={**FLOW.by_id, first.id: first}
    )


@pytest.mark.parametrize(("low", "value"), [(False, "3"), (True, "1")])
def test_the_answers_are_the_ends_of_the_scale(low: bool, value: str) -> None:
    choices = tuple(Choice(str(n), {"vi": str(n)}) for n in (1, 2, 3))
    question = Question("q", Kind.SCALE, {"vi": "?"}, "m", choices)
    assert answer_to(question, low, "vi") == value


def test_an_answer_that_ends_the_talk_is_not_given() -> None:
    choices = tuple(Choice(value, {"vi": value}) for value in ("a", "b"))
    question = Question("q", Kind.CHOICE, {"vi": "?"}, "m", choices, ends={"b": Ending.REFUSED})
    assert answer_to(question, low=False, language="vi") == "a"
