"""What the platform tells: recent chats, one chat, templates, stars. Facts §2.8, §4.2."""

import json
from datetime import datetime
from typing import Any

import pytest

from sandbox.values import epoch_ms
from tests.sandbox.practice import INVITE, Client

PHONE = "84900000001"
OA = "388613280878808645"


async def read(client: Client, what: str, **data: Any) -> Any:
    return await client.get(f"/v2.0/oa/{what}", data=json.dumps(data))


async def test_a_chat_is_read_newest_first_in_tens(sandbox: Client) -> None:
    user = await sandbox.met()
    for n in range(11):
        await sandbox.say(PHONE, f"câu {n}")
    await sandbox.send(user, "Cảm ơn")
    rows = (await read(sandbox, "conversation", user_id=user, offset=0, count=10))["data"]
    assert [row["message"] for row in rows[:2]] == ["Cảm ơn", "câu 10"]
    assert [(row["src"], row["from_id"], row["to_id"]) for row in rows[:2]] == [
        (0, OA, user),
        (1, user, OA),
    ]
    assert isinstance(rows[0]["time"], int)
    assert len(rows) == 10
    rest = (await read(sandbox, "conversation", user_id=user, offset=10, count=10))["data"]
    assert [row["message"] for row in rest] == ["câu 1", "câu 0", "xin chào"]
    for wrong in ({"count": 11}, {"offset": -1}, {"count": 0}):
        assert (await read(sandbox, "conversation", user_id=user, **wrong))["error"] == -210
    assert (await read(sandbox, "conversation", user_id="1"))["error"] == -201


async def test_recent_chats_are_the_last_message_of_each(sandbox: Client) -> None:
    for n in range(12):
        await sandbox.say(f"849000000{n:02}", f"tôi là {n}")
    await sandbox.say("84900000003", "lại là tôi")
    first = (await read(sandbox, "listrecentchat", offset=0, count=10))["data"]
    rest = (await read(sandbox, "listrecentchat", offset=10, count=10))["data"]
    assert [row["message"] for row in first[:2]] == ["lại là tôi", "tôi là 11"]
    assert [row["message"] for row in rest] == ["tôi là 1", "tôi là 0"]


async def test_a_template_by_phone_shows_no_chat(sandbox: Client) -> None:
    await sandbox.invite()
    assert (await read(sandbox, "listrecentchat"))["data"] == []
    user = await sandbox.met()
    (row,) = (await read(sandbox, "conversation", user_id=user))["data"]
    assert row["message"] == "xin chào"
    assert "900000001" not in str(row)


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ({}, 4),
        ({"status": "1"}, 3),
        ({"status": "2"}, 1),
        ({"offset": "3", "limit": "1"}, 4),
        ({"status": "ENABLE"}, -132),
        ({"limit": "101"}, -132),
        ({"offset": "x"}, -132),
    ],
)
async def test_the_list_takes_numbers_alone(
    sandbox: Client, query: dict[str, str], answer: int
) -> None:
    row = {
        "template_id": "5", "title": "Thông báo thử", "status": "PENDING_REVIEW",
        "paragraphs": ["Chào <ten>, đây là thử."], "params": {"ten": {"type": 1, "max": 30}},
    }  # fmt: skip
    await sandbox.post("/_/templates", row)
    told = await sandbox.get("/template/all", **query)
    assert (told["error"] or told["metadata"]["total"]) == answer
    if answer > 0:
        assert {r["status"] for r in told["data"]} <= {"ENABLE", "PENDING_REVIEW"}
    info = (await sandbox.get("/template/info/v2", template_id="5"))["data"]
    assert info["listParams"] == []  # until it is approved


async def test_samples_fit_their_template(sandbox: Client) -> None:
    sample = (await sandbox.get("/template/sample-data", template_id="390001"))["data"]
    assert set(sample) == set(INVITE)
    assert (await sandbox.invite(template_data=sample))["error"] == 0
    assert (await sandbox.get("/template/sample-data", template_id="1"))["error"] == -109


async def test_stars_can_be_fetched(sandbox: Client) -> None:
    given = []
    for stars in (5, 1):
        sent = (await sandbox.ask_stars(tracking_id=f"inv-{stars}"))["data"]["msg_id"]
        row = {"message_id": sent, "stars": stars, "note": "tốt"}
        await sandbox.post(f"/_/people/{PHONE}/rate", row)
        given.append((sent, stars, f"inv-{stars}"))
        await sandbox.advance(60)
    ms = epoch_ms(datetime.fromisoformat((await sandbox.get("/_/clock"))["now"]))
    told = (await sandbox.get("/rating/get", template_id="390003"))["data"]
    assert [(r["msgId"], r["rate"], r["trackingId"]) for r in told["data"]] == given
    late = await sandbox.post(f"/rating/get?template_id=390003&from_time={ms - 90_000}")
    assert [r["rate"] for r in late["data"]["data"]] == [1]
    assert "900000001" not in str(told)
    assert (await sandbox.get("/rating/get", template_id="390001"))["error"] == -109
    assert (await sandbox.get("/rating/get", template_id="390003", limit="0"))["error"] == -132


async def test_stars_of_a_send_by_user_id_have_no_tracking(sandbox: Client) -> None:
    user = await sandbox.met()
    body = {"user_id": user, "template_id": "390003", "template_data": INVITE}
    sent = (await sandbox.post("/v3.0/oa/message/template", body))["data"]["message_id"]
    await sandbox.post(f"/_/people/{PHONE}/rate", {"message_id": sent, "stars": 3})
    await sandbox.idle()
    (event,) = [e for e in await sandbox.get("/_/events") if e["name"] == "user_feedback"]
    message = json.loads(event["body"])["message"]
    assert (message["msg_id"], message["rate"]) == (sent, 3)
    assert "tracking_id" not in message


async def test_tags_and_quality(sandbox: Client) -> None:
    tags = (await sandbox.get("/message/template-tag"))["data"]
    assert tags == ["TRANSACTION", "CUSTOMER_CARE", "PROMOTION"]
    await sandbox.post("/_/oas", {"quality": "LOW"})
    told = (await sandbox.get("/quality"))["data"]
    assert told == {"oaCurrentQuality": "LOW", "oa7dayQuality": "LOW"}


async def test_an_account_may_have_a_rate_of_its_own(sandbox: Client) -> None:
    await sandbox.post("/_/knobs", {"oa_rate_per_minute": 1})
    assert (await sandbox.get("/v2.0/oa/getoa"))["error"] == 0
    over = await sandbox.get("/v2.0/oa/getoa")
    assert (over["error"], over["message"]) == (-32, "Your OA reached limit call api")
