"""Turns an officer's plan.yaml into a Plan, or tells all its faults at once.

It draws nobody and does not know whether the survey named in `flow:` exists. Codes of faults:

P001 unknown key · P002 missing key · P003 wrong shape · P004 bad number · P005 bad word ·
P006 bad length of time · P007 bad day or hour · P008 another sum than the total ·
P009 unknown unit · P010 unit without a quota · P011 unit twice · P012 minimum too high ·
P013 bad mail address · P014 no address for alerts · P015 window · P016 times that do not fit
together · P017 Zalo templates · P018 channels and ways that do not agree · P019 warning.
"""

import hashlib
import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path as FilePath

from cases.agencies_file import read_agencies
from ground.faults import Fault, Faulty
from ground.fields import Fields
from ground.yamlfile import parse, read
from plans.model import (
    Days,
    LastDays,
    LegalBasis,
    Months,
    Period,
    Plan,
    Shortage,
)
from plans.order import read_budget, read_reach, read_zalo
from plans.reach import (
    USUAL_DELAY,
    USUAL_LIFE,
    read_office,
    read_officers,
    read_reminders,
    read_span,
    read_window,
    refuse_dead_links,
)
from plans.units import Names, read_alerts, read_quota

STATUSES = ("10", "9")  # of the national sync: result handed over; finished, not yet collected
LONGEST_PERIOD = timedelta(days=1100)
MAX_MONTHS = 120  # the longest time that links to cases may be kept

_REQUIRED = (
    "plan",
    "title",
    "department",
    "hotline",
    "agencies",
    "flow",
    "period",
    "quota",
    "alerts",
    "keep_until",
)
_KNOWN = (
    *_REQUIRED,
    "population",
    "total",
    "shortage",
    "seed",
    "channels",
    "reach",
    "zalo",
    "budget",
    "window",
    "office",
    "officers",
    "reminders",
    "patience",
    "expires",
    "legal_basis",
    "sensitive",
)


def load_plan(path: FilePath) -> Plan:
    """Read a plan and the file of units beside it; raises Faulty with the faults of both."""
    fields = Fields(read(path))
    units, faults = _units_beside(path, fields.value(("agencies",)))
    plan = _read_plan(fields, path.read_bytes().decode("utf-8-sig"), units)
    if fields.faults or faults:
        raise Faulty([*_in_order(fields.faults), *faults])
    return plan


def compile_text(source: str, agencies: Names, file: str = "plan.yaml") -> Plan:
    """Compile a plan's text; `agencies` is unit code to name. Raises Faulty."""
    fields = Fields(parse(source.encode(), file))
    plan = _read_plan(fields, source, agencies)
    if fields.faults:
        raise Faulty(_in_order(fields.faults))
    return plan


def _units_beside(path: FilePath, name: object) -> tuple[Names | None, Sequence[Fault]]:
    """The units of the file beside the plan; None, and its faults, where it cannot be used."""
    if not isinstance(name, str) or FilePath(name).name != name:
        return None, ()  # told as a fault of the plan
    try:
        agencies = read_agencies(path.with_name(name))
    except Faulty as broken:
        return None, broken.faults
    return {unit.code: unit.name for unit in agencies.units}, ()


def _in_order(faults: Sequence[Fault]) -> list[Fault]:
    """Faults from the top of the file to its end."""
    return sorted(faults, key=lambda fault: (fault.line, fault.column, fault.code))


def _read_plan(fields: Fields, source: str, units: Names | None) -> Plan:
    asked = () if fields.has(("reach",)) else ("channels",)
    fields.table((), _KNOWN, (*_REQUIRED, *asked))
    total, quota = read_quota(fields, units)
    period, reach = _period(fields), read_reach(fields)
    reminders = read_reminders(fields)
    plan = Plan(
        name=fields.slug(("plan",)),
        title=fields.text(("title",)),
        department=fields.text(("department",)),
        hotline=_hotline(fields),
        flow=fields.slug(("flow",)),
        agencies=_file_beside(fields),
        period=period,
        statuses=_statuses(fields),
        total=total,
        quota=quota,
        shortage=Shortage(_word(fields, "shortage", tuple(Shortage))),
        seed=fields.text(("seed",), 80) if fields.has(("seed",)) else None,
        reach=reach,
        budget=read_budget(fields),
        zalo=read_zalo(fields, reach, bool(reminders)),
        window=read_window(fields),
        office=read_office(fields),
        officers=read_officers(fields),
        reminders=reminders,
        patience=read_span(fields, "patience", USUAL_DELAY),
        expires=read_span(fields, "expires", USUAL_LIFE),
        keep_until=_keep_until(fields, period),
        legal_basis=LegalBasis(_word(fields, "legal_basis", tuple(LegalBasis))),
        alerts=read_alerts(fields, quota, units) if fields.has(("alerts",)) else {},
        source=source,
        hash=hashlib.sha256(source.encode()).hexdigest(),
        sensitive=_sensitive(fields),
    )
    refuse_dead_links(fields, plan)
    return plan


def _period(fields: Fields) -> Period:
    path = ("period",)
    if not fields.has(path) or not fields.table(path, ("from", "to", "last")):
        return LastDays(1)
    if fields.has((*path, "last")):
        fields.table(path, ("last",))
        return LastDays(max(1, fields.span((*path, "last"), LONGEST_PERIOD).days))
    fields.table(path, ("from", "to"), ("from", "to"))
    days = Days(fields.day((*path, "from")), fields.day((*path, "to")))
    if date.min not in (days.first, days.last) and days.last < days.first:
        fields.fault(
            (*path, "to"),
            "P016",
            ("Ngày cuối đứng trước ngày đầu.", "Hãy đổi lại “from” và “to”."),
            ("The last day is before the first.", "Swap “from” and “to”."),
        )
    return days


def _statuses(fields: Fields) -> frozenset[str]:
    if not fields.has(("population",)):
        return frozenset({"10"})
    if not fields.table(("population",), ("statuses",), ("statuses",)):
        return frozenset()
    return frozenset(fields.words(("population", "statuses"), STATUSES))


def _word(fields: Fields, key: str, allowed: tuple[str, ...]) -> str:
    """The word at `key`; the first of `allowed` where nothing is written."""
    return fields.word((key,), allowed) if fields.has((key,)) else allowed[0]


def _hotline(fields: Fields) -> str:
    line = fields.text(("hotline",), 40)
    if line and not re.search(r"[0-9].*[0-9].*[0-9]", line):
        fields.fault(
            ("hotline",),
            "P003",
            (f"“{line}” không phải số điện thoại.", "Hãy ghi số để người dân gọi hỏi."),
            (f"“{line}” is no telephone number.", "Write the number that citizens can call."),
        )
    return line


def _sensitive(fields: Fields) -> tuple[str, ...]:
    path = ("sensitive",)
    if not fields.has(path):
        return ()
    return tuple(fields.text((*path, place), 80) for place in fields.items(path))


def _file_beside(fields: Fields) -> str:
    name = fields.text(("agencies",))
    if "/" in name or "\\" in name:
        fields.fault(
            ("agencies",),
            "P003",
            ("Tệp đơn vị phải nằm cạnh tệp kế hoạch.", "Chỉ ghi tên tệp, như “agencies.yaml”."),
            ("The file of units stands beside the plan.", "Write its name only."),
        )
    return name


def _keep_until(fields: Fields, period: Period) -> date | Months:
    path = ("keep_until",)
    written = fields.value(path)
    if match := re.fullmatch(r"([0-9]{1,4}) ?(months?|tháng)", str(written).strip().lower()):
        months = int(match[1])
        if not 1 <= months <= MAX_MONTHS:
            fields.fault(
                path,
                "P006",
                (f"Chỉ được giữ từ 1 đến {MAX_MONTHS} tháng.", "Hãy sửa số tháng."),
                (f"It may be kept for 1 to {MAX_MONTHS} months.", "Correct the number."),
            )
        return Months(months)
    day = fields.day(path)
    if isinstance(period, Days) and date.min != day < period.last:
        fields.fault(
            path,
            "P016",
            ("Hạn lưu kết thúc trước kỳ khảo sát.", "Hãy ghi một ngày muộn hơn."),
            ("It ends before the survey's period does.", "Write a later day."),
        )
    return day
