"""What people send besides text, its events (facts §5.5), and the bytes behind their addresses."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.options import Options
from tests.sandbox.practice import Client, Opener, Product, same_but

PHONE = "84900000001"
OA = "388613280878808645"


async def act(client: Client, do: str, **row: Any) -> Any:
    return await client.post(f"/_/people/{PHONE}/{do}", row)


async def told(client: Client, product: Product) -> dict[str, Any]:
    await client.idle()
    return product.events()[-1]


@pytest.mark.parametrize(
    ("do", "row", "event", "kind", "payload", "starts"),
    [
        ("image", {"text": "ảnh giấy"}, "image", "image", {"thumbnail", "url"}, b"\xff\xd8\xff"),
        ("gif", {}, "gif", "gif", {"thumbnail", "url"}, b"GIF89a"),
        ("voice", {}, "audio", "audio", {"url"}, b"#!AMR\n"),
        ("voice", {"format": "m4a"}, "audio", "audio", {"url"}, b"\0\0\0\x18ftypM4A"),
        ("video", {}, "video", "video", {"thumbnail", "description", "url"}, b"\0\0\0\x18ftypisom"),
        ("sticker", {}, "sticker", "sticker", {"id", "url"}, b"\x89PNG"),
        ("file", {}, "file", "file", {"name", "size", "type", "checksum", "url"}, b"%PDF-"),
        ("link", {"url": "https://a.vn"}, "link", "link", {"thumbnail", "description", "url"}, b""),
        ("location", {}, "location", "location", {"coordinates"}, b""),
        (
            "card", {"phone": "84900000009"}, "business_card", "link",
            {"thumbnail", "url", "description"}, b"",
        ),
    ],
)  # fmt: skip
async def test_each_medium_has_its_event_and_its_bytes(
    sandbox: Client, product: Product, do: str, row: Any, event: str, kind: str,
    payload: set[str], starts: bytes,
) -> None:  # fmt: skip
    assert (await act(sandbox, do, **row))["ok"] is True
    heard = await told(sandbox, product)
    assert list(heard) == [
        "app_id", "sender", "recipient", "user_id_by_app", "event_name", "message", "timestamp",
    ]  # fmt: skip
    assert heard["event_name"] == f"user_send_{event}"
    (attachment,) = heard["message"]["attachments"]
    assert (attachment["type"], set(attachment["payload"])) == (kind, payload)
    if starts:
        async with sandbox.session.get(attachment["payload"]["url"]) as answer:
            assert answer.status == 200
            raw = await answer.read()
        assert raw.startswith(starts)
        assert len(raw) == int(answer.headers["Content-Length"])
    user = await sandbox.user_of(PHONE)
    assert (await sandbox.send(user, "cảm ơn"))["data"]["quota"] == {"quota_type": "reply"}
    rows = (await sandbox.get("/v2.0/oa/conversation", data=json.dumps({"user_id": user})))["data"]
    assert rows[1]["message_id"] == heard["message"]["msg_id"]


async def test_captions_places_and_cards_lie_in_the_text(sandbox: Client, product: Product) -> None:
    words = []
    for do, row in (
        ("image", {"text": "ảnh giấy"}), ("image", {}), ("location", {"text": "Cafe X"}),
        ("card", {"phone": "84900000009", "name": "An"}),
    ):  # fmt: skip
        await act(sandbox, do, **row)
        words.append((await told(sandbox, product))["message"].get("text"))
    assert words == ["ảnh giấy", None, "Cafe X", "An"]
    card = (await told(sandbox, product))["message"]["attachments"][0]["payload"]
    assert json.loads(card["description"])["phone"] == "84900000009"


async def test_a_file_tells_its_size_and_checksum(sandbox: Client, product: Product) -> None:
    await act(sandbox, "file", name="đơn.pdf", size=5000)
    payload = (await told(sandbox, product))["message"]["attachments"][0]["payload"]
    async with sandbox.session.get(payload["url"]) as answer:
        raw = await answer.read()
    assert (payload["name"], payload["size"], len(raw)) == ("đơn.pdf", "5000", 5000)
    assert payload["checksum"] == hashlib.md5(raw, usedforsecurity=False).hexdigest()


async def test_an_address_dies(sandbox: Client) -> None:
    url = (await act(sandbox, "image"))["url"]
    statuses = []
    for seconds in (0, 30 * 60 - 1, 1):
        await sandbox.advance(seconds)
        async with sandbox.session.get(url) as answer:
            statuses.append(answer.status)
    async with sandbox.session.get(f"{sandbox.url}/media/none.jpg") as answer:
        statuses.append(answer.status)
    assert statuses == [200, 200, 404, 404]
    await sandbox.post("/_/knobs", {"media_minutes": 60})
    async with sandbox.session.get(url) as answer:
        assert answer.status == 200


async def test_media_that_go_wrong_to_order(sandbox: Client) -> None:
    big = (await act(sandbox, "image", size=3_000_000))["url"]
    async with sandbox.session.get(big) as answer:
        assert (answer.content_length, len(await answer.read())) == (3_000_000, 3_000_000)
    away = (await act(sandbox, "image", redirect="http://127.0.0.1:1/x"))["url"]
    async with sandbox.session.get(away, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (302, "http://127.0.0.1:1/x")
    gone = (await act(sandbox, "voice", status=503))["url"]
    async with sandbox.session.get(gone) as answer:
        assert answer.status == 503


async def test_a_reply_quotes_what_it_answers(sandbox: Client, product: Product) -> None:
    user = await sandbox.met()
    asked = (await sandbox.send(user, "Câu 1"))["data"]["message_id"]
    for do in ("say", "sticker"):
        await act(sandbox, do, text="5", quote=asked)
        assert (await told(sandbox, product))["message"]["quote_msg_id"] == asked
    assert "no message" in (await act(sandbox, "say", text="5", quote="x"))["error"]


async def test_a_reaction_is_told_and_is_no_interaction(sandbox: Client, product: Product) -> None:
    user = await sandbox.met()
    sent = (await sandbox.send(user, "Câu 1"))["data"]["message_id"]
    before = (await sandbox.get("/_/people"))[0]["last_interaction"]
    await sandbox.advance(60)
    await act(sandbox, "react", message_id=sent, icon="/-strong")
    heard = await told(sandbox, product)
    assert (heard["event_name"], heard["sender"]) == ("user_reacted_message", {"id": user})
    assert heard["message"] == {"msg_id": sent, "react_icon": "/-strong"}
    assert (await sandbox.get(f"/_/people/{PHONE}/messages"))[1]["reaction"] == "/-strong"
    assert (await sandbox.get("/_/people"))[0]["last_interaction"] == before
    assert "message_id" in (await act(sandbox, "react", message_id="x"))["error"]


@pytest.mark.parametrize(
    ("do", "name"),
    [("withdraw", "user_withdraw"), ("call", "user_call_oa"), ("consent", "user_reply_consent")],
)
async def test_rarer_acts(sandbox: Client, product: Product, do: str, name: str) -> None:
    await act(sandbox, do)
    heard = await told(sandbox, product)
    user = await sandbox.user_of(PHONE)
    assert (heard["event_name"], heard["oa_id"], heard["user_id"]) == (name, OA, user)


async def test_an_officer_writes_by_hand(sandbox: Client, product: Product) -> None:
    user = await sandbox.met()
    assert (await act(sandbox, "console", text="Chào bác", admin_id="7"))["ok"] is True
    heard = await told(sandbox, product)
    assert (heard["event_name"], heard["recipient"]) == ("oa_send_text", {"id": user})
    assert heard["sender"] == {"id": OA, "admin_id": "7"}
    row = (await sandbox.get("/_/bill"))["messages"][-1]
    assert (row["way"], row["price"]) == ("console", 0)


async def test_any_event_can_be_sent_signed(sandbox: Client, product: Product) -> None:
    odd = {"event_name": "event_of_2027", "app_id": "9", "timestamp": 1785672000000, "x": [1]}
    assert await sandbox.post("/_/events", [{"body": odd}, {"body": {"a": 1}, "server": "ZNS"}])
    await sandbox.idle()
    heard = {json.dumps(json.loads(raw)): (headers, raw) for headers, raw in product.got}
    headers, raw = heard[json.dumps(odd)]
    signed = b"360846524940903967" + raw + b"1785672000000" + b"sandbox-oa-secret"
    assert headers["X-ZEvent-Signature"] == "mac=" + hashlib.sha256(signed).hexdigest()
    assert heard['{"a": 1}'][0]["X-ZEvent-Server"] == "ZNS"
    assert "body" in (await sandbox.post("/_/events", {"x": 1}))["error"]


async def test_the_platform_tells_of_templates_and_quotas(
    sandbox: Client, product: Product
) -> None:
    row = {
        "template_id": "5", "title": "Thông báo thử", "status": "PENDING_REVIEW",
        "paragraphs": ["Chào <ten>, đây là thử."], "params": {"ten": {"type": 1, "max": 30}},
    }  # fmt: skip
    await sandbox.post("/_/templates", row)
    await sandbox.post("/_/templates", {**row, "status": "ENABLE", "quality": "LOW"})
    await sandbox.post("/_/knobs", {"daily_limit": 1000})
    await sandbox.idle()
    status, quality, quota = product.events()
    assert status["status"] == {"prev_status": "PENDING_REVIEW", "new_status": "ENABLE"}
    assert (status["template_id"], status["oa_id"]) == ("5", OA)
    assert (quality["event_name"], quality["quality"]) == ("change_template_quality", "LOW")
    assert (quota["oaId"], quota["quota"]["new_value"]) == (OA, "1000")


async def test_media_outlive_a_restart(opened: Opener, options: Options, tmp_path: Path) -> None:
    kept = same_but(options, data=tmp_path)
    first = await opened(kept)
    url = (await act(first, "image", size=900))["url"]
    await first.sandbox.close()
    again = await opened(kept)
    async with again.session.get(again.url + url[url.index("/media/") :]) as answer:
        assert len(await answer.read()) == 900
