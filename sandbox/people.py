"""The citizens with their phones, and each of them as one Official Account knows them.

Any mobile phone has a Zalo account, made on first contact, unless declared otherwise. A user id
belongs to one account; `user_id_by_app` is the same in all of one app [OQ]. It sends nothing.
"""

import re
from dataclasses import dataclass, field, fields

from sandbox.ids import Ids
from sandbox.journal import Journal
from sandbox.values import Json, text

_MOBILE = re.compile(r"84[35789]\d{8}")
_LANDLINE = re.compile(r"842\d{8,9}")
_FLAGS = ("zalo", "mobile", "refuses", "inactive", "admin")
_CODES = ("phone_code", "user_code")
RESTRICTABLE = ("consultation", "transaction", "customer_care", "promotion")


def normal_phone(words: str) -> str | None:
    """`84...` of a Vietnamese number written 84, +84 or 0 [OQ]; None when it is none."""
    digits = re.sub(r"[\s.\-()]", "", words).removeprefix("+")
    if digits.startswith("0"):
        digits = "84" + digits[1:]
    return digits if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits) else None


@dataclass(slots=True)
class Person:
    """One phone and its owner."""

    phone: str
    user_id_by_app: str
    name: str = ""
    zalo: bool = True
    mobile: bool = True  # a mobile client reports receipts [OQ]
    refuses: bool = False  # refuses templates of this type
    inactive: bool = False  # banned, or idle over 45 days
    admin: bool = False  # of the app: may get templates in mode "development"
    phone_code: int = 0  # the error that every template by phone meets here; 0: none
    user_code: int = 0  # the error that every message by user id meets here; 0: none


@dataclass(slots=True)
class Contact:
    """A person as one account knows them. `last_interaction` is epoch ms."""

    person: Person
    oa: str
    user_id: str
    blocked: bool = False
    follower: bool = False
    chat_opened: bool = False
    shared: bool = False  # gave the OA their contact details by its form
    withdrawn: bool = False  # took back the consent to keep their data
    restricts: list[str] = field(default_factory=list)  # of RESTRICTABLE
    last_interaction: int | None = None
    tick_ms: int = 0

    @property
    def phone(self) -> str:
        """The person's number."""
        return self.person.phone

    @property
    def name(self) -> str:
        """The person's name, or ""."""
        return self.person.name

    @property
    def zalo(self) -> bool:
        """Whether the number has a Zalo account."""
        return self.person.zalo

    def tick(self, now_ms: int) -> int:
        """A time of their own, later than every earlier one, so that no two events share it."""
        self.tick_ms = max(now_ms, self.tick_ms + 1)
        return self.tick_ms

    def row(self) -> Json:
        """All that is known of person and contact, flat."""
        own = {name: getattr(self.person, name) for name in _PERSON_FIELDS}
        return own | {name: getattr(self, name) for name in _CONTACT_FIELDS}


_PERSON_FIELDS = tuple(item.name for item in fields(Person))
_CONTACT_FIELDS = tuple(item.name for item in fields(Contact) if item.name != "person")


class People:
    """All persons and contacts; O(1) for one phone or one user id."""

    def __init__(self, ids: Ids, journal: Journal, first_oa: str) -> None:
        self._ids = ids
        self._journal = journal
        self._first = first_oa
        self._by_phone: dict[str, Person] = {}
        self._contacts: dict[tuple[str, str], Contact] = {}
        self._by_user: dict[str, Contact] = {}
        self._followers: dict[str, int] = {}

    def meet(self, phone: str, oa_id: str = "") -> Contact:
        """A normal phone as an account ("": the first) knows it, made on first contact."""
        oa_id = oa_id or self._first
        contact = self._contacts.get((oa_id, phone))
        if contact is None:
            contact = Contact(self._person(phone), oa_id, self._ids.user(phone, oa_id))
            self._add(contact)
            self.keep(contact)
        return contact

    def of_user(self, user_id: str, oa_id: str) -> Contact | None:
        """Whom this account knows by this id; another account's id is nobody."""
        found = self._by_user.get(user_id)
        return found if found is not None and found.oa == oa_id else None

    def by_user(self, user_id: str) -> Contact | None:
        """Whom any account knows by this id."""
        return self._by_user.get(user_id)

    def everyone(self, oa_id: str) -> list[Contact]:
        """All contacts of an account, in the order of first contact."""
        return [contact for contact in self._contacts.values() if contact.oa == oa_id]

    def declare(self, row: Json, oa_id: str = "") -> Contact:
        """Make or change a person, and them as an account knows them; raises ValueError.

        {"phone", "name"?, flags of _FLAGS?, codes of _CODES?, "restricts"?: of RESTRICTABLE}
        """
        phone = normal_phone(text(row, "phone"))
        if phone is None:
            raise ValueError(f"not a Vietnamese phone: {text(row, 'phone')!r}")
        contact = self.meet(phone, oa_id)
        person = contact.person
        person.name = text(row, "name") or person.name
        for names, kind in ((_FLAGS, bool), (_CODES, int)):
            for name in names:
                if type(row.get(name)) is kind:
                    setattr(person, name, row[name])
        restricts = row.get("restricts")
        if isinstance(restricts, list):
            if not set(restricts) <= set(RESTRICTABLE):
                raise ValueError(f"restricts holds some of {', '.join(RESTRICTABLE)}")
            contact.restricts = restricts
        self.keep(contact)
        return contact

    def follow(self, contact: Contact, follows: bool) -> None:
        """Begin or stop following the account."""
        self._count(contact.oa, int(follows) - int(contact.follower))
        contact.follower = follows
        self.keep(contact)

    def followers(self, oa_id: str) -> int:
        """How many follow an account."""
        return self._followers.get(oa_id, 0)

    def keep(self, contact: Contact) -> None:
        """Write the contact to the journal; call it after a change."""
        self._journal.put("person", contact.row())

    def restore(self, row: Json) -> None:
        """From the journal; an older one names no account."""
        oa_id = text(row, "oa") or self._first
        contact = self._contacts.get((oa_id, text(row, "phone")))
        if contact is None:
            contact = Contact(self._person(text(row, "phone")), oa_id, text(row, "user_id"))
            self._add(contact)
        self._count(oa_id, int(bool(row.get("follower"))) - int(contact.follower))
        tick_ms = contact.tick_ms
        for holder, names in ((contact.person, _PERSON_FIELDS), (contact, _CONTACT_FIELDS)):
            for name in names:
                if name in row and name != "oa":
                    setattr(holder, name, row[name])
        contact.tick_ms = max(tick_ms, contact.tick_ms)

    def _person(self, phone: str) -> Person:
        person = self._by_phone.get(phone)
        if person is None:
            person = Person(phone, self._ids.user_by_app(phone))
            person.zalo = _MOBILE.fullmatch(phone) is not None
            self._by_phone[phone] = person
        return person

    def _add(self, contact: Contact) -> None:
        self._contacts[contact.oa, contact.phone] = contact
        self._by_user[contact.user_id] = contact

    def _count(self, oa_id: str, change: int) -> None:
        self._followers[oa_id] = self._followers.get(oa_id, 0) + change
