"""Every bubble in the chats between people and accounts. It sends nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from sandbox.ids import Ids
from sandbox.journal import Journal
from sandbox.persons import Contact
from sandbox.values import Json, text

State = Literal["sent", "received", "seen"]
Side = Literal["oa", "citizen"]
Way = Literal["", "cs", "template_uid", "template_phone", "console"]


@dataclass(slots=True)
class Bubble:
    """One bubble of a chat. `by` is who wrote it; `n` counts over all chats."""

    n: int
    id: str
    phone: str
    by: Side
    time: int
    text: str
    kind: str = "text"  # text, template, request, or the kind of a medium
    buttons: list[Json] = field(default_factory=list)
    template_id: str = ""
    title: str = ""
    params: Json = field(default_factory=dict)
    tracking_id: str = ""
    by_phone: bool = False
    hidden: bool = False  # an oa.query.hide tap: sent, but not shown in the chat
    price: int = 0  # in dong
    state: State = "sent"
    oa: str = ""
    way: Way = ""  # how the OA sent it
    wallet: str = ""  # who pays: "" the OA's money or nobody, "sub_quota", "development"
    quote: str = ""  # the id of the message that it answers
    media: Json = field(default_factory=dict)  # what a medium carries, as its event tells it
    reaction: str = ""  # the icon that the other side put on it


class Chats:
    """All chats; O(1) for one chat or one bubble, and for the newest chats of an account."""

    def __init__(self, ids: Ids, journal: Journal) -> None:
        self._ids = ids
        self._journal = journal
        self._chats: dict[tuple[str, str], list[Bubble]] = {}
        self._recent: dict[str, dict[str, Bubble]] = {}  # by OA: phone -> newest, oldest chat first
        self._bubbles: list[Bubble] = []
        self._by_id: dict[str, Bubble] = {}
        self._reactions: dict[str, int] = {}  # by bubble: how often somebody reacted

    def new(self, contact: Contact, by: Side, now_ms: int) -> Bubble:
        """A bubble with the next number, not yet in the chat."""
        n = len(self._bubbles) + 1
        moment = contact.tick(now_ms)
        return Bubble(n, self._ids.message(n), contact.phone, by, moment, "", oa=contact.oa)

    def add(self, bubble: Bubble) -> None:
        """Put a bubble into its chat."""
        self._place(bubble)
        self._journal.put("bubble", bubble)

    def of(self, contact: Contact) -> list[Bubble]:
        """The bubbles of one chat, oldest first."""
        return self.between(contact.oa, contact.phone)

    def between(self, oa_id: str, phone: str) -> list[Bubble]:
        """The same by account and normal phone; nobody is met by it."""
        return self._chats.get((oa_id, phone), [])

    def get(self, bubble_id: str) -> Bubble | None:
        """The bubble of an id."""
        return self._by_id.get(bubble_id)

    def newest(self, oa_id: str) -> Iterator[Bubble]:
        """The last bubble of each of an account's chats, newest chat first."""
        return reversed(self._recent.get(oa_id, {}).values())

    def after(self, n: int) -> list[Bubble]:
        """All bubbles numbered above `n`, over all chats."""
        return list(islice(self._bubbles, max(n, 0), None))

    def has_after(self, n: int) -> bool:
        """Whether there is a bubble numbered above `n`."""
        return len(self._bubbles) > n

    def mark(self, bubble: Bubble, state: State) -> None:
        """A receipt came in."""
        bubble.state = state
        self._journal.put("state", {"id": bubble.id, "state": state})

    def react(self, bubble: Bubble, icon: str) -> None:
        """An icon was put on it, or taken off with ""."""
        bubble.reaction = icon
        self._reactions[bubble.id] = self.reactions(bubble) + 1
        self._journal.put("state", {"id": bubble.id, "reaction": icon})

    def reactions(self, bubble: Bubble) -> int:
        """How often somebody reacted to it."""
        return self._reactions.get(bubble.id, 0)

    def restore(self, row: Json, first_oa: str) -> Bubble:
        """From the journal; an older one names no account."""
        bubble = Bubble(**row)  # type: ignore[arg-type]
        bubble.oa = bubble.oa or first_oa
        self._place(bubble)
        return bubble

    def restore_state(self, row: Json) -> None:
        """From the journal."""
        bubble = self._by_id[text(row, "id")]
        if "state" in row:
            bubble.state = row["state"]  # type: ignore[assignment]
        if "reaction" in row:
            bubble.reaction = text(row, "reaction")
            self._reactions[bubble.id] = self.reactions(bubble) + 1

    def _place(self, bubble: Bubble) -> None:
        self._bubbles.append(bubble)
        self._by_id[bubble.id] = bubble
        self._chats.setdefault((bubble.oa, bubble.phone), []).append(bubble)
        if not bubble.by_phone:  # an account learns nothing of a chat by what it sent to a phone
            recent = self._recent.setdefault(bubble.oa, {})
            recent.pop(bubble.phone, None)
            recent[bubble.phone] = bubble
