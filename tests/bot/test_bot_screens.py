"""The screens of a page: a section or a question each, and what a preselecting link comes to."""

import pytest

from bot.conversation import Conversation
from bot.events import Event, Submitted
from bot.fields import Told
from bot.step import step
from bot.view import Chosen, Screen, view
from flows.language.compile import compile_text
from flows.model import Flow
from tests.channels.webpage import NOW
from tests.support.transcripts import FACTS

SOURCE = """\
title: Thử
minutes: 2
screen: question
notice: Xin hỏi.
thanks: {complete: Cảm ơn, refused: Đã ghi nhận, expired: Đã hết hạn, quota_full: Đã đủ}
scales: {muc: [Tệ, Vừa, Tốt]}
questions:
  m1: {section: Mở đầu}
  dong_y: {text: Ông/Bà trả lời chứ?, kind: yes_no, ends: {no: refused}}
  m2: {section: Đánh giá, scale: muc}
  loi: {text: Lời dẫn., kind: note}
  chung: Nhìn chung thế nào?
  bang: {text: "Thế nào về:", scale: muc, statements: {mot: thái độ, hai: chỗ ngồi}}
  kenh: {text: Qua đâu?, choices: {bao: Báo, quen: Người quen}, other: true}
  vi_sao: {text: Vì sao?, kind: text, when: chung == 1}
  loi_cuoi: {text: Lời cuối., kind: note}
"""
ONE = compile_text(SOURCE, "mot-cau")
ALL = compile_text(SOURCE.replace("screen: question\n", ""), "mot-muc")


def after(flow: Flow, *posts: dict[str, str]) -> Conversation:
    conv = Conversation(7, flow.hash, FACTS)
    for fields in posts:
        event: Event = Submitted(fields)
        conv, _ = step(flow, conv, event, NOW)
    return conv


def shown(screen: Screen) -> list[str]:
    return [field.id for block in screen.blocks for field in block.fields]


def test_a_question_a_screen_with_its_note_its_matrix_and_its_other() -> None:
    posts = [{"dong_y": "yes"}, {"chung": "2"}, {"mot": "1", "hai": "2"}, {"kenh": "bao"}]
    seen = [view(ONE, after(ONE, *posts[:n])) for n in range(4)]
    assert [screen.id for screen in seen] == ["dong_y", "chung", "mot", "kenh"]
    assert [shown(screen) for screen in seen] == [
        ["dong_y"], ["loi", "chung"], ["mot", "hai"], ["kenh"],
    ]  # fmt: skip
    assert [screen.back for screen in seen] == [None, "dong_y", "chung", "mot"]
    assert [screen.section for screen in seen[:2]] == ["Mở đầu", "Đánh giá"]
    assert [(s.first, s.last) for s in seen] == [
        (True, False), (False, False), (False, False), (False, True),
    ]  # fmt: skip
    other = seen[3].fields[0].other
    assert other is not None
    assert other.id == "kenh_khac"
    assert view(ONE, after(ONE, *posts)).ending is not None


def test_the_same_survey_a_section_a_screen() -> None:
    assert ONE.hash != ALL.hash
    screen = view(ALL, after(ALL, {"dong_y": "yes"}))
    assert (screen.id, screen.back) == ("m2", "m1")
    assert shown(screen) == ["loi", "chung", "mot", "hai", "kenh", "loi_cuoi"]


def test_half_a_matrix_stays_on_its_screen_and_a_condition_adds_one() -> None:
    half = after(ONE, {"dong_y": "yes"}, {"chung": "1"}, {"mot": "1"})
    assert view(ONE, half).id == "mot"
    whole = after(ONE, {"dong_y": "yes"}, {"chung": "1"}, {"mot": "1", "hai": "1"}, {"kenh": "bao"})
    assert view(ONE, whole).id == "vi_sao"
    assert view(ONE, whole).last


@pytest.mark.parametrize(
    ("wanted", "stands"),
    [("dong_y", "dong_y"), ("m1", "dong_y"), ("hai", "mot"), ("kenh", "mot"), ("xyz", "mot")],
)
def test_a_screen_is_wanted_by_any_name_it_has_once_the_talk_has_come_to_it(
    wanted: str, stands: str
) -> None:
    conv = after(ONE, {"dong_y": "yes"}, {"chung": "2"})
    assert view(ONE, conv, wanted=wanted).id == stands


def test_what_was_put_in_and_not_sent_is_shown_and_moves_nobody() -> None:
    conv = after(ONE, {"dong_y": "yes"}, {"chung": "2"})
    screen = view(ONE, conv, None, {"dong_y": Told("no"), "hai": Told("3")})
    assert screen.id == "mot"
    by_id = {field.id: field for field in screen.fields}
    assert [c.value for c in by_id["hai"].choices if c.chosen] == ["3"]
    assert (by_id["hai"].held, by_id["hai"].error, by_id["hai"].answer) == (True, "", None)
    assert not by_id["mot"].held


# -- links that preselect --------------------------------------------------------------------
@pytest.mark.parametrize(
    ("link", "linked"),
    [
        (("chung", "3"), Chosen.OPEN),
        (("chung", "?"), Chosen.OPEN),
        (("hai", "1"), Chosen.OPEN),  # further on, and not behind a consent
        (("chung", "9"), Chosen.OFF),
        (("vi_sao", "x"), Chosen.OFF),
        (("xyz", "1"), Chosen.OFF),
        (("dong_y", "yes"), Chosen.ANSWERED),
    ],
)
@pytest.mark.parametrize("flow", [ONE, ALL], ids=["question", "section"])
def test_a_link_shows_one_question_with_the_choice_made_or_where_one_is(
    flow: Flow, link: tuple[str, str], linked: Chosen
) -> None:
    conv = after(flow, {"dong_y": "yes"})
    screen = view(flow, conv, link=link)
    assert screen.linked is linked
    if linked is not Chosen.OPEN:
        assert shown(screen) == shown(view(flow, conv))
        assert not any(field.held for field in screen.fields)
        return
    (field,) = screen.fields
    assert (field.id, field.held, field.answer) == (link[0], True, None)
    assert [choice.value for choice in field.choices if choice.chosen] == [
        value for value in link[1:] if value != "?"
    ]


def test_behind_an_unanswered_consent_a_link_preselects_nothing() -> None:
    new = after(ALL)
    assert view(ALL, new, link=("chung", "3")).linked is Chosen.OFF
    assert view(ALL, new, link=("dong_y", "yes")).linked is Chosen.OPEN


def test_after_the_end_a_link_shows_the_end() -> None:
    ended = after(ALL, {"dong_y": "no"})
    screen = view(ALL, ended, link=("dong_y", "yes"))
    assert (screen.linked, screen.ending is not None, screen.blocks) == (None, True, ())
