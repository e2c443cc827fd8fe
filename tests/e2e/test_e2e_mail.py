"""An invitation by mail in a whole town: the first question, the reminders, each talk its own."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.town import PROCEDURE, Case, Town, town

MAIL = "mot@example.com"
CODE = "000.00.12.H01-261101-0123"


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path, {"A.01": 1}, [Case(CODE, "A.01", email=MAIL)]) as built:
        await built.begin()
        yield built


async def later(place: Town) -> None:
    await place.move(timedelta(days=3, hours=1))
    for job in place.jobs:
        await job.run()
    await place.quiet()


def chosen(mail: dict[str, str]) -> list[str]:
    return [link for link in mail["links"] if "?chon=" in link and "lang=" not in link]


async def test_a_choice_in_the_mail_opens_the_page_with_it_made_and_records_nothing(
    place: Town,
) -> None:
    (mail,) = await place.mails(MAIL)
    before = await place.everything()
    links = chosen(mail)
    assert [link.partition("?")[2] for link in links][:5] == [
        f"chon=tong_the:{n}" for n in range(1, 6)
    ]
    async with place.web.get(links[3]) as answer:
        page = await answer.text()
    ticked = re.findall(
        r'<input type="radio"[^>]*name="q\.(\w+)"[^>]*value="(\w+)"[^>]*\schecked', page
    )
    assert ticked == [("tong_the", "4")]
    assert await place.everything() == before


async def test_the_mail_lets_the_citizen_know_the_case_and_nobody_else(place: Town) -> None:
    (mail,) = await place.mails(MAIL)
    assert "…-0123" in mail["text"]
    assert "kết quả một thủ tục mà Sở Tư pháp" in mail["text"]
    for secret in (CODE, "Bảy", PROCEDURE, "lý lịch", MAIL.partition("@")[0] + "@"):
        assert secret not in mail["text"] + mail["html"] + mail["subject"]


async def test_a_reminder_is_a_mail_of_its_own_with_the_first_question(place: Town) -> None:
    await later(place)
    first, second = await place.mails(MAIL)
    assert chosen(second) == chosen(first)
    assert first["headers"]["Message-ID"] != second["headers"]["Message-ID"]
    assert "lời nhắc cuối cùng" in second["text"]
