"""The ways to one citizen at one moment, in the plan's order: which are open, and at what price.

Pure. It judges windows, hours and money as planned; the outbox judges them once more at the moment
of sending.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.model import Flow
from ground.when import Window, at_local, local_date
from plans.model import Plan, Reach
from plans.ports import Chat, Contact, Room
from post.rules import Rules
from post.templates.book import TemplateBook
from post.templates.model import By

TEMPLATE_LIFE = timedelta(days=7)
"""So long an invitation by template or mail may wait; then it is late."""
REMINDER_LIFE = timedelta(days=2)
TEMPLATED = ("template_user", "template_phone", "rating_user", "rating_phone")


@dataclass(frozen=True, slots=True)
class Means:
    """What a plan reaches people with at the moment."""

    plan: Plan
    rules: Rules
    templates: TemplateBook
    room: Room
    account: str | None  # the Official Account that it leaves by; None = Zalo is not set
    flow: Flow | None = None  # the survey in use: a mail may show how it begins

    def price(self, reach: Reach, purpose: str, by: By) -> int:
        """What a message by this way costs at most, in đồng."""
        if reach is Reach.PAID_CONSULTATION:
            return self.rules.consultation_price
        if reach in (Reach.CONSULTATION, Reach.EMAIL):
            return 0
        known = self.templates.get(template_of(self.plan, reach, purpose))
        if known is not None:
            return known.price(by)
        rules = self.rules
        return rules.template_price_phone if by is By.PHONE else rules.template_price_user

    def cheaper_by_user(self, purpose: str) -> bool:
        """Whether the template may leave by user id, and for less than by phone."""
        reach = Reach.TEMPLATE_USER
        known = self.templates.get(template_of(self.plan, reach, purpose))
        allowed = known is None or known.by_uid
        by_user, by_phone = (self.price(reach, purpose, by) for by in (By.USER, By.PHONE))
        return allowed and by_user < by_phone


def template_of(plan: Plan, reach: Reach, purpose: str) -> str:
    """The id of the template that a way takes; "" = none."""
    zalo = plan.zalo
    if zalo is None:
        return ""
    if reach is Reach.RATING:
        return zalo.rating
    return zalo.invite if purpose == "invite" else zalo.remind


@dataclass(frozen=True, slots=True)
class Person:
    """How one citizen can be reached, and how often they were lately."""

    contacts: Sequence[Contact]
    chat: Chat | None
    begun: Sequence[datetime]

    def contact(self, kind: str) -> Contact | None:
        """Their phone or mail."""
        return next((contact for contact in self.contacts if contact.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Way:
    """A way that stands open. `way` is the bill's word for it."""

    reach: Reach
    way: str
    to: Contact | Chat
    due: datetime
    hours: Window
    not_after: datetime
    price: int  # đồng, at most

    @property
    def templates(self) -> int:
        """How much of the account's daily quota it takes."""
        return 1 if self.way in TEMPLATED else 0


def open_ways(
    means: Means, person: Person, now: datetime, purpose: str, without: Collection[Reach] = ()
) -> Iterator[Way]:
    """The ways that stand open, in the plan's order, whatever they cost."""
    earliest = _rested(means.rules, person.begun, now)
    for reach in means.plan.reach:
        if reach not in without and (way := _open(means, person, reach, earliest, purpose)):
            yield way


def affordable(means: Means, ways: Sequence[Way]) -> Way | None:
    """The first way that the money suffices for."""
    money = means.room.money
    return next((way for way in ways if money is None or way.price <= max(money, 0)), None)


def _rested(rules: Rules, begun: Sequence[datetime], now: datetime) -> datetime:
    """From when on one more message may be begun to somebody who was written to at `begun`."""
    recent = sorted(moment for moment in begun if moment > now - rules.begun_span)
    if len(recent) < rules.begun_per_person:
        return now
    return recent[-rules.begun_per_person] + rules.begun_span


def _open(
    means: Means, person: Person, reach: Reach, earliest: datetime, purpose: str
) -> Way | None:
    match reach:
        case Reach.CONSULTATION | Reach.PAID_CONSULTATION:
            return _into_chat(means, person.chat, reach, earliest)
        case Reach.TEMPLATE_USER:
            chat = person.chat if means.cheaper_by_user(purpose) else None
            return _template(means, reach, chat, earliest, purpose)
        case Reach.TEMPLATE_PHONE:
            return _template(means, reach, person.contact("phone"), earliest, purpose)
        case Reach.RATING:
            to = person.contact("phone")
            return _template(means, reach, to, earliest, purpose) if purpose == "invite" else None
        case Reach.EMAIL:
            mail = person.contact("email")
            hours = means.plan.window
            due = hours.next_open(earliest)
            life = _life(purpose)
            return Way(reach, "email", mail, due, hours, due + life, 0) if mail else None


def _into_chat(means: Means, chat: Chat | None, reach: Reach, earliest: datetime) -> Way | None:
    if chat is None:
        return None
    rules, free = means.rules, reach is Reach.CONSULTATION
    window = rules.consultation_free if free else rules.consultation_billed
    closes = chat.heard_at + window - rules.consultation_margin
    hours = means.plan.window
    due = hours.next_open(earliest)
    if due >= closes:
        return None
    price = means.price(reach, "", By.USER)
    return Way(reach, "consultation", chat, due, hours, closes, price)


def _template(
    means: Means, reach: Reach, to: Contact | Chat | None, earliest: datetime, purpose: str
) -> Way | None:
    if to is None:
        return None
    by_phone = isinstance(to, Contact)
    rating = reach is Reach.RATING
    way = f"{'rating' if rating else 'template'}_{'phone' if by_phone else 'user'}"
    hours = _by_day(means, way, template_of(means.plan, reach, purpose))
    due = hours.next_open(earliest)
    if means.room.templates is not None and means.room.templates < 1:
        due = max(
            due, hours.next_open(at_local(local_date(earliest) + timedelta(days=1), hours.opens))
        )
    price = means.price(reach, purpose, By.PHONE if by_phone else By.USER)
    return Way(reach, way, to, due, hours, due + _life(purpose), price)


def _by_day(means: Means, way: str, template: str) -> Window:
    """The plan's hours, without the night where it binds this way and template."""
    hours, night, known = means.plan.window, means.rules.night, means.templates.get(template)
    tag = known.tag.name.lower() if known else ""
    if not means.rules.bound_by_night(way, tag):
        return hours
    return Window(max(hours.opens, night.morning), min(hours.closes, night.starts))


def _life(purpose: str) -> timedelta:
    return REMINDER_LIFE if purpose == "remind" else TEMPLATE_LIFE
