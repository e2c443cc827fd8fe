"""The numbers that a law or Zalo may change: windows, prices, hours, limits, rates, waits. Pure.

They stand with their date and source in post/rules.yaml (read by post/rules_file.py); whoever
needs one takes a `Rules` of its moment. What a plan or an installation decides is not here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from ground.when import at_local, local, local_date


@dataclass(frozen=True, slots=True)
class Night:
    """The hours in which Zalo refuses or silences some messages, over midnight."""

    starts: time
    ends: time
    morning: time  # what the night held back goes from here on

    def holds(self, moment: datetime) -> bool:
        """Whether `moment` lies in the night or before its morning."""
        here = local(moment).time()
        return here >= self.starts or here < self.morning

    def over(self, moment: datetime) -> datetime:
        """`moment` itself by day, else the morning after the night, in UTC."""
        if not self.holds(moment):
            return moment
        here = local(moment)
        late = here.time() >= self.starts
        return at_local(here.date() + timedelta(days=1 if late else 0), self.morning)


@dataclass(frozen=True, slots=True)
class Rules:
    """All numbers as they are at one moment. Money in đồng, sizes in bytes, texts in signs."""

    # -- a consultation message, by the person's last interaction with the account
    consultation_free: timedelta
    consultation_billed: timedelta
    consultation_margin: timedelta  # ours: we stop so long before a window closes
    consultation_price: int
    # -- templates
    template_price_phone: int  # reserved where a template's own price is not known
    template_price_user: int
    template_daily: int  # by one account and Vietnamese day, where the platform told no other
    # -- the night
    night_from: time
    night_to: time
    night_morning: time
    night_binds: tuple[str, ...]  # "way", or "tag/way"
    # -- calls in a minute
    app_rate: int
    account_rate: Mapping[str, int]  # by package: growth, comprehensive
    # -- sizes
    max_text: int
    max_buttons: int
    max_button_title: int
    max_button_payload: int
    max_form_title: int
    max_form_subtitle: int
    max_tracking: int
    max_image: int
    max_file: int
    upload_life: timedelta
    # -- what we begin, whatever the plans
    begun_per_person: int  # invitations and reminders to one person, over all plans …
    begun_span: timedelta  # … in so long
    # -- trying again
    retry_tries: int
    retry_first: timedelta
    retry_longest: timedelta
    config_wait: timedelta  # so long a message rests when an administrator must act first
    defer_wait: timedelta  # after a quota that names no hour
    unknown_wait: timedelta  # for a receipt, before the next channel
    # -- mail: by receiving provider ("google", …, "other"), and "all" together
    mail_again: tuple[timedelta, ...]  # waits after a mailbox that greylists or is full
    mail_rate: Mapping[str, int]  # a minute
    mail_first_day: Mapping[str, int]  # what we begin on the first day …
    mail_growth: int  # … times so much after a good day …
    mail_most_day: Mapping[str, int]  # … up to so many a day
    mail_window: timedelta  # bounces and complaints are judged over so long
    mail_bounces_most: float  # percent of the mails; above it nothing more is begun …
    mail_bounces_least: int  # … once so many have left
    mail_complaints_most: float  # percent; from it on nothing more is begun …
    mail_complaints_least: int  # … once so many have left
    mail_complaints_hard: float  # percent; from it on, with two complaints, however few have left
    # -- mail that comes back
    soft_bounces: int  # on so many days, and the address counts as dead …
    soft_span: timedelta  # … if they fell into so long
    # -- tokens
    access_life: timedelta
    access_ahead: timedelta  # refreshed so long before its end
    refresh_life: timedelta
    refresh_warning: timedelta  # an officer is told so long before its end
    # -- the webhook
    webhook_within: timedelta
    webhook_again: tuple[
        timedelta, ...
    ]  # the platform tries again after so long, each from the last
    events_kept: timedelta  # duplicates are recognised so long

    @property
    def night(self) -> Night:
        """The night's hours."""
        return Night(self.night_from, self.night_to, self.night_morning)

    def bound_by_night(self, way: str, tag: str = "") -> bool:
        """Whether a message by this way (and, of a template, with this tag) waits for morning."""
        return way in self.night_binds or f"{tag}/{way}" in self.night_binds


@dataclass(frozen=True, slots=True)
class Entry:
    """One number from a day on, and where we have it from."""

    since: date
    value: Any  # as the field of `Rules` has it
    source: str


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Every entry of every number, each list by date."""

    entries: Mapping[str, Sequence[Entry]]  # by the field's name in Rules; none is empty

    def rules_at(self, now: datetime) -> Rules:
        """The rules of the Vietnamese day of `now`; before a list's first day its first entry."""
        today = local_date(now)
        return Rules(**{name: _of_day(listed, today) for name, listed in self.entries.items()})


def _of_day(entries: Sequence[Entry], today: date) -> Any:
    begun = [entry for entry in entries if entry.since <= today]
    return (begun[-1] if begun else entries[0]).value
