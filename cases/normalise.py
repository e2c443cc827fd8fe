"""One row of a file to a case, or to the reason why not. Pure: `now` and agencies come in.

It knows the dirt that real systems put in: dummy identity numbers, an agent's contacts beside
the applicant's, phones in every old form, statuses in words. The agent's phone and email are
never used, and where the general column repeats them they are taken out of it; the fax number,
which some systems fill with a copy of the phone, is not read at all.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from cases.agencies import Agencies, Agency
from cases.case import FINISHED, REFUSABLE, CaseRow, agency_part, case_key, returned_too_early
from cases.mapping import Columns, FieldMap, header_key
from cases.moments import read_moment
from cases.reasons import Rejection
from cases.rows import EXTRA
from ground.text import squeeze
from ground.when import local_date
from people.emails import read_email
from people.identity import read_identity
from people.phones import Phones, read_phones

_MAX_CODE, _MAX_PROCEDURE, _MAX_FIELD, _MAX_NAME = 60, 500, 200, 200
_DASHES = re.compile("\\s*[-\u2010-\u2015]\\s*")
_REPEATED = lru_cache(maxsize=8192)(squeeze)  # few procedures, many rows


@dataclass(frozen=True, slots=True)
class Rules:
    """What a row is read by."""

    fields: FieldMap
    agencies: Agencies
    now: datetime


def read_case(
    raw: Mapping[str, str], columns: Columns, rules: Rules, sender: str = ""
) -> CaseRow | Rejection:
    """The case of one row; `sender` is the unit that sent the file, for rows that name none."""
    if EXTRA in raw or not raw:
        return Rejection("R12" if raw else "R13")
    cells = _cells(raw, columns)
    code = _DASHES.sub("-", cells.get("code", ""))
    if not code or len(code) > _MAX_CODE:
        return Rejection("R02" if code else "R01")
    times = _times(cells, rules)
    if isinstance(times, Rejection):
        return times
    agency = _agency(cells, code, times, rules, sender)
    if isinstance(agency, Rejection):
        return agency
    status = _status(cells, columns, times, rules.fields)
    if isinstance(status, Rejection):
        return status
    return _case(cells, (code, agency, status), times, rules)


def _cells(raw: Mapping[str, str], columns: Columns) -> dict[str, str]:
    """The first filled cell of each field, tidy."""
    cells: dict[str, str] = {}
    for field, headers in columns:
        for header in headers:
            if (text := raw.get(header)) and (text := _tidy(text)):
                cells[field] = text
                break
    return cells


def _tidy(text: str) -> str:
    if text.isascii() and text.isprintable():
        return " ".join(text.split()) if " " in text else text
    return _REPEATED(text)


class _Times(NamedTuple):
    received: datetime | None
    due: datetime | None
    returned: datetime | None
    finished: datetime | None


def _times(cells: Mapping[str, str], rules: Rules) -> _Times | Rejection:
    received = read_moment(cells.get("received", ""))
    returned = read_moment(cells.get("returned", ""))
    if "received" in cells and received is None:
        return Rejection("R08")
    if "returned" in cells and returned is None:
        return Rejection("R09")
    if returned and returned > rules.now:
        return Rejection("R10")
    if returned and returned_too_early(received, returned):
        return Rejection("R11")
    due, finished = cells.get("due", ""), cells.get("finished", "")
    return _Times(received, read_moment(due), returned, read_moment(finished))


def _agency(
    cells: Mapping[str, str], code: str, times: _Times, rules: Rules, sender: str
) -> Agency | Rejection:
    named = cells.get("agency_code", ""), cells.get("agency", "")
    if not any(named):
        for part in (agency_part(code.upper()), sender):
            if part and (unit := rules.agencies.with_code(part)):
                return unit
    return rules.agencies.find(*named, times.received or times.returned)


def _status(
    cells: Mapping[str, str], columns: Columns, times: _Times, fields: FieldMap
) -> str | Rejection:
    text = cells.get("status")
    if text is None:
        if any(field == "status" for field, _ in columns):
            return Rejection("R06")
        return "10" if times.returned else "4"  # a list of returned results has no such column
    return fields.statuses.get(header_key(text.removesuffix(".0"))) or Rejection("R07")


def _case(
    cells: Mapping[str, str], found: tuple[str, Agency, str], times: _Times, rules: Rules
) -> CaseRow:
    code, agency, status = found
    returned = times.returned or (_usable_end(times, rules.now) if status == FINISHED else None)
    phones = _phones(cells)
    return CaseRow(
        key=case_key(code, agency.code),
        code=code,
        agency=agency.code,
        procedure_code=cells.get("procedure_code", "")[:_MAX_CODE] or None,
        procedure=cells.get("procedure", "")[:_MAX_PROCEDURE] or None,
        field=cells.get("field", "")[:_MAX_FIELD] or None,
        filed_online=_key(cells, "filed") in rules.fields.online,
        applicant_kind=rules.fields.kinds.get(_key(cells, "applicant_kind")),
        status=status,
        refused=status in REFUSABLE and _is_refused(cells, rules.fields),
        received_at=times.received,
        due_at=times.due,
        returned_at=returned,
        returned_on=local_date(returned) if returned else None,
        name=cells.get("name", "")[:_MAX_NAME] or None,
        identity=read_identity(cells["identity"]) if "identity" in cells else None,
        phone=phones.mobile,
        landline=phones.landline,
        email=_email(cells),
    )


def _usable_end(times: _Times, now: datetime) -> datetime | None:
    end = times.finished
    return end if end and end <= now and not returned_too_early(times.received, end) else None


def _key(cells: Mapping[str, str], field: str) -> str:
    return header_key(cells[field].removesuffix(".0")) if field in cells else ""


def _is_refused(cells: Mapping[str, str], fields: FieldMap) -> bool:
    if "refused_on" in cells:
        return read_moment(cells["refused_on"]) is not None
    return bool({_key(cells, "status"), _key(cells, "result")} & fields.refusals)


def _phones(cells: Mapping[str, str]) -> Phones:
    own = read_phones(cells.get("phone_own", ""))
    if own.mobile or "phone" not in cells:
        return own
    general = read_phones(cells["phone"])
    if "phone_agent" in cells and general.mobile == read_phones(cells["phone_agent"]).mobile:
        general = Phones(None, general.landline)
    return Phones(general.mobile, own.landline or general.landline)


def _email(cells: Mapping[str, str]) -> str | None:
    own = read_email(cells["email_own"]) if "email_own" in cells else None
    if own or "email" not in cells:
        return own
    general = read_email(cells["email"])
    agent = read_email(cells["email_agent"]) if "email_agent" in cells else None
    return None if general == agent else general
