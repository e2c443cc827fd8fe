"""A screen as a page: its words follow its language, and every other language is a link."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.conversation import Conversation
from bot.events import AskedToStop
from bot.step import step
from bot.view import Block, Screen, view
from channels.web.kinds import Hotline, Kind, Press, kind
from channels.web.render import stop, survey, words
from flows.model import Borrowed
from look.pages import environment
from tests.support.transcripts import FACTS, flow_named

FLOW = flow_named("hai-long-tthc")
NEW = Conversation(7, FLOW.hash, FACTS)
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
SWITCH = re.compile(
    r'<button class="plain" form="phieu" formaction="/k/token\?lang=(\w+)&amp;phan=(\w+)" '
    r'name="act" value="redraw" lang="(\w+)">(.*?)</button>'
)


def shown(language: str, *languages: str, missing: bool = False) -> str:
    screen = replace(view(FLOW, NEW), language=language, languages=languages or (language,))
    return survey(screen, "token", missing)


def ended() -> Screen:
    conv, _ = step(FLOW, NEW, AskedToStop(), NOW)
    return view(FLOW, conv)


@pytest.mark.parametrize("language", ["vi", "en", "km"])
def test_the_page_speaks_the_language_of_its_screen(language: str) -> None:
    page, said = shown(language, missing=True), words(language)
    assert f'<html lang="{language}">' in page
    for key in ("skip", "answered", "next", "skip_blank", "not_answered", "hotline", "refuse"):
        assert f">{said[key]}" in page, key
    assert f"<p>{said['some_open']} {said['or_skip']}</p>" in page
    assert f'action="/k/token?lang={language}"' in page
    assert f'<input type="hidden" name="language" value="{language}">' in page


def test_the_switch_offers_every_other_language_by_its_own_name() -> None:
    assert SWITCH.findall(shown("en", "vi", "en", "km", "cjm", "xx")) == [
        ("vi", "m_chung", "vi", "Tiếng Việt"),
        ("km", "m_chung", "km", "ភាសាខ្មែរ"),
        ("cjm", "m_chung", "cjm", "Akhar Cham"),
        ("xx", "m_chung", "xx", "xx"),
    ]
    assert [code for code, *_ in SWITCH.findall(shown("vi", "vi", "en"))] == ["en"]


def test_one_language_needs_no_switch() -> None:
    assert SWITCH.findall(shown("vi")) == []


def test_where_nothing_can_be_ticked_the_switch_is_a_link() -> None:
    page = survey(replace(ended(), languages=("vi", "en")), "token", missing=False)
    assert '<a href="/k/token?lang=en" lang="en" hreflang="en">English</a>' in page
    assert '<a href="/k/token?lang=vi&amp;chu=to">Chữ to</a>' in page


# -- words that a language lacks -------------------------------------------------------------
def test_what_falls_back_says_in_which_language_it_is() -> None:
    page = survey(replace(view(FLOW, NEW), language="cjm", languages=("vi", "cjm")), "token", True)
    said = words("cjm")
    assert f'<span lang="vi">{said["next"]}</span>' in page
    assert 'lang="vi">Tiếng Việt</button>' in page
    assert not re.search(r'="[^"]*<span|<title>[^<]*<span', page), "no mark inside an attribute"
    assert '<span lang="vi">' not in survey(view(FLOW, NEW, "km"), "token", missing=True)


def test_a_text_of_the_survey_that_is_not_translated_is_marked_too() -> None:
    screen = view(FLOW, NEW, "en")
    field = screen.fields[0]
    lacks = replace(field, text=Borrowed(field.text, "vi"))
    shown_ = replace(screen, blocks=(Block("", (lacks,)),))
    assert f'1. <span lang="vi">{field.text}</span>' in survey(shown_, "token", missing=False)


def test_the_words_of_a_page_with_nothing_left_blank() -> None:
    page = shown("vi")
    for key in ("some_open", "or_skip", "not_answered", "skip_blank"):
        assert words("vi")[key] not in page


def test_the_end_has_thanks_and_no_form() -> None:
    page = survey(ended(), "token", missing=False)
    assert '<div class="done" role="status">' in page
    assert words("vi")["close_page"] in page
    assert "<form" not in page
    assert words("vi")["refuse"] not in page


@pytest.mark.parametrize("language", ["vi", "en", "km"])
def test_stopping_is_asked_in_the_language(language: str) -> None:
    page, said = stop(replace(view(FLOW, NEW), language=language), "token"), words(language)
    for key in ("skip", "stop", "stop_ask", "stop_means", "stop_yes", "back", "hotline"):
        assert f">{said[key]}" in page, key
    assert f'action="/k/token/thoi?lang={language}"' in page


def test_a_translation_that_nobody_has_reviewed_says_so() -> None:
    screen = replace(view(FLOW, NEW), language="km", unreviewed=("km",))
    assert words("km")["unreviewed"] in stop(screen, "token")
    assert words("km")["unreviewed"] not in stop(replace(screen, unreviewed=()), "token")
    assert words("en")["unreviewed"] not in stop(replace(screen, language="en"), "token")
    assert words("km")["unreviewed"] in survey(screen, "token", missing=False)
    assert words("km")["unreviewed"] not in survey(replace(screen, unreviewed=()), "token", False)


def test_within_the_survey_the_note_on_the_translation_stands_at_the_foot() -> None:
    first = replace(view(FLOW, NEW), language="km", unreviewed=("km",))
    for screen, foot in ((first, False), (replace(first, first=False), True)):
        page = survey(screen, "token", missing=False)
        _, _, after = page.partition("<footer>")
        assert page.count(words("km")["unreviewed"]) == 1
        assert (words("km")["unreviewed"] in after) is foot


def test_the_title_names_the_section_once_one_is_within_the_survey() -> None:
    screen = replace(view(FLOW, NEW), section="Kết quả", title="Phiếu")
    titles = {"Phiếu": screen, "Kết quả – Phiếu": replace(screen, first=False)}
    titles["Phiếu "] = replace(screen, first=False, section="")
    for title, shown_ in titles.items():
        page = survey(shown_, "token", missing=False)
        assert f"<title>{title.strip()}</title>" in page
    assert "<h2>" not in page, "a survey without sections has no empty heading"


def test_the_asker_is_named_in_vietnamese_on_a_page_in_another_language() -> None:
    assert '<p class="asker" lang="vi">' in shown("en")
    assert '<p class="asker" lang="vi">' in stop(replace(view(FLOW, NEW), language="en"), "token")
    assert '<p class="asker">' in shown("vi")


@pytest.mark.parametrize(
    ("line", "link"),
    [
        ("0296 300 0000", "02963000000"),
        ("+84 (296) 300-0000", "+842963000000"),
        ("1022 nhánh 3", ""),
    ],
)
def test_a_hotline_can_be_pressed_where_it_is_a_number(line: str, link: str) -> None:
    conv = replace(NEW, facts={**FACTS, "plan.hotline": line})
    for page in (
        survey(view(FLOW, conv), "token", False),
        stop(view(FLOW, conv), "token"),
        kind(Kind.BUSY, [Hotline("Sở Nội vụ", line)]),
    ):
        found = f'<a href="tel:{link}"><b>{line}</b></a>' if link else f": <b>{line}</b>"
        assert found in page


@pytest.mark.parametrize("which", Kind)
def test_before_a_language_is_known_two_are_spoken(which: Kind) -> None:
    lines = [Hotline("Sở Nội vụ", "0296 300 0000"), Hotline("UBND tỉnh", "0251 382 2222")]
    for asked, spoken, beside in (("", "vi", "en"), ("xx", "vi", "en"), ("km", "km", "vi")):
        other = kind(which, lines, asked)
        assert f'<html lang="{spoken}">' in other
        assert f'<div lang="{beside}"' in other
        for line in lines:
            assert line.number in other
            assert line.department in other
    page = kind(which, lines, press=Press("/p/x/lai", "secret") if which is Kind.AWAY else None)
    assert ("<form" in page) is (which is Kind.AWAY)
    assert '<a class="skip" href="#noi-dung">Tới nội dung</a>' in page
    assert '<html lang="vi">' in page
    foreign = kind(which, lines, "km", big=True)
    assert '<html lang="km" class="to">' in foreign, "large letters here too"
    assert f'<a class="skip" href="#noi-dung">{words("km")["skip"]}</a>' in foreign
    assert foreign.count(words("km")["unreviewed"]) == 1


def test_the_shared_base_needs_no_words_of_the_page() -> None:
    base = environment(Path(__file__).parent).get_template("base.html").render()
    assert '<html lang="vi">' in base
    assert ">Tới nội dung</a>" in base
