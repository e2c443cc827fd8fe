"""A stranger's user id learns nothing and changes nothing; the owner is not disturbed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from flows.language.placeholders import fill
from tests.support.town import PROCEDURE, UNITS, Case, Town, town

OWNER, OTHER, STRANGER = "84900000001", "84900000002", "84988888888"
CASES = [
    Case("HS-1", "A.01", "0900000001", "chu-ho-so@example.com"),
    Case("HS-2", "A.01", "0900000002", name="Lê Thị Sáu"),
]
KEPT_OF_A_STRANGER = ("inbox", "message", "code_try", "door", "channel_state")
"""What came in and what was answered; everything else must stand as it stood."""


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path, {"A.01": 2}, CASES) as built:
        await built.begin()
        yield built


async def test_a_stranger_learns_nothing_and_changes_nothing(place: Town) -> None:
    used = await place.code(OTHER)
    await place.say(OTHER, used)
    await place.tap(OTHER, 3)
    before = await place.everything(*KEPT_OF_A_STRANGER)
    owner_before, other_before = await place.told(OWNER), await place.told(OTHER)
    tries = ["xin chào", "5", "0900000001", "0900 000 001", "ABCD2345", "K7M29QXB", "ZZZZ9999"]
    for text in [*tries, used, "#1/tong_the=5", "dừng"]:
        await place.say(STRANGER, text)

    told = await place.told(STRANGER)
    cards = [m for m in await place.chat(STRANGER) if m["kind"] == "request"]
    assert len(cards) == 1, "contact details are asked for once"
    assert len(told) == 10 + 1, "each text gets one answer, and no more"
    for text in told:
        assert_says_nothing(text, place)
    assert await place.everything(*KEPT_OF_A_STRANGER) == before
    assert await place.told(OWNER) == owner_before
    assert await place.told(OTHER) == other_before


def assert_says_nothing(text: str, place: Town) -> None:
    flow = place.system.shelf.named("hai-long-tthc")
    questions = [fill(q.text["vi"], {"agency.name": "Sở Tư pháp"}) for q in flow.questions]
    secrets = [*UNITS.values(), PROCEDURE, "HS-1", "HS-2", "Nguyễn Văn Bảy", "Lê Thị Sáu"]
    secrets += ["11/2026", "0900", "example.com", *questions]
    found = [secret for secret in secrets if secret.lower() in text.lower()]
    assert found == [], text


async def test_a_stranger_is_told_how_to_begin_and_never_more(place: Town) -> None:
    await place.say(STRANGER, "5")
    told, asked = await place.told(STRANGER)
    assert "Không bắt buộc" in asked
    assert "mã góp ý" in told
    assert "không bao giờ hỏi số CCCD, mật khẩu, OTP hay tiền" in told
    assert [m["buttons"] for m in await place.chat(STRANGER) if m["by"] == "oa"] == [[], []]


async def test_five_wrong_codes_close_entry_for_an_hour_also_to_the_right_one(place: Town) -> None:
    right = await place.code(OWNER)
    for wrong in ("ABCD2345", "ABCD2346", "ABCD2347", "ABCD2348", "ABCD2349"):
        await place.say(STRANGER, wrong)
    await place.say(STRANGER, right)
    assert "sau một giờ" in (await place.told(STRANGER))[-1]
    await place.move_to(10, 1)
    await place.say(STRANGER, right)
    assert "Câu 1/" in (await place.told(STRANGER))[-1], "who holds the printed code is the owner"


async def test_the_right_code_binds_once(place: Town) -> None:
    code = await place.code(OWNER)
    await place.say(OWNER, f" {code.lower()}\u200b ")
    assert "Câu 1/" in (await place.told(OWNER))[-1]
    await place.say(STRANGER, code)
    assert "đã được dùng" in (await place.told(STRANGER))[-1]


async def test_the_phone_in_a_message_binds_nobody(place: Town) -> None:
    """Also not when the owner's own phone number is typed by the owner's own account."""
    await place.say(OWNER, "0900000001")
    assert "mã góp ý" in (await place.told(OWNER))[-1]
    assert "Câu 1/" not in "".join(await place.told(OWNER))
