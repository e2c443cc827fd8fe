"""What a link leads to once it opens no survey, and the two ways back (post/again.py)."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.events import Ended
from bot.turns import Turn
from channels.web.passes import PREFIX, Passes
from flows.model import Ending
from storage.tables import answer, invitation, message, thread, thread_line
from tests.support.town import Case, Town, town

PHONES = [f"8490000000{n}" for n in range(1, 6)]
MAIL = "mot@example.com"
SENT_AGAIN = "liên kết được gửi lại tới đúng địa chỉ"


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    cases = [Case(f"HS-{n}", "A.01", f"090000000{n}", name=f"Trần Văn {n}") for n in range(1, 6)]
    async with town(tmp_path, {"A.01": 5}, cases) as built:
        await built.begin()
        yield built


@pytest.fixture
async def mailed(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path, {"A.01": 1}, [Case("HS-1", "A.01", email=MAIL)]) as built:
        await built.begin()
        yield built


async def got(place: Town, path: str, **more: Any) -> tuple[int, str]:
    async with place.web.get(f"http://127.0.0.1:{place.public}{path}", **more) as page:
        return page.status, await page.text()


async def sent(place: Town, path: str, form: dict[str, str]) -> tuple[int, str]:
    async with place.web.post(f"http://127.0.0.1:{place.public}{path}", data=form) as page:
        return page.status, await page.text()


async def to_the_end(place: Town, token: str) -> None:
    for _ in range(12):
        _, page = await got(place, f"/k/{token}")
        asked = re.findall(r'name="asked" value="([\w.]+)"', page)
        form = {f"q.{one}": "4" for one in asked if f'name="q.{one}" value="4"' in page}
        data = [("token", token), ("act", "skip"), *(("asked", one) for one in asked)]
        link = place.page(token)
        if 'class="done"' in page:
            return
        async with place.web.post(link, data=[*data, *form.items()]) as given:
            assert given.status == 200
    raise AssertionError("the page does not come to an end")


async def test_each_state_of_a_link_is_a_kind_page_with_its_status(place: Town) -> None:
    tokens = {phone: await place.token(phone) for phone in PHONES}
    done, refused, full, open_, late = (tokens[phone] for phone in PHONES)
    ids = {row["token_hash"]: row["id"] for row in await place.rows(invitation)}
    passes = Passes(place.system.keyring)
    await to_the_end(place, done)
    assert (await sent(place, f"/k/{refused}/thoi", {"token": refused}))[0] == 200
    now, of = place.clock.now(), ids[passes.ref(full)]
    quota = Turn("clock/full", "clock", Ended(Ending.QUOTA_FULL), now, conversation=of)
    await place.system.store.turn(quota)
    told = [
        (done, 200, "đã được ghi nhận"), (refused, 410, "xin Ông/Bà gọi đường dây nóng"),
        (full, 410, "xin Ông/Bà gọi đường dây nóng"), (open_, 200, "Đã trả lời 0/"),
        ("x" * 22, 404, "Liên kết này không dùng được"),
    ]  # fmt: skip
    for token, status, words in told:
        found, page = await got(place, f"/k/{token}")
        assert (found, words in page) == (status, True), words
        assert "0296 300 0000" in page, "the hotline"
    page = (await got(place, f"/k/{refused}?lang=en"))[1]
    assert '<html lang="en">' in page
    assert "please call the hotline" in page
    await place.move(timedelta(days=22))
    for closed in (False, True):  # the clockwork comes later than the hour
        before = await place.rows(answer)
        found, page = await got(place, f"/k/{late}")
        assert found == 410
        assert "Nhờ cán bộ liên hệ lại với tôi" in page
        form = {"token": late, "asked": "tong_the", "q.tong_the": "1", "act": "next"}
        assert (await sent(place, f"/k/{late}", form))[0] == 410
        assert await place.rows(answer) == before
        assert (await got(place, f"/k/{done}"))[0] == 200, "what was sent can be read"
        if not closed:
            await place.tick()


async def test_an_officer_is_asked_once_to_call_back(place: Town) -> None:
    token = await place.token(PHONES[0])
    path, form = f"/k/{token}/can-bo", {"token": token}
    assert (await sent(place, path, form))[0] == 410, "the survey is open: nobody is called"
    assert await place.rows(thread) == []
    await place.move(timedelta(days=22))
    for _ in range(2):
        status, page = await sent(place, path, form)
        assert (status, "Đã chuyển lời của Ông/Bà tới cán bộ" in page) == (200, True)
    assert [row["what"] for row in await place.rows(thread_line)] == ["call"]
    async with place.web.get(f"http://127.0.0.1:{place.desk}/threads") as desk:
        assert "người dân nhờ cán bộ liên hệ lại" in await desk.text()


async def test_the_link_is_sent_again_to_who_was_invited_and_seldom(mailed: Town) -> None:
    place, passes = mailed, Passes(mailed.system.keyring)
    token = await place.token(email=MAIL)
    ref = passes.ref(token)
    status, page = await got(place, f"/p/{ref}")
    assert status == 403
    secret = re.search(r'name="token" value="(\w+)"', page)
    assert secret
    assert token not in page
    before = await place.mails(MAIL)
    counts = []
    for hours in (0, 0, 11, 2, 13, 13, 13):
        await place.move(timedelta(hours=hours))
        answered = await sent(place, f"/p/{ref}/lai", {"token": secret[1]})
        assert answered[0] == 200
        assert SENT_AGAIN in answered[1]
        await place.quiet()
        counts.append(len(await place.mails(MAIL)) - len(before))
    assert counts == [1, 1, 1, 2, 3, 3, 3], "12 hours apart, and three in all"
    mails = await place.mails(MAIL)
    assert {tuple(mail["links"]) for mail in mails} == {tuple(mails[0]["links"])}
    assert len({mail["headers"]["Message-ID"] for mail in mails}) == len(mails)
    other = "0" * 32
    unknown = await got(place, f"/p/{other}")
    hidden = page.replace(secret[1], passes.asking(other)).replace(ref, other)
    assert unknown == (403, hidden), "nothing tells whether there is such an invitation"
    assert (await sent(place, f"/p/{other}/lai", {"token": passes.asking(other)})) == answered
    assert (await sent(place, f"/p/{ref}/lai", {"token": token}))[0] == 403


async def test_a_template_is_sent_again_by_its_own_way(place: Town) -> None:
    passes = Passes(place.system.keyring)
    token = await place.token(PHONES[0])
    ref = passes.ref(token)
    await sent(place, f"/p/{ref}/lai", {"token": passes.asking(ref)})
    await place.quiet()
    came = [said for said in await place.chat(PHONES[0]) if said["kind"] == "template"]
    assert [said["params"]["token"] for said in came] == [token, token]
    rows = [row for row in await place.rows(message) if row["purpose"] in ("invite", "again")]
    (first, again) = [row for row in rows if row["invitation_id"] == rows[-1]["invitation_id"]]
    assert again["price"] == first["price"] > 0, "it is billed and counted as any other"
    assert again["state"] == "sent"


async def test_nobody_who_refused_is_sent_the_link_again(mailed: Town) -> None:
    place, passes = mailed, Passes(mailed.system.keyring)
    token = await place.token(email=MAIL)
    ref, mails = passes.ref(token), await place.mails(MAIL)
    await sent(place, f"/p/{ref}/lai", {"token": passes.asking(ref)})
    assert [r["state"] for r in await place.rows(message) if r["purpose"] == "again"] == ["queued"]
    await sent(place, f"/k/{token}/thoi", {"token": token})
    await place.move(timedelta(hours=13))
    answered = await sent(place, f"/p/{ref}/lai", {"token": passes.asking(ref)})
    assert SENT_AGAIN in answered[1]
    await place.quiet()
    assert await place.mails(MAIL) == mails
    assert [r["state"] for r in await place.rows(message) if r["purpose"] == "again"] == ["dead"]


async def test_two_invitations_in_one_browser_never_mix(place: Town) -> None:
    """Each has its own address and cookie; a form of one is refused at the other's address."""
    passes = Passes(place.system.keyring)
    tokens = [await place.token(phone) for phone in PHONES[:2]]
    cookies = {}
    for token in tokens:
        async with place.web.get(place.page(token)) as first:
            name, _, value = first.headers["Set-Cookie"].partition(";")[0].partition("=")
        assert name == PREFIX + passes.ref(token)
        cookies[name] = value
    brought = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    for token, other in (tokens, tokens[::-1]):
        ref = passes.ref(token)
        status, page = await got(place, f"/p/{ref}", headers=brought)
        assert status == 200
        assert f'action="/p/{ref}?lang=vi"' in page
        assert f'name="token" value="{token}"' in page
        assert other not in page
        for path in (f"/p/{ref}", f"/k/{token}"):
            form = {"token": other, "asked": "tong_the", "q.tong_the": "1", "act": "next"}
            assert (await sent(place, path, form))[0] == 403
    swapped = {
        "Cookie": f"{PREFIX}{passes.ref(tokens[0])}={cookies[PREFIX + passes.ref(tokens[1])]}"
    }
    assert (await got(place, f"/p/{passes.ref(tokens[0])}", headers=swapped))[0] == 403
    assert await place.rows(answer) == []
