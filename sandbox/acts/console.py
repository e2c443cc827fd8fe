"""What an officer does by hand in the OA's own console, beside every app. It has no API."""

from sandbox.acts.common import ActError, quoted, told
from sandbox.persons import Contact
from sandbox.values import Json, text
from sandbox.world import World


def console(world: World, contact: Contact, row: Json) -> Json:
    """{"text", "admin_id"?}: a message to this person; its echo tells who wrote it [OQ].

    It costs nothing here, and tells no app that it was seen: seen goes to the app that sent [OQ].
    """
    words = text(row, "text")
    if not words.strip():
        raise ActError("text is empty")
    bubble = world.chats.new(contact, "oa", world.clock.now_ms)
    bubble.text, bubble.way, bubble.quote = words, "console", quoted(world, contact, row)
    if contact.person.mobile:
        bubble.state = "received"
    world.chats.add(bubble)
    world.bell.ring()
    world.events.echo(contact, bubble, admin_id=text(row, "admin_id") or "9000000000000000001")
    return told(bubble)
