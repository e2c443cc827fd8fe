"""The shipped short form: who is asked what, and that its words are fit to send."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.language.compile import compile_text, load_flow
from flows.language.files import flow_files
from flows.language.placeholders import FIELDS, count_words, fill, needed
from flows.language.thanks import ALWAYS
from flows.model import DONT_KNOW, SKIPPED, Alert, Ending, Question
from flows.walk.path import Path as Way
from flows.walk.path import Standing
from flows.walk.validity import is_valid
from flows.walk.walk import path

FOLDER = Path(__file__).parents[2] / "flows"
FLOW = load_flow(FOLDER / "hai-long-tthc.yaml")

II_B = ["niem_yet", "giay_to", "phi_le_phi", "thoi_han"]
II_C = ["thai_do", "huong_dan", "dung_quy_dinh"]
II_D = ["dung_hen", "chinh_xac", "cong_bang"]
II_A_ONLINE = ["bien_chi_dan"]
II_A = ["bien_chi_dan", "cho_ngoi", "thiet_bi"]
II_E = ["kenh_gop_y", "xu_ly_gop_y", "tra_loi_gop_y"]
WHY = ["vi_sao", "dong_y_cho_biet"]
LAST = ["mong_doi", "gop_y_khac"]
USUAL = ["tong_the", *II_B, *II_C, *II_D]


def way(answers: dict[str, str], facts: dict[str, object]) -> Way:
    return path(FLOW, Standing(answers, facts))


def ids(answers: dict[str, str], **facts: object) -> list[str]:
    named = {key.replace("__", "."): value for key, value in facts.items()}
    return [question.id for question in way(answers, named).asked]


def test_at_the_counter_and_online() -> None:
    assert ids({}, case__filed_online=False) == [*USUAL, *II_A, "gop_y", *LAST]
    assert ids({}, case__filed_online=True) == [*USUAL, *II_A_ONLINE, "gop_y", *LAST]
    assert ids({}) == [*USUAL, *II_A, "gop_y", *LAST]  # not known how it was filed


@pytest.mark.parametrize(("given_back", "more"), [
    ("yes", II_E), ("no", []), (DONT_KNOW, []), (SKIPPED, []),
])  # fmt: skip
def test_feedback_is_judged_only_by_those_who_gave_some(given_back: str, more: list[str]) -> None:
    path = ids({"gop_y": given_back}, case__filed_online=True)
    assert path == [*USUAL, *II_A_ONLINE, "gop_y", *more, *LAST]


@pytest.mark.parametrize("question", ["tong_the", "thoi_han", "cho_ngoi"])
@pytest.mark.parametrize(("value", "more"), [
    ("1", WHY), ("2", WHY), ("3", []), ("5", []), (DONT_KNOW, []), (SKIPPED, []),
])  # fmt: skip
def test_a_low_score_asks_why_and_for_consent(question: str, value: str, more: list[str]) -> None:
    assert ids({question: value}) == [*USUAL, *II_A, "gop_y", *more, *LAST]


def test_a_low_score_on_feedback_asks_why_too() -> None:
    path = ids({"gop_y": "yes", "xu_ly_gop_y": "2"})
    assert path == [*USUAL, *II_A, "gop_y", *II_E, *WHY, *LAST]


def test_an_answer_that_fell_off_the_path_counts_no_longer() -> None:
    changed = {"gop_y": "no", "xu_ly_gop_y": "1"}
    assert ids(changed) == [*USUAL, *II_A, "gop_y", *LAST]
    assert ids({"cho_ngoi": "1"}, case__filed_online=True) == [*USUAL, *II_A_ONLINE, "gop_y", *LAST]


def test_a_plan_on_consent_asks_first_and_a_no_ends_it() -> None:
    consent: dict[str, object] = {"plan.consent": True}
    assert ids({}, plan__consent=True)[:2] == ["dong_y_tham_gia", "tong_the"]
    assert "dong_y_tham_gia" not in ids({}, plan__consent=False)
    assert ids({"dong_y_tham_gia": "no"}, plan__consent=True) == ["dong_y_tham_gia"]
    assert way({"dong_y_tham_gia": "no"}, consent).ending is Ending.REFUSED
    assert way({"dong_y_tham_gia": "yes"}, consent).ending is None
    following = way({"dong_y_tham_gia": "yes"}, consent).open
    assert following is not None
    assert following.id == "tong_the"


def test_the_scale_the_alerts_and_the_consents() -> None:
    overall = FLOW.by_id["tong_the"]
    assert [(c.value, c.label["vi"], c.label["en"]) for c in overall.choices] == [
        ("1", "Rất không hài lòng", "Very dissatisfied"),
        ("2", "Không hài lòng", "Dissatisfied"),
        ("3", "Bình thường", "Neutral"),
        ("4", "Hài lòng", "Satisfied"),
        ("5", "Rất hài lòng", "Very satisfied"),
    ]
    factors = {"II.B": II_B, "II.C": II_C, "II.D": II_D, "II.A": II_A, "II.E": II_E}
    for factor, questions in factors.items():
        assert [q.id for q in FLOW.criteria if q.criterion == factor] == questions
    for question in (overall, *FLOW.criteria):
        assert question.alert == Alert(frozenset("12"))
        assert question.dont_know
    assert overall.criterion is None
    shares = FLOW.by_id["dong_y_cho_biet"]
    assert (shares.consents_to, shares.dont_know) == ("share_case", False)
    assert not FLOW.by_id["dong_y_tham_gia"].dont_know
    assert [c.label["vi"] for c in shares.choices] == ["Đồng ý", "Không đồng ý"]
    assert len(FLOW.by_id["mong_doi"].choices) == 5
    assert FLOW.minutes == 4


def test_the_notice_says_what_it_must_in_sixty_words() -> None:
    assert FLOW.notice.keys() == {"vi", "en", "km"}
    for notice in FLOW.notice.values():
        assert count_words(notice) <= 60
        assert needed(notice) == {
            "department.name", "agency.name", "case.month", "plan.minutes", "plan.keep_until",
            "plan.hotline",
        }  # fmt: skip
    said = FLOW.notice["vi"]
    for part in ("Tự nguyện", "số tổng", "không biết ai trả lời", "DỪNG", "phúc tra",
                 "chúng tôi không bao giờ hỏi số CCCD, mật khẩu, OTP hay tiền"):  # fmt: skip
        assert part in said


def test_its_words_are_whole_and_short_in_every_language() -> None:
    assert FLOW.languages == ("vi", "en", "km")
    assert FLOW.unreviewed == ("km",)
    assert FLOW.untranslated == ()
    assert FLOW.thanks.keys() == set(ALWAYS)
    for thanks in FLOW.thanks.values():
        assert all("{plan.hotline}" in text for text in thanks.values())
    for question in FLOW.questions:
        for text in question.text.values():
            assert len(fill(text, FIELDS)) <= 160


def test_the_file_stays_within_sixty_lines() -> None:
    assert len((FOLDER / "hai-long-tthc.yaml").read_text("utf-8").splitlines()) <= 60
    assert FOLDER / "hai-long-tthc.yaml" in flow_files(FOLDER)
    assert FOLDER / "hai-long-tthc.en.yaml" not in flow_files(FOLDER)


def test_its_source_compiles_again_to_the_same_hash() -> None:
    again = compile_text(FLOW.source, FLOW.name)
    assert (again.hash, again.source) == (FLOW.hash, FLOW.source)


CRITERIA = [*II_B, *II_C, *II_D, *II_A]  # 13; 80 % of them is 10.4


@pytest.mark.parametrize(("overall", "given_", "value", "valid"), [
    ("4", 13, "3", True),
    ("4", 11, "5", True),
    ("4", 10, "5", False),
    ("4", 11, DONT_KNOW, True),
    ("4", 11, SKIPPED, False),
    (DONT_KNOW, 13, "3", False),
    (SKIPPED, 13, "3", False),
    (None, 13, "3", False),
])  # fmt: skip
def test_validity(overall: str | None, given_: int, value: str, valid: bool) -> None:
    answers = dict.fromkeys(CRITERIA[:given_], value)
    if overall is not None:
        answers["tong_the"] = overall
    answers |= dict.fromkeys(II_E, "5")  # off the path: they do not count
    assert is_valid(FLOW, ["tong_the", *CRITERIA], answers) is valid


def _values(question: Question) -> list[str]:
    values = [choice.value for choice in question.choices] or [""]
    return [*values, SKIPPED, DONT_KNOW]


@settings(max_examples=200, deadline=None)
@given(st.data(), st.booleans(), st.booleans())
def test_every_talk_ends_and_asks_nothing_twice(
    data: st.DataObject, online: bool, consent: bool
) -> None:
    facts: dict[str, object] = {"case.filed_online": online, "plan.consent": consent}
    answers: dict[str, str] = {}
    order: list[str] = []
    while (question := way(answers, facts).open) is not None:
        assert question.id not in order
        order.append(question.id)
        answers[question.id] = data.draw(st.sampled_from(_values(question)))
        assert len(order) <= len(FLOW.questions)
    assert order == [q.id for q in way(answers, facts).asked]
    assert order == [q.id for q in FLOW.questions if q.id in order]
    refused = answers.get("dong_y_tham_gia") == "no"
    assert way(answers, facts).ending is (Ending.REFUSED if refused else Ending.COMPLETE)
    low = any(answers.get(q.id) in ("1", "2") for q in FLOW.questions if q.alert)
    assert ("vi_sao" in order) is low
