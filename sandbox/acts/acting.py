"""What a citizen does with their phone, and the events that follow. It never answers by itself."""

from collections.abc import Callable
from typing import TypeAlias

from sandbox.acts import console, reacting, sending_media, standing, talking
from sandbox.acts.common import ActError, contact_of
from sandbox.persons import Contact
from sandbox.values import Json, text
from sandbox.world import World

Act: TypeAlias = Callable[[World, Contact, Json], Json]

ACTS: dict[str, Act] = {
    "say": talking.say,
    "tap": talking.tap,
    "chat": talking.chat,
    "look": talking.look,
    "share": standing.share,
    "rate": standing.rate,
    "block": standing.block,
    "follow": standing.follow,
    "unfollow": standing.unfollow,
    "image": sending_media.image,
    "gif": sending_media.gif,
    "voice": sending_media.voice,
    "video": sending_media.video,
    "sticker": sending_media.sticker,
    "file": sending_media.file,
    "link": sending_media.link,
    "location": sending_media.location,
    "card": sending_media.card,
    "react": reacting.react,
    "withdraw": reacting.withdraw,
    "call": reacting.call,
    "consent": reacting.consent,
    "console": console.console,  # by an officer, in the OA's console
}

__all__ = ["ACTS", "ActError", "act", "contact_of"]


def act(world: World, phone: str, row: Json) -> Json:
    """Do `row["do"]`, one of ACTS, towards the account `row["oa"]`; raises ActError."""
    contact = contact_of(world, phone, world.oas.find(text(row, "oa")).oa)
    if not contact.zalo:
        raise ActError(f"{contact.phone} has no Zalo")
    known = ACTS.get(text(row, "do"))
    if known is None:
        raise ActError(f"do is one of {', '.join(ACTS)}; not {text(row, 'do')!r}")
    return known(world, contact, row)
