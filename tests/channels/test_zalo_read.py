"""Captured webhook bodies (tests/payloads/zalo), each beside the arrival that it is."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.events import Replied, SentOther, SharedPhone, Tapped
from bot.turns import Kept, Receipt, Turn
from channels.zalo.read import Unreadable, read_event
from ground.canonical import sha256_hex

PAYLOADS = Path(__file__).parent.parent / "payloads" / "zalo"
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
AT = datetime(2026, 8, 2, 12, 0, tzinfo=UTC)  # 1785672000000

SAID = {
    "user_send_text": ("m1", Replied("xin chào", AT)),
    "user_send_text_tap": ("m2", Tapped(17, "tong_the", "5", AT)),
    "user_send_text_number_timestamp": ("m3", Replied("xin chào", AT)),
    "user_send_image": ("m1", SentOther("image", AT)),
    "user_send_gif": ("m1", SentOther("image", AT)),
    "user_send_sticker": ("m1", SentOther("sticker", AT)),
    "user_send_audio": ("m1", SentOther("voice", AT)),
    "user_send_video": ("m1", SentOther("other", AT)),
    "user_send_file": ("m1", SentOther("other", AT)),
    "user_send_link": ("m1", SentOther("other", AT)),
    "user_send_location": ("m1", SentOther("other", AT)),
    "user_send_business_card": ("m1", SentOther("other", AT)),
}
RECEIPTS = {
    "user_received_message": (False, ("m2",), None),
    "user_seen_message": (True, ("m2", "m3"), None),
    "user_received_message_by_phone": (False, ("z1",), "inv-77"),
}
SHARED = ("user_submit_info", "user_submit_info_text", "user_submit_info_old")
ECHOES = ("oa_send_text", "oa_send_template")
KEPT = (
    "follow", "unfollow", "user_click_chatnow", "user_reacted_message",
    "user_feedback", "user_click_response_button", "change_template_status",
    "change_oa_daily_quota", "user_withdraw", "add_user_to_tag", "event_of_tomorrow",
)  # fmt: skip


def raw(name: str) -> bytes:
    return (PAYLOADS / f"{name}.json").read_bytes()


def read(body: bytes) -> object:
    return read_event(body, NOW, lambda address: f"<{address}>")


def test_every_payload_is_in_a_table() -> None:
    named = {*SAID, *RECEIPTS, *SHARED, *ECHOES, *KEPT}
    assert {path.stem for path in PAYLOADS.glob("*.json")} == named


@pytest.mark.parametrize("name", SAID)
def test_what_a_citizen_sends(name: str) -> None:
    id_, event = SAID[name]
    event_name = "user_send_text" if name.startswith("user_send_text") else name
    turn = read(raw(name))
    assert isinstance(turn, Turn)
    assert turn.event == event
    assert turn.event_key == f"zalo/OA1/{event_name}/{id_}"
    assert (turn.kind, turn.received_at, turn.raw) == ("zalo", NOW, raw(name))
    assert turn.conversation is None
    chat = turn.chat
    assert chat is not None
    assert (chat.account, chat.user, chat.hash) == ("OA1", "U1", "<zalo:OA1:U1>")


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
def test_an_echo_of_our_own_message_is_no_input(name: str) -> None:
    assert read(raw(name)) is None


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
    try:
        turn = read(body)
    except Unreadable:
        return  # no JSON number at all
    assert isinstance(turn, Turn)
    assert turn.event == Replied("5", NOW)


@pytest.mark.parametrize(
    "body",
    [
        b"", b" ", b"null", b"5", b"[]", b'"a"', b"{", b"\xff\xfe{\x00}\x00", b"\xef\xbb\xbf{}",
        b'{"a":"\xff"}', b'{"a":NaN}', b'{"a":"\\ud800"}', b"[" * 100_000, b'{"a":' * 5000, b"a=b",
    ],
    ids=lambda body: repr(body[:12]),
)  # fmt: skip
def test_what_is_no_event_is_unreadable_and_nothing_worse(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read(body)
