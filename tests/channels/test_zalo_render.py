"""Prompts in Zalo's formats, and Zalo's limits."""

import unicodedata
from typing import Any

import pytest

from channels.zalo.render import MAX_BUTTONS, TooLong, consultation

POINTS = ["Rất không hài lòng", "Không hài lòng", "Bình thường", "Hài lòng", "Rất hài lòng"]


def option(value: str, label: str) -> dict[str, str]:
    return {"label": label, "question": "tong_the", "value": value}


def body(text: str, options: list[dict[str, str]]) -> dict[str, Any]:
    return {"prompt": {"text": text, "options": options}, "user": "U1", "conversation": 17}


def test_the_five_points_are_five_buttons_whose_payload_names_all() -> None:
    options = [option(str(n), label) for n, label in enumerate(POINTS, 1)]
    rendered = consultation(body("Câu 1/15", options))
    assert rendered["recipient"] == {"user_id": "U1"}
    assert rendered["message"]["text"] == "Câu 1/15"
    attachment = rendered["message"]["attachment"]
    assert attachment["type"] == "template"
    assert attachment["payload"] == {
        "buttons": [
            {"title": label, "type": "oa.query.hide", "payload": f"#17/tong_the={n}"}
            for n, label in enumerate(POINTS, 1)
        ]
    }, "no template_type: text with buttons has none"


def test_a_button_names_the_message_that_it_stands_on() -> None:
    asked = body("Câu 1", [option("4", "Hài lòng")]) | {"asking": 7}
    (button,) = consultation(asked)["message"]["attachment"]["payload"]["buttons"]
    assert button["payload"] == "#17.7/tong_the=4"


def test_what_is_confirmed_is_quoted() -> None:
    said = consultation(body("Ý Ông/Bà là 4?", []) | {"quote": "m77"})["message"]
    assert said == {"text": "Ý Ông/Bà là 4?", "quote_message_id": "m77"}


def test_without_options_there_is_no_attachment() -> None:
    assert consultation(body("Xin chào", []))["message"] == {"text": "Xin chào"}


def test_six_options_are_numbered_in_the_text_since_six_buttons_lose_the_message() -> None:
    options = [option(str(n), f"Mục {n}") for n in range(1, MAX_BUTTONS + 2)]
    message = consultation(body("Chọn", options))["message"]
    assert "attachment" not in message
    assert message["text"] == "Chọn\n1. Mục 1\n2. Mục 2\n3. Mục 3\n4. Mục 4\n5. Mục 5\n6. Mục 6"


def test_contact_details_are_asked_for_by_zalos_own_form() -> None:
    asked = {"prompt": {"text": "Để tìm hồ sơ", "options": [], "contact": "Chia sẻ"}, "user": "U1"}
    assert consultation(asked) == {
        "recipient": {"user_id": "U1"},
        "message": {
            "attachment": {
                "type": "template",
                "payload": {
                    "template_type": "request_user_info",
                    "elements": [{"title": "Chia sẻ", "subtitle": "Để tìm hồ sơ"}],
                },
            }
        },
    }
    for title, why in (("a" * 101, "b"), ("a", "b" * 501)):
        with pytest.raises(TooLong):
            consultation({"prompt": {"text": why, "options": [], "contact": title}, "user": "U1"})


def test_titles_are_cut_at_a_hundred_signs_after_nfc() -> None:
    spread = unicodedata.normalize("NFD", "ệ" * 120)
    message = consultation(body("Chọn", [option("1", spread)]))["message"]
    (button,) = message["attachment"]["payload"]["buttons"]
    assert button["title"] == "ệ" * 100


def test_a_text_is_counted_after_nfc_and_never_cut() -> None:
    whole = "ệ" * 2000
    message = consultation(body(unicodedata.normalize("NFD", whole), []))["message"]
    assert message["text"] == whole
    with pytest.raises(TooLong):
        consultation(body("ệ" * 2001, []))


def test_numbering_counts_too() -> None:
    options = [option(str(n), "a" * 400) for n in range(6)]
    with pytest.raises(TooLong):
        consultation(body("Chọn", options))
