"""An officer answers from the desk: words and files in the citizen's chat, over real HTTP."""

import io
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.support.town import Case, Town, town

AN = "84900000001"
CASES = [Case("HS-1", "A.01", "0900000001")]
CS, UPLOAD = "/v3.0/oa/message/cs", "/v2.0/oa/upload/"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
PDF = b"%PDF-1.7\n" + bytes(300)
GIF = b"GIF89a" + (40).to_bytes(2, "little") + (30).to_bytes(2, "little") + bytes(50)


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path, {"A.01": 1}, CASES) as built:
        await built.begin()
        await built.say(AN, await built.code(AN))
        await built.say(AN, "cho tôi gặp cán bộ")
        yield built


async def page(place: Town) -> str:
    async with place.web.get(f"http://127.0.0.1:{place.desk}/threads") as answer:
        return await answer.text()


async def answer(
    place: Town, text: str = "", file: tuple[str, bytes] | None = None, html: str | None = None
) -> str:
    """Fill in the first form of the page and send it; the page that follows."""
    html = html or await page(place)
    action = re.search(r'action="(/threads/[^"]+/answer)"', html)
    key = re.search(r'name="key" value="([^"]+)"', html)
    assert action
    assert key
    form = aiohttp.FormData({"key": key[1], "text": text})
    if file:
        form.add_field("file", io.BytesIO(file[1]), filename=file[0])
    url = f"http://127.0.0.1:{place.desk}{action[1]}"
    async with place.web.post(url, data=form) as given:
        assert given.status == 200
        shown = await given.text()
    await place.quiet()
    return shown


async def told(place: Town) -> list[dict[str, Any]]:
    return [m for m in await place.chat(AN) if m["by"] == "oa"]


async def uploads(place: Town) -> int:
    calls = await place.sandbox.get("/_/calls")
    return sum(call["path"].startswith(UPLOAD) for call in calls)


async def test_words_reach_the_citizen_once_and_stand_in_the_thread(place: Town) -> None:
    before, html = len(await told(place)), await page(place)
    for _ in range(2):  # the button is pressed twice
        shown = await answer(place, "Hồ sơ đã có kết quả, mời <Ông/Bà> đến nhận.", html=html)
    assert "Đã chuyển câu trả lời" in shown
    assert shown.count("Hồ sơ đã có kết quả, mời &lt;Ông/Bà&gt; đến nhận.") == 1
    new = (await told(place))[before:]
    assert [m["text"] for m in new] == [
        "Cán bộ Sở Nội vụ tỉnh An Giang: Hồ sơ đã có kết quả, mời <Ông/Bà> đến nhận."
    ]


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [("anh.png", PNG, "image"), ("giay-hen.pdf", PDF, "file"), ("hinh.gif", GIF, "gif")],
    ids=["image", "file", "gif"],
)
async def test_a_file_follows_the_words(place: Town, name: str, content: bytes, kind: str) -> None:
    before = len(await told(place))
    await answer(place, "Xin xem tệp kèm theo.", (name, content))
    new = (await told(place))[before:]
    assert [m["kind"] for m in new] == ["text", kind]
    assert "Xin xem tệp" in new[0]["text"]


async def test_an_upload_is_used_again_until_it_is_six_days_old(place: Town) -> None:
    await answer(place, file=("anh.png", PNG))
    await answer(place, "Lần nữa.", ("anh.png", PNG))
    assert await uploads(place) == 1
    await place.move(timedelta(days=6, minutes=1))
    await place.say(AN, "tôi vẫn chờ")
    await answer(place, file=("anh.png", PNG))
    assert await uploads(place) == 2
    assert [m["kind"] for m in await told(place)].count("image") == 3


async def test_an_upload_that_the_platform_has_lost_is_made_once_more(place: Town) -> None:
    await answer(place, file=("anh.png", PNG))
    await place.sandbox.post("/_/faults", {"path": CS, "kind": "error", "code": -100})
    await answer(place, file=("anh.png", PNG))
    assert await uploads(place) == 2
    assert [m["kind"] for m in await told(place)].count("image") == 2
    await place.sandbox.post("/_/faults", {"path": CS, "kind": "error", "code": -100, "times": 2})
    await answer(place, file=("anh.png", PNG))
    assert await uploads(place) == 3, "and not again and again"
    assert [m["kind"] for m in await told(place)].count("image") == 2


async def test_what_cannot_be_sent_is_said(place: Town) -> None:
    before = len(await told(place))
    for text, file, said in (
        ("", None, "Chưa có nội dung"),
        ("a" * 2001, None, "dài quá 2.000"),
        ("Xin xem.", ("virus.exe", b"MZ" + bytes(50)), "Tệp không đúng loại"),
        ("Xin xem.", ("anh.pdf", PNG), "Tệp không đúng loại"),
        ("Xin xem.", ("anh.png", PNG + bytes(1024 * 1024)), "Tệp quá lớn"),
    ):
        assert said in await answer(place, text, file)
    await place.move(timedelta(days=7))
    assert "Đã quá 7 ngày" in await answer(place, "Xin lỗi đã để Ông/Bà chờ.")
    assert len(await told(place)) == before


async def test_two_thousand_signs_leave_in_parts_in_order(place: Town) -> None:
    before = len(await told(place))
    words = ("Xin Ông/Bà mang theo giấy hẹn. " * 80)[:1999].strip()
    await answer(place, words)
    new = [m["text"] for m in (await told(place))[before:]]
    assert len(new) == 2
    assert " ".join(new) == f"Cán bộ Sở Nội vụ tỉnh An Giang: {words}"
