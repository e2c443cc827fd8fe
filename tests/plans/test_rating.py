"""A rating's stars as the first answer: what a plan, its survey and its template must have."""

from dataclasses import replace
from pathlib import Path

import pytest

from flows.language.compile import compile_text, load_flow
from plans.compile import load_plan
from plans.model import LegalBasis, Plan, ZaloTemplates
from plans.rating import misrated
from post.templates.book import TemplateBook
from post.templates.compile import load_templates

ROOT = Path(__file__).parents[2]
BOOK = load_templates(ROOT / "examples" / "zalo")
PLAN = load_plan(ROOT / "examples" / "an_giang" / "plan.yaml")
FLOW = load_flow(ROOT / "flows" / "hai-long-tthc.yaml")
SOURCE = PLAN.source.replace(
    'remind: "390002"', 'remind: "390002", rating: "390003", rating_answers: tong_the'
)


def rating(answers: str = "tong_the", id_: str = "390003") -> Plan:
    return replace(PLAN, source=SOURCE, zalo=ZaloTemplates("390001", "390002", id_, answers))


def told(plan: Plan, flow: str = "hai-long-tthc", book: TemplateBook = BOOK) -> list[str]:
    survey = load_flow(ROOT / "flows" / f"{flow}.yaml")
    return [f"{f.line}: {f.code}" for f in misrated(plan, survey, book, "plan.yaml")]


def test_the_shipped_template_with_the_shipped_surveys() -> None:
    assert told(PLAN) == []
    assert told(rating()) == []
    assert told(rating("diem"), "mot-cham") == []


def test_a_plan_that_asks_consent_first_cannot_use_it() -> None:
    assert told(replace(rating(), legal_basis=LegalBasis.CONSENT)) == ["93: P106"]


@pytest.mark.parametrize(
    "answers",
    ["tong_thee", "gop_y", "cho_ngoi", "kenh_gop_y", "vi_sao", ""],
)
def test_only_a_five_point_scale_that_everybody_is_asked(answers: str) -> None:
    assert told(rating(answers)) == ["93: P107"]


def test_the_near_question_is_offered() -> None:
    fault = misrated(rating("tongthe"), FLOW, BOOK, "plan.yaml")[0]
    assert "“tong_the”" in fault.remedy
    assert fault.column == SOURCE.splitlines()[92].index("rating_answers") + 1


FLOW_OF = """\
title: Thử
minutes: 1
notice: "{department.name} hỏi về {agency.name}, {plan.hotline}."
thanks: {complete: Cảm ơn, refused: Vâng, wrong_person: Vâng, expired: Hết, quota_full: Đủ}
valid_when: {answered: [diem], criteria_percent: 0}
questions:
  %s
  m_diem: {section: Điểm}
  diem: {text: Mấy sao?, kind: stars, required: true}
"""


def test_nothing_that_ends_the_talk_may_stand_before_it() -> None:
    gate = "a: {text: Có phải Ông/Bà không?, kind: yes_no, ends: {no: wrong_person}}"
    plain = "a: {text: Ông/Bà đến mấy lần?, kind: yes_no}"
    for first, codes in ((gate, ["P108"]), (plain, [])):
        flow = compile_text(FLOW_OF % f"m_a: {{section: A}}\n  {first}", "thu")
        found = misrated(rating("diem"), flow, BOOK, "plan.yaml")
        assert [fault.code for fault in found] == codes


def test_the_notice_stands_in_the_template() -> None:
    whole = BOOK.get("390003")
    assert whole is not None
    short = replace(whole, params=tuple(p for p in whole.params if p.source != "plan.keep_until"))
    found = misrated(rating(), FLOW, TemplateBook([short]), "plan.yaml")
    assert [fault.code for fault in found] == ["P109"]
    assert "plan.keep_until" in found[0].what
