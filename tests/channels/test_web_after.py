"""The page once the talk is over, over HTTP: read, corrected until the closing, kind when late."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from aiohttp import FormData
from aiohttp.test_utils import TestClient
from aiohttp.web import Application, Request

from tests.channels.test_web_kinds import FIRST, SECOND, THIRD
from tests.channels.test_web_routes import Memory, served
from tests.channels.webpage import NOW, TOKEN, Form

Page = TestClient[Request, Application]
LIFE = timedelta(days=14)


class Timed(Memory):
    """The same, with a clock that the test moves."""

    def __init__(self) -> None:
        super().__init__()
        self.at = NOW

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def memory() -> Timed:
    return Timed()


@pytest.fixture
async def page(memory: Timed) -> AsyncIterator[Page]:
    async with served(memory) as client:
        yield client


async def get(page: Page, query: str = "", status: int = 200) -> str:
    async with page.get(f"/k/{TOKEN}{query}") as answer:
        assert answer.status == status
        return await answer.text()


async def send(
    page: Page, form: Form, given: dict[str, str | list[str]], act: str, status: int = 200
) -> str:
    data = FormData([(name, str(value)) for name, value in form.sent(given, act).items()])
    async with page.post(f"/k/{TOKEN}", data=data) as answer:
        assert answer.status == status
        return await answer.text()


async def finish(page: Page) -> str:
    shown = ""
    for part in (FIRST, SECOND, THIRD):
        shown = await send(page, Form(await get(page)), {**part}, "next")
    return shown


async def test_when_sent_it_is_read_only_with_when_and_until_when(page: Page) -> None:
    shown = await finish(page)
    assert "Đã nhận lúc 09:00 ngày 23/11/2026." in shown
    assert "Ông/Bà có thể sửa câu trả lời đến 09:00 ngày 07/12/2026." in shown
    assert "<form" not in shown
    assert "Những gì Ông/Bà đã trả lời" in shown
    assert shown.count("Sửa câu trả lời") == 3, "one for each section"
    assert await get(page) == shown
    english = await get(page, "?lang=en")
    assert "Received at 09:00 on 23/11/2026." in english


async def test_a_section_is_corrected_and_what_changed_is_shown(page: Page, memory: Timed) -> None:
    await finish(page)
    before = dict(memory.conv.revisions)
    assert await get(page, "?phan=m3") == await get(page), "an old address only shows them"
    opened = await get(page, "?sua=m3")
    assert memory.conv.revisions == before, "a look changes nothing"
    form = Form(opened)
    assert form.filled["q.so_lan"] == ["3"]
    assert "Ông/Bà đang sửa câu trả lời đã gửi." in opened
    assert "Đã trả lời" not in opened
    shown = await send(page, form, {"q.so_lan": "4"}, "correct")
    again = await send(page, form, {"q.so_lan": "4"}, "correct")
    changed = {id_ for id_, number in memory.conv.revisions.items() if number > before.get(id_, 0)}
    assert changed == {"so_lan"}, "the rest was only shown"
    assert memory.conv.revisions["so_lan"] == 2
    assert "Đã ghi nhận câu trả lời mới." in shown
    assert '4 lần <span class="new">vừa thay đổi</span>' in shown
    assert "4 lần" in again
    wrong = await send(page, Form(await get(page, "?sua=m3")), {"q.so_lan": "99"}, "correct")
    assert Form(wrong).filled["q.so_lan"] == ["99"], "what does not fit comes back"


async def test_after_the_closing_a_correction_is_refused_and_shown_to_its_writer(
    page: Page, memory: Timed
) -> None:
    await finish(page)
    form = Form(await get(page, "?sua=m3"))
    memory.at = NOW + LIFE
    kept = memory.conv
    shown = await send(page, form, {"q.so_lan": "7", "q.y_kien": "Mong <nhanh> hơn"}, "correct")
    assert memory.conv == kept
    assert "nên không ghi nhận được" in shown
    assert "Mong &lt;nhanh&gt; hơn" in shown
    assert "<dd>7</dd>" in shown
    closed = await get(page, "?sua=m3")
    assert "Đã hết thời hạn sửa câu trả lời." in closed
    assert "<form" not in closed
    assert "Sửa câu trả lời</a>" not in closed


async def test_expired_while_answering_nothing_is_taken_and_the_draft_is_kept(
    page: Page, memory: Timed
) -> None:
    await send(page, Form(await get(page)), {**FIRST}, "next")
    form = Form(await get(page))
    memory.at = NOW + LIFE
    kept = memory.conv
    looked = await get(page, status=410)
    assert "Đã hết hạn" in looked, "shown closed before the clockwork came"
    assert memory.conv == kept
    shown = await send(page, form, {**SECOND}, "next", 410)
    assert "nên không ghi nhận được" in shown
    assert memory.conv == kept
    assert "Đã dùng gì?" in shown
    assert "Gọi, Zalo" in shown


async def test_a_form_from_before_the_sending_corrects_nothing(page: Page, memory: Timed) -> None:
    first = Form(await get(page))
    await finish(page)
    kept = memory.conv
    shown = await send(page, first, {**FIRST, "q.sao": "1"}, "next")
    assert memory.conv == kept
    assert "nên không ghi nhận được" in shown
    twice = await send(page, first, {**FIRST, "q.sao": "1"}, "next")
    assert "nên không ghi nhận được" not in twice, "told once"


async def test_an_older_page_takes_nothing_back_that_it_only_showed(
    page: Page, memory: Timed
) -> None:
    await send(page, Form(await get(page)), {**FIRST}, "next")
    older = Form(await get(page, "?phan=m1"))
    await send(page, Form(await get(page, "?phan=m1")), {"q.gioi_thieu": "2"}, "next")
    await send(page, older, {"q.sao": "2"}, "next")
    assert (memory.conv.answers["gioi_thieu"], memory.conv.answers["sao"]) == ("2", "2")
    assert not memory.conv.clashed
    await send(page, older, {"q.gioi_thieu": "9"}, "next")
    assert memory.conv.answers["gioi_thieu"] == "9", "the last word holds"
    assert memory.conv.clashed == ("gioi_thieu",)
