"""Building an invitation and what follows it, from a plan and a drawn case. Pure."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from plans.callup import Step, expires_at, next_due, silent_at
from plans.letter import Asking, Letter, Secrets, facts_of
from plans.model import Reach
from plans.ports import (  # fmt: skip
    Candidate,
    DueInvitation,
    Looked,
    NewInvitation,
    SentState,
    UnitRow,
)
from plans.ways import Means, Person, Way, affordable, open_ways
from post.ports import NewMessage

QUEUE_WAIT = timedelta(minutes=30)
MONEY_WAIT = timedelta(hours=1)
"""How often is looked whether there is money again."""
BROKE = "budget"
"""The error of a message that waits for money."""
_LOST = ("failed", "dead")

Told = tuple[Looked, NewMessage | None]


def ways_to(means: Means, candidate: Candidate, now: datetime) -> list[Way]:
    """The ways to a drawn person, in the plan's order, whatever they cost."""
    person = Person(candidate.contacts, candidate.chat, candidate.begun)
    return list(open_ways(means, person, now, "invite"))


def new_invitation(
    asking: Asking,
    unit: UnitRow,
    whom: tuple[Candidate, Way, str | None],
    secrets: Secrets,
    now: datetime,
) -> NewInvitation:
    """The invitation of a drawn case; `whom` has its way and the Official Account it leaves by."""
    plan, (candidate, way, account) = asking.plan, whom
    facts = facts_of(asking, unit, candidate, now)
    letter = Letter(plan, secrets, facts, candidate.person_hash, account, asking.flow)
    return NewInvitation(
        candidate=candidate,
        agency=unit.id,
        plan=plan.name,
        wave=asking.wave,
        ref=secrets.ref,
        token=secrets.token,
        code=secrets.code,
        stop=secrets.stop,
        invited_at=now,
        expires_at=expires_at(plan, now),
        check_at=next_due(plan, max(now, way.due), 0).at,
        flow=asking.flow.name,
        flow_hash=asking.flow.hash,
        facts=facts,
        first=letter.message("invite", 1, way),
    )


def look(means: Means, due: DueInvitation, now: datetime) -> Told:
    """What an invitation needs now: another way, a reminder, an end."""
    last = sorted(due.sent, key=lambda state: (state.purpose == "remind", state.attempt))[-1]
    if due.quiet_since is not None:
        return _stopped(means, due, last, max(due.quiet_since, last.at), now)
    if last.state == "queued" and last.error == BROKE:
        return _without_money(means, due, last, now)
    if last.state in ("queued", "leased", "sending"):
        return _later(due, now + QUEUE_WAIT), None
    lost = last.state in _LOST or (last.state == "unknown" and not last.delivered)
    if lost and last.purpose == "invite":
        return _lost(means, due, last, now)
    return _remind_or_let_go(means, due, last, now)


def _without_money(means: Means, due: DueInvitation, last: SentState, now: datetime) -> Told:
    """What waits for money is dropped where a way behind it costs nothing."""
    tried = _tried(due.sent, last.purpose)
    free = [way for way in _ways(means, due, now, last.purpose, tried) if way.price == 0]
    if not free:
        return _later(due, now + MONEY_WAIT), None
    looked = Looked(due.id, next_due(means.plan, now, due.reminded).at, due.reminded, instead=True)
    return looked, _letter(means, due).message(last.purpose, last.attempt, free[0])


def _lost(means: Means, due: DueInvitation, last: SentState, now: datetime) -> Told:
    """The invitation did not arrive, or nobody knows: the next way, or unreachable."""
    wait = means.rules.unknown_wait
    if last.state == "unknown" and now < last.at + wait:
        return _later(due, last.at + wait), None
    left = _ways(means, due, now, "invite", _tried(due.sent, "invite"))
    if left:
        way = affordable(means, left)
        if way is None:
            return _later(due, now + MONEY_WAIT), None
        message = _letter(means, due).message("invite", 1, way)
        return _later(due, next_due(means.plan, max(now, way.due), due.reminded).at), message
    if last.state == "unknown":
        return _remind_or_let_go(means, due, last, now)
    return Looked(due.id, now, due.reminded, "unreachable"), None


def _tried(sent: Sequence[SentState], purpose: str) -> set[Reach]:
    """The ways that are not gone again.

    Whoever may have got a message by a channel (the outcome is unknown) is not written to by that
    channel again; and a chat that refuses a free message for good would refuse a billed one.
    """
    mine = [state for state in sent if state.purpose == purpose]
    tried = {Reach(state.reach) for state in mine}
    for state in mine:
        if state.state == "unknown":
            tried |= {reach for reach in Reach if reach.channel == state.channel}
        if state.reach == Reach.CONSULTATION and state.error.startswith("recipient"):
            tried.add(Reach.PAID_CONSULTATION)
    return tried


def _remind_or_let_go(means: Means, due: DueInvitation, last: SentState, now: datetime) -> Told:
    plan = means.plan
    began = max(state.at for state in due.sent if state.purpose == "invite")
    step = next_due(plan, began, due.reminded)
    if now < step.at:
        return _later(due, step.at), None
    if step.step is Step.SILENT:
        return Looked(due.id, silent_at(plan, began), due.reminded, "silent"), None
    number = due.reminded + 1
    looked, message = _reminder(means, due, last, now)
    if looked is not None:
        return looked, None
    return Looked(due.id, next_due(plan, began, number).at, number), message


def _reminder(
    means: Means, due: DueInvitation, last: SentState, now: datetime
) -> tuple[Looked | None, NewMessage | None]:
    """The next reminder by the channel that was used; or to look later, while money is short."""
    refused = {Reach(state.reach) for state in due.sent if state.state == "failed"}
    found = _ways(means, due, now, "remind", refused)
    ways = [way for way in found if way.reach.channel == last.channel]
    if not ways:
        return None, None
    way = affordable(means, ways)
    if way is None:
        return _later(due, now + MONEY_WAIT), None
    return None, _letter(means, due).message("remind", due.reminded + 1, way)


def _stopped(
    means: Means, due: DueInvitation, last: SentState, since: datetime, now: datetime
) -> Told:
    """Begun on the page and left: the rest of the plan's reminders, by the channel used so far."""
    plan = means.plan

    def stay(at: datetime, reminded: int = due.reminded) -> Looked:
        return Looked(due.id, at, reminded, "started")

    if due.reminded >= len(plan.reminders):
        return stay(due.expires_at), None
    at = plan.window.next_open(since + plan.reminders[due.reminded])
    if now < at:
        return stay(max(at, now + QUEUE_WAIT)), None
    _, message = _reminder(means, due, last, now)
    if message is None:
        return stay(now + QUEUE_WAIT), None
    return stay(now + QUEUE_WAIT, due.reminded + 1), message


def _ways(
    means: Means, due: DueInvitation, now: datetime, purpose: str, without: Collection[Reach]
) -> list[Way]:
    person = Person(due.contacts, due.chat, due.begun)
    return list(open_ways(means, person, now, purpose, without))


def _later(due: DueInvitation, at: datetime) -> Looked:
    return Looked(due.id, at, due.reminded)


def _letter(means: Means, due: DueInvitation) -> Letter:
    secrets = Secrets(due.ref, due.token, due.code, due.stop)
    flow = means.flow if means.flow is not None and means.flow.hash == due.flow_hash else None
    begun = due.quiet_since is not None
    return Letter(means.plan, secrets, due.facts, due.person_hash, means.account, flow, begun)
