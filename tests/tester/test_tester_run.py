"""Playing cases: every act, and every expectation both kept and broken."""

import pytest

from bot.tester.faults import CODES
from tests.tester.small_flow import played


def case(talk: str, expect: str, who: str = "{}") -> str:
    return f"- name: A\n  who: {who}\n  talk:\n{talk}  expect: {expect}\n"


LOW = """\
    - tap: {chung: 1, cho_ngoi: 3}
    - say: chờ lâu quá
    - tap: {cho_biet: yes}
"""
PAGE = "{channel: page}"

KEPT = [
    case(LOW, "{answers: {chung: 1, cho_ngoi: 3, vi_sao: chờ lâu quá, cho_biet: true}}"),
    case(LOW, "{alerts: [chung], ending: complete, valid: true, shares_case: true}"),
    case(LOW, "{asked: [chung, vi_sao], says: [Xin hỏi Ông/Bà, cảm ơn]}"),
    case("    - tap: {chung: 3}\n", "{ending: complete, not_asked: [cho_ngoi, vi_sao]}",
         "{case.filed_online: true}"),
    case("    - say: không biết\n    - say: bỏ qua\n",
         "{answers: {chung: dont_know, cho_ngoi: skipped}, valid: false}"),
    case("    - tap: {chung: 1}\n    - after: 2 days\n    - tap: {chung: 2}\n    - confirm: yes\n",
         "{answers: {chung: 2}, alerts: [chung]}"),
    case("    - tap: {chung: 1}\n    - after: 2 days\n    - tap: {chung: 2}\n    - confirm: no\n",
         "{answers: {chung: 1}}"),
    case("    - tap: {chung: 1}\n    - after: 5 seconds\n    - tap: {chung: 2}\n",
         "{answers: {chung: 2}}"),
    case("    - send: voice\n      then: {says: tin thoại}\n", "{ending: open}"),
    case("    - say: dừng\n", "{ending: refused, valid: false}"),
    case("    - stop\n", "{ending: refused}"),
    case("    - tap: {chung: 2}\n    - wait until expiry\n", "{ending: expired, valid: true}"),
    case("    - quota full\n", "{ending: quota_full}"),
    case("    - fill: {chung: 1, cho_ngoi: dont_know}\n      then: {says: Vì sao ạ}\n"
         "    - fill: {vi_sao: chờ lâu, cho_biet: no}\n",
         "{answers: {vi_sao: chờ lâu, cho_biet: no}, ending: complete, shares_case: false}", PAGE),
    case("    - fill: {chung: 1, vi_sao: chờ lâu, cho_ngoi: 2}\n",  # screen by screen
         "{answers: {vi_sao: chờ lâu}, asked: [chung, cho_ngoi, vi_sao], ending: complete}", PAGE),
    case("    - fill: {chung: 2}\n    - skip blanks\n",
         "{answers: {cho_ngoi: skipped}, ending: complete, says: Cảm ơn}", PAGE),
    case("    - fill: {chung: 3}\n    - open chat\n    - tap: {cho_ngoi: 2}\n",
         "{ending: complete}", PAGE),
    case("    - say: good\n", "{answers: {chung: 3}, says: How was it}", "{language: en}"),
]  # fmt: skip


@pytest.mark.parametrize("text", KEPT)
def test_an_expectation_that_is_kept(text: str) -> None:
    assert [fault.told() for fault in played(text)] == []


END = 5  # the line of `expect:` in the cases with one step
BROKEN = [
    ("answers: {chung: 2}", 29, "T101", "“chung”: mong đợi “2”, nhận được “1”"),
    ("answers: {vi_sao: lâu}", 30, "T101", "“vi_sao”: mong đợi “lâu”, nhận được không có câu"),
    ("alerts: [cho_ngoi]", 20, "T102", "báo động [cho_ngoi], nhận được [chung]"),
    ("alerts: []", 20, "T102", "báo động [], nhận được [chung]"),
    ("ending: complete", 20, "T103", "“complete”, nhận được “open”"),
    ("valid: true", 19, "T104", "hợp lệ, nhưng ý kiến không hợp lệ"),
    ("asked: [cho_ngoi, chung]", 30, "T105", "“chung” ở chỗ này; đã hỏi: [chung, cho_ngoi]"),
    ("asked: vi_sao", 19, "T105", "“vi_sao”"),
    ("not_asked: [vi_sao, cho_ngoi]", 32, "T106", "Câu “cho_ngoi” không được hỏi"),
    ("says: Tạm biệt", 18, "T107", "có lời “Tạm biệt”, nhận được: "),
    ("shares_case: true", 25, "T108", "được chia sẻ, nhưng không chia sẻ"),
]


@pytest.mark.parametrize(("expect", "column", "code", "told"), BROKEN)
def test_an_expectation_that_is_broken(expect: str, column: int, code: str, told: str) -> None:
    (fault,) = played(case("    - tap: {chung: 1}\n", f"{{{expect}}}"))
    assert (fault.line, fault.column, fault.code) == (END, column, code), fault.told()
    assert told in fault.told("vi")


UNDONE = [
    ("tap: {cho_ngoi: 2}", "{}", "T109", "nút “cho_ngoi=2” để bấm; câu đang mở: “chung”"),
    ("fill: {vi_sao: lâu}", PAGE, "T110", "không có câu “vi_sao”; đang có: “chung”, “cho_ngoi”"),
    ("send answers", "{}", "T112", "gửi; câu đang mở: “chung”"),
    ("confirm: yes", "{}", "T111", "chờ xác nhận; câu đang mở: “chung”"),
]


@pytest.mark.parametrize(("step", "who", "code", "told"), UNDONE)
def test_an_act_that_cannot_be_done_ends_the_case(
    step: str, who: str, code: str, told: str
) -> None:
    (fault,) = played(case(f"    - {step}\n    - stop\n", "{ending: complete}", who))
    assert (fault.line, fault.column, fault.code) == (4, 7, code)
    assert told in fault.told("vi")


def test_every_failure_of_a_case_is_tried_here() -> None:
    tried = {code for _, _, code, _ in BROKEN} | {code for _, _, code, _ in UNDONE}
    assert tried == {code for code in CODES if "T100" < code < "T200"}


def test_all_that_failed_is_told_in_both_languages() -> None:
    found = played(
        "- name: A\n  talk:\n    - tap: {chung: 1}\n      then: {alerts: [], says: Cảm ơn}\n"
        "  expect: {ending: complete, asked: [vi_sao]}\n"
    )
    assert [(fault.line, fault.code) for fault in found] == [
        (4, "T102"), (4, "T107"), (5, "T103"), (5, "T105"),
    ]  # fmt: skip
    assert found[0].told("en") == ("thu.test.yaml:4:22: T102: Expected alerts [], came [chung].")


def test_then_looks_at_the_last_reply_and_expect_at_all_of_them() -> None:
    talk = "    - tap: {chung: 3}\n    - send: image\n      then: {says: Nhìn chung}\n"
    (fault,) = played(case(talk, "{says: Nhìn chung}"))
    assert (fault.line, fault.code) == (6, "T107")


def test_an_answer_off_the_path_counts_no_longer() -> None:
    talk = "    - tap: {chung: 1, cho_ngoi: 2}\n    - say: chờ lâu\n    - after: 1 day\n"
    change = "    - tap: {chung: 3}\n    - confirm: yes\n"
    (fault,) = played(case(talk + change, "{answers: {vi_sao: chờ lâu}}"))
    assert (fault.code, "no answer at all" in fault.told("en")) == ("T101", True)
