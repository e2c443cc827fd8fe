"""Captured webhook bodies (tests/payloads/zalo), each beside the arrival that it is."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.events import (
    Attached,
    Event,
    Greeted,
    Replied,
    SentOther,
    SharedPhone,
    Tapped,
    Withdrew,
)
from bot.turns import Arrival, ChatAddress, Echo, Kept, Receipt, Touch, Turn
from channels.zalo.read import WINDOW, Ears, read_event
from ground.canonical import sha256_hex
from tests.support.signed import signed

PAYLOADS = Path(__file__).parent.parent / "payloads" / "zalo"
NOW = datetime(2026, 8, 2, 13, 0, tzinfo=UTC)
AT = datetime(2026, 8, 2, 12, 0, tzinfo=UTC)  # 1785672000000

FILE = "https://f1.zdn.vn/"
CHAT = ChatAddress("<zalo:OA1:U1>", "OA1", "U1")
SAID: dict[str, tuple[str, Event]] = {
    "user_send_text": ("m1", Replied("xin chào", AT)),
    "user_send_text_tap": ("m2", Tapped(17, "tong_the", "5", AT)),
    "user_send_text_number_timestamp": ("m3", Replied("xin chào", AT)),
    "user_send_image": ("m1", SentOther("image", AT, Attached(f"{FILE}i.jpg", "", "giấy hẹn đây"))),
    "user_send_gif": ("m1", SentOther("image", AT, Attached(f"{FILE}i.gif"))),
    "user_send_sticker": ("m1", SentOther("sticker", AT)),
    "user_send_audio": ("m1", SentOther("voice", AT, Attached(f"{FILE}a.amr"))),
    "user_send_video": ("m1", SentOther("other", AT, Attached(f"{FILE}v.mp4"))),
    "user_send_file": ("m1", SentOther("other", AT, Attached(f"{FILE}don.pdf", "don.pdf"))),
    "user_send_link": ("m1", SentOther("other", AT, Attached("", "", "https://example.vn/tin"))),
    "user_send_location": ("m1", SentOther("other", AT, Attached("", "", "Quán X · 10.7, 106.7"))),
    "user_send_business_card": (
        "m1",
        SentOther("other", AT, Attached("", "", "Nguyễn Văn A · 84900000001")),
    ),
}
OTHERS: dict[str, Event] = {"user_click_chatnow": Greeted(AT), "user_withdraw": Withdrew(AT)}
TOUCHES = {"follow": (AT, True), "unfollow": (None, False), "user_call_oa": (AT, None)}
RECEIPTS = {
    "user_received_message": (False, ("m2",), None),
    "user_seen_message": (True, ("m2", "m3"), None),
    "user_received_message_by_phone": (False, ("z1",), "inv-77"),
}
SHARED = ("user_submit_info", "user_submit_info_text", "user_submit_info_old")
ECHOES = {"oa_send_text": ("Chào Ông/Bà", False), "oa_send_template": ("t", True)}
KEPT = (
    "user_reacted_message", "user_click_response_button",
    "change_template_status", "change_oa_daily_quota", "add_user_to_tag", "event_of_tomorrow",
)  # fmt: skip


def raw(name: str) -> bytes:
    return (PAYLOADS / f"{name}.json").read_bytes()


def read(body: bytes, now: datetime = NOW, ours: frozenset[str] = frozenset({"OA1"})) -> Arrival:
    return read_event(signed(body), now, Ears(ours, lambda address: f"<{address}>"))


def test_every_payload_is_in_a_table() -> None:
    named = {*SAID, *OTHERS, *TOUCHES, *RECEIPTS, *SHARED, *ECHOES, *KEPT, "user_feedback"}
    assert {path.stem for path in PAYLOADS.glob("*.json")} == named


@pytest.mark.parametrize("name", SAID)
def test_what_a_citizen_sends(name: str) -> None:
    id_, event = SAID[name]
    turn = read(raw(name))
    assert isinstance(turn, Turn)
    assert turn.event == event
    assert turn.event_key == f"zalo/OA1/user_send/{id_}"
    assert (turn.kind, turn.received_at, turn.raw) == ("zalo", NOW, raw(name))
    assert turn.conversation is None
    assert (turn.chat, turn.heard_at) == (CHAT, AT)


@pytest.mark.parametrize("name", OTHERS)
def test_what_a_citizen_does_with_the_chat(name: str) -> None:
    turn = read(raw(name))
    assert isinstance(turn, Turn)
    assert (turn.event, turn.chat, turn.heard_at) == (OTHERS[name], CHAT, AT)


@pytest.mark.parametrize("name", TOUCHES)
def test_what_only_says_that_somebody_was_there(name: str) -> None:
    touch = read(raw(name))
    assert isinstance(touch, Touch)
    assert (touch.heard, touch.follows) == TOUCHES[name]
    assert (touch.chat, touch.at, touch.raw) == (CHAT, AT, raw(name))


@pytest.mark.parametrize("name", SHARED)
def test_a_shared_number_in_each_of_its_shapes(name: str) -> None:
    turn = read(raw(name))
    assert isinstance(turn, Turn)
    assert turn.event == SharedPhone("84900000001", AT)
    assert turn.event_key == f"sha256/{sha256_hex(raw(name))}", "it has no message id"
    assert turn.chat is not None
    assert turn.chat.user == "U1"


@pytest.mark.parametrize("phone", ['""', "null", '"12"', "02963852111", '"khong co"', "[]"])
def test_a_number_that_cannot_be_read_is_kept(phone: str) -> None:
    body = raw("user_submit_info").replace(b"84900000001", phone.encode())
    if phone.startswith("0"):
        body = raw("user_submit_info_text").replace(b"84900000001", phone.encode())
    kept = read(body)
    assert isinstance(kept, Kept)
    assert (kept.kind, kept.raw) == ("zalo/user_submit_info", body)


@pytest.mark.parametrize("name", RECEIPTS)
def test_receipts(name: str) -> None:
    seen, ids, tracking = RECEIPTS[name]
    receipt = read(raw(name))
    assert isinstance(receipt, Receipt)
    assert (receipt.seen, receipt.platform_ids, receipt.tracking) == (seen, ids, tracking)


def test_two_receipts_of_one_message_have_two_keys() -> None:
    received, seen = read(raw("user_received_message")), read(raw("user_seen_message"))
    assert isinstance(received, Receipt)
    assert isinstance(seen, Receipt)
    assert received.event_key != seen.event_key


@pytest.mark.parametrize("name", ECHOES)
def test_an_echo_is_no_input_and_says_who_wrote_it(name: str) -> None:
    echo = read(raw(name))
    assert isinstance(echo, Echo)
    assert (echo.text, echo.by_officer) == ECHOES[name]
    assert (echo.platform_id, echo.chat, echo.at) == ("m2", CHAT, AT)
    assert echo.event_key == "zalo/OA1/oa_send/m2"


@pytest.mark.parametrize(
    "swap", [(b'"sender":{"id":"OA1"}', b'"sender":{"id":"U1"}')], ids=["user is the sender"]
)
@pytest.mark.parametrize("name", ["user_received_message", "user_seen_message", "oa_send_text"])
def test_which_side_is_the_account_is_told_by_its_id(name: str, swap: tuple[bytes, bytes]) -> None:
    """One source has the user as the sender of a receipt."""
    body = raw(name).replace(b'"recipient":{"id":"U1"}', b'"recipient":{"id":"OA1"}')
    found = read(body.replace(*swap))
    assert isinstance(found, Receipt | Echo)
    assert not isinstance(found, Echo) or found.chat == CHAT


def test_one_app_has_several_accounts_and_theirs_are_kept() -> None:
    both = frozenset({"OA1", "OA2"})
    second = read(raw("user_send_text").replace(b"OA1", b"OA2"), ours=both)
    assert isinstance(second, Turn)
    assert second.chat == ChatAddress("<zalo:OA2:U1>", "OA2", "U1")
    for name in ("user_send_text", "follow", "user_seen_message", "oa_send_text", "user_feedback"):
        kept = read(raw(name).replace(b"OA1", b"OA3"), ours=both)
        assert isinstance(kept, Kept)
        assert kept.kind == "zalo/other_account"


def test_older_than_the_window_is_kept_and_not_acted_on() -> None:
    assert isinstance(read(raw("user_send_text"), AT + WINDOW), Turn)
    for name in ("user_send_text", "user_withdraw", "user_seen_message", "follow"):
        kept = read(raw(name), AT + WINDOW + timedelta(hours=1))
        assert isinstance(kept, Kept)
        assert (kept.kind, kept.broken) == ("zalo/late", None)


def test_a_time_to_come_is_the_time_of_arrival() -> None:
    turn = read(raw("user_send_text"), AT - timedelta(hours=1))
    assert isinstance(turn, Turn)
    assert turn.heard_at == AT - timedelta(hours=1)


NAMES = [
    "create_group", "user_join_group", "user_request_join_group", "accept_request_join_group",
    "reject_request_join_group", "add_group_admin", "remove_group_admin", "update_group_info",
    "user_out_group", "delete_group", "user_send_group_text", "oa_send_group_text",
    "oa_send_consent", "user_reply_consent", "oa_reacted_message", "remove_user_from_tag",
    "remove_tag",
    "update_user_info", "widget_failed_to_sync_user_external_id", "extension_purchased",
    "event_journey_time_out", "event_journey_acknowledged", "change_template_quality",
    "change_template_quota", "change_oa_template_tags", "anonym" "ous_send_text",
    "oa_send_anonym" "ous_text",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_what_is_none_of_ours_is_kept_under_its_name(name: str) -> None:
    kept = read(raw("oa_send_text").replace(b"oa_send_text", name.encode()))
    assert isinstance(kept, Kept)
    assert kept.kind == f"zalo/{name}"[:40]


@pytest.mark.parametrize("name", KEPT)
def test_nothing_else_is_lost(name: str) -> None:
    kept = read(raw(name))
    assert isinstance(kept, Kept)
    assert kept.raw == raw(name)
    assert kept.kind.startswith("zalo/")


def text_event(
    text: str, id_: str = '"m1"', sender: str = '{"id":"U1"}', recipient: str = '{"id":"OA1"}'
) -> bytes:
    return (
        f'{{"event_name":"user_send_text","sender":{sender},"recipient":{recipient},'
        f'"message":{{"text":{text},"msg_id":{id_}}},"timestamp":"1785672000000"}}'
    ).encode()


@pytest.mark.parametrize(
    "text", ["#17/tong_the=", "#/a=5", "#x/a=5", "#17/tong the=5", "tong_the=5", "#17/a=5 b"]
)
def test_what_only_looks_like_a_tap_is_text(text: str) -> None:
    turn = read(text_event(f'"{text}"'))
    assert isinstance(turn, Turn)
    assert turn.event == Replied(text, AT)


def test_text_is_made_fit_for_every_store() -> None:
    turn = read(text_event('"a\\u0000b\\u200bc"'))
    assert isinstance(turn, Turn)
    assert turn.event == Replied("abc", AT)


@pytest.mark.parametrize("text", ["null", "5", "[]", '{"a":1}', "true"])
def test_a_text_of_a_wrong_type_does_not_break_the_reader(text: str) -> None:
    assert isinstance(read(text_event(text)), Turn)


@pytest.mark.parametrize(
    "parts",
    [
        {"sender": '{"id":""}'}, {"sender": "{}"}, {"sender": "null"}, {"sender": "[]"},
        {"recipient": "{}"},
    ],
)  # fmt: skip
def test_a_message_from_or_to_nobody_is_kept_and_not_answered(parts: dict[str, str]) -> None:
    assert isinstance(read(text_event('"5"', **parts)), Kept)


@pytest.mark.parametrize("id_", ['"a\\u0000b"', f'"{"9" * 200}"', '"\\ud83d\\ude00"', '"á"'])
def test_an_odd_id_still_gives_a_short_plain_key_of_its_own(id_: str) -> None:
    body = text_event('"5"', id_=id_)
    turn = read(body)
    assert isinstance(turn, Turn)
    assert turn.event_key == f"sha256/{sha256_hex(body)}"


@pytest.mark.parametrize("name", ['"a\\u0000b"', "[1]", "null", f'"{"x" * 500}"'])
def test_an_odd_event_name_is_kept_under_a_plain_kind(name: str) -> None:
    kept = read(b'{"event_name":%s}' % name.encode())
    assert isinstance(kept, Kept)
    assert kept.kind.isprintable()
    assert len(kept.kind) <= 40


@pytest.mark.parametrize(
    "stamp",
    ["null", '""', '"soon"', "1e400", "-1e30", "[]", f'"{"9" * 5000}"', "99999999999999999"],
)
def test_an_impossible_time_is_the_time_of_arrival(stamp: str) -> None:
    body = text_event('"5"').replace(b'"1785672000000"', stamp.encode())
    turn = read(body)
    if isinstance(turn, Kept):
        assert turn.kind == "zalo/unreadable", "no JSON number at all"
        return
    assert isinstance(turn, Turn)
    assert turn.event == Replied("5", NOW)


@pytest.mark.parametrize(
    "body",
    [
        b"", b" ", b"null", b"5", b"[]", b'"a"', b"{", b"\xff\xfe{\x00}\x00", b"\xef\xbb\xbf{}",
        b'{"a":"\xff"}', b'{"a":NaN}', b'{"a":"\\ud800"}', b"[" * 100_000, b'{"a":' * 5000, b"a=b",
        b'{"a":1,"a":2}', b'{"b":{"c":1,"c":1}}', b'{"a":1e400}', b'{"a":' + b"9" * 5000 + b"}",
        b'{"a":' + b"[" * 20 + b"]" * 20 + b"}",
    ],
    ids=lambda body: repr(body[:12]),
)  # fmt: skip
def test_what_is_no_event_is_quarantined_and_nothing_worse(body: bytes) -> None:
    kept = read(body)
    assert isinstance(kept, Kept)
    assert (kept.kind, kept.raw) == ("zalo/unreadable", body)
    assert kept.broken
