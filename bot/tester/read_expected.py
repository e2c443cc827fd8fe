"""The expectations of a test, as written under `expect:` or `then:`."""

from bot.tester.acts import OPEN, Expected
from bot.tester.read_acts import question_at, value_at
from bot.tester.spot import Spot
from flows.model import Ending, Flow

KEYS = ("answers", "alerts", "ending", "valid", "asked", "not_asked", "says", "shares_case")
ENDINGS = (*(ending.value for ending in Ending), OPEN)


def expected(spot: Spot, flow: Flow) -> Expected:
    """What is expected; whatever is wrong with it is reported."""
    found = spot.closed(KEYS)
    if isinstance(spot.value, dict) and not spot.value:
        spot.fault("T018")
    return Expected(
        path=spot.path,
        answers=_answers(found["answers"], flow) if "answers" in found else {},
        alerts=_alerts(found["alerts"], flow) if "alerts" in found else None,
        ending=_ending(found["ending"]) if "ending" in found else None,
        valid=found["valid"].truth() if "valid" in found else None,
        asked=_ids(found.get("asked"), flow),
        not_asked=_ids(found.get("not_asked"), flow),
        says=tuple(item.text() for item in found["says"].items()) if "says" in found else (),
        shares_case=found["shares_case"].truth() if "shares_case" in found else None,
    )


def _answers(spot: Spot, flow: Flow) -> dict[str, str]:
    answers: dict[str, str] = {}
    for name, part in spot.group().items():
        question = question_at(part, name, flow)
        value = value_at(part, question) if question else None
        if value is not None:
            answers[name] = value
    return answers


def _ids(spot: Spot | None, flow: Flow) -> tuple[str, ...]:
    found: list[str] = []
    for item in spot.items() if spot else ():
        word = item.text()
        if word and word not in flow.by_id:
            item.fault("T005", word=word, among=flow.by_id)
        found.append(word)
    return tuple(found)


def _alerts(spot: Spot, flow: Flow) -> tuple[str, ...]:
    ids = _ids(spot, flow)
    warn = [question.id for question in flow.questions if question.alert]
    for item, name in zip(spot.items(), ids, strict=True):
        if name in flow.by_id and name not in warn:
            item.fault("T017", word=name, among=warn)
    return ids


def _ending(spot: Spot) -> str | None:
    word = spot.text()
    if word and word not in ENDINGS:
        spot.fault("T013", word=word, among=ENDINGS)
    return word or None
