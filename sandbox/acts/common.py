"""What every act needs: who acts, on which message, and that the OA heard of them."""

from sandbox.chats import Bubble
from sandbox.persons import Contact, normal_phone
from sandbox.platform import sending
from sandbox.values import Json, text
from sandbox.world import World


class ActError(Exception):
    """This citizen cannot do that; the message says why."""


def contact_of(world: World, phone: str, oa_id: str = "") -> Contact:
    """A phone in any spelling, as an account ("": the first) knows it; raises ActError."""
    normal = normal_phone(phone)
    if normal is None:
        raise ActError(f"not a Vietnamese phone: {phone!r}")
    return world.people.meet(normal, oa_id)


def interact(world: World, contact: Contact, ms: int) -> None:
    """The OA's windows begin anew [OQ]."""
    contact.last_interaction = ms
    contact.blocked = False  # one cannot write to an OA and keep it blocked [ASSUMED]
    world.people.keep(contact)


def glance(world: World, contact: Contact) -> None:
    """Who acts has the chat before them."""
    if world.dials.now.seen == "acts":
        sending.look(world, contact)


def message_of(world: World, contact: Contact, message_id: str) -> Bubble:
    """The OA's message of an id; "" or "last": the newest with buttons; raises ActError."""
    if message_id in ("", "last"):
        for bubble in reversed(world.chats.of(contact)):
            if bubble.by == "oa" and bubble.buttons:
                return bubble
    found = world.chats.get(message_id)
    ours = found is not None and (found.oa, found.phone) == (contact.oa, contact.phone)
    if found is None or not ours or found.by != "oa":
        raise ActError(f"no message {message_id!r} from the OA on this phone")
    return found


def told(bubble: Bubble) -> Json:
    """What an act that sent a message is answered with."""
    return {"message_id": bubble.id, "text": bubble.text}


def quoted(world: World, contact: Contact, row: Json) -> str:
    """The id under `quote`, of a message in this chat, or ""; raises ActError."""
    quote = text(row, "quote")
    found = world.chats.get(quote)
    if quote and (found is None or (found.oa, found.phone) != (contact.oa, contact.phone)):
        raise ActError(f"no message {quote!r} in this chat")
    return quote
