"""A webhook's verified bytes read into an arrival. Pure; unknown events are kept, not dropped.

An event older than the window is kept and not acted on: by then its duplicate may be forgotten.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from bot.events import Event, Greeted, Rated, Replied, SentOther, SharedPhone, Tapped
from bot.events import Withdrew as Withdrawn
from bot.turns import Arrival, ChatAddress, Echo, Kept, MessageName, Receipt, Touch, Turn
from channels.zalo import events as e
from channels.zalo.decode import Unreadable, decode
from channels.zalo.parse import parse
from channels.zalo.signature import Verified
from ground.canonical import sha256_hex

WINDOW = timedelta(hours=48)
"""Wider than the platform's last retry (under two hours, by some sources 24 hours)."""
MAX_WORDS = 2000
"""Signs, of what was chosen and written under stars."""
_TAP = re.compile(r"#(\d{1,18})(?:\.\d{1,9})?/([\w.]{1,60})=(\S{1,60})")
"""Conversation, the asking that the button stood on (not on buttons of before), question, value."""

Hash = Callable[[str], str]
"""Keyed hash of an address, from "zalo:<oa>:<user>"."""


@dataclass(frozen=True, slots=True)
class Ears:
    """Which accounts are ours, and how a chat's address is hashed."""

    ours: Collection[str]
    hash_of: Hash

    def chat(self, account: str, user: str) -> ChatAddress:
        """The chat of a user id."""
        return ChatAddress(self.hash_of(f"zalo:{account}:{user}"), account, user)


def read_event(body: Verified, now: datetime, ears: Ears) -> Arrival:
    """The arrival that these bytes are. Raises nothing: what cannot be read is quarantined."""
    raw, hashed = body.raw, f"sha256/{sha256_hex(body.raw)}"
    try:
        event = parse(decode(body), ears.ours, now)
    except Unreadable as error:
        return Kept(hashed, "zalo/unreadable", now, raw, broken=f"unreadable: {error}")
    if event.account and event.account not in ears.ours:
        # One app can have several accounts behind one webhook: theirs are not ours to answer.
        return Kept(hashed, "zalo/other_account", now, raw)
    if now - event.at > WINDOW:
        return Kept(hashed, "zalo/late", now, raw)
    return arrival(event, _key(event) or hashed, now, raw, ears)


def _key(event: e.ZaloEvent) -> str | None:
    """Account, event and message id, for what happens to a message once; else None."""
    match event.what:
        case e.Said(id=id_) | e.SentThing(id=id_) if id_:
            return message_key(event.account, "user_send", id_)
        case e.Echoed(id=id_) if id_:
            return message_key(event.account, "oa_send", id_)
        case e.Rated():
            return rating_key(event.account, event.what)
        case e.Reached(ids=(id_,), seen=False):
            return message_key(event.account, event.name, id_)
        case _:
            return None


def message_key(account: str, kind: str, id_: str) -> str | None:
    """The key that the webhook and the sweep share; None where it would not fit its column."""
    key = f"zalo/{account}/{kind}/{id_}"
    return key if len(key) <= 100 else None


def rating_key(account: str, what: e.Rated) -> str | None:
    """The key that the webhook and the sweep share: stars of a message, pressed at one moment."""
    if not (what.id and what.stamp and what.stars):
        return None
    return message_key(account, "user_feedback", f"{what.id}/{what.stamp}/{what.stars}")


def arrival(  # noqa: PLR0912  a case an event
    event: e.ZaloEvent, key: str, now: datetime, raw: bytes, ears: Ears
) -> Arrival:
    """What the store takes of an event of ours."""
    if isinstance(event.what, e.Rated) and (rated := _rated(event.what, event.at)):
        name = MessageName(event.account, event.what.id, event.what.tracking)
        return Turn(key, "zalo", rated, now, raw, message=name)
    kind, at = f"zalo/{event.name}"[:40], event.at
    said: Event | None = None
    user = said_in = ""
    match event.what:
        case e.Said(user, said_in, text):
            said = _said(text, at)
        case e.SentThing(user, _, what, attached):
            said = SentOther(what, at, attached)
        case e.SharedInfo(user, phone):
            said = SharedPhone(phone, at) if phone else None
        case e.ClickedChatNow(user):
            said = Greeted(at)
        case e.Withdrew(user):
            said = Withdrawn(at)
        case e.Followed(user, follows):
            heard = at if follows else None
            return Touch(key, kind, now, raw, ears.chat(event.account, user), heard, at, follows)
        case e.Contacted(user):
            return Touch(key, kind, now, raw, ears.chat(event.account, user), at, at)
        case e.Echoed(user, id_, text, by_officer):
            chat = ears.chat(event.account, user)
            return Echo(key, kind, now, raw, chat, at, id_, text, by_officer)
        case e.Reached(ids, tracking, seen):
            return Receipt(key, at, seen, ids, tracking, now)
        case e.Reacted() | e.Rated() | e.Responded() | e.Managed() | e.Aside() | e.Unknown():
            pass
        case _:
            assert_never(event.what)
    if said is None:
        return Kept(key, kind, now, raw)
    chat = ears.chat(event.account, user)
    return Turn(key, "zalo", said, now, raw, chat=chat, said_in=said_in)


def _rated(what: e.Rated, at: datetime) -> Rated | None:
    """The stars with what was chosen and written; None where nothing says whose they are."""
    if not what.stars or not (what.id or what.tracking):
        return None
    words = ". ".join(filter(None, (*what.chosen, what.note)))
    return Rated(what.stars, words[:MAX_WORDS], what.pressed or at)


def _said(text: str, at: datetime) -> Event:
    tap = _TAP.fullmatch(text.strip())
    return Tapped(int(tap[1]), tap[2], tap[3], at) if tap else Replied(text, at)
