"""POST /v3.0/oa/message/cs: consultation messages by user id. Facts §2.2-2.4.

Checks in the order body, person, state, window, money (facts §11.2).
"""

from sandbox.chats import Bubble
from sandbox.log import Call
from sandbox.oas import Oa
from sandbox.persons import Contact
from sandbox.platform import content, people_checks, sending
from sandbox.platform.answers import Answer, done, oa_error
from sandbox.platform.doors import oa_can_pay, oa_may_send
from sandbox.platform.draft import Draft
from sandbox.values import Json, parse, part, text
from sandbox.world import World

MAX_REPLIES = 8  # to one message of a user's, within 48 hours of it [OQ]


def consultation(world: World, oa: Oa, call: Call) -> Answer:
    """Accept or refuse one message."""
    body = parse(call.body)
    if body is None:
        return oa_error(-201, "body")
    draft = content.read(world, oa, part(body, "message"), call.now_ms)
    if isinstance(draft, Answer):
        return draft
    contact = _recipient(world, oa, part(body, "recipient"), call.now_ms)
    if isinstance(contact, Answer):
        return contact
    cost = sending.consultation_cost(oa, contact, call.now_ms)
    refused = (
        oa_may_send(oa)
        or people_checks.oa_state(contact, "consultation")
        or people_checks.consultation_window(contact, call.now_ms)
        or oa_can_pay(oa, cost.price)
    )
    if refused:
        return refused
    bubble = _bubble(world, contact, draft)
    bubble.quote = bubble.quote or text(part(body, "recipient"), "message_id")
    sending.send(world, oa, contact, bubble, cost)
    return done({**sent(bubble, contact), **_quota(oa, cost)})


def sent(bubble: Bubble, contact: Contact) -> Json:
    """What every accepted message by user id is answered with [OQ]."""
    return {
        "message_id": bubble.id,
        "user_id": contact.user_id,
        "sent_time": str(bubble.time),
    }


def _quota(oa: Oa, cost: sending.Cost) -> Json:
    """`reply` carries no remain and total since 2026-03-01; a billed one no quota at all [OQ]."""
    if cost.wallet == "sub_quota":
        return {
            "quota": {
                "quota_type": "sub_quota",
                "remain": str(oa.sub_quota),
                "total": str(oa.sub_total),
                "expired_date": "31/12/2027",
            }
        }
    return {} if cost.price else {"quota": {"quota_type": "reply"}}


def _recipient(world: World, oa: Oa, recipient: Json, now_ms: int) -> Contact | Answer:
    """Whom it goes to: a user id, or the writer of a message that it answers [OQ]."""
    answered = text(recipient, "message_id")
    if answered:
        return _writer(world, oa, answered, now_ms)
    user_id = text(recipient, "user_id")
    contact = world.people.of_user(user_id, oa.oa)
    if contact is None:
        return oa_error(-201, "user_id" if user_id else "recipient.user_id")
    return contact


def _writer(world: World, oa: Oa, message_id: str, now_ms: int) -> Contact | Answer:
    bubble = world.chats.get(message_id)
    if bubble is None or bubble.by != "citizen" or bubble.oa != oa.oa:
        return oa_error(-201, "recipient.message_id")
    if now_ms - bubble.time > sending.FREE_MS:
        return oa_error(-201, "recipient.message_id")  # the code is ASSUMED
    contact = world.people.meet(bubble.phone, oa.oa)
    answers = sum(b.by == "oa" and b.quote == message_id for b in world.chats.of(contact))
    return contact if answers < MAX_REPLIES else oa_error(-211)  # the code is ASSUMED


def _bubble(world: World, contact: Contact, draft: Draft) -> Bubble:
    bubble = world.chats.new(contact, "oa", world.clock.now_ms)
    bubble.way, bubble.kind = "cs", draft.kind
    bubble.text, bubble.title, bubble.buttons = draft.text, draft.title, draft.buttons
    bubble.media, bubble.quote = draft.media, draft.quote
    return bubble


def message_quota(world: World, oa: Oa, call: Call) -> Answer:
    """POST /v3.0/oa/quota/message: a user's last interaction, or the allowances [OQ]."""
    body = parse(call.body) or {}
    owner = text(body, "quota_owner")
    if owner:
        return done([_allowance(oa)] if owner == "OA" and oa.sub_total else [])
    contact = world.people.of_user(text(body, "user_id"), oa.oa)
    if contact is None:
        return oa_error(-201, "user_id")
    last = contact.last_interaction
    return done({"last_interaction": str(last) if last else ""})


def _allowance(oa: Oa) -> Json:
    return {
        "asset_id": f"package-{oa.oa}",
        "product_type": "cs",
        "quota_type": "sub_quota",
        "valid_through": "31/12/2027",
        "total": oa.sub_total,
        "remain": oa.sub_quota,
    }
