"""What an OA may send to a person now, and how its webhook stands: for the pages to tell.

Pure readings of the world; the endpoints judge by themselves.
"""

from dataclasses import dataclass, fields
from typing import Literal

from sandbox.chats import Bubble
from sandbox.hook.event import Event
from sandbox.knobs import Knobs
from sandbox.persons import Contact
from sandbox.platform.sending import FREE_MS, LAST_MS
from sandbox.world import World

Reach = Literal["free", "billed", "template", "never", "blocked", "none"]
WebhookState = Literal["on", "retrying", "held", "off", "nowhere"]

_SHOWN_ANYWAY = ("webhook", "webhook_on", "seen")
_RECENT_EVENTS = 5_000  # newest ones that a page looks through


@dataclass(frozen=True, slots=True)
class Standing:
    """Consultation is free until `free_until`, billed until `billed_until` (epoch ms; 0: never)."""

    reach: Reach
    free_until: int = 0
    billed_until: int = 0


def standing(person: Contact, now_ms: int) -> Standing:
    """What may be sent now; "never": only templates, for this person never wrote."""
    if not person.zalo:
        return Standing("none")
    if person.blocked:
        return Standing("blocked")
    if person.last_interaction is None:
        return Standing("never")
    free, billed = person.last_interaction + FREE_MS, person.last_interaction + LAST_MS
    if now_ms <= free:
        return Standing("free", free, billed)
    return Standing("billed" if now_ms <= billed else "template", free, billed)


@dataclass(frozen=True, slots=True)
class Webhook:
    """`waiting` events climb the ladder of retries, or are held; `status` is of the newest try."""

    state: WebhookState
    url: str
    waiting: int
    lost: int
    status: str


def webhook(world: World) -> Webhook:
    """How the webhook stands now."""
    knobs, events = world.dials.now, world.sender.events[-_RECENT_EVENTS:]
    waiting = sum(event.outcome in ("retrying", "held") for event in events)
    lost = sum(event.outcome in ("lost", "unsubscribed") for event in events)
    status = next((event.status for event in reversed(events) if event.status), "")
    state: WebhookState = "retrying" if waiting else "on"
    if not knobs.webhook:
        state = "nowhere"
    elif not knobs.webhook_on:
        state = "off"
    elif knobs.hold:
        state = "held"
    return Webhook(state, knobs.webhook, waiting, lost, status)


def turned(knobs: Knobs) -> dict[str, object]:
    """The knobs that stand otherwise than usual, but for those that the bar shows anyway."""
    return {
        item.name: getattr(knobs, item.name)
        for item in fields(Knobs)
        if getattr(knobs, item.name) != item.default and item.name not in _SHOWN_ANYWAY
    }


def events_of(world: World, person: Contact) -> list[Event]:
    """A person's newest events, oldest first."""
    newest = world.sender.events[-_RECENT_EVENTS:]
    return [event for event in newest if event.user == person.user_id]


def cost(chat: list[Bubble]) -> int:
    """What the OA paid for a chat, in dong."""
    return sum(bubble.price for bubble in chat if bubble.by == "oa")
