"""All citizens, and each of them as every account knows them. It sends nothing.

Any mobile phone has a Zalo account, made on first contact, unless declared otherwise.
"""

from sandbox.ids import Ids
from sandbox.journal import Journal
from sandbox.persons import (
    CONTACT_FIELDS,
    MOBILE,
    PERSON_FIELDS,
    RESTRICTABLE,
    Contact,
    Person,
    normal_phone,
)
from sandbox.values import Json, text

_FLAGS = ("zalo", "mobile", "refuses", "inactive", "admin")
_CODES = ("phone_code", "user_code")


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
        for holder, names in ((contact.person, PERSON_FIELDS), (contact, CONTACT_FIELDS)):
            for name in names:
                if name in row and name != "oa":
                    setattr(holder, name, row[name])
        contact.tick_ms = max(tick_ms, contact.tick_ms)

    def _person(self, phone: str) -> Person:
        person = self._by_phone.get(phone)
        if person is None:
            person = Person(phone, self._ids.user_by_app(phone))
            person.zalo = MOBILE.fullmatch(phone) is not None
            self._by_phone[phone] = person
        return person

    def _add(self, contact: Contact) -> None:
        self._contacts[contact.oa, contact.phone] = contact
        self._by_user[contact.user_id] = contact

    def _count(self, oa_id: str, change: int) -> None:
        self._followers[oa_id] = self._followers.get(oa_id, 0) + change
