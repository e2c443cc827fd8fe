"""Reads the numbers of post/rules.yaml, and of the file that an installation puts over it.

A list that the second file names counts whole instead of the shipped one. All faults are told at
once. Codes: R001 unknown name · R002 wrong shape · R003 wrong value · R004 wrong day, or days out
of order · R005 no source.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

from ground.faults import Fault, Faulty
from ground.fields import did_you_mean, near
from ground.text import squeeze
from ground.yamlfile import Document, Path_, read
from post.providers import PROVIDERS
from post.rules import Entry, RuleBook

SHIPPED = Path(__file__).with_name("rules.yaml")
PACKAGES = ("growth", "comprehensive")
RECEIVERS = ("all", *PROVIDERS, "other")
WAYS = ("consultation", "template_user", "template_phone", "rating_user", "rating_phone")
TAGS = ("transaction", "customer_care", "promotion")

_SPAN = re.compile(r"([0-9]{1,5}) ?(seconds?|minutes?|hours?|days?)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_HOUR = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_KEYS = ("from", "value", "source")


class _Wrong(ValueError):
    """A value of another kind: what belongs there, in Vietnamese and English."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


def load_rules(over: Path | None = None) -> RuleBook:
    """The shipped numbers with those of `over` in their place; raises Faulty with every fault."""
    entries = _read(SHIPPED)
    if over is not None:
        entries |= _read(over)
    return RuleBook(entries)


def _read(path: Path) -> dict[str, tuple[Entry, ...]]:
    document = read(path)
    found: list[Fault] = []
    if not isinstance(document.value, dict):
        raise Faulty([_shape(document, ())])
    entries = {
        name: _list(document, name, found)
        for name in document.value
        if name in _KINDS or _unknown(document, name, found)
    }
    if found:
        raise Faulty(sorted(found, key=lambda fault: (fault.line, fault.column)))
    return entries


def _unknown(document: Document, name: str, found: list[Fault]) -> bool:
    vi, en = did_you_mean(
        near(name, tuple(_KINDS)), ("Hãy xem post/rules.yaml.", "See post/rules.yaml.")
    )
    what = (f"Không có quy định “{name}”.", f"There is no rule “{name}”.")
    found.append(document.fault((name,), "R001", (what[0], vi), (what[1], en), key=True))
    return False


def _list(document: Document, name: str, found: list[Fault]) -> tuple[Entry, ...]:
    written = document.value[name]
    if not isinstance(written, list) or not written:
        found.append(_shape(document, (name,)))
        return ()
    entries: list[Entry] = []
    for place, row in enumerate(written):
        path = (name, place)
        if not isinstance(row, dict) or set(row) != set(_KEYS):
            if isinstance(row, dict) and set(_KEYS) - set(row) == {"source"}:
                found.append(_no_source(document, path))
            else:
                found.append(_shape(document, path))
            continue
        since = _day(document, (*path, "from"), entries[-1].since if entries else None, found)
        if not squeeze(str(row["source"] or "")):
            found.append(_no_source(document, path))
        value = _value(document, (*path, "value"), name, found)
        entries.append(Entry(since, value, str(row["source"])))
    return tuple(entries)


def _day(document: Document, path: Path_, before: date | None, found: list[Fault]) -> date:
    written = str(document.value[path[0]][path[1]]["from"])
    try:
        day = date.fromisoformat(written)
    except ValueError:
        day = date.min
    if day == date.min or (before is not None and day <= before):
        found.append(
            document.fault(
                path,
                "R004",
                (f"“{written}” không phải ngày, hoặc không sau mục trước.", "Viết 2026-01-31."),
                (f"“{written}” is no day, or not after the entry before.", "Write 2026-01-31."),
            )
        )
    return day


def _value(document: Document, path: Path_, name: str, found: list[Fault]) -> Any:
    written = document.value[path[0]][path[1]]["value"]
    try:
        return _KINDS[name](written)
    except _Wrong as wrong:
        found.append(
            document.fault(
                path,
                "R003",
                (f"“{written}” không dùng được cho “{name}”.", wrong.vi),
                (f"“{written}” cannot be used for “{name}”.", wrong.en),
            )
        )
        return None


def _shape(document: Document, path: Path_) -> Fault:
    return document.fault(
        path,
        "R002",
        ("Mỗi quy định là danh sách các mục.", "Viết {from: ngày, value: …, source: …}."),
        ("A rule is a list of entries.", "Write {from: day, value: …, source: …}."),
    )


def _no_source(document: Document, path: Path_) -> Fault:
    return document.fault(
        path,
        "R005",
        ("Thiếu nguồn của con số.", "Hãy ghi source: văn bản hoặc trang đã đọc."),
        ("The number has no source.", "Write source: the paper or page that was read."),
    )


# -- kinds of values --------------------------------------------------------------------------
def _span(written: object) -> timedelta:
    match = _SPAN.fullmatch(squeeze(str(written)).lower())
    if match and int(match[1]):
        return timedelta(seconds=int(match[1]) * _SECONDS[match[2][0]])
    raise _Wrong("Viết như “48 hours” hoặc “7 days”.", "Write it like “48 hours” or “7 days”.")


def _spans(written: object) -> tuple[timedelta, ...]:
    if not isinstance(written, list) or not written:
        raise _Wrong("Viết như “[30 seconds, 5 minutes]”.", "Write “[30 seconds, 5 minutes]”.")
    return tuple(_span(one) for one in written)


def _hour(written: object) -> time:
    match = _HOUR.fullmatch(str(written))
    if match is None:
        raise _Wrong("Viết như “22:00”.", "Write it like “22:00”.")
    return time(int(match[1]), int(match[2]))


def _whole(written: object) -> int:
    if isinstance(written, bool) or not isinstance(written, int) or not 0 <= written <= 10**9:
        raise _Wrong("Cần một số nguyên không âm.", "A whole number belongs here, not below 0.")
    return written


def _some(written: object) -> int:
    if number := _whole(written):
        return number
    raise _Wrong("Cần một số nguyên lớn hơn 0.", "A whole number over 0 belongs here.")


def _each_of(names: Sequence[str]) -> Callable[[object], Mapping[str, int]]:
    """A number over 0 for every one of `names`, and no other."""

    def read(written: object) -> Mapping[str, int]:
        if not isinstance(written, dict) or set(written) != set(names):
            named = ", ".join(names)
            raise _Wrong(f"Cần đủ các mục: {named}.", f"Name each of these: {named}.")
        return {str(name): _some(number) for name, number in written.items()}

    return read


def _percent(written: object) -> float:
    if isinstance(written, bool) or not isinstance(written, int | float) or not 0 < written <= 100:
        raise _Wrong("Cần một số phần trăm, như 0.1.", "A percentage belongs here, like 0.1.")
    return float(written)


def _bound(written: object) -> tuple[str, ...]:
    known = (*WAYS, *(f"{tag}/{way}" for tag in TAGS for way in WAYS))
    if not isinstance(written, list) or not all(one in known for one in written):
        raise _Wrong(
            f"Cần danh sách đường gửi ({', '.join(WAYS)}), có thể kèm “promotion/” phía trước.",
            f"A list of ways belongs here ({', '.join(WAYS)}), perhaps with “promotion/” before.",
        )
    return tuple(written)


_KINDS: Mapping[str, Callable[[object], Any]] = {
    "consultation_free": _span,
    "consultation_billed": _span,
    "consultation_margin": _span,
    "consultation_price": _whole,
    "template_price_phone": _whole,
    "template_price_user": _whole,
    "template_daily": _some,
    "night_from": _hour,
    "night_to": _hour,
    "night_morning": _hour,
    "night_binds": _bound,
    "app_rate": _some,
    "account_rate": _each_of(PACKAGES),
    "max_text": _some,
    "max_buttons": _some,
    "max_button_title": _some,
    "max_button_payload": _some,
    "max_form_title": _some,
    "max_form_subtitle": _some,
    "max_tracking": _some,
    "max_image": _some,
    "max_file": _some,
    "upload_life": _span,
    "begun_per_person": _some,
    "begun_span": _span,
    "retry_tries": _some,
    "retry_first": _span,
    "retry_longest": _span,
    "config_wait": _span,
    "defer_wait": _span,
    "unknown_wait": _span,
    "mail_again": _spans,
    "mail_rate": _each_of(RECEIVERS),
    "mail_first_day": _each_of(RECEIVERS),
    "mail_growth": _some,
    "mail_most_day": _each_of(RECEIVERS),
    "mail_window": _span,
    "mail_bounces_most": _percent,
    "mail_bounces_least": _some,
    "mail_complaints_most": _percent,
    "mail_complaints_least": _some,
    "mail_complaints_hard": _percent,
    "soft_bounces": _some,
    "soft_span": _span,
    "access_life": _span,
    "access_ahead": _span,
    "refresh_life": _span,
    "refresh_warning": _span,
    "webhook_within": _span,
    "webhook_again": _spans,
    "events_kept": _span,
}
"""How each number of `Rules` is read."""
