"""Long messages in parts: where they are cut, what goes under the last, and their rows."""

import unicodedata
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.events import Option, Prompt
from bot.parts import MOST_SIGNS, parted, split
from channels.zalo.render import consultation
from post.ports import NewMessage

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SENTENCE = "Cảm ơn Ông/Bà đã dành thời gian trả lời phiếu hỏi này. "
FIVE = tuple(Option(f"Mức {n}", "q", str(n)) for n in range(1, 6))
NINE = tuple(Option(f"Lựa chọn thứ {n}", "q", str(n)) for n in range(1, 10))


def said(prompt: Prompt, **more: object) -> list[NewMessage]:
    body = {"prompt": prompt, "user": "u", "conversation": 1, "page": prompt.page, **more}
    return parted(NewMessage("1/reply/3/zalo", 1, "reply", "zalo", "r", None, body, NOW))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Một. Hai.", ["Một. Hai."]),
        ("Đoạn đầu khá dài.\n\nĐoạn sau.", ["Đoạn đầu khá dài.", "Đoạn sau."]),
        ("Dòng đầu khá dài\ndòng sau nữa", ["Dòng đầu khá dài", "dòng sau nữa"]),
        ("Câu đầu khá dài. Câu sau nữa.", ["Câu đầu khá dài.", "Câu sau nữa."]),
        ("một hai ba bốn năm sáu bảy", ["một hai ba bốn", "năm sáu bảy"]),
        ("a" * 45, ["a" * 20, "a" * 15, "a" * 10]),
    ],
)
def test_where_it_is_cut(text: str, parts: list[str]) -> None:
    assert split(text, 20, 20) == parts


def test_a_short_message_is_one_row_as_before() -> None:
    (only,) = said(Prompt("Xin chào", FIVE))
    assert only.key == "1/reply/3/zalo"
    assert only.body["prompt"] == Prompt("Xin chào", FIVE)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("options", [(), FIVE, NINE])
def test_every_part_fits_and_buttons_stand_under_the_last(
    form: str, options: tuple[Option, ...]
) -> None:
    text = unicodedata.normalize(form, SENTENCE * 100)  # type: ignore[arg-type]
    rows = said(Prompt(text, options, page=True, how="Trả lời bằng số."), quote="m1", token="t")
    assert [row.key for row in rows] == [
        "1/reply/3/zalo", *(f"1/reply/3/zalo/{n}" for n in range(2, len(rows) + 1))
    ]  # fmt: skip
    prompts: list[Any] = [row.body["prompt"] for row in rows]
    assert [bool(prompt.options) for prompt in prompts] == [False] * (len(rows) - 1) + [
        bool(options)
    ]
    assert ["quote" in row.body for row in rows] == [True] + [False] * (len(rows) - 1)
    assert ["token" in row.body for row in rows] == [False] * (len(rows) - 1) + [True]
    joined = " ".join(prompt.text for prompt in prompts)
    assert joined == unicodedata.normalize("NFC", text).strip(), "nothing is lost or said twice"
    for row in rows:
        plain = orjson.loads(orjson.dumps(row.body))
        page = "https://khao-sat.example.gov.vn/k/" + "t" * 24 if "token" in plain else ""
        shown = consultation(plain, page)
        assert len(shown["message"]["text"]) <= MOST_SIGNS


@settings(max_examples=150, deadline=None)
@given(
    st.text(st.sampled_from("ab .\nđ!"), min_size=1, max_size=400),
    st.integers(20, 60),
    st.integers(1, 60),
)
def test_no_sign_but_white_space_is_lost(text: str, most: int, last: int) -> None:
    parts = split(text, most, min(most, last))
    assert all(len(part) <= most for part in parts)
    assert len(parts[-1]) <= min(most, last)
    assert "".join("".join(parts).split()) == "".join(text.split())
