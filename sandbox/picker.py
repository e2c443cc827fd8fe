"""The list of phones to pick from: newest first, what was not looked at yet, and a search.

It remembers which messages a page has shown; that is the page's own mark, and no receipt.
"""

import unicodedata
from dataclasses import dataclass
from itertools import takewhile

from sandbox.chats import Bubble
from sandbox.persons import Contact
from sandbox.world import World

SHOWN_PHONES = 200


@dataclass(frozen=True, slots=True)
class Pick:
    """One phone of the list, its newest bubble, and how many of the OAs' no page has shown."""

    person: Contact
    last: Bubble
    unread: int


class Picker:
    """Picks phones; what an earlier run left counts as shown."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._shown = {
            (contact.oa, contact.phone): chat[-1].n
            for oa in world.oas.all()
            for contact in world.people.everyone(oa.oa)
            if (chat := world.chats.of(contact))
        }

    def show(self, contact: Contact) -> None:
        """A page shows this chat now."""
        chat = self._world.chats.of(contact)
        if chat:
            self._shown[contact.oa, contact.phone] = chat[-1].n

    def picks(self, sought: str = "") -> tuple[list[Pick], int]:
        """The newest phones whose number, name or newest message has `sought`; how many in all."""
        plain, newest = _plain(sought), self._newest()
        busy = [
            (contact, last)
            for contact, last in newest.values()
            if not plain or plain in _plain(_words(contact, last))
        ]
        busy.sort(key=lambda found: found[1].n, reverse=True)
        picks = [Pick(one, last, self._unread_of(one.phone)) for one, last in busy[:SHOWN_PHONES]]
        return picks, len(busy)

    def account_of(self, phone: str) -> str:
        """The account that spoke last on this phone; "" where none did."""
        lasts = [last for oa in self._world.oas.all() if (last := self._last(oa.oa, phone))]
        return max(lasts, key=lambda last: last.n).oa if lasts else ""

    def unread(self, oa_id: str, phone: str) -> int:
        """How many of an account's messages no page has shown on this phone."""
        until = self._shown.get((oa_id, phone), 0)
        chat = self._world.chats.between(oa_id, phone)
        fresh = takewhile(lambda bubble: bubble.n > until, reversed(chat))
        return sum(bubble.by == "oa" for bubble in fresh)

    def _unread_of(self, phone: str) -> int:
        return sum(self.unread(oa.oa, phone) for oa in self._world.oas.all())

    def _newest(self) -> dict[str, tuple[Contact, Bubble]]:
        newest: dict[str, tuple[Contact, Bubble]] = {}
        for oa in self._world.oas.all():
            for contact in self._world.people.everyone(oa.oa):
                last, known = self._last(oa.oa, contact.phone), newest.get(contact.phone)
                if last and (known is None or known[1].n < last.n):
                    newest[contact.phone] = contact, last
        return newest

    def _last(self, oa_id: str, phone: str) -> Bubble | None:
        chat = self._world.chats.between(oa_id, phone)
        return next((bubble for bubble in reversed(chat) if not bubble.hidden), None)


def _words(contact: Contact, last: Bubble) -> str:
    home = "0" + contact.phone.removeprefix("84")
    return f"{contact.phone} {home} {contact.name} {last.title} {last.text}"


def _plain(words: str) -> str:
    """Without marks, capitals and, so that a number is found however it is spaced, blanks."""
    apart = unicodedata.normalize("NFD", words.casefold().replace("đ", "d"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign) and sign != " ")
