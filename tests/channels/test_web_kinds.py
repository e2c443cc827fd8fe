"""Every kind of question on the page: shown, filled in by a browser, read and recorded."""

import re
from pathlib import Path

import pytest

from bot.conversation import Status
from bot.events import Record, ShareCase
from flows.model import Kind
from tests.channels.webpage import FLOW, Form, Visitor

FIELDS = Path(__file__).parents[2] / "channels" / "web" / "templates" / "fields"
NEVER_SHOWN = {Kind.HIDDEN, Kind.COMPUTED}
LANGUAGES = ("vi", "en")

FIRST = {
    "q.thang": "3",
    "q.bang_mot": "2",
    "q.bang_hai": "?",
    "q.sao": "4",
    "q.gioi_thieu": "10",
    "q.kenh": "other",
    "q.kenh_khac": "Loa phường",
    "q.mang": "?",
    "q.dong_y": "yes",
}
SECOND: dict[str, str | list[str]] = {
    "q.da_dung": ["goi", "zalo"],
    "q.uu_tien.nhanh": "2",
    "q.uu_tien.gon": "3",
    "q.uu_tien.ro": "1",
}
THIRD = {
    "q.so_lan": " 3 ",
    "q.gio_cho": "2,5",
    "q.ngay": "2026-11-02",
    "q.luc": "08:30",
    "q.y_kien": "Cần thêm ghế.\nXin cảm ơn.",
    "q.quay": "Số 3",
    "q.goi_lai": "0912 345 678",
    "q.thu_dien_tu": "Dan@Thu.vn",
}
KEPT = {
    "thang": "3", "bang_mot": "2", "bang_hai": "?", "sao": "4", "gioi_thieu": "10",
    "kenh": "other", "kenh_khac": "", "mang": "?", "dong_y": "yes", "da_dung": "zalo,goi",
    "uu_tien": "ro,nhanh,gon", "so_lan": "3", "gio_cho": "2.5", "ngay": "2026-11-02",
    "luc": "08:30", "y_kien": "", "quay": "", "goi_lai": "", "thu_dien_tu": "",
    "linh_vuc": "Hộ tịch", "diem": "6",
}  # fmt: skip
WORDS = {
    "kenh_khac": "Loa phường",
    "y_kien": "Cần thêm ghế.\nXin cảm ơn.",
    "quay": "Số 3",
    "goi_lai": "0912345678",
    "thu_dien_tu": "dan@thu.vn",
}


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_has_a_template_or_is_never_shown(kind: Kind) -> None:
    assert (FIELDS / f"{kind}.html").exists() is (kind not in NEVER_SHOWN)
    assert kind in {question.kind for question in FLOW.questions}, "the survey here lacks it"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_survey_of_every_kind_from_the_first_page_to_the_last(language: str) -> None:
    visitor = Visitor(language=language)
    for given in (FIRST, SECOND, THIRD):
        assert "<form" in visitor.page
        visitor.post(given)
        assert 'role="alert"' not in visitor.page
    assert visitor.conv.status is Status.ENDED
    assert {"vi": "Cảm ơn", "en": "Thank you"}[language] in visitor.page
    records = [effect for effect in visitor.effects if isinstance(effect, Record)]
    assert {record.question: record.value for record in records} == KEPT
    assert {r.question: r.words for r in records if r.words is not None} == WORDS
    assert ShareCase(agreed=True) in visitor.effects


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_is_sound_html_whose_parts_name_one_another(language: str) -> None:
    visitor = Visitor(language=language)
    for given in (FIRST, SECOND, THIRD):
        form = visitor.form  # fails where a tag is left open or an id stands twice
        assert form.used - set(form.by_id) == set()
        assert not re.search(r'>None<|"None"|\{\{|\{%', visitor.page)
        visitor.post(given)


def test_the_words_of_each_question_in_english() -> None:
    visitor = Visitor(language="en")
    pages = [visitor.page, visitor.post(FIRST), visitor.post(SECOND)]
    for question in FLOW.questions:
        if question.kind not in NEVER_SHOWN:
            said = (question.page or question.text)["en"]
            assert any(said in page for page in pages), question.id


def test_nothing_of_a_flow_is_taken_for_html() -> None:
    page = Visitor().page
    assert "Báo &lt;chí&gt;" in page
    assert "<chí>" not in page


def test_nothing_is_chosen_beforehand() -> None:
    assert Visitor().form.filled == {"q.kenh_khac": [""]}


def test_a_note_has_no_number_and_no_field() -> None:
    visitor = Visitor()
    assert '<p class="note">Các câu sau hỏi về lần nhận kết quả.</p>' in visitor.page
    assert ("asked", "loi") not in visitor.form.hidden
    assert "1. Nhìn chung thế nào?" in visitor.page


def test_the_highest_point_comes_first_where_the_scale_descends() -> None:
    options = Visitor().form.options
    assert options["q.thang"] == ["3", "2", "1", "?"]
    assert options["q.bang_mot"] == ["1", "2", "3", "?"]
    assert options["q.gioi_thieu"] == [str(n) for n in range(11)]


def test_the_poles_stand_under_the_row_and_explain_it() -> None:
    page = Visitor().page
    assert "<span>0: chắc chắn không</span> <span>10: chắc chắn có</span>" in page
    assert 'id="f.gioi_thieu" role="radiogroup" aria-describedby="p.gioi_thieu"' in page


def test_statements_stand_under_their_stem_each_with_a_name_of_its_own() -> None:
    form = Visitor().form
    assert form.by_id["m.bang"] == "Thế nào về:"
    assert form.by_id["h.bang"].strip() == "Mỗi dòng một mức."
    assert "h.bang_mot" not in form.by_id, "the stem's hint is said once"
    assert form.by_id["f.bang_mot"].strip().startswith("2. thái độ")
    assert form.by_id["f.bang_hai"].strip().startswith("3. chỗ ngồi")


def test_dont_know_in_the_words_of_the_question() -> None:
    form = Visitor().form
    assert "Không muốn nói" in form.by_id["f.mang"]
    assert "Không biết / không áp dụng" not in form.by_id["f.mang"]
    assert "Không biết / không áp dụng" in form.by_id["f.thang"]
    assert "q.dong_y" not in [name for name, o in form.options.items() if "?" in o]


def test_hints_say_how_many_between_what_and_whether_one_must() -> None:
    visitor = Visitor()
    first = visitor.form.by_id
    second = Form(visitor.post(FIRST)).by_id
    third = Form(visitor.post(SECOND)).by_id
    hints = {id_: text.strip() for id_, text in (first | second | third).items() if id_[:2] == "h."}
    assert hints == {
        "h.thang": "Câu này cần có câu trả lời.",
        "h.bang": "Mỗi dòng một mức.",
        "h.da_dung": "Chọn tối đa 2 mục",
        "h.uu_tien": "Xếp thứ tự: 1 là quan trọng nhất",
        "h.so_lan": "Từ 0 đến 50",
        "h.gio_cho": "Từ 0 trở lên",
        "h.ngay": "Từ 01/01/2026 đến 31/12/2026",
        "h.y_kien": "Xin đừng ghi tên.Có thể để trống.",
        "h.quay": "Nhiều nhất 40 ký tự.Có thể để trống.",
        "h.goi_lai": "Có thể để trống.",
        "h.thu_dien_tu": "Có thể để trống.",
    }
    assert third["u.so_lan"] == "lần"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("q.so_lan", {"inputmode": "numeric", "aria-describedby": "h.so_lan u.so_lan"}),
        ("q.gio_cho", {"type": "text", "inputmode": "decimal"}),
        ("q.ngay", {"type": "date", "min": "2026-01-01", "max": "2026-12-31"}),
        ("q.luc", {"type": "time"}),
        ("q.y_kien", {"tag": "textarea", "maxlength": "2000"}),
        ("q.quay", {"type": "text", "maxlength": "40"}),
        ("q.goi_lai", {"type": "tel", "autocomplete": "tel"}),
        ("q.thu_dien_tu", {"type": "email", "autocomplete": "email"}),
    ],
)  # fmt: skip
def test_a_telephone_shows_the_right_keys(name: str, wanted: dict[str, str]) -> None:
    visitor = Visitor()
    visitor.post(FIRST)
    visitor.post(SECOND)
    found = visitor.form.written[name]
    assert {key: found.get(key) for key in wanted} == wanted


def test_no_browser_stops_the_form_in_words_of_its_own() -> None:
    assert re.search(r"<form [^>]*\bnovalidate>", Visitor().page)
