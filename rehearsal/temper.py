"""Whether, when and how a citizen reacts to an invitation, drawn from a seed. Pure.

The draw hangs on the seed and the contact alone, so that the same seed plays the same town.
"""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random

from ground.when import at_local, local

HOURS = (time(12, 20), time(19, 50), time(19, 50), time(22, 40))
CHAT_HOURS = (time(19, 50), time(19, 50), time(22, 40))
_DAYS = (0,) * 14 + (1,) * 3 + (3,) * 3  # the next day, and after the reminder
_CHAT_DAYS = (0,) * 8 + (3, 3)

REFUSE, DROP = 0.025, 0.03
"""Of those invited: who refuse, who stop in the middle."""
LATE = 0.03
"""Of those who answer: who come after everybody gave them up."""
CHAT_SHARE = 0.08
"""Of those reached by Zalo and willing: who write in the chat instead of opening the page."""
AGENCY_MEAN = (4.0, 4.8)
SPREAD = 0.8
"""Of the points that one office is given."""


@dataclass(frozen=True, slots=True)
class Temper:
    """How one citizen is. `way`: chat, page, one-click, or "" for silence."""

    way: str
    at: datetime | None = None
    refuses: bool = False
    drops_after: int | None = None  # answers, or pages
    moves_to_page: bool = False  # begins in the chat, ends on the page
    mean: float = 4.0  # of the points given
    rng: Random = field(default_factory=Random, repr=False)


def temper(
    seed: str, contact: str, agency: str, now: datetime, shares: tuple[float, float]
) -> Temper:
    """The temper of who is reached at `contact` ("84…" or a mail address) at `now`."""
    (response, chat), rng = shares, Random(f"{seed}/{contact}")
    by_mail = "@" in contact
    chats = not by_mail and rng.random() < chat
    way = "chat" if chats else "page"
    mean = Random(f"{seed}/{agency}").uniform(*AGENCY_MEAN)
    luck = rng.random()
    if luck < response * LATE:
        at = _at(rng, now + timedelta(days=rng.randrange(8, 19)), HOURS)
        return Temper("page", at, mean=mean, rng=rng)
    if luck < response:
        moves = chats and rng.random() < 0.06
        return Temper(way, _soon(rng, now, chats), moves_to_page=moves, mean=mean, rng=rng)
    luck -= response
    if luck < REFUSE:
        if by_mail and rng.random() < 0.5:
            way = "one-click"
        return Temper(way, _soon(rng, now, chats), refuses=True, mean=mean, rng=rng)
    luck -= REFUSE
    if luck < DROP:
        drops = rng.randrange(1, 4) if chats else 1
        return Temper(way, _soon(rng, now, chats), drops_after=drops, mean=mean, rng=rng)
    return Temper("", rng=rng)


def _soon(rng: Random, now: datetime, chats: bool) -> datetime:
    days = timedelta(days=rng.choice(_CHAT_DAYS if chats else _DAYS))
    return _at(rng, now + days, CHAT_HOURS if chats else HOURS)


def _at(rng: Random, earliest: datetime, hours: tuple[time, ...]) -> datetime:
    """One of the hours at which people look at their phone, not before `earliest`."""
    day = local(earliest).date()
    later = [moment for hour in hours if (moment := at_local(day, hour)) > earliest]
    if later:
        return rng.choice(later)
    return at_local(day + timedelta(days=1), rng.choice(hours))
