"""Events, their signature and delivery: facts §5."""

import hashlib
import json
from typing import Any

import pytest

from sandbox.hook.signing import mac
from sandbox.options import Options
from tests.sandbox.practice import Client, Opener, Product, same_but

PHONE = "84900000001"
APP = "360846524940903967"
OA = "388613280878808645"
BY_APP_DIGITS = 18


def test_the_signature_of_the_vector() -> None:
    """facts §5.3, recomputed here from its literal parts."""
    body = (
        '{"app_id":"360846524940903967","sender":{"id":"2512523625412515"},'
        '"user_id_by_app":"552177279717587730","recipient":{"id":"388613280878808645"},'
        '"event_name":"user_send_text","message":{"text":"Xin chào",'
        '"msg_id":"96d3cdf3af150460909"},"timestamp":"1785672000000"}'
    ).encode()
    expected = "77c550b3e95afc6bf2efdc851ddb2b051197dc9840afa5d1285ecb35a76f8e59"
    parts = b"360846524940903967" + body + b"1785672000000" + b"test-oa-secret"
    assert hashlib.sha256(parts).hexdigest() == expected
    assert mac(APP, body, "1785672000000", "test-oa-secret") == expected


async def test_an_event_is_signed_over_its_raw_bytes(sandbox: Client, product: Product) -> None:
    await sandbox.say(PHONE, "Xin chào")
    await sandbox.idle()
    headers, raw = product.got[0]
    user = await sandbox.user_of(PHONE)
    event = json.loads(raw)
    assert list(event) == [
        "app_id", "sender", "recipient", "user_id_by_app", "event_name", "message", "timestamp",
    ]  # fmt: skip
    assert event["sender"] == {"id": user}
    assert event["recipient"] == {"id": OA}
    assert len(event["user_id_by_app"]) == BY_APP_DIGITS
    assert event["message"]["text"] == "Xin chào"
    assert event["timestamp"] == "1795399200000"
    assert "Xin chào".encode() in raw
    signed = APP.encode() + raw + b"1795399200000" + b"sandbox-oa-secret"
    assert headers["X-ZEvent-Signature"] == "mac=" + hashlib.sha256(signed).hexdigest()
    assert "num_retry" not in headers
    assert "X-ZEvent-Timestamp" not in headers


async def test_odd_json_says_the_same_and_is_signed(sandbox: Client, product: Product) -> None:
    knobs = {"odd_json": True, "timestamp_header": True, "bare_mac": True}
    await sandbox.post("/_/knobs", knobs)
    await sandbox.say(PHONE, "Xin chào")
    await sandbox.idle()
    headers, raw = product.got[0]
    event = json.loads(raw)
    assert event["message"]["text"] == "Xin chào"
    assert event["timestamp"] == 1795399200000
    assert "extra" in event
    assert raw.isascii()
    assert b" ,  :" not in raw
    assert json.dumps(event).encode() != raw
    signed = APP.encode() + raw + b"1795399200000" + b"sandbox-oa-secret"
    assert headers["X-ZEvent-Signature"] == hashlib.sha256(signed).hexdigest()
    assert headers["X-ZEvent-Timestamp"] == "1795399200000"


async def test_a_send_is_echoed_received_and_seen(sandbox: Client, product: Product) -> None:
    user = await sandbox.met()
    sent = (await sandbox.send(user, "Câu 1"))["data"]["message_id"]
    await sandbox.idle()
    echo, received, seen = product.events()[1:]
    assert (echo["event_name"], echo["sender"]["id"], echo["recipient"]["id"]) == (
        "oa_send_text",
        OA,
        user,
    )
    assert echo["message"] == {"text": "Câu 1", "msg_id": sent}
    assert received["event_name"] == "user_received_message"
    assert received["message"] == {"msg_id": sent}
    assert (received["sender"]["id"], received["recipient"]["id"]) == (OA, user)
    assert (seen["event_name"], seen["message"]) == ("user_seen_message", {"msg_ids": [sent]})
    times = [int(event["timestamp"]) for event in product.events()]
    assert times == sorted(set(times))


async def test_seen_may_wait_until_the_person_acts(sandbox: Client, product: Product) -> None:
    await sandbox.post("/_/knobs", {"seen": "acts"})
    user = await sandbox.met()
    ids = [(await sandbox.send(user, f"Câu {n}"))["data"]["message_id"] for n in (1, 2)]
    states = [b["state"] for b in await sandbox.get(f"/_/people/{PHONE}/messages")]
    assert states == ["sent", "received", "received"]
    await sandbox.say(PHONE, "5")
    await sandbox.say(PHONE, "4")
    await sandbox.idle()
    seen = [event for event in product.events() if event["event_name"] == "user_seen_message"]
    assert [event["message"] for event in seen] == [{"msg_ids": ids}]
    states = [b["state"] for b in await sandbox.get(f"/_/people/{PHONE}/messages")]
    assert states == ["sent", "seen", "seen", "sent", "sent"]


async def test_a_desktop_gives_no_receipts(sandbox: Client, product: Product) -> None:
    await sandbox.post("/_/people", [{"phone": PHONE, "mobile": False}])
    await sandbox.invite()
    user = await sandbox.met()
    await sandbox.send(user, "Câu 1")
    await sandbox.idle()
    assert product.names() == ["user_send_text", "oa_send_text"]


async def test_the_ladder_of_retries(sandbox: Client, product: Product) -> None:
    product.status = 500
    await sandbox.say(PHONE, "một")
    await sandbox.idle()
    for tries, seconds in enumerate((30, 300, 900, 1800, 3600), 1):
        assert len(product.got) == tries
        await sandbox.advance(seconds - 0.001)
        await sandbox.idle()
        assert len(product.got) == tries
        await sandbox.advance(0.001)
        await sandbox.idle()
    assert [headers.get("num_retry") for headers, _ in product.got] == [
        None, "1", "2", "3", "4", "5",
    ]  # fmt: skip
    assert len({raw for _, raw in product.got}) == 1
    (event,) = await sandbox.get("/_/events")
    assert (event["outcome"], event["tries"], event["status"]) == ("lost", 6, "500")
    assert (await sandbox.get("/_/knobs"))["webhook_on"] is False
    await sandbox.say(PHONE, "hai")
    product.status = 200
    await sandbox.post("/_/knobs", {"webhook_on": True})
    await sandbox.say(PHONE, "ba")
    await sandbox.idle()
    assert product.events()[-1]["message"]["text"] == "ba"
    outcomes = [event["outcome"] for event in await sandbox.get("/_/events")]
    assert outcomes == ["lost", "unsubscribed", "delivered"]


async def test_a_dead_product_gets_it_later(opened: Opener, options: Options) -> None:
    client = await opened(same_but(options, webhook="http://127.0.0.1:1/webhook/zalo"))
    await client.say(PHONE, "xin chào")
    await client.idle()
    (event,) = await client.get("/_/events")
    assert (event["outcome"], event["status"], event["tries"]) == ("retrying", "refused", 1)


async def test_a_persons_events_keep_their_order(sandbox: Client, product: Product) -> None:
    phones = [f"849000000{n:02}" for n in range(40)]
    acts = [
        {"phone": phone, "do": "say", "text": f"{phone} {n}"} for n in range(10) for phone in phones
    ]
    results = await sandbox.post("/_/act", acts)
    assert all(result["ok"] for result in results)
    await sandbox.idle()
    texts = [event["message"]["text"] for event in product.events()]
    assert len(texts) == len(acts)
    for phone in phones:
        assert [text for text in texts if text.startswith(phone)] == [
            f"{phone} {n}" for n in range(10)
        ]


async def test_duplicates_to_order(sandbox: Client, product: Product) -> None:
    await sandbox.post("/_/knobs", {"duplicate": True})
    await sandbox.say(PHONE, "5")
    await sandbox.idle()
    first, second = product.got
    assert first[1] == second[1]


async def test_the_probe_is_unsigned_and_empty(sandbox: Client, product: Product) -> None:
    assert await sandbox.post("/_/probe") == {"status": "200"}
    headers, raw = product.got[0]
    assert raw == b"{}"
    assert "X-ZEvent-Signature" not in headers


@pytest.mark.parametrize(
    ("knob", "value"), [("seen", "later"), ("daily_limit", "5"), ("night_ban", 1), ("nix", 1)]
)
async def test_a_wrong_knob_is_told(sandbox: Client, knob: str, value: Any) -> None:
    assert knob in (await sandbox.post("/_/knobs", {knob: value}))["error"]
