"""Every shipped survey: sound for Zalo, whole in English, tried by the cases beside it."""

from pathlib import Path

import pytest

from bot.tester.suite import Report, try_file
from flows.language.compile import compile_text, load_flow
from flows.language.files import flow_files
from flows.model import Flow, Kind, words
from wiring import CHAT

FOLDER = Path(__file__).parents[2] / "flows"
SHIPPED = {path.stem: path for path in flow_files(FOLDER)}
NAMES = {
    "hai-long-tthc", "sipas-2026", "dong-thap-cong-chuc", "dong-thap-dich-vu", "but-son-ho-tich",
    "but-son-chung-thuc", "kiosk-ba-cau", "mot-cham", "mot-phut",
}  # fmt: skip
FEWEST_CASES = 4
LEAST_COVERED = 85  # percent of questions, conditions, choices, endings and alerts
# the paths of one are tried in test_flows_hai_long.py as well; of the other, each asks 4 of 13
COVERED_ELSEWHERE = {"hai-long-tthc": 67, "mot-phut": 57}
IN_NO_FORM = {
    Kind.PHONE: "the case has it already; asking again would collect what nobody needs",
    Kind.EMAIL: "the case has it already; asking again would collect what nobody needs",
}
KIOSK_SECONDS = 20
WORDS_A_SECOND = 4  # of somebody who reads Vietnamese syllable by syllable, standing

each_survey = pytest.mark.parametrize("name", sorted(NAMES))


def flow_of(name: str) -> Flow:
    """The survey, checked as its author's tools check it; raises Faulty."""
    return load_flow(SHIPPED[name], CHAT)


def test_these_are_shipped() -> None:
    assert set(SHIPPED) >= NAMES


@each_survey
def test_it_is_sound_within_the_limits_of_zalo_and_whole_in_english(name: str) -> None:
    flow = flow_of(name)
    assert flow.languages[:2] == ("vi", "en")
    assert [told for told in flow.untranslated if told.startswith("en:")] == []
    assert "en" not in flow.unreviewed


@each_survey
def test_its_source_compiles_again_to_the_same_hash(name: str) -> None:
    flow = flow_of(name)
    again = compile_text(flow.source, name)
    assert (again.hash, again.source) == (flow.hash, flow.source)


@each_survey
def test_the_cases_beside_it_and_the_walks_pass(name: str) -> None:
    report: Report = try_file(SHIPPED[name])
    assert [f"{fault.line}: {fault.what_en}" for fault in report.failures] == []
    assert len(report.cases) >= FEWEST_CASES
    assert report.coverage.percent >= COVERED_ELSEWHERE.get(name, LEAST_COVERED)


@each_survey
def test_only_what_is_judged_on_a_scale_counts_in_the_index(name: str) -> None:
    judged = {Kind.SCALE, Kind.STARS}
    assert {q.kind for q in flow_of(name).criteria} <= judged


@each_survey
def test_it_asks_for_consent_where_the_plan_rests_on_it(name: str) -> None:
    first = next(question for question in flow_of(name).questions if question.asked)
    assert first.when is not None
    assert first.when.source == "plan.consent"
    assert set(first.ends) == {"no"}


def test_every_kind_is_used_or_left_out_for_a_reason() -> None:
    used = {question.kind for name in NAMES for question in flow_of(name).questions}
    assert used.isdisjoint(IN_NO_FORM)
    assert used | IN_NO_FORM.keys() == set(Kind)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_kiosks_three_questions_are_read_in_twenty_seconds(language: str) -> None:
    flow = flow_of("kiosk-ba-cau")
    asked = [question for question in flow.questions if question.when is None]
    assert [question.id for question in asked] == ["tong_the", "tot_hon", "nhan_them"]
    assert len({question.section for question in asked}) == 1, "the page shows them on one screen"
    assert all(choice.icon for choice in asked[0].choices)
    texts = [flow.title, flow.notice]
    for question in asked:
        texts += [question.text, *(choice.label for choice in question.choices)]
    count = sum(len(words(text, language).split()) for text in texts)
    assert count <= KIOSK_SECONDS * WORDS_A_SECOND


def test_one_tap_is_one_tap_and_only_low_stars_are_asked_why() -> None:
    flow = flow_of("mot-cham")
    assert [q.id for q in flow.questions if q.when is None] == ["diem"]
    assert flow.by_id["diem"].kind is Kind.STARS
    why = flow.by_id["vi_sao"].when
    assert why is not None
    assert [why.holds({"diem": stars}) for stars in range(1, 6)] == [True, True, *[False] * 3]
