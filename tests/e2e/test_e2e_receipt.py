"""The receipt: no message that we begin holds it, the end shows it, a public page knows the day."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.receipt import RECEIPT
from ground.seal import CODE_ALPHABET, Keyring
from storage.tables import invitation
from tests.support.town import UNITS, Case, Town, town

CHAT, PAGE = "84900000001", "84900000002"
LINE = re.compile(f"Mã biên nhận: ([{CODE_ALPHABET}]{{4}}-[{CODE_ALPHABET}]{{4}})")
STEPS = 30  # more than the survey has


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    cases = [Case("HS-1", "A.01", "0900000001"), Case("HS-2", "A.02", "0900000002")]
    async with town(tmp_path, {"A.01": 1, "A.02": 1}, cases) as built:
        await built.begin()
        yield built


async def checked(place: Town, code: str, more: str = "") -> str:
    address = f"http://127.0.0.1:{place.public}/bien-nhan?ma={code}{more}"
    async with place.web.get(address) as answer:
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "no-store"
        return await answer.text()


async def completed_in_chat(place: Town) -> str:
    """The receipt's code as the chat shows it at the end."""
    await place.say(CHAT, await place.code(CHAT))
    for _ in range(STEPS):
        if not await place.answer(CHAT):
            break
    found = LINE.search((await place.told(CHAT))[-1])
    assert found
    return found[1]


async def completed_on_the_page(place: Town) -> str:
    """The same of the page: every question of every screen passed over but the scales."""
    link = place.page(await place.token(PAGE))
    for _ in range(STEPS):
        async with place.web.get(link) as answer:
            html = await answer.text()
        if 'class="done"' in html:
            found = LINE.search(html)
            assert found
            return found[1]
        asked = re.findall(r'name="asked" value="(\w+)"', html)
        form = [("asked", id_) for id_ in asked] + [("act", "skip"), ("revision", "0")]
        form.append(("token", link.rpartition("/")[2]))
        form += [(f"q.{id_}", "4") for id_ in asked if f'name="q.{id_}" value="4"' in html]
        async with place.web.post(link, data=form) as answer:
            assert answer.status == 200
    raise AssertionError("the page does not come to an end")


async def test_the_receipt_is_known_once_the_answers_are(place: Town) -> None:
    rows = await place.rows(invitation)
    keys = place.system.keyring
    coming = {keys.code("receipt of", row["ref"]) for row in rows}
    for code in coming:
        assert "Đã nhận" not in await checked(place, code)
    shown = [await completed_in_chat(place), await completed_on_the_page(place)]
    assert {code.replace("-", "") for code in shown} == coming
    await place.move(timedelta(days=2))
    for code in shown:
        told = await checked(place, code)
        assert f"Đã nhận: ý kiến có mã biên nhận {code} đến ngày 23/11/2026" in told
        for secret in (*UNITS.values(), "HS-", "hài lòng", "hợp lệ", "Sở Nội vụ"):
            assert secret not in told, secret
    assert "<title>Đã nhận – Kiểm tra biên nhận</title>" in told
    unknown = await checked(place, "7K2M9PQR")
    assert "<title>Cần xem lại: Kiểm tra biên nhận</title>" in unknown
    assert 'aria-invalid="true" aria-describedby="e.ma h.ma"' in unknown
    assert "Received: the answers with receipt" in await checked(place, shown[0], "&lang=en")
    assert shown[0] in await checked(place, shown[0].lower().replace("-", " "))


async def test_no_message_that_we_begin_holds_it(place: Town) -> None:
    await place.move(timedelta(days=4))
    await place.tick()  # reminders leave, made from the stored talk
    texts = str(await place.chat(CHAT)) + str(await place.mails(""))
    for row in await place.rows(invitation):
        assert place.system.keyring.code("receipt of", row["ref"]) not in texts
    stored = str(await place.everything())
    assert RECEIPT not in stored


async def test_what_is_no_receipt_is_answered_kindly(place: Town) -> None:
    before = await place.everything()
    async with place.web.get(f"http://127.0.0.1:{place.public}/bien-nhan") as answer:
        form = await answer.text()
    assert "Kiểm tra biên nhận" in form
    assert "Chưa tìm thấy" not in form
    for code in ("7K2M9PQR", "x", "<b>", "0" * 500, "1234-5678", "ã" * 8):
        told = await checked(place, code)
        assert "Chưa tìm thấy biên nhận" in told
        assert "<b>" not in told
    assert await place.everything() == before


async def test_who_refuses_or_lets_it_expire_has_none(place: Town) -> None:
    await place.say(CHAT, await place.code(CHAT))
    await place.answer(CHAT)
    await place.say(CHAT, "dừng lại")
    await place.move(timedelta(days=30))
    await place.tick()
    for row in await place.rows(invitation):
        code = place.system.keyring.code("receipt of", row["ref"])
        assert "Đã nhận" not in await checked(place, code)
    assert not any(LINE.search(text) for text in await place.told(CHAT))


def test_a_code_follows_from_key_domain_and_value() -> None:
    keys = Keyring(bytes(range(32)))
    made = [keys.code("receipt of", f"ref-{n}") for n in range(500)]
    assert len(set(made)) == 500
    assert all(re.fullmatch(f"[{CODE_ALPHABET}]{{8}}", code) for code in made)
    assert set("".join(made)) == set(CODE_ALPHABET)
    assert keys.code("receipt of", "ref-1") == made[1]
    assert keys.code("another", "ref-1") != made[1]
    assert Keyring(b"1" * 32).code("receipt of", "ref-1") != made[1]
