"""The pages in a real browser, with and without its scripts, small and wide, light and dark."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.sandbox.practice import Client, Product
from tests.sandbox.test_sandbox_mail import letter
from tests.sandbox.test_sandbox_mail import send as send_mail

if TYPE_CHECKING:
    from email.message import EmailMessage

    from playwright.async_api import Browser, Page

ONE, TWO = "84900000001", "84900000002"
ASK = [
    {"title": "Hài lòng", "type": "oa.query.show", "payload": "Câu 1: Hài lòng"},
    {"title": "Không", "type": "oa.query.hide", "payload": "#1=2"},
]
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """
() => [...document.querySelectorAll('button, summary, .press, header a, .picks a, label.choose, ' +
    'label.star, input:not([type=hidden]):not([type=checkbox]):not([type=radio])')]
  .filter(e => e.checkVisibility() && e.offsetHeight < 48)
  .map(e => e.outerHTML.slice(0, 80))
"""
FAINT = """
() => {
  const rgb = (words) => words.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
    .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const under = (e) => {
    for (; e; e = e.parentElement) {
      const paint = rgb(getComputedStyle(e).backgroundColor);
      if (paint.length === 3 || paint[3] === 1) return paint;
    }
    return [255, 255, 255];
  };
  const own = (e) => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
  return [...document.body.querySelectorAll('*')].filter(e => e.checkVisibility() && own(e))
    .map(e => {
      const [a, b] = [light(rgb(getComputedStyle(e).color)), light(under(e))];
      return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e.outerHTML.slice(0, 80)];
    })
    .filter(([ratio]) => ratio < 4.5);
}
"""


@asynccontextmanager
async def opened_page(browser: "Browser", **given: Any) -> AsyncIterator["Page"]:
    """A page of a context of its own; what its scripts did wrong fails the test."""
    context = await browser.new_context(locale="vi-VN", **given)
    page = await context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    try:
        yield page
        assert wrong == []
    finally:
        await context.close()


async def away(page: "Page", place: int = 0) -> float:
    """How far from its end a chat stands, in pixels."""
    return -float(await page.locator(".scroll").nth(place).evaluate("one => one.scrollTop"))


async def many(sandbox: Client, user: str, count: int) -> None:
    for n in range(count):
        await sandbox.send(user, f"Tin thứ {n}")


async def test_what_is_typed_and_read_outlives_a_refresh(
    sandbox: Client, browser: "Browser"
) -> None:
    user = await sandbox.met(ONE)
    await many(sandbox, user, 30)
    await sandbox.send(user, "Câu 1?", ASK)
    async with opened_page(browser, viewport={"width": 390, "height": 844}) as page:
        await page.goto(f"{sandbox.url}/phone/{ONE}")
        assert await away(page) < 1
        await page.locator("#say").fill("đang gõ dở")
        await page.evaluate("document.getElementById('say').setSelectionRange(2, 4)")
        await sandbox.send(user, "Tin mới đến")
        await page.locator("article", has_text="Tin mới đến").wait_for()
        assert await away(page) < 1, "it stays at the end"
        kept = "[document.activeElement.id, say.value, say.selectionStart, say.selectionEnd]"
        assert await page.evaluate(kept) == ["say", "đang gõ dở", 2, 4]

        await page.locator(".scroll").evaluate("one => { one.scrollTop = -600 }")
        line = "document.elementFromPoint(150, 300).closest('.row').id"
        read = await page.evaluate(line)
        down = page.get_by_role("button", name="Tin mới")
        assert not await down.is_visible()
        await sandbox.send(user, "Tin thứ hai")
        await down.wait_for()
        assert await page.evaluate(line) == read, "what is read stays where it is"
        await down.click()
        assert await away(page) < 1
        assert not await down.is_visible()

        button = page.get_by_role("button", name="Hài lòng", exact=True)
        await button.focus()
        await sandbox.send(user, "Tin thứ ba")
        await page.locator("article", has_text="Tin thứ ba").wait_for()
        assert await button.evaluate("one => one === document.activeElement")


async def test_a_chat_with_scripts(sandbox: Client, browser: "Browser") -> None:
    """Receipts come in, an old button is pressed, words are sent: without leaving the page."""
    await sandbox.post("/_/knobs", {"seen": "acts"})
    user = await sandbox.met(ONE)
    async with opened_page(browser, viewport={"width": 390, "height": 844}) as page:
        await page.goto(f"{sandbox.url}/phone/{ONE}")
        await page.evaluate("window.stayed = true")
        await sandbox.send(user, "Câu 1?", ASK)
        await page.get_by_text("Đã nhận").wait_for()
        await page.locator(".more summary").click()
        await page.get_by_role("button", name="Đã xem tin").click()
        await page.locator(".meta.seen").wait_for()
        await sandbox.send(user, "Câu 2?")
        await page.locator("article", has_text="Câu 2?").wait_for()
        await page.get_by_role("button", name="Hài lòng", exact=True).click()
        await page.locator("article.citizen", has_text="Câu 1: Hài lòng").wait_for()
        await page.get_by_role("button", name="Không", exact=True).click()
        await page.locator(".act", has_text="#1=2").wait_for()
        await page.locator("#say").fill("cảm ơn")
        await page.keyboard.press("Enter")
        await page.locator("article.citizen", has_text="cảm ơn").wait_for()
        assert await page.locator("#say").input_value() == ""
        assert await page.evaluate("window.stayed")
        texts = [e["message"]["text"] for e in await events(sandbox, "user_send_text")]
        assert texts == ["xin chào", "Câu 1: Hài lòng", "#1=2", "cảm ơn"]


async def events(sandbox: Client, name: str) -> list[dict[str, Any]]:
    """The bodies of all events of a name."""
    found = await sandbox.get("/_/events")
    return [json.loads(event["body"]) for event in found if event["name"] == name]


async def test_what_cannot_be_done_is_told_and_the_words_are_kept(
    sandbox: Client, browser: "Browser"
) -> None:
    await sandbox.post("/_/people", {"phone": ONE, "zalo": False})
    async with opened_page(browser) as page:
        await page.goto(f"{sandbox.url}/phone/{ONE}")
        await page.locator("#say").fill("alo")
        await page.keyboard.press("Enter")
        told = page.get_by_role("alert")
        await told.filter(has_text="has no Zalo").wait_for()
        assert await page.locator("#say").input_value() == "alo"
        await page.context.set_offline(True)
        await told.filter(has_text="Không nối được").wait_for()
        await page.context.set_offline(False)
        await told.wait_for(state="hidden")
        assert await page.locator("#say").input_value() == "alo"


async def test_a_chat_without_scripts(sandbox: Client, browser: "Browser") -> None:
    user = await sandbox.met(ONE)
    await many(sandbox, user, 30)
    await sandbox.send(user, "Câu 1?", ASK)
    bare = {"java_script_enabled": False, "viewport": {"width": 360, "height": 740}}
    async with opened_page(browser, **bare) as page:
        await page.goto(f"{sandbox.url}/")
        await page.locator(f"a[href='/phone/{ONE}']").click()
        last = page.get_by_role("button", name="Hài lòng", exact=True)
        box = await last.bounding_box()
        assert box is not None
        assert 0 < box["y"] < 740, "the newest is in sight"
        await last.click()
        assert await page.locator("article.citizen").last.inner_text() == "Câu 1: Hài lòng"
        await page.locator("#say").fill("cảm ơn")
        await page.get_by_role("button", name="Gửi").click()
        assert await page.locator("article.citizen").last.inner_text() == "cảm ơn"
        await page.locator(".tools > summary").click()
        await page.get_by_role("button", name="Ẩn dòng kỹ thuật").click()
        assert await page.locator(".strip").count() == 0
        await page.locator(".tools > summary").click()
        await page.get_by_role("button", name="Tới 1 giờ").click()
        assert "10:00" in await page.locator("#now").inner_text()
        assert re.search(rf"/phone/{ONE}$", page.url)


async def test_two_phones_side_by_side(sandbox: Client, browser: "Browser") -> None:
    for phone in (ONE, TWO):
        await sandbox.send(await sandbox.met(phone), f"Câu 1 cho {phone}", ASK)
    async with opened_page(browser, viewport={"width": 1280, "height": 800}) as page:
        await page.goto(sandbox.url)
        for phone in (TWO, ONE):
            await page.locator(f"#c{phone}").click()
        await page.get_by_role("button", name="Xem cạnh nhau").click()
        left, right = page.locator("section.phone").nth(0), page.locator("section.phone").nth(1)
        assert (
            await left.locator("article.oa").inner_text()
            != await right.locator("article.oa").inner_text()
        )
        boxes = [await one.bounding_box() for one in (left, right)]
        assert boxes[0]
        assert boxes[1]
        assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
        await left.get_by_role("textbox").fill("chưa xong")
        await right.get_by_role("button", name="Hài lòng", exact=True).click()
        await right.locator("article.citizen", has_text="Câu 1: Hài lòng").wait_for()
        assert await left.locator("article.citizen").count() == 1
        assert await left.get_by_role("textbox").input_value() == "chưa xong"
        await page.set_viewport_size({"width": 390, "height": 844})
        assert await page.evaluate(SIDEWAYS) <= 0
        await right.scroll_into_view_if_needed()
        box = await right.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390


@pytest.mark.parametrize("scripts", [True, False])
async def test_stars_a_note_an_icon_and_an_answer(
    sandbox: Client, browser: "Browser", scripts: bool
) -> None:
    user = await sandbox.met(ONE)
    await sandbox.send(user, "Câu 1?")
    await sandbox.ask_stars(phone=ONE)
    size: Any = {"width": 390, "height": 844}
    async with opened_page(browser, java_script_enabled=scripts, viewport=size) as page:
        await page.goto(f"{sandbox.url}/phone/{ONE}")
        await page.locator(".star").nth(3).click()
        assert await page.locator(".star .title").nth(3).is_visible()
        await page.get_by_label("Ghi thêm").fill("nhanh gọn")
        if scripts:  # what is chosen and noted outlives a refresh
            await sandbox.send(user, "Câu 2?")
            await page.locator("article", has_text="Câu 2?").wait_for()
        await page.get_by_role("button", name="Chấm điểm").click()
        await page.locator(".given", has_text="4 sao: Hài lòng").wait_for()
        rated = (await events(sandbox, "user_feedback"))[0]["message"]
        assert (rated["rate"], rated["note"], rated["tracking_id"]) == (4, "nhanh gọn", "inv-77")

        first = page.locator("li.row", has_text="Câu 1?").first
        await first.locator("summary").click()
        await first.get_by_role("button", name="Tim").click()
        await first.locator(".reaction").wait_for()
        await page.locator("#say").fill("chưa có ạ")
        if not await first.get_by_role("button", name="Trả lời").is_visible():
            await first.locator("summary").click()
        await first.get_by_role("button", name="Trả lời").click()
        answer = page.locator("article.citizen", has_text="chưa có ạ")
        await answer.locator("blockquote", has_text="Câu 1?").wait_for()
        assert "quote_msg_id" in (await events(sandbox, "user_send_text"))[-1]["message"]


def one_click_letter(port: int = 1) -> "EmailMessage":
    """A mail with the button for stopping it, whose links lead to the product at `port`."""
    mail = letter()
    del mail["List-Unsubscribe"]
    mail["List-Unsubscribe"] = f"<http://127.0.0.1:{port}/mail/thoi/x>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return mail


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_mail_is_read_answered_reported_and_stopped(
    sandbox: Client, product: Product, browser: "Browser", scripts: bool
) -> None:
    await send_mail(sandbox, one_click_letter(int(product.url.split(":")[2].split("/")[0])))
    size: Any = {"width": 390, "height": 844}
    async with opened_page(browser, java_script_enabled=scripts, viewport=size) as page:
        await page.goto(f"{sandbox.url}/mailbox")
        await page.get_by_text("chưa đọc").wait_for(state="attached")
        await page.locator(".inbox a").first.click()
        shown = page.frame_locator("iframe")
        assert await shown.get_by_text("Kính gửi").is_visible()
        assert (
            await shown.locator("a").get_attribute("href") == "http://127.0.0.1:8080/k/abc?l=vi&x=1"
        )
        await page.locator("#text").fill("Tôi chưa nhận được kết quả")
        await page.get_by_role("button", name="Gửi Send").click()
        await page.locator(".note", has_text="trả lời của người nhận").wait_for()
        await page.locator("details.more > summary").click()
        await page.get_by_label("Báo không gửi được").select_option("exim")
        await page.get_by_role("button", name="Gửi báo lỗi").click()
        await page.locator(".note", has_text="báo không gửi được").wait_for()
        await page.get_by_role("button", name="Hủy đăng ký").click()
        await page.locator(".note", has_text="hệ thống trả lời 404").wait_for()
        await page.route("**/k/abc**", lambda route: route.fulfill(body="product"))
        await shown.locator("a").click()
        await page.get_by_text("product").wait_for()
        await page.goto(f"{sandbox.url}/mailbox?to=an@example.vn")
        await page.get_by_label("Hộp thư này").select_option("vacation")
        await page.get_by_role("button", name="Đặt").click()
        await page.wait_for_url("**/mailbox?to=an%40example.vn")
    assert [one["does"] for one in await sandbox.get("/_/mailboxes")] == ["vacation"]
    kinds = [(one["kind"], one["to"]) for one in await sandbox.get("/_/letters")]
    assert kinds == [("reply", "gopy@example.vn"), ("bounce", "bounce+1@example.vn")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_page_fits_is_legible_and_can_be_pressed(
    sandbox: Client, product: Product, browser: "Browser", scheme: str
) -> None:
    """With all that may stand on it: every kind of bubble, long words, a webhook in trouble."""
    await sandbox.invite(ONE)
    user = await sandbox.met(ONE)
    await sandbox.send(user, "Câu 1?", ASK)
    await sandbox.post(f"/_/people/{ONE}/tap", {"button": 1})
    await sandbox.ask_stars(phone=ONE)
    for act in ("image", "voice", "file", "card", "sticker"):
        await sandbox.post(f"/_/people/{ONE}/{act}", {"phone": TWO})
    product.status = 500
    await sandbox.say(ONE, "https://example.vn/" + "x" * 200)
    await sandbox.post("/_/faults", {"path": "/v3.0/oa/message/*", "kind": "rate", "times": -1})
    await sandbox.idle()
    paths = (
        "/",
        f"/phone/{ONE}",
        f"/phone/{ONE}/oa",
        f"/phones?p={ONE}&p={TWO}",
        "/mailbox?to=an@example.vn",
        "/mailbox/m1",
    )
    await send_mail(sandbox, one_click_letter())
    await sandbox.post("/_/mails/m1/bounce")
    async with opened_page(browser, color_scheme=scheme) as page:
        for width in (360, 390, 1280):
            await page.set_viewport_size({"width": width, "height": 844})
            for path in paths:
                await page.goto(sandbox.url + path)
                for summary in await page.locator("summary").all():
                    await summary.click()
                assert await page.evaluate(SIDEWAYS) <= 0, f"{path} scrolls sideways at {width} px"
                assert await page.evaluate(SMALL) == [], f"{path} at {width} px"
                assert await page.evaluate(FAINT) == [], f"{path} in {scheme}"
