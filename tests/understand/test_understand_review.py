"""What is typed under the review: send, change, a number; and what is none of them."""

import pytest

from bot.understand.review import Wish, Wished, wished

SEND = ["gửi", "gui", "Gửi đi ạ", "gui di", "gởi", "nộp", "xong", "xong rồi nha", "ok", "oke",
        "OK gửi đi", "đúng rồi", "dung roi", "đúng", "đồng ý", "dong y", "vâng", "được rồi",
        "tôi muốn gửi", "send", "yes", "xác nhận", "gửi giúp tôi"]  # fmt: skip
CHANGE = ["sửa", "sua", "Sửa lại", "muốn sửa", "cho tôi sửa", "chưa đúng", "không đúng", "sai rồi",
          "đừng gửi", "chưa gửi", "sửa câu trả lời", "edit", "change"]  # fmt: skip
NUMBERS = {"3": 3, "3.": 3, "5️⃣": 5, "câu 3": 3, "cau ba": 3, "sửa câu 3": 3, "sua cau 12": 12,
           "sửa câu số 7 giúp tôi": 7, "số 12": 12, "change question 4": 4, "៣": 3,
           "0": 0}  # fmt: skip
NEITHER = ["", " ", "có", "không", "rồi", "chưa", "dung", "dừng", "1, 3", "2,5", "-3",
           "câu 3 và 5", "chờ 3 tháng", "lên 5 lần", "hài lòng", "gửi?", "gửi chưa?", "quay lại",
           "sửa câu trước", "bỏ qua", "cán bộ đòi gửi tiền", "gửi tiền mới xong", "asdf",
           "xong việc mới trả tiền"]  # fmt: skip


@pytest.mark.parametrize("text", SEND)
def test_sent(text: str) -> None:
    assert wished(text) == Wished(Wish.SEND)


@pytest.mark.parametrize("text", CHANGE)
def test_changed(text: str) -> None:
    assert wished(text) == Wished(Wish.CHANGE)


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_names_a_question(text: str) -> None:
    assert wished(text) == Wished(Wish.CHANGE, NUMBERS[text])


@pytest.mark.parametrize("text", NEITHER)
def test_no_wish(text: str) -> None:
    assert wished(text) is None


def test_what_may_be_a_do_not_send_is_never_sent() -> None:
    for text in ("dung gui", "đừng gửi", "khoan gửi", "chưa gửi"):
        assert wished(text) != Wished(Wish.SEND), text
