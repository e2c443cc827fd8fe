"""How much mail may go to whom, and when it is too much: the numbers of one moment. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from post.providers import kind_of
from post.rules import Rules


@dataclass(frozen=True, slots=True)
class Bound:
    """Of one receiver, or of all together."""

    rate: int  # mails a minute
    first: int  # what we begin on the first day
    growth: int  # times so much after a good day
    most: int  # a day, however good


@dataclass(frozen=True, slots=True)
class Limits:
    """From when on what comes back stops what we begin. Shares are in percent."""

    window: timedelta
    bounces: float  # more than this …
    bounces_least: int  # … of at least so many mails
    complaints: float  # this or more …
    complaints_least: int  # … of at least so many
    hard: float  # this or more complaints, if there are two


@dataclass(frozen=True, slots=True)
class MailPace:
    """The bounds of a lane by what the rules call its receivers, and its limits."""

    bounds: Mapping[str, Bound]
    limits: Limits

    def of(self, receiver: str) -> Bound:
        """The bound of a receiver (post/providers.py)."""
        return self.bounds[kind_of(receiver)]


def mail_pace(rules: Rules) -> MailPace:
    """The pace that the rules of a moment give."""
    bounds = {
        name: Bound(rate, rules.mail_first_day[name], rules.mail_growth, rules.mail_most_day[name])
        for name, rate in rules.mail_rate.items()
    }
    limits = Limits(
        rules.mail_window,
        rules.mail_bounces_most,
        rules.mail_bounces_least,
        rules.mail_complaints_most,
        rules.mail_complaints_least,
        rules.mail_complaints_hard,
    )
    return MailPace(bounds, limits)
