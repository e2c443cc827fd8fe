"""Reading a test file: what may be written, and each fault of it at its place."""

from datetime import timedelta

import pytest

from bot.tester.acts import Case, Channel, Confirms, Deed, Does, Fills, Says, Sends, Taps, Waits
from bot.tester.faults import CODES
from bot.tester.read import read_cases
from ground.faults import Faulty
from ground.yamlfile import parse
from tests.tester.small_flow import compiled

GOOD_END = "  expect: {ending: open}\n"


def read(text: str) -> tuple[Case, ...]:
    return read_cases(parse(text.encode(), "thu.test.yaml"), compiled()[0])


def test_a_case_in_full() -> None:
    (case,) = read(
        """\
- name: Chị Lan
  who: {language: en, channel: page, case.filed_online: true, agency.name: Xã A}
  talk:
    - say: hài lòng
    - tap: {chung: 1, cho_biet: no}
    - confirm: yes
    - fill: {vi_sao: chờ lâu, chung: dont_know, cho_ngoi: skipped}
    - send: voice
    - after: 2 days
    - after: 20 giây
    - skip blanks
    - stop:
      then: {says: [Cảm ơn, Tạm biệt], alerts: []}
  expect:
    answers: {chung: 3}
    ending: complete
    valid: true
    asked: [chung]
    not_asked: vi_sao
    shares_case: false
"""
    )
    assert (case.name, case.language, case.channel) == ("Chị Lan", "en", Channel.PAGE)
    assert case.facts == {"case.filed_online": True, "agency.name": "Xã A"}
    assert [step.act for step in case.steps] == [
        Says("hài lòng"),
        Taps((("chung", "1"), ("cho_biet", "no"))),
        Confirms(True),
        Fills({"vi_sao": "chờ lâu", "chung": "?", "cho_ngoi": "-"}),
        Sends("voice"),
        Waits(timedelta(days=2)),
        Waits(timedelta(seconds=20)),
        Does(Deed.SKIP_BLANKS),
        Does(Deed.STOP),
    ]
    then = case.steps[-1].then
    assert then is not None
    assert (then.says, then.alerts) == (("Cảm ơn", "Tạm biệt"), ())
    assert case.expect is not None
    assert case.expect.answers == {"chung": "3"}
    assert (case.expect.ending, case.expect.valid) == ("complete", True)
    assert (case.expect.asked, case.expect.not_asked) == (("chung",), ("vi_sao",))
    assert (case.expect.alerts, case.expect.shares_case) == (None, False)


def case_with(step: str) -> str:
    return f"- name: A\n  talk:\n    - {step}\n{GOOD_END}"


FAULTS = [
    ("name: A\n", 1, 1, "T001", "danh sách"),
    ("- nam: A\n  talk: [stop]\n" + GOOD_END, 1, 3, "T002", "Có phải “name”?"),
    ("- talk: [stop]\n" + GOOD_END, 1, 3, "T003", "Thiếu “name”"),
    ("- name: A\n  who: [en]\n  talk: [stop]\n" + GOOD_END, 2, 8, "T004", "một nhóm"),
    (case_with("tap: {chug: 1}"), 3, 13, "T005", "Có phải “chung”?"),
    (case_with("tap: {chung: 4}"), 3, 20, "T006", "1, 2, 3, dont_know, skipped"),
    ("- name: A\n  who: {language: km}\n  talk: [stop]\n" + GOOD_END, 2, 19, "T007", "vi, en"),
    ("- name: A\n  who: {channel: pag}\n  talk: [stop]\n" + GOOD_END, 2, 18, "T008", "“page”?"),
    ("- name: A\n  who: {filed_online: true}\n  talk: [stop]\n" + GOOD_END, 2, 9, "T009",
     "Có phải “case.filed_online”?"),
    (case_with("sya: hài lòng"), 3, 7, "T010", "Có phải “say”?"),
    (case_with("stopp"), 3, 7, "T010", "Có phải “stop”?"),
    (case_with("{say: a, stop: }"), 3, 7, "T011", "ở đây có 2"),
    (case_with("after: two days"), 3, 14, "T012", "two days"),
    ("- name: A\n  talk: [stop]\n  expect: {ending: completed}\n", 3, 20, "T013", "“complete”?"),
    ("- name: A\n  talk: [stop]\n", 1, 3, "T014", "không thể sai"),
    (case_with("stop") + case_with("stop"), 5, 9, "T015", "Đã có trường hợp tên “A”"),
    (case_with("tap: {vi_sao: chờ lâu}"), 3, 21, "T016", "- say:"),
    ("- name: A\n  talk: [stop]\n  expect: {alerts: [vi_sao]}\n", 3, 21, "T017", "chung, cho_ngoi"),
    (case_with("say: "), 3, 11, "T018", "bỏ trống"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "column", "code", "told"), FAULTS)
def test_each_fault_stands_at_its_place(
    text: str, line: int, column: int, code: str, told: str
) -> None:
    with pytest.raises(Faulty) as caught:
        read(text)
    (fault,) = caught.value.faults
    assert (fault.file, fault.line, fault.column, fault.code) == (
        "thu.test.yaml", line, column, code,
    )  # fmt: skip
    assert told in fault.told("vi")


def test_every_fault_of_a_file_is_tried_here() -> None:
    assert {case[3] for case in FAULTS} == {code for code in CODES if code < "T100"}


def test_all_faults_at_once_in_the_order_of_lines() -> None:
    with pytest.raises(Faulty) as caught:
        read(
            """\
- name: A
  who: {language: xx, chanel: page}
  talk:
    - tap: {chug: 1}
    - after: soon
  expect: {answers: {chung: 9}}
"""
        )
    found = [(fault.line, fault.code) for fault in caught.value.faults]
    assert found == [(2, "T007"), (2, "T009"), (4, "T005"), (5, "T012"), (6, "T006")]
    assert "Did you mean “channel”?" in caught.value.faults[1].told("en")


@pytest.mark.parametrize(
    "text", ["", "[]", "- 3", "- [a]", "- {}", "- name: A\n  talk: {a: b}", "- name: [x]"]
)
def test_odd_files_are_faults_and_never_crash(text: str) -> None:
    with pytest.raises(Faulty):
        read(text)
