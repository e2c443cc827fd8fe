"""What does not fit is told beside its question and shown as it was posted; the rest is kept."""

import re

import pytest

from bot.conversation import Status
from channels.web.render import words
from tests.channels.test_web_kinds import FIRST, SECOND, THIRD
from tests.channels.webpage import Form, Visitor

PLACES = ("q.uu_tien.nhanh", "q.uu_tien.gon", "q.uu_tien.ro")
RANK_ALL = "Xin Ông/Bà xếp đủ 3 mục, mỗi mục một thứ tự."


def at_second() -> Visitor:
    visitor = Visitor()
    visitor.post(FIRST)
    return visitor


def at_third() -> Visitor:
    visitor = at_second()
    visitor.post(SECOND)
    return visitor


@pytest.mark.parametrize(
    ("name", "raw", "told"),
    [
        ("so_lan", "mấy lần", "Xin Ông/Bà ghi một con số."),
        ("so_lan", "2,5", "Xin Ông/Bà ghi một số nguyên, không có phần lẻ."),
        ("so_lan", "99", "Xin Ông/Bà trả lời trong khoảng từ 0 lần đến 50 lần."),
        ("gio_cho", "2,55", "Xin Ông/Bà ghi một số có tối đa 1 chữ số sau dấu phẩy."),
        ("gio_cho", "-1", "Xin Ông/Bà trả lời từ 0 trở lên."),
        ("ngay", "2027-01-01", "Xin Ông/Bà trả lời trong khoảng từ 01/01/2026 đến 31/12/2026."),
        ("ngay", "31/2/2026", "Xin Ông/Bà ghi đủ ngày, tháng, năm, ví dụ: 24/11/2026."),
        ("luc", "25:10", "Xin Ông/Bà ghi giờ, ví dụ: 08:30."),
        ("goi_lai", '"><b>12', "Số điện thoại này chưa đúng."),
        ("thu_dien_tu", "dan@", "Địa chỉ email này chưa đúng."),
    ],
)
def test_a_written_answer_that_does_not_fit(name: str, raw: str, told: str) -> None:
    visitor = at_third()
    form = Form(visitor.post({**THIRD, f"q.{name}": raw}))
    assert name not in visitor.conv.answers
    assert form.by_id[f"e.{name}"].startswith(told)
    field = form.written[f"q.{name}"]
    assert (field["value"], field["aria-invalid"]) == (raw, "true")
    assert f"e.{name}" in (field["aria-describedby"] or "").split()
    others = [f"q.{id_}" for id_ in ("so_lan", "gio_cho", "ngay", "luc") if id_ != name]
    assert all("aria-invalid" not in form.written[other] for other in others)
    assert "Có câu trả lời chưa hợp." in visitor.page
    assert "Còn câu chưa trả lời" not in visitor.page
    visitor.post({f"q.{name}": THIRD[f"q.{name}"]})
    assert visitor.conv.status is Status.ENDED


def test_the_page_stays_where_it_is_and_leads_to_what_is_wrong() -> None:
    visitor = at_third()
    visitor.post({**THIRD, "q.so_lan": "99", "q.luc": ""})
    assert "<h2>Viết</h2>" in visitor.page
    form = visitor.form
    assert form.by_id["e.luc"] == "Chưa trả lời"
    leads = re.findall(r'<a href="#(f\.\w+)">Câu (\d+)</a>', visitor.page)
    assert [target for target, _ in leads] == ["f.so_lan", "f.luc"]
    for target, number in leads:
        assert form.by_id[target].strip().startswith(f"{number}. ")


def test_what_did_fit_is_shown_as_it_was_kept() -> None:
    visitor = at_third()
    form = Form(visitor.post({**THIRD, "q.so_lan": "99"}))
    assert form.filled["q.gio_cho"] == ["2,5"], "with the comma of the language"
    assert form.filled["q.ngay"] == ["2026-11-02"]
    assert form.filled["q.quay"] == [""], "words are sealed"
    assert "Đã ghi nhận. Muốn đổi thì Ông/Bà viết lại." in form.by_id["h.quay"]
    visitor.post({"q.so_lan": "3"})
    assert visitor.conv.answers["gio_cho"] == "2.5"
    assert visitor.conv.revisions["gio_cho"] == 1, "shown and sent again, it is no new answer"
    assert visitor.conv.revisions["quay"] == 1


def test_in_english_a_number_has_its_point_and_the_reason_is_english() -> None:
    visitor = at_third()
    visitor.language = "en"
    form = Form(visitor.post({**THIRD, "q.so_lan": "99"}))
    assert form.filled["q.gio_cho"] == ["2.5"]
    assert form.by_id["e.so_lan"] == "Please give an answer from 0 times to 50 times."


@pytest.mark.parametrize("places", [("1", "1", "2"), ("1", "3", ""), ("1", "2", ""), ("", "", "3")])
def test_places_that_collide_or_lack(places: tuple[str, str, str]) -> None:
    visitor = at_second()
    given = dict(zip(PLACES, places, strict=True))
    form = Form(visitor.post({**SECOND, **given}))
    assert "uu_tien" not in visitor.conv.answers
    assert form.by_id["e.uu_tien"] == RANK_ALL
    shown = [form.filled.get(name, [""])[0] for name in PLACES]
    assert shown == list(places), "every place stands as it was given"
    assert visitor.page.count('aria-invalid="true"') == len(PLACES)


def test_no_place_at_all_is_a_blank() -> None:
    visitor = at_second()
    form = Form(visitor.post({**SECOND, **dict.fromkeys(PLACES, "")}))
    assert form.by_id["e.uu_tien"] == "Chưa trả lời"
    visitor.post({}, act="skip")
    assert visitor.conv.answers["uu_tien"] == "-"


def test_a_ranking_that_was_kept_is_shown_with_its_places() -> None:
    visitor = at_second()
    form = Form(visitor.post({**SECOND, "q.da_dung": []}))
    assert [form.filled[name] for name in PLACES] == [["2"], ["3"], ["1"]]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["zalo", "none"], "“Không có mục nào ở trên” không chọn cùng mục khác được."),
        (["zalo", "thu", "goi"], "Xin Ông/Bà chọn tối đa 2 mục."),
    ],
)
def test_what_cannot_be_chosen_together(given: list[str], told: str) -> None:
    visitor = at_second()
    form = Form(visitor.post({**SECOND, "q.da_dung": given}))
    assert "da_dung" not in visitor.conv.answers
    assert form.by_id["e.da_dung"].startswith(told)
    assert form.filled["q.da_dung"] == given, "the boxes stay as they were ticked"
    visitor.post({"q.da_dung": ["none"]})
    assert visitor.conv.answers["da_dung"] == "none"


def test_the_exclusive_choice_stands_apart() -> None:
    page = at_second().page
    before, _, after = page.partition('value="none"')
    assert before.rpartition("<label")[2].startswith(' class="choice apart"')
    assert "value=" in after


@pytest.mark.parametrize(("id_", "raw"), [("so_lan", "4"), ("ngay", "2026-11-02"), ("luc", "x")])
def test_dont_know_wins_over_what_is_written(id_: str, raw: str) -> None:
    visitor = at_third()
    visitor.post({**THIRD, f"q.{id_}": [raw, "?"], "q.quay": "", "q.gio_cho": "x"})
    assert visitor.conv.answers[id_] == "?"
    assert visitor.form.filled[f"q.{id_}"] == ["", "?"]


def test_dont_know_wins_over_boxes_and_places() -> None:
    visitor = at_second()
    visitor.post({**SECOND, "q.da_dung": ["zalo", "?"], "q.uu_tien": "?"})
    assert visitor.conv.answers["da_dung"] == visitor.conv.answers["uu_tien"] == "?"


def test_a_choice_that_is_not_offered() -> None:
    visitor = Visitor()
    sent = visitor.form.sent(FIRST)
    sent["q.sao"] = "9"
    visitor.send(sent)
    assert Form(visitor.page).by_id["e.sao"] == "Xin Ông/Bà chọn trong các mục có sẵn."
    assert visitor.conv.answers["thang"] == "3"


def test_who_writes_which_other_has_chosen_it() -> None:
    visitor = Visitor()
    visitor.post({"q.kenh_khac": "Loa phường"})
    assert visitor.conv.answers["kenh"] == "other"
    assert visitor.form.filled["q.kenh"] == ["other"]
    assert visitor.form.filled["q.kenh_khac"] == [""]
    assert "Đã ghi nhận." in visitor.form.by_id["f.kenh"]


def test_another_choice_stays_where_the_other_was_written_too() -> None:
    visitor = Visitor()
    visitor.post({"q.kenh": "bao", "q.kenh_khac": "Loa phường"})
    assert visitor.conv.answers["kenh"] == "bao"
    assert "kenh_khac" not in visitor.conv.answers


def test_the_other_need_not_be_put_in_words() -> None:
    visitor = Visitor()
    visitor.post({**FIRST, "q.kenh_khac": ""})
    assert visitor.conv.answers["kenh_khac"] == "-"
    assert "<h2>Chọn nhiều</h2>" in visitor.page


def test_what_is_required_cannot_be_passed_over() -> None:
    visitor = Visitor()
    assert 'value="skip"' in visitor.post({}), "others can"
    form = Form(visitor.post({}, act="skip"))
    assert words("vi")["some_open"] in visitor.page
    assert words("vi")["or_skip"] not in visitor.page
    assert 'value="skip"' not in visitor.page, "no button that does nothing"
    assert form.by_id["e.thang"] == "Chưa trả lời"
    assert 'id="f.thang" role="radiogroup" aria-required="true"' in visitor.page
    assert visitor.conv.answers["sao"] == "-"
    assert "thang" not in visitor.conv.answers
    visitor.post({"q.thang": "2"})
    assert "<h2>Chọn nhiều</h2>" in visitor.page
