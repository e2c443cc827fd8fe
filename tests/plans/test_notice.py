"""The notice stays within sixty words: in the survey, in the template, with a plan's own names."""

import json
from dataclasses import replace
from pathlib import Path

from flows.language.compile import load_flow
from flows.language.placeholders import FIELDS
from plans.compile import load_plan
from plans.notice import too_long

ROOT = Path(__file__).parents[2]
FLOW = load_flow(ROOT / "flows" / "hai-long-tthc.yaml")
PLAN = load_plan(ROOT / "examples" / "an_giang" / "plan.yaml")


def test_the_shipped_plan_and_survey_fit() -> None:
    assert too_long(PLAN, FLOW, ["Sở Văn hóa, Thể thao và Du lịch"], "plan.yaml") == []


def test_a_long_department_is_told_with_the_unit_and_the_count() -> None:
    plan = replace(PLAN, department="Sở Nội vụ thuộc Ủy ban nhân dân tỉnh An Giang")
    faults = too_long(plan, FLOW, ["Sở Y tế", "Sở Văn hóa, Thể thao và Du lịch"], "plan.yaml")
    assert {fault.code for fault in faults} == {"P101"}
    assert "Sở Văn hóa, Thể thao và Du lịch" in faults[0].what
    assert "65 chữ" in faults[0].what


def test_the_template_that_zalo_approves_fits_too() -> None:
    """The platform's copy of the invitation, filled with the longest realistic values."""
    kept = json.loads((ROOT / "sandbox" / "templates" / "390001.json").read_text())
    values = {
        "so_noi_vu": FIELDS["department.name"],
        "co_quan": FIELDS["agency.name"],
        "thang": FIELDS["case.month"],
        "so_phut": FIELDS["plan.minutes"],
        "luu_den": FIELDS["plan.keep_until"],
        "hotline": FIELDS["plan.hotline"],
        "ma": "7K2M9PQR",
    }
    notice = kept["paragraphs"][0]
    for name, value in values.items():
        notice = notice.replace(f"<{name}>", value)
    assert "<" not in notice
    assert len(notice.split()) <= 60
