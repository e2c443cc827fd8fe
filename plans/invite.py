"""Building an invitation and what follows it, from a plan and a drawn case. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flows.model import Flow
from ground.when import local_date
from plans.callup import Step, expires_at, next_due, silent_at
from plans.model import LegalBasis, Plan
from plans.ports import (  # fmt: skip
    Candidate,
    Contact,
    DueInvitation,
    Fact,
    Looked,
    NewInvitation,
    SentState,
    UnitRow,
)
from post.ports import NewMessage

CHANNEL_OF = {"phone": "zalo", "email": "email"}
UNKNOWN_WAIT = timedelta(hours=24)
"""After an unknown outcome, so long for a receipt before the next channel is tried."""
QUEUE_WAIT = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Asking:
    """A plan in force: its survey, wave, and until when answers stay linked to cases."""

    plan: Plan
    flow: Flow
    wave: int
    keep_until: date


@dataclass(frozen=True, slots=True)
class Secrets:
    """What only the invited person gets, and the tracking reference."""

    ref: str
    token: str
    code: str


def ways(plan: Plan, contacts: Sequence[Contact]) -> tuple[tuple[str, Contact], ...]:
    """(channel, contact) in the plan's order of preference."""
    return tuple(
        (channel, contact)
        for channel in plan.channels
        for contact in contacts
        if CHANNEL_OF[contact.kind] == channel
    )


def new_invitation(
    asking: Asking, unit: UnitRow, candidate: Candidate, secrets: Secrets, now: datetime
) -> NewInvitation:
    """The invitation of a drawn case over its first usable channel."""
    plan = asking.plan
    facts = _facts(asking, unit, candidate, now)
    channel, contact = ways(plan, candidate.contacts)[0]
    letter = _Letter(plan, secrets, facts, candidate.person_hash)
    first = letter.message("invite", 1, channel, contact, now)
    return NewInvitation(
        candidate=candidate,
        agency=unit.id,
        plan=plan.name,
        wave=asking.wave,
        ref=secrets.ref,
        token=secrets.token,
        code=secrets.code,
        invited_at=now,
        expires_at=expires_at(plan, now),
        check_at=next_due(plan, now, 0).at,
        flow=asking.flow.name,
        flow_hash=asking.flow.hash,
        facts=facts,
        first=first,
    )


def look(plan: Plan, due: DueInvitation, now: datetime) -> tuple[Looked, NewMessage | None]:
    """What an invitation needs now: another channel, a reminder, an end."""
    sent = sorted(due.sent, key=lambda state: (state.purpose == "remind", state.attempt))
    last = sent[-1]
    if due.quiet_since is not None:
        return _stopped(plan, due, last, max(due.quiet_since, last.at), now)
    tried = {state.channel for state in sent if state.purpose == "invite"}
    left = [way for way in ways(plan, due.contacts) if way[0] not in tried]
    if last.state in ("queued", "leased", "sending"):
        return _later(due, now + QUEUE_WAIT), None
    lost = last.state in ("failed", "dead") or (last.state == "unknown" and not last.delivered)
    if lost and last.purpose == "invite":
        return _lost(plan, due, last, left, now)
    return _remind_or_let_go(plan, due, last, now)


def _lost(
    plan: Plan,
    due: DueInvitation,
    last: SentState,
    left: Sequence[tuple[str, Contact]],
    now: datetime,
) -> tuple[Looked, NewMessage | None]:
    """The invitation did not arrive, or nobody knows: the next channel, or unreachable."""
    if last.state == "unknown" and now < last.at + UNKNOWN_WAIT:
        return _later(due, last.at + UNKNOWN_WAIT), None
    if left:
        channel, contact = left[0]
        message = _letter(plan, due).message("invite", 1, channel, contact, now)
        return _later(due, next_due(plan, now, due.reminded).at), message
    if last.state == "unknown":
        return _remind_or_let_go(plan, due, last, now)
    return Looked(due.id, now, due.reminded, "unreachable"), None


def _remind_or_let_go(
    plan: Plan, due: DueInvitation, last: SentState, now: datetime
) -> tuple[Looked, NewMessage | None]:
    began = due.sent[0].at if len(due.sent) == 1 else max(s.at for s in due.sent if _first(s))
    step = next_due(plan, began, due.reminded)
    if now < step.at:
        return _later(due, step.at), None
    if step.step is Step.SILENT:
        return Looked(due.id, silent_at(plan, began), due.reminded, "silent"), None
    contact = next(c for channel, c in ways(plan, due.contacts) if channel == last.channel)
    number = due.reminded + 1
    message = _letter(plan, due).message("remind", number, last.channel, contact, now)
    return Looked(due.id, next_due(plan, began, number).at, number), message


def _stopped(
    plan: Plan, due: DueInvitation, last: SentState, since: datetime, now: datetime
) -> tuple[Looked, NewMessage | None]:
    """Begun on the page and left: the rest of the plan's reminders, by the way that was used."""
    if due.reminded >= len(plan.reminders):
        return Looked(due.id, due.expires_at, due.reminded, "started"), None
    at = plan.window.next_open(since + plan.reminders[due.reminded])
    contact = next((c for way, c in ways(plan, due.contacts) if way == last.channel), None)
    if now < at or contact is None:
        return Looked(due.id, max(at, now + QUEUE_WAIT), due.reminded, "started"), None
    number = due.reminded + 1
    message = _letter(plan, due).message("remind", number, last.channel, contact, now)
    return Looked(due.id, now + QUEUE_WAIT, number, "started"), message


def _first(state: SentState) -> bool:
    return state.purpose == "invite"


def _later(due: DueInvitation, at: datetime) -> Looked:
    return Looked(due.id, at, due.reminded)


def _letter(plan: Plan, due: DueInvitation) -> "_Letter":
    return _Letter(plan, Secrets(due.ref, due.token, due.code), due.facts, due.person_hash)


@dataclass(frozen=True, slots=True)
class _Letter:
    """What the messages of one invitation share."""

    plan: Plan
    secrets: Secrets
    facts: Mapping[str, Fact]
    person_hash: str

    def message(
        self, purpose: str, attempt: int, channel: str, contact: Contact, now: datetime
    ) -> NewMessage:
        """A message that we begin: only inside the plan's window, and not after its link."""
        window = self.plan.window
        due = window.next_open(now)
        return NewMessage(
            key=f"{purpose}/{attempt}/{channel}",
            invitation=None,
            purpose=purpose,
            channel=channel,
            recipient=contact.hash,
            subject_hash=self.person_hash,
            body={
                "kind": purpose,
                "to": contact.value,
                "template": self._template(purpose),
                "token": self.secrets.token,
                "code": self.secrets.code,
                "facts": self.facts,
            },
            due_at=due,
            opens=window.opens.hour * 60 + window.opens.minute,
            closes=window.closes.hour * 60 + window.closes.minute,
            not_after=due + (timedelta(days=2) if purpose == "remind" else timedelta(days=7)),
            tracking=f"{self.secrets.ref}.{purpose[0]}{attempt}{channel[0]}",
        )

    def _template(self, purpose: str) -> str:
        if self.plan.zalo is None:
            return ""
        return self.plan.zalo.invite if purpose == "invite" else self.plan.zalo.remind


def _facts(asking: Asking, unit: UnitRow, candidate: Candidate, now: datetime) -> dict[str, Fact]:
    """What conditions and placeholders may see of the case (flows/language/names)."""
    plan, returned = asking.plan, candidate.returned_on
    return {
        "agency.code": unit.code,
        "agency.name": unit.name,
        "agency.alert_mail": plan.alerts.get(unit.code),
        "department.name": plan.department,
        "case.code": candidate.case_code,
        "case.returned_on": returned.isoformat(),
        "case.month": f"{returned.month:02d}/{returned.year}",
        "case.procedure": candidate.procedure,
        "case.field": candidate.field,
        "case.filed_online": candidate.filed_online,
        "plan.consent": plan.legal_basis is LegalBasis.CONSENT,
        "plan.minutes": str(asking.flow.minutes),
        "plan.hotline": plan.hotline,
        "plan.keep_until": asking.keep_until.strftime("%d/%m/%Y"),
        "plan.window": str(plan.window),
        "plan.office": str(plan.office),
        "plan.officer_mail": plan.officers.mail,
        "plan.supervisor_mail": plan.officers.supervisor,
        "plan.rating_answers": plan.zalo.rating_answers if plan.zalo else "",
        "plan.deadline": local_date(expires_at(plan, now)).strftime("%d/%m/%Y"),
    }
