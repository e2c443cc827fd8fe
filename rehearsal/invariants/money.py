"""What left by which way and what it cost: against the platform's bill, log and the plan's order.

It reads the platform's bill row by row, and knows a message that we began into a chat by its two
buttons: one sends a code, the other “DỪNG” with the same code.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from rehearsal.invariants.evidence import TEMPLATE, Check, Evidence, moment

_HERE = timezone(timedelta(hours=7))
CONSULTATION, BY_USER = "/v3.0/oa/message/cs", "/v3.0/oa/message/template"
FREE, BILLED = timedelta(hours=48), timedelta(days=7)
SOON = timedelta(minutes=5)
PLANNED = timedelta(hours=15)
"""So long before its call a message may have been planned: a night and an evening."""
_STOP = "DỪNG "


def costs_equal_the_bill(e: Evidence) -> str | None:
    """Every message on the bill stands in the cost report at the same price, and so do the sums.

    What arrived by a call of unknown outcome may be on the bill without being known by its id: such
    messages are counted, and their money stands apart.
    """
    by_id = {row["platform_id"]: row for row in e.costs if row["platform_id"]}
    by_tracking = {row["tracking"]: row for row in e.costs if row["tracking"]}
    unknown = sum(row["state"] != "sent" for row in e.costs)
    apart = 0
    for row in e.bill:
        ours = by_id.get(row["message_id"]) or by_tracking.get(row["tracking_id"])
        if ours is None:
            unknown, apart = unknown - 1, apart + row["price"]
            if unknown < 0:
                return f"message {row['message_id'][:16]} is on the bill and in no report"
        elif ours["dong"] != row["price"]:
            return f"message {row['message_id'][:16]}: {ours['dong']} is not {row['price']}"
        elif ours["state"] != "sent":
            apart += row["price"]
    spent = sum(row["dong"] for row in e.costs if row["state"] == "sent")
    billed = sum(row["price"] for row in e.bill)
    return None if spent + apart == billed else f"{spent} + {apart} is not {billed}"


def begun_only_in_window(e: Evidence) -> str | None:
    """What we begin in a chat comes within 7 days of the person's last act, in the plan's hours.

    It is free up to 48 hours and billed after, as the bill has it.
    """
    prices = {row["message_id"]: row["price"] for row in e.bill}
    for bubble, last in _with_last_act(e):
        if not _begins(bubble):
            continue
        at = moment(bubble)
        if last is None or at - last > BILLED:
            return f"{_who(bubble)} was written to in a closed chat at {at:%d/%m %H:%M}"
        if (prices.get(bubble["id"], 0) == 0) != (at - last <= FREE):
            return f"{_who(bubble)}: {prices.get(bubble['id'])} đồng after {at - last}"
        if not e.rules.opens <= at.astimezone(_HERE).time() < e.rules.closes:
            return f"{_who(bubble)} was written to at {at.astimezone(_HERE):%d/%m %H:%M}"
    return None


def budget_never_passed(e: Evidence) -> str | None:
    """At no moment has the bill passed the plan's budget."""
    if e.budget is None:
        return None
    spent = 0
    for row in sorted(e.bill, key=moment):
        spent += row["price"] if moment(row) >= e.budget_from else 0
        if spent > e.budget:
            return f"at {moment(row):%d/%m %H:%M} {spent} of {e.budget} đồng were spent"
    return None


def own_messages_answered(e: Evidence) -> str | None:
    """Who writes is answered within minutes, at any hour; the last of several stands for all.

    Not who refused, nor where replies were ordered to fail.
    """
    if e.chat_faults:
        return None
    silent = {contact for script in e.scripts if script.refused_at for contact in script.contacts}
    chats = _chats(e)
    for phone, bubbles in chats.items():
        for place, bubble in enumerate(bubbles):
            if bubble["by"] == "oa" or phone in silent:
                continue
            later = [b for b in bubbles[place + 1 :] if moment(b) <= moment(bubble) + SOON]
            if not later:
                at = moment(bubble).astimezone(_HERE)
                return f"{_who(bubble)} wrote at {at:%d/%m %H:%M} and got no answer"
    return None


@dataclass(frozen=True, slots=True)
class _Try:
    """A try to invite: by which way of the plan's order, when, and how old the last act was."""

    reach: str
    at: datetime
    phone: str
    age: timedelta | None


def ways_in_stated_order(e: Evidence) -> str | None:
    """The ways of an invitation are tried in the plan's order; no free one is left out.

    A way that costs is left out where money was running short: that is judged by the budget.
    """
    order = {reach: place for place, reach in enumerate(e.rules.reach)}
    for code, tries in _tries(e).items():
        places = [order.get(one.reach, -1) for one in tries]
        if places != sorted(places):
            return f"{code[:2]}…: {', '.join(one.reach for one in tries)}"
        first = tries[0]
        passed = [reach for reach in e.rules.reach if order[reach] < places[0]]
        fresh = first.age is not None and first.age > PLANNED
        if "consultation" in passed and fresh and _bound(e, first) and _age(first) < FREE:
            return f"{code[:2]}…: {first.reach}, though the chat was free to write in"
    return None


def _age(tried: _Try) -> timedelta:
    return (tried.age or timedelta.max) + SOON * 4


def _bound(e: Evidence, tried: _Try) -> bool:
    """Whether the person had ended a talk in chat, and every one that they began."""
    own = [script for script in e.scripts if script.phone == tried.phone]
    began = [script for script in own if script.began_at and script.began_at < tried.at]
    ended = [script for script in began if script.completed_at and script.completed_at < tried.at]
    return bool(ended) and len(began) == len(ended) and all(script.chatted for script in ended)


def _tries(e: Evidence) -> Mapping[str, list[_Try]]:
    """The first try by each way of every invitation, by its code, in the order of calls."""
    acts = {phone: [moment(b) for b in bubbles if b["by"] != "oa"] for phone, bubbles in
            _chats(e).items()}  # fmt: skip
    found: dict[str, list[_Try]] = {}
    for call in e.calls:
        parsed = _invites(e, call, e.users)
        if parsed is None or moment(call) < e.budget_from:
            continue
        code, way, phone = parsed
        before = [at for at in acts.get(phone, ()) if at < moment(call)]
        age = moment(call) - before[-1] if before else None
        if way == "consultation" and age is not None and age > FREE:
            way = "paid_consultation"
        tries = found.setdefault(code, [])
        if way not in {one.reach for one in tries}:
            tries.append(_Try(way, moment(call), phone, age))
    return found


def _invites(
    e: Evidence, call: Mapping[str, Any], phones: Mapping[str, str]
) -> tuple[str, str, str] | None:
    """(code, way, phone) of a call that invites; a reminder is none."""
    if call["path"] not in (CONSULTATION, BY_USER, TEMPLATE):
        return None
    body = json.loads(str(call["body"]))
    if call["path"] == CONSULTATION:
        user = str(body.get("recipient", {}).get("user_id"))
        code = _code_of(_payloads(body.get("message", {})))
        reminds = "nhắc" in str(body.get("message", {}).get("text"))
        return (code, "consultation", phones.get(user, "")) if code and not reminds else None
    template = body.get("template_id")
    if template not in e.rules.invites:
        return None
    code = str(body.get("template_data", {}).get("ma"))
    if call["path"] == TEMPLATE:
        way = "rating" if template == e.rules.rating else "template_phone"
        return code, way, str(body.get("phone"))
    return code, "template_user", phones.get(str(body.get("user_id")), "")


def _payloads(message: Mapping[str, Any]) -> list[str]:
    buttons = message.get("attachment", {}).get("payload", {}).get("buttons", [])
    return [str(button.get("payload", "")) for button in buttons]


def _code_of(payloads: list[str]) -> str:
    """The code of two buttons of which the second refuses it; "" where they are others."""
    if len(payloads) == 2 and payloads[1] == _STOP + payloads[0]:
        return payloads[0]
    return ""


def _begins(bubble: Mapping[str, Any]) -> bool:
    return bubble["by"] == "oa" and bool(
        _code_of([str(button.get("payload", "")) for button in bubble["buttons"]])
    )


def _chats(e: Evidence) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for bubble in e.bubbles:
        found.setdefault(str(bubble["phone"]), []).append(bubble)
    return found


def _with_last_act(e: Evidence) -> Iterator[tuple[Mapping[str, Any], datetime | None]]:
    """Each bubble, with the last thing that its citizen did before."""
    last: dict[str, datetime] = {}
    for bubble in e.bubbles:
        phone = str(bubble["phone"])
        if bubble["by"] != "oa":
            last[phone] = moment(bubble)
        yield bubble, last.get(phone)


def _who(bubble: Mapping[str, Any]) -> str:
    return f"{str(bubble['phone'])[:4]}…{str(bubble['phone'])[-2:]}"


CHECKS: dict[str, Check] = {
    "costs_equal_the_bill": costs_equal_the_bill,
    "begun_only_in_window": begun_only_in_window,
    "budget_never_passed": budget_never_passed,
    "own_messages_answered": own_messages_answered,
    "ways_in_stated_order": ways_in_stated_order,
}
