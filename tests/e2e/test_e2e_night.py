"""Quiet hours bind what we begin; a citizen who writes at night is answered at once."""

from datetime import datetime, timedelta
from pathlib import Path

from ground.when import VIETNAM
from storage.tables import answer, invitation
from tests.support.town import Case, town

HERS = "84937204518"
THIRTY = [f"8490001{n:04d}" for n in range(30)]
CASES = [Case("CUA-BA", "A.01", HERS)] + [
    Case(f"HS-{n}", "A.02", phone, name=f"Trần Văn {n}") for n, phone in enumerate(THIRTY)
]


async def test_a_talk_at_night_flows_and_thirty_invitations_wait(tmp_path: Path) -> None:
    async with town(tmp_path, {"A.01": 1, "A.02": 30}, CASES) as place:
        # the platform puts the thirty off until after midnight, each by itself
        daily = {"kind": "error", "code": -1471, "path": "/message/template", "times": 30}
        await place.sandbox.post("/_/faults", {**daily, "match": '"phone":"8490001'})
        await place.begin()
        code = await place.code(HERS)
        await place.move_to(22, 30)
        await place.tick()
        await place.move_to(22, 40)
        await place.say(HERS, code)
        answered = 0
        while await place.answer(HERS):
            answered += 1
            await place.move(timedelta(seconds=40))
            await place.tick()
        night = place.clock.now().astimezone(VIETNAM)
        assert (night.hour, night.minute // 10) == (22, 4) or night.minute == 50
        assert answered == 15
        told = await place.told(HERS)
        assert len(told) == 1 + answered + 1, "an invitation, and one message for each of hers"
        assert "ý kiến đã được ghi nhận" in told[-1]
        assert len(await place.rows(answer)) == answered
        assert [len(await place.chat(phone)) for phone in THIRTY] == [0] * 30

        for hour, minute, days in ((7, 29, 1), (7, 30, 0), (7, 31, 0), (12, 0, 0)):
            await place.move_to(hour, minute, days)
            await place.tick()
            if (hour, minute) == (7, 29):
                assert [len(await place.chat(phone)) for phone in THIRTY] == [0] * 30
        for phone in THIRTY:
            (only,) = await place.chat(phone)
            at = datetime.fromisoformat(only["time"]).astimezone(VIETNAM)
            assert (at.hour, at.minute) == (7, 30)
        states = sorted(row["state"] for row in await place.rows(invitation))
        assert states == ["open"] * 30 + ["valid"]
