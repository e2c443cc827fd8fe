"""Every fault code is met by a tiny survey, at its true line, and all come at once."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.language.compile import compile_flow, compile_text, load_flow
from flows.language.faults.report import CODES
from flows.language.kinds import KINDS
from ground.faults import Fault, Faulty
from ground.yamlfile import parse

GOOD = """\
title: Thử
minutes: 4
notice: Xin hỏi Ông/Bà.
thanks: {complete: Cảm ơn, refused: Đã ghi nhận, expired: Đã hết hạn, quota_full: Đã đủ}
scales: {muc: [Tệ, Vừa, Tốt]}
questions:
  m: {section: Chung}
  q1: {text: Thế nào?, scale: muc}
  q2: {text: Có không?, kind: yes_no}
  q3: {text: Chọn gì?, choices: {a: Một, b: Hai}}
  q4: {text: Vì sao?, kind: text}
"""

CHUNG, MIXED = "  m: {section: Chung}\n", "  m: {section: Chung, shuffle_questions: true}\n"
Q1 = "  q1: {text: Thế nào?, scale: muc}\n"
Q2 = "  q2: {text: Có không?, kind: yes_no}\n"

# what stands in GOOD, what stands there instead, the fault's code, the words that it points at
BROKEN = [
    ("minutes: 4", "minute: 4", "F003", "minute: 4"),
    ("text: Thế nào?", "txt: Thế nào?", "F003", "txt"),
    ("minutes: 4\n", "", "F004", "title"),
    ("{text: Thế nào?, scale: muc}", "{scale: muc}", "F004", "q1"),
    (", refused: Đã ghi nhận", "", "F004", "thanks"),
    ("{text: Thế nào?, scale: muc}", "Thế nào?", "F004", "q1"),
    ("{text: Thế nào?, scale: muc}", "{text: Thế nào?, kind: scale}", "F004", "q1"),
    (", choices: {a: Một, b: Hai}", ", kind: choice", "F004", "q3"),
    ("minutes: 4", "minutes: bốn", "F005", "bốn"),
    ("minutes: 4", "minutes: true", "F005", "true"),
    ("title: Thử", "title: [Thử]", "F005", "[Thử]"),
    ("[Tệ, Vừa, Tốt]", "Tệ", "F005", "Tệ"),
    ("kind: text}", "kind: text, required: có}", "F005", "có}"),
    ("kind: text}", "kind: text, when: true}", "F005", "true}"),
    ("{a: Một,", "{a: true,", "F005", "true"),
    ("title: Thử", "title: ''", "F006", "''"),
    ("kind: text}", "kind: text, hint: }", "F006", "}\n#"),
    ("minutes: 4", "minutes: 99", "F007", "99"),
    ("kind: text}", "kind: text, max_length: 0}", "F007", "0}"),
    ("  q4:", "  Q-4:", "F008", "Q-4"),
    ("choices: {a:", "choices: {A:", "F008", "A:"),
    ("  m: {section: Chung}\n", "", "F009", "q1"),
    ("  q4:", "  min:", "F010", "min:"),
    ("kind: yes_no", "kind: yesno", "F012", "yesno"),
    ("kind: text}", "kind: text, alert: [1]}", "F013", "alert"),
    ("kind: text}", "kind: text, scale: muc}", "F013", "scale: muc}\n#"),
    ("kind: yes_no", "kind: yes_no, criterion: II.A", "F013", "criterion"),
    ("scale: muc}", "scale: mut}", "F014", "mut}"),
    ("[Tệ, Vừa, Tốt]", "[Tệ]", "F015", "muc: [Tệ]"),
    ("[Tệ, Vừa, Tốt]", "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]", "F015", "muc: [1"),
    ("{a: Một, b: Hai}", "{a: Một}", "F016", "choices"),
    ("[Tệ, Vừa, Tốt]", "[Tệ, Vừa, tệ]", "F017", "tệ]"),
    ("scale: muc}", "scale: muc, alert: [4]}", "F018", "4]}"),
    ("kind: yes_no", "kind: yes_no, ends: {nah: refused}", "F018", "refused}}"),
    ("kind: yes_no", "kind: yes_no, ends: {no: refuse}", "F019", "refuse}"),
    ("kind: yes_no", "kind: yes_no, consents_to: share_cas", "F020", "share_cas"),
    ("minutes: 4", "valid_when: {answered: [q11]}\nminutes: 4", "F021", "q11"),
    ("Xin hỏi", "Xin {agency.nam}", "F022", "Xin"),
    ("Xin hỏi", "Xin {Agency}", "F023", "Xin"),
    ("Xin hỏi", "Xin {agency.name hỏi", "F023", "Xin"),
    ("Xin hỏi", "x " * 59 + "hỏi", "F024", "x x"),
    ("Vì sao?", "Vì sao, xin cho biết?", "F025", "xin cho"),
    ("kind: text}", "kind: text, when: q1 <}", "F030", "<}"),
    ("kind: text}", "kind: text, when: q1 <= 2 and q22}", "F031", "q22"),
    ("kind: text}", "kind: text, when: q1.real <= 2}", "F031", "q1.real"),
    ("kind: yes_no", "kind: yes_no, when: q3 == 'a'", "F032", "q3 =="),
    ("kind: text}", "kind: text, when: mim(criteria) <= 2}", "F033", "mim"),
    ("kind: text}", "kind: text, when: q1 ** 2 <= 2}", "F034", "q1 **"),
    ("kind: text}", "kind: text, when: q2 and q1}", "F035", "q1}"),
    ("kind: text}", "kind: text, when: q2 == 'yes'}", "F035", "'yes'"),
    ("kind: text}", "kind: text, when: q2 and q1 == 4}", "F036", "4}"),
    ("kind: text}", "kind: text, when: q3 == 'c'}", "F036", "'c'"),
    ("kind: text}", "kind: text, when: " + "q2 or " * 90 + "q2}", "F037", "q2 or"),
    ("kind: text}", "kind: text, when: q2 or criteria <= 2}", "F038", "criteria"),
    ("kind: text}", "kind: text, when: case.returned_on > '2026-02-30'}", "F039", "'2026-02-30'"),
    ("kind: text}", "kind: text, when: criteria <= 2}", "F038", "criteria <="),
    (
        "choices: {a: Một, b: Hai}}\n",
        "kind: date}\n  q9: {text: Sao?, kind: text, when: q3 < 'mai'}\n",
        "F039",
        "'mai'",
    ),
    ("choices: {a: Một, b: Hai}}", "scale: muc, statements: {q1: Ra sao, q5: Đâu}}", "F044", "q3"),
    (f"{CHUNG}{Q1}{Q2}", f"{MIXED}{Q1}{Q2[:-2]}, when: q1 <= 2}}\n", "F045", "q1 <="),
    ("kind: yes_no", "kind: yes_no, goes_to: {no: q9}", "F046", "q9}"),
    ("kind: yes_no", "kind: yes_no, goes_to: {no: q1}", "F047", "q1}}"),
    ("kind: yes_no", "kind: recommend, poles: [Không]", "F048", "[Không]"),
    ("kind: yes_no", "kind: number, low: ba", "F049", "ba}"),
    ("choices: {a: Một, b: Hai}", "choices: kenh", "F071", "kenh"),
    ("{a: Một, b: Hai}", "{other: Một, b: Hai}, other: true", "F072", "q3"),
    ("kind: yes_no", "kind: yes_no, about: nguoi", "F073", "nguoi"),
    ("minutes: 4", "minutes: 4\nscreen: cau", "F086", "cau"),
    ("kind: yes_no", "kind: yes_no, audio: Nghe.wav", "F087", "Nghe.wav"),
    ("kind: yes_no", "kind: yes_no, audio: {fr: nghe.mp3}", "F087", "nghe.mp3"),
    ("scale: muc}", "scale: muc, alert: {values: [1], level: gap}}", "F074", "gap"),
    ("scale: muc}", "scale: muc, criterion: B}", "F075", "B}"),
    ("scale: muc}", "scale: muc, sensitive: true, alert: [1]}", "F081", "alert"),
    (
        f"{Q1}{Q2}",
        f"{Q1[:-2]}, sensitive: true}}\n{Q2[:-2]}, alert: {{when: q1 <= 2}}}}\n",
        "F081",
        "alert",
    ),
    ("kind: yes_no", "kind: consent, dont_know: Không nói", "F082", "dont_know"),
    ("kind: yes_no", "kind: number, low: 10, high: 9", "F083", "10,"),
    ("choices: {a: Một, b: Hai}", "kind: multi, most: 3, choices: {a: Một, b: Hai}", "F083", "3,"),
    ("kind: yes_no", "kind: yes_no, ends: {no: refused}, goes_to: {no: q4}", "F084", "q4}"),
    (f"{CHUNG}{Q1}{Q2}", f"{MIXED}{Q1}{Q2[:-2]}, goes_to: {{no: q4}}}}\n", "F076", "q4}"),
    ("minutes: 4", "uses: [la]\nminutes: 4", "F077", "la]"),
    ("{section: Chung}", "{section: Chung, ask: 4}", "F078", "4}"),
    (f"{CHUNG}{Q1}", f"{MIXED}{Q1}  q9: {{kind: computed, value: case.field}}\n", "F079", "q9"),
    (
        f"questions:\n{CHUNG}{Q1}",
        f"index: {{II.A: Một}}\nquestions:\n{CHUNG}{Q1[:-2]}, criterion: II.B}}\n",
        "F080",
        "q1",
    ),
]

SIDE = """\
language: en
title: A trial
scales: {muc: [Bad, Fair, Good]}
questions:
  q1: How was it?
  q3: {text: Which?, choices: {a: One, b: Two}}
"""
BROKEN_SIDES = [
    ("language: en", "language: English", "F040", "English"),
    ("language: en", "language: vi", "F040", "vi"),
    ("language: en\n", "", "F004", "title"),
    ("  q1:", "  q11:", "F041", "q11"),
    ("b: Two", "c: Two", "F041", "c: Two"),
    ("text: Which?", "txt: Which?", "F041", "txt"),
    ("muc:", "muk:", "F041", "muk"),
    ("Fair, ", "", "F042", "muc"),
    ("How was it?", "'{agency.nam}'", "F022", "'{agency"),
    ("language: en", "language: en\nfalls_back_to: km", "F043", "km"),
    ("language: en", "language: en\ncommon: thang-do", "F027", "common"),
]


def place(source: str, words: str) -> tuple[int, int]:
    """The line and column, from 1, at which `words` first stand."""
    before = source[: source.index(words)]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def faults_of(source: str, name: str = "thu") -> tuple[Fault, ...]:
    with pytest.raises(Faulty) as caught:
        compile_text(source, name)
    return caught.value.faults


def test_the_good_ones_are_good() -> None:
    assert compile_text(GOOD, "thu").languages == ("vi",)
    assert compile_text(f"{GOOD}---\n{SIDE}", "thu").languages == ("vi", "en")


@pytest.mark.parametrize(("there", "instead", "code", "at"), BROKEN)
def test_a_fault_is_named_at_its_place(there: str, instead: str, code: str, at: str) -> None:
    assert GOOD.count(there) == 1
    source = GOOD.replace(there, instead) + "#\n"
    found = [(f.file, f.code, f.line, f.column) for f in faults_of(source)]
    assert found == [("thu.yaml", code, *place(source, at))]


@pytest.mark.parametrize(("there", "instead", "code", "at"), BROKEN_SIDES)
def test_a_fault_of_a_translation_is_named_in_its_own_file(
    there: str, instead: str, code: str, at: str
) -> None:
    source = SIDE.replace(there, instead)
    side = parse(source.encode(), "thu.en.yaml")
    with pytest.raises(Faulty) as caught:
        compile_flow(parse(GOOD.encode(), "thu.yaml"), [side])
    found = [(f.file, f.code, f.line, f.column) for f in caught.value.faults]
    assert found == [("thu.en.yaml", code, *place(source, at))]


def test_a_stored_source_names_the_line_of_the_whole() -> None:
    found = faults_of(f"# đầu\n{GOOD}---\n{SIDE.replace('q1:', 'q11:')}")
    assert [(f.code, f.line) for f in found] == [("F041", 1 + 11 + 1 + 5)]


def test_no_question() -> None:
    source = GOOD[: GOOD.index("  q1:")]
    assert [(f.code, f.line) for f in faults_of(source)] == [("F011", 6)]


@pytest.mark.parametrize("source", ["", "[1, 2]", "chữ"])
def test_not_even_a_group(source: str) -> None:
    assert [f.code for f in faults_of(source)] in (["F005"], ["F006"])


def test_a_name_that_cannot_be_used() -> None:
    assert [(f.code, f.line) for f in faults_of(GOOD, "Thử")] == [("F002", 0)]


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "legacy.yaml").write_bytes("title: Thö\n".encode("latin-1"))
    for name in ("none.yaml", "legacy.yaml"):
        with pytest.raises(Faulty) as caught:
            load_flow(tmp_path / name)
        assert [f.code for f in caught.value.faults] == ["F001"]


def test_an_id_that_stands_twice() -> None:
    assert [(f.code, f.line) for f in faults_of(GOOD.replace("q4:", "q1:"))] == [("Y007", 11)]


def test_every_fault_comes_at_once_in_the_files_order() -> None:
    source = (
        GOOD.replace("minutes: 4", "minutes: 0")
        .replace("Xin hỏi", "Xin {agency.nam}")
        .replace("scale: muc}", "scale: mut}")
        .replace("kind: yes_no", "kind: yesno")
        .replace("kind: text}", "kind: text, when: q11 == 1 and q33 == 'a'}")
    )
    found = [(f.code, f.line) for f in faults_of(source)]
    assert found == [
        ("F007", 2), ("F022", 3), ("F014", 8), ("F012", 9), ("F031", 11), ("F031", 11),
    ]  # fmt: skip


def test_a_condition_on_a_faulty_question_is_no_second_fault() -> None:
    source = GOOD.replace("scale: muc}", "kind: scal}").replace(
        "kind: text}", "kind: text, when: q1 <= 2 or q1 == 'a'}"
    )
    assert [(f.code, f.line) for f in faults_of(source)] == [("F012", 8)]


def test_a_fault_of_a_section_is_told_once() -> None:
    source = GOOD.replace("{section: Chung}", "{section: Chung, scale: mut}").replace(
        "{text: Thế nào?, scale: muc}", "Thế nào?\n  q11: Ra sao?"
    )
    assert [(f.code, f.line) for f in faults_of(source)] == [("F014", 7)]


def test_did_you_mean_in_both_languages() -> None:
    (fault,) = faults_of(GOOD.replace("kind: yes_no", "kind: yesno"))
    assert fault.told() == (
        "thu.yaml:9:31: F012: Không có loại câu hỏi “yesno”. Có phải “yes_no”? "
        f"Các loại: {', '.join(KINDS)}."
    )
    assert fault.told("en") == (
        "thu.yaml:9:31: F012: There is no kind “yesno”. Did you mean “yes_no”? "
        f"The kinds: {', '.join(KINDS)}."
    )


def test_nothing_is_suggested_where_nothing_is_near() -> None:
    (fault,) = faults_of(GOOD.replace("scale: muc}", "scale: xyz}"))
    assert "Có phải" not in fault.what


def test_every_code_is_triggered_by_a_test() -> None:
    apart = {"F001", "F002", "F006", "F011", "F026"}  # by the tests above that name them
    met = {row[2] for row in (*BROKEN, *BROKEN_SIDES)}
    assert met | apart == set(CODES)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_mangled_survey_is_refused_or_compiled_never_a_traceback(data: st.DataObject) -> None:
    source = f"{GOOD}---\n{SIDE}"
    start = data.draw(st.integers(0, len(source)))
    length = data.draw(st.integers(0, 40))
    put = data.draw(
        st.sampled_from(["", "[]", "{}", "1", "true", "~", "1.5", "{a: [", "---", "\n"])
    )
    told: list[str] = []
    try:
        compile_text(source[:start] + put + source[start + length :], "thu")
    except Faulty as faulty:
        told = [fault.told(lang) for fault in faulty.faults for lang in ("vi", "en")]
        told = told or ["a refusal that says nothing"]
    assert all(line.startswith("thu.yaml") for line in told)
