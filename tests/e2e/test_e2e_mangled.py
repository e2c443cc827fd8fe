"""What arrives mangled: links that a mail program decorated, and what no parser can read.

A decorated link opens. All else is refused with a kind page under the headers of a page, changes no
row, and is repeated neither on a page nor in a log.
"""

import asyncio
import gzip
import logging
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientResponse
from yarl import URL

from tests.support.town import Case, Town, town

MAIL = "mot@example.com"
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
ENDS = (
    ")", ".", ",", ">", "%3E", "%29).", "%22", "/", "//", "/).", "%20", "%0D%0A", "%C2%A0",
    "%E2%80%9D", "%E1%BB%9F", "=", "]", "%5D(http://evil.example)", "&amp;", "%3Cbr%3E",
)  # fmt: skip
"""Of HTML, Markdown, brackets, sentences, quoted-printable; “ở” grown onto it."""
NO_REQUESTS = (
    "GE@T {path} HTTP/1.1", "GET {path}\0 HTTP/1.1", "GET {path} x HTTP/1.1", "GET {path} HTTP/9.9",
    "GET {path}ở HTTP/1.1", "GET http://[{path} HTTP/1.1", "GET {path}?{long} HTTP/1.1",
    "GET {path} HTTP/1.1\r\nHost: b", "GET {path} HTTP/1.1\r\nX: \x01",
    "GET {path} HTTP/1.1\r\nExpect: much", "POST {path} HTTP/1.1\r\nContent-Length: -1",
    "POST {path} HTTP/1.1\r\nContent-Length: 99999999999\r\nContent-Type: " + FORM,
    "POST {path} HTTP/1.1\r\nOrigin: http://[\r\nContent-Length: 0",
    f"POST {{path}} HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Type: {FORM}\r\n\r\n{{path}}",
)  # fmt: skip
HEADERS = (
    "content-security-policy", "cache-control: no-store", "x-content-type-options: nosniff",
    "referrer-policy: no-referrer", "x-frame-options: deny",
)  # fmt: skip


def part(name: str, value: str, more: str = "") -> str:
    return f'--b\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n'


def no_forms(token: str) -> tuple[tuple[str, bytes, dict[str, str]], ...]:
    """(kind, body, headers) of forms with the right token that cannot be read."""
    right, ours = f"token={token}&act=next", part("token", token)
    parts = (
        ours, ours + "--b\r\n\r\nx\r\n--b--", ours + part("a\0", "\0") + "--b--",
        part("_charset_", "klingon") + ours + "--b--", part("_charset_", "k" * 99) + ours + "--b--",
        ours + part("a", "x", "\r\nContent-Transfer-Encoding: klingon") + "--b--",
        ours + part("a", "x", "\r\nX: " + "a" * 20_000) + "--b--",
        ours + part("a", "x", "\r\nX: a" * 5_000) + "--b--",
        ours + part("a", "x", "\r\nContent-Type: multipart/mixed; boundary=c") + "--b--",
    )  # fmt: skip
    packed = ({"Content-Encoding": name} for name in ("gzip", "deflate", "br"))
    bomb = gzip.compress(b"a" * 20_000_000)
    return (
        *((PARTS, body.encode(), {}) for body in parts),
        *((FORM, bomb, headers) for headers in packed),
        *((f"{FORM}; charset={name}", right.encode(), {}) for name in ("rot13", "undefined", "x")),
        (FORM, (right + "&x=1" * 20_000).encode(), {}),
        (FORM, right.encode(), {"Origin": "http://["}),
    )


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path, {"A.01": 1}, [Case("HS-1", "A.01", email=MAIL)]) as built:
        await built.begin()
        yield built


async def test_a_decorated_link_opens_and_changes_nothing(place: Town) -> None:
    stop = re.findall(r"http\S+/mail/thoi/[\w-]+", (await place.mails(MAIL))[0]["text"])[0]
    link = place.page(await place.token(email=MAIL))
    before = await place.everything()
    for end in ENDS:
        async with place.web.get(URL(f"{link}{end}?chon=tong_the:4", encoded=True)) as page:
            assert 'value="choose"' in await page.text(), end
        async with place.web.get(URL(f"{stop}{end}?lang=en", encoded=True)) as page:
            assert "stop" in await page.text(), end
    assert await place.everything() == before


async def told(answer: ClientResponse) -> str:
    return f"{answer.status}\n{answer.headers}\n{await answer.text()}"


async def test_what_cannot_be_read_is_refused_kindly_and_repeated_nowhere(
    place: Town, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    token, before = await place.token(email=MAIL), await place.everything()
    path = f"/k/{token}"
    for line in NO_REQUESTS:
        reader, writer = await asyncio.open_connection("127.0.0.1", place.public)
        head = line.format(path=path, long="a" * 9_000)
        writer.write(f"{head}\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
        said = (await asyncio.wait_for(reader.read(), 10)).decode()
        writer.close()
        assert said[9] == "4", (line, said[:40])
        assert token not in said, line
        assert all(header in said.lower() for header in HEADERS), line
    for kind, body, headers in no_forms(token):
        given = {"Content-Type": kind, **headers}
        async with place.web.post(place.page(token), data=body, headers=given) as answer:
            said = await told(answer)
            assert answer.status in (400, 403, 413, 415), (kind, body[:200], answer.status)
            assert "Câu trả lời vừa rồi chưa được ghi" in said
            assert token not in said
    assert await place.everything() == before
    logged = caplog.text + "".join(capfd.readouterr())
    assert token not in logged
    assert "Traceback" not in logged
