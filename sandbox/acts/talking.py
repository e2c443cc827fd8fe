"""Writing, tapping, opening the chat, looking."""

from sandbox.acts.common import ActError, glance, interact, message_of, quoted, told
from sandbox.chats import Bubble
from sandbox.persons import Contact
from sandbox.platform import sending
from sandbox.values import Json, text
from sandbox.world import World


def say(world: World, contact: Contact, row: Json) -> Json:
    """{"text", "quote"?: the id of the message that "Trả lời" was used on}."""
    return told(write(world, contact, text(row, "text"), quote=quoted(world, contact, row)))


def write(
    world: World, contact: Contact, words: str, hidden: bool = False, quote: str = ""
) -> Bubble:
    """Send a text; raises ActError when it is empty."""
    if not words.strip():
        raise ActError("text is empty")
    glance(world, contact)
    bubble = world.chats.new(contact, "citizen", world.clock.now_ms)
    bubble.text, bubble.hidden, bubble.quote = words, hidden, quote
    contact.chat_opened = True
    interact(world, contact, bubble.time)
    world.chats.add(bubble)
    world.bell.ring()
    world.events.user_sent(contact, bubble)
    return bubble


def tap(world: World, contact: Contact, row: Json) -> Json:
    """{"message_id": "" or "last" for the newest with any, "button": index or title}.

    oa.query.* sends its payload as the citizen's text; the chat button opens the OA's chat;
    other oa.open.* buttons tell what they open and no event goes out [OQ].
    """
    pressed = _button(message_of(world, contact, text(row, "message_id")), row.get("button"))
    payload = pressed.get("payload")
    kind = text(pressed, "type")
    if kind in ("oa.query.show", "oa.query.hide"):
        return told(write(world, contact, str(payload), hidden=kind == "oa.query.hide"))
    if kind == "oa.open.chat":
        return chat(world, contact, {})
    return {"opened": payload}


def chat(world: World, contact: Contact, row: Json) -> Json:
    """The "Nhắn tin" button: an event once per person, if they never chatted [OQ]."""
    if not contact.chat_opened:
        contact.chat_opened = True
        ms = contact.tick(world.clock.now_ms)
        interact(world, contact, ms)
        world.events.plain_user(contact, "user_click_chatnow", ms)
    return {}


def look(world: World, contact: Contact, row: Json) -> Json:
    """Open the chat and read."""
    sending.look(world, contact)
    return {}


def _button(bubble: Bubble, button: object) -> Json:
    if isinstance(button, int) and 0 <= button < len(bubble.buttons):
        return bubble.buttons[button]
    for known in bubble.buttons:
        if known.get("title") == button:
            return known
    titles = [text(known, "title") for known in bubble.buttons]
    raise ActError(f"no button {button!r}; there are: {titles}")
