"""Media, uploads, quotes, replies and reactions of an account; templates' rarer refusals."""

import io
from typing import Any

import aiohttp
import pytest

from sandbox.options import Options
from tests.sandbox.practice import INVITE, Client, Opener, Product, same_but

PHONE = "84900000001"
DAY = 86_400
JPG, PNG = b"\xff\xd8\xff" + b"x" * 40, b"\x89PNG\r\n\x1a\n" + b"x" * 40
GIF, PDF = b"GIF89a\r\n\r\n--x" + b"x" * 40, b"%PDF-1.4\r\n\r\n--" + b"x" * 40


async def upload(client: Client, kind: str, name: str, raw: bytes) -> Any:
    form = aiohttp.FormData()
    form.add_field("file", io.BytesIO(raw), filename=name, content_type="application/octet-stream")
    async with client.session.post(
        f"{client.url}/v2.0/oa/upload/{kind}", data=form, headers={"access_token": client.access}
    ) as answer:
        assert answer.status == 200
        return await answer.json()


async def send(client: Client, user: str, message: dict[str, Any], **recipient: str) -> Any:
    body = {"recipient": recipient or {"user_id": user}, "message": message}
    return await client.post("/v3.0/oa/message/cs", body)


def element(**row: Any) -> dict[str, Any]:
    payload = {"template_type": "media", "elements": [row]}
    return {"attachment": {"type": "template", "payload": payload}}


def document(token: str) -> dict[str, Any]:
    return {"attachment": {"type": "file", "payload": {"token": token}}}


@pytest.mark.parametrize(
    ("kind", "name", "raw", "code"),
    [
        ("image", "a.jpg", JPG, 0),
        ("image", "A.JPEG", JPG, 0),
        ("image", "a.png", PNG, 0),
        ("image", "a.gif", GIF, -201),
        ("image", "a.png", JPG, -201),
        ("image", "a.jpg", JPG + bytes(1 << 20), -210),
        ("gif", "a.gif", GIF, 0),
        ("gif", "a.gif", GIF + bytes(5 << 20), -210),
        ("file", "đơn.pdf", PDF, 0),
        ("file", "a.csv", b"a,b\r\n1,2\r\n", 0),
        ("file", "a.exe", b"MZ", -201),
        ("file", "a.docx", b"PK" + bytes(5 << 20), -210),
    ],
)
async def test_uploads_are_checked(
    sandbox: Client, kind: str, name: str, raw: bytes, code: int
) -> None:
    answer = await upload(sandbox, kind, name, raw)
    assert answer["error"] == code
    if code == 0:
        assert list(answer["data"]) == ["token" if kind == "file" else "attachment_id"]
    assert (await sandbox.post("/v2.0/oa/upload/image"))["error"] == -201


async def test_what_is_uploaded_is_sent_as_it_is(sandbox: Client, product: Product) -> None:
    user = await sandbox.met()
    image = (await upload(sandbox, "image", "a.jpg", JPG))["data"]["attachment_id"]
    moving = (await upload(sandbox, "gif", "a.gif", GIF))["data"]["attachment_id"]
    token = (await upload(sandbox, "file", "đơn.pdf", PDF))["data"]["token"]
    picture = {"text": "bản đồ", **element(media_type="image", attachment_id=image)}
    messages = [
        picture,
        element(media_type="gif", attachment_id=moving, width=10, height=10),
        document(token),
        element(media_type="sticker", attachment_id="58704"),
        element(media_type="image", url="https://example.vn/a.jpg"),
    ]
    for message in messages:
        assert (await send(sandbox, user, message))["data"]["quota"] == {"quota_type": "reply"}
    await sandbox.idle()
    names = [name.removeprefix("oa_send_") for name in product.names() if name[:2] == "oa"]
    assert names == ["image", "gif", "file", "sticker", "image"]
    bubbles = [b for b in await sandbox.get(f"/_/people/{PHONE}/messages") if b["by"] == "oa"]
    assert (bubbles[0]["kind"], bubbles[0]["text"]) == ("image", "bản đồ")
    assert bubbles[2]["media"]["name"] == "đơn.pdf"
    await sandbox.advance(3 * 3600)
    for bubble, raw in zip(bubbles, (JPG, GIF, PDF), strict=False):
        async with sandbox.session.get(bubble["media"]["url"]) as answer:
            assert await answer.read() == raw
    assert "<" in (await sandbox.get("/_/calls"))[0]["body"]  # the bytes are not in the log


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (element(media_type="image", attachment_id="none"), -201),
        (element(media_type="image", url="a.jpg"), -201),
        (element(media_type="image"), -201),
        (element(media_type="image", url="https://a.vn/a.jpg", attachment_id="x"), -201),
        (element(media_type="gif", url="https://a.vn/a.gif"), -201),
        (element(media_type="gif", url="https://a.vn/a.gif", width=1, height=1), 0),
        (element(media_type="film", url="https://a.vn/a.mp4"), -201),
        (element(media_type="sticker"), -201),
        ({"attachment": {"type": "template", "payload": {"template_type": "media"}}}, -201),
        (document("none"), -201),
        ({"text": "x" * 2001, **element(media_type="image", url="https://a.vn/a.jpg")}, -210),
    ],
)
async def test_what_is_no_medium(sandbox: Client, message: dict[str, Any], code: int) -> None:
    user = await sandbox.met()
    assert (await send(sandbox, user, message))["error"] == code


async def test_an_upload_lives_seven_days_and_belongs_to_its_account(
    opened: Opener, options: Options
) -> None:
    client = await opened(same_but(options, more_oas=(("7", "Sở Y tế"),)))
    await client.connect()
    image = (await upload(client, "image", "a.jpg", JPG))["data"]["attachment_id"]
    token = (await upload(client, "file", "a.pdf", PDF))["data"]["token"]
    other = client.with_access((await client.post("/_/tokens", {"oa": "7"}))["access_token"])
    await client.post(f"/_/people/{PHONE}/say", {"text": "chào", "oa": "7"})
    theirs = await client.user_of(PHONE, "7")
    picture = element(media_type="image", attachment_id=image)
    assert (await send(other, theirs, picture))["error"] == -201
    await client.advance(7 * DAY - 1)
    await client.connect()
    user = await client.met()
    assert (await send(client, user, picture))["error"] == 0
    await client.advance(1)
    assert [(await send(client, user, m))["error"] for m in (picture, document(token))] == [
        -100,
        -100,
    ]


async def test_a_month_takes_5000_uploads(sandbox: Client) -> None:
    uploads, now_ms = sandbox.sandbox.world.uploads, sandbox.sandbox.world.clock.now_ms
    assert all(uploads.take("388613280878808645", "image", now_ms) for _ in range(4999))
    assert (await upload(sandbox, "image", "a.jpg", JPG))["error"] == 0
    assert (await upload(sandbox, "image", "a.jpg", JPG))["error"] == -211
    assert (await upload(sandbox, "gif", "a.gif", GIF))["error"] == 0  # another kind
    await sandbox.advance(8 * DAY)  # December
    await sandbox.connect()
    assert (await upload(sandbox, "image", "a.jpg", JPG))["error"] == 0


async def test_a_quote_and_a_reply_by_message(sandbox: Client, product: Product) -> None:
    asked = (await sandbox.say(PHONE, "xin chào"))["message_id"]
    user = await sandbox.user_of(PHONE)
    await send(sandbox, user, {"text": "Chào bác", "quote_message_id": asked})
    await sandbox.idle()
    echo = next(e for e in product.events() if e["event_name"] == "oa_send_text")
    assert echo["message"]["quote_msg_id"] == asked
    for n in range(7):  # the quote was the first of eight
        answer = await send(sandbox, "", {"text": f"lời {n}"}, message_id=asked)
        assert answer["data"]["user_id"] == user
    assert (await send(sandbox, "", {"text": "quá"}, message_id=asked))["error"] == -211
    other = (await sandbox.say(PHONE, "còn gì nữa"))["message_id"]
    await sandbox.advance(2 * DAY + 1)
    await sandbox.connect()
    assert (await send(sandbox, "", {"text": "muộn"}, message_id=other))["error"] == -201
    assert (await send(sandbox, "", {"text": "ai"}, message_id="x"))["error"] == -201


async def test_reactions_are_free_and_mirrored(sandbox: Client, product: Product) -> None:
    said = (await sandbox.say(PHONE, "cảm ơn"))["message_id"]
    user = await sandbox.user_of(PHONE)

    async def react(icon: str, message: str = said) -> int:
        action = {"react_icon": icon, "react_message_id": message}
        body = {"recipient": {"user_id": user}, "sender_action": action}
        return int((await sandbox.post("/v2.0/oa/message", body))["error"])

    assert await react("/-heart") == 0
    await sandbox.idle()
    mirror = product.events()[-1]
    assert (mirror["event_name"], mirror["recipient"]) == ("oa_reacted_message", {"id": user})
    assert mirror["message"] == {"msg_id": said, "react_icon": "/-heart"}
    assert (await react("smile"), await react("/-heart", "x")) == (-201, -201)
    assert {await react("/-remove") for _ in range(49)} == {0}
    assert await react("/-heart") == -211
    assert (await sandbox.get("/_/bill"))["messages"] == []


@pytest.mark.parametrize(
    ("declared", "by_phone", "by_user", "cs"),
    [
        ({"phone_code": -114}, -114, 0, 0),
        ({"phone_code": -140}, -140, 0, 0),
        ({"user_code": -213}, 0, -213, -213),
        ({"restricts": ["customer_care"]}, -139, -244, 0),
        ({"restricts": ["consultation"]}, 0, 0, -244),
        ({"restricts": ["promotion"]}, 0, 0, 0),
    ],
)
async def test_what_a_person_may_not_get(
    sandbox: Client, declared: dict[str, Any], by_phone: int, by_user: int, cs: int
) -> None:
    user = await sandbox.met()
    await sandbox.post("/_/people", {"phone": PHONE, **declared})
    assert (await sandbox.invite())["error"] == by_phone
    body = {"user_id": user, "template_id": "390001", "template_data": INVITE}
    assert (await sandbox.post("/v3.0/oa/message/template", body))["error"] == by_user
    assert (await sandbox.send(user, "chào"))["error"] == cs


async def made(client: Client, **row: Any) -> dict[str, Any]:
    """A template of one parameter, and what sends it."""
    usual = {
        "template_id": "5", "title": "Thông báo thử", "paragraphs": ["Chào <ten>, đây là thử."],
        "params": {"ten": {"type": 1, "max": 30}},
    }  # fmt: skip
    await client.post("/_/templates", {**usual, **row})
    return {"template_id": "5", "template_data": {"ten": "An"}}


async def test_templates_have_days_and_nights_of_their_own(sandbox: Client) -> None:
    sent = await made(sandbox, daily_limit=1, night_ban=True, tag=3)
    user = await sandbox.met()
    by_user = {**sent, "user_id": user}
    assert (await sandbox.invite(**sent))["error"] == 0
    assert (await sandbox.invite(**sent))["error"] == -147
    assert (await sandbox.invite())["error"] == 0  # another template has its own
    await sandbox.advance(13 * 3600)  # 22:00
    assert (await sandbox.invite(**sent))["error"] == -133
    assert (await sandbox.post("/v3.0/oa/message/template", by_user))["error"] == -234
    await sandbox.advance(8 * 3600)  # 06:00
    assert (await sandbox.invite(**sent))["error"] == 0
    assert (await sandbox.post("/v3.0/oa/message/template", by_user))["error"] == 0


@pytest.mark.parametrize(
    ("row", "by_phone", "by_user"),
    [
        ({"type": 2}, 0, -249),
        ({"by_uid": False}, 0, -249),
        ({"status": "REJECT"}, -131, -201),
        ({"status": "DISABLE"}, -146, -201),
    ],
)
async def test_which_templates_go_which_way(
    sandbox: Client, row: dict[str, Any], by_phone: int, by_user: int
) -> None:
    sent = await made(sandbox, **row)
    user = await sandbox.met()
    assert (await sandbox.invite(**sent))["error"] == by_phone
    answer = await sandbox.post("/v3.0/oa/message/template", {**sent, "user_id": user})
    assert answer["error"] == by_user


async def test_an_unapproved_template_may_be_tried_in_development(sandbox: Client) -> None:
    sent = await made(sandbox, status="PENDING_REVIEW")
    await sandbox.post("/_/people", {"phone": PHONE, "admin": True})
    assert (await sandbox.invite(**sent))["error"] == -131
    assert (await sandbox.invite(**sent, mode="development"))["error"] == 0


async def test_doubts_about_templates_by_user_id_are_knobs(sandbox: Client) -> None:
    user = await sandbox.met()
    body = {"user_id": user, "template_id": "390001", "template_data": INVITE}
    await sandbox.post("/_/knobs", {"uid_sent_time_outside": True, "uid_year": True})
    answer = await sandbox.post("/v3.0/oa/message/template", body)
    assert answer["sent_time"].isdigit()
    assert "sent_time" not in answer["data"]
    await sandbox.advance(366 * DAY)
    await sandbox.connect()
    assert (await sandbox.post("/v3.0/oa/message/template", body))["error"] == -232


async def test_a_rating_template_is_checked(sandbox: Client) -> None:
    wrong = {"template_id": "5", "type": 5, "tag": 1, "title": "Chấm điểm ạ", "stars": ["1"]}
    said = (await sandbox.post("/_/templates", wrong))["error"]
    assert "tag 2" in said
    assert "5 stars" in said
