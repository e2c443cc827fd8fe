"""The draw, drawn again from the case file, and the order in which people were called."""

import hashlib
import hmac
from collections import Counter
from datetime import datetime, timedelta

from rehearsal.casefile import FileCase
from rehearsal.invariants.evidence import Check, Evidence
from rehearsal.script import Script


def _sha(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def drawn_order(e: Evidence) -> str | None:
    """Each unit's lists stand in the order of HMAC(seed, key) over the file's keys."""
    keys = _keys(e)
    for unit in e.draw["units"]:
        listed = [*unit["main"], *unit["reserve"]]
        strange = next((h for h in listed if keys.get(h, ("", ""))[1] != unit["agency"]), None)
        if strange:
            return f"{unit['agency']}: drawn case {strange[:12]} is not in the file as its case"
        order = [
            hmac.new(e.draw["seed"].encode(), keys[h][0].encode(), "sha256").hexdigest()
            for h in listed
        ]
        if order != sorted(order) or len(unit["main"]) != min(unit["quota"], len(listed)):
            return f"{unit['agency']}: the list is not in drawn order"
    return None


def _keys(e: Evidence) -> dict[str, tuple[str, str]]:
    """SHA-256 of each key -> (key, agency code); also those that another spelling hides."""
    codes = set(e.rules.agencies.values())
    found: dict[str, tuple[str, str]] = {}
    for case in e.cases:
        code = e.rules.agencies.get(case.agency)
        for agency in [code] if code else codes:
            key = case.key(agency)
            found.setdefault(_sha(key), (key, agency))
    return found


def drawn_all(e: Evidence) -> str | None:
    """Every plainly completed case of the period is on a list."""
    drawn = {h for unit in e.draw["units"] for h in (*unit["main"], *unit["reserve"])}
    asked = {unit["agency"] for unit in e.draw["units"] if unit["quota"]}
    times = Counter(case.code.upper() for case in e.cases)
    for case in e.cases:
        agency = e.rules.agencies.get(case.agency, "")
        sure = agency in asked and times[case.code.upper()] == 1 and _plain(case, e)
        if sure and _sha(case.key(agency)) not in drawn:
            return f"{agency}: the completed case {case.code} was not drawn"
    return None


def _plain(case: FileCase, e: Evidence) -> bool:
    if case.received is None or case.returned is None or not case.code:
        return False
    inside = e.rules.from_day <= case.returned < e.rules.to_day
    return inside and case.status in e.rules.statuses and case.received <= case.returned


def drawn_only(e: Evidence) -> str | None:
    """Every answer belongs to a drawn case and to that case's agency."""
    place = e.index.place
    for answer in e.answers:
        agency, code = str(answer["agency"]), str(answer["case"])
        rows = e.index.by_code.get(code.upper(), [])
        found = {place.get(_sha(case.key(agency)), ("", 0))[0] for case in rows}
        if agency not in found:
            return f"an answer of {agency} stands under {code}, which was not drawn for it"
    return None


def called_in_order(e: Evidence) -> str | None:
    """Within a unit nobody is called before one who stands in front of them.

    An invitation whose contact stands on several of the unit's cases is left out, and so is one by
    mail where mails were ordered to fail: it comes later than it was called.
    """
    called: dict[str, list[tuple[datetime, int, str]]] = {}
    for script in e.scripts:
        where = _place(e, script)
        late = e.smtp_faults and script.phone is None
        at = e.index.called_at(script)
        if where is not None and not late:
            called.setdefault(where[0], []).append((at, where[1], script.token))
    for agency, rows in called.items():
        highest, group, when = 0, 0, None
        for at, place, token in sorted(rows):
            if when is None or at - when > timedelta(minutes=1):
                highest, when = max(highest, group), at
            group = max(group, place)
            if place < highest:
                return f"{agency}: place {place} ({token[:6]}…) was called after place {highest}"
    return None


def _place(e: Evidence, script: Script) -> tuple[str, int] | None:
    """(agency, place on its list) of an invitation that can be about one case only."""
    agency = e.rules.agencies.get(script.agency, "")
    places = [e.index.place.get(_sha(case.key(agency))) for case in e.index.cases_of(script)]
    known = [place for place in places if place is not None]
    return known[0] if len(known) == 1 else None


def reserves_only_when_needed(e: Evidence) -> str | None:
    """Nobody is called while those still out there could fill the quota."""
    quotas = {unit["agency"]: int(unit["quota"]) for unit in e.draw["units"]}
    by_agency: dict[str, list[Script]] = {}
    for script in e.scripts:
        by_agency.setdefault(e.rules.agencies.get(script.agency, ""), []).append(script)
    for agency, scripts in by_agency.items():
        for at in sorted({e.index.called_at(script) for script in scripts}):
            out = sum(1 for script in scripts if _could_count(e, script, at))
            late = sum(1 for script in scripts if _came_late(e, script, at))
            if out - late > quotas.get(agency, 0):
                return f"{agency}: at {at:%d/%m %H:%M} {out} could answer for {quotas[agency]}"
    return None


def _could_count(e: Evidence, script: Script, at: datetime) -> bool:
    """Called by `at`, and an opinion is in or may still come. Slack: the first night's wait."""
    called = e.index.called_at(script)
    if called > at or (script.refused_at and script.refused_at <= at):
        return False
    if script.lost:
        return False  # it may have ended, for good or ill, without the citizen's learning of it
    if script.completed_at and script.completed_at <= at:
        return e.index.counts(script)
    if script.began_at and script.began_at <= at:
        return at < called + e.rules.expires - timedelta(days=1)
    return at < called + e.rules.silent_after - timedelta(hours=1)


def _came_late(e: Evidence, script: Script, at: datetime) -> bool:
    """Came back after being given up: they count beside the reserve that was called for them."""
    began = script.began_at
    given_up = e.index.called_at(script) + e.rules.silent_after
    return began is not None and given_up <= began <= at


CHECKS: dict[str, Check] = {
    "drawn_order": drawn_order,
    "drawn_all": drawn_all,
    "answers_of_drawn_cases": drawn_only,
    "called_in_order": called_in_order,
    "reserves_only_when_needed": reserves_only_when_needed,
}
