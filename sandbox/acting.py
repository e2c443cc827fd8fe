"""What a citizen does with their phone, and the events that follow. It never answers by itself."""

from sandbox import forms, sending
from sandbox.people import Bubble, Person, normal_phone
from sandbox.values import Json, text, whole
from sandbox.world import World

MAX_STARS = 5
ACTS = ("say", "tap", "share", "rate", "block", "follow", "look")


class ActError(Exception):
    """This citizen cannot do that; the message says why."""


def person_of(world: World, phone: str) -> Person:
    """The person of a phone in any spelling; raises ActError."""
    normal = normal_phone(phone)
    if normal is None:
        raise ActError(f"not a Vietnamese phone: {phone!r}")
    return world.people.meet(normal)


def act(world: World, phone: str, row: Json) -> Json:
    """Do `row["do"]`, one of ACTS; raises ActError."""
    person = person_of(world, phone)
    if not person.zalo:
        raise ActError(f"{person.phone} has no Zalo")
    match text(row, "do"):
        case "say":
            return _told(say(world, person, text(row, "text")))
        case "tap":
            return tap(world, person, text(row, "message_id"), row.get("button"))
        case "share":
            share(world, person)
        case "rate":
            return rate(world, person, row)
        case "block":
            block(world, person)
        case "follow":
            follow(world, person)
        case "look":
            sending.look(world, person)
        case other:
            raise ActError(
                f"do is one of say, tap, share, rate, block, follow, look; not {other!r}"
            )
    return {}


def say(world: World, person: Person, words: str, hidden: bool = False) -> Bubble:
    """Type a text and send it; raises ActError when it is empty."""
    if not words.strip():
        raise ActError("text is empty")
    if world.dials.now.seen == "acts":
        sending.look(world, person)
    now_ms = world.clock.now_ms
    bubble = world.people.new_bubble(person, "citizen", now_ms)
    bubble.text, bubble.hidden = words, hidden
    person.chat_opened = True
    _interact(world, person, bubble.time)
    world.people.add(bubble)
    world.bell.ring()
    world.events.user_send_text(person, words, bubble.id, bubble.time)
    return bubble


def tap(world: World, person: Person, message_id: str, button: object) -> Json:
    """Press a button by its index (from 0) or title; message_id "" or "last": the newest with any.

    oa.query.* sends its payload as the citizen's text; the chat button opens the OA's chat;
    other oa.open.* buttons tell what they open and no event goes out [OQ].
    """
    pressed = _button(_bubble(world, person, message_id), button)
    payload = pressed.get("payload")
    kind = text(pressed, "type")
    if kind in ("oa.query.show", "oa.query.hide"):
        return _told(say(world, person, str(payload), hidden=kind == "oa.query.hide"))
    if kind == "oa.open.chat":
        open_chat(world, person)
        return {}
    return {"opened": payload}


def open_chat(world: World, person: Person) -> None:
    """The "Nhắn tin" button: an event once per person, if they never chatted [OQ]."""
    if not person.chat_opened:
        person.chat_opened = True
        ms = person.tick(world.clock.now_ms)
        _interact(world, person, ms)
        world.events.chat_now(person, ms)


def share(world: World, person: Person) -> None:
    """Fill in the OA's form for contact details: the only way by which it learns the number."""
    if forms.form_of(world, person) is None:
        raise ActError("the OA did not ask this person for contact details")
    ms = person.tick(world.clock.now_ms)
    person.shared = True
    _interact(world, person, ms)  # [ASSUMED]
    world.events.submit_info(person, forms.card(person), ms)


def rate(world: World, person: Person, row: Json) -> Json:
    """Give stars to a template message: {"message_id","stars" 1-5,"note"?}; raises ActError."""
    bubble = _bubble(world, person, text(row, "message_id"))
    stars = whole(row, "stars", 0)
    if bubble.kind != "template" or not 1 <= stars <= MAX_STARS:
        raise ActError("rate takes a template message and 1 to 5 stars")
    person.tick(world.clock.now_ms)
    world.events.feedback(person, bubble, stars, text(row, "note"))
    return {}


def block(world: World, person: Person) -> None:
    """Block the OA; a follower stops following with it."""
    person.blocked = True
    if person.follower:
        world.people.follow(person, False)
        world.events.follow(person, False, person.tick(world.clock.now_ms))
    world.people.keep(person)


def follow(world: World, person: Person) -> None:
    """Follow the OA, which is an interaction [OQ]; it lifts a block."""
    ms = person.tick(world.clock.now_ms)
    world.people.follow(person, True)
    _interact(world, person, ms)
    world.events.follow(person, True, ms)


def _interact(world: World, person: Person, ms: int) -> None:
    person.last_interaction = ms
    person.blocked = False  # one cannot write to an OA and keep it blocked [ASSUMED]
    world.people.keep(person)


def _bubble(world: World, person: Person, message_id: str) -> Bubble:
    if message_id in ("", "last"):
        for bubble in reversed(world.people.chat(person.phone)):
            if bubble.by == "oa" and bubble.buttons:
                return bubble
    found = world.people.bubble(message_id)
    if found is None or found.phone != person.phone or found.by != "oa":
        raise ActError(f"no message {message_id!r} from the OA on this phone")
    return found


def _button(bubble: Bubble, button: object) -> Json:
    if isinstance(button, int) and 0 <= button < len(bubble.buttons):
        return bubble.buttons[button]
    for known in bubble.buttons:
        if known.get("title") == button:
            return known
    titles = [text(known, "title") for known in bubble.buttons]
    raise ActError(f"no button {button!r}; there are: {titles}")


def _told(bubble: Bubble) -> Json:
    return {"message_id": bubble.id, "text": bubble.text}
