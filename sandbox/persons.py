"""A citizen with their phone, and the same citizen as one Official Account knows them.

A user id belongs to one account; `user_id_by_app` is the same in all of one app [OQ].
"""

import re
from dataclasses import dataclass, field, fields

from sandbox.values import Json

MOBILE = re.compile(r"84[35789]\d{8}")
_LANDLINE = re.compile(r"842\d{8,9}")
RESTRICTABLE = ("consultation", "transaction", "customer_care", "promotion")


def normal_phone(words: str) -> str | None:
    """`84...` of a Vietnamese number written 84, +84 or 0 [OQ]; None when it is none."""
    digits = re.sub(r"[\s.\-()]", "", words).removeprefix("+")
    if digits.startswith("0"):
        digits = "84" + digits[1:]
    return digits if MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits) else None


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
        own = {name: getattr(self.person, name) for name in PERSON_FIELDS}
        return own | {name: getattr(self, name) for name in CONTACT_FIELDS}


PERSON_FIELDS = tuple(item.name for item in fields(Person))
CONTACT_FIELDS = tuple(item.name for item in fields(Contact) if item.name != "person")
