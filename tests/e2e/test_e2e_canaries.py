"""Marked data of a person is pushed through every path, and looked for where none may be (E3).

In addresses, redirects, logs of nginx and of the program (all levels, tracebacks too) and error
pages; Referers are looked at by a real browser in test_e2e_scanners. There are no metrics. The one
exception is stated: the link itself, in the address bar of a browser without cookies.
"""

import io
import json
import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import aiohttp
import pytest
import structlog
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from rehearsal.sandbox_process import APP_ID, OA_SECRET
from server import public_app
from storage.postgres import postgres_engine
from storage.sqlite import sqlite_engine
from tests.support.nginx import Front, NoNginx, front_of, logged
from tests.support.ports import free_port
from tests.support.town import Case, Town, listening, town

PHONE, TALKER, MAIL = "84900007781", "84900007782", "bi.mat.7781@example.com"
SAID = "góp ý bí mật 5521, căn cước 089190007781"
CANARIES = (
    PHONE[2:], TALKER[2:], MAIL, "089190007781", "bí mật 5521", "Trần Bí Danh", "HS-BIMAT",
    OA_SECRET,
)  # fmt: skip
FORM = "application/x-www-form-urlencoded"


@dataclass(slots=True)
class Seen:
    """Where nothing of a person may stand."""

    log: io.StringIO = field(default_factory=io.StringIO)
    errors: list[str] = field(default_factory=list)  # pages that are no 200, with their headers
    addresses: set[str] = field(default_factory=set)  # on pages, and in redirects

    def keep(self, answer: aiohttp.ClientResponse, body: str) -> None:
        """Look at an answer as a log, a browser's history and an error tracker would."""
        told = json.dumps(dict(answer.headers), ensure_ascii=False)
        if answer.status != 200:
            self.errors.append(f"{told}\n{body}")
        self.addresses.add(answer.headers.get("Location", ""))
        self.addresses |= set(re.findall(r'(?:href|src|action)="([^"]*)"', body))


@pytest.fixture
def seen() -> Iterator[Seen]:
    """Everything that is logged at any level, rendered as in a real run."""
    found, root = Seen(), logging.getLogger()
    handler, level = logging.StreamHandler(found.log), root.level
    structlog.configure(
        processors=[
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG),
        logger_factory=structlog.PrintLoggerFactory(found.log),
        cache_logger_on_first_use=False,
    )
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield found
    root.removeHandler(handler)
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
async def place(tmp_path: Path, seen: Seen) -> AsyncIterator[Town]:
    cases = [
        Case("HS-BIMAT-1", "A.01", PHONE[2:], name="Trần Bí Danh"),
        Case("HS-BIMAT-2", "A.01", TALKER[2:], name="Trần Bí Danh Hai"),
        Case("HS-BIMAT-3", "A.01", email=MAIL, name="Trần Bí Danh Ba"),
        Case("HS-BIMAT-4", "XX", "089190007781", name="Trần Bí Danh Tư"),  # cannot be taken in
    ]
    async with town(tmp_path, {"A.01": 3}, cases) as built:
        await built.begin()
        yield built


@pytest.fixture
async def front(place: Town, tmp_path: Path) -> AsyncIterator[Front]:
    """The shipped nginx before the same application."""
    port = free_port()
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(listening(public_app(place.system), port))
        try:
            yield await stack.enter_async_context(front_of(port, tmp_path))
        except NoNginx as missing:
            pytest.skip(str(missing))


async def answered(place: Town, seen: Seen, token: str) -> None:
    """The survey by the page, to its end, with words that say too much."""
    cookie = ""
    for _ in range(12):
        async with place.web.get(place.page(token), headers={"Cookie": cookie}) as page:
            html = await page.text()
            cookie = page.headers.get("Set-Cookie", cookie).partition(";")[0]
        asked = re.findall(r'name="asked" value="([\w.]+)"', html)
        data = [("token", token), ("act", "skip"), *(("asked", one) for one in asked)]
        for one in asked:
            values = re.findall(rf'name="q.{re.escape(one)}" value="([^"]+)"', html)
            data.append((f"q.{one}", values[0] if values else SAID))
        async with place.web.post(place.page(token), data=data, headers={"Cookie": cookie}) as page:
            shown = await page.text()
            seen.keep(page, shown)
        if 'class="done"' in shown:
            return
    raise AssertionError("the page does not come to an end")


async def mistakes(
    place: Town, seen: Seen, base: str, token: str, web: aiohttp.ClientSession
) -> None:
    """All that can go wrong in front of somebody, with their data in it."""
    said = quote(f"{SAID} {PHONE} Trần Bí Danh HS-BIMAT-1")
    form = f"token={token}&asked=gop_y_khac&q.gop_y_khac={said}&act=next"
    hook = json.dumps({"app_id": APP_ID, "message": {"text": SAID}, "sender": {"id": PHONE}})
    none, here = "x" * 22, f"/k/{token}"
    tries = (
        ("GET", f"/nowhere?q={said}", "", FORM),
        ("GET", f"/k/{none}?q={said}", "", FORM),
        ("GET", f"/p/{'0' * 32}?q={said}", "", FORM),
        ("GET", f"/bien-nhan?ma={said}", "", FORM),
        ("GET", f"/zalo/callback?code={said}", "", FORM),
        ("POST", here, form.partition("&")[2], FORM),
        ("POST", f"/k/{none}", form, FORM),
        ("POST", here, form, "text/plain"),
        ("POST", here, form + "x" * 300_000, FORM),
        ("POST", here, f"q={said}", f"{FORM}; charset=klingon"),
        ("POST", f"/mail/thoi/{none}", form, FORM),
        ("POST", "/webhook/zalo", hook, "application/json"),
        ("PUT", here, form, FORM),
    )
    for method, path, body, kind in tries:
        headers = {"Content-Type": kind, "X-ZEvent-Signature": f"mac={OA_SECRET}"}
        async with web.request(method, base + path, data=body.encode(), headers=headers) as page:
            if page.status != 200:  # a look-up of a receipt shows what was typed
                seen.keep(page, await page.text())


async def test_nothing_of_a_person_is_logged_or_stands_in_an_address(
    place: Town, front: Front, seen: Seen
) -> None:
    token, other = await place.token(PHONE), await place.token(TALKER)
    await answered(place, seen, token)
    await place.say(TALKER, await place.code(TALKER))
    for said in (SAID, f"tôi là Trần Bí Danh {PHONE}", "gặp cán bộ", "dừng"):
        await place.say(TALKER, said)
    mailed = await place.token(email=MAIL)
    public = f"http://127.0.0.1:{place.public}"
    await mistakes(place, seen, public, mailed, place.web)
    connector = aiohttp.TCPConnector(ssl=front.trust)
    async with aiohttp.ClientSession(connector=connector) as through:
        base = f"https://localhost:{front.port}"
        await mistakes(place, seen, base, mailed, through)
        ours = {"Origin": base, "Sec-Fetch-Site": "same-origin"}  # as a script's own request
        form = {"token": mailed, "act": "next"}
        async with through.post(f"{base}/k/{mailed}", data=form, headers=ours) as page:
            assert page.status == 200
            assert len(page.headers.getall("Strict-Transport-Security")) == 1
    await broken(place, seen, mailed)
    lines = await logged(front, 14)
    for where in (seen.log.getvalue(), lines, *seen.errors, *seen.addresses, *errors_of(front)):
        for canary in (*CANARIES, token, other, mailed):
            found = where.find(canary)
            assert found < 0, f"{canary} in {where[max(0, found - 200) : found + 80]}"
    assert "server.store_failed" in seen.log.getvalue(), "and the log was not just silent"
    assert len(seen.errors) >= 24, "and much went wrong"


async def broken(place: Town, seen: Seen, token: str) -> None:
    """The store loses a table in the middle; whoever writes is told so."""

    def rename(old: str, new: str) -> None:
        with sqlite_engine(place.system.settings.data / "langnghe.db").begin() as connection:
            connection.execute(sql(f"ALTER TABLE {old} RENAME TO {new}"))

    for table in ("answer", "inbox", "invitation"):
        rename(table, "gone")
        form = {"token": token, "asked": "tong_the", "q.tong_the": "1", "q.vi_sao": SAID}
        async with place.web.post(place.page(token), data=form) as page:
            assert page.status in (500, 503), table
            seen.keep(page, await page.text())
        await place.sandbox.post(f"/_/people/{TALKER}/say", {"text": SAID})
        await place.sandbox.post("/_/idle", {"wait": 5})
        rename("gone", table)


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
async def test_an_error_of_the_database_names_no_value(backend: str, tmp_path: Path) -> None:
    """Its text stands in tracebacks, and so in logs."""
    wrong, given = sql("INSERT INTO nowhere VALUES (:said)"), {"said": SAID}
    if backend == "sqlite":
        engine = sqlite_engine(tmp_path / "x.db")
    else:
        engine = postgres_engine("postgresql://nobody@127.0.0.1:1/nothing").sync_engine
    assert engine.hide_parameters
    if backend == "sqlite":
        with engine.connect() as connection, pytest.raises(DBAPIError) as error:
            connection.execute(wrong, given)
        assert SAID not in str(error.value)


def errors_of(front: Front) -> list[str]:
    """nginx's own error logs."""
    return [path.read_text() for path in front.log.parent.glob("*error*")]
