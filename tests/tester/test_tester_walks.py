"""Generated walks, and how much of a survey its tests meet."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.conversation import Conversation
from bot.events import Event, Submitted, Tapped
from bot.step import Moved, step
from bot.tester import talk
from bot.tester.explore import explore
from bot.tester.faults import CODES
from bot.tester.read import read_cases
from bot.tester.report import lines
from bot.tester.run import play
from bot.tester.suite import try_file, try_flow
from bot.tester.walks import walk
from flows.model import Ending, Flow
from ground.faults import Faulty
from ground.yamlfile import parse, read
from tests.tester.small_flow import ENGLISH, SURVEY, compiled

FLOWS = Path(__file__).parents[2] / "flows"


def test_a_sound_survey_is_walked_whole() -> None:
    walked = walk(*compiled())
    assert [fault.told() for fault in walked.faults] == []
    assert (walked.whole, walked.not_reached, walked.endings) == (True, (), ("complete",))
    assert walked.walks >= 5  # chung has five answers that stand for all


def test_every_answer_that_stands_for_others_is_explored() -> None:
    flow, _ = compiled()
    found = explore(flow)
    # `chung <= 1` speaks of 1, so 2 beside it is tried too
    assert found.values["chung"] == ("1", "2", "3", "?", "-")
    assert found.values["cho_ngoi"] == ("1", "3", "?", "-")
    assert set(found.questions) == {"chung", "cho_ngoi", "vi_sao", "cho_biet"}
    assert found.endings.keys() == {Ending.COMPLETE}


def test_too_many_ways_are_tried_in_part_and_nothing_is_accused() -> None:
    flow, _ = compiled()
    found = explore(flow, max_states=2)
    assert not found.whole
    assert set(found.questions) == {"chung", "cho_ngoi", "vi_sao", "cho_biet"}


def test_a_report_on_a_part_says_so() -> None:
    report = try_flow(*compiled(), None)
    partly = replace(report, walked=replace(report.walked, whole=False, not_reached=("vi_sao",)))
    assert lines(partly)[-1].endswith("hoặc có điều kiện tính trên số, ngày; chưa gặp: vi_sao.")
    assert lines(partly, "en")[0] == "thu: there is no test file yet."


NEVER = SURVEY.replace("when: not case.filed_online", "when: chung <= 1 and chung >= 3")
CLOSED = SURVEY.replace("alert: [1]", "alert: [1], dont_know: false").replace(
    "  chung: Nhìn chung thế nào?",
    "  chung: {text: Thế nào?, ends: {1: refused, 2: refused, 3: refused}}",
)
ALIKE = ENGLISH.replace("[Bad, Fair, Good]", "[Bad, Good, good]")


def not_moving(flow: Flow, conv: Conversation, event: Event, now: datetime) -> Moved:
    """A broken step: a button under cho_ngoi does nothing."""
    if isinstance(event, Tapped) and event.question == "cho_ngoi":
        return conv, ()
    return step(flow, conv, event, now)


def going_back(flow: Flow, conv: Conversation, event: Event, now: datetime) -> Moved:
    """A broken step: after cho_ngoi it asks the first question again."""
    moved, effects = step(flow, conv, event, now)
    if isinstance(event, Tapped) and event.question == "cho_ngoi" and moved.waiting_on:
        return replace(moved, waiting_on="chung"), effects
    return moved, effects


def deaf_page(flow: Flow, conv: Conversation, event: Event, now: datetime) -> Moved:
    """A broken step: the page takes nothing."""
    return (conv, ()) if isinstance(event, Submitted) else step(flow, conv, event, now)


Broken = Callable[[Flow, Conversation, Event, datetime], Moved]
FAULTS: list[tuple[str, str, Broken, int, str, str]] = [
    (NEVER, ENGLISH, step, 10, "T201", "Câu “cho_ngoi” không bao giờ được hỏi"),
    (SURVEY, ENGLISH, not_moving, 10, "T202", "trả lời “1” mà không đi tiếp được"),
    (SURVEY, ENGLISH, going_back, 9, "T203", "Câu “chung” được hỏi lại"),
    (SURVEY, ALIKE, step, 9, "T204", "đọc như nhau (en): “good”"),
    (CLOSED, ENGLISH, step, 7, "T205", "“complete”"),
    (SURVEY, ENGLISH, deaf_page, 9, "T206", "trang (en) khác khung chat ở câu “chung”"),
]


@pytest.mark.parametrize(("survey", "english", "stepping", "line", "code", "told"), FAULTS)
def test_what_cannot_be_walked_is_a_fault_at_its_line(
    survey: str,
    english: str,
    stepping: Broken,
    line: int,
    code: str,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(talk, "step", stepping)
    found = [fault for fault in walk(*compiled(survey, english)).faults if fault.code == code]
    assert found
    assert any(fault.line == line and told in fault.told("vi") for fault in found)
    assert {fault.file for fault in found} == {"thu.yaml"}


def test_every_fault_of_a_walk_is_tried_here() -> None:
    assert {case[4] for case in FAULTS} == {code for code in CODES if code > "T200"}


def test_what_the_tests_met_and_what_they_did_not() -> None:
    flow, survey = compiled()
    tests = """\
- name: A
  talk:
    - tap: {chung: 1, cho_ngoi: 2}
    - say: dừng
  expect: {ending: refused}
"""
    report = try_flow(flow, survey, parse(tests.encode(), "thu.test.yaml"))
    assert report.failures == ()
    assert [(part.what, part.met, part.total, part.missing) for part in report.coverage.parts] == [
        ("questions", 3, 4, ("cho_biet",)),
        # cho_biet was not come to: its condition is not judged
        ("conditions", 2, 6, ("cho_ngoi: when false", "vi_sao: when false",
                              "cho_biet: when true", "cho_biet: when false")),
        ("choices", 2, 8, ("chung=2", "chung=3", "cho_ngoi=1", "cho_ngoi=3", "cho_biet=yes",
                           "cho_biet=no")),
        ("endings", 1, 4, ("complete", "expired", "quota_full")),
        ("alerts", 1, 2, ("cho_ngoi",)),
    ]  # fmt: skip
    assert report.coverage.percent == 37  # 9 of 24


def test_a_condition_that_let_a_question_out_counts_as_false() -> None:
    flow, survey = compiled()
    tests = "- name: A\n  talk:\n    - tap: {chung: 3, cho_ngoi: 3}\n  expect: {ending: complete}\n"
    report = try_flow(flow, survey, parse(tests.encode(), "thu.test.yaml"))
    conditions = report.coverage.parts[1]
    assert conditions.missing == (
        "cho_ngoi: when false", "vi_sao: when true", "cho_biet: when true",
    )  # fmt: skip


@pytest.mark.parametrize("path", sorted(FLOWS.glob("*.test.yaml")), ids=lambda path: path.name)
def test_shipped_tests_pass_and_meet_every_question_and_condition(path: Path) -> None:
    report = try_file(path.with_name(path.name.replace(".test.yaml", ".yaml")))
    assert [fault.told() for fault in report.failures] == []
    assert len(report.cases) >= 4
    met = {part.what: part.missing for part in report.coverage.parts}
    assert (met["questions"], met["conditions"], met["endings"]) == ((), (), ())


CHANGES = [
    ("criteria) <= 2", "criteria) <= 1"),
    ("criteria) <= 2", "criteria) <= 3"),
    ("when: not case.filed_online", "when: case.filed_online"),
    (", when: gop_y}", "}"),
    (", when: plan.consent", ""),
    ("    consents_to: share_case\n", ""),
    ("alert: [1, 2]", "alert: [1]"),
    ("ends: {no: refused}", "ends: {no: expired}"),
    ("answered: [tong_the]", "answered: [mong_doi]"),
]


@pytest.mark.parametrize(("stood", "stands"), CHANGES)
def test_the_shipped_tests_notice_a_survey_that_changed(stood: str, stands: str) -> None:
    survey = (FLOWS / "hai-long-tthc.yaml").read_text(encoding="utf-8")
    english = (FLOWS / "hai-long-tthc.en.yaml").read_text(encoding="utf-8")
    assert stood in survey
    flow, _ = compiled(survey.replace(stood, stands), english)
    tests = read(FLOWS / "hai-long-tthc.test.yaml")
    cases = read_cases(tests, flow)
    assert [fault for case in cases for fault in play(flow, case, tests)[0].failures]


def test_a_survey_without_tests_is_walked_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "thu.yaml").write_text(SURVEY, encoding="utf-8")
    report = try_file(tmp_path / "thu.yaml")
    assert (report.cases, report.failures, report.walked.whole) == ((), (), True)
    (tmp_path / "thu.test.yaml").write_text("- nothing", encoding="utf-8")
    with pytest.raises(Faulty):
        try_file(tmp_path / "thu.yaml")
