"""Moments as the citizen says and reads them, and the hours that a plan fixed. Pure."""

from datetime import datetime, time, timedelta

from bot.conversation import Conversation
from bot.phrasebook import phrase
from ground.text import fold, squeeze
from ground.when import Office, Window, at_local, local, local_date

USUAL_OFFICE = "07:30-17:00"
USUAL_WINDOW = "07:30-20:30"
"""For a conversation born before its plan said so."""

_SOON = timedelta(hours=2)
_MORNING, _NOON, _EVENING = time(8, 30), time(14), time(19)
_SHORTLY = frozenset(("lat", "chut", "ti", "xiu", "hoi", "ban", "busy", "hop", "xe"))
_WEEKEND = 5  # Saturday


def office_of(conv: Conversation) -> Office:
    """When somebody reads what is handed over."""
    return Office(Window.parse(str(conv.facts.get("plan.office") or USUAL_OFFICE)))


def window_of(conv: Conversation) -> Window:
    """The hours in which we may begin a message."""
    return Window.parse(str(conv.facts.get("plan.window") or USUAL_WINDOW))


def told(conv: Conversation, moment: datetime, now: datetime) -> str:
    """A moment in words: today, tomorrow, or by its day."""
    here, days = local(moment), (local_date(moment) - local_date(now)).days
    key = {0: "moment_today", 1: "moment_tomorrow"}.get(days, "moment_on")
    return phrase(conv.language, key, hour=f"{here:%H:%M}", day=f"{here:%d/%m}")


def later(conv: Conversation, text: str, now: datetime) -> datetime:
    """When to come back to somebody who typed `text`, such as “để tối mai”, in UTC.

    Inside the plan's hours. Where no time is named: tomorrow at this hour; shortly: in two hours.
    """
    return window_of(conv).next_open(_wanted(squeeze(text).lower(), now))


def _wanted(text: str, now: datetime) -> datetime:
    today, said = local_date(now), set(fold(text).split())
    hour = _hour(text, said)
    if said & {"tuan", "week"}:
        ahead = (_WEEKEND if "cuoi" in said else 7) - today.weekday()
        return at_local(today + timedelta(days=ahead if ahead > 0 else 7), hour or _MORNING)
    if said & {"mai", "tomorrow"}:
        return at_local(today + timedelta(days=1), hour or _MORNING)
    if hour is not None:
        moment = at_local(today, hour)
        return moment if moment > now else moment + timedelta(days=1)
    return now + (_SOON if said & _SHORTLY else timedelta(days=1))


def _hour(text: str, said: set[str]) -> time | None:
    """The part of the day that is named. “toi” without its mark may be the citizen (tôi)."""
    folded = fold(text)
    if "tối" in text or "toi nay" in folded or "toi mai" in folded:
        return _EVENING
    if "chieu" in said:
        return _NOON
    return _MORNING if "sang" in said else None
