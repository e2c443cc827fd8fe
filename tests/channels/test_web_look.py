"""How the page looks: what stands in a row, contrast by computing it, and sizes in a browser."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.conversation import Conversation
from bot.events import Sent
from bot.step import step
from bot.view import view
from channels.web.beside import Beside, beside
from channels.web.render import receipt, survey, words
from flows.language.compile import compile_text
from look.pages import style_path
from tests.channels.test_web_kinds import FIRST, SECOND, THIRD
from tests.channels.test_web_review import at_the_review
from tests.channels.webpage import NOW, Visitor
from tests.support.transcripts import FACTS

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

SHEET = (Path(__file__).parents[2] / "look" / "static" / "look.css").read_text("utf-8")
SCALES = """\
title: Thử
minutes: 1
notice: Xin hỏi.
thanks: {complete: Cảm ơn, refused: Đã ghi nhận, expired: Đã hết hạn, quota_full: Đã đủ}
scales:
  mat: [{label: Kém, icon: 😞}, {label: Vừa, icon: 😐}, {label: Tốt, icon: 😊}]
  mot_hinh: [Kém, {label: Tốt, icon: 😊}]
  nam: [Một, Hai, Ba, Bốn, Năm]
  sau: [Một, Hai, Ba, Bốn, Năm, Sáu]
  dai: [Tôi chưa thấy việc này được làm đúng, Tôi thấy]
questions:
  m: {section: Thang đo}
  mat: {text: Mặt?, scale: mat}
  mot_hinh: {text: Một hình?, scale: mot_hinh}
  nam: {text: Năm mức?, scale: nam}
  sau: {text: Sáu mức?, scale: sau}
  sau_het: {text: Sáu mức?, scale: sau, dont_know: false}
  dai: {text: Nhãn dài?, scale: dai}
  co: {text: Có không?, kind: yes_no}
  di: {text: Đi gì?, choices: {buyt: {label: Xe buýt, icon: 🚌}, may: {label: Xe máy, icon: 🏍}}}
  loi: {text: Nói gì?, kind: text}
"""
FLOW = compile_text(SCALES, "be-ngang")
NEW = Conversation(7, FLOW.hash, FACTS)

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """
() => [...document.querySelectorAll('button, .choice, .tile, select, textarea, .told a, ' +
    'header a, footer a, .back a, .part a, .lone, ' +
    'input:not([type=hidden], [type=radio], [type=checkbox])')]
  .filter(e => e.checkVisibility())
  .filter(e => e.getBoundingClientRect().height < 47.5 || e.getBoundingClientRect().width < 47.5)
  .map(e => e.outerHTML)
"""


def stands(id_: str) -> Beside:
    field = next(field for field in view(FLOW, NEW).fields if field.id == id_)
    return beside(field, words("vi"), "vi", missing=False)


# -- in a row, with faces --------------------------------------------------------------------
@pytest.mark.parametrize(
    ("id_", "row", "faces"),
    [
        ("mat", True, True),
        ("mot_hinh", True, False),
        ("nam", True, False),
        ("sau", False, False),  # with “don't know” they are seven
        ("sau_het", True, False),
        ("dai", False, False),
        ("co", False, False),
        ("di", False, True),
        ("loi", False, False),
    ],
)
def test_a_short_scale_stands_in_a_row_and_icons_are_large_where_all_have_one(
    id_: str, row: bool, faces: bool
) -> None:
    assert (stands(id_).row, stands(id_).faces) == (row, faces)


def test_the_page_says_so_to_its_style_sheet() -> None:
    page = survey(view(FLOW, NEW), "token", missing=False)
    found = re.findall(r'<div class="(answers[^"]*)">', page)
    assert found[:4] == ["answers row faces", "answers row", "answers row", "answers"]
    for name in ("row", "faces", "icon"):
        assert f".{name} " in SHEET


# -- contrast (WCAG 2.2, 1.4.3 and 1.4.11) ---------------------------------------------------
SAID = [
    *(("ink", on) for on in ("paper", "card", "chosen", "warn-paper", "good-paper")),
    *(("soft", on) for on in ("paper", "card")),
    *(("main", on) for on in ("paper", "card", "chosen", "warn-paper")),
    *(("warn", on) for on in ("paper", "card")),
    ("main-ink", "main"),
]
DRAWN = [("soft", "card"), ("warn", "warn-paper"), ("good", "good-paper"), ("main", "chosen")]


def tokens(place: int) -> dict[str, str]:
    """The colours of the sheet by daylight (0), in the dark (1) and on paper (2)."""
    roots = [
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]+)", root))
        for root in re.findall(r":root \{(.*?)\}", SHEET, re.S)
    ]
    assert len(roots) == 3
    return roots[0] | roots[place]


def brightness(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(sign * 2 for sign in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((brightness(one), brightness(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_rightly() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("place", [0, 1, 2], ids=["light", "dark", "print"])
def test_words_and_edges_stand_out(place: int) -> None:
    colours = tokens(place)
    for ink, paper in SAID:
        assert contrast(colours[ink], colours[paper]) >= 4.5, (ink, paper)
    for edge, ground in DRAWN:
        assert contrast(colours[edge], colours[ground]) >= 3, (edge, ground)


# -- in a browser without scripts ------------------------------------------------------------
def pages() -> list[str]:
    """Every kind of question: new, left blank, misfitting, at the end."""
    visitor, shown = Visitor(), []
    wrong = {"q.so_lan": "x", "q.goi_lai": "12", "q.ngay": ""}
    for given, bad in ((FIRST, {"q.sao": "5"}), (SECOND, {"q.da_dung": ["zalo", "none"]}),
                       (THIRD, {**THIRD, **wrong})):  # fmt: skip
        shown += [visitor.page, visitor.post(bad)]
        visitor.post(given)
    scales = survey(view(FLOW, NEW), "token", missing=False)
    for language in ("vi", "en"):
        here = at_the_review(language)
        shown += [here.page, receipt(language, "7k2m9pqr", "7K2M-9PQR", "23/11/2026"),
                  receipt(language, "abc", "", "")]  # fmt: skip
        done, _ = step(here.flow, here.conv, Sent(sum(here.conv.revisions.values())), NOW)
        shown.append(survey(view(here.flow, done, language), "token", missing=False))
    link = f'<link rel="stylesheet" href="{style_path()}">'
    return [page.replace(link, f"<style>{SHEET}</style>") for page in (*shown, scales)]


async def opened(browser: "Browser", width: int, html: str) -> "Page":
    tab = await browser.new_page(viewport={"width": width, "height": 844})
    await tab.set_content(html)
    return tab


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
async def test_nothing_sticks_out_and_every_target_can_be_hit(
    browser: "Browser", width: int
) -> None:
    tab = await opened(browser, width, "")
    for html in pages():
        await tab.set_content(html)
        assert await tab.evaluate(SIDEWAYS) <= 0
        assert await tab.evaluate(SMALL) == []


async def test_the_words_of_other_are_asked_for_once_it_is_chosen(browser: "Browser") -> None:
    tab = await opened(browser, 390, pages()[0])
    line = tab.locator("[id='q.kenh_khac']")
    assert not await line.is_visible()
    await tab.locator("[name='q.kenh'][value=other]").check()
    assert await line.is_visible()
    await tab.keyboard.press("Tab")
    assert await line.evaluate("line => line === document.activeElement")


async def test_what_is_open_or_wrong_is_read_first(browser: "Browser") -> None:
    tab = await opened(browser, 390, pages()[1])
    assert await tab.evaluate("document.activeElement.getAttribute('role')") == "alert"


async def test_faces_stand_side_by_side_on_a_screen_and_below_one_another_on_a_phone(
    browser: "Browser",
) -> None:
    tab = await opened(browser, 1280, pages()[-1])
    tops = "() => new Set([...document.querySelectorAll('.faces')[0].querySelectorAll('.icon')]" \
           ".map(e => Math.round(e.getBoundingClientRect().top))).size"  # fmt: skip
    assert await tab.evaluate(tops) == 1
    await tab.set_viewport_size({"width": 390, "height": 844})
    assert await tab.evaluate(tops) == 3
