"""The pages, as a browser without JavaScript uses them."""

import re

from tests.sandbox.practice import Client
from tests.sandbox.reading import read

PHONE = "84900000001"


async def page(client: Client, path: str, **cookies: str) -> str:
    async with client.session.get(client.url + path, cookies=cookies) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.text()


async def press(client: Client, path: str, **form: str) -> tuple[int, str]:
    """Send a form; the status, and where it leads."""
    async with client.session.post(client.url + path, data=form, allow_redirects=False) as answer:
        return answer.status, answer.headers.get("Location", "")


async def test_the_index_shows_clock_phones_and_mailbox(sandbox: Client) -> None:
    assert "Chưa có tin nào" in await page(sandbox, "/")
    await sandbox.say(PHONE, "xin chào <b>")
    shown = await page(sandbox, "/")
    for part in (
        "Thứ Hai 23/11/2026, 09:00", "Tới 1 giờ", "Tới 1 ngày", "Giờ gửi kế tiếp",
        f'href="/phone/{PHONE}"', "0900 000 001", "xin chào &lt;b&gt;", 'href="/mailbox"',
    ):  # fmt: skip
        assert part in shown


async def test_the_clock_moves_by_its_buttons(sandbox: Client) -> None:
    moves = []
    for step in ("hour", "day", "window"):
        assert await press(sandbox, "/clock", step=step, back="/mailbox") == (303, "/mailbox")
        moves.append((await sandbox.get("/_/clock"))["now"][:16])
    assert moves == ["2026-11-23T03:00", "2026-11-24T03:00", "2026-11-25T00:30"]
    for outside in ("//example.vn", "https://example.vn"):
        assert await press(sandbox, "/clock", step="hour", back=outside) == (303, "/")
    for path in ("/", f"/phone/{PHONE}", "/mailbox"):
        assert "Thứ Tư 25/11/2026, 09:30" in await page(sandbox, path)


async def test_a_phone_is_opened_in_any_spelling(sandbox: Client) -> None:
    assert await press(sandbox, "/open", phone="0900 000 001") == (303, f"/phone/{PHONE}")
    assert (await press(sandbox, "/open", phone="12"))[0] == 400


async def test_the_chat_is_played_by_forms(sandbox: Client) -> None:
    await sandbox.invite()
    card = await page(sandbox, f"/phone/{PHONE}")
    assert "<h2>Mời Ông/Bà góp ý</h2>" in card
    assert read(card).one("p", "pair").words == "Mã góp ý: K7M29QXB"
    assert re.search(
        r'href="http://127.0.0.1:8080/k/Zm9vYmFy" target="_blank"[^>]*>Trả lời trên trang<', card
    )
    sent = (await sandbox.get(f"/_/people/{PHONE}/messages"))[0]["id"]
    here = f"/phone/{PHONE}#end"
    assert await press(sandbox, f"/phone/{PHONE}/tap", message_id=sent, button="1") == (303, here)
    assert await press(sandbox, f"/phone/{PHONE}/say", text="K7M29QXB") == (303, here)
    user = await sandbox.user_of(PHONE)
    query = {"title": "Hài lòng", "type": "oa.query.show", "payload": "Câu 1: Hài lòng"}
    asked = await sandbox.send(user, "Câu 1/16", [query])
    chat = await page(sandbox, f"/phone/{PHONE}")
    assert '<button name="button" value="0">Hài lòng</button>' in chat
    assert "Đã xem" in chat
    await press(sandbox, f"/phone/{PHONE}/tap", message_id=asked["data"]["message_id"], button="0")
    assert "<p>Câu 1: Hài lòng</p>" in await page(sandbox, f"/phone/{PHONE}/live")
    await press(sandbox, f"/phone/{PHONE}/block")
    assert "Đã chặn" in await page(sandbox, f"/phone/{PHONE}")


async def test_a_hidden_tap_is_not_shown(sandbox: Client) -> None:
    user = await sandbox.met()
    await sandbox.send(user, "Câu 1", [{"title": "A", "type": "oa.query.hide", "payload": "ẩn-1"}])
    await sandbox.post(f"/_/people/{PHONE}/tap", {"button": 0})
    shown = read(await page(sandbox, f"/phone/{PHONE}"))
    assert not [one for one in shown.all("article") if "ẩn-1" in one.words]
    assert [act.one("q").words for act in shown.all("li", "act")] == ["ẩn-1"]
    assert "ẩn-1" not in await page(sandbox, f"/phone/{PHONE}", strip="off")


async def test_a_mail_is_shown_and_runs_nothing(sandbox: Client) -> None:
    raw = (
        "Subject: Kính mời\nTo: an@example.vn\nMIME-Version: 1.0\n"
        'Content-Type: multipart/alternative; boundary="b"\n\n'
        "--b\nContent-Type: text/plain; charset=utf-8\n\nxem http://127.0.0.1:8080/k/abc\n"
        "--b\nContent-Type: text/html; charset=utf-8\n\n"
        '<a href="http://127.0.0.1:8080/k/abc">Mở</a><script>x()</script>\n--b--\n'
    )
    sandbox.sandbox.world.mailbox.add(1_795_399_200_000, "a@b.vn", ["an@example.vn"], raw.encode())
    assert "Kính mời" in await page(sandbox, "/mailbox?to=an@example.vn")
    assert "Kính mời" not in await page(sandbox, "/mailbox?to=x@example.vn")
    shown = await page(sandbox, "/mailbox/m1")
    assert '<a href="http://127.0.0.1:8080/k/abc"' in shown
    assert 'sandbox="allow-top-navigation-by-user-activation allow-popups"' in shown
    async with sandbox.session.get(f"{sandbox.url}/mailbox/m1/html") as answer:
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert (await answer.text()).startswith('<base target="_top">')
    async with sandbox.session.get(f"{sandbox.url}/mailbox/m2") as answer:
        assert answer.status == 404


async def test_pages_load_nothing_from_elsewhere(sandbox: Client) -> None:
    await sandbox.invite()
    for path in ("/", f"/phone/{PHONE}", f"/phone/{PHONE}/oa", f"/phones?p={PHONE}", "/mailbox"):
        shown = await page(sandbox, path)
        for source in re.findall(r'(?:\ssrc|<link[^>]* href)="([^"]+)"', shown):
            assert source.startswith(("/static/", "data:"))
            if source.startswith("/"):
                await page(sandbox, source)
