"""POST /v2.0/oa/message: an icon on a message (facts §2.3); any other body is the dead v2 API."""

from sandbox.log import Call
from sandbox.oas import Oa
from sandbox.platform.answers import Answer, done, oa_error
from sandbox.values import parse, part, text
from sandbox.world import World

MOST_ON_ONE = 50  # [OQ]; over it -211 [ASSUMED]
# Sure spellings are strong, heart and remove; the rest vary between transcriptions.
ICONS = ("/-strong", "/-heart", ":>", "--b", ":-((", ":-h", ":o", "/-remove")


def react(world: World, oa: Oa, call: Call) -> Answer:
    """Free of every quota [OQ]; what is answered is ASSUMED."""
    body = parse(call.body) or {}
    action = part(body, "sender_action")
    if not action:
        return oa_error(-240)
    contact = world.people.of_user(text(part(body, "recipient"), "user_id"), oa.oa)
    if contact is None:
        return oa_error(-201, "recipient.user_id")
    bubble = world.chats.get(text(action, "react_message_id"))
    if bubble is None or (bubble.oa, bubble.phone) != (oa.oa, contact.phone):
        return oa_error(-201, "sender_action.react_message_id")
    icon = text(action, "react_icon")
    if icon not in ICONS:
        return oa_error(-201, "sender_action.react_icon")
    if world.chats.reactions(bubble) >= MOST_ON_ONE:
        return oa_error(-211)
    world.chats.react(bubble, "" if icon == "/-remove" else icon)
    world.events.oa_reacted(contact, bubble.id, icon, contact.tick(call.now_ms))
    return done({"message_id": bubble.id, "user_id": contact.user_id})
