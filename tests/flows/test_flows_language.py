"""What a survey's YAML means once it is compiled: kinds, sections, texts, hash, placeholders."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.language.compile import compile_flow, compile_text, load_flow
from flows.language.placeholders import FIELDS, fill, needed, wrong
from flows.model import DONT_KNOW, SKIPPED, Alert, Ending, Kind
from flows.walk.path import Standing
from flows.walk.walk import path
from ground.yamlfile import parse

SOURCE = """\
# một chú thích
title: Thử
minutes: 4
notice: Xin hỏi Ông/Bà.
thanks: {complete: Cảm ơn, refused: Đã ghi nhận, expired: Đã hết hạn, quota_full: Đã đủ}
scales: {muc: [Tệ, {label: Vừa, icon: 😐, words: [tạm, tàm tạm]}, Tốt]}
questions:
  m1: {section: Một, scale: muc, criterion: II.A, alert: [1]}
  q1: Thế nào?
  q2: {text: Còn đây?, when: q1 <= 2, alert: [1, 2], dont_know: false}
  m2: {section: Hai}
  q3: {text: Có không?, kind: yes_no, hint: "Có hay không", ends: {no: refused}}
  q4: {text: Chọn gì?, choices: {no: Một, yes: Hai}}
  q5: {text: Vì sao?, kind: text, max_length: 300}
"""
SIDE = """\
language: en
title: A trial
questions: {m1: One, q1: How?, q4: {text: Which?, choices: {no: One}}, q3: {hint: Yes or no}}
scales: {muc: [Bad, Fair, Good]}
"""
FLOW = compile_text(f"{SOURCE}---\n{SIDE}", "thu")


def test_questions() -> None:
    q1, q2, q3, q4, q5 = FLOW.questions
    assert [q.kind for q in FLOW.questions] == [
        Kind.SCALE, Kind.SCALE, Kind.YES_NO, Kind.CHOICE, Kind.TEXT,
    ]  # fmt: skip
    assert [q.section for q in FLOW.questions] == ["m1", "m1", "m2", "m2", "m2"]
    assert [(s.id, s.title["vi"]) for s in FLOW.sections] == [("m1", "Một"), ("m2", "Hai")]
    assert (q1.criterion, q1.alert, q1.dont_know) == ("II.A", Alert(frozenset("1")), True)
    assert (q2.criterion, q2.alert, q2.dont_know) == ("II.A", Alert(frozenset("12")), False)
    assert (q3.ends, q3.dont_know, q3.criterion) == ({"no": Ending.REFUSED}, False, None)
    assert [c.value for c in q4.choices] == ["no", "yes"]
    assert (q5.max_length, q5.dont_know, q5.choices) == (300, False, ())
    assert q2.when is not None
    assert q2.when.source == "q1 <= 2"
    assert FLOW.by_id["q4"] is q4
    assert FLOW.valid_when.answered == ("q1",)
    assert FLOW.valid_when.criteria_percent == 80


def test_texts_and_choices() -> None:
    q1, _, q3, q4, _ = FLOW.questions
    assert q1.text == {"vi": "Thế nào?", "en": "How?"}
    fair = q1.choices[1]
    assert (fair.value, fair.label, fair.icon) == ("2", {"vi": "Vừa", "en": "Fair"}, "😐")
    assert fair.words == {"vi": ("tạm", "tàm tạm")}
    assert [c.label for c in q3.choices] == [{"vi": "Có", "en": "Yes"}, {"vi": "Không", "en": "No"}]
    assert q3.hint == {"vi": "Có hay không", "en": "Yes or no"}
    assert [c.label for c in q4.choices] == [{"vi": "Một", "en": "One"}, {"vi": "Hai"}]


def test_what_is_not_translated_is_listed() -> None:
    assert FLOW.untranslated == (
        "en: notice",
        "en: thanks.complete",
        "en: thanks.refused",
        "en: thanks.expired",
        "en: thanks.quota_full",
        "en: questions.q2.text",
        "en: questions.m2.text",
        "en: questions.q3.text",
        "en: questions.q4.choices.yes",
        "en: questions.q5.text",
    )


def test_scope_turns_stored_values_into_names() -> None:
    answers = {"q1": "2", "q2": "3", "q3": "yes", "q4": "no", "q5": ""}
    assert path(FLOW, Standing(answers, {"case.filed_online": True})).names == {
        "q1": 2, "q2": 3, "q3": True, "q4": "no", "q5": 1, "criteria": [2, 3],
        "case.filed_online": True,
    }  # fmt: skip
    assert path(FLOW, Standing({"q1": DONT_KNOW, "q2": SKIPPED, "q3": "no"}, {})).names == {
        "q1": None, "q3": False, "criteria": [],  # what is not asked has no name: it is missing
    }  # fmt: skip


@pytest.mark.parametrize(("there", "instead"), [
    ("# một chú thích", "# khác"),
    ("title: Thử\nminutes: 4\n", "minutes: 4\n\ntitle:   'Thử'\n"),
    ("q1 <= 2", "q1  <=  2"),
])  # fmt: skip
def test_a_comment_an_order_of_keys_or_spacing_keeps_the_hash(there: str, instead: str) -> None:
    changed = FLOW.source.replace(there, instead)
    assert changed != FLOW.source
    assert compile_text(changed, "thu").hash == FLOW.hash


@pytest.mark.parametrize(("there", "instead"), [
    ("Thế nào?", "Thế nào ạ?"),
    ("q1 <= 2", "q1 <= 1"),
    ("minutes: 4", "minutes: 5"),
    ("alert: [1]", "alert: [1, 2]"),
    ("ends: {no", "ends: {yes"),
    ("Fair", "Middling"),
    ("II.A", "II.B"),
    ("tàm tạm", "vừa vừa"),
    ("max_length: 300", "max_length: 301"),
])  # fmt: skip
def test_what_changes_the_meaning_changes_the_hash(there: str, instead: str) -> None:
    assert compile_text(FLOW.source.replace(there, instead), "thu").hash != FLOW.hash


def test_another_name_is_another_flow() -> None:
    assert compile_text(FLOW.source, "khac").hash != FLOW.hash


def test_files_and_text_compile_to_the_same(tmp_path: Path) -> None:
    (tmp_path / "thu.yaml").write_bytes(b"\xef\xbb\xbf" + SOURCE.replace("\n", "\r\n").encode())
    (tmp_path / "thu.en.yaml").write_text(f"---\n{SIDE}", "utf-8")
    (tmp_path / "thu.test.yaml").write_text("not: [a, translation]", "utf-8")
    loaded = load_flow(tmp_path / "thu.yaml")
    assert loaded.hash == FLOW.hash
    assert compile_text(loaded.source, "thu").hash == FLOW.hash


def test_without_a_source_the_flow_keeps_its_documents() -> None:
    flow = compile_flow(parse(SOURCE.encode(), "thu.yaml"), [parse(SIDE.encode(), "thu.en.yaml")])
    assert flow.hash == FLOW.hash
    assert compile_text(flow.source, "thu").hash == FLOW.hash


@pytest.mark.parametrize(("text", "filled"), [
    ("Sở: {department.name}", "Sở: Sở Nội vụ"),
    ("{case.procedure|thủ tục của Ông/Bà}", "thủ tục của Ông/Bà"),
    ("{department.name|Sở}", "Sở Nội vụ"),
    ("{plan.hotline|tổng đài}", "tổng đài"),  # it is there, but empty
    ("{case.procedure}", "…"),
    ("{{department.name}}", "{department.name}"),
    ("50 % {0} {department.name!r}", "50 % {0} {department.name!r}"),
    ("", ""),
])  # fmt: skip
def test_placeholders(text: str, filled: str) -> None:
    assert fill(text, {"department.name": "Sở Nội vụ", "plan.hotline": ""}) == filled


def test_a_value_is_never_filled_again() -> None:
    assert fill("{agency.name}", {"agency.name": "{plan.hotline}", "plan.hotline": "1"}) == (
        "{plan.hotline}"
    )


def test_needed_and_wrong() -> None:
    assert needed("{case.month} {plan.hotline|x} {agency.name}") == {"case.month", "agency.name"}
    assert list(wrong("{case.month} {{x}} {plan.hotline|gọi}")) == []
    assert list(wrong("{case.moth} {X} {")) == [
        ("F022", "case.moth"),
        ("F023", "{X}"),
        ("F023", "{"),
    ]


@settings(max_examples=300)
@given(st.text(alphabet="{}|.agencynme x", max_size=40))
def test_filling_never_fails(text: str) -> None:
    filled = fill(text, FIELDS)
    if "{" not in text and "}" not in text:
        assert filled == text
