"""The case and the plan that a test is about, where it says nothing else. Nobody's data."""

from collections.abc import Mapping
from datetime import datetime

from bot.conversation import Fact
from ground.when import VIETNAM

SAMPLE: Mapping[str, Fact] = {
    "agency.code": "AG01",
    "agency.name": "UBND phường Long Xuyên",
    "case.field": "Hộ tịch",
    "case.filed_online": False,
    "case.month": "11/2026",
    "case.returned_on": "2026-11-16",
    "case.procedure": "Cấp bản sao trích lục hộ tịch",
    "department.name": "Sở Nội vụ tỉnh An Giang",
    "plan.consent": False,
    "plan.deadline": "07/12/2026",
    "plan.hotline": "0296 3957 000",
    "plan.keep_until": "31/12/2027",
    "plan.minutes": "4",
}
"""Every fact that a condition or a placeholder may name."""

START = datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)
"""When every talk begins: a Monday at nine."""
