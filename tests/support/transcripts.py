"""Plays a story of the conversation and prints every effect. It judges nothing: tests compare.

A story is a text file in tests/transcripts/. Its header names what is not usual:

    flow: hai-long-tthc          a survey of flows/ (this one by default) or of surveys/ beside them
    facts: plan.consent=yes      over those of `FACTS`; yes and no are truth values
    language: en
    seed: 3                      what chance decides (0 by default)
    starts: 2026-11-23 09:00     Vietnamese time

Then acts, at the left margin, each with what follows from it indented below (“nothing” where
nothing does):

    + code                       the chat was bound by the invitation's code
    > words                      typed now; `>-5s words` = typed so long before now
    # Hài lòng                   pressed: the newest button with this label
    # thai_do=2                  pressed: an old button; `# 8:thai_do=2` = of another conversation
    ~ voice                      sent a voice message (image, sticker, other)
    [ thai_do=4; gop_y= ]        posted a page; `[ gop_y= ] skip` = passing over what is blank
    [ a=4; b=5 ] shown b=5       the page showed these answers already, and no other
    [ a=4 ] correct              answers that were sent, given anew; `correct late` = after closing
    *4 in chat words             pressed four stars under a rating template and wrote words;
                                 `*4-2h` = so long ago, without “in chat” nothing can be said
    = send                       sent the review that the page shows; `= send 3` = an older page,
                                 made when there were three revisions
    ! stop                       one-click stop in a mail or on the page
    - expired                    the plan closes it; or `- quota_full`
    - wake                       the moment of their “later” has come
    - silent                     the plan's time for a reminder; `- silent for good` = the last
    < person                     an officer hands back the thread of that name
    @ +20s                       time passes (s, m, h, d)

`{name}` in an expected line stands for the words of that name in words.txt beside the stories.
Between any two acts the conversation goes through JSON.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import assert_never

from bot.conversation import About, Conversation, Fact, dump, load
from bot.events import (
    Alert,
    AskedToStop,
    Begun,
    Close,
    Corrected,
    Effect,
    Ended,
    Event,
    ForOfficer,
    HandedBack,
    Option,
    Prompt,
    Rated,
    Record,
    Refuse,
    Reminded,
    Replied,
    Say,
    Sent,
    SentOther,
    ShareCase,
    Submitted,
    Tapped,
    ThreadClosed,
    WakeAt,
    WentSilent,
    Woken,
)
from bot.prompts import CONFIRM
from bot.reviewing import REVIEW, seen
from bot.step import step
from flows.language.compile import load_flow
from flows.model import DONT_KNOW, Ending, Flow, Level, words
from ground.when import VIETNAM, local

FOLDER = Path(__file__).parents[1] / "transcripts"
FLOWS = Path(__file__).parents[2] / "flows"
FACTS: dict[str, Fact] = {
    "agency.code": "AG01",
    "agency.name": "UBND phường Long Xuyên",
    "agency.alert_mail": "longxuyen@angiang.example",
    "department.name": "Sở Nội vụ tỉnh An Giang",
    "case.code": "H01.22-261102-0007",
    "case.month": "11/2026",
    "case.procedure": "Cấp bản sao trích lục hộ tịch",
    "case.field": "Hộ tịch",
    "case.filed_online": False,
    "plan.consent": False,
    "plan.minutes": "4",
    "plan.hotline": "0296 3957 000",
    "plan.keep_until": "31/12/2027",
    "plan.deadline": "07/12/2026",
}
ID = 7
"""The conversation of every story."""

_PASSES = re.compile(r"\+(\d+)([smhd])")
_TYPED = re.compile(r">(?:-(\d+[smhd]))? (.*)")
_STARS = re.compile(r"\*([1-5])(?:-(\d+[smhd]))?( in chat)?(?: (.*))?")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_TRUTH = {"yes": True, "no": False}
_NAME = re.compile(r"\{(\w+)\}")


@dataclass(slots=True)
class Story:
    """A story as written: its acts with what is expected, and where it starts."""

    name: str
    header: dict[str, str]
    lines: list[str] = field(default_factory=list)  # acts and expected effects, names filled in


@dataclass(slots=True)
class Stage:
    """Where a story stands while it is played."""

    flow: Flow
    conv: Conversation
    now: datetime
    pressed: dict[str, Option] = field(default_factory=dict)  # by label, the newest


@cache
def flow_named(name: str) -> Flow:
    """A survey of flows/, or one that is only for stories, compiled once a run."""
    own = FOLDER / "surveys" / f"{name}.yaml"
    return load_flow(own if own.exists() else FLOWS / f"{name}.yaml")


def stories() -> list[Path]:
    """Every story."""
    return sorted(path for path in FOLDER.glob("*.txt") if path.stem != "words")


ACT = re.compile(r"[+>#~\[=!@<*-].*")


def read_story(path: Path) -> Story:
    """A story with its names filled in; a line that is neither act nor effect is refused."""
    return read_lines(path, names(), ACT)


def read_lines(path: Path, known: Mapping[str, str], act: re.Pattern[str]) -> Story:
    """A story whose acts have this form; the names in its expected lines are filled in."""
    story = Story(path.stem, {})
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("//"):
            continue
        if line.startswith("  "):
            story.lines.append("  " + _NAME.sub(lambda name: known[name[1]], line.strip()))
        elif act.fullmatch(line.rstrip()):
            story.lines.append(line.rstrip())
        elif not story.lines and ": " in line:
            key, value = line.split(": ", 1)
            story.header[key] = value.strip()
        else:
            raise ValueError(f"{path.name}: not a line of a story: {line}")
    return story


@cache
def names() -> dict[str, str]:
    """The names of the words.txt beside these stories."""
    return read_names(FOLDER / "words.txt", {})


def read_names(path: Path, known: Mapping[str, str]) -> dict[str, str]:
    """`name: words`, where later ones may use earlier ones and those `known` already."""
    found = dict(known)
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("//"):
            name, said = line.split(": ", 1)
            found[name] = _NAME.sub(lambda earlier: found[earlier[1]], said.strip())
    return found


def play(story: Story) -> list[str]:
    """The acts of a story, each with every effect that followed."""
    stage = _set(story)
    played: list[str] = []
    for act in (line for line in story.lines if not line.startswith("  ")):
        played.append(act)
        passed = _PASSES.fullmatch(act[2:]) if act.startswith("@") else None
        if passed:
            stage.now += _span(passed[1], passed[2])
            continue
        played += [f"  {line}" for line in _play(stage, _event(stage, act))] or ["  nothing"]
    return played


def _set(story: Story) -> Stage:
    header = story.header
    facts = dict(FACTS)
    for pair in filter(None, header.get("facts", "").split("; ")):
        name, value = pair.split("=")
        facts[name] = _TRUTH.get(value, value)
    flow = flow_named(header.get("flow", "hai-long-tthc"))
    start = datetime.fromisoformat(header.get("starts", "2026-11-23 09:00"))
    language, seed = header.get("language", "vi"), int(header.get("seed", "0"))
    conv = Conversation(ID, flow.hash, facts, language=language, seed=seed)
    return Stage(flow, conv, start.replace(tzinfo=VIETNAM))


def _play(stage: Stage, event: Event) -> Iterator[str]:
    moved, effects = step(stage.flow, stage.conv, event, stage.now)
    for effect in effects:
        if isinstance(effect, Say):
            moved = replace(moved, spoken=moved.spoken + 1)  # as bot/effects.py numbers them
            stage.pressed |= {option.label: option for option in effect.prompt.options}
            _refuse_false_labels(stage.flow, moved, effect.prompt)
        yield show(effect)
    stage.conv = load(dump(moved))
    if stage.conv != moved:
        raise AssertionError("the conversation changed on its way through JSON")


def _refuse_false_labels(flow: Flow, conv: Conversation, prompt: Prompt) -> None:
    """A button says what its payload will answer."""
    for option in prompt.options:
        if option.question not in (CONFIRM, REVIEW):
            choice = flow.by_id[option.question].choice(option.value)
            if option.value == DONT_KNOW:
                continue  # its words are the question's own
            if choice is None or not option.label.endswith(words(choice.label, conv.language)):
                raise AssertionError(f"the button {option} says something else than it answers")


def _event(stage: Stage, act: str) -> Event:
    sign, rest = act[0], act[1:].strip()
    match sign:
        case "+":
            return Begun()
        case ">":
            return _typed(stage, act)
        case "#":
            return _pressed(stage, rest)
        case "~":
            return SentOther(rest, stage.now)
        case "[":
            return _posted(rest, stage.now)
        case "*":
            return _rated(stage, act)
        case "=":
            return Sent(int(rest.removeprefix("send") or seen(stage.conv)))
        case "!":
            return AskedToStop()
        case "<":
            return HandedBack(About(rest))
        case "-":
            return _clockwork(stage, rest)
        case _:
            raise ValueError(f"no such act: {act}")


def _clockwork(stage: Stage, what: str) -> Event:
    if what == "wake":
        return Woken(stage.conv.laters)
    if what.startswith("silent"):
        return WentSilent(last=what.endswith("for good"))
    return Ended(Ending(what))


def _typed(stage: Stage, act: str) -> Replied:
    found = _TYPED.fullmatch(act)
    if found is None:
        raise ValueError(f"not typed words: {act}")
    ago = _span(found[1][:-1], found[1][-1]) if found[1] else timedelta()
    return Replied(found[2], stage.now - ago)


def _pressed(stage: Stage, button: str) -> Tapped:
    if "=" not in button:
        option = stage.pressed[button]
        return Tapped(ID, option.question, option.value, stage.now)
    conversation, _, named = button.rpartition(":")
    question, value = named.split("=")
    return Tapped(int(conversation or ID), question, value, stage.now)


def _rated(stage: Stage, act: str) -> Rated:
    found = _STARS.fullmatch(act)
    if found is None:
        raise ValueError(f"no stars: {act}")
    ago = _span(found[2][:-1], found[2][-1]) if found[2] else timedelta()
    return Rated(int(found[1]), found[4] or "", stage.now - ago, in_chat=bool(found[3]))


def _posted(rest: str, now: datetime) -> Submitted | Corrected:
    inside, _, after = rest.partition("]")
    how, shows, shown = after.partition("shown")
    page = Submitted(_pairs(inside), "skip" in how, shown=_pairs(shown) if shows else None)
    if "correct" not in how:
        return page
    return Corrected(page, now if "late" in how else now + timedelta(seconds=1))


def _pairs(text: str) -> dict[str, str]:
    pairs = (pair.strip().split("=", 1) for pair in text.split(";") if pair.strip())
    return dict(pairs)


def _span(number: str, unit: str) -> timedelta:
    return timedelta(**{_UNITS[unit]: int(number)})


def show(effect: Effect) -> str:
    """An effect in a line: nothing of it is left out but the payloads of buttons."""
    match effect:
        case Say(prompt):
            buttons = "".join(f" [{option.label}]" for option in prompt.options)
            listed = " listed" if prompt.listed else ""
            page = " + page" if prompt.page else ""
            return f"say {prompt.text.replace(chr(10), ' ⏎ ')}{listed}{buttons}{page}"
        case Record(question, value, way_in, revision, said, held):
            told = "" if said is None else f" “{said}”"
            return f"record {question}={value} {way_in} #{revision}{told}{' held' if held else ''}"
        case Alert(question, value, level):
            return f"alert {question}={value}" + (" urgent" if level is Level.URGENT else "")
        case ShareCase(agreed):
            return "share the case" if agreed else "keep the case back"
        case Refuse():
            return "refuse"
        case Close(ending, valid):
            return f"close {ending.value}, {'valid' if valid else 'not valid'}"
        case ForOfficer(about, said, what):
            return f"officer {about.value} " + (f"({what})" if said is None else f"“{said}”")
        case ThreadClosed(about):
            return f"thread closed: {about.value}"
        case WakeAt(number, at):
            return f"wake #{number} at {local(at):%Y-%m-%d %H:%M}"
        case Reminded():
            return "reminder used"
        case _:
            assert_never(effect)
