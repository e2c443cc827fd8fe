"""The desk while an account is stopped: banner, consent by the served callback, pasting."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import insert

from post.alarms import FEWEST_SENT
from rehearsal.sandbox_process import OA_ID
from storage.tables import message
from tests.support.town import Case, Town, town

LANE, PHONE = f"zalo/{OA_ID}", "84937200001"
TITLE = "Kênh gửi tin"


@pytest.fixture
async def built(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path, {"A.01": 1}, [Case("HS-1", "A.01", PHONE)]) as made:
        yield made


async def desk(town: Town, path: str) -> tuple[int, str]:
    async with town.web.get(f"http://127.0.0.1:{town.desk}{path}") as answer:
        return answer.status, unescape(await answer.text())


async def press(town: Town, path: str, origin: str = "", **form: str) -> tuple[int, str]:
    headers = {"Origin": origin} if origin else {}
    url = f"http://127.0.0.1:{town.desk}{path}"
    async with town.web.post(url, data=form, headers=headers) as answer:
        return answer.status, unescape(await answer.text())


async def lose(town: Town) -> None:
    """The account's tokens die on the platform, the refresh token with them."""
    await town.sandbox.post("/_/tokens", {"oa": OA_ID})


async def paused(town: Town) -> str | None:
    pauses = await town.system.store.read(lambda unit: unit.lanes.paused())
    return pauses[LANE].reason if LANE in pauses else None


async def test_a_lost_connection_is_mended_by_a_consent_and_all_is_sent(built: Town) -> None:
    await lose(built)
    await built.begin()
    assert await paused(built) == "reauth:-14014"
    assert "mất kết nối" in (await desk(built, "/"))[1]
    assert "mất kết nối" in (await desk(built, f"/plans/{built.system.plans[0].name}"))[1]
    _, page = await desk(built, "/channels")
    assert page.count("mất kết nối") == 1
    assert "Gửi tiếp" not in page.split("Việc cần làm")[1], "only a new connection helps"
    link = re.search(r'href="(http[^"]+/v4/oa/permission[^"]+)"', page)
    assert link
    async with built.web.get(link[1]) as answer:  # the sandbox leads back to the public port
        assert str(answer.url).startswith(f"http://127.0.0.1:{built.public}/zalo/callback?")
        assert (answer.status, "Đã kết nối Zalo" in await answer.text()) == (200, True)
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert await paused(built) is None
    await built.tick()
    assert (await built.invitation(PHONE))["template_id"]
    states = {row["state"] for row in await built.rows(message)}
    assert states == {"sent"}
    assert "mất kết nối" not in (await desk(built, "/"))[1]


async def test_an_officer_pastes_a_pair(built: Town) -> None:
    pair = await built.sandbox.post("/_/tokens", {"oa": OA_ID})
    access, refresh = pair["access_token"], pair["refresh_token"]
    status, page = await press(built, "/channels/paste", oa=OA_ID, access="sai", refresh=refresh)
    assert status == 400
    assert "không chấp nhận mã này" in page
    status, page = await press(built, "/channels/paste", oa=OA_ID, access=access, refresh=refresh)
    assert (status, "Đã kết nối" in page) == (200, True)
    assert access not in page
    assert await built.system.tokens[OA_ID].access() == access


async def test_an_officer_lets_an_account_go_on(built: Town) -> None:
    now = built.clock.now()
    await built.system.store.run(lambda unit: unit.lanes.pause(LANE, "money:-321", now))
    assert "hết tiền" in (await desk(built, "/threads"))[1]
    elsewhere = await press(built, "/channels/resume", "https://x.vn", lane=LANE)
    assert (elsewhere[0], await paused(built)) == (403, "money:-321")
    status, page = await press(built, "/channels/resume", lane=LANE)
    assert (status, TITLE in page, await paused(built)) == (200, True, None)


async def test_a_silence_stands_on_every_page(built: Town) -> None:
    now = built.clock.now()
    sent = {
        "purpose": "invite", "channel": "zalo", "recipient": "r", "body_sealed": b"", "fence": 1,
        "created_at": now, "due_at": now, "sent_at": now, "state": "sent", "tries": 1,
    }  # fmt: skip
    rows = [sent | {"key": f"thu/{n}"} for n in range(FEWEST_SENT)]
    await built.system.store.run(lambda unit: unit._connection.execute(insert(message), rows))
    assert "không nhận được sự kiện" not in (await desk(built, "/"))[1]
    built.clock.advance(timedelta(hours=3))
    for path in ("/", "/channels"):
        assert "không nhận được sự kiện" in (await desk(built, path))[1]
