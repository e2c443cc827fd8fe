"""What people send besides text: pictures, voice, films, stickers, files, links, places, cards.

Events and payloads: facts §5.5. Every one is an interaction.
"""

from dataclasses import dataclass, field

from sandbox.acts.common import ActError, glance, interact, quoted, told
from sandbox.media import Medium
from sandbox.persons import Contact
from sandbox.values import Json, text
from sandbox.world import World


@dataclass(frozen=True, slots=True)
class Sent:
    """A bubble's kind and words, the attachment of its event, and what a chat row tells."""

    kind: str
    payload: Json
    words: str = ""
    row: Json = field(default_factory=dict)


def _medium(world: World, row: Json, usual: str) -> tuple[Medium, str]:
    medium = world.media.add(text(row, "format") or usual, world.clock.now_ms, row)
    return medium, f"{world.url}/media/{medium.name}"


def image(world: World, contact: Contact, row: Json) -> Json:
    """{"text"?: caption}; and, as for all media, "size"?, "redirect"?, "status"?, "format"?."""
    _, url = _medium(world, row, "jpg")
    payload: Json = {"thumbnail": url, "url": url}
    return _send(world, contact, row, Sent("image", payload, text(row, "text")))


def gif(world: World, contact: Contact, row: Json) -> Json:
    """A moving picture; the newest list of events has none [OQ]."""
    _, url = _medium(world, row, "gif")
    return _send(world, contact, row, Sent("gif", {"thumbnail": url, "url": url}))


def voice(world: World, contact: Contact, row: Json) -> Json:
    """{"format"?: "amr", or "m4a" as newer apps may send}."""
    _, url = _medium(world, row, "amr")
    return _send(world, contact, row, Sent("audio", {"url": url}))


def video(world: World, contact: Contact, row: Json) -> Json:
    """A film with a picture of it."""
    _, url = _medium(world, row, "mp4")
    _, shot = _medium(world, {}, "jpg")
    payload: Json = {"thumbnail": shot, "description": text(row, "text"), "url": url}
    return _send(world, contact, row, Sent("video", payload))


def sticker(world: World, contact: Contact, row: Json) -> Json:
    """{"id"?: of Zalo's stickers}."""
    _, url = _medium(world, row, "png")
    return _send(
        world, contact, row, Sent("sticker", {"id": text(row, "id") or "58704", "url": url})
    )


def file(world: World, contact: Contact, row: Json) -> Json:
    """{"name"?}; its size is told as text, its MD5 as checksum [OQ]."""
    medium, url = _medium(world, row, "pdf")
    payload: Json = {
        "name": text(row, "name") or f"giay-to.{medium.ending}",
        "size": str(medium.size),
        "type": medium.ending,
        "checksum": medium.checksum(),
        "url": url,
    }
    return _send(world, contact, row, Sent("file", payload))


def link(world: World, contact: Contact, row: Json) -> Json:
    """{"url", "title"?, "description"?}."""
    url = text(row, "url")
    if not url:
        raise ActError("a link has a url")
    payload: Json = {"thumbnail": "", "description": text(row, "description"), "url": url}
    if title := text(row, "title"):
        payload["title"] = title
    shown: Json = {"links": [{"title": title, "url": url, "thumb": "", "description": ""}]}
    return _send(world, contact, row, Sent("link", payload, text(row, "text"), shown))


def location(world: World, contact: Contact, row: Json) -> Json:
    """{"latitude"?, "longitude"?, "text"?: the place's name}: coordinates are texts [REAL]."""
    coordinates: Json = {
        "latitude": text(row, "latitude") or "10.3864",
        "longitude": text(row, "longitude") or "105.4352",
    }
    words = text(row, "text") or "UBND phường Long Xuyên"
    sent = Sent("location", {"coordinates": coordinates}, words, {"location": coordinates})
    return _send(world, contact, row, sent)


def card(world: World, contact: Contact, row: Json) -> Json:
    """{"phone", "name"?}: somebody's business card, which may be another person's [OQ]."""
    phone = text(row, "phone")
    if not phone:
        raise ActError("a card has a phone")
    description = f'{{"phone":"{phone}","qrCodeUrl":"https://qr.example.vn/{len(phone)}"}}'
    payload: Json = {"thumbnail": "", "url": "https://zalo.me/card", "description": description}
    return _send(world, contact, row, Sent("card", payload, text(row, "name") or "Danh thiếp"))


def _send(world: World, contact: Contact, row: Json, sent: Sent) -> Json:
    quote = quoted(world, contact, row)
    glance(world, contact)
    bubble = world.chats.new(contact, "citizen", world.clock.now_ms)
    bubble.kind, bubble.text, bubble.quote = sent.kind, sent.words, quote
    bubble.media = {**sent.payload, **sent.row}
    if "thumbnail" in sent.payload:
        bubble.media["thumb"] = sent.payload["thumbnail"]
    contact.chat_opened = True
    interact(world, contact, bubble.time)
    world.chats.add(bubble)
    world.bell.ring()
    world.events.user_sent_medium(contact, bubble, sent.payload)
    return {**told(bubble), "url": text(sent.payload, "url")}
