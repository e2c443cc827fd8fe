"""Why a message cannot go to this person: their state, what they restrict, and the windows.

Order: facts §11.2. It knows nothing of a message's content.
"""

from sandbox.persons import Contact
from sandbox.platform.answers import Answer, oa_error, zns_error
from sandbox.platform.sending import LAST_MS

YEAR_MS = 365 * 86400 * 1000


def oa_state(contact: Contact, kind: str) -> Answer | None:
    """By user id; `kind` is one of RESTRICTABLE. -244 for a block is ASSUMED."""
    person = contact.person
    if person.user_code:
        return oa_error(person.user_code)
    if person.inactive:
        return oa_error(-227)
    if contact.blocked or not person.zalo or kind in contact.restricts:
        return oa_error(-244)
    return None


def consultation_window(contact: Contact, now_ms: int) -> Answer | None:
    """-230 later than 7 days after the last interaction [OQ]; -232 without one [ASSUMED]."""
    if contact.last_interaction is None:
        return oa_error(-232)
    return oa_error(-230) if now_ms - contact.last_interaction > LAST_MS else None


def year_window(contact: Contact, now_ms: int) -> Answer | None:
    """-232 without an interaction within a year: the rule of the old transaction messages."""
    last = contact.last_interaction
    return oa_error(-232) if last is None or now_ms - last > YEAR_MS else None


def zns_state(contact: Contact, kind: str) -> Answer | None:
    """By phone; `kind` is one of RESTRICTABLE [OQ: the codes; ASSUMED: their order]."""
    person = contact.person
    if not person.zalo:
        return zns_error(-118)
    if person.phone_code:
        return zns_error(person.phone_code)
    if person.inactive:
        return zns_error(-119)
    if person.refuses or kind in contact.restricts:
        return zns_error(-139)
    return zns_error(-141) if contact.blocked else None
