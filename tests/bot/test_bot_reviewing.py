"""The review's messages: short enough, complete, and telling nothing that is to be kept apart."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.conversation import Conversation, Status
from bot.events import Effect, Replied, Say, Tapped
from bot.reviewing import MOST_SIGNS, at_review, buttons, lines
from bot.samples import answer_to, typed
from bot.step import step
from bot.view import view
from bot.walk import begin, path_of
from channels.zalo.render import consultation
from desk.preview import FACTS
from flows.language.compile import compile_text
from flows.model import Flow
from tests.support.transcripts import flow_named

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
LONG = """\
title: Dài
minutes: 9
notice: Xin hỏi.
review: true
thanks: {complete: Cảm ơn, refused: Đã ghi nhận, expired: Đã hết hạn, quota_full: Đã đủ}
scales: {muc: [Kém, Tốt]}
valid_when: {criteria_percent: 0}
questions:
  m: {section: Nhiều mục}
  chung: {text: Chung?, scale: muc}
"""
MANY = LONG + "".join(
    f"  cau_{n}: {{text: {'Câu hỏi rất dài về việc này ' * 9}số {n}?, kind: multi, choices: "
    f"{{a: {'Nhãn dài ' * 10}, b: {'Nhãn khác ' * 9}, c: {'Nhãn nữa ' * 10}}}, "
    "none_of_these: true}\n"
    for n in range(40)
)


def said(effects: tuple[Effect, ...]) -> list[str]:
    return [effect.prompt.text for effect in effects if isinstance(effect, Say)]


def answered(flow: Flow, language: str, low: bool) -> tuple[Conversation, tuple[Effect, ...]]:
    """A talk at its review, and what the chat said last."""
    conv = begin(flow, Conversation(1, flow.hash, FACTS, language), NOW)
    effects: tuple[Effect, ...] = ()
    for _ in range(100):
        question = path_of(flow, conv).find(conv.waiting_on)
        if question is None:
            break
        value = answer_to(question, low, language)
        words = typed(question, value)
        event = Tapped(1, question.id, value, NOW) if words is None else Replied(words, NOW)
        conv, effects = step(flow, conv, event, NOW)
    assert at_review(conv)
    return conv, effects


@pytest.mark.parametrize("low", [False, True])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_long_form_is_reviewed_in_messages_that_zalo_takes(language: str, low: bool) -> None:
    flow = flow_named("sipas-2026")
    conv, effects = answered(flow, language, low)
    texts = said(effects)
    assert len(texts) > 1
    assert all(len(text) <= MOST_SIGNS for text in texts)
    whole = "\n".join(texts)
    path = path_of(flow, conv)
    assert [f"\n{n}. " in whole for n in range(1, len(path.asked) + 1)] == [True] * len(path.asked)
    options = [e.prompt.options for e in effects if isinstance(e, Say)]
    assert [len(each) for each in options] == [0] * (len(options) - 1) + [2]


def test_the_longest_questions_and_answers_are_cut_and_not_lost() -> None:
    conv, effects = answered(compile_text(MANY, "dai"), "vi", low=False)
    texts = said(effects)
    assert all(len(text) <= MOST_SIGNS for text in texts)
    assert "\n".join(texts).count("…") >= 40
    for effect in effects:
        if isinstance(effect, Say):
            options = [{"label": o.label, "question": o.question, "value": o.value}
                       for o in effect.prompt.options]  # fmt: skip
            prompt = {"text": effect.prompt.text, "options": options}
            consultation({"prompt": prompt, "user": "1", "conversation": conv.id})


def test_sensitive_answers_and_free_words_are_not_repeated() -> None:
    flow = flow_named("sipas-2026")
    conv, _ = answered(flow, "vi", low=True)
    told = {line.question.id: line.answer for line in lines(conv, path_of(flow, conv))}
    assert told["vi_sao"] == "đã ghi lời của Ông/Bà"
    hidden = [q for q in flow.questions if q.sensitive and q.id in told]
    assert hidden
    assert {told[q.id] for q in hidden} <= {"đã ghi, không nhắc lại ở đây", "bỏ qua"}


def test_the_page_shows_the_same_in_its_own_language_and_opens_a_section_again() -> None:
    flow = flow_named("sipas-2026")
    conv, _ = answered(flow, "vi", low=False)
    screen = view(flow, conv, "en")
    assert (screen.blocks, screen.back, screen.reviews) == ((), None, True)
    shown = [line for part in screen.review for line in part.lines]
    assert [line.number for line in shown if line.number] == list(range(1, screen.total + 1))
    assert any("Very satisfied" in line.answer for line in shown)
    for before, part in zip((None, *screen.review), screen.review, strict=False):
        again = view(flow, conv, wanted=part.section)
        assert not again.review
        assert {one.id for one in again.fields if one.number} <= set(conv.answers)
        assert again.back == (before.section if before else None)
    assert view(flow, conv, wanted="khong_co").review


def test_a_section_that_the_talk_has_not_come_to_is_not_shown() -> None:
    flow = flow_named("sipas-2026")
    conv = Conversation(1, flow.hash, FACTS)
    first, last = flow.sections[1].id, flow.sections[-1].id
    assert view(flow, conv, wanted=last) == view(flow, conv)
    assert view(flow, replace(conv, status=Status.OPEN), wanted=first).back is None


def test_a_button_says_which_review_it_stands_under() -> None:
    conv, _ = answered(flow_named("sipas-2026"), "vi", low=False)
    assert {o.value.partition("/")[2] for o in buttons(conv)} == {str(len(conv.answers))}
