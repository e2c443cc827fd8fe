"""A posted page read into a turn. Pure; it judges no answer."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from multidict import MultiMapping

from bot.events import AskedForOfficer, AskedToStop, Corrected, Sent, Submitted
from bot.turns import Turn
from flows.language.choices import SAID_OTHERWISE
from flows.model import DONT_KNOW, SEPARATOR
from ground.canonical import canonical, sha256_hex
from ground.text import clean
from ground.when import local_date

PREFIX = "q."
"""Form fields of questions; `asked` lists those that stood on the page."""
WORDS_PREFIX = "words."
"""Names the field that puts a question's “other” in words."""
HAD = "had"
"""Names the fields that say what the page showed: question=raw value."""
PLACED = ":"
"""Between a choice and the place it was given, in a ranking that is not one yet."""
MAX_SIGNS = 4000
MAX_FIELDS = 100


class Act(StrEnum):
    """What a button of the form does."""

    NEXT = "next"  # take the answers, go on
    SKIP = "skip"  # the same, and pass over what is blank
    CHOOSE = "choose"  # take the one answer that a link had preselected
    BACK = "back"  # keep what fits, show the screen before
    REDRAW = "redraw"  # record nothing: the same screen in another language or size
    SEND = "send"  # send the review
    CORRECT = "correct"  # answers that were sent are given anew


_ACTS = frozenset(Act)


class Talk(Protocol):
    """Whose form it is; a conversation is one."""

    @property
    def id(self) -> int:
        """The conversation's."""
        ...


def read_fields(form: MultiMapping[object]) -> dict[str, str]:
    """What the page's questions were answered with, as raw values; "" = left blank."""
    asked = [clean(str(id_))[:60] for id_ in form.getall("asked", [])[:MAX_FIELDS]]
    placed = _placed(form)
    fields = {id_: clean(_raw(form, id_, placed.get(id_, {})))[:MAX_SIGNS] for id_ in asked}
    for id_ in asked:
        if not fields[id_] and fields.get(str(form.get(WORDS_PREFIX + id_, ""))):
            fields[id_] = SAID_OTHERWISE  # who writes which other it is, means it
    return fields


def _raw(form: MultiMapping[object], id_: str, places: Mapping[str, str]) -> str:
    """One value, several joined, or choices by their places; “don't know” wins over them."""
    values = [str(value) for value in form.getall(PREFIX + id_, [])]
    if DONT_KNOW in values:
        return DONT_KNOW
    return ranked(places) if any(places.values()) else SEPARATOR.join(values)


def _placed(form: MultiMapping[object]) -> dict[str, dict[str, str]]:
    """Question -> choice -> its place, of every ranking posted."""
    found: dict[str, dict[str, str]] = {}
    for name, place in form.items():
        question, dot, choice = name.removeprefix(PREFIX).partition(".")
        if dot and name.startswith(PREFIX):
            found.setdefault(question, {})[choice] = str(place).strip()
    return found


def ranked(places: Mapping[str, str]) -> str:
    """The choices by place; where a place lacks or is given twice, each beside its own.

    The second is no order: nothing takes it for one, and the page can show it again.
    """
    by_place = {place: choice for choice, place in places.items()}
    wanted = [str(n) for n in range(1, len(places) + 1)]
    if sorted(by_place) == sorted(wanted):
        return SEPARATOR.join(by_place[place] for place in wanted)
    return SEPARATOR.join(f"{choice}{PLACED}{place}" for choice, place in places.items())


def places_of(raw: Iterable[str]) -> dict[str, str]:
    """Choice -> the place it was given ("" = none), of the parts of a raw value."""
    pairs = (part.partition(PLACED) for part in raw if part)
    return {choice: place for choice, _, place in pairs}


def relinked(link: str, fields: Mapping[str, str]) -> str:
    """A link that preselects, as its page is drawn anew: with the choice made there since."""
    question, colon, value = link.partition(":")
    return f"{question}:{fields.get(question) or value}" if colon else ""


def read_form(
    form: MultiMapping[object], fields: Mapping[str, str], talk: Talk, now: datetime
) -> Turn:
    """One turn for one form of these fields. Posted again it has the same key."""
    page, stamp = _submitted(form, fields)
    return Turn(
        event_key=f"web/{talk.id}/{sha256_hex(stamp)[:40]}",
        kind="web",
        event=page,
        received_at=now,
        raw=stamp,
        conversation=talk.id,
    )


def _submitted(form: MultiMapping[object], fields: Mapping[str, str]) -> tuple[Submitted, bytes]:
    """The form as an event, and what makes it another form than the one before.

    Who goes back says nothing by what is blank, and ends nothing.
    """
    act = act_of(form)
    skip, aside = act is Act.SKIP, act is Act.BACK
    stamp = {"fields": fields, "skip": skip, "at": clean(str(form.get("revision", "")))[:12]}
    if aside:
        fields = {id_: raw for id_, raw in fields.items() if raw}
        stamp |= {"fields": fields, "aside": True}
    language = form.get("language")
    spoken = language if isinstance(language, str) else None
    return Submitted(fields, skip, spoken, read_shown(form), aside), canonical(stamp)


def read_shown(form: MultiMapping[object]) -> dict[str, str] | None:
    """What the page showed as answered, raw, by question; None = it is no form of ours that says
    so.
    """
    if "revision" not in form:
        return None
    pairs = (str(each).partition("=") for each in form.getall(HAD, [])[:MAX_FIELDS])
    return {clean(id_)[:60]: clean(raw)[:MAX_SIGNS] for id_, _, raw in pairs}


def corrects(form: MultiMapping[object]) -> bool:
    """Whether answers that were sent are given anew."""
    return act_of(form) is Act.CORRECT


def read_corrected(
    form: MultiMapping[object],
    fields: Mapping[str, str],
    talk: Talk,
    until: datetime,
    now: datetime,
) -> Turn:
    """Answers given anew after the sending. Posted again it has the same key."""
    page, stamp = _submitted(form, fields)
    return Turn(
        event_key=f"web/{talk.id}/again/{sha256_hex(stamp)[:40]}",
        kind="web",
        event=Corrected(page, until),
        received_at=now,
        raw=stamp,
        conversation=talk.id,
    )


def act_of(form: MultiMapping[object]) -> Act:
    """Which button sent the form; what none of ours says goes on."""
    act = form.get("act")
    return Act(act) if isinstance(act, str) and act in _ACTS else Act.NEXT


def sends(form: MultiMapping[object]) -> bool:
    """Whether the review was sent."""
    return act_of(form) is Act.SEND


def read_sent(form: MultiMapping[object], talk: Talk, now: datetime) -> Turn:
    """The review sent as it was shown. Posted again it has the same key."""
    written = clean(str(form.get("revision", "")))[:9]
    seen = int(written) if written.isdecimal() else -1  # which no review has shown
    return Turn(
        event_key=f"web/{talk.id}/sent/{seen}",
        kind="web",
        event=Sent(seen),
        received_at=now,
        conversation=talk.id,
    )


def read_stop(talk: Talk, now: datetime) -> Turn:
    """A refusal from the page or the mail; once is enough."""
    return Turn(
        event_key=f"web/{talk.id}/stop",
        kind="web",
        event=AskedToStop(),
        received_at=now,
        conversation=talk.id,
    )


def read_call(talk: Talk, now: datetime) -> Turn:
    """Somebody is asked to call back; once a day is enough."""
    return Turn(
        event_key=f"web/{talk.id}/call/{local_date(now):%Y%m%d}",
        kind="web",
        event=AskedForOfficer(),
        received_at=now,
        conversation=talk.id,
    )
