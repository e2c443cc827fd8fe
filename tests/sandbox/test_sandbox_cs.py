"""Consultation messages by user id: facts §2.2-2.4, §3, §11.2."""

from typing import Any

import pytest

from tests.sandbox.practice import Client, Product

HOUR = 3600
DAY = 24 * HOUR
NFD_A = "a\u0323"  # two code points, one character in NFC


def query(title: str = "Tốt", payload: Any = "q1:ok") -> dict[str, Any]:
    return {"title": title, "type": "oa.query.show", "payload": payload}


async def test_within_48_hours_it_is_free_and_says_so(sandbox: Client) -> None:
    user = await sandbox.met()
    answer = await sandbox.send(user, "Chào Ông/Bà")
    assert answer["error"] == 0
    assert answer["message"] == "Success"
    data = answer["data"]
    assert data["user_id"] == user
    assert len(data["message_id"]) == 20
    assert data["sent_time"].isdigit()
    assert data["quota"] == {"quota_type": "reply"}


async def test_the_windows_are_48_hours_and_7_days(sandbox: Client) -> None:
    user = await sandbox.met()
    await sandbox.advance(48 * HOUR)
    await sandbox.connect()
    assert "quota" in (await sandbox.send(user, "còn miễn phí"))["data"]
    await sandbox.advance(60)
    await sandbox.connect()
    assert "quota" not in (await sandbox.send(user, "tính tiền"))["data"]
    await sandbox.advance(5 * DAY - 120)
    await sandbox.connect()
    assert (await sandbox.send(user, "vẫn được"))["error"] == 0
    await sandbox.advance(120)
    assert (await sandbox.send(user, "quá hạn"))["error"] == -230
    bill = await sandbox.get("/_/bill")
    assert bill["total"] == 110
    assert [row["price"] for row in bill["messages"]] == [0, 55, 55]


async def test_a_tap_reopens_the_window(sandbox: Client) -> None:
    user = await sandbox.met()
    await sandbox.send(user, "Câu 1", [query()])
    await sandbox.advance(8 * DAY)
    await sandbox.connect()
    assert (await sandbox.send(user, "quá hạn"))["error"] == -230
    await sandbox.post("/_/people/84900000001/tap", {"button": 0})
    assert (await sandbox.send(user, "lại được"))["data"]["quota"] == {"quota_type": "reply"}


async def test_a_receipt_is_no_interaction(sandbox: Client) -> None:
    await sandbox.invite()
    user = await sandbox.user_of("84900000001")
    assert (await sandbox.send(user, "chưa ai nhắn"))["error"] == -232


@pytest.mark.parametrize(
    ("text", "buttons", "code"),
    [
        ("", None, -201),
        ("   ", None, -201),
        ("x" * 2000, None, 0),
        ("x" * 2001, None, -210),
        (NFD_A * 2000, None, 0),
        (NFD_A * 2001, None, -210),
        ("câu", [], -201),
        ("câu", [query()] * 5, 0),
        ("câu", [query()] * 6, -210),
        ("câu", [query("x" * 100)], 0),
        ("câu", [query(NFD_A * 100)], 0),
        ("câu", [query("x" * 101)], -210),
        ("câu", [query("")], -201),
        ("câu", [query(payload="x" * 1000)], 0),
        ("câu", [query(payload="x" * 1001)], -210),
        ("câu", [query(payload={"content": "x"})], -201),
        ("câu", [{"title": "Mở", "type": "oa.open.url", "payload": {"url": "/k/x"}}], -201),
        ("câu", [{"title": "Mở", "type": "oa.open.url", "payload": {"url": "https://a.vn/k"}}], 0),
        ("câu", [{"title": "Gọi", "type": "oa.open.phone", "payload": {"phone_code": "84900"}}], 0),
        ("câu", [{"title": "Gọi", "type": "oa.open.phone", "payload": {}}], -201),
        (
            "câu",
            [
                {
                    "title": "SMS",
                    "type": "oa.open.sms",
                    "payload": {"content": "x" * 161, "phone_code": "849"},
                }
            ],
            -210,
        ),
        ("câu", [{"title": "?", "type": "postback", "payload": "x"}], -201),
        ("câu", ["Tốt"], -201),
    ],
)
async def test_the_body_is_checked(
    sandbox: Client, text: str, buttons: list[Any] | None, code: int
) -> None:
    user = await sandbox.met()
    answer = await sandbox.send(user, text, buttons)
    assert answer["error"] == code
    assert ("data" in answer) is (code == 0)


async def test_checks_come_in_order(sandbox: Client, product: Product) -> None:
    """Token before body, body before person, person's state before the window."""
    too_long = "x" * 2001
    good, sandbox.access = sandbox.access, "made up"
    assert (await sandbox.send("1", too_long))["error"] == -216
    sandbox.access = good
    assert (await sandbox.send("1", too_long))["error"] == -210
    assert (await sandbox.send("1", "xin chào"))["error"] == -201
    user = await sandbox.met()
    await sandbox.advance(8 * DAY)
    await sandbox.connect()
    await sandbox.post("/_/people", [{"phone": "0900000001", "inactive": True}])
    assert (await sandbox.send(user, "xin chào"))["error"] == -227
    await sandbox.post("/_/people", [{"phone": "0900000001", "inactive": False}])
    await sandbox.post("/_/people/0900000001/block")
    assert (await sandbox.send(user, "xin chào"))["error"] == -244
    await sandbox.idle()
    assert product.names() == ["user_send_text"]


async def test_what_is_no_text_with_buttons_is_refused(sandbox: Client) -> None:
    user = await sandbox.met()
    for attachment in (
        {"type": "video", "payload": {"token": "T"}},
        {"type": "template", "payload": {"template_type": "list", "elements": [{}]}},
        {"type": "template", "payload": {"template_type": "button", "buttons": [query()]}},
    ):
        answer = await sandbox.post(
            "/v3.0/oa/message/cs",
            {"recipient": {"user_id": user}, "message": {"text": "x", "attachment": attachment}},
        )
        assert answer["error"] == -233


async def test_a_body_that_is_no_json_object(sandbox: Client) -> None:
    for raw in ("{", "[]", ""):
        async with sandbox.session.post(
            f"{sandbox.url}/v3.0/oa/message/cs", data=raw, headers={"access_token": sandbox.access}
        ) as answer:
            assert (answer.status, (await answer.json())["error"]) == (200, -201)


async def test_the_minute_has_a_limit(sandbox: Client) -> None:
    await sandbox.post("/_/knobs", {"rate_per_minute": 2})
    headers = {"access_token": sandbox.access}
    seen = []
    for _ in range(3):
        async with sandbox.session.get(f"{sandbox.url}/v2.0/oa/getoa", headers=headers) as answer:
            body = await answer.json()
            seen.append((body["error"], answer.headers["X-RateLimit-Remain"]))
            assert answer.headers["X-RateLimit-Limit"] == "2"
    assert seen == [(0, "1"), (0, "0"), (-32, "0")]
    assert (await sandbox.invite())["error"] == 0  # ZBS has no part in this bucket
    await sandbox.advance(60)
    assert (await sandbox.get("/v2.0/oa/getoa"))["error"] == 0


async def test_dead_endpoints(sandbox: Client) -> None:
    assert (await sandbox.post("/v2.0/oa/message"))["error"] == -240
    assert (await sandbox.post("/v3.0/oa/message/transaction"))["error"] == -233
    assert (await sandbox.post("/v3.0/oa/message/promotion"))["error"] == -233


async def test_reading_tells_no_phone(sandbox: Client) -> None:
    user = await sandbox.met()
    oa = (await sandbox.get("/v2.0/oa/getoa"))["data"]
    assert (oa["oaid"], oa["is_verified"], oa["num_follower"]) == ("388613280878808645", True, 0)
    detail = await sandbox.get("/v3.0/oa/user/detail", data=f'{{"user_id":"{user}"}}')
    assert detail["data"]["user_id"] == user
    assert detail["data"]["user_last_interaction_date"] == "23/11/2026"
    assert "900000001" not in str(detail)
    quota = await sandbox.post("/v3.0/oa/quota/message", {"user_id": user})
    assert quota["data"] == {"last_interaction": "1795399200000"}
    assert (await sandbox.post("/v3.0/oa/quota/message", {"user_id": "1"}))["error"] == -201
