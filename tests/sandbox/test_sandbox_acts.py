"""What citizens do with their phones, and that no event joins a phone to a user id."""

from typing import Any

import pytest

from tests.sandbox.practice import Client, Product

PHONE = "84900000001"
BUTTONS = [
    {"title": "Tốt", "type": "oa.query.show", "payload": "Câu 1: Tốt"},
    {"title": "Kém", "type": "oa.query.hide", "payload": "q1:bad"},
    {"title": "Xem", "type": "oa.open.url", "payload": {"url": "https://example.vn/x"}},
    {"title": "Gọi", "type": "oa.open.phone", "payload": {"phone_code": "84900000001"}},
]


async def tap(client: Client, button: Any, message_id: str = "last") -> Any:
    return await client.post(f"/_/people/{PHONE}/tap", {"message_id": message_id, "button": button})


async def test_a_tap_is_a_text_like_any_other(sandbox: Client, product: Product) -> None:
    user = await sandbox.met()
    sent = (await sandbox.send(user, "Câu 1", BUTTONS))["data"]["message_id"]
    assert (await tap(sandbox, 0, sent))["text"] == "Câu 1: Tốt"
    assert (await tap(sandbox, "Kém"))["text"] == "q1:bad"
    await sandbox.idle()
    typed, *_, first, second = product.events()
    assert [event["message"]["text"] for event in (first, second)] == ["Câu 1: Tốt", "q1:bad"]
    for event in (first, second):
        assert event["event_name"] == "user_send_text"
        assert (set(event), set(event["message"])) == (set(typed), {"text", "msg_id"})
    bubbles = await sandbox.get(f"/_/people/{PHONE}/messages")
    assert [(b["by"], b["text"], b["hidden"]) for b in bubbles] == [
        ("citizen", "xin chào", False),
        ("oa", "Câu 1", False),
        ("citizen", "Câu 1: Tốt", False),
        ("citizen", "q1:bad", True),
    ]
    assert bubbles[1]["buttons"] == BUTTONS


async def test_open_buttons_send_nothing(sandbox: Client, product: Product) -> None:
    user = await sandbox.met()
    await sandbox.send(user, "Câu 1", BUTTONS)
    await sandbox.idle()
    before = len(product.got)
    assert (await tap(sandbox, 2))["opened"] == {"url": "https://example.vn/x"}
    assert (await tap(sandbox, "Gọi"))["opened"] == {"phone_code": "84900000001"}
    await sandbox.idle()
    assert len(product.got) == before


async def test_the_chat_button_opens_the_chat_once(sandbox: Client, product: Product) -> None:
    await sandbox.invite()
    await tap(sandbox, "Trò chuyện qua Zalo")
    await tap(sandbox, 1)
    await sandbox.idle()
    user = await sandbox.user_of(PHONE)
    assert product.names() == ["user_received_message", "user_click_chatnow"]
    assert product.events()[1]["user_id"] == user
    answer = await sandbox.send(user, "Mời Ông/Bà nhập mã")
    assert answer["data"]["quota"] == {"quota_type": "reply"}


async def test_who_has_chatted_clicks_chatnow_no_more(sandbox: Client, product: Product) -> None:
    await sandbox.say(PHONE, "xin chào")
    await sandbox.invite()
    await tap(sandbox, 1)
    await sandbox.idle()
    assert "user_click_chatnow" not in product.names()


async def test_no_event_or_answer_joins_phone_and_user(sandbox: Client, product: Product) -> None:
    await sandbox.post("/_/people", [{"phone": PHONE, "name": "Nguyễn Văn An"}])
    await sandbox.invite()
    await tap(sandbox, 1)
    await sandbox.say(PHONE, "K7M29QXB")
    user = await sandbox.user_of(PHONE)
    await sandbox.send(user, "Câu 1", BUTTONS[:1])
    await tap(sandbox, 0)
    sent = (await sandbox.ask_stars())["data"]["msg_id"]
    await sandbox.post(f"/_/people/{PHONE}/rate", {"message_id": sent, "stars": 5})
    await sandbox.post(f"/_/people/{PHONE}/follow")
    await sandbox.post(f"/_/people/{PHONE}/block")
    await sandbox.idle()
    texts = [raw.decode() for _, raw in product.got]
    texts += [call["response"] for call in await sandbox.get("/_/calls")]
    assert any(user in text for text in texts)
    assert any(PHONE in text for text in texts)
    assert not [text for text in texts if user in text and "900000001" in text]


async def test_stars(sandbox: Client, product: Product) -> None:
    plain = (await sandbox.invite())["data"]["msg_id"]
    sent = (await sandbox.ask_stars())["data"]["msg_id"]
    row = {"message_id": sent, "stars": 4, "note": "tốt"}
    refused = await sandbox.post(f"/_/people/{PHONE}/rate", {**row, "message_id": plain})
    assert "rating template" in refused["error"]
    assert (await sandbox.post(f"/_/people/{PHONE}/rate", row))["ok"] is True
    await sandbox.idle()
    event = product.events()[-1]
    assert (event["event_name"], event["oa_id"]) == ("user_feedback", "388613280878808645")
    assert event["message"]["rate"] == 4
    assert event["message"]["note"] == "tốt"
    assert (event["message"]["msg_id"], event["message"]["tracking_id"]) == (sent, "inv-77")
    assert "stars" in (await sandbox.post(f"/_/people/{PHONE}/rate", {**row, "stars": 6}))["error"]


async def test_follow_and_block(sandbox: Client, product: Product) -> None:
    await sandbox.post(f"/_/people/{PHONE}/follow")
    assert (await sandbox.get("/v2.0/oa/getoa"))["data"]["num_follower"] == 1
    await sandbox.post(f"/_/people/{PHONE}/block")
    await sandbox.idle()
    user = await sandbox.user_of(PHONE)
    assert product.names() == ["follow", "unfollow"]
    assert product.events()[0]["follower"] == {"id": user}
    assert product.events()[0]["source"] == "oa_profile"
    assert (await sandbox.get("/v2.0/oa/getoa"))["data"]["num_follower"] == 0
    assert (await sandbox.send(user, "xin chào"))["error"] == -244
    await sandbox.say(PHONE, "tôi viết lại")
    assert (await sandbox.send(user, "xin chào"))["error"] == 0


@pytest.mark.parametrize(
    ("path", "body", "why"),
    [
        ("/_/people/123/say", {"text": "x"}, "phone"),
        (f"/_/people/{PHONE}/say", {"text": " "}, "empty"),
        (f"/_/people/{PHONE}/tap", {"button": 0}, "no message"),
        (f"/_/people/{PHONE}/tap", {"message_id": "x", "button": 0}, "no message"),
        (f"/_/people/{PHONE}/rate", {"message_id": "x"}, "no message"),
        ("/_/people/02963957049/say", {"text": "x"}, "no Zalo"),
        ("/_/people", [{"phone": "1"}], "phone"),
        ("/_/people", [1], "list"),
    ],
)
async def test_what_cannot_be_done_is_told(sandbox: Client, path: str, body: Any, why: str) -> None:
    assert why in (await sandbox.post(path, body))["error"]


async def test_a_button_that_is_not_there(sandbox: Client) -> None:
    user = await sandbox.met()
    await sandbox.send(user, "Câu 1", BUTTONS)
    for wrong in (4, -1, "Khác", None):
        assert "no button" in (await tap(sandbox, wrong))["error"]


async def test_acts_in_bulk_answer_in_order(sandbox: Client, product: Product) -> None:
    results = await sandbox.post(
        "/_/act",
        [
            {"phone": "0900000001", "do": "say", "text": "một"},
            {"phone": "nobody", "do": "say", "text": "hai"},
            {"phone": "0900000003", "do": "dance"},
            {"phone": "0900000004", "do": "follow"},
        ],
    )
    assert [result["ok"] for result in results] == [True, False, False, True]
    assert results[0]["text"] == "một"
    await sandbox.idle()
    assert sorted(product.names()) == ["follow", "user_send_text"]


async def test_people_are_declared_in_bulk(sandbox: Client) -> None:
    people = [{"phone": f"09000{n:05}", "zalo": n % 2 == 0} for n in range(100)]
    assert await sandbox.post("/_/people", people) == {"people": 100}
    listed = await sandbox.get("/_/people")
    assert [person["zalo"] for person in listed[:3]] == [True, False, True]
    ids = {person["user_id"] for person in listed}
    assert len(ids) == 100
    assert {len(user_id) for user_id in ids} == {19}
