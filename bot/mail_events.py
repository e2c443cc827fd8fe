"""What a citizen does to a conversation by mail. Data only; part of bot.events.Event."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mailed:
    """The citizen answered a mail of ours with one: their own words, which answer no question."""

    text: str  # "" = none
    attached: bool = False  # with a file
