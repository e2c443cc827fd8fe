"""What the invariants look at. Data only."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any, TypeAlias

from rehearsal.casefile import FileCase
from rehearsal.script import Script

TEMPLATE = "/message/template"
_EVER = datetime.min.replace(tzinfo=UTC)
_TOKEN = re.compile(r'"token"\s*:\s*"([A-Za-z0-9_-]+)"')


@dataclass(frozen=True, slots=True)
class Rules:
    """What the plan promises, read from its YAML."""

    agencies: Mapping[str, str]  # name -> code
    alerts: Mapping[str, str]  # code -> the office's mail address
    opens: time
    closes: time
    silent_after: timedelta  # reminders and patience together
    expires: timedelta
    invites: frozenset[str]  # ids of the inviting templates
    from_day: datetime  # of the period, and its end
    to_day: datetime
    statuses: frozenset[str]
    overall: tuple[str, ...]  # the questions that a valid opinion must have answered on the scale
    # question -> the values that warn its office; None: 1 and 2 of every one
    alerting: Mapping[str, frozenset[str]] | None = field(default=None, kw_only=True)
    rating: str = field(default="", kw_only=True)  # of these the one with stars
    reach: tuple[str, ...] = field(default=(), kw_only=True)  # the ways in the plan's order
    percent: int  # and the share of all other scale questions that it must not have passed over


@dataclass(frozen=True, slots=True)
class Evidence:
    """All of it. `calls`, `bubbles` and `mails` are rows of the sandbox's control API."""

    rules: Rules
    cases: Sequence[FileCase]
    calls: Sequence[Mapping[str, Any]]
    bubbles: Sequence[Mapping[str, Any]]
    mails: Sequence[Mapping[str, Any]]
    scripts: Sequence[Script]
    strangers: Sequence[str]  # phones
    # -- the product's own exports: what is judged
    draw: Mapping[str, Any]  # the draw's record
    answers: Sequence[Mapping[str, Any]]  # results export
    valid: Mapping[str, int]  # agency code -> valid opinions, from the tally
    outbox: Mapping[str, str]  # the platform's or the mail's id -> state
    costs: Sequence[Mapping[str, Any]] = ()  # of each message: platform_id, tracking, state, dong
    # -- the other side's word on money
    bill: Sequence[Mapping[str, Any]] = ()  # rows of the sandbox's bill
    users: Mapping[str, str] = field(default_factory=dict)  # user id -> phone
    budget: int | None = None  # đồng; None = the plan has none
    budget_from: datetime = _EVER  # the bill counts from here on
    smtp_faults: bool = False  # mails were ordered to fail, so that they come later than called
    chat_faults: bool = False  # replies were ordered to fail, so that some never come
    index: "Index" = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "index", Index(self))


class Index:
    """Which cases an invitation can be about."""

    def __init__(self, evidence: Evidence) -> None:
        self.by_contact: dict[tuple[str, str], list[FileCase]] = {}
        self.by_code: dict[str, list[FileCase]] = {}
        for case in evidence.cases:
            self.by_code.setdefault(case.code.upper(), []).append(case)
            for contact in (*case.phones, *case.mails):
                self.by_contact.setdefault((contact, case.agency), []).append(case)
        self.place = {
            case_hash: (unit["agency"], place)
            for unit in evidence.draw["units"]
            for place, case_hash in enumerate((*unit["main"], *unit["reserve"]), 1)
        }
        self.reached: dict[str, list[datetime]] = {}  # contact -> when something came to it
        for bubble in evidence.bubbles:
            if bubble["by"] == "oa":
                self.reached.setdefault(str(bubble["phone"]), []).append(moment(bubble))
        for mail in evidence.mails:
            for to in mail["to"]:
                self.reached.setdefault(str(to).casefold(), []).append(moment(mail))

        self._called: dict[str, datetime] = {}  # token -> the first try to invite by phone
        for call in evidence.calls:
            found = _TOKEN.search(str(call["body"])) if call["path"] == TEMPLATE else None
            if found:
                self._called.setdefault(found[1], moment(call))
        self.scales = {
            deed.question
            for script in evidence.scripts
            for deed in script.deeds
            if deed.value.isdigit()
        }
        self._rules = evidence.rules

    def called_at(self, script: Script) -> datetime:
        """When the invitation was first tried, whether or not that try arrived."""
        return min(script.invited_at, self._called.get(script.token, script.invited_at))

    def counts(self, script: Script) -> bool:
        """Whether a script that came to its end is a valid opinion, by the survey's rule."""
        return script.completed_at is not None and self.suffices(script)

    def suffices(self, script: Script) -> bool:
        """Whether what was answered is a valid opinion, to the end or not."""
        given = {deed.question: deed.value for deed in script.deeds if deed.known}
        criteria = [
            value
            for question, value in given.items()
            if question in self.scales and question not in self._rules.overall
        ]
        kept = sum(value != "-" for value in criteria)
        return all(
            given.get(question, "").isdigit() for question in self._rules.overall
        ) and kept * 100 >= self._rules.percent * len(criteria)

    def cases_of(self, script: Script) -> list[FileCase]:
        """The cases of the agency on which one of the contacts stands."""
        found: dict[str, FileCase] = {}
        for contact in script.contacts:
            for case in self.by_contact.get((contact, script.agency), ()):
                found[case.code] = case
        return list(found.values())


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check came to; `told` is its first counter-example."""

    name: str
    holds: bool
    told: str


Check: TypeAlias = Callable[[Evidence], str | None]


def moment(row: Mapping[str, Any]) -> datetime:
    """The time of a row of the sandbox."""
    return datetime.fromisoformat(str(row["time"]))
