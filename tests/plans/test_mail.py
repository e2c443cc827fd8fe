"""What the mail of an invitation tells of a case, and how its first question is shown."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.language.compile import compile_text, load_flow
from flows.walk.path import Standing
from plans.compile import compile_text as plan_of
from plans.compile import load_plan
from plans.invite import look
from plans.mail import masked, told_by_mail
from plans.opening import opening
from plans.ports import Contact, DueInvitation, Room, SentState
from plans.sensitive import is_private, usual
from plans.ways import Means
from tests.plans.test_ways import BOOK, RULES

ROOT = Path(__file__).parents[2]
PLAN = load_plan(ROOT / "examples" / "an_giang" / "plan.yaml")
FLOW = load_flow(ROOT / "flows" / "hai-long-tthc.yaml")
FACTS: dict[str, Any] = {
    "department.name": "Sở Nội vụ tỉnh An Giang", "agency.name": "Sở Xây dựng",
    "agency.alert_mail": "sxd@angiang.example", "agency.code": "H01.07",
    "case.code": "000.00.07.H01-261101-0123", "case.month": "11/2026",
    "case.procedure": "Cấp giấy phép xây dựng nhà ở riêng lẻ", "case.field": "Xây dựng",
    "case.returned_on": "2026-11-03", "case.filed_online": False, "plan.consent": False,
    "plan.minutes": "4", "plan.hotline": "0296 300 0000", "plan.keep_until": "23/11/2028",
    "plan.deadline": "14/12/2026", "plan.officer_mail": "can-bo@angiang.example",
}  # fmt: skip
HEAD = """\
title: Thử
minutes: 1
notice: Xin hỏi.
thanks: {complete: Cảm ơn, refused: Đã ghi nhận, expired: Hết hạn, quota_full: Đã đủ,
  not_eligible: Cảm ơn}
"""


def first(question: str, **facts: Any) -> Mapping[str, Any] | None:
    """How a survey begins that asks `a`, then `b`."""
    asked = f"questions: {{m: {{section: Thử}}, a: {question}, b: {{text: Sao?, kind: stars}}}}"
    flow = compile_text(HEAD + asked, "thu")
    known = {"agency.name": "Sở Xây dựng"}
    return opening(flow, Standing({}, {**FACTS, **facts}, 5), known, is_private)


@pytest.mark.parametrize(
    ("values", "shown"), [("co: Có, khong: Không", True), ("khai_tu: Có, khong: Không", False)]
)
def test_a_value_that_tells_something_private_is_in_no_link(values: str, shown: bool) -> None:
    asked = first(f"{{text: Được chưa?, kind: choice, choices: {{{values}}}}}")
    assert (asked is not None) == shown


# -- of the case -----------------------------------------------------------------------------
def test_a_mail_is_told_what_it_says_and_no_more() -> None:
    told = told_by_mail(PLAN, FLOW, "ref", FACTS)
    assert told["facts"] == {
        name: FACTS[name]
        for name in (
            "department.name", "agency.name", "case.month", "plan.minutes", "plan.hotline",
            "plan.keep_until", "plan.deadline",
        )
    }  # fmt: skip
    assert (told["procedure"], told["case"]) == (FACTS["case.procedure"], "…-0123")


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("000.00.07.H01-261101-0123", "…-0123"), ("H01.05-241123-00042", "…0042"),
        ("H51.18.24.1125", "…1125"), ("ABC123456", "…3456"), ("ABC12345", ""), ("12", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_code_shows_its_end_alone_and_a_short_one_nothing(code: str, shown: str) -> None:
    assert masked(code) == shown


PRIVATE = (
    "Đăng ký khai tử", "ĐĂNG KÝ KHAI TỬ (lưu động)", "Ghi vào Sổ hộ tịch việc ly hôn",
    "Cấp Giấy xác nhận tình trạng hôn nhân", "Đăng ký nhận cha, mẹ, con", "Nhận nuôi con nuôi",
    "Đăng ký việc nuôi con nuôi trong nước", "Đăng ký giám hộ", "Cấp phiếu lý lịch tư pháp số 2",
    "Điều trị nghiện các chất dạng thuốc phiện bằng Methadone", "Xét nghiệm HIV/AIDS",
    "Quyết định cai nghiện ma tuý tự nguyện", "Xác định mức độ khuyết tật", "Trợ giúp tâm thần",
    "Trợ cấp xã hội hằng tháng, hỗ trợ kinh phí chăm sóc", "Công nhận hộ nghèo, hộ cận nghèo",
    "Hỗ trợ chi phí mai táng", "Giải quyết chế độ người có công", "Chế độ thân nhân liệt sỹ",
    "Giải quyết khiếu nại lần đầu", "Giai quyet to cao", "Giải quyết hưởng trợ cấp thất nghiệp",
    "Đăng ký sinh hoạt tôn giáo tập trung", "Xóa án tích",
)  # fmt: skip
OPEN = (
    "Đăng ký khai sinh", "Đăng ký kết hôn", "Chứng thực bản sao từ bản chính",
    "Đổi giấy phép lái xe", "Cấp giấy phép xây dựng nhà ở riêng lẻ",
    "Đăng ký thành lập doanh nghiệp tư nhân",
    "Cấp giấy phép hành nghề thú y", "Đăng ký biến động quyền sử dụng đất", "Cấp căn cước",
    "Cấp giấy chứng nhận an toàn thực phẩm", "Đăng ký phương tiện thủy nội địa", "",
)  # fmt: skip


@pytest.mark.parametrize("procedure", PRIVATE)
def test_a_procedure_that_tells_something_private_is_not_named(procedure: str) -> None:
    facts = {**FACTS, "case.procedure": procedure}
    told = told_by_mail(PLAN, FLOW, "ref", facts)
    assert told["procedure"] == ""
    assert procedure not in str(told)


@pytest.mark.parametrize("procedure", OPEN)
def test_another_may_be_named(procedure: str) -> None:
    assert not is_private((procedure,))


def test_the_field_of_a_case_can_make_it_private_too() -> None:
    told = told_by_mail(PLAN, FLOW, "ref", {**FACTS, "case.field": "Nuôi con nuôi"})
    assert told["procedure"] == ""


@pytest.mark.parametrize(
    ("agency", "heading"),
    [("Sở Xây dựng", "Sở Xây dựng"), ("Cơ sở cai nghiện ma túy", "Sở Nội vụ tỉnh An Giang")],
)
def test_an_agency_whose_name_tells_something_private_is_not_in_the_subject(
    agency: str, heading: str
) -> None:
    """A subject stands on a locked phone; inside, the citizen reads whom it is about."""
    told = told_by_mail(PLAN, FLOW, "ref", {**FACTS, "agency.name": agency})
    assert told["heading"] == heading


def test_a_plan_adds_words_of_its_own() -> None:
    source = PLAN.source + "\nsensitive: [nhà ở riêng lẻ]\n"
    plan = plan_of(source, {code: code for code in PLAN.alerts})
    assert plan.sensitive == ("nhà ở riêng lẻ",)
    assert told_by_mail(plan, FLOW, "ref", FACTS)["procedure"] == ""
    assert told_by_mail(PLAN, FLOW, "ref", FACTS)["procedure"] == FACTS["case.procedure"]


def test_every_entry_of_the_list_is_of_two_words_or_none_other_holds_it() -> None:
    """One short word would hide too much: those that stand alone are known."""
    alone = {entry for entry in usual() if " " not in entry}
    assert alone == {"HIV", "AIDS", "methadone"}
    assert len(set(usual())) == len(usual())


# -- the first question ----------------------------------------------------------------------
def test_the_first_question_is_shown_with_its_choices_in_two_languages() -> None:
    shown = told_by_mail(PLAN, FLOW, "ref", FACTS)["opening"]
    assert shown == {
        "id": "tong_the",
        "row": False,
        "vi": {
            "text": "Nhìn chung, Ông/Bà hài lòng thế nào về việc giải quyết hồ sơ tại Sở Xây dựng?",
            "options": [
                ["1", "Rất không hài lòng"], ["2", "Không hài lòng"], ["3", "Bình thường"],
                ["4", "Hài lòng"], ["5", "Rất hài lòng"], ["?", ""],
            ],
        },
        "en": {
            "text": "Overall, how satisfied are you with how Sở Xây dựng handled your case?",
            "options": [
                ["1", "Very dissatisfied"], ["2", "Dissatisfied"], ["3", "Neutral"],
                ["4", "Satisfied"], ["5", "Very satisfied"], ["?", ""],
            ],
        },
    }  # fmt: skip


def test_where_consent_is_asked_first_no_choice_of_it_is_in_the_mail() -> None:
    """Nobody finds a consent, or a refusal, chosen beforehand."""
    assert told_by_mail(PLAN, FLOW, "ref", {**FACTS, "plan.consent": True})["opening"] is None


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("{text: Mấy sao?, kind: stars}", "1 2 3 4 5"),
        ("{text: Giới thiệu?, kind: recommend}", "0 1 2 3 4 5 6 7 8 9 10"),
        ("{text: Có không?, kind: yes_no}", "yes no"),
        ("{text: Nào?, choices: {x: Một, y: Hai}, ends: {y: not_eligible}}", "x y"),
        ("{text: 'Về {agency.name}?', kind: yes_no}", "yes no"),
        ("{text: 'Về {case.procedure|việc này}?', kind: yes_no}", "yes no"),
    ],
)
def test_what_one_tap_can_answer_is_shown(question: str, values: str) -> None:
    found = first(question)
    assert found is not None
    assert [value for value, _ in found["vi"]["options"] if value != "?"] == values.split()
    assert found["row"] is ("recommend" in question)


@pytest.mark.parametrize(
    "question",
    [
        "{text: Nói gì?, kind: text}",
        "{text: Mấy?, kind: number}",
        "{text: Nào?, kind: multi, choices: {x: Một, y: Hai}}",
        "{text: Xếp?, kind: ranking, choices: {x: Một, y: Hai}}",
        "{text: Đồng ý?, kind: consent, ends: {no: refused}}",
        "{text: Có không?, kind: yes_no, ends: {no: refused}}",
        "{text: Có không?, kind: yes_no, sensitive: true}",
        "{text: Việc gì?, choices: {x: Đăng ký khai sinh, y: Đăng ký khai tử}}",
        "{text: Về việc cai nghiện?, kind: yes_no}",
        "{text: 'Về {case.procedure}?', kind: yes_no}",
    ],
)
def test_what_does_not_fit_a_mail_is_left_to_the_page(question: str) -> None:
    assert first(question) is None


def test_the_question_is_that_of_this_talk() -> None:
    """Conditions see the case, chance has its seed: the page will ask the very same."""
    question = "{text: Có không?, kind: yes_no, when: case.filed_online}"
    here, online = first(question), first(question, **{"case.filed_online": True})
    assert here is not None
    assert online is not None
    assert (here["id"], online["id"]) == ("b", "a")


def test_a_survey_without_english_is_shown_in_vietnamese_alone() -> None:
    flow = replace(FLOW, languages=("vi",))
    shown = told_by_mail(PLAN, flow, "ref", FACTS)["opening"]
    assert isinstance(shown, dict)
    assert shown.keys() == {"id", "row", "vi"}


# -- of reminders ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("hash_", "begun", "shown"), [(FLOW.hash, False, True), ("older", False, False),
                                  (FLOW.hash, True, False)],
)  # fmt: skip
def test_a_reminder_shows_a_beginning_that_still_is_one(
    hash_: str, begun: bool, shown: bool
) -> None:
    """Not of a survey that was changed meanwhile, nor to who has begun."""
    now = datetime(2026, 11, 27, 2, tzinfo=UTC)
    mail = Contact("email", "h", "bay@example.com")
    went = SentState("invite", 1, "email", "email", "sent", "", now - timedelta(days=4), False)
    due = DueInvitation(
        id=7, ref="ref", agency="H01.07", person_hash="p", invited_at=went.at,
        expires_at=now + timedelta(days=9), reminded=0, token="t", code="c", facts=FACTS,
        contacts=(mail,), sent=(went,), quiet_since=went.at if begun else None,
        stop="s", flow_hash=hash_,
    )  # fmt: skip
    means = Means(PLAN, RULES, BOOK, Room(), None, FLOW)
    _, message = look(means, due, now)
    assert message is not None
    body = message.body
    assert (body["opening"] is not None, body["begun"], body["last"]) == (shown, begun, True)
    assert body.keys() == {
        "kind", "to", "token", "stop", "begun", "last", "facts", "heading", "procedure", "case",
        "opening",
    }  # fmt: skip
