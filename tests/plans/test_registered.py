"""A plan's templates: described, of the right kind, and long enough for the plan's own names."""

from dataclasses import replace
from pathlib import Path

import pytest

from plans.compile import load_plan
from plans.model import Plan, ZaloTemplates
from plans.registered import unregistered
from post.templates.book import TemplateBook
from post.templates.compile import load_templates

EXAMPLES = Path(__file__).parents[2] / "examples"
BOOK = load_templates(EXAMPLES / "zalo")
PLAN = load_plan(EXAMPLES / "an_giang" / "plan.yaml")
UNITS = ["Sở Y tế", "Sở Văn hóa, Thể thao và Du lịch"]


def told(plan: Plan, book: TemplateBook = BOOK, units: list[str] = UNITS) -> list[str]:
    return [f"{f.line}: {f.code}" for f in unregistered(plan, book, units, "plan.yaml")]


def with_ids(**ids: str) -> Plan:
    return replace(PLAN, zalo=ZaloTemplates(**{"invite": "390001", "remind": "390002", **ids}))


@pytest.mark.parametrize("name", ["an_giang", "dong_nai"])
def test_the_shipped_plans_fit(name: str) -> None:
    assert told(load_plan(EXAMPLES / name / "plan.yaml")) == []


def test_a_plan_without_zalo_names_none() -> None:
    assert told(replace(PLAN, zalo=None), TemplateBook()) == []


@pytest.mark.parametrize(
    ("ids", "codes"),
    [
        ({"invite": "390009"}, ["P102"]),
        ({"invite": "1", "remind": "2", "rating": "3"}, ["P102", "P102", "P102"]),
        ({"invite": "390003"}, ["P103"]),
        ({"remind": ""}, []),
        ({"rating": "390003"}, []),
        ({"rating": "390002"}, ["P103"]),
    ],
)
def test_unknown_ids_and_other_kinds(ids: dict[str, str], codes: list[str]) -> None:
    found = unregistered(with_ids(**ids), BOOK, UNITS, "plan.yaml")
    assert [fault.code for fault in found] == codes


def test_the_fault_stands_at_the_id_and_offers_the_near_one() -> None:
    source = PLAN.source.replace('invite: "390001"', 'invite: "390011"')
    line = next(n for n, text in enumerate(source.splitlines(), 1) if "390011" in text)
    plan = replace(with_ids(invite="390011"), source=source)
    fault = unregistered(plan, BOOK, UNITS, "plan.yaml")[0]
    assert (fault.line, fault.column) == (line, source.splitlines()[line - 1].index("390011") + 1)
    assert "“390001”" in fault.remedy


def test_a_template_without_a_way_to_answer_is_refused() -> None:
    bare = [replace(t, buttons=(), params=()) for t in BOOK.all]
    assert told(PLAN, TemplateBook(bare)) == ["93: P104", "93: P104"]


def test_names_too_long_for_their_parameter_are_told_one_by_one() -> None:
    short = [replace(t, params=tuple(replace(p, type=5) for p in t.params)) for t in BOOK.all]
    found = unregistered(PLAN, TemplateBook(short), [*UNITS, "Sở " + "a" * 40], "plan.yaml")
    assert {fault.code for fault in found} == {"P105"}
    assert "43 ký tự" in found[-1].what
