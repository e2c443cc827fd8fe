"""Acts on what is there already, and the rarer ones: reactions, calls, consent, withdrawal.

Shapes that facts §5.5 names without showing are ASSUMED to be those of `user_click_chatnow`.
"""

from sandbox.acts.common import ActError, interact
from sandbox.persons import Contact
from sandbox.values import Json, text
from sandbox.world import World


def react(world: World, contact: Contact, row: Json) -> Json:
    """{"message_id", "icon"?}: an icon on a message; no interaction [OQ: not listed]."""
    bubble = world.chats.get(text(row, "message_id"))
    if bubble is None or (bubble.oa, bubble.phone) != (contact.oa, contact.phone):
        raise ActError("react takes the message_id of a message in this chat")
    icon = text(row, "icon") or "/-heart"
    if bubble.by == "oa":
        world.chats.react(bubble, "" if icon == "/-remove" else icon)
    world.events.reacted(contact, bubble.id, icon, contact.tick(world.clock.now_ms))
    return {}


def withdraw(world: World, contact: Contact, row: Json) -> Json:
    """The person asks that their data be deleted: `user_withdraw`."""
    contact.withdrawn, contact.shared = True, False
    world.people.keep(contact)
    world.events.plain_user(contact, "user_withdraw", contact.tick(world.clock.now_ms))
    return {}


def call(world: World, contact: Contact, row: Json) -> Json:
    """The person calls the OA: `user_call_oa`, an interaction [OQ]."""
    ms = contact.tick(world.clock.now_ms)
    interact(world, contact, ms)
    world.events.plain_user(contact, "user_call_oa", ms)
    return {}


def consent(world: World, contact: Contact, row: Json) -> Json:
    """The person answers the OA's asking for a call: `user_reply_consent`."""
    world.events.plain_user(contact, "user_reply_consent", contact.tick(world.clock.now_ms))
    return {}
