"""What happens after the platform accepted a message: the bubble, its price, the events.

It checks nothing; the endpoints did.
"""

from dataclasses import dataclass

from sandbox.chats import Bubble
from sandbox.oas import Oa
from sandbox.persons import Contact
from sandbox.platform.approved import Template
from sandbox.values import Json
from sandbox.world import World

FREE_MS = 48 * 3600 * 1000  # consultation is free so long after an interaction [OQ]
LAST_MS = 7 * 86400 * 1000  # and impossible after [OQ]
PAID_CS_DONG = 55  # between the two [OQ]


@dataclass(frozen=True, slots=True)
class Cost:
    """Dong, and who pays: "" the OA's money (or nobody), "sub_quota", "development"."""

    price: int
    wallet: str = ""


def consultation_cost(oa: Oa, contact: Contact, now_ms: int) -> Cost:
    """Free for 48 hours, then from the package's allowance, then billed [OQ]."""
    last = contact.last_interaction
    if last is not None and now_ms - last <= FREE_MS:
        return Cost(0)
    return Cost(0, "sub_quota") if oa.sub_quota > 0 else Cost(PAID_CS_DONG)


def template_bubble(
    world: World, contact: Contact, template: Template, data: Json, tracking_id: str | None
) -> Bubble:
    """A filled template: by phone with a tracking id, by user id with None."""
    bubble = world.chats.new(contact, "oa", world.clock.now_ms)
    bubble.kind = "template"
    bubble.template_id, bubble.title = template.template_id, template.title
    bubble.text, bubble.params = template.body(data), data
    bubble.buttons = template.filled_buttons(data, world.options.page_base)
    bubble.by_phone = tracking_id is not None
    bubble.way = "template_phone" if bubble.by_phone else "template_uid"
    bubble.tracking_id = tracking_id or ""
    return bubble


def send(world: World, oa: Oa, contact: Contact, bubble: Bubble, cost: Cost) -> Bubble:
    """Charge it, put it into the chat, tell of it."""
    bubble.price, bubble.wallet = cost.price, cost.wallet
    if cost.wallet == "sub_quota":
        oa.sub_quota -= 1
    oa.charge(cost.price, cost.wallet == "development")
    if cost.price or cost.wallet:
        world.oas.keep(oa)
    deliver(world, contact, bubble)
    return bubble


def look(world: World, contact: Contact) -> None:
    """The person looks at the chat: one seen event for all that they had not seen."""
    if not contact.person.mobile or world.dials.now.seen == "never":
        return
    fresh = _unseen(world, contact)
    if fresh:
        for bubble in fresh:
            world.chats.mark(bubble, "seen")
        ids = [bubble.id for bubble in reversed(fresh)]
        world.events.seen(contact, ids, contact.tick(world.clock.now_ms))


def _unseen(world: World, contact: Contact) -> list[Bubble]:
    """The chat's messages since the last one that was seen, newest first."""
    fresh: list[Bubble] = []
    for bubble in reversed(world.chats.of(contact)):
        if bubble.state == "seen":
            break
        if bubble.by == "oa" and not bubble.by_phone and bubble.state == "received":
            fresh.append(bubble)
    return fresh


def deliver(world: World, contact: Contact, bubble: Bubble) -> None:
    """Into the chat; then the echo, and receipts from a mobile client [OQ: the events]."""
    knobs, mobile = world.dials.now, contact.person.mobile
    auto = knobs.seen == "auto" and knobs.seen_batch <= 1
    if mobile:
        bubble.state = "seen" if auto and not bubble.by_phone else "received"
    world.chats.add(bubble)
    world.bell.ring()
    if bubble.by_phone:
        if mobile:
            world.events.delivered_by_phone(contact, bubble, contact.tick(bubble.time))
        return
    world.events.echo(contact, bubble)
    if mobile:
        _receipts(world, contact, bubble, auto)
    together = knobs.seen_batch if knobs.seen == "auto" else 0
    if together > 1 and len(_unseen(world, contact)) >= together:
        look(world, contact)


def _receipts(world: World, contact: Contact, bubble: Bubble, auto: bool) -> None:
    """Received, and seen where the person looks at once; the other way round by a knob."""
    moments = [("received", contact.tick(bubble.time))]
    if auto:
        moments.append(("seen", contact.tick(bubble.time)))
    if world.dials.now.receipt_reversed:
        moments.reverse()
    for what, ms in moments:
        if what == "received":
            world.events.received(contact, bubble.id, ms)
        else:
            world.events.seen(contact, [bubble.id], ms)
