"""A case as the rest of the house sees it, and when it is completed. Pure; it stores nothing."""

import re
from collections.abc import Container
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from operator import attrgetter

import orjson

from ground.when import local
from people.keys import Marks

_MIDNIGHT = time(0)
_NATIONAL = re.compile(
    r"(?:[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}|[A-Z][0-9]{2}(?:\.[0-9]{2,3}){0,5})"
    r"-[0-9]{6}-[0-9]{4,6}"
)
"""Case codes of article 19 of TT 01/2018/TT-VPCP, in the old and the new order of the agency."""

RETURNED = "10"
FINISHED = "9"
REFUSABLE = frozenset(("3", "8", FINISHED, RETURNED))
"""Statuses in which a written refusal may have ended the case; 7 was withdrawn by the citizen."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case of one agency, checked. Every time is UTC; "" stands nowhere for "not known"."""

    key: str  # independent of the file it came from
    code: str
    agency: str  # the agency's code
    procedure_code: str | None
    procedure: str | None
    field: str | None
    filed_online: bool
    applicant_kind: str | None  # "1" person, "2" business, "3" state body, "4" other
    status: str  # "1" to "10", the national sync's TrangThaiHoSo
    refused: bool  # the result is a written refusal
    received_at: datetime | None
    due_at: datetime | None
    # For status 9, whose result lies uncollected, the moment the handling ended.
    returned_at: datetime | None
    returned_on: date | None  # the Vietnamese day of returned_at
    name: str | None
    identity: str | None  # 12 or 9 digits, never a dummy
    phone: str | None  # a mobile, "84912345678": Zalo can reach it
    landline: str | None  # for the list of those to be called
    email: str | None

    def marks(self) -> Marks:
        """What tells who the applicant is."""
        return Marks(self.identity, self.phone, self.email)

    def content(self) -> str:
        """All of it as one text, the same for the same content; to be hashed, never kept."""
        return orjson.dumps(parts(self)).decode()


parts = attrgetter(*(field.name for field in fields(CaseRow)))


def is_national(code: str) -> bool:
    """Whether a case code is unique in the whole country."""
    return _NATIONAL.fullmatch(code) is not None


def agency_part(code: str) -> str:
    """The agency's code in a national case code: "H01.12" of "H01.12-260115-0001"; else ""."""
    return code.rsplit("-", 2)[0] if is_national(code) else ""


def case_key(code: str, agency: str) -> str:
    """The national code alone, else the agency's code before a code of its own making."""
    folded = code.upper()
    return folded if is_national(folded) else f"{agency}/{folded}"


def has_result(case: CaseRow, today: date) -> bool:
    """Whether the citizen has had a result by today: returned, or refused in writing."""
    return _dated(case, today) and (case.status == RETURNED or case.refused)


def completed(
    case: CaseRow, period_from: date, period_to: date, statuses: Container[str], today: date
) -> bool:
    """Whether a plan's population has this case.

    Status 10, or a written refusal, or another status that the plan names in `statuses` (such as
    9), with a return day inside the period by local date, both ends included, not in the future
    and not before the day of receipt.
    """
    if not _dated(case, today) or case.returned_on is None:
        return False
    inside = period_from <= case.returned_on <= period_to
    return inside and (case.status == RETURNED or case.refused or case.status in statuses)


def _dated(case: CaseRow, today: date) -> bool:
    if case.returned_at is None or case.returned_on is None or case.returned_on > today:
        return False
    return not returned_too_early(case.received_at, case.returned_at)


def returned_too_early(received: datetime | None, returned: datetime) -> bool:
    """Whether a result left before its case came in; a time of midnight is a mere date."""
    if received is None or returned >= received:
        return False
    here, there = local(received), local(returned)
    if there.time() == _MIDNIGHT or here.time() == _MIDNIGHT:
        return there.date() < here.date()
    return there < here
