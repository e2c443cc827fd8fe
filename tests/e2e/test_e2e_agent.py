"""An agent who files for many is asked once in a wave; a number on too many cases is set aside."""

from datetime import timedelta
from pathlib import Path

from people.contacts import SHARED_ABOVE
from storage.tables import invitation, sample
from tests.support.town import Case, Town, town

AGENT, CLIENT = "84912000009", "84912000777"


def filed(many: int) -> list[Case]:
    """So many cases of one phone, each under another name; the first has a mail of its own."""
    return [
        Case(
            f"H01.01-261102-{n:04d}", "A.01", "0912000009",
            email="khach1@example.vn" if n == 1 else "", name=f"Khách Thứ {n}",
        )
        for n in range(1, many + 1)
    ]  # fmt: skip


async def templates(place: Town, phone: str) -> list[str]:
    return [m["template_id"] for m in await place.chat(phone) if m["kind"] == "template"]


async def test_twenty_cases_of_one_phone_get_one_invitation(tmp_path: Path) -> None:
    cases = [*filed(SHARED_ABOVE), Case("H01.01-261102-0999", "A.01", "0912000777")]
    async with town(tmp_path, {"A.01": len(cases)}, cases) as place:
        await place.begin()
        assert len(await templates(place, AGENT)) == 1
        assert len(await templates(place, CLIENT)) == 1
        states = [row["state"] for row in await place.rows(sample)]
        assert sorted(states) == ["called"] * 2 + ["same_person"] * (SHARED_ABOVE - 1)
        await place.say(AGENT, await place.code(AGENT))
        while await place.answer(AGENT):
            pass
        await place.move(timedelta(days=1))
        await place.tick()
        assert len(await templates(place, AGENT)) == 1, "not for the next case either"
        assert len(await place.rows(invitation)) == 2


async def test_thirty_are_set_aside_and_only_own_mails_are_written_to(tmp_path: Path) -> None:
    """Above the limit the phone is an agent's or a desk's, and no one person's."""
    assert SHARED_ABOVE < 30
    async with town(tmp_path, {"A.01": 30}, filed(30)) as place:
        await place.begin()
        assert await templates(place, AGENT) == []
        assert len(await place.mails("khach1@example.vn")) == 1
        states = [row["state"] for row in await place.rows(sample)]
        assert sorted(states) == ["called"] + ["unreachable"] * 29
