"""Templates by phone and by user id: facts §2.6 and §4."""

from typing import Any

import pytest

from sandbox.persons import normal_phone
from sandbox.platform import registering
from sandbox.world import SHIPPED_TEMPLATES
from tests.sandbox.practice import INVITE, Client, Product

PHONE = "84900000001"


async def test_a_template_arrives_and_names_no_user(sandbox: Client, product: Product) -> None:
    answer = await sandbox.invite()
    assert (answer["error"], answer["message"]) == (0, "Success")
    assert answer["data"]["sending_mode"] == "1"
    assert answer["data"]["quota"] == {"dailyQuota": "20000", "remainingQuota": "19999"}
    await sandbox.idle()
    user = await sandbox.user_of(PHONE)
    receipt = product.events()[0]
    assert list(receipt) == [
        "event_name", "sender", "recipient", "message", "app_id", "timestamp",
    ]  # fmt: skip
    assert receipt["event_name"] == "user_received_message"
    assert receipt["recipient"] == {"id": PHONE}
    assert receipt["message"]["tracking_id"] == "inv-77"
    assert receipt["message"]["msg_id"] == answer["data"]["msg_id"]
    assert receipt["message"]["delivery_time"].isdigit()
    assert product.got[0][0]["X-ZEvent-Server"] == "ZNS"
    assert len(product.got) == 1
    assert user not in str(answer) + str(product.got)


async def test_the_bubble_is_the_filled_template(sandbox: Client) -> None:
    await sandbox.invite()
    (bubble,) = await sandbox.get(f"/_/people/{PHONE}/messages")
    assert bubble["title"] == "Mời Ông/Bà góp ý"
    assert bubble["text"] == (
        "Sở Nội vụ An Giang (02963957049) hỏi Ông/Bà về kết quả UBND phường Long Xuyên trả "
        "11/2026; cơ quan thấy số tổng, không biết là ai. Tự nguyện, 5 phút; thôi: nhắn DỪNG "
        "K7M29QXB. Giữ mã hồ sơ đến 30/11/2027 (phúc tra); chúng tôi không bao giờ hỏi "
        "số CCCD, mật khẩu, OTP hay tiền.\nMã góp ý: K7M29QXB"
    )
    assert len(bubble["text"].split("\n")[0].split()) <= 60
    assert bubble["buttons"] == [
        {
            "title": "Trả lời trên trang",
            "type": "oa.open.url",
            "payload": {"url": "http://127.0.0.1:8080/k/Zm9vYmFy"},
        },
        {"title": "Trò chuyện qua Zalo", "type": "oa.open.chat", "payload": {}},
    ]
    assert bubble["params"] == INVITE
    assert bubble["state"] == "received"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"template_id": "1"}, -109),
        ({"phone": "123"}, -108),
        ({"phone": ""}, -108),
        ({"template_data": {}}, -111),
        ({"template_data": {**INVITE, "ma": ""}}, -132),
        ({"template_data": {k: v for k, v in INVITE.items() if k != "ma"}}, -132),
        ({"template_data": {**INVITE, "ten": "An"}}, -132),
        ({"template_data": {**INVITE, "ma": ["K7M29QXB"]}}, -112),
        ({"template_data": {**INVITE, "ma": "x" * 30}}, 0),
        ({"template_data": {**INVITE, "ma": "x" * 31}}, -1121),
        ({"template_data": {**INVITE, "ma": "a\u0323" * 30}}, 0),
        ({"template_data": {**INVITE, "hotline": "1" * 51}}, -1121),
        ({"template_data": {**INVITE, "token": "x" * 201}}, -1121),
        ({"tracking_id": "x" * 48}, 0),
        ({"tracking_id": "x" * 49}, -132),
        ({"mode": "development"}, -127),
        ({"sending_mode": "3"}, -162),
        ({"sending_mode": "2"}, -161),
        ({"phone": "0900000001"}, 0),
        ({"phone": "+84900000001"}, 0),
        ({"phone": "02963957049"}, -118),
    ],
)
async def test_the_body_is_checked(sandbox: Client, changed: dict[str, Any], code: int) -> None:
    answer = await sandbox.invite(**changed)
    assert answer["error"] == code
    assert ("data" in answer) is (code == 0)
    bill = await sandbox.get("/_/bill")
    assert bill["total"] == (300 if code == 0 else 0)


@pytest.mark.parametrize(
    ("declared", "code"),
    [({"zalo": False}, -118), ({"refuses": True}, -139), ({"inactive": True}, -119)],
)
async def test_a_person_may_not_be_reachable(
    sandbox: Client, declared: dict[str, bool], code: int
) -> None:
    await sandbox.post("/_/people", [{"phone": PHONE, **declared}])
    assert (await sandbox.invite())["error"] == code


async def test_a_blocked_account_is_refused(sandbox: Client) -> None:
    await sandbox.post(f"/_/people/{PHONE}/block")
    assert (await sandbox.invite())["error"] == -141
    await sandbox.post(f"/_/people/{PHONE}/follow")
    assert (await sandbox.invite())["error"] == 0


async def test_the_daily_limit_ends_at_vietnamese_midnight(sandbox: Client) -> None:
    await sandbox.post("/_/knobs", {"daily_limit": 2})
    assert (await sandbox.invite())["error"] == 0
    assert (await sandbox.invite(phone="1"))["error"] == -108  # a refusal uses nothing up
    assert (await sandbox.invite())["data"]["quota"]["remainingQuota"] == "0"
    assert (await sandbox.invite())["error"] == -144
    await sandbox.advance(15 * 3600 - 60)
    assert (await sandbox.invite())["error"] == -144
    await sandbox.advance(60)
    quota = (await sandbox.get("/message/quota"))["data"]
    assert (quota["dailyQuota"], quota["remainingQuota"]) == ("2", "2")
    assert (await sandbox.invite())["error"] == 0


async def test_the_night_ban_is_a_knob(sandbox: Client) -> None:
    await sandbox.advance(13 * 3600)  # 22:00
    assert (await sandbox.invite())["error"] == 0
    await sandbox.post("/_/knobs", {"night_ban": True})
    assert (await sandbox.invite())["error"] == -133
    await sandbox.advance(8 * 3600)  # 06:00
    assert (await sandbox.invite())["error"] == 0


async def test_a_bad_token_is_124(sandbox: Client) -> None:
    sandbox.access = "made up"
    assert (await sandbox.invite())["error"] == -124


async def test_the_status_knows_delivered_pushed_and_unknown(sandbox: Client) -> None:
    await sandbox.post("/_/people", {"phone": "0900000002", "mobile": False})
    mobile = (await sandbox.invite())["data"]["msg_id"]
    desktop = (await sandbox.invite(phone="84900000002"))["data"]["msg_id"]
    states = [
        (await sandbox.get("/message/status", message_id=name))["data"]["status"]
        for name in (mobile, desktop, "none")
    ]
    assert states == [1, 0, -1]


async def test_the_description_of_a_template(sandbox: Client) -> None:
    info = (await sandbox.get("/template/info/v2", template_id="390001"))["data"]
    assert (info["status"], info["templateTag"]) == ("ENABLE", "CUSTOMER_CARE")
    assert (info["price_sdt"], info["price_uid"]) == ("300", "210")
    lengths = {param["name"]: param["maxLength"] for param in info["listParams"]}
    assert lengths == {
        "co_quan": 200, "so_noi_vu": 200, "thang": 20, "so_phut": 20, "luu_den": 20,
        "hotline": 50, "ma": 30, "token": 200,
    }  # fmt: skip
    assert (await sandbox.get("/template/info/v2", template_id="1"))["error"] == -109


async def test_by_user_id(sandbox: Client, product: Product) -> None:
    user = await sandbox.met()
    body = {"user_id": user, "template_id": "390001", "template_data": INVITE}
    answer = await sandbox.post("/v3.0/oa/message/template", body)
    assert answer["data"]["user_id"] == user
    assert (await sandbox.get("/_/bill"))["total"] == 210
    await sandbox.idle()
    assert product.names() == [
        "user_send_text", "oa_send_template", "user_received_message", "user_seen_message",
    ]  # fmt: skip
    for changed, code in (
        ({"user_id": "1"}, -201),
        ({"template_id": "1"}, -201),
        ({"template_data": {}}, -201),
    ):
        refused = await sandbox.post("/v3.0/oa/message/template", {**body, **changed})
        assert refused["error"] == code


async def test_templates_may_be_added(sandbox: Client) -> None:
    row = {
        "template_id": "5",
        "title": "Thông báo thử",
        "paragraphs": ["Chào <ten>, đây là thử."],
        "params": {"ten": {"type": 1, "max": 30}},
        "by_uid": False,
        "status": "PENDING_REVIEW",
    }
    assert (await sandbox.post("/_/templates", row)) == {"template_id": "5"}
    sent: dict[str, Any] = {"template_id": "5", "template_data": {"ten": "An"}}
    assert (await sandbox.invite(**sent))["error"] == -131
    await sandbox.post("/_/templates", {**row, "status": "ENABLE"})
    assert (await sandbox.invite(**sent))["error"] == 0
    user = await sandbox.met()
    answer = await sandbox.post("/v3.0/oa/message/template", {**sent, "user_id": user})
    assert answer["error"] == -249


def test_a_bad_template_tells_every_fault() -> None:
    with pytest.raises(ValueError) as told:
        registering.read(
            {
                "template_id": "x1",
                "title": "Ngắn",
                "tag": 9,
                "paragraphs": ["x" * 401, "Chào <ten>, chào."],
                "buttons": [{"type": "url", "title": "Mở", "content": "<page_base>"}] * 3,
                "params": {"ma": {"type": 4, "max": 31}},
            }
        )
    said = str(told.value)
    for part in ("template_id", "tag", "title", "paragraph 1", "2 buttons", "5 to 30", "ma", "ten"):
        assert part in said


def test_the_shipped_templates_are_good() -> None:
    invite, reminder, stars = registering.shipped(SHIPPED_TEMPLATES)
    assert (invite.template_id, reminder.template_id) == ("390001", "390002")
    assert (stars.template_id, stars.kind, stars.tag, len(stars.stars)) == ("390003", 5, 2, 5)
    assert set(stars.params) == set(invite.params)
    assert set(reminder.params) == {"co_quan", "han", "hotline", "ma", "token"}
    for template in (invite, reminder):
        assert "số CCCD, mật khẩu, OTP hay tiền" in template.body({})
        assert [button["type"] for button in template.buttons] == ["url", "chat"]


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("0900000001", "84900000001"),
        ("+84 900-000-001", "84900000001"),
        ("84900000001", "84900000001"),
        ("02963957049", "842963957049"),
        ("900000001", None),
        ("01230000001", None),
        ("+1 202 555 0100", None),
    ],
)
def test_phones(written: str, normal: str | None) -> None:
    assert normal_phone(written) == normal
