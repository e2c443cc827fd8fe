"""The survey in a real Chromium: without scripts, without cookies, by keyboard, offline, in two
tabs, in Zalo's own browser. The store is a real one: what it holds is what counts.
"""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import pytest
import pytest_asyncio

from tests.support.pagehost import (
    BY_QUESTION,
    BY_SECTION,
    EVERYTHING,
    Host,
    click,
    fill,
    hosted,
    press,
    to_the_end,
)
from tests.support.stage import Invited

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page, Route

ZALO = (
    "Mozilla/5.0 (Linux; Android 9; SM-J260G) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
    "Chrome/156.0.0.0 Mobile Safari/537.36 Zalo android/24060602 ZaloTheme/light ZaloLanguage/vi"
)
ONCE = {"thang": "3", "sao": "4", "kenh": "other", "so_lan": "3", "uu_tien": "ro,nhanh,gon"}
"""Some of `EVERYTHING` as it is kept."""
pytestmark = pytest.mark.asyncio(loop_scope="module")  # one Chromium for all of them
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
NO_KEYS = "() => Object.keys(localStorage)"


@pytest_asyncio.fixture(loop_scope="module")
async def sections(tmp_path: Path) -> AsyncIterator[Host]:
    async with hosted(tmp_path, BY_SECTION) as host:
        yield host


@pytest_asyncio.fixture(loop_scope="module")
async def questions(tmp_path: Path) -> AsyncIterator[Host]:
    async with hosted(tmp_path, BY_QUESTION) as host:
        yield host


async def complete(host: Host, invited: Invited) -> None:
    """Sent once, every answer in one revision."""
    assert await host.stage.state(invited) == "valid"
    rows = await host.stage.answers(invited)
    kept = {question: value for question, _, value in rows}
    assert ONCE.items() <= kept.items()
    assert {revision for _, revision, _ in rows} == {1}


async def opened(
    context: "BrowserContext", host: Host, invited: Invited, query: str = ""
) -> "Page":
    tab = await context.new_page()
    await tab.goto(host.link(invited, query))
    return tab


# -- without scripts, without cookies --------------------------------------------------------
async def without_cookies(route: "Route") -> None:
    """The browser never gets a cookie: the answers that it sees have none."""
    asked, jar = route.request, aiohttp.DummyCookieJar()
    async with (
        aiohttp.ClientSession(cookie_jar=jar) as session,
        session.request(
            asked.method, asked.url, data=asked.post_data_buffer, headers=asked.headers
        ) as answer,
    ):
        kept = {k: v for k, v in answer.headers.items() if k.lower() != "set-cookie"}
        await route.fulfill(status=answer.status, headers=kept, body=await answer.read())


@pytest.mark.parametrize(
    ("scripts", "cookies"),
    [(False, True), (True, False), (False, False)],
    ids=["no-scripts", "no-cookies", "neither"],
)
async def test_the_whole_survey(
    chromium_once: "Browser", sections: Host, scripts: bool, cookies: bool
) -> None:
    an = await sections.invite()
    context = await chromium_once.new_context(java_script_enabled=scripts)
    if not cookies:
        await context.route("**/*", without_cookies)
    tab = await opened(context, sections, an)
    assert await to_the_end(tab) == 3
    assert ("/p/" in tab.url) is cookies, "without cookies the link itself goes on"
    await press(tab, "send")
    assert await tab.locator(".done").count() == 1
    await complete(sections, an)
    if not cookies:
        assert await context.cookies() == []


async def test_without_scripts_back_and_reload_show_screens_and_send_nothing(
    chromium_once: "Browser", sections: Host
) -> None:
    """The link itself leads to where one is."""
    an = await sections.invite()
    context = await chromium_once.new_context(java_script_enabled=False)
    tab = await opened(context, sections, an)
    await to_screen(tab, 1)
    await press(tab)
    await tab.locator(".told").wait_for()
    await to_screen(tab, 1)
    before = await sections.stage.answers(an)
    posts: list[str] = []
    tab.on("request", lambda asked: posts.append(asked.url) if asked.method == "POST" else None)
    for heading, go in (
        ("Viết", tab.reload), ("Chọn nhiều", tab.go_back), ("Chọn nhiều", tab.go_back),
        ("Viết", tab.go_back), ("Chọn nhiều", tab.go_forward),
    ):  # fmt: skip
        await go()
        assert await tab.locator("h2").first.inner_text() == heading
    assert (await sections.stage.answers(an), posts) == (before, [])


async def test_one_question_a_screen_without_scripts(
    chromium_once: "Browser", questions: Host
) -> None:
    an = await questions.invite()
    context = await chromium_once.new_context(java_script_enabled=False)
    tab = await opened(context, questions, an)
    assert await to_the_end(tab) == 17, "the statements of the matrix share one"
    await press(tab, "send")
    await complete(questions, an)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
async def test_what_is_ticked_survives_going_back_and_another_language_and_size(
    chromium_once: "Browser", sections: Host, scripts: bool
) -> None:
    an = await sections.invite()
    context = await chromium_once.new_context(java_script_enabled=scripts)
    tab = await opened(context, sections, an)
    await to_screen(tab, 1)
    await fill(tab, {"q.da_dung": ["zalo"], "q.uu_tien.nhanh": "2"})
    await tab.get_by_role("button", name="English").click()
    await tab.locator("html[lang=en] main").wait_for()
    await tab.get_by_role("button", name="Larger letters").click()
    await tab.locator("html.to").wait_for()
    assert await tab.locator("h2").first.inner_text() == "Choose several"
    assert await tab.locator("[name='q.da_dung'][value=zalo]").is_checked()
    assert await tab.locator("[name='q.uu_tien.nhanh']").input_value() == "2"
    assert await sections.stage.answers(an) == await after_first(sections, an)
    await press(tab, "back")
    assert await tab.locator("h2").first.inner_text() == "Choose one"
    assert await tab.locator("html.to").count() == 1
    kept = {question: value for question, _, value in await sections.stage.answers(an)}
    assert kept["da_dung"] == "zalo", "what fits is kept at once"
    assert "uu_tien" not in kept
    await press(tab)
    assert await tab.locator("[name='q.da_dung'][value=zalo]").is_checked()
    assert await tab.locator("[name='q.uu_tien.nhanh']").input_value() == "2", "carried along"


async def after_first(host: Host, invited: Invited) -> list[tuple[str, int, str]]:
    rows = await host.stage.answers(invited)
    assert {question for question, _, _ in rows} == {
        "thang", "bang_mot", "bang_hai", "sao", "gioi_thieu", "kenh", "kenh_khac", "mang", "dong_y",
    }  # fmt: skip
    return rows


async def to_screen(tab: "Page", screens: int) -> None:
    for _ in range(screens):
        await fill(tab, EVERYTHING)
        await press(tab)


# -- by keyboard alone -----------------------------------------------------------------------
MOST_TABS = 60
SEEN = """
() => {
  const e = document.activeElement;
  const drawn = e.matches('[type=radio], [type=checkbox]') ? e.closest('.choice, .tile') : e;
  const at = drawn.getBoundingClientRect(), style = getComputedStyle(drawn);
  const middle = document.elementFromPoint(at.left + at.width / 2, at.top + at.height / 2);
  return {
    tag: e.tagName, type: e.type, name: e.name || '', value: e.value || '', id: e.id,
    lines: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    inside: at.bottom > 0 && at.top < innerHeight, html: e.outerHTML.slice(0, 120),
    bare: !!middle && (drawn.contains(middle) || middle.contains(drawn)),
  };
}
"""


async def by_keys(tab: "Page") -> list[str]:
    """Answer the open screen without a mouse, and send it; the order of what had the focus."""
    order: list[str] = []
    for _ in range(MOST_TABS):
        await tab.keyboard.press("Tab")
        at = await tab.evaluate(SEEN)
        assert at["lines"], f"one does not see where one is: {at}"
        assert at["inside"], f"the focus is out of sight: {at}"
        assert at["bare"], f"something covers the focus: {at}"
        order.append(at["name"] or at["id"])
        match at["tag"], at["type"]:
            case "INPUT", "radio":
                await tab.keyboard.press("Space")
            case "INPUT", "checkbox" if at["value"] in ("zalo", "goi", "?"):
                if at["value"] != "?" or at["name"] in ("q.ngay", "q.luc"):
                    await tab.keyboard.press("Space")
            case "SELECT", _:
                place = 1 + sum(name.startswith("q.uu_tien") for name in order[:-1])
                await tab.keyboard.type(str(place))
            case ("INPUT", "text" | "tel" | "email") | ("TEXTAREA", _):
                await tab.keyboard.type(str(EVERYTHING.get(at["name"], "Ghế")).strip())
            case "BUTTON", _ if at["value"] in ("next", "send"):
                await tab.evaluate("document.querySelector('main').dataset.old = ''")
                await tab.keyboard.press("Enter")
                await tab.locator("main:not([data-old])").wait_for()
                return order
            case _:
                pass
    raise AssertionError(f"no way to the button: {order}")


async def test_by_the_keyboard_alone(chromium_once: "Browser", questions: Host) -> None:
    an = await questions.invite()
    tab = await opened(await chromium_once.new_context(), questions, an)
    await tab.keyboard.press("Tab")
    assert await tab.evaluate("document.activeElement.className") == "skip"
    await tab.keyboard.press("Enter")
    titles = [await tab.title()]
    for _ in range(17):
        await by_keys(tab)
        titles.append(await tab.title())
        focus = "document.activeElement.closest('main') && document.activeElement.tagName"
        assert await tab.evaluate(focus) in ("H1", "H2"), "the new screen is where one is"
    assert await tab.get_by_role("heading", name="Xem lại trước khi gửi").count() == 1
    await by_keys(tab)
    assert await questions.stage.state(an) == "valid"
    thanks = await tab.evaluate("document.activeElement.textContent")
    assert "Mã biên nhận: " in thanks, "the receipt is read out, and not what comes behind it"
    titles.append(await tab.title())
    assert len(set(titles)) == 19, "each screen has a name of its own"
    assert titles[-1] == "Đã nhận – Đủ loại câu hỏi"


async def test_the_enter_key_goes_on_and_not_back(chromium_once: "Browser", sections: Host) -> None:
    an = await sections.invite()
    for scripts in (True, False):
        context = await chromium_once.new_context(java_script_enabled=scripts)
        tab = await opened(context, sections, an)
        if scripts:
            await to_screen(tab, 2)
        await fill(tab, {"q.so_lan": "3"} if scripts else {"q.gio_cho": "2,5"})
        await tab.locator("[name='q.quay']").press("Enter")
        await tab.locator(".told").wait_for()
        assert await tab.locator("h2").first.inner_text() == "Viết"
        assert await tab.title() == "Cần xem lại: Viết – Đủ loại câu hỏi"
    kept = {question: value for question, _, value in await sections.stage.answers(an)}
    assert (kept["so_lan"], kept["gio_cho"]) == ("3", "2.5")


# -- offline ---------------------------------------------------------------------------------
async def test_offline_in_the_middle_nothing_is_lost(
    chromium_once: "Browser", sections: Host
) -> None:
    an = await sections.invite()
    context = await chromium_once.new_context()
    tab = await opened(context, sections, an)
    await to_screen(tab, 1)
    before = await sections.stage.answers(an)
    await context.set_offline(True)
    await fill(
        tab, {"q.da_dung": ["zalo"], **{k: v for k, v in EVERYTHING.items() if "uu_tien" in k}}
    )
    await tab.locator("main button[value=next]").click()
    waiting = tab.get_by_text("Chưa gửi được: đang chờ mạng")
    await waiting.wait_for()
    assert await tab.locator("[name='q.da_dung'][value=zalo]").is_checked()
    await tab.locator("[name='q.da_dung'][value=goi]").check()  # a changed mind meanwhile
    assert await sections.stage.answers(an) == before
    await context.set_offline(False)
    await tab.get_by_role("heading", name="Viết").wait_for()  # sent by itself
    assert not await waiting.is_visible()
    assert await to_the_end(tab) == 1
    await press(tab, "send")
    await complete(sections, an)
    assert await tab.evaluate(NO_KEYS) == [], "a shared phone shows nothing afterwards"


@pytest.mark.parametrize("portal", [False, True], ids=["lost", "a-carriers-page-instead"])
async def test_an_answer_whose_reply_was_lost_counts_once(
    chromium_once: "Browser", sections: Host, portal: bool
) -> None:
    an = await sections.invite()
    context = await chromium_once.new_context()
    tab = await opened(context, sections, an)
    lost: list[str] = []

    async def lose_one(route: "Route") -> None:
        if route.request.method == "POST" and not lost:
            await route.fetch()  # it arrives; its answer does not
            lost.append(route.request.url)
            page = "<!doctype html><title>Wi-Fi</title><p>Xin mời đăng nhập"
            await (route.fulfill(body=page, content_type="text/html") if portal else route.abort())
        else:
            await route.continue_()

    await tab.route("**/*", lose_one)
    await fill(tab, EVERYTHING)
    await tab.locator("main button[value=next]").click()
    await tab.get_by_text("Chưa gửi được").wait_for()
    await tab.locator("main button[value=next]").click()
    await tab.get_by_role("heading", name="Chọn nhiều").wait_for()
    assert len(lost) == 1
    assert {revision for _, revision, _ in await sections.stage.answers(an)} == {1}


async def test_what_was_ticked_and_not_sent_is_there_after_the_phone_was_put_away(
    chromium_once: "Browser", sections: Host
) -> None:
    an, binh = await sections.invite(), await sections.invite("Binh")
    context = await chromium_once.new_context()
    tab = await opened(context, sections, an)
    await to_screen(tab, 2)
    await fill(tab, {"q.so_lan": "3", "q.y_kien": "Cần thêm ghế", "q.goi_lai": "0912345678"})
    before = await sections.stage.answers(an)
    await tab.close()
    kept = await opened(context, sections, binh)
    assert await kept.get_by_text("vẫn còn ở đây").count() == 0, "another's page shows nothing"
    await kept.goto(sections.link(an))
    await kept.get_by_text("Phần Ông/Bà điền dở vẫn còn ở đây, chưa gửi.").wait_for()
    assert await kept.locator("[name='q.y_kien']").input_value() == "Cần thêm ghế"
    assert await kept.locator("[type=tel]").input_value() == "", "a number is not left on a phone"
    assert await sections.stage.answers(an) == before, "nothing is sent by itself"
    assert an.token not in await kept.evaluate("JSON.stringify(localStorage)")


# -- two tabs, Zalo's browser ----------------------------------------------------------------
async def test_two_tabs_make_one_opinion(chromium_once: "Browser", sections: Host) -> None:
    an = await sections.invite()
    context = await chromium_once.new_context()
    one, two = [await opened(context, sections, an) for _ in range(2)]
    await fill(two, {**EVERYTHING, "q.sao": "2"})
    await to_screen(one, 1)
    await press(two)  # it was opened before the other's answers
    assert await to_the_end(one) == 2
    await press(one, "send")
    await two.locator("main button[value=next]").click()
    await two.locator(".done").wait_for()
    rows = await sections.stage.answers(an)
    assert await sections.stage.state(an) == "valid"
    twice = [(question, value) for question, revision, value in rows if revision > 1]
    assert twice == [("sao", "2"), ("kenh_khac", "")], "the last word holds; words are written anew"


async def test_in_zalos_browser_back_goes_through_the_screens_and_never_sends(
    chromium_once: "Browser", sections: Host
) -> None:
    an = await sections.invite()
    context = await chromium_once.new_context(
        user_agent=ZALO, viewport={"width": 360, "height": 640}, is_mobile=True, has_touch=True
    )
    tab = await opened(context, sections, an, "?lang=vi")
    await to_screen(tab, 2)
    assert await tab.evaluate("history.length") == 4  # with the empty page before
    before = await sections.stage.answers(an)
    for heading in ("Chọn nhiều", "Chọn một"):
        await tab.go_back()
        await tab.get_by_role("heading", name=heading).wait_for()
    assert await tab.locator("[name='q.sao'][value='4']").is_checked()
    await tab.go_forward()
    await tab.get_by_role("heading", name="Chọn nhiều").wait_for()
    assert await sections.stage.answers(an) == before
    await press(tab)
    assert await to_the_end(tab) == 1
    await press(tab, "send")
    await tab.go_back()
    await tab.locator(".done").wait_for()
    assert await tab.locator("#phieu").count() == 0, "what was sent is no form any more"
    assert await tab.evaluate(NO_KEYS) == []


async def an_old_sheet(route: "Route") -> None:
    """The style sheet as Chrome 64 takes it: no gap between flex items, no :is, no :has."""
    sheet = await (await route.fetch()).text()
    sheet = re.sub(r"(?<!-)gap:[^;}]*", "", sheet)
    sheet = re.sub(r"^[^@{}]*:(?:is|has)\([^{}]*\{[^{}]*\}", "", sheet, flags=re.MULTILINE)
    await route.fulfill(
        body=sheet.replace("@supports not (", "@supports ("), content_type="text/css"
    )


TOUCH = """
() => [...document.querySelectorAll('nav > *, .acts > *, .choice > *, .tile > *, .progress > *')]
  .filter(e => e.nextElementSibling).filter(e => {
    const a = e.getBoundingClientRect(), b = e.nextElementSibling.getBoundingClientRect();
    return b.top < a.bottom ? b.left < a.right + 8 : !e.closest('nav') && b.top < a.bottom + 6;
  }).map(e => e.outerHTML)
"""
OLD = """
for (const name of ['AbortController', 'AbortSignal']) delete window[name];
Object.defineProperty(SubmitEvent.prototype, 'submitter', { get: () => undefined });
"""


async def test_an_old_androids_browser_that_lacks_what_came_later(
    chromium_once: "Browser", sections: Host
) -> None:
    an = await sections.invite()
    context = await chromium_once.new_context()
    await context.add_init_script(OLD)
    await context.route("**/*.css", an_old_sheet)
    loaded: list[str] = []
    tab = await opened(context, sections, an)
    tab.on("request", lambda asked: loaded.append(asked.resource_type))
    for width in (360, 1280):
        await tab.set_viewport_size({"width": width, "height": 640})
        assert await tab.evaluate(TOUCH) == []
        assert await tab.evaluate(SIDEWAYS) <= 0
    await to_screen(tab, 1)
    await press(tab, "back")
    assert await tab.locator("h2").first.inner_text() == "Chọn một", "the button pressed is told"
    assert await to_the_end(tab) == 3
    await press(tab, "send")
    assert await sections.stage.state(an) == "valid"
    assert set(loaded) == {"fetch"}, "no screen was loaded anew"


# -- a link that preselects ------------------------------------------------------------------
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
async def test_a_preselecting_link_records_by_its_button_alone(
    chromium_once: "Browser", sections: Host, scripts: bool
) -> None:
    an = await sections.invite()
    context = await chromium_once.new_context(java_script_enabled=scripts)
    tab = await opened(context, sections, an, "?chon=thang:2")
    assert await tab.locator("[name='q.thang'][value='2']").is_checked()
    assert await tab.locator("fieldset").count() == 1
    assert [await b.inner_text() for b in await tab.locator("main button").all()] == ["Gửi"]
    await tab.get_by_role("button", name="English").click()
    await tab.locator("html[lang=en]").wait_for()
    assert await tab.locator("[name='q.thang'][value='2']").is_checked()
    assert await sections.stage.answers(an) == []
    await tab.locator("[name='q.thang'][value='3']").check()
    await press(tab, "choose")
    assert await sections.stage.answers(an) == [("thang", 1, "3")]
    assert await tab.locator("[role=alert]").count() == 0, "the others were not asked yet"
    assert await tab.locator("fieldset").count() > 1
    await tab.goto(sections.link(an, "?chon=thang:1"))
    assert (
        "You have already answered the question of that link."
        in await tab.locator("main").inner_text()
    )
    await click(tab, "[href*=phan]")
    assert await tab.locator("[name='q.thang'][value='3']").is_checked()
    assert await sections.stage.answers(an) == [("thang", 1, "3")]
