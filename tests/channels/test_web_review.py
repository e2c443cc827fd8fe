"""The review on the page, and the way back: links that only show, forms that record."""

import re

import pytest
from multidict import MultiDict

from bot.conversation import Conversation
from bot.events import Close, Record, Sent
from bot.receipt import RECEIPT
from bot.step import step
from bot.view import Screen, view
from channels.web.read import read_sent, sends
from channels.web.render import survey
from channels.web.render import words as page_words
from tests.channels.test_web_kinds import FIRST, SECOND, THIRD
from tests.channels.webpage import FLOW as EVERY_KIND
from tests.channels.webpage import NOW, TOKEN, Form, Visitor
from tests.support.transcripts import FACTS, flow_named

FLOW = flow_named("xem-lai")
ANSWERS = [
    {"q.chung": "3", "q.them": "yes"},
    {"q.dan_toc": "kinh", "q.so_lan": "2", "q.y_kien": ""},
]


def visitor(language: str | None = None) -> Visitor:
    facts = {**FACTS, RECEIPT: "7K2M9PQR"}
    return Visitor(flow=FLOW, conv=Conversation(7, FLOW.hash, facts), language=language)


def at_the_review(language: str | None = None) -> Visitor:
    here = visitor(language)
    for fields in ANSWERS:
        here.post(dict(fields), "skip")
    return here


def screen(here: Visitor, wanted: str | None = None) -> Screen:
    return view(here.flow, here.conv, here.language, wanted=wanted)


def links(html: str) -> list[str]:
    return re.findall(r'(?:href|formaction)="[^"?]*\?lang=vi[^"]*phan=([\w.]+)"[^>]*>(?!Chữ)', html)


def test_the_last_section_leads_to_the_review_and_nothing_is_over() -> None:
    here = visitor()
    assert page_words("vi")["next"] in here.page
    here.post(dict(ANSWERS[0]))
    assert page_words("vi")["to_review"] in here.page
    assert page_words("vi")["send"] not in here.page
    here.post(dict(ANSWERS[1]), "skip")
    assert not any(isinstance(effect, Close) for effect in here.effects)
    assert "<h2>Xem lại trước khi gửi</h2>" in here.page
    assert links(here.page) == ["m_chung", "m_ve_minh"]
    for said in ("Tốt", "2 lần", "bỏ qua", "đã ghi, không nhắc lại ở đây"):
        assert f">{said}</span></dd>" in here.page
    assert "Kinh" not in here.page


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_review_is_sent_once(language: str) -> None:
    here = at_the_review(language)
    form = here.form.sent({}, "send")
    assert sends(form)
    first, again = (read_sent(form, here.conv, NOW) for _ in range(2))
    assert first.event_key == again.event_key
    moved, effects = step(FLOW, here.conv, first.event, NOW)
    assert [type(effect) for effect in effects] == [Close]
    assert step(FLOW, moved, again.event, NOW) == (moved, ())
    page = survey(view(FLOW, moved, language), TOKEN, missing=False)
    assert 'class="done"' in page
    assert page.count("7K2M-9PQR") == 1


def test_a_section_is_opened_again_changed_and_leads_back() -> None:
    here = at_the_review()
    page = survey(screen(here, "m_chung"), TOKEN, missing=False)
    form = Form(page)
    assert form.filled["q.chung"] == ["3"]
    assert f'formaction="/k/{TOKEN}?lang=en&amp;phan=m_chung"' in page
    here.send(form.sent({"q.chung": "2"}))
    assert [e.question for e in here.effects if isinstance(e, Record)][-1] == "chung"
    assert "Xem lại trước khi gửi" in here.page
    assert ">Vừa</span></dd>" in here.page


def test_what_does_not_fit_is_shown_again_in_its_own_section() -> None:
    here = at_the_review()
    form = Form(survey(screen(here, "m_ve_minh"), TOKEN, missing=False))
    here.send(form.sent({"q.so_lan": "99"}))
    assert "<h2>Về Ông/Bà</h2>" in here.page
    assert 'value="99"' in here.page
    assert 'aria-invalid="true"' in here.page


def test_an_older_review_sends_nothing_and_says_so() -> None:
    here = at_the_review()
    old = here.form.sent({}, "send")
    here.send(Form(survey(screen(here, "m_chung"), TOKEN, missing=False)).sent({"q.chung": "1"}))
    assert step(FLOW, here.conv, read_sent(old, here.conv, NOW).event, NOW) == (here.conv, ())
    page = survey(screen(here), TOKEN, missing=False, changed=True)
    assert page_words("vi")["review_changed"] not in page, "a question more stands open now"
    here.post({"q.vi_sao": "Chờ lâu"})
    page = survey(screen(here), TOKEN, missing=False, changed=True)
    assert page_words("vi")["review_changed"] in page


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 40, "٣"])
def test_a_forged_revision_sends_nothing(revision: str) -> None:
    here = at_the_review()
    form = MultiDict[object]([("act", "send"), ("revision", revision)])
    turn = read_sent(form, here.conv, NOW)
    assert isinstance(turn.event, Sent)
    assert step(FLOW, here.conv, turn.event, NOW) == (here.conv, ())


def test_every_section_but_the_first_has_a_way_back_in_every_survey() -> None:
    here = Visitor()
    backs = []
    for fields in (FIRST, SECOND, THIRD):
        backs.append(links(here.page))
        assert ('class="back"' in here.page) == bool(backs[-1])
        here.post(dict(fields))
    assert backs == [[], ["m1"], ["m2"]]
    assert here.conv.ending is not None
    assert links(here.page) == []


def test_an_earlier_section_can_be_changed_on_the_way() -> None:
    here = Visitor()
    here.post(dict(FIRST))
    page = survey(view(EVERY_KIND, here.conv, wanted="m1"), TOKEN, missing=False)
    here.send(Form(page).sent({"q.sao": "2"}))
    changed = [e for e in here.effects if isinstance(e, Record) and e.question == "sao"]
    assert [(e.value, e.revision) for e in changed][-1] == ("2", 2)
    assert "<h2>Chọn nhiều</h2>" in here.page, "it goes on where it stood"
