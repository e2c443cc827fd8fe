"""What the mails' templates see of a message's body: plain values, and links made ready. Pure.

Every link leads to our own public address, to a telephone, and nowhere else.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

from ground.telephone import telephone_link

_UNKNOWN = {"vi": "Không biết / không áp dụng", "en": "Don't know / not applicable"}
_DATE = re.compile(r"(?:([0-9]{2})/)?(0[1-9]|1[0-2])/([0-9]{4})")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_OF_STATE = ".gov.vn"
_COPIED = (
    "week", "criterion", "about", "plan", "spent", "procedure", "case", "begun", "last",
)  # fmt: skip


def fields_of(public_url: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """The values by name; what a kind of mail does not have is None."""
    facts: Mapping[str, Any] = body.get("facts", {})
    department = str(facts.get("department.name") or body.get("department") or "")
    link = f"{public_url}/k/{body.get('token')}"
    hotline = facts.get("plan.hotline")
    return {
        **{name: body.get(name) for name in _COPIED},
        **{name: _dong(body.get(name)) for name in ("total", "used", "left")},
        **_opening(link, body.get("opening")),
        "from_name": department or "Lắng Nghe",
        "department": department,
        "agency": facts.get("agency.name") or body.get("agency"),
        "heading": body.get("heading") or facts.get("agency.name"),
        **_dates(facts),
        "minutes": facts.get("plan.minutes"),
        "hotline": hotline,
        "hotline_link": telephone_link(str(hotline or "")),
        "link": link,
        "stop_link": stop_link(public_url, body),
        "host": _host(public_url),
        "of_state": _host(public_url).endswith(_OF_STATE),
        "criteria": body.get("criteria", []),
        "urgent": body.get("urgent", False),
        "told": body,
    }


def _dates(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Each as the Vietnamese words have it, and by `…_en` as the English ones do."""
    found = {
        "month": facts.get("case.month"),
        "keep_until": facts.get("plan.keep_until"),
        "deadline": facts.get("plan.deadline"),
    }
    return found | {f"{name}_en": _in_english(str(date or "")) for name, date in found.items()}


def _in_english(date: str) -> str:
    """“05/11/2026” as “5 November 2026”, “11/2026” as “November 2026”; all else as it is."""
    match = _DATE.fullmatch(date)
    if match is None:
        return date
    day, month, year = match.groups()
    named = f"{_MONTHS[int(month) - 1]} {year}"
    return f"{int(day)} {named}" if day else named


def stop_link(public_url: str, body: Mapping[str, Any]) -> str | None:
    """Where one stops the mails, with a secret that opens no survey; None = it is no invitation."""
    secret = body.get("stop") or body.get("token")
    return f"{public_url}/mail/thoi/{secret}" if secret else None


def _opening(link: str, opening: Mapping[str, Any] | None) -> dict[str, Any]:
    """The first question in each language: its text, and a link for each choice of it."""
    found: dict[str, Any] = {"vi": None, "en": None, "row": False}
    if opening is None:
        return found
    found["row"] = opening["row"]
    for language in ("vi", "en"):
        if language in opening:
            found[language] = _asked(link, str(opening["id"]), opening[language], language)
    return found


def _asked(link: str, id_: str, said: Mapping[str, Any], language: str) -> dict[str, Any]:
    options: Sequence[Sequence[str]] = said["options"]
    tail = "" if language == "vi" else f"&lang={language}"
    return {
        "text": said["text"],
        "poles": said.get("poles"),
        "last": next(label for value, label in reversed(options) if value != "?"),
        "options": [
            (label or _UNKNOWN[language], f"{link}?chon={_chosen(id_, value)}{tail}")
            for value, label in options
        ],
    }


@lru_cache(maxsize=4096)
def _chosen(id_: str, value: str) -> str:
    """`QUESTION:VALUE` of a link that only preselects (RFC 3986 §3.4 leaves the colon as it is)."""
    return f"{quote(id_, safe='')}:{quote(value, safe='')}"


@lru_cache(maxsize=16)
def _host(public_url: str) -> str:
    return urlsplit(public_url).hostname or ""


def _dong(amount: object) -> str | None:
    """An amount as it is written in Vietnamese: 2.000.000 đồng."""
    return f"{amount:,} đồng".replace(",", ".") if isinstance(amount, int) else None
