"""Who lost the invitation shares the number by Zalo's form, over real HTTP both ways."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.town import PROCEDURE, UNITS, Case, Town, town

OWNER, OTHER = "84900000001", "84900000002"
CASES = [
    Case("H01.01-261102-0017", "A.01", "0900000001"),
    Case("H01.01-261102-0018", "A.01", "0900000002", name="Lê Thị Sáu"),
]


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path, {"A.01": 2}, CASES) as built:
        await built.begin()
        yield built


async def test_the_number_and_four_signs_begin_the_owners_survey(place: Town) -> None:
    await place.say(OWNER, "xin chào")
    await place.share(OWNER)
    told = (await place.told(OWNER))[-1]
    assert "1 hồ sơ" in told
    for secret in (*UNITS.values(), PROCEDURE, "0017", "11/2026", "Nguyễn Văn Bảy"):
        assert secret not in told, "nothing of the case before it is proven"
    await place.say(OWNER, "0018")
    assert "không khớp" in (await place.told(OWNER))[-1]
    await place.say(OWNER, "0017")
    assert "Câu 1/" in (await place.told(OWNER))[-1]
    await place.say(OTHER, "xin chào")
    await place.share(OTHER)
    await place.say(OTHER, "0017")
    assert "không khớp" in (await place.told(OTHER))[-1], "it is another's case"


async def test_a_number_that_comes_as_a_number_with_odd_spaces_is_read(place: Town) -> None:
    await place.say(OWNER, "xin chào")
    await place.sandbox.post("/_/knobs", {"odd_json": True})
    await place.share(OWNER)
    assert "1 hồ sơ" in (await place.told(OWNER))[-1]
