"""The acts of a test's talk, as written: `say: …`, `tap: {question: value}`, `after: 2 days`."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.tester.acts import Act, Confirms, Deed, Does, Fills, Says, Sends, Taps, Waits
from bot.tester.kinds import stored, typed, values
from bot.tester.spot import Spot
from flows.model import Flow, Question

BARE = tuple(deed.value for deed in Deed)
SENDS = ("image", "voice", "sticker", "other")

_SPAN = re.compile(r"(\d{1,4})\s*([^\W\d_]+)")
_UNITS = {
    "seconds": ("s", "second", "seconds", "giây"),
    "minutes": ("m", "minute", "minutes", "phút"),
    "hours": ("h", "hour", "hours", "giờ"),
    "days": ("d", "day", "days", "ngày"),
}
_NOTHING = Does(Deed.STOP)  # stands for an act that has a fault; it is never played


def act(found: Mapping[str, Spot], step: Spot, flow: Flow) -> Act:
    """The one act of a step; whatever is wrong with it is reported."""
    for name, spot in found.items():
        if name in DEEDS:
            return DEEDS[name](spot, flow)
        if name in BARE:
            if spot.value is not None:
                spot.fault("T004", wanted="chỗ trống", wanted_en="nothing")
            return Does(Deed(name))
        if isinstance(step.value, str):
            step.fault("T010", word=name, among=(*DEEDS, *BARE))
    return _NOTHING


def span_of(text: str) -> timedelta | None:
    """“2 days”, “20 s”, “3 giờ”; None = no span of time."""
    found = _SPAN.fullmatch(text.strip().lower())
    unit = next((unit for unit, names in _UNITS.items() if found and found[2] in names), None)
    return timedelta(**{unit: int(found[1])}) if found and unit else None


def shown(span: timedelta) -> str:
    """A span as `span_of` reads it, in its largest whole unit."""
    seconds = int(span.total_seconds())
    for size, unit in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds and seconds % size == 0:
            return f"{seconds // size} {unit}"
    return f"{seconds} seconds"


def question_at(spot: Spot, name: str, flow: Flow) -> Question | None:
    """The question whose id is the key of `spot`."""
    question = flow.by_id.get(name)
    if question is None:
        spot.fault("T005", True, word=name, among=flow.by_id)
    return question


def value_at(spot: Spot, question: Question) -> str | None:
    """The stored value that is written at `spot`."""
    value = stored(question, spot.value)
    if spot.value is None:
        spot.fault("T018")
    elif value is None:
        word = str(spot.value).lower() if isinstance(spot.value, bool) else spot.value
        spot.fault("T006", word=word, question=question.id, among=values(question))
    return value


def _tap(spot: Spot, flow: Flow) -> Act:
    pairs: list[tuple[str, str]] = []
    for name, part in spot.group().items():
        question = question_at(part, name, flow)
        value = value_at(part, question) if question else None
        if question is None or value is None:
            continue
        if typed(question, value) is not None:
            part.fault("T016", question=name)
        pairs.append((name, value))
    if isinstance(spot.value, dict) and not spot.value:
        spot.fault("T018")
    return Taps(tuple(pairs))


def _fill(spot: Spot, flow: Flow) -> Act:
    fields: dict[str, str] = {}
    for name, part in spot.group().items():
        question = question_at(part, name, flow)
        value = value_at(part, question) if question else None
        if value is not None:
            fields[name] = value
    if isinstance(spot.value, dict) and not spot.value:
        spot.fault("T018")
    return Fills(fields)


def _after(spot: Spot, _: Flow) -> Act:
    text = spot.text()
    span = span_of(text)
    if text and span is None:
        spot.fault("T012", word=text)
    return Waits(span or timedelta())


def _send(spot: Spot, _: Flow) -> Act:
    word = spot.text()
    if word and word not in SENDS:
        spot.fault("T010", word=word, among=SENDS)
    return Sends(word)


def _confirm(spot: Spot, _: Flow) -> Act:
    if isinstance(spot.value, bool):
        return Confirms(spot.value)
    word = spot.text()
    if word not in ("yes", "no"):
        spot.fault("T004", wanted="yes hoặc no", wanted_en="yes or no")
    return Confirms(word == "yes")


DEEDS: Mapping[str, Callable[[Spot, Flow], Act]] = {
    "say": lambda spot, _: Says(spot.text()),
    "tap": _tap,
    "fill": _fill,
    "after": _after,
    "send": _send,
    "confirm": _confirm,
}
"""What is told with something beside it; the rest of the acts is BARE."""
