"""plan.yaml: what a good one becomes, and that the shipped ones are good."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from cases.agencies_file import read_agencies
from ground.when import Window
from plans.compile import compile_text, load_plan
from plans.model import (
    Budget,
    Days,
    Fixed,
    LastDays,
    LegalBasis,
    Months,
    Officers,
    Plan,
    Proportional,
    Reach,
    Shortage,
    ZaloTemplates,
    days_of,
    keeps_until,
    quotas_of,
)

EXAMPLES = Path(__file__).parents[2] / "examples"
UNITS = {"H01.01": "Sở Giao thông Vận tải", "H01.02": "Sở Y tế", "H01.03": "Thanh tra tỉnh"}
GOOD = """\
plan: an-giang-2026
title: Khảo sát
department: Sở Nội vụ tỉnh An Giang
hotline: 0296 300 0000
agencies: agencies.yaml
flow: hai-long-tthc
period: {from: 2026-07-01, to: 2026-12-31}
total: 50
quota: {H01.01: 30, H01.02: 20, H01.03: 0}
alerts: {default: a@b.vn, H01.02: y-te@b.vn}
channels: [zalo, email]
zalo: {invite: "390001", remind: 390002}
keep_until: 2027-12-31
"""


CONSULTATION, PAID_CONSULTATION, TEMPLATE_USER, TEMPLATE_PHONE, RATING, EMAIL = Reach


def changed(old: str, new: str) -> str:
    """The good plan with one piece replaced."""
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


def test_a_good_plan_whole() -> None:
    assert compile_text(GOOD, UNITS) == Plan(
        name="an-giang-2026",
        title="Khảo sát",
        department="Sở Nội vụ tỉnh An Giang",
        hotline="0296 300 0000",
        flow="hai-long-tthc",
        agencies="agencies.yaml",
        period=Days(date(2026, 7, 1), date(2026, 12, 31)),
        statuses=frozenset({"10"}),
        total=50,
        quota=Fixed({"H01.01": 30, "H01.02": 20, "H01.03": 0}),
        shortage=Shortage.REPORT,
        seed=None,
        reach=(CONSULTATION, PAID_CONSULTATION, TEMPLATE_USER, TEMPLATE_PHONE, EMAIL),
        budget=None,
        zalo=ZaloTemplates("390001", "390002"),
        window=Window(time(7, 30), time(20, 30)),
        office=Window(time(7, 30), time(17)),
        officers=Officers("", ""),
        reminders=(timedelta(days=3),),
        patience=timedelta(days=3),
        expires=timedelta(days=21),
        keep_until=date(2027, 12, 31),
        legal_basis=LegalBasis.PUBLIC_TASK,
        alerts={"H01.01": "a@b.vn", "H01.02": "y-te@b.vn"},
        source=GOOD,
        # sha256sum of a file with the text above
        hash="9fa2e7a209a65c2dbef008636290dd5838551bb7bd9b000e4808b8fc73ed0bcc",
    )


def test_what_may_be_written_otherwise() -> None:
    source = """\
plan: p
title: t
department: d
hotline: "1022"
agencies: a.yaml
flow: f
period: {last: 26 tuần}
population: {statuses: [10, 9]}
quota:
  total: 100
  proportional: true
  minimum: 10
  except: [H01.03]
alerts: {H01.01: a@b.vn, H01.02: c@d.vn}
channels: [email]
window: {from: "07:00", to: "21:00"}
reminders: []
patience: 36 giờ
expires: 2 weeks
keep_until: 24 tháng
legal_basis: consent
seed: 7
"""
    plan = compile_text(source, UNITS)
    assert plan.period == LastDays(182)
    assert plan.statuses == {"10", "9"}
    assert (plan.total, plan.quota) == (100, Proportional(("H01.01", "H01.02"), 10))
    assert (plan.channels, plan.zalo) == (("email",), None)
    assert plan.window == Window(time(7), time(21))
    assert (plan.reminders, plan.patience) == ((), timedelta(hours=36))
    assert plan.expires == timedelta(days=14)
    assert plan.keep_until == Months(24)
    assert (plan.legal_basis, plan.seed) == (LegalBasis.CONSENT, "7")
    assert quotas_of(plan, {"H01.01": 900, "H01.02": 4}) == {"H01.01": 96, "H01.02": 4}


def test_the_period_is_counted_back_from_the_day_of_the_draw() -> None:
    fixed = compile_text(GOOD, UNITS)
    last = compile_text(changed("{from: 2026-07-01, to: 2026-12-31}", "{last: 3 days}"), UNITS)
    today = date(2026, 3, 1)
    assert days_of(fixed, today) == Days(date(2026, 7, 1), date(2026, 12, 31))
    assert days_of(last, today) == Days(date(2026, 2, 27), date(2026, 3, 1))


@pytest.mark.parametrize(
    ("months", "drawn_on", "until"),
    [
        ("1 month", date(2027, 1, 31), date(2027, 2, 28)),
        ("12 months", date(2026, 12, 31), date(2027, 12, 31)),
        ("11 months", date(2026, 1, 15), date(2026, 12, 15)),
    ],
)
def test_links_are_kept_so_many_months(months: str, drawn_on: date, until: date) -> None:
    plan = compile_text(changed("keep_until: 2027-12-31", f"keep_until: {months}"), UNITS)
    assert keeps_until(plan, drawn_on) == until


def test_links_are_kept_until_a_day() -> None:
    assert keeps_until(compile_text(GOOD, UNITS), date(2026, 7, 1)) == date(2027, 12, 31)


def test_quotas_by_groups() -> None:
    groups = """\
quota:
  - {name: nhiều, quota: 20, units: [H01.01, H01.03]}
  - {quota: 10, units: [H01.02]}
"""
    source = changed("quota: {H01.01: 30, H01.02: 20, H01.03: 0}\n", groups)
    assert compile_text(source, UNITS).quota == Fixed({"H01.01": 20, "H01.03": 20, "H01.02": 10})


def test_the_quotas_after_the_reform_in_dong_nai() -> None:
    """13 × 30 + 95 × 30 = 3,240, as it was done in 2025."""
    units = {f"H19.{n}": f"Đơn vị {n}" for n in range(1, 109)}
    bodies, communes = list(units)[:13], list(units)[13:]
    source = changed("total: 50", "total: 3240").replace(
        "quota: {H01.01: 30, H01.02: 20, H01.03: 0}",
        f"quota:\n  - {{quota: 30, units: [{', '.join(bodies)}]}}\n"
        f"  - {{quota: 30, units: [{', '.join(communes)}]}}",
    )
    plan = compile_text(source.replace(", H01.02: y-te@b.vn", ""), units)
    assert (len(plan.alerts), sum(quotas_of(plan, {}).values())) == (108, 3240)


def test_the_shipped_plan_of_an_giang() -> None:
    plan = load_plan(EXAMPLES / "an_giang" / "plan.yaml")
    assert isinstance(plan.quota, Fixed)
    quotas = list(plan.quota.by_unit.values())
    assert (plan.total, sum(quotas), len(quotas)) == (780, 780, 29)
    assert (quotas.count(30), quotas.count(20)) == (20, 9)
    assert sum(quotas[:18]) == 450
    assert len(set(plan.alerts.values())) == 29
    assert plan.period == LastDays(180)


def test_the_shipped_plan_of_dong_nai() -> None:
    plan = load_plan(EXAMPLES / "dong_nai" / "plan.yaml")
    assert isinstance(plan.quota, Proportional)
    assert (plan.total, plan.quota.minimum) == (10000, 30)
    sizes = {code: 1000 * (n + 1) for n, code in enumerate(plan.quota.units)}
    assert sum(quotas_of(plan, sizes).values()) == 10000


def test_the_codes_of_the_shipped_plan_carry_the_names_beside_them() -> None:
    """The comments of plan.yaml name the units; agencies.yaml must mean the same ones."""
    text = (EXAMPLES / "an_giang" / "plan.yaml").read_text("utf-8")
    rows = [line.strip(" -").split(" # ") for line in text.splitlines() if "  - H01." in line]
    assert len(rows) == 29
    units = read_agencies(EXAMPLES / "an_giang" / "agencies.yaml")
    for code, name in rows:
        unit = units.with_code(code)
        assert unit is not None
        assert name in (unit.name, *unit.names)


@pytest.mark.parametrize(
    ("written", "reach"),
    [
        ("channels: [email, zalo]", (EMAIL, CONSULTATION, PAID_CONSULTATION, TEMPLATE_USER,
                                     TEMPLATE_PHONE)),
        ("channels: [email]", (EMAIL,)),
        ("reach: [template_phone, email]", (TEMPLATE_PHONE, EMAIL)),
        ("reach: [consultation, rating, email]\nchannels: [zalo, email]",
         (CONSULTATION, RATING, EMAIL)),
    ],
)  # fmt: skip
def test_the_order_of_ways(written: str, reach: tuple[Reach, ...]) -> None:
    source = changed("channels: [zalo, email]", written).replace(
        "invite:", 'rating: "390003", rating_answers: chung, invite:'
    )
    assert compile_text(source, UNITS).reach == reach


def test_ways_without_templates_need_no_block() -> None:
    source = changed("channels: [zalo, email]", "reach: [consultation, email]")
    source = source.replace('zalo: {invite: "390001", remind: 390002}\n', "")
    assert compile_text(source, UNITS).zalo == ZaloTemplates("", "")


def test_an_account_and_a_budget() -> None:
    source = changed(
        "remind: 390002}",
        'remind: 390002, account: "8812"}\nbudget: {total: 2000000, warn: 75%}',
    )
    plan = compile_text(source, UNITS)
    assert plan.zalo == ZaloTemplates("390001", "390002", account="8812")
    assert plan.budget == Budget(2_000_000, 75)
    assert compile_text(source.replace(", warn: 75%", ""), UNITS).budget == Budget(2_000_000, 80)
