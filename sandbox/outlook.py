"""What each way of sending would meet now with a person: for the pages to tell. It sends nothing.

It asks the platform's own checks of the account, the person, the window and the money. What depends
on a template (its state, its limits, its price, the night) is left out.
"""

from dataclasses import dataclass
from typing import Literal

from sandbox.oas import Oa
from sandbox.persons import Contact
from sandbox.platform import people_checks
from sandbox.platform.answers import Answer, oa_error, zns_error
from sandbox.platform.doors import oa_can_pay, oa_may_send
from sandbox.platform.sending import Cost, consultation_cost

_KIND = "customer_care"  # what a survey's template is


@dataclass(frozen=True, slots=True)
class Outlook:
    """`code` 0: it would be accepted; else the platform's code, with what it says."""

    way: Literal["cs", "template_uid", "template_phone"]
    code: int = 0
    message: str = ""
    cost: Cost | None = None  # of a consultation message


def outlook(oa: Oa, contact: Contact, now_ms: int) -> list[Outlook]:
    """The three ways, in the order in which they are usually tried."""
    cost = consultation_cost(oa, contact, now_ms)
    by_user = None if oa.enabled else oa_error(-204)
    by_user = by_user or oa_may_send(oa)
    consultation = (
        by_user
        or people_checks.oa_state(contact, "consultation")
        or people_checks.consultation_window(contact, now_ms)
        or oa_can_pay(oa, cost.price)
    )
    by_phone = zns_error(-135) if by_user else people_checks.zns_state(contact, _KIND)
    return [
        _told("cs", consultation, cost),
        _told("template_uid", by_user or people_checks.oa_state(contact, _KIND), None),
        _told("template_phone", by_phone, None),
    ]


def _told(
    way: Literal["cs", "template_uid", "template_phone"], refused: Answer | None, cost: Cost | None
) -> Outlook:
    if refused is None:
        return Outlook(way, cost=cost)
    return Outlook(way, int(str(refused.body["error"])), str(refused.body["message"]))
