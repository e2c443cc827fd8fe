"""The doctor's question to the one-click stop, asked of the real door: answered, without effect."""

import ssl
from pathlib import Path

from channels.email.checkup.findings import State
from channels.email.checkup.public import check
from clock import SystemClock
from tests.support.town import Case, town


async def test_the_door_answers_the_doctor_and_nothing_changes(tmp_path: Path) -> None:
    cases = [Case("HS-1", "A.01", email="mot@example.com")]
    async with town(tmp_path, {"A.01": 1}, cases) as place:
        await place.begin()
        before = await place.everything()
        url, trust = f"http://127.0.0.1:{place.public}", ssl.create_default_context()
        found = {one.check: one for one in await check(url, trust, SystemClock().now())}
        assert found["one_click"].state is State.GOOD, found["one_click"].vi
        assert await place.everything() == before
