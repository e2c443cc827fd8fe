"""What may be spent and sent, over all processes: taken before a call, given back after.

A plan's budget ("plan/<name>", đồng) and an account's templates of a Vietnamese day
("templates/<account>/<day>"). Rows are locked in the order of their names, before any message's:
two processes that begin at once can never pass a bound together. It decides no price but that of a
consultation, which hangs on the person's last act.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, func, or_, select, update

from ground.when import at_local, local_date
from plans.invite import BROKE
from plans.ports import Room
from plans.ways import TEMPLATED
from post.ports import Settled
from post.rules import Rules
from storage import tables as t
from storage.chats import begun_to
from storage.lapsed import look_now
from storage.upserts import inserter

QUOTA, OFTEN = "quota", "often"
"""Errors of messages that wait for another day, and of those that would come too often."""
MONEY_WAIT = timedelta(hours=1)

_many: BindParameter[int] = bindparam("ids", expanding=True)
_message, _allowance = t.message.c, t.allowance.c
_PLANNED = (
    select(
        t.message,
        t.invitation.c.plan,
        t.invitation.c.person_id,
        t.address.c.heard_at,
    )
    .select_from(
        t.message.outerjoin(t.invitation, t.invitation.c.id == _message.invitation_id).outerjoin(
            t.address, t.address.c.hash == _message.recipient
        )
    )
    .where(_message.id.in_(_many))
    .order_by(_message.id)
)
_COST = _PLANNED.where(or_(_message.price != 0, _message.way.in_(TEMPLATED)))
_LOCK = (
    select(t.allowance)
    .where(_allowance.name.in_(bindparam("names", expanding=True)))
    .order_by(_allowance.name)
    .with_for_update()
)
_TAKE = (
    update(t.allowance)
    .where(_allowance.name == bindparam("of_name"))
    .values(taken=_allowance.taken + bindparam("more"))
)
_PRICE = update(t.message).where(_message.id == bindparam("of_id")).values(price=bindparam("dong"))
_HOLD = (
    update(t.message)
    .where(_message.id == bindparam("of_id"))
    .where(or_(_message.state == "leased", _message.state == "queued"))
    .values(state="queued", lease_until=None, due_at=bindparam("when"), error=bindparam("why"))
)
_COMMITTED = ("sending", "sent", "unknown")


@dataclass(slots=True)
class Admitted:
    """Which messages of a batch may be called now, and what each of them takes."""

    needs: dict[int, Counter[str]] = field(default_factory=dict)
    held: dict[int, tuple[str, datetime, int | None]] = field(default_factory=dict)
    """Message to why it waits, until when, and the invitation to be looked at."""


def admit(connection: Connection, messages: Sequence[int], now: datetime, rules: Rules) -> Admitted:
    """Judge leased messages, in order; what they need is locked until the transaction ends."""
    rows = connection.execute(_PLANNED, {"ids": list(messages)}).all()
    return judge(connection, rows, now, rules)


def judge(connection: Connection, rows: Sequence[Any], now: datetime, rules: Rules) -> Admitted:
    """Judge rows of messages that carry their plan, person and when the chat was heard last."""
    prices = {row.id: _price(row, now, rules) for row in rows}
    changed = [{"of_id": r.id, "dong": prices[r.id]} for r in rows if prices[r.id] != r.price]
    needs = {row.id: _needs(row, prices[row.id], now) for row in rows}
    left = _locked(connection, {name for need in needs.values() for name in need})
    if changed:
        connection.execute(_PRICE, changed)
    begun = _recent(connection, rows, now, rules)
    admitted = Admitted()
    for row in rows:
        need, rested = needs[row.id], _rested(row, begun, now, rules)
        short = [name for name, amount in need.items() if left.get(name, amount) < amount]
        if rested > now:
            admitted.held[row.id] = (OFTEN, rested, None)
        elif short and short[0].startswith("plan/"):
            admitted.held[row.id] = (BROKE, now + MONEY_WAIT, row.invitation_id)
        elif short:
            admitted.held[row.id] = (QUOTA, _tomorrow(now), None)
        else:
            admitted.needs[row.id] = need
            for name, amount in need.items():
                if name in left:
                    left[name] -= amount
    return admitted


def take(connection: Connection, admitted: Admitted, begun: set[int]) -> None:
    """What was begun is taken."""
    _add(connection, sum((admitted.needs[id_] for id_ in sorted(begun)), Counter()))


def hold(connection: Connection, admitted: Admitted, now: datetime) -> None:
    """What may not be called waits; for who waits for money the plan looks for a free way."""
    rows = [
        {"of_id": id_, "why": why, "when": until} for id_, (why, until, _) in admitted.held.items()
    ]
    if rows:
        connection.execute(_HOLD, rows)
        look_now(connection, [whose for _, _, whose in admitted.held.values()], now)


def give_back(connection: Connection, settled: Sequence[Settled]) -> None:
    """Before outcomes are written: what a call took and did not cost is free again."""
    outcomes = {outcome.id: outcome for outcome in settled}
    charged = any(outcome.price for outcome in settled)
    rows = connection.execute(_PLANNED if charged else _COST, {"ids": list(outcomes)}).all()
    changes: Counter[str] = Counter()
    for row in rows:
        outcome = outcomes[row.id]
        mine = row.state == "sending" and row.fence == outcome.fence
        if outcome.state == "sent" and (mine or row.state == "unknown"):
            paid = row.price if outcome.price is None else outcome.price
            changes.update({f"plan/{row.plan}": paid - row.price})
        elif mine and outcome.state in ("failed", "dead", "queued"):
            changes.subtract(_needs(row, row.price, row.begun_at or row.due_at))
    _locked(connection, set(changes))
    _add(connection, changes)


def _price(row: Any, now: datetime, rules: Rules) -> int:
    if row.way != "consultation":
        return int(row.price)
    heard = row.heard_at
    free = heard is not None and now < heard + rules.consultation_free - rules.consultation_margin
    return 0 if free else rules.consultation_price


def _needs(row: Any, price: int, now: datetime) -> Counter[str]:
    need: Counter[str] = Counter()
    if price and row.plan is not None:
        need[f"plan/{row.plan}"] = price
    if row.way in TEMPLATED:
        need[templates_of(row.account or "", now)] = 1
    return need


def templates_of(account: str, now: datetime) -> str:
    """The name of an account's allowance of templates of today."""
    return f"templates/{account}/{local_date(now)}"


def _locked(connection: Connection, names: set[str]) -> dict[str, int]:
    """What is left by name; a name without a row has no bound."""
    if not names:
        return {}
    rows = connection.execute(_LOCK, {"names": sorted(names)})
    return {row.name: row.most - row.taken for row in rows}


def _add(connection: Connection, changes: Mapping[str, int]) -> None:
    rows = [{"of_name": name, "more": more} for name, more in sorted(changes.items()) if more]
    if rows:
        connection.execute(_TAKE, rows)


def _tomorrow(now: datetime) -> datetime:
    return at_local(local_date(now) + timedelta(days=1), datetime.min.time())


def _ours(row: Any) -> bool:
    return row.purpose in ("invite", "remind") and row.person_id is not None


def _recent(
    connection: Connection, rows: Sequence[Any], now: datetime, rules: Rules
) -> Mapping[int, tuple[datetime, ...]]:
    people = [row.person_id for row in rows if _ours(row)]
    return begun_to(connection, people, now - rules.begun_span, _COMMITTED)


def _rested(
    row: Any, begun: Mapping[int, tuple[datetime, ...]], now: datetime, rules: Rules
) -> datetime:
    """From when on one more message may be begun to this person."""
    times = sorted(begun.get(row.person_id, ())) if _ours(row) else []
    if len(times) < rules.begun_per_person:
        return now
    return times[-rules.begun_per_person] + rules.begun_span


# -- what planning asks ------------------------------------------------------------------------
def allow(connection: Connection, most: Mapping[str, int | None]) -> None:
    """Set bounds by name, None takes one away; what a plan has spent is counted anew."""
    _locked(connection, set(most))
    gone = [name for name, bound in most.items() if bound is None]
    connection.execute(t.allowance.delete().where(_allowance.name.in_(gone)))
    insert = inserter(connection)(t.allowance)
    for name, bound in sorted(most.items()):
        if bound is None:
            continue
        taken = _committed(connection, name.removeprefix("plan/")) if "plan/" in name[:5] else None
        again = {"most": bound} if taken is None else {"most": bound, "taken": taken}
        upsert = insert.on_conflict_do_update(index_elements=["name"], set_=again)
        connection.execute(upsert, {"name": name, "most": bound, "taken": taken or 0})


def _committed(connection: Connection, plan: str) -> int:
    """What a plan has spent or reserved, in đồng."""
    return _sum(connection, plan, _message.state.in_(_COMMITTED))


def _sum(connection: Connection, plan: str, condition: Any) -> int:
    statement = (
        select(func.coalesce(func.sum(_message.price), 0))
        .join(t.invitation, t.invitation.c.id == _message.invitation_id)
        .where(t.invitation.c.plan == plan, condition)
    )
    return int(connection.execute(statement).scalar_one())


def room(connection: Connection, plan: str, account: str, now: datetime) -> Room:
    """What the plan and the account may still begin today; the queue counts as taken."""
    names = (f"plan/{plan}", templates_of(account, now))
    rows = connection.execute(select(t.allowance).where(_allowance.name.in_(names)))
    left = {row.name: row.most - row.taken for row in rows}
    money, templates = left.get(names[0]), left.get(names[1])
    waiting = or_(_message.state == "queued", _message.state == "leased")
    if money is not None:
        money -= _sum(connection, plan, waiting)
    if templates is not None:
        queued = select(func.count()).where(waiting, _message.way.in_(TEMPLATED))
        queued = queued.where(_message.account == account, _message.due_at < _tomorrow(now))
        templates -= int(connection.execute(queued).scalar_one())
    return Room(money, templates)
