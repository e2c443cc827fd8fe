"""The mails that are measured: invitations as the product writes them, each to a person of its own.

They go to the large providers and to many small domains, as citizens' addresses do.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from bench.world import FACTS, ROOT, World
from flows.model import Flow
from ground.when import Window
from plans.compile import load_plan
from plans.letter import Letter, Secrets
from plans.model import Reach
from plans.ports import Contact
from plans.ways import Way
from post.bounds import Bound, MailPace, mail_pace
from post.lanes import Lane
from post.ports import NewMessage
from post.rules import RuleBook
from wiring_post import IN_FLIGHT

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SENDER = "khaosat@sonoivu.angiang.gov.vn"
PAGE = "https://khaosat.sonoivu.angiang.gov.vn"
MANY = 1_000_000_000
"""A rate and a day's bound that are counted and never reached."""
_DOMAINS = (
    "gmail.com",
    "gmail.com",
    "gmail.com",
    "yahoo.com.vn",
    "outlook.com",
    "xa.angiang.gov.vn",
)
_HOURS = Window(time(0), time(23, 59))
_PLAN = load_plan(ROOT / "examples" / "an_giang" / "plan.yaml")


def lane(rules: RuleBook) -> Lane:
    """The lane of mail, with bounds that are counted and never reached."""
    limits = mail_pace(rules.rules_at(NOW)).limits
    bounds = {name: Bound(MANY, MANY, 2, MANY) for name in rules.rules_at(NOW).mail_rate}
    return Lane("email", "email", in_flight=IN_FLIGHT, pace=MailPace(bounds, limits))


def address(number: int) -> str:
    """Whom the mail of a person goes to."""
    place = number % (len(_DOMAINS) + 2)
    domain = _DOMAINS[place] if place < len(_DOMAINS) else f"nha-{number % 97}.example.vn"
    return f"nguoi.dan.{number}@{domain}"


def invitation(world: World, flow: Flow, number: int) -> NewMessage:
    """A person's invitation by mail; the key is whole."""
    keys, to = world.keys, address(number)
    contact = Contact("email", keys.mac("address", f"email:{to}"), to)
    way = Way(Reach.EMAIL, "email", contact, NOW, _HOURS, NOW + timedelta(days=30), 0)
    ref = f"ref{number:013d}"
    secrets = Secrets(ref, world.token(number), "K7M29QXB", f"stop-of-person-{number:08d}")
    facts: Mapping[str, object] = {**FACTS, "case.code": f"H01.{number}", "agency.code": "H01.01"}
    hashed = keys.mac("person", str(number))
    letter = Letter(_PLAN, secrets, facts, hashed, None, flow)  # type: ignore[arg-type]
    message = letter.message("invite", 1, way)
    return NewMessage(
        f"{number}/{message.key}", number, message.purpose, message.channel, message.recipient,
        message.subject_hash, message.body, NOW, message.opens, message.closes,
        message.not_after, message.tracking, None, message.way,
    )  # fmt: skip
