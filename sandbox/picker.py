"""The list of phones to pick from: newest first, what was not looked at yet, and a search.

It remembers which messages a page has shown; that is the page's own mark, and no receipt.
"""

import unicodedata
from dataclasses import dataclass
from itertools import takewhile

from sandbox.chats import Bubble, Chats
from sandbox.people import Contact, People

SHOWN_PHONES = 200


@dataclass(frozen=True, slots=True)
class Pick:
    """One phone of the list, its newest bubble, and how many of the OA's no page has shown."""

    person: Contact
    last: Bubble
    unread: int


class Picker:
    """Picks phones; what an earlier run left counts as shown."""

    def __init__(self, people: People, chats: Chats, oa_id: str) -> None:
        self._people, self._chats, self._oa = people, chats, oa_id
        self._shown = {
            person.phone: chat[-1].n
            for person in people.everyone(oa_id)
            if (chat := chats.of(person))
        }

    def show(self, person: Contact) -> None:
        """A page shows this chat now."""
        chat = self._chats.of(person)
        if chat:
            self._shown[person.phone] = chat[-1].n

    def picks(self, sought: str = "") -> tuple[list[Pick], int]:
        """The newest phones whose number, name or newest message has `sought`; how many in all."""
        plain = _plain(sought)
        busy = [
            (person, last)
            for person in self._people.everyone(self._oa)
            if (last := self._last(person)) and (not plain or plain in _plain(_words(person, last)))
        ]
        busy.sort(key=lambda found: found[1].n, reverse=True)
        newest = [Pick(one, last, self._unread(one)) for one, last in busy[:SHOWN_PHONES]]
        return newest, len(busy)

    def _last(self, person: Contact) -> Bubble | None:
        chat = self._chats.of(person)
        return next((bubble for bubble in reversed(chat) if not bubble.hidden), None)

    def _unread(self, person: Contact) -> int:
        until = self._shown.get(person.phone, 0)
        fresh = takewhile(lambda bubble: bubble.n > until, reversed(self._chats.of(person)))
        return sum(bubble.by == "oa" for bubble in fresh)


def _words(person: Contact, last: Bubble) -> str:
    home = "0" + person.phone.removeprefix("84")
    return f"{person.phone} {home} {person.name} {last.title} {last.text}"


def _plain(words: str) -> str:
    """Without marks, capitals and, so that a number is found however it is spaced, blanks."""
    apart = unicodedata.normalize("NFD", words.casefold().replace("đ", "d"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign) and sign != " ")
