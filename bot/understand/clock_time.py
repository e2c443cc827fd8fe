"""A time of day: "8h30", "8 giờ kém 15", "2 giờ chiều", "8:30 pm", "tám giờ rưỡi".

It knows no now, and does not guess the part of the day: an hour from 1 to 6, or 12, said without
it is to be confirmed as it was typed.
"""

import re

from bot.understand.clauses import DROPPED
from bot.understand.marks import Syllable
from bot.understand.reading import UNCLEAR, Certainty, Reading, likely, sure
from bot.understand.tables import Tables

_INVALID = Reading(Certainty.UNCLEAR, invalid=True)
_STUCK = re.compile(r"(?<=\d)(?:h|g|gio|giờ)(?=\d{1,2}(?!\d))")
_PM = re.compile(r"(?<=\d)(?P<space> ?)(?P<half>[ap])\.m\b")
_PART = "morning|noon|afternoon|evening|night|am|pm"
_TIME = re.compile(
    rf"(?:at |about |sharp )*(?:(?P<before>{_PART}) )?(?:at |about )*(?P<hour>\d\d?)"
    r"(?: (?P<sign>[:.]) (?P<after_sign>\d\d?)"
    r"| (?P<word>hour)(?: sharp)?(?: (?P<after_word>\d\d?)(?: minute)?)?)?"
    rf"(?P<half> half)?(?: (?P<behind>{_PART}|evening_behind))?"
    r"(?: less (?P<less>\d\d?)(?: minute)?)?"
    rf"(?: (?P<last>{_PART}|evening_behind))?(?: sharp)?"
)
_NOON, _HALF_DAY = 12, 12
_DOUBTFUL = frozenset((1, 2, 3, 4, 5, 6, 12))  # hours that are said of either half of the day
_MORNING = {hour: hour for hour in range(_NOON)}
_AFTERNOON = {hour: hour + _HALF_DAY for hour in range(1, 8)}
_EVENING = {hour: hour + _HALF_DAY for hour in range(5, 12)}
_PARTS = {
    "am": _MORNING | {12: 0},
    "pm": {hour: hour + _HALF_DAY for hour in range(1, 12)} | {12: 12},
    "morning": _MORNING,
    "noon": {10: 10, 11: 11, 12: 12, 1: 13, 2: 14},
    "afternoon": _AFTERNOON,
    "evening": _EVENING,
    "evening_behind": _EVENING,
    "night": {8: 20, 9: 21, 10: 22, 11: 23, 12: 0, 0: 0, 1: 1, 2: 2, 3: 3, 4: 4},
}
# Typed without marks: "bây giờ" (now) or seven o'clock, "từ giờ" (from now on) or four.
_NOW = {"7 hour": "bay", "4 hour": "tu"}


def clock_time(typed: str, tables: Tables) -> Reading:
    """HH:MM, 00:00 to 23:59."""
    words = tables.words(_PM.sub(r" \g<half>m", _STUCK.sub(" h ", typed)))
    line = _line(words, tables)
    match = _TIME.fullmatch(line)
    if match is None or _NOW.get(line) in [word.full for word in words]:
        return UNCLEAR
    told = match.groupdict()
    parts = [part for part in (told["before"], told["behind"], told["last"]) if part]
    minutes = told["after_sign"] or told["after_word"]
    if len(parts) > 1 or bool(minutes) + bool(told["half"]) + bool(told["less"]) > 1:
        return UNCLEAR
    hour = int(told["hour"])
    if hour > 23 or int(minutes or told["less"] or 0) > 59:
        return _INVALID
    hour_of_day = _in_part(hour, parts[0]) if parts else hour
    if hour_of_day is None:
        return UNCLEAR
    at = hour_of_day * 60 + (30 if told["half"] else int(minutes or 0)) - int(told["less"] or 0)
    value = f"{at // 60 % 24:02}:{at % 60:02}"
    loose = told["sign"] == "." or (told["sign"] is not None and len(minutes or "") == 1)
    bare = not (told["sign"] or told["word"] or told["half"] or parts)
    doubtful = not parts and hour in _DOUBTFUL
    return likely(value) if loose or bare or doubtful or "about" in line else sure(value)


def _in_part(hour: int, part: str) -> int | None:
    """The hour of the day; None where the hour does not lie in that part of it."""
    hours = _PARTS[part]
    return hours.get(hour) if hour <= _NOON else hour if hour in hours.values() else None


def _line(words: tuple[Syllable, ...], tables: Tables) -> str:
    """The words as roles and numbers; "x" stands for anything that no time is told with."""
    line: list[str] = []
    polite = True
    for hit in tables.clock.scan(words):
        first = hit.words[0].full
        polite = hit.role in ("particle", "only") or (hit.role == "pronoun" and polite)
        if polite:
            continue
        if first.isdigit() or first in (":", "."):
            line.append(first)
        elif first not in DROPPED and first != ",":
            line.append(hit.role or "x")
    return " ".join(line)
