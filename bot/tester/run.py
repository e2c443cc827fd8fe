"""Plays cases and tells what came otherwise. A case stops at an act that could not be done."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from bot.events import AskedToStop, Begun, Ended, Replied, SentOther, Tapped
from bot.tester.acts import (
    Act,
    Case,
    Confirms,
    Deed,
    Does,
    Fills,
    Says,
    Sends,
    Taps,
    Waits,
)
from bot.tester.coverage import Seen
from bot.tester.faults import fault
from bot.tester.judge import judge
from bot.tester.talk import ID, Talk, begin
from flows.model import Ending, Flow
from ground.faults import Fault
from ground.yamlfile import Document


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How a case came out; without failures it passed."""

    name: str
    line: int  # 1-based, in the test file
    failures: tuple[Fault, ...]


def play(flow: Flow, case: Case, document: Document) -> tuple[CaseResult, Seen]:
    """Play one case to its end; what failed, and what of the survey was met."""
    talk = begin(flow, case.language, case.channel, case.facts, case.seed)
    failures = tuple(_play(talk, case, document))
    return CaseResult(case.name, document.place(case.path)[0], failures), talk.seen


def _play(talk: Talk, case: Case, document: Document) -> Iterator[Fault]:
    for step in case.steps:
        refused = do(talk, step.act)
        if refused is not None:
            code, wanted, came = refused
            yield fault(document, step.path, code, wanted=wanted, came=came)
            return
        if step.then is not None:
            yield from judge(document, step.then, talk, at_end=False)
    if case.expect is not None:
        yield from judge(document, case.expect, talk, at_end=True)


def do(talk: Talk, act: Act) -> tuple[str, str, str] | None:
    """Let the citizen do it; where they cannot: (code, what was wanted, what is there)."""
    match act:
        case Says(text):
            talk.happen(Replied(text, talk.now))
        case Sends(what):
            talk.happen(SentOther(what, talk.now))
        case Taps(pairs):
            return _tap(talk, pairs)
        case Confirms(yes):
            option = talk.confirm(yes)
            if option is None:
                return "T111", "", _open(talk)
            talk.happen(Tapped(ID, option.question, option.value, talk.now))
        case Fills(fields):
            missing = talk.post(fields)
            if missing:
                on_page = [one.id for one in talk.look().fields]
                return "T110", _names(missing), _names(on_page)
        case Waits(span):
            talk.now += span
        case Does(Deed.SEND):
            return None if talk.send() else ("T112", "", _open(talk))
        case Does(deed):
            _do(talk, deed)
        case _:
            assert_never(act)
    return None


def _tap(talk: Talk, pairs: tuple[tuple[str, str], ...]) -> tuple[str, str, str] | None:
    for question, value in pairs:
        if (question, value) not in talk.buttons:
            return "T109", f"“{question}={value}”", _open(talk)
        talk.happen(Tapped(ID, question, value, talk.now))
    return None


def _do(talk: Talk, deed: Deed) -> None:
    match deed:
        case Deed.STOP:
            talk.happen(AskedToStop())
        case Deed.EXPIRE:
            talk.happen(Ended(Ending.EXPIRED))
        case Deed.QUOTA_FULL:
            talk.happen(Ended(Ending.QUOTA_FULL))
        case Deed.SKIP_BLANKS:
            talk.skip_blanks()
        case Deed.OPEN_CHAT:
            talk.happen(Begun())
        case Deed.SEND:
            talk.send()
        case _:
            assert_never(deed)


def _open(talk: Talk) -> str:
    return f"“{talk.conv.waiting_on}”" if talk.conv.waiting_on else "–"


def _names(ids: list[str]) -> str:
    return ", ".join(f"“{name}”" for name in ids) or "–"
