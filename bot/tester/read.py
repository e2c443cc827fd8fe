"""From a `NAME.test.yaml` to cases; every fault at once, with its place. It plays nothing."""

from collections.abc import Collection, Mapping

from bot.conversation import Fact
from bot.tester.acts import Case, Channel, Step
from bot.tester.facts import SAMPLE
from bot.tester.read_acts import BARE, DEEDS, act
from bot.tester.read_expected import expected
from bot.tester.spot import Spot
from flows.model import Flow
from ground.faults import Fault, Faulty
from ground.yamlfile import Document

KEYS = ("name", "who", "talk", "expect")
WHO = ("language", "channel", "seed", *SAMPLE)
MOST_SEED = 2**32 - 1


def read_cases(document: Document, flow: Flow) -> tuple[Case, ...]:
    """The cases of a test file of `flow`; raises Faulty with every fault found."""
    faults: list[Fault] = []
    whole = Spot(document, (), document.value, faults)
    if not isinstance(document.value, list) or not document.value:
        whole.fault("T001")
        raise Faulty(faults)
    cases: list[Case] = []
    for spot in whole.items():
        read = _case(spot, flow)
        if read.name and read.name in {case.name for case in cases}:
            spot.at("name", read.name).fault("T015", word=read.name)
        cases.append(read)
    if faults:
        raise Faulty(sorted(faults, key=lambda found: (found.line, found.column, found.code)))
    return tuple(cases)


def _case(spot: Spot, flow: Flow) -> Case:
    found = spot.closed(KEYS, ("name", "talk"))
    who = found["who"].group() if "who" in found else {}
    language, channel, facts = _who(who, flow)
    talk = found.get("talk")
    steps = tuple(_step(each, flow) for each in talk.items()) if talk else ()
    expect = expected(found["expect"], flow) if "expect" in found else None
    if isinstance(spot.value, dict) and expect is None and not any(step.then for step in steps):
        spot.fault("T014")
    return Case(
        name=found["name"].text() if "name" in found else "",
        path=spot.path,
        language=language,
        channel=Channel(channel),
        facts=facts,
        seed=who["seed"].whole(0, MOST_SEED) if "seed" in who else 0,
        steps=steps,
        expect=expect,
    )


def _who(given: Mapping[str, Spot], flow: Flow) -> tuple[str, str, Mapping[str, Fact]]:
    for key, part in given.items():
        if key not in WHO:
            part.fault("T009", True, word=key, among=WHO)
    language = _one(given.get("language"), flow.languages, "T007", "vi")
    channel = _one(given.get("channel"), list(Channel), "T008", Channel.CHAT)
    facts: dict[str, Fact] = {}
    for key, part in given.items():
        if key in SAMPLE:
            facts[key] = part.truth() if isinstance(SAMPLE[key], bool) else part.text()
    return language, channel, facts


def _one(spot: Spot | None, known: Collection[str], code: str, usual: str) -> str:
    if spot is None:
        return usual
    word = spot.text()
    if word and word not in known:
        spot.fault(code, word=word, among=known)
    return word if word in known else usual


def _step(spot: Spot, flow: Flow) -> Step:
    if isinstance(spot.value, str):
        return Step(act({spot.value: spot.at(spot.value, None)}, spot, flow), spot.path)
    found = spot.group()
    then = expected(found.pop("then"), flow) if "then" in found else None
    unknown = [key for key in found if key not in (*DEEDS, *BARE)]
    for key in unknown:
        found[key].fault("T010", True, word=key, among=(*DEEDS, *BARE))
    if isinstance(spot.value, dict) and not unknown and len(found) != 1:
        spot.fault("T011", count=len(found))
    return Step(act(found, spot, flow), spot.path, then)
