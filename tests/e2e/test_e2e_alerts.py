"""A bad answer warns the office within a minute, and tells it no more than was promised."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from storage.tables import alert
from tests.support.town import PROCEDURE, Case, Town, town

PHONE, OFFICE = "84900000001", "tu-phap@an-giang.example"
SECRETS = ("HS-1", "Nguyễn Văn Bảy", "0900", "84900", PROCEDURE, "Chờ lâu quá", "11/2026 ")


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path, {"A.01": 1}, [Case("HS-1", "A.01", "0900000001")]) as built:
        await built.begin()
        await built.say(PHONE, await built.code(PHONE))
        yield built


async def finish(place: Town, agrees: bool) -> None:
    for _ in range(40):
        last = (await place.chat(PHONE))[-1]["text"]
        if "vì sao" in last:
            await place.say(PHONE, "Chờ lâu quá")
        elif "biết hồ sơ này" in last:
            await place.tap(PHONE, "Đồng ý" if agrees else "Không đồng ý")
        elif not await place.answer(PHONE):
            return


def nothing_told(mail: dict[str, Any]) -> None:
    whole = f"{mail['subject']} {mail['text']} {mail['html']}"
    assert [secret for secret in SECRETS if secret in whole] == []


async def test_the_mail_names_the_criterion_and_the_week_alone(place: Town) -> None:
    await place.tap(PHONE, 3)
    assert await place.mails(OFFICE) == []
    await place.tap(PHONE, 1)
    await place.move(timedelta(seconds=5))
    await place.tick()
    (mail,) = await place.mails(OFFICE)
    assert "niêm yết quy định công khai" in mail["text"]
    assert "48/2026" in mail["text"]
    nothing_told(mail)
    (row,) = await place.rows(alert)
    assert (row["question"], row["value"], row["case_shared"]) == ("niem_yet", "2", False)


async def test_the_case_is_named_only_after_a_yes(place: Town) -> None:
    await place.tap(PHONE, 0)
    await finish(place, agrees=True)
    warned, shared = await place.mails(OFFICE)
    nothing_told(warned)
    assert "HS-1" in shared["text"]
    for secret in ("Nguyễn Văn Bảy", "84900", "Chờ lâu quá"):
        assert secret not in shared["text"] + shared["html"]
    assert [row["case_shared"] for row in await place.rows(alert)] == [True]


async def test_a_no_shares_nothing(place: Town) -> None:
    await place.tap(PHONE, 0)
    await finish(place, agrees=False)
    (only,) = await place.mails(OFFICE)
    nothing_told(only)
    assert [row["case_shared"] for row in await place.rows(alert)] == [False]


async def test_silence_is_a_no(place: Town) -> None:
    await place.tap(PHONE, 0)
    for _ in range(30):
        await place.move(timedelta(days=1))
        await place.tick()
    (only,) = await place.mails(OFFICE)
    nothing_told(only)


async def test_a_correction_warns_once(place: Town) -> None:
    await place.tap(PHONE, 0)
    first = next(m for m in await place.chat(PHONE) if m["by"] == "oa" and m["kind"] == "text")
    for button in (1, 0, 1):
        await place.move(timedelta(seconds=2))
        row = {"message_id": first["id"], "button": button}
        await place.sandbox.post(f"/_/people/{PHONE}/tap", row)
        await place.quiet()
    await place.tick()
    assert len(await place.mails(OFFICE)) == 1


async def test_good_answers_warn_nobody(place: Town) -> None:
    await finish(place, agrees=True)
    assert await place.mails(OFFICE) == []
    assert await place.rows(alert) == []
