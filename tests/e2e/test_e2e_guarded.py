"""Every route of both applications, read off their tables: its headers, and what it refuses.

A new route is in these tests by itself (facts E2 and E4).
"""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from channels.web.passes import Passes
from server import desk_app, public_app
from tests.support.ports import free_port
from tests.support.town import Town, listening, town_of_one

PHONE = "84900000001"
EXEMPT = {"/webhook/zalo", "/mail/thoi/{stop}"}
"""What others than our own pages post to: a signature or a secret of its own guards it."""
FORM = "application/x-www-form-urlencoded"
KEPT_FOR_EVER = re.compile(r"/look/[\w.-]*[0-9a-f]{12}\.\w+")


@dataclass(frozen=True, slots=True)
class Aim:
    """A route with real values in its address."""

    method: str
    pattern: str
    url: str


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    async with town_of_one(tmp_path) as built:
        yield built


async def values(place: Town) -> dict[str, str]:
    """What stands for the placeholders of addresses."""
    token = await place.token(PHONE)
    ref = place.system.keyring.mac("token", token)
    asking = Passes(place.system.keyring).asking(ref)
    return {"token": token, "ref": ref, "stop": token, "asking": asking, "plan": "thu-nghiem",
            "about": "person"}  # fmt: skip


def aims(app: web.Application, port: int, given: dict[str, str]) -> Iterator[Aim]:
    for route in app.router.routes():
        pattern = route.resource.canonical if route.resource else "/"
        path = re.sub(r"\{(\w+)\}", lambda found: given.get(found[1], "1"), pattern)
        yield Aim(route.method, pattern, f"http://127.0.0.1:{port}{path}")


async def cookie(place: Town, token: str) -> str:
    async with place.web.get(place.page(token)) as answer:
        return answer.headers["Set-Cookie"].partition(";")[0]


@asynccontextmanager
async def behind_https(place: Town) -> AsyncIterator[int]:
    """The same public application, its address an https one as behind nginx."""
    settings = replace(place.system.settings, public_url="https://khao-sat.example")
    port = free_port()
    async with listening(public_app(replace(place.system, settings=settings)), port):
        yield port


def checked(answer: aiohttp.ClientResponse, aim: Aim, body: bytes) -> None:
    """E2: the headers of one answer."""
    headers = answer.headers
    policy = {
        part.split()[0]: part.split()[1:] for part in headers["Content-Security-Policy"].split(";")
    }
    assert "unsafe" not in headers["Content-Security-Policy"], aim
    for name in ("default-src", "object-src", "base-uri", "frame-ancestors"):
        assert policy[name] == ["'none'"], (aim, name)
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == ["'self'"], aim
    assert headers["X-Content-Type-Options"] == "nosniff", aim
    assert headers["Referrer-Policy"] == "no-referrer", aim
    assert "camera=()" in headers["Permissions-Policy"], aim
    kept = KEPT_FOR_EVER.fullmatch(answer.url.path) and answer.status == 200
    assert headers["Cache-Control"] == (
        "public, max-age=31536000, immutable" if kept else "no-store"
    ), aim
    if body and headers["Content-Type"].startswith("text/"):
        assert "charset=utf-8" in headers["Content-Type"].lower(), aim
    for given in headers.getall("Set-Cookie", ()):
        name, *flags = (part.strip() for part in given.split(";"))
        assert name.startswith("__Host-"), aim
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(flags), aim
        assert not [flag for flag in flags if flag.startswith("Domain")], aim


async def test_every_route_answers_with_the_headers_of_a_page(place: Town) -> None:
    given, system = await values(place), place.system
    own = {"Cookie": await cookie(place, given["token"])}
    async with behind_https(place) as secure:
        targets = [
            *((aim, True) for aim in aims(public_app(system), secure, given)),
            *((aim, False) for aim in aims(public_app(system), place.public, given)),
            *((aim, False) for aim in aims(desk_app(system), place.desk, given)),
        ]
        seen = 0
        for aim, https in targets:
            for method in {aim.method, "OPTIONS"}:
                for headers, query in (({}, ""), (own, ""), ({}, "?lang=en&chu=to&phan=x")):
                    async with place.web.request(
                        method, aim.url + query, headers=headers, allow_redirects=False
                    ) as answer:
                        checked(answer, aim, await answer.read())
                        hsts = answer.headers.get("Strict-Transport-Security", "")
                    assert ("max-age=31536000" in hsts) is https, aim
                    seen += 1
    assert seen > 200


def attacks(token: str, host: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """(what, headers, body) that a page of another site could send, or a forged form."""
    right = f"token={token}&asked=tong_the&q.tong_the=1&act=next&revision=0"
    yield "no token", {"Content-Type": FORM}, right.partition("&")[2]
    yield "another's token", {"Content-Type": FORM}, f"token={'x' * 22}&act=next"
    yield (
        "a file as token",
        {"Content-Type": "multipart/form-data; boundary=b"},
        (
            '--b\r\nContent-Disposition: form-data; name="token"; filename="f"\r\n\r\n'
            f"{token}\r\n--b--"
        ),
    )
    for origin in ("https://evil.example", f"https://{host}.evil.example", f"http://x@{host}x"):
        yield origin, {"Content-Type": FORM, "Origin": origin}, right
    for site in ("cross-site", "same-site", "none"):
        fetched = {"Content-Type": FORM, "Sec-Fetch-Site": site}
        yield site, fetched, right
        for origin in ("null", f"http://{host}"):
            yield site, {**fetched, "Origin": origin}, right
    for kind in ("text/plain", "application/json", "application/octet-stream", "text/html"):
        yield kind, {"Content-Type": kind}, right


async def test_every_route_that_changes_something_refuses_what_is_not_our_own_form(
    place: Town,
) -> None:
    given = await values(place)
    own = {"Cookie": await cookie(place, given["token"])}  # as the citizen's browser would send
    host = f"127.0.0.1:{place.public}"
    posted = [a for a in aims(public_app(place.system), place.public, given) if a.method == "POST"]
    guarded = [aim for aim in posted if aim.pattern not in EXEMPT]
    assert {aim.pattern for aim in posted} - {aim.pattern for aim in guarded} == EXEMPT
    before, refused = await place.everything(), 0
    for aim in guarded:
        secret = given["asking"] if aim.pattern.endswith("/lai") else given["token"]
        for what, headers, body in attacks(secret, host):
            async with place.web.post(aim.url, data=body, headers=headers | own) as answer:
                assert answer.status in (403, 415), (aim.pattern, what, answer.status)
                assert "Câu trả lời vừa rồi chưa được ghi" in await answer.text()
                refused += 1
        async with place.web.get(f"{aim.url}?{attacks.__name__}", headers=own) as answer:
            assert answer.status in (200, 403, 405), aim.pattern
    assert await place.everything() == before
    assert refused == len(guarded) * 19


async def test_the_desk_refuses_other_sites_at_every_button(place: Town) -> None:
    given = await values(place)
    before = await place.everything("inbox")
    for aim in aims(desk_app(place.system), place.desk, given):
        if aim.method != "POST":
            continue
        for headers in (
            {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none", "Origin": "null"},
        ):  # fmt: skip
            async with place.web.post(aim.url, headers=headers) as answer:
                assert answer.status in (403, 404), aim
    assert await place.everything("inbox") == before


async def test_our_own_form_is_taken_by_every_kind_of_browser(place: Town) -> None:
    """New ones name the site; old ones write “null” for pages without a referrer, or nothing."""
    token = await place.token(PHONE)
    host = f"127.0.0.1:{place.public}"
    ours: tuple[dict[str, str], ...] = (
        {}, {"Origin": f"http://{host}"}, {"Origin": "null"}, {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Sec-Fetch-Site": "same-origin", "Origin": f"http://{host}"},
    )  # fmt: skip
    for headers in ours:
        for encoding in ("urlencoded", "multipart"):
            form = aiohttp.FormData(default_to_multipart=encoding == "multipart")
            form.add_field("token", token)
            async with place.web.post(place.page(token), data=form, headers=headers) as answer:
                assert answer.status == 200, headers
