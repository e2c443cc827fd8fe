"""What is open to whom: the public routes, the desk on loopback, reads that change nothing."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from channels.web.static import script_path
from look.pages import HEADERS, style_path
from server import desk_app, public_app
from storage.tables import invitation, refusal
from tests.support.town import Case, Town, town

PHONE = "84900000001"
PUBLIC = {
    ("GET", "/"),  # the domain's proof for Zalo, checked below
    ("GET", "/webhook/zalo"),  # 200 to whoever looks
    ("POST", "/webhook/zalo"),
    ("GET", "/zalo/callback"),  # where an admin's consent comes back to
    ("GET", "/{name}"),  # zalo_verifier….html, checked below
    *(
        (method, f"{page}{rest}")
        for method in ("GET", "POST")
        for rest in ("", "/thoi")
        for page in ("/k/{token}", "/p/{ref}")
    ),
    ("POST", "/p/{ref}/lai"),  # the link once more, to who was invited
    ("POST", "/k/{token}/can-bo"),  # an officer is asked to call back
    ("POST", "/p/{ref}/can-bo"),
    ("GET", "/mail/thoi/{stop}"),
    ("POST", "/mail/thoi/{stop}"),
    ("GET", "/k/{token}{end}"),  # a link with something at its end is sent on to the bare one
    ("GET", "/mail/thoi/{stop}{end}"),
    ("GET", "/bien-nhan"),
    ("GET", style_path()),
    ("GET", script_path()),
    ("GET", "/nghe/{hash}.{kind}"),
}
DESK = {
    ("GET", "/"),
    ("GET", "/plans/{plan}"),
    ("POST", "/plans/{plan}/draw"),
    ("POST", "/flows/{flow}/publish"),
    ("GET", "/threads"),
    ("GET", "/supervisor"),
    ("POST", "/threads/{conversation}/{about}/done"),
    ("POST", "/threads/{conversation}/{about}/answer"),
    ("GET", "/media/{id}"),
    ("GET", "/inbox"),
    ("GET", "/mails"),
    ("POST", "/mails/{key}/looked"),
    ("GET", "/mails/{key}/files"),
    ("GET", "/mails/{key}/files/{number}"),
    ("POST", "/inbox/sweep"),
    ("POST", "/inbox/{state}/looked"),
    ("GET", "/messages"),
    ("POST", "/messages/{id}/{act}"),
    ("GET", "/channels"),
    ("POST", "/channels/paste"),
    ("POST", "/channels/resume"),
    ("GET", style_path()),
}
Routes = set[tuple[str, str]]


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    cases = [Case("HS-1", "A.01", "0900000001", "mot@example.com")]
    async with town(tmp_path, {"A.01": 1}, cases) as built:
        await built.begin()
        yield built


def listed(app: web.Application) -> Routes:
    return {
        (route.method, route.resource.canonical if route.resource else "?")
        for route in app.router.routes()
        if route.method != "HEAD"
    }


async def test_the_routes_are_these_and_no_others(place: Town) -> None:
    assert listed(public_app(place.system)) == PUBLIC
    assert listed(desk_app(place.system)) == DESK


async def test_the_public_port_shows_nothing_of_the_desk_or_the_files(place: Town) -> None:
    async with place.web.get(f"http://127.0.0.1:{place.public}/") as front:
        text = await front.text()
    for word in ("thu-nghiem", "plans", "threads", "/k/"):
        assert word not in text
    for path in ("/plans/thu-nghiem", "/zalo_verifier.html", "/x.html", "/k/", "/k/short",
                 "/k/../plans/thu-nghiem", "/look/look.css", "/.env", "/favicon.ico"):  # fmt: skip
        async with place.web.get(f"http://127.0.0.1:{place.public}{path}") as answer:
            assert answer.status == 404
            assert "Liên kết này không dùng được" in await answer.text()


async def test_reading_any_link_changes_nothing(place: Town) -> None:
    """Mail scanners open, probe and prefetch every link, many times."""
    before = await place.everything()
    token = await place.token(PHONE)
    links = [place.page(token), place.page(token, "/thoi"), place.page(token) + "?lang=en"]
    links += [
        place.page(token) + "?phan=m_chung",
        place.page(token) + "?chon=tong_the:5",
        f"http://127.0.0.1:{place.public}/bien-nhan?ma=7K2M9PQR",
    ]
    links.append(f"http://127.0.0.1:{place.public}/mail/thoi/{token}")
    links.append(place.page("x" * 32))
    for link in links:
        for method in ("GET", "HEAD", "OPTIONS", "GET"):
            async with place.web.request(method, link) as answer:
                assert answer.status in (200, 404, 405)
    assert await place.everything() == before


async def test_every_answer_has_the_headers_of_a_page(place: Town) -> None:
    token = await place.token(PHONE)
    public, desk = f"http://127.0.0.1:{place.public}", f"http://127.0.0.1:{place.desk}"
    asked = [
        ("GET", place.page(token)), ("POST", place.page(token)), ("GET", place.page("x" * 32)),
        ("GET", place.page(token, "/thoi")), ("GET", f"{public}/nowhere"),
        ("GET", f"{public}/bien-nhan?ma=7K2M9PQR"),
        ("DELETE", place.page(token)), ("GET", f"{public}{style_path()}"),
        ("GET", desk), ("GET", f"{desk}/plans/thu-nghiem"), ("GET", f"{desk}/plans/none"),
        ("PUT", desk),
    ]  # fmt: skip
    for method, url in asked:
        async with place.web.request(method, url) as answer:
            kept = {"Cache-Control": "public, max-age=31536000, immutable"}  # named by its hash
            for name, value in {**HEADERS, **(kept if url.endswith(".css") else {})}.items():
                assert answer.headers.get(name) == value, (method, url, name)
            policy = answer.headers["Content-Security-Policy"]
            assert "unsafe" not in policy
            assert "default-src 'none'" in policy


async def test_an_address_that_only_a_form_leads_to_says_how_to_come_back(place: Town) -> None:
    """A telephone that was put away opens it anew, by a GET."""
    for rest in ("/lai", "/can-bo"):
        url = f"http://127.0.0.1:{place.public}/p/{'0' * 32}{rest}?chu=to"
        async with place.web.get(url) as answer:
            assert (answer.status, answer.headers["Allow"]) == (405, "POST")
            html = await answer.text()
        assert "Liên kết này không dùng được" in html
        assert '<html lang="vi" class="to">' in html


async def test_a_page_loads_one_script_of_ours_and_names_no_foreign_address(place: Town) -> None:
    async with place.web.get(place.page(await place.token(PHONE))) as answer:
        html = await answer.text()
    assert re.findall(r"<script.*?</script>", html) == [
        f'<script src="{script_path()}" defer></script>'
    ]
    assert not re.search(r"\son\w+=|javascript:", html)
    assert "http" not in html.replace("http-equiv", "")
    for secret in ("HS-1", "Nguyễn Văn Bảy", "0900000001", "lý lịch tư pháp"):
        assert secret not in html


async def test_the_desk_answers_to_this_machines_name_alone(place: Town) -> None:
    """A foreign page whose name is pointed at 127.0.0.1 must not read or press anything."""
    desk = f"http://127.0.0.1:{place.desk}/plans/thu-nghiem"
    for host, status in (("localhost", 200), ("127.0.0.1:1", 200), ("[::1]:9", 200),
                         ("evil.example", 403), ("127.0.0.1.evil.example", 403)):  # fmt: skip
        async with place.web.get(desk, headers={"Host": host}) as answer:
            assert answer.status == status, host
    for origin in ("http://evil.example", "null"):
        async with place.web.post(f"{desk}/draw", headers={"Origin": origin}) as answer:
            assert answer.status == 403


POISON = [
    (b"\xff\xfe=1", "application/x-www-form-urlencoded; charset=utf-16"),
    (b"a=1", "application/x-www-form-urlencoded; charset=klingon"),
    (b"q.tong_the=%FF%00&asked=tong_the", "application/x-www-form-urlencoded"),
    (b"--x\r\n\r\n", "multipart/form-data; boundary=x"),
    (b"x", "multipart/form-data"),
    (b"{}", "application/json"),
    (b"&".join(b"asked=q%d" % n for n in range(5000)), "application/x-www-form-urlencoded"),
    (b"a" * 300_000, "application/x-www-form-urlencoded"),
]


async def test_a_poisoned_form_breaks_nothing(place: Town) -> None:
    before = await place.everything("inbox", "message", "conversation", "invitation")
    token = await place.token(PHONE)
    link = place.page(token)
    for poison, kind in POISON:
        body = b"token=%b&%b" % (token.encode(), poison) if "urlencoded" in kind else poison
        async with place.web.post(link, data=body, headers={"Content-Type": kind}) as answer:
            assert answer.status in (200, 400, 413, 415), kind
    assert await place.everything("inbox", "message", "conversation", "invitation") == before


async def test_one_click_stop_needs_no_cookie_and_is_the_same_five_times(place: Town) -> None:
    """RFC 8058: a POST by the mail provider, answered without a redirect."""
    link = f"http://127.0.0.1:{place.public}/mail/thoi/{await place.token(PHONE)}"
    for _ in range(5):
        data = {"List-Unsubscribe": "One-Click"}
        async with place.web.post(link, data=data, allow_redirects=False) as answer:
            assert answer.status == 200
    assert [row["state"] for row in await place.rows(invitation)] == ["refused"]
    assert len(await place.rows(refusal)) >= 1
    for forged in ("x" * 32, "0" * 43):
        async with place.web.post(link.rpartition("/")[0] + f"/{forged}") as answer:
            assert answer.status == 404
