"""Receipts late, doubled, batched and out of order; held events; signatures; the ladder's gaps."""

import hashlib
import json
from typing import Any

import pytest

from tests.sandbox.practice import Client, Product

PHONE = "84900000001"
APP = b"360846524940903967"
STAMP = 1_795_399_200_000


async def turn(client: Client, **knobs: Any) -> None:
    assert "error" not in await client.post("/_/knobs", knobs)


async def test_receipts_may_be_late(sandbox: Client, product: Product) -> None:
    await turn(sandbox, receipt_delay=90)
    user = await sandbox.met()
    await sandbox.send(user, "Câu 1")
    await sandbox.idle()
    assert product.names() == ["user_send_text", "oa_send_text"]
    outcomes = {e["name"]: e["outcome"] for e in await sandbox.get("/_/events")}
    assert outcomes["user_seen_message"] == "late"
    await sandbox.advance(90)
    await sandbox.idle()
    assert sorted(product.names()[2:]) == ["user_received_message", "user_seen_message"]
    assert all("num_retry" not in headers for headers, _ in product.got)


@pytest.mark.parametrize(
    ("knob", "expected"),
    [
        ("receipt_double", ["received", "received", "seen", "seen"]),
        ("receipt_reversed", ["seen", "received"]),
    ],
)
async def test_receipts_may_be_odd(
    sandbox: Client, product: Product, knob: str, expected: list[str]
) -> None:
    await turn(sandbox, **{knob: True})
    user = await sandbox.met()
    await sandbox.send(user, "Câu 1")
    await sandbox.idle()
    assert [name.split("_")[1] for name in product.names()[2:]] == expected


async def test_several_messages_may_be_seen_together(sandbox: Client, product: Product) -> None:
    await turn(sandbox, seen_batch=3)
    user = await sandbox.met()
    ids = [(await sandbox.send(user, f"lời {n}"))["data"]["message_id"] for n in range(7)]
    await sandbox.idle()
    seen = [e["message"]["msg_ids"] for e in product.events() if "seen" in e["event_name"]]
    assert seen == [ids[:3], ids[3:6]]


async def test_a_computer_reports_nothing(sandbox: Client, product: Product) -> None:
    await sandbox.post("/_/people", {"phone": PHONE, "mobile": False})
    user = await sandbox.met()
    await sandbox.send(user, "Câu 1")
    await sandbox.invite()
    await sandbox.idle()
    assert product.names() == ["user_send_text", "oa_send_text"]


async def test_held_events_come_shuffled_and_again(sandbox: Client, product: Product) -> None:
    await turn(sandbox, hold=True)
    for n in range(60):
        await sandbox.say(PHONE, f"lời {n}")
    await sandbox.idle()
    assert product.got == []
    told = await sandbox.post("/_/release", {"copies": 5, "shuffle": True})
    await sandbox.idle()
    texts = [event["message"]["text"] for event in product.events()]
    assert told["deliveries"] == len(texts)
    assert 120 <= len(texts) <= 240
    assert set(texts) == {f"lời {n}" for n in range(60)}
    firsts = list(dict.fromkeys(texts))
    assert firsts != [f"lời {n}" for n in range(60)]
    counts = {texts.count(words) for words in firsts}
    assert counts <= {1, 2, 3, 4, 5}
    assert len(counts) > 2
    assert (await sandbox.post("/_/release"))["deliveries"] == 0


async def test_held_events_come_in_order_unless_shuffled(sandbox: Client, product: Product) -> None:
    await turn(sandbox, hold=True)
    for n in range(5):
        await sandbox.say(PHONE, f"lời {n}")
    await turn(sandbox, hold=False)
    await sandbox.post("/_/release")
    await sandbox.idle()
    assert [e["message"]["text"] for e in product.events()] == [f"lời {n}" for n in range(5)]


@pytest.mark.parametrize(
    ("knobs", "secret", "stamp", "header"),
    [
        ({}, b"sandbox-oa-secret", STAMP, None),
        ({"signing": "next"}, b"sandbox-oa-secret-next", STAMP, None),
        ({"signing": "app"}, b"sandbox-app-secret", STAMP, None),
        ({"timestamp_header": True}, b"sandbox-oa-secret", STAMP, STAMP),
        ({"timestamp_header": True, "header_shift_ms": 5}, b"sandbox-oa-secret", STAMP, STAMP + 5),
        (
            {"timestamp_header": True, "header_shift_ms": 5, "sign_header": True},
            b"sandbox-oa-secret", STAMP + 5, STAMP + 5,
        ),
    ],
)  # fmt: skip
async def test_what_is_signed_is_a_knob(
    sandbox: Client, product: Product, knobs: Any, secret: bytes, stamp: int, header: int | None
) -> None:
    await turn(sandbox, **knobs)
    await sandbox.say(PHONE, "xin chào")
    await sandbox.idle()
    headers, raw = product.got[0]
    expected = hashlib.sha256(APP + raw + str(stamp).encode() + secret).hexdigest()
    assert headers["X-ZEvent-Signature"] == f"mac={expected}"
    assert headers.get("X-ZEvent-Timestamp") == (str(header) if header else None)
    assert json.loads(raw)["timestamp"] == str(STAMP)


async def test_muted_events_and_the_switch_of_retries(sandbox: Client, product: Product) -> None:
    await turn(sandbox, muted="oa_send_text,user_seen_message", webhook_retry=False)
    user = await sandbox.met()
    await sandbox.send(user, "Câu 1")
    await sandbox.idle()
    assert product.names() == ["user_send_text", "user_received_message"]
    product.status = 500
    await sandbox.say(PHONE, "mất")
    await sandbox.idle()
    product.status = 200
    await sandbox.advance(3600)
    await sandbox.idle()
    (lost,) = [e for e in await sandbox.get("/_/events") if e["outcome"] == "lost"]
    assert (lost["tries"], (await sandbox.get("/_/knobs"))["webhook_on"]) == (1, True)


async def test_who_does_not_answer_in_time_is_told_again(sandbox: Client, product: Product) -> None:
    await turn(sandbox, webhook_ms=20)
    product.silent = True
    await sandbox.say(PHONE, "có ai không")
    await sandbox.idle()
    (event,) = await sandbox.get("/_/events")
    assert (event["status"], event["outcome"], event["tries"]) == ("timeout", "retrying", 1)
    product.silent = False
    await turn(sandbox, webhook_ms=60_000)
    await sandbox.advance(30)
    await sandbox.idle()
    (event,) = await sandbox.get("/_/events")
    assert (event["status"], event["outcome"], event["tries"]) == ("200", "delivered", 2)


async def test_what_a_dead_webhook_missed_can_be_read(sandbox: Client, product: Product) -> None:
    """Ten hours down: the ladder ends, events are lost, the chats still tell them."""
    user = await sandbox.met()
    await sandbox.idle()
    product.status = 503
    await sandbox.say(PHONE, "sau khi hỏng")
    await sandbox.idle()
    for seconds in (30, 300, 900, 1800, 3600):
        await sandbox.advance(seconds)
        await sandbox.idle()
    assert (await sandbox.get("/_/knobs"))["webhook_on"] is False
    await sandbox.say("84900000002", "tôi là người mới")
    await sandbox.advance(8 * 3600)
    product.status = 200
    heard = len(product.got)
    await turn(sandbox, webhook_on=True)
    await sandbox.idle()
    assert len(product.got) == heard  # what was lost stays lost
    recent = (await sandbox.get("/v2.0/oa/listrecentchat"))["data"]
    assert [row["message"] for row in recent] == ["tôi là người mới", "sau khi hỏng"]
    data = json.dumps({"user_id": user})
    chat = (await sandbox.get("/v2.0/oa/conversation", data=data))["data"]
    ids = {e["message"]["msg_id"] for e in product.events()}
    assert chat[0]["message_id"] in ids  # tried, and refused
    await sandbox.say(PHONE, "lại nghe được")
    await sandbox.idle()
    assert product.events()[-1]["message"]["text"] == "lại nghe được"
