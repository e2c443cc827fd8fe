"""The shipped full form of 2026: criteria, who is asked what, and words that can be sent."""

from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.events import Replied, Tapped
from bot.samples import answer_to, typed
from bot.tester.talk import ID, Talk, begin
from channels.zalo.render import MAX_BUTTONS, MAX_TEXT, MAX_TITLE, TooLong, consultation
from flows.language.compile import compile_text, load_flow
from flows.language.files import flow_files
from flows.language.placeholders import FIELDS, count_words, fill, needed
from flows.language.sound.findings import Limits
from flows.language.thanks import ALWAYS
from flows.model import DONT_KNOW, SKIPPED, Alert, Ending, Kind, Level, Question
from flows.walk.path import Path as Way
from flows.walk.path import Standing
from flows.walk.validity import is_valid
from flows.walk.walk import path

FOLDER = Path(__file__).parents[2] / "flows"
FILE = FOLDER / "sipas-2026.yaml"
FLOW = load_flow(FILE)

II_A = ["bien_chi_dan", "cho_ngoi", "thiet_bi"]
II_B = ["niem_yet", "giay_to", "phi_le_phi", "thoi_han"]
II_C = ["thai_do", "huong_dan", "dung_quy_dinh"]
II_D = ["dung_hen", "chinh_xac", "cong_bang"]
II_E = ["kenh_gop_y", "xu_ly_gop_y", "tra_loi_gop_y"]
CONDUCT = ["phien_ha", "dua_tien"]
WHY = ["vi_sao", "dong_y_cho_biet"]
WISHES = ["cong_khai", "giai_trinh", "giam_sat", "hieu_qua", "co_so", "nang_luc", "tinh_than",
          "chuyen_doi_so", "truc_tuyen", "tiep_nhan"]  # fmt: skip
ABOUT_YOU = ["gioi_tinh", "dan_toc", "do_tuoi", "hoc_van", "nghe_nghiep"]
OPENING = ["da_nhan", "tong_the"]
SERVICE = [*II_B, *II_C, *II_D, "gop_y"]
LAST = ["kenh_thong_tin", *WISHES, "y_kien_khac", *ABOUT_YOU]
USUAL = [*OPENING, *II_A, *SERVICE, *CONDUCT, *LAST]

AT_COUNTER: dict[str, object] = {"case.filed_online": False, "plan.consent": False}


def way(answers: dict[str, str], **facts: object) -> Way:
    named = {key.replace("__", "."): value for key, value in facts.items()}
    return path(FLOW, Standing(answers, {**AT_COUNTER, **named}))


def ids(answers: dict[str, str], **facts: object) -> list[str]:
    return [question.id for question in way(answers, **facts).asked]


# -- structure ----------------------------------------------------------------------------------


def test_sixteen_criteria_in_the_five_factors_of_content_ii() -> None:
    factors = {"II.A": II_A, "II.B": II_B, "II.C": II_C, "II.D": II_D, "II.E": II_E}
    assert [q.id for q in FLOW.criteria] == [id_ for each in factors.values() for id_ in each]
    assert len(FLOW.criteria) == 16
    for factor, questions in factors.items():
        assert [q.id for q in FLOW.criteria if q.criterion == factor] == questions
        assert FLOW.index[factor].keys() == {"vi", "en"}
    assert list(FLOW.index) == ["I", "I.A", "I.B", "I.C", "I.D", "II", *factors]
    assert {q.content for q in FLOW.criteria} == {"II"}


def test_criteria_share_their_ids_and_scale_with_the_short_form() -> None:
    short = load_flow(FOLDER / "hai-long-tthc.yaml")
    assert {q.id: q.criterion for q in FLOW.criteria} == {q.id: q.criterion for q in short.criteria}
    for question in (FLOW.by_id["tong_the"], *FLOW.criteria):
        theirs = short.by_id[question.id]
        assert [(c.value, c.label["vi"], c.label["en"]) for c in question.choices] == [
            (c.value, c.label["vi"], c.label["en"]) for c in theirs.choices
        ]


def test_low_scores_warn_and_the_worst_conduct_warns_urgently() -> None:
    for question in (FLOW.by_id["tong_the"], *FLOW.criteria):
        assert question.alert == Alert(frozenset("12"))
        assert question.dont_know
    for name in CONDUCT:
        asked = FLOW.by_id[name]
        assert asked.alert == Alert(frozenset({"nhieu"}), level=Level.URGENT)
        assert asked.about == "official"
        assert asked.dont_know_label == {
            "vi": "Không muốn trả lời", "en": "I would rather not say"
        }  # fmt: skip
    warns = [q.id for q in FLOW.questions if q.alert]
    assert len(warns) == 1 + 16 + len(CONDUCT)


def test_ten_wishes_on_four_points() -> None:
    for name in WISHES:
        wish = FLOW.by_id[name]
        assert (wish.matrix, wish.criterion, wish.alert) == ("mong_doi", None, None)
        assert [c.label["vi"] for c in wish.choices] == [
            "Không mong muốn", "Khá mong muốn", "Mong muốn", "Rất mong muốn"
        ]  # fmt: skip
    assert [q.id for q in FLOW.questions if q.matrix] == WISHES
    assert len(FLOW.by_id["kenh_thong_tin"].choices) == 7


def test_about_oneself_all_may_be_declined_and_ethnicity_is_kept_apart() -> None:
    for name in ABOUT_YOU:
        asked = FLOW.by_id[name]
        assert (asked.dont_know, asked.required) == (True, False)
        assert asked.dont_know_label is not None
        assert asked.dont_know_label["vi"] == "Không muốn trả lời"
    assert [q.id for q in FLOW.questions if q.sensitive] == ["dan_toc", "dan_toc_khac"]
    ages = [choice.label["vi"] for choice in FLOW.by_id["do_tuoi"].choices]
    assert ages == ["Từ 18 đến 24 tuổi", "Từ 25 đến 34 tuổi", "Từ 35 đến 49 tuổi",
                    "Từ 50 đến 60 tuổi", "Trên 60 tuổi"]  # fmt: skip
    assert len(FLOW.by_id["hoc_van"].choices) == 6
    assert len(FLOW.by_id["nghe_nghiep"].choices) == 7


# -- who is asked what --------------------------------------------------------------------------


def test_at_the_counter_and_online() -> None:
    assert ids({}) == USUAL
    assert ids({}, case__filed_online=True) == [*OPENING, *SERVICE, *CONDUCT, *LAST]


@pytest.mark.parametrize(("value", "ending"), [
    ("chua", Ending.NOT_ELIGIBLE), ("khong_lam", Ending.WRONG_PERSON),
])  # fmt: skip
def test_only_those_who_have_a_result_are_asked(value: str, ending: Ending) -> None:
    at = way({"da_nhan": value})
    assert [question.id for question in at.asked] == ["da_nhan"]
    assert at.ending is ending
    assert way({"da_nhan": "roi"}).ending is None
    assert not FLOW.by_id["da_nhan"].dont_know


def test_a_plan_on_consent_asks_first_and_a_no_ends_it() -> None:
    assert ids({}, plan__consent=True) == ["dong_y_tham_gia", *USUAL]
    assert way({"dong_y_tham_gia": "no"}, plan__consent=True).ending is Ending.REFUSED
    assert FLOW.by_id["dong_y_tham_gia"].kind is Kind.CONSENT


@pytest.mark.parametrize(("given_back", "more"), [
    ("yes", II_E), ("no", []), (DONT_KNOW, []), (SKIPPED, []),
])  # fmt: skip
def test_feedback_is_judged_only_by_those_who_gave_some(given_back: str, more: list[str]) -> None:
    asked = ids({"gop_y": given_back})
    assert asked == [*OPENING, *II_A, *SERVICE, *more, *CONDUCT, *LAST]


@pytest.mark.parametrize(("answers", "more"), [
    ({"tong_the": "1"}, WHY), ({"thoi_han": "2"}, WHY), ({"cho_ngoi": "3"}, []),
    ({"tong_the": DONT_KNOW}, []), ({"phien_ha": "mot_so"}, WHY), ({"dua_tien": "nhieu"}, WHY),
    ({"phien_ha": "khong", "dua_tien": DONT_KNOW}, []),
])  # fmt: skip
def test_what_was_wrong_is_asked_where_something_was(
    answers: dict[str, str], more: list[str]
) -> None:
    assert ids(answers) == [*OPENING, *II_A, *SERVICE, *CONDUCT, *more, *LAST]
    assert FLOW.by_id["dong_y_cho_biet"].consents_to == "share_case"


@pytest.mark.parametrize(("answers", "more"), [
    ({"dan_toc": "other"}, "dan_toc_khac"), ({"hoc_van": "other"}, "hoc_van_khac"),
    ({"nghe_nghiep": "other"}, "nghe_nghiep_khac"),
    ({"kenh_thong_tin": "loa,other"}, "kenh_thong_tin_khac"),
])  # fmt: skip
def test_another_is_put_in_words(answers: dict[str, str], more: str) -> None:
    assert set(ids(answers)) - set(USUAL) == {more}


def test_the_mean_of_the_criteria_is_kept() -> None:
    given_ = {"tong_the": "1", "niem_yet": "4", "giay_to": "5", "thoi_han": DONT_KNOW}
    assert way(given_).computed == {"diem_trung_binh": 4.5}
    assert way({"tong_the": "5"}).computed == {"diem_trung_binh": None}


CRITERIA = [*II_A, *II_B, *II_C, *II_D]  # 13; 80 % of them is 10.4


@pytest.mark.parametrize(("overall", "given_", "value", "valid"), [
    ("4", 13, "3", True),
    ("4", 11, DONT_KNOW, True),
    ("4", 10, "5", False),
    ("4", 11, SKIPPED, False),
    (DONT_KNOW, 13, "3", False),
])  # fmt: skip
def test_validity(overall: str, given_: int, value: str, valid: bool) -> None:
    answers = {"tong_the": overall, **dict.fromkeys(CRITERIA[:given_], value)}
    assert is_valid(FLOW, ["tong_the", *CRITERIA], answers) is valid


def _values(question: Question) -> list[str]:
    values = [choice.value for choice in question.choices] or [""]
    return values if question.ends else [*values, SKIPPED, DONT_KNOW]


@settings(max_examples=100, deadline=None)
@given(st.data(), st.booleans(), st.booleans())
def test_every_talk_ends_and_asks_nothing_twice(
    data: st.DataObject, online: bool, consent: bool
) -> None:
    answers: dict[str, str] = {}
    order: list[str] = []
    while (
        question := way(answers, case__filed_online=online, plan__consent=consent).open
    ) is not None:
        assert question.id not in order
        order.append(question.id)
        answers[question.id] = data.draw(st.sampled_from(_values(question)))
    assert order == [q.id for q in FLOW.questions if q.id in order]
    ending = way(answers, case__filed_online=online, plan__consent=consent).ending
    early = {
        "no": Ending.REFUSED,
        "chua": Ending.NOT_ELIGIBLE,
        "khong_lam": Ending.WRONG_PERSON,
    }
    assert ending is early.get(answers[order[-1]] if len(order) <= 2 else "", Ending.COMPLETE)


# -- words --------------------------------------------------------------------------------------


def test_the_notice_says_what_it_must_in_sixty_words() -> None:
    assert FLOW.notice.keys() == {"vi", "en"}
    for notice in FLOW.notice.values():
        assert count_words(notice) <= 60
        assert needed(notice) == {
            "department.name", "agency.name", "case.month", "plan.minutes", "plan.keep_until",
            "plan.hotline",
        }  # fmt: skip
    for part in ("Tự nguyện", "số tổng", "không biết ai trả lời", "DỪNG", "phúc tra",
                 "chúng tôi không bao giờ hỏi số CCCD, mật khẩu, OTP hay tiền"):  # fmt: skip
        assert part in FLOW.notice["vi"]


def test_its_words_are_whole_and_short_in_both_languages() -> None:
    assert FLOW.languages == ("vi", "en")
    assert (FLOW.untranslated, FLOW.unreviewed) == ((), ())
    assert FLOW.thanks.keys() == {*ALWAYS, Ending.NOT_ELIGIBLE, Ending.WRONG_PERSON}
    for thanks in FLOW.thanks.values():
        assert all("{plan.hotline}" in text for text in thanks.values())
    for question in FLOW.questions:
        for text in question.text.values():
            assert len(fill(text, FIELDS)) <= 160


def test_the_file_is_sound_in_chat_and_stays_within_its_lines() -> None:
    limits = Limits("Zalo", MAX_TEXT, MAX_BUTTONS, MAX_TITLE)
    assert load_flow(FILE, limits).hash == FLOW.hash
    lines = FILE.read_text("utf-8").splitlines()
    assert len(lines) <= 160
    assert max(len(line) for line in lines) <= 100
    assert FILE in flow_files(FOLDER)


def _answered(talk: Talk, low: bool) -> None:
    question = talk.open_question()
    assert question is not None
    value = answer_to(question, low, talk.conv.language)
    text = typed(question, value)
    if text is None:
        talk.happen(Tapped(ID, question.id, value, talk.now))
    else:
        talk.happen(Replied(text, talk.now))


@pytest.mark.parametrize("low", [True, False])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_message_fits_the_chat_with_the_longest_names(language: str, low: bool) -> None:
    talk = begin(FLOW, language, facts={**FIELDS, "plan.consent": True})
    sent = 0
    while not talk.over:
        options = [asdict(option) for option in talk.options]
        for text in talk.latest:  # the review takes several
            try:
                consultation({"user": "1", "prompt": {"text": text, "options": options}})
            except TooLong as long:
                pytest.fail(f"{talk.conv.waiting_on}: {long}")
        sent += 1
        if talk.open_question() is None:
            assert talk.send()
        else:
            _answered(talk, low)
    assert talk.ending == "complete"
    assert sent >= len(USUAL) + len(II_E)


def test_its_source_compiles_again_to_the_same_hash() -> None:
    again = compile_text(FLOW.source, FLOW.name)
    assert (again.hash, again.source) == (FLOW.hash, FLOW.source)
