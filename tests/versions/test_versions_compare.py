"""Two versions in words: what is told of each difference, and how far it goes."""

import pytest

from flows.language.compile import compile_text
from flows.language.versions.changes import KEYS, OWN_RULES, TEXTS
from flows.language.versions.compare import changed_meaning, compare, only_wording
from flows.language.versions.form import plain
from tests.versions.surveys import GROWN, NAME, REWORDED, SURVEY, survey

EN = """\
---
language: en
questions:
  tong_the: On the whole, how satisfied are you?
"""


def told(text: str, old: str = SURVEY, lang: str = "vi") -> list[str]:
    """Each change as "nature: sentence"."""
    changes = compare(survey(old), survey(text))
    return [f"{change.nature.value}: {change.told(lang)}" for change in changes]


def swap(old: str, new: str) -> str:
    """The survey with a part of it written otherwise."""
    assert SURVEY.count(old) == 1
    return SURVEY.replace(old, new)


def test_the_same_survey_has_nothing_to_tell() -> None:
    assert told("# chỉ thêm một dòng ghi chú\n" + SURVEY) == []


def test_other_words_are_wording_alone() -> None:
    assert told(REWORDED) == [
        "wording: Câu gop_y, lời (vi): “Ông/Bà có góp ý không?” → “Ông/Bà có muốn góp ý gì không?”."
    ]
    assert only_wording(compare(survey(), survey(REWORDED)))


def test_a_question_more_and_a_question_less() -> None:
    assert told(GROWN) == [
        "way: Bỏ câu gop_y: “Ông/Bà có góp ý không?”.",
        "way: Thêm câu dung_hen sau câu thai_do: “Ông/Bà hài lòng thế nào về việc trả kết quả "
        "đúng hẹn?”.",
    ]
    assert not only_wording(compare(survey(), survey(GROWN)))
    assert changed_meaning(compare(survey(), survey(GROWN))) == ()


def test_the_same_in_english() -> None:
    assert told(GROWN, lang="en")[0] == "way: Question gop_y is gone: “Ông/Bà có góp ý không?”."


def test_one_question_moved_over_three_is_told_once() -> None:
    line = "  tong_the: Nhìn chung, Ông/Bà hài lòng thế nào?\n"
    again = '  tong_the: {text: "Nhìn chung, Ông/Bà hài lòng thế nào?", scale: hai_long}\n'
    moved = swap(line, "") + again
    assert told(moved)[:2] == [
        "way: Điều kiện để ý kiến hợp lệ: answered: tong_the, criteria_percent: 80 → "
        "answered: thai_do, criteria_percent: 80.",
        "way: Câu tong_the chuyển sau câu gop_y.",
    ]
    assert told(moved)[2:] == ["way: Câu tong_the, mục: “m_chung” → “m_them”."]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("quay: Tại quầy", "quay: Ở quầy",
         "wording: Câu kenh, lựa chọn quay (vi): “Tại quầy” → “Ở quầy”."),
        ("mang: Qua mạng}", "mang: Qua mạng, buu_dien: Qua bưu điện}",
         "meaning: Câu kenh: thêm lựa chọn buu_dien “Qua bưu điện”."),
        ("quay: Tại quầy, mang: Qua mạng", "mang: Qua mạng, quay: Tại quầy",
         "way: Câu kenh: các lựa chọn đổi thứ tự."),
        ("quay: Tại quầy", "quay: {label: Tại quầy, icon: 🏢}",
         "wording: Câu kenh, lựa chọn quay, hình: (không có) → “🏢”."),
        ("kind: yes_no}", "kind: yes_no, when: tong_the <= 2}",
         "way: Câu gop_y, điều kiện hỏi: (không có) → “tong_the <= 2”."),
        ("minutes: 2", "minutes: 3", "wording: Số phút: 2 → 3."),
        ("minutes: 2", "minutes: 2\nreview: true",
         "way: Xem lại trước khi gửi: không → có."),
        ("Xin cảm ơn Ông/Bà.", "Cảm ơn Ông/Bà.",
         "wording: Lời cảm ơn (complete) (vi): “Xin cảm ơn Ông/Bà.” → “Cảm ơn Ông/Bà.”."),
        ("section: Thêm", "section: Hỏi thêm",
         "wording: Tên mục m_them (vi): “Thêm” → “Hỏi thêm”."),
        ("title: Ý kiến của Ông/Bà", "title: Xin ý kiến Ông/Bà",
         "wording: Tên phiếu (vi): “Ý kiến của Ông/Bà” → “Xin ý kiến Ông/Bà”."),
        ("  gop_y: {", "  y_kien: {",
         "meaning: Câu gop_y nay mang mã y_kien: câu trả lời trước và sau không nối nhau."),
    ],
)  # fmt: skip
def test_one_change_is_one_sentence(old: str, new: str, sentence: str) -> None:
    assert told(swap(old, new)) == [sentence]


def test_a_dropped_choice_changes_what_the_answers_mean() -> None:
    more = swap("mang: Qua mạng}", "mang: Qua mạng, buu_dien: Qua bưu điện}")
    changes = compare(survey(more), survey())
    assert [c.vi for c in changes] == ["Câu kenh: bỏ lựa chọn buu_dien “Qua bưu điện”."]
    assert changed_meaning(changes) == ("kenh",)


def test_a_scale_turned_round_is_no_mere_wording() -> None:
    """Every label is still there, but a 5 is now the worst: no test on ids and values sees it."""
    labels = "Rất không hài lòng, Không hài lòng, Bình thường, Hài lòng, Rất hài lòng"
    turned = ", ".join(reversed(labels.split(", ")))
    changes = compare(survey(), survey(swap(labels, turned)))
    assert not only_wording(changes)
    assert changed_meaning(changes) == ("tong_the", "thai_do")
    assert changes[0].vi == "Câu tong_the: “Rất hài lòng” trước là của 5, nay là của 1."


def test_a_new_language_is_told_once_and_is_tested() -> None:
    changes = compare(survey(), compile_text(SURVEY + EN, NAME))
    assert [change.vi for change in changes] == ["Ngôn ngữ: vi → vi, en."]
    assert not only_wording(changes)


def test_a_text_translated_later_is_wording() -> None:
    more = EN + "  kenh: {text: How did you file it?}\n"
    changes = compare(compile_text(SURVEY + EN, NAME), compile_text(SURVEY + more, NAME))
    assert [change.vi for change in changes] == [
        "Câu kenh, lời (en): (không có) → “How did you file it?”."
    ]
    assert only_wording(changes)


def test_every_part_of_a_question_is_listed() -> None:
    """A new part of the language is named here with the nature of its change, or this fails."""
    (question, *_) = plain(survey())["questions"]
    assert set(question) == {*KEYS, *TEXTS, *OWN_RULES}


def test_whatever_changes_the_hash_is_told() -> None:
    for text in (GROWN, REWORDED, swap("Thêm}", "Khác}"), swap("minutes: 2", "minutes: 4")):
        assert survey(text).hash != survey().hash
        assert told(text)
