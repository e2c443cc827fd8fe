"""The page over HTTP: a GET changes nothing; a POST shows again what did not fit."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import TypeVar

import pytest
from aiohttp import FormData
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from bot.conversation import Conversation
from bot.ports import Link
from bot.shelf import Shelf
from bot.step import step
from bot.turns import Arrival, Outcome, Turn
from channels.web.door import WebDoor
from channels.web.passes import Passes
from channels.web.routes import routes
from channels.web.throttle import Throttle
from ground.seal import Keyring
from tests.channels.test_web_kinds import FIRST, SECOND, THIRD
from tests.channels.webpage import FLOW, NOW, TOKEN, Form
from tests.support.transcripts import FACTS

T = TypeVar("T")
Page = TestClient[Request, Application]
PASSES = Passes(Keyring(b"k" * 32))
STOP = "s" * 22
BROWSER = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"}


class Memory:
    """One conversation; the door, the port and the clock of the page in one."""

    def __init__(self) -> None:
        self.conv = Conversation(7, FLOW.hash, FACTS)
        self.taken: list[str] = []

    async def read(self, unit: Callable[["Memory"], T]) -> T:
        return unit(self)

    async def run(self, unit: Callable[["Memory"], T]) -> T:
        raise AssertionError("the page writes by turns alone")

    def by_ref(self, ref: str) -> Link | None:
        return Link(self.conv, NOW + timedelta(days=14)) if ref == PASSES.ref(TOKEN) else None

    def by_stop(self, secret: str) -> Link | None:
        return Link(self.conv, NOW + timedelta(days=14)) if secret == STOP else None

    def send_again(self, ref: str, now: datetime) -> bool:
        raise AssertionError("nobody asked for it")

    def by_id(self, conversation: int) -> Conversation | None:
        return self.conv if conversation == self.conv.id else None

    def flow_source(self, flow_hash: str) -> tuple[str, str]:
        raise KeyError(flow_hash)

    def now(self) -> datetime:
        return NOW

    async def take(self, arrival: Arrival) -> Outcome:
        assert isinstance(arrival, Turn)
        if arrival.event_key in self.taken:
            return Outcome("duplicate")
        self.taken.append(arrival.event_key)
        before = self.conv
        self.conv, _ = step(FLOW, before, arrival.event, self.now())
        return Outcome("done", self.conv, before)


@pytest.fixture
def memory() -> Memory:
    return Memory()


@asynccontextmanager
async def served(memory: Memory) -> AsyncIterator[Page]:
    """The page over HTTP, on this memory."""
    application = Application()
    door = WebDoor(
        memory, Shelf([FLOW]), memory.take, lambda: None, memory, PASSES, Throttle(lambda: 0.0), (),
        memory, (),
    )  # fmt: skip
    application.add_routes(routes(door))
    async with TestClient(TestServer(application)) as client:
        yield client


@pytest.fixture
async def page(memory: Memory) -> AsyncIterator[Page]:
    async with served(memory) as client:
        yield client


async def get(page: Page, query: str = "") -> str:
    async with page.get(f"/k/{TOKEN}{query}") as answer:
        assert answer.status == 200
        return await answer.text()


async def post(page: Page, given: dict[str, str | list[str]], query: str = "") -> str:
    sent = Form(await get(page, query)).sent(given)
    data = FormData([(name, str(value)) for name, value in sent.items()])
    async with page.post(f"/k/{TOKEN}{query}", data=data) as answer:
        assert answer.status == 200
        return await answer.text()


async def to_the_third(page: Page) -> None:
    await post(page, {**FIRST})
    await post(page, SECOND)


async def test_what_does_not_fit_comes_back_with_its_reason(page: Page, memory: Memory) -> None:
    await to_the_third(page)
    shown = await post(page, {**THIRD, "q.goi_lai": "123"})
    assert "Số điện thoại này chưa đúng." in shown
    assert Form(shown).filled["q.goi_lai"] == ["123"]
    assert "<h2>Viết</h2>" in shown
    assert memory.conv.answers["so_lan"] == "3"
    done = await post(page, {"q.goi_lai": "0912345678"})
    assert 'class="done"' in done


async def test_the_reason_in_the_language_of_the_page(page: Page) -> None:
    await to_the_third(page)
    shown = await post(page, {**THIRD, "q.so_lan": "x"}, "?lang=en")
    assert "Please give a number." in shown
    assert '<html lang="en">' in shown


async def test_a_form_sent_twice_shows_the_same_page_and_changes_nothing(
    page: Page, memory: Memory
) -> None:
    await to_the_third(page)
    sent = Form(await get(page)).sent({**THIRD, "q.ngay": "2020-01-01"})
    pages = []
    for _ in range(2):
        data = FormData([(name, str(value)) for name, value in sent.items()])
        async with page.post(f"/k/{TOKEN}", data=data) as answer:
            pages.append(await answer.text())
    assert pages[0] == pages[1]
    assert "Xin Ông/Bà trả lời trong khoảng" in pages[0]
    assert len(memory.taken) == 3
    assert set(memory.conv.revisions.values()) == {1}


async def test_looking_changes_nothing_and_forgets_what_did_not_fit(
    page: Page, memory: Memory
) -> None:
    await to_the_third(page)
    await post(page, {**THIRD, "q.so_lan": "x"})
    before = memory.conv
    shown = await get(page)
    for method in ("HEAD", "OPTIONS"):
        async with page.request(method, f"/k/{TOKEN}"):
            pass
    assert memory.conv is before
    assert "aria-invalid" not in shown
    assert "<h2>Viết</h2>" in shown


async def test_a_browser_goes_on_by_itself_to_an_address_that_shows_the_same(
    page: Page, memory: Memory
) -> None:
    """So that Back and Reload send nothing; what stands in no address is the post's own answer."""
    ways: list[tuple[dict[str, str | list[str]], str | None]] = [
        ({}, "lang=vi&phan=m1&trong=1"),
        ({**FIRST}, "lang=vi&phan=m2"),
        (SECOND, "lang=vi&phan=m3"),
        ({**THIRD, "q.so_lan": "x"}, None),
        ({**THIRD}, "lang=vi"),
    ]
    for given, to in ways:
        sent = Form(await get(page)).sent(given)
        data = FormData([(name, str(value)) for name, value in sent.items()])
        async with page.post(
            f"/k/{TOKEN}", data=data, headers=BROWSER, allow_redirects=False
        ) as answer:
            assert answer.status == (200 if to is None else 303)
            at, html = answer.headers.get("Location"), await answer.text()
        if to is None:
            assert "Xin Ông/Bà" in html
        else:
            before = memory.conv
            assert at == f"/k/{TOKEN}?{to}"
            async with page.get(at) as looked:
                html = await looked.text()
            assert memory.conv is before
            assert (html.count("Chưa trả lời") > 3) is ("trong" in to)
    assert 'class="done"' in html


async def test_a_link_that_opens_nothing(page: Page) -> None:
    async with page.get(f"/k/{'x' * 22}") as answer:
        assert answer.status == 404
