"""The survey page over real HTTP, on a real SQLite store, for a browser: no sandbox, no plan.

    async with hosted(tmp_path, flow) as host:
        an = await host.stage.invite()
        await tab.goto(host.link(an))

`walk` goes through every state that the page can have; the gallery and the accessibility tests
share it, so that what is looked at is what is judged.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from aiohttp import web
from aiohttp.test_utils import TestServer

import channels.web.receipts as receipt_page
from channels.web.door import WebDoor
from channels.web.kinds import Hotline, Kind, Press, kind
from channels.web.passes import Passes
from channels.web.recordings import Recordings
from channels.web.routes import routes
from channels.web.throttle import Throttle
from flows.language.compile import compile_text
from flows.model import Flow
from look.pages import page
from tests.channels.test_web_kinds import FIRST, SECOND, THIRD
from tests.channels.webpage import SOURCE
from tests.support.stage import PLAN, Invited, Stage, stage

if TYPE_CHECKING:
    from playwright.async_api import Page

Given = Mapping[str, str | list[str]]
HOTLINES = (Hotline("Sở Nội vụ tỉnh An Giang", "0296 3957 000"),)
BY_SECTION = compile_text(f"review: true\n{SOURCE}", "du-loai")
BY_QUESTION = compile_text(f"review: true\nscreen: question\n{SOURCE}", "du-loai")
EVERYTHING: Given = {**FIRST, **SECOND, **THIRD}
"""An answer to each question of both."""
MOST_SCREENS = 30


@dataclass(frozen=True, slots=True)
class Host:
    """A running page and the stage behind it."""

    stage: Stage
    url: str
    passes: Passes
    folder: Path

    def link(self, invited: Invited, query: str = "") -> str:
        """The address that the citizen's message holds."""
        return f"{self.url}/k/{invited.token}{query}"

    def kind(self, which: Kind, query: str = "") -> str:
        """Where a kind page can be looked at by itself."""
        return f"{self.url}/_kind/{which}{query}"

    async def invite(self, name: str = "An") -> Invited:
        """A citizen who will get a receipt."""
        return await self.stage.invite(name, receipt__code="7K2M9PQR")


@asynccontextmanager
async def hosted(place: Path, flow: Flow | str = BY_SECTION) -> AsyncIterator[Host]:
    """The page of one survey on a free port of loopback; recordings in `place`/audio."""
    async with stage(place, flow) as on:
        passes, store = Passes(on.keyring), on.store
        door = WebDoor(
            store=store.door(lambda unit: unit.conversations),
            shelf=on.turns.shelf,
            take=store.turn,
            nudge=lambda: None,
            clock=on.clock,
            passes=passes,
            throttle=Throttle(monotonic),
            hotlines=HOTLINES,
            again=store.door(lambda unit: unit.again),
            plans=frozenset((PLAN,)),
            recordings=Recordings(place),
        )
        app = web.Application()
        app.add_routes(routes(door))
        app.add_routes(receipt_page.routes(store.door(lambda unit: unit.conversations)))
        app.router.add_get("/_kind/{which}", _kind)
        server = TestServer(app)
        await server.start_server()
        try:
            yield Host(on, f"http://127.0.0.1:{server.port}", passes, place)
        finally:
            await server.close()


async def _kind(request: web.Request) -> web.Response:
    which = Kind(request.match_info["which"])
    press = Press("/nowhere", "t" * 22) if which is Kind.AWAY else None
    return page(kind(which, HOTLINES, request.query.get("lang", ""), press))


# -- a hand at the page ----------------------------------------------------------------------
async def fill(tab: "Page", given: Given) -> None:
    """Tick and type what of `given` stands on the screen."""
    await tab.bring_to_front()  # a browser draws a tab behind another once a second
    for name, value in given.items():
        values = [value] if isinstance(value, str) else value
        ticked = tab.locator(f"main :is([type=radio], [type=checkbox])[name='{name}']")
        written = tab.locator(
            f"main :is(input:not([type=checkbox], [type=radio]), textarea)[name='{name}']"
        )
        listed = tab.locator(f"main select[name='{name}']")
        if await listed.count():
            await listed.select_option(values[0])
        elif await ticked.count() and (values[0] == "?" or not await written.count()):
            for each in values:
                await ticked.and_(tab.locator(f"[value='{each}']")).check()
        elif await written.count():
            await written.fill(values[0].strip())


async def press(tab: "Page", act: str = "next") -> None:
    """Press the button on the page that does this, and wait for the screen that follows."""
    await click(tab, f"[value={act}]")


async def click(tab: "Page", what: str) -> None:
    """Press a button or a link of the page, and wait for the screen that follows."""
    await tab.evaluate("document.querySelector('main').dataset.old = ''")
    await tab.locator(f"main :is(button, a){what}").first.click()
    await tab.locator("main:not([data-old])").wait_for()
    await tab.wait_for_load_state()


async def cut(tab: "Page") -> None:
    """Press the button without a network."""
    await tab.evaluate("document.querySelector('main').dataset.old = ''")
    await tab.context.set_offline(True)
    await tab.locator("main button[value=next]").click()
    await tab.locator("#tin.wait").wait_for()


async def to_the_end(tab: "Page", given: Given = EVERYTHING) -> int:
    """Answer screen by screen to the review or the thanks; how many screens there were."""
    for screens in range(MOST_SCREENS):
        if not await tab.locator("main button[value=next]").count():
            return screens
        await fill(tab, given)
        await press(tab)
    raise AssertionError("the survey does not end")


async def walk(tab: "Page", host: Host, language: str) -> AsyncIterator[str]:
    """Every state of the survey's page in turn, by name, while `tab` shows it."""
    query = f"?lang={language}"
    an, binh, chi = [await host.invite(name) for name in ("An", "Binh", "Chi")]
    await tab.goto(host.link(an, query))
    for place in range(MOST_SCREENS):
        if not await tab.locator("main button[value=next]").count():
            break
        yield f"cau-{place:02}"
        if await tab.locator("main button[value=next]").count() and place in (0, 1):
            await press(tab)
            yield f"trong-{place:02}"
        await fill(tab, {**EVERYTHING, "q.so_lan": "99", "q.goi_lai": "12"})
        yield f"chon-{place:02}"
        if place == 1:
            await cut(tab)
            yield "cho-mang"
            await tab.context.set_offline(False)
            await tab.locator("main:not([data-old])").wait_for()
        else:
            await press(tab)
        if await tab.locator("[aria-invalid=true]").count():
            yield f"sai-{place:02}"
            await fill(tab, EVERYTHING)
            await press(tab)
    yield "xem-lai"
    await press(tab, "send")
    code = (await tab.locator(".receipt").inner_text()).split()[-1]
    yield "cam-on"
    await click(tab, "[href*=sua]")
    yield "sua"
    await tab.goto(host.link(an, "/thoi" + query))
    yield "thoi"
    await tab.goto(host.link(binh, f"{query}&chon=thang:2"))
    yield "chon-san"
    await press(tab, "choose")
    await tab.goto(host.link(binh, f"{query}&chon=thang:3"))
    yield "chon-san-da-tra-loi"
    await tab.goto(host.link(binh, f"{query}&chu=to"))
    yield "chu-to"
    await tab.goto(host.link(chi, "/thoi" + query))
    await click(tab, ":not(.plain)")
    yield "da-thoi"
    await tab.goto(f"{host.url}/bien-nhan{query}&ma={code}")
    yield "bien-nhan"
    await tab.goto(f"{host.url}/bien-nhan{query}&ma=xyz")
    yield "bien-nhan-sai"
    for which in Kind:
        await tab.goto(host.kind(which, query))
        yield f"trang-{which}"
