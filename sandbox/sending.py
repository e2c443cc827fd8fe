"""What happens after the platform accepted a message: the bubble, its price, the events.

It checks nothing; the endpoints did.
"""

from sandbox.approved import Template
from sandbox.people import Bubble, Person
from sandbox.values import Json
from sandbox.world import World

FREE_MS = 48 * 3600 * 1000  # consultation is free so long after an interaction [OQ]
LAST_MS = 7 * 86400 * 1000  # and impossible after [OQ]
PAID_CS_DONG = 55  # between the two [OQ]


def chat_message(world: World, person: Person, words: str, buttons: list[Json]) -> Bubble:
    """A consultation message into the chat."""
    now_ms = world.clock.now_ms
    bubble = world.people.new_bubble(person, "oa", now_ms)
    bubble.text, bubble.buttons = words, buttons
    bubble.price = 0 if is_free(person, now_ms) else PAID_CS_DONG
    _deliver(world, person, bubble)
    return bubble


def contact_request(world: World, person: Person, title: str, why: str) -> Bubble:
    """Zalo's form for contact details, as a consultation message."""
    bubble = world.people.new_bubble(person, "oa", world.clock.now_ms)
    bubble.kind, bubble.title, bubble.text = "request", title, why
    bubble.price = 0 if is_free(person, world.clock.now_ms) else PAID_CS_DONG
    _deliver(world, person, bubble)
    return bubble


def template_message(
    world: World, person: Person, template: Template, data: Json, tracking_id: str | None
) -> Bubble:
    """A template into the chat: by phone with a tracking id, by user id with None."""
    bubble = world.people.new_bubble(person, "oa", world.clock.now_ms)
    bubble.kind = "template"
    bubble.template_id, bubble.title = template.template_id, template.title
    bubble.text, bubble.params = template.body(data), data
    bubble.buttons = template.filled_buttons(data, world.options.page_base)
    bubble.by_phone = tracking_id is not None
    bubble.tracking_id = tracking_id or ""
    bubble.price = template.price_sdt if bubble.by_phone else template.price_uid
    _deliver(world, person, bubble)
    return bubble


def is_free(person: Person, now_ms: int) -> bool:
    """Whether the last interaction is at most 48 hours old."""
    return person.last_interaction is not None and now_ms - person.last_interaction <= FREE_MS


def look(world: World, person: Person) -> None:
    """The person looks at the chat: one seen event for all that they had not seen."""
    if not person.mobile or world.dials.now.seen == "never":
        return
    fresh: list[Bubble] = []
    for bubble in reversed(world.people.chat(person.phone)):
        if bubble.state == "seen":
            break
        if bubble.by == "oa" and not bubble.by_phone and bubble.state == "received":
            fresh.append(bubble)
    if fresh:
        for bubble in fresh:
            world.people.mark(bubble, "seen")
        ids = [bubble.id for bubble in reversed(fresh)]
        world.events.seen(person, ids, person.tick(world.clock.now_ms))


def _deliver(world: World, person: Person, bubble: Bubble) -> None:
    """Into the chat; then the echo, and receipts from a mobile client [OQ: the events]."""
    auto = world.dials.now.seen == "auto"
    if person.mobile:
        bubble.state = "seen" if auto and not bubble.by_phone else "received"
    world.people.add(bubble)
    world.bell.ring()
    if bubble.by_phone:
        if person.mobile:
            world.events.delivered_by_phone(person, bubble, person.tick(bubble.time))
        return
    world.events.echo(person, bubble)
    if person.mobile:
        world.events.received(person, bubble.id, person.tick(bubble.time))
        if auto:
            world.events.seen(person, [bubble.id], person.tick(bubble.time))
