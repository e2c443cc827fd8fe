"""All parts of one sandbox, put together and filled from what was kept. It opens no socket."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sandbox.chats import Chats
from sandbox.clock import VirtualClock
from sandbox.hook.events import Events
from sandbox.hook.signing import Signer
from sandbox.hook.webhook import Sender
from sandbox.ids import Ids
from sandbox.journal import Journal
from sandbox.knobs import Dials
from sandbox.log import Calls
from sandbox.mailbox import Mailbox
from sandbox.mailboxes import Mailboxes
from sandbox.media import Media
from sandbox.oas import Oas
from sandbox.options import Options
from sandbox.orders import Faults
from sandbox.people import People
from sandbox.platform import registering
from sandbox.platform.approved import Template
from sandbox.platform.assets import Uploads
from sandbox.platform.quotas import DayCounts
from sandbox.platform.ratings import Ratings
from sandbox.platform.tokens import Tokens
from sandbox.returning import Returning
from sandbox.values import Json, text
from sandbox.waiting import Bell

SHIPPED_TEMPLATES = Path(__file__).with_name("templates")


@dataclass(slots=True)
class World:
    """One app, its OAs and templates, and everybody's phone."""

    options: Options
    journal: Journal
    ids: Ids
    clock: VirtualClock
    dials: Dials
    oas: Oas
    people: People
    chats: Chats
    tokens: Tokens
    templates: dict[str, Template]
    ratings: Ratings
    sent_today: DayCounts
    faults: Faults
    calls: Calls
    sender: Sender
    events: Events
    mailbox: Mailbox
    mailboxes: Mailboxes
    returning: Returning
    media: Media
    uploads: Uploads
    bell: Bell  # rings when a bubble or a mail was added
    certificate: str = ""  # of the mail server, PEM; "": it offers no STARTTLS
    url: str = ""  # where this sandbox is reached, known once its port is open

    def add_template(self, row: Json) -> Template:
        """Register an approved template; raises ValueError."""
        template = registering.read(row)
        self.templates[template.template_id] = template
        self.journal.put("template", row)
        return template


def build(options: Options, monotonic: Callable[[], float], seed: bytes) -> World:
    """A world as it stood when an earlier run with the same folder ended, or a new one.

    `seed` draws the ids of a new world; a kept one goes on with its own.
    """
    journal = Journal(options.data)
    rows = list(journal.rows())
    ids = Ids(_kept_seed(journal, rows, seed))
    clock = VirtualClock(options.clock_ms, monotonic, options.frozen)
    clock.restore(journal.clock())
    dials = Dials(journal, options.webhook, options.mail_in)
    sender = Sender(clock, dials, journal, _signer(options, dials))
    world = World(
        options=options,
        journal=journal,
        ids=ids,
        clock=clock,
        dials=dials,
        oas=Oas((options.oa_id, options.oa_name), options.more_oas, journal),
        people=People(ids, journal, options.oa_id),
        chats=Chats(ids, journal),
        tokens=Tokens(ids, journal, options.oa_id),
        templates={t.template_id: t for t in registering.shipped(SHIPPED_TEMPLATES)},
        ratings=Ratings(journal),
        sent_today=DayCounts(),
        faults=Faults(ids),
        calls=Calls(journal),
        sender=sender,
        events=Events(options.app_id, dials, sender),
        mailbox=Mailbox(journal),
        mailboxes=Mailboxes(journal),
        returning=Returning(clock, dials, journal),
        media=Media(ids, journal),
        uploads=Uploads(ids, journal),
        bell=Bell(),
    )
    _restore(world, rows)
    return world


def _kept_seed(journal: Journal, rows: list[tuple[str, Json]], seed: bytes) -> bytes:
    kept = next((text(row, "hex") for kind, row in rows if kind == "seed"), "")
    if not kept:
        journal.put("seed", {"hex": seed.hex()})
    return bytes.fromhex(kept) if kept else seed


def _signer(options: Options, dials: Dials) -> Signer:
    secrets = {
        "oa": options.oa_secret,
        "next": options.oa_secret_next,
        "app": options.app_secret,
    }
    return Signer(options.app_id, secrets, dials)


def _restore(world: World, rows: list[tuple[str, Json]]) -> None:
    def template(row: Json) -> None:
        found = registering.read(row)
        world.templates[found.template_id] = found

    def bubble(row: Json) -> None:
        found = world.chats.restore(row, world.oas.first.oa)
        contact = world.people.meet(found.phone, found.oa)
        contact.tick_ms = max(contact.tick_ms, found.time)
        world.sent_today.restore(found)

    restorers: dict[str, Callable[[Json], None]] = {
        "seed": lambda _: None,
        "oa": world.oas.restore,
        "person": world.people.restore,
        "bubble": bubble,
        "state": world.chats.restore_state,
        "tokens": world.tokens.restore,
        "template": template,
        "rating": world.ratings.restore,
        "knobs": world.dials.restore,
        "event": world.sender.restore_event,
        "outcome": world.sender.restore_outcome,
        "call": world.calls.restore,
        "mail": world.mailbox.restore,
        "mailbox": world.mailboxes.restore,
        "letter": world.returning.restore,
        "medium": world.media.restore,
        "asset": world.uploads.restore,
    }
    for kind, row in rows:
        restorers[kind](row)
    for event in world.sender.events:
        contact = world.people.by_user(event.user)
        if contact is not None:
            contact.tick_ms = max(contact.tick_ms, event.time)
