"""The citizens with their phones, and every bubble in their chats. It sends nothing.

Any mobile phone has a Zalo account, made on first contact, unless declared otherwise.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Literal

from sandbox.ids import Ids
from sandbox.journal import Journal
from sandbox.values import Json, text

State = Literal["sent", "received", "seen"]

_MOBILE = re.compile(r"84[35789]\d{8}")
_LANDLINE = re.compile(r"842\d{8,9}")
_FLAGS = ("zalo", "mobile", "refuses", "inactive")


def normal_phone(words: str) -> str | None:
    """`84...` of a Vietnamese number written 84, +84 or 0 [OQ]; None when it is none."""
    digits = re.sub(r"[\s.\-()]", "", words).removeprefix("+")
    if digits.startswith("0"):
        digits = "84" + digits[1:]
    return digits if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits) else None


@dataclass(slots=True)
class Person:
    """One phone. `last_interaction` is epoch ms; `tick_ms` the time of their newest event."""

    phone: str
    user_id: str
    user_id_by_app: str
    name: str = ""
    zalo: bool = True
    mobile: bool = True  # a mobile client reports receipts [OQ]
    refuses: bool = False  # refuses messages of this type
    inactive: bool = False  # banned, or idle over 45 days
    blocked: bool = False
    follower: bool = False
    chat_opened: bool = False
    shared: bool = False  # gave the OA their contact details by its form
    last_interaction: int | None = None
    tick_ms: int = 0

    def tick(self, now_ms: int) -> int:
        """A time of their own, later than every earlier one, so that no two events share it."""
        self.tick_ms = max(now_ms, self.tick_ms + 1)
        return self.tick_ms


@dataclass(slots=True)
class Bubble:
    """One bubble of a chat. `by` is who wrote it; `n` counts over all chats."""

    n: int
    id: str
    phone: str
    by: Literal["oa", "citizen"]
    time: int
    text: str
    kind: Literal["text", "template", "request"] = "text"
    buttons: list[Json] = field(default_factory=list)
    template_id: str = ""
    title: str = ""
    params: Json = field(default_factory=dict)
    tracking_id: str = ""
    by_phone: bool = False
    hidden: bool = False  # an oa.query.hide tap: sent, but not shown in the chat
    price: int = 0  # in dong
    state: State = "sent"


class People:
    """All phones and chats; O(1) for one phone, one user id or one bubble."""

    def __init__(self, ids: Ids, journal: Journal) -> None:
        self._ids = ids
        self._journal = journal
        self._by_phone: dict[str, Person] = {}
        self._by_user: dict[str, Person] = {}
        self._chats: dict[str, list[Bubble]] = {}
        self._bubbles: list[Bubble] = []
        self._by_id: dict[str, Bubble] = {}
        self.followers = 0

    def meet(self, phone: str) -> Person:
        """The person of a normal phone, made on first contact."""
        person = self._by_phone.get(phone)
        if person is None:
            person = Person(phone, self._ids.user(phone), self._ids.user_by_app(phone))
            person.zalo = _MOBILE.fullmatch(phone) is not None
            self._add(person)
            self.keep(person)
        return person

    def of_user(self, user_id: str) -> Person | None:
        """The person whom the OA knows by this id."""
        return self._by_user.get(user_id)

    def everyone(self) -> list[Person]:
        """All phones, in the order of first contact."""
        return list(self._by_phone.values())

    def declare(self, row: Json) -> Person:
        """Make or change a person by {"phone","name"?,"zalo"?,"mobile"?,"refuses"?,"inactive"?}."""
        phone = normal_phone(text(row, "phone"))
        if phone is None:
            raise ValueError(f"not a Vietnamese phone: {text(row, 'phone')!r}")
        person = self.meet(phone)
        person.name = text(row, "name") or person.name
        for flag in _FLAGS:
            value = row.get(flag)
            if isinstance(value, bool):
                setattr(person, flag, value)
        self.keep(person)
        return person

    def follow(self, person: Person, follows: bool) -> None:
        """Begin or stop following the OA."""
        self.followers += int(follows) - int(person.follower)
        person.follower = follows
        self.keep(person)

    def keep(self, person: Person) -> None:
        """Write the person to the journal; call it after a change."""
        self._journal.put("person", person)

    def add(self, bubble: Bubble) -> None:
        """Put a bubble into its chat."""
        self._place(bubble)
        self._journal.put("bubble", bubble)

    def new_bubble(self, person: Person, by: Literal["oa", "citizen"], now_ms: int) -> Bubble:
        """A bubble with the next number, not yet in the chat."""
        n = len(self._bubbles) + 1
        return Bubble(n, self._ids.message(n), person.phone, by, person.tick(now_ms), "")

    def bubble(self, bubble_id: str) -> Bubble | None:
        """The bubble of an id."""
        return self._by_id.get(bubble_id)

    def chat(self, phone: str) -> list[Bubble]:
        """A phone's bubbles, oldest first."""
        return self._chats.get(phone, [])

    def after(self, n: int) -> list[Bubble]:
        """All bubbles numbered above `n`, over all chats."""
        return self._bubbles[max(n, 0) :]

    def has_after(self, n: int) -> bool:
        """Whether there is a bubble numbered above `n`."""
        return len(self._bubbles) > n

    def mark(self, bubble: Bubble, state: State) -> None:
        """A receipt came in."""
        bubble.state = state
        self._journal.put("state", {"id": bubble.id, "state": state})

    def restore_person(self, row: Json) -> None:
        """From the journal."""
        person = Person(**row)  # type: ignore[arg-type]
        known = self._by_phone.get(person.phone)
        self.followers += int(person.follower) - int(known.follower if known else False)
        self._add(person if known is None else _overwrite(known, person))

    def restore_bubble(self, row: Json) -> None:
        """From the journal."""
        bubble = Bubble(**row)  # type: ignore[arg-type]
        self._place(bubble)
        person = self._by_phone[bubble.phone]
        person.tick_ms = max(person.tick_ms, bubble.time)

    def restore_state(self, row: Json) -> None:
        """From the journal."""
        self._by_id[text(row, "id")].state = row["state"]  # type: ignore[assignment]

    def _add(self, person: Person) -> None:
        self._by_phone[person.phone] = person
        self._by_user[person.user_id] = person

    def _place(self, bubble: Bubble) -> None:
        self._bubbles.append(bubble)
        self._by_id[bubble.id] = bubble
        self._chats.setdefault(bubble.phone, []).append(bubble)


def _overwrite(known: Person, newer: Person) -> Person:
    tick_ms = max(known.tick_ms, newer.tick_ms)
    return replace(newer, tick_ms=tick_ms)
