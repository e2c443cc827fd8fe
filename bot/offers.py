"""Which survey next: the cases of one chat, named by agency and month alone. Pure."""

from collections.abc import Sequence

from bot.conversation import Conversation
from bot.events import Option, Prompt
from bot.phrasebook import phrase
from bot.understand import read
from bot.understand import reading as r
from bot.understand.reading import Certainty

DOOR = "_door"
"""The reserved question of a choice at the door; its values are conversations."""
MOST = 8
"""Cases in one list."""

CHOOSE, NEXT = "choose", "next"


def named(talk: Conversation) -> str:
    """A case as its owner may know it: who handled it and when."""
    fields = talk.fields()
    agency, month = fields.get("agency.name", ""), fields.get("case.month", "")
    return phrase(talk.language, "door_case", agency=agency, month=month)


def choose(talks: Sequence[Conversation]) -> Prompt:
    """All that wait, to be chosen from."""
    language = talks[0].language
    text = phrase(language, "door_choose", count=len(talks))
    return Prompt(text, _options(talks), how=phrase(language, "how_to_choose_one"))


def more(talks: Sequence[Conversation], language: str) -> Prompt:
    """One line behind a thanks: what else waits. It asks nothing."""
    if len(talks) == 1:
        text = phrase(language, "door_one_more", case=named(talks[0]))
        value = str(talks[0].id)
        return Prompt(text, (Option(phrase(language, "door_begin"), DOOR, value),))
    text = phrase(language, "door_more", count=len(talks))
    return Prompt(text, _options(talks), how=phrase(language, "how_to_choose_one"))


def _options(talks: Sequence[Conversation]) -> tuple[Option, ...]:
    return tuple(Option(named(talk), DOOR, str(talk.id)) for talk in talks[:MOST])


def chosen(text: str, talks: Sequence[Conversation]) -> int | None:
    """The conversation that a reply to such a list names for sure; a lone one by a yes as well."""
    options = tuple(r.Option(str(talk.id), (named(talk),)) for talk in talks[:MOST])
    reading = read(text, r.Context("choice", options=options))
    if reading.certainty is Certainty.SURE and isinstance(reading.value, str):
        return int(reading.value)
    return talks[0].id if len(talks) == 1 and _agreed(text, "yes") else None


def declined(text: str) -> bool:
    """Whether a reply to such a list says no, or not now."""
    return _agreed(text, "no") or read(text, r.FREE).command is r.Command.LATER


def _agreed(text: str, value: str) -> bool:
    reading = read(text, r.Context("yes_no"))
    return reading.certainty is Certainty.SURE and reading.value == value
