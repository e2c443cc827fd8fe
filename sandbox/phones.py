"""What a page shows of a phone's chat with an account. It reads the world and changes nothing."""

from dataclasses import dataclass
from urllib.parse import urlencode

from sandbox import chatview, standing
from sandbox.acts.common import contact_of
from sandbox.chats import Bubble
from sandbox.chatview import Row
from sandbox.hook.event import Event
from sandbox.oas import ENDLESS, PACKAGES, Oa
from sandbox.outlook import Outlook, outlook
from sandbox.persons import Contact, Person, normal_phone
from sandbox.picker import Pick, Picker
from sandbox.platform.ratings import Rating
from sandbox.standing import Standing
from sandbox.world import World

_SHOWN_EVENTS = 8
_SHOWN_MORE = 12


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the accounts that may be chosen on a phone."""

    name: str
    href: str
    here: bool
    unread: int


@dataclass(frozen=True, slots=True)
class Account:
    """An account as its profile shows it. `money` is None where it never runs out."""

    id: str
    name: str
    verified: bool
    package: str
    followers: int
    money: int | None
    allowance: tuple[int, int]  # left and all of the package's consultation messages


@dataclass(frozen=True, slots=True)
class Phone:
    """`back` is the page that its forms lead back to; alone: on a page of its own."""

    person: Contact
    oa: Account
    rows: list[Row]
    older: int  # rows that are left out
    quotes: dict[str, Bubble]
    stars: dict[str, tuple[str, ...]]  # the titles of each rating template's stars
    ratings: dict[str, Rating]  # by message
    standing: Standing
    outlook: list[Outlook]
    cost: int
    events: list[Event]  # newest first
    tabs: list[Tab]
    back: str
    alone: bool
    close: str  # the page without it, where it stands beside others

    @property
    def suffix(self) -> str:
        """What makes an element's id this phone's own."""
        return "" if self.alone else f"-{self.person.phone}-{self.oa.id}"

    @property
    def flags(self) -> list[str]:
        """What was declared of this person otherwise than usual."""
        person, usual = self.person.person, Person("", "")
        names = ("zalo", "mobile", "refuses", "inactive", "admin", "phone_code", "user_code")
        told = [
            f"{name}={getattr(person, name)}"
            for name in names
            if getattr(person, name) != getattr(usual, name)
        ]
        return told + [f"restricts={kind}" for kind in self.person.restricts]

    @property
    def at(self) -> str:
        """The address of what is done on it."""
        return f"/phone/{self.person.phone}"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a phone stands: the page it is on, that page without it, whether it is alone there."""

    back: str
    without: str
    alone: bool


class Phones:
    """Finds phones by what stands in an address, and shows them."""

    def __init__(self, world: World, picker: Picker) -> None:
        self._world = world
        self._picker = picker

    def contact(self, words: str, oa_id: str = "") -> Contact:
        """A phone in any spelling with an account; without one, with the newest that spoke here.

        "PHONE:OA" names both. Raises ActError and ValueError.
        """
        phone, _, named = words.partition(":")
        wanted = named or oa_id or self._picker.account_of(normal_phone(phone) or "")
        return contact_of(self._world, phone, self._world.oas.find(wanted).oa)

    def alone(self, contact: Contact, whole: bool) -> Phone:
        """On its own page; `whole`: with its oldest rows too."""
        own = f"/phone/{contact.phone}"
        links = {oa.oa: f"{own}?{urlencode({'oa': oa.oa})}" for oa in self._world.oas.all()}
        several = len(links) > 1
        back = links[contact.oa] if several else own
        return self._show(contact, links, _Place(back, "", True), whole)

    def beside(self, contacts: list[Contact]) -> list[Phone]:
        """Those that stand beside each other."""
        keys = self.keys(contacts)
        back = self.address(keys)
        shown: list[Phone] = []
        for place, contact in enumerate(contacts):
            links = {
                oa.oa: self.address([*keys[:place], f"{contact.phone}:{oa.oa}", *keys[place + 1 :]])
                for oa in self._world.oas.all()
            }
            without = self.address([*keys[:place], *keys[place + 1 :]])
            shown.append(self._show(contact, links, _Place(back, without, False), False))
        return shown

    def more(self, contacts: list[Contact]) -> list[tuple[Pick, str]]:
        """The newest phones that may be put beside these, each with the page that does it."""
        keys, there = self.keys(contacts), {one.phone for one in contacts}
        picks = [pick for pick in self._picker.picks()[0] if pick.person.phone not in there]
        return [(pick, self.address([*keys, pick.person.phone])) for pick in picks[:_SHOWN_MORE]]

    def keys(self, contacts: list[Contact]) -> list[str]:
        """What names each in an address: PHONE, or PHONE:OA where there are several accounts."""
        several = len(self._world.oas.all()) > 1
        return [f"{one.phone}:{one.oa}" if several else one.phone for one in contacts]

    @staticmethod
    def address(keys: list[str], part: str = "") -> str:
        """The page that shows these beside each other, or "/live" of it."""
        return f"/phones{part}?" + urlencode([("p", key) for key in keys], safe=":")

    def _show(self, contact: Contact, links: dict[str, str], place: _Place, whole: bool) -> Phone:
        world, chat = self._world, self._world.chats.of(contact)
        events = standing.events_of(world, contact)
        rows = chatview.rows(chat, events)
        shown = rows if whole else chatview.newest(rows)
        quoted = (world.chats.get(bubble.quote) for bubble in chat if bubble.quote)
        sent = {bubble.template_id for bubble in chat if bubble.template_id in world.templates}
        return Phone(
            person=contact,
            oa=self._account(world.oas.find(contact.oa)),
            rows=shown,
            older=len(rows) - len(shown),
            quotes={bubble.id: bubble for bubble in quoted if bubble is not None},
            stars={one: stars for one in sent if (stars := world.templates[one].stars)},
            ratings={
                rating.message_id: rating
                for template in sent
                for rating in world.ratings.of(contact.oa, template)
            },
            standing=standing.standing(contact, world.clock.now_ms),
            outlook=outlook(world.oas.find(contact.oa), contact, world.clock.now_ms),
            cost=standing.cost(chat),
            events=events[: -_SHOWN_EVENTS - 1 : -1],
            tabs=self._tabs(contact, links),
            back=place.back,
            alone=place.alone,
            close=place.without,
        )

    def _tabs(self, contact: Contact, links: dict[str, str]) -> list[Tab]:
        oas = self._world.oas.all()
        if len(oas) == 1:
            return []
        return [
            Tab(
                oa.name,
                links[oa.oa],
                oa.oa == contact.oa,
                self._picker.unread(oa.oa, contact.phone),
            )
            for oa in oas
        ]

    def _account(self, oa: Oa) -> Account:
        return Account(
            id=oa.oa,
            name=oa.name,
            verified=oa.verified,
            package=PACKAGES[oa.package],
            followers=self._world.people.followers(oa.oa),
            money=None if oa.balance == ENDLESS else oa.balance,
            allowance=(oa.sub_quota, oa.sub_total),
        )
