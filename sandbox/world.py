"""All parts of one sandbox, put together and filled from what was kept. It opens no socket."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sandbox import approved
from sandbox.approved import Template
from sandbox.clock import VirtualClock
from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.ids import Ids
from sandbox.journal import Journal
from sandbox.knobs import Dials
from sandbox.log import Calls
from sandbox.mailbox import Mailbox
from sandbox.options import Options
from sandbox.people import People
from sandbox.tokens import Tokens
from sandbox.values import Json, text
from sandbox.waiting import Bell
from sandbox.webhook import Sender

SHIPPED_TEMPLATES = Path(__file__).with_name("templates")


@dataclass(slots=True)
class World:
    """One app, one OA, its templates, and everybody's phone."""

    options: Options
    journal: Journal
    ids: Ids
    clock: VirtualClock
    dials: Dials
    people: People
    tokens: Tokens
    templates: dict[str, Template]
    faults: Faults
    calls: Calls
    sender: Sender
    events: Events
    mailbox: Mailbox
    bell: Bell  # rings when a bubble or a mail was added

    def add_template(self, row: Json) -> Template:
        """Register an approved template; raises ValueError."""
        template = approved.read(row)
        self.templates[template.template_id] = template
        self.journal.put("template", row)
        return template


def build(options: Options, monotonic: Callable[[], float], seed: bytes) -> World:
    """A world as it stood when an earlier run with the same folder ended, or a new one.

    `seed` draws the ids of a new world; a kept one goes on with its own.
    """
    journal = Journal(options.data)
    rows = list(journal.rows())
    kept_seed = next((text(row, "hex") for kind, row in rows if kind == "seed"), "")
    if not kept_seed:
        journal.put("seed", {"hex": seed.hex()})
    ids = Ids(bytes.fromhex(kept_seed) if kept_seed else seed)
    clock = VirtualClock(options.clock_ms, monotonic, options.frozen)
    clock.restore(journal.clock())
    dials = Dials(journal, options.webhook)
    sender = Sender(clock, dials, journal, (options.app_id, options.oa_secret))
    world = World(
        options=options,
        journal=journal,
        ids=ids,
        clock=clock,
        dials=dials,
        people=People(ids, journal),
        tokens=Tokens(ids, journal),
        templates={t.template_id: t for t in approved.shipped(SHIPPED_TEMPLATES)},
        faults=Faults(),
        calls=Calls(journal),
        sender=sender,
        events=Events(options.app_id, options.oa_id, dials, sender),
        mailbox=Mailbox(journal),
        bell=Bell(),
    )
    _restore(world, rows)
    return world


def _restore(world: World, rows: list[tuple[str, Json]]) -> None:
    def template(row: Json) -> None:
        found = approved.read(row)
        world.templates[found.template_id] = found

    restorers: dict[str, Callable[[Json], None]] = {
        "seed": lambda _: None,
        "person": world.people.restore_person,
        "bubble": world.people.restore_bubble,
        "state": world.people.restore_state,
        "tokens": world.tokens.restore,
        "template": template,
        "knobs": world.dials.restore,
        "event": world.sender.restore_event,
        "outcome": world.sender.restore_outcome,
        "call": world.calls.restore,
        "mail": world.mailbox.restore,
    }
    for kind, row in rows:
        restorers[kind](row)
    for event in world.sender.events:
        person = world.people.of_user(event.user)
        if person is not None:
            person.tick_ms = max(person.tick_ms, event.time)
