"""What changes how a person stands to the OA: following, blocking, sharing, rating, withdrawing."""

from sandbox.acts.common import ActError, interact, message_of
from sandbox.persons import Contact
from sandbox.platform import forms
from sandbox.platform.ratings import Rating
from sandbox.values import Json, text, whole
from sandbox.world import World

MAX_STARS = 5


def share(world: World, contact: Contact, row: Json) -> Json:
    """Fill in the OA's form for contact details: the only way by which it learns the number."""
    if forms.form_of(world, contact) is None:
        raise ActError("the OA did not ask this person for contact details")
    ms = contact.tick(world.clock.now_ms)
    contact.shared = True
    interact(world, contact, ms)  # [ASSUMED]
    world.events.submit_info(contact, forms.card(contact), ms)
    return {}


def rate(world: World, contact: Contact, row: Json) -> Json:
    """Give stars to a rating template: {"message_id","stars" 1-5,"note"?}; raises ActError."""
    bubble = message_of(world, contact, text(row, "message_id"))
    stars = whole(row, "stars", 0)
    template = world.templates.get(bubble.template_id)
    if template is None or not template.stars or not 1 <= stars <= MAX_STARS:
        raise ActError("rate takes a rating template's message and 1 to 5 stars")
    ms, note = contact.tick(world.clock.now_ms), text(row, "note")
    tracking_id = bubble.tracking_id if bubble.by_phone else ""
    world.ratings.add(
        Rating(bubble.oa, bubble.template_id, bubble.id, stars, note, tracking_id, ms)
    )
    world.events.feedback(contact, bubble, stars, note)
    return {}


def block(world: World, contact: Contact, row: Json) -> Json:
    """Block the OA; a follower stops following with it."""
    contact.blocked = True
    if contact.follower:
        unfollow(world, contact, row)
    world.people.keep(contact)
    return {}


def follow(world: World, contact: Contact, row: Json) -> Json:
    """Follow the OA, which is an interaction [OQ]; it lifts a block."""
    ms = contact.tick(world.clock.now_ms)
    world.people.follow(contact, True)
    interact(world, contact, ms)
    world.events.follow(contact, True, ms)
    return {}


def unfollow(world: World, contact: Contact, row: Json) -> Json:
    """Stop following; no interaction."""
    world.people.follow(contact, False)
    world.events.follow(contact, False, contact.tick(world.clock.now_ms))
    return {}
