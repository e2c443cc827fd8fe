"""Whether a survey serves its author: reachable, readable in chat, true to what it promises.

`compile` says whether a survey can run. These checks are for authors, and run before it is
published; each finds something that would surely go wrong with citizens. Pure.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flows.language.faults import Report, fault_at
from flows.language.placeholders import FIELDS, fill, needed
from flows.language.reach import cannot_hold, closes
from flows.model import Choice, Ending, Flow, Kind, Question, Text, words
from ground.text import fold
from ground.yamlfile import Document, Path_

QUESTIONS_A_MINUTE = 12  # a tap every five seconds, without reading twice
STOPS: Mapping[str, tuple[str, ...]] = {"vi": ("DỪNG",), "en": ("STOP",)}
"""The words that the chat obeys, as a notice names them."""
NEVER_ASKED = ("OTP", "mật khẩu", "số CCCD", "số căn cước", "số tài khoản", "password",
               "PIN", "ID number", "account number")  # fmt: skip
"""What the notice promises that nobody will ask for."""

_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200e\u200f\u202a-\u202e\u2061-\u206f\ue000-\uf8ff]"
)
"""Control, direction and private signs, of those that `text.clean` leaves."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a chat channel takes, all in signs but `buttons`; over `buttons` a list is written."""

    channel: str
    text: int
    buttons: int
    title: int
    around: int = 250  # what the bot says around a question: progress, what it understood, hints


@dataclass(frozen=True, slots=True)
class Places:
    """Where the words of each language stand."""

    main: Document
    sides: Sequence[Document] = ()

    def of(self, language: str) -> Document:
        """The file of a language; the main one where it has none."""
        return next((side for side in self.sides if _language(side) == language), self.main)


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault found: its code, where, in which language's file, and the fields of its texts."""

    code: str
    path: Path_
    fields: Mapping[str, object]
    language: str = "vi"
    at_key: bool = True


Check = Callable[[Flow, Limits], Iterator[Finding]]


def check(flow: Flow, places: Places, report: Report, limits: Limits) -> None:
    """Report all that is not sound in a compiled survey, also in one that has other faults."""
    found = [finding for each in CHECKS for finding in each(flow, limits)]
    for finding in (*found, *_unused_scales(flow, places.main)):
        document = places.of(finding.language)
        path = _stated(finding.path, flow, document, places.main)
        fields = {"language": finding.language, **finding.fields}
        report.add(fault_at(document, path, finding.code, finding.at_key, **fields))


def _stated(path: Path_, flow: Flow, document: Document, main: Document) -> Path_:
    """Where a key of a question really stands: on its own line, its section's, or in `scales`."""
    if len(path) < 3 or path[0] != "questions" or str(path[1]) not in flow.by_id:
        return path
    question = flow.by_id[str(path[1])]
    entries = _group(main.value, "questions")
    own, each = entries.get(question.id), entries.get(question.section)
    stands = next((e for e in (own, each) if isinstance(e, dict) and path[2] in e), None)
    if path[2] == "scale" and stands is not None:
        return ("scales", str(stands["scale"]), *path[3:])
    if document is main and stands is each and each is not own and stands is not None:
        return ("questions", question.section, *path[2:])
    return path


def _reach(flow: Flow, _limits: Limits) -> Iterator[Finding]:
    """Questions that nobody can be asked, and sections of none."""
    gate: Question | None = None
    before: dict[str, Question] = {}
    for question in flow.questions:
        path: Path_ = ("questions", question.id)
        if gate is not None:
            yield Finding("F051", path, {"id": question.id, "gate": gate.id})
        elif question.when is not None and cannot_hold(question.when, before):
            yield Finding("F050", (*path, "when"), {}, at_key=False)
        gate = gate or (question if closes(question) else None)
        before[question.id] = question
    used = {question.section for question in flow.questions}
    for section in flow.sections:
        if section.id not in used:
            yield Finding("F053", ("questions", section.id), {"id": section.id})


def _labels(flow: Flow, _limits: Limits) -> Iterator[Finding]:
    """Labels that a typed reply could not tell apart."""
    for question, path in _choosers(flow):
        for language in flow.languages:
            seen: dict[str, tuple[str, int]] = {}
            for n, choice in enumerate(question.choices, 1):
                label = choice.label.get(language, "")
                here = (*path, *_step(question, n, choice))
                other, first = seen.setdefault(fold(label), (label, n))
                twice = language == "vi" and other.lower() == label.lower()  # F017 has told it
                if label and first != n and not twice:
                    clash = {"label": label, "other": other}
                    yield Finding("F052", here, clash, language, False)
                if label.isdecimal() and label != str(n):
                    yield Finding("F062", here, {"label": label, "place": n}, language, False)
                if label.strip(".!").upper() in STOPS.get(language, ()):
                    yield Finding("F063", here, {"label": label}, language, False)


def _sizes(flow: Flow, limits: Limits) -> Iterator[Finding]:
    """What the channel would cut or refuse, with the longest real values filled in."""
    for question, path in _choosers(flow):
        for n, choice in enumerate(question.choices, 1):
            for language, label in choice.label.items():
                size = len(f"{choice.icon} {fill(label, FIELDS)}".strip())
                if size > limits.title and len(question.choices) <= limits.buttons:
                    here = (*path, *_step(question, n, choice))
                    yield Finding("F054", here, _too_long(limits, size, limits.title), language)
    first = True  # the notice and the first question are one message
    for question in flow.questions:
        for language in question.text:
            size = _length(question, limits, language)
            if first:
                size += len(fill(words(flow.notice, language), FIELDS)) + 2
            if size > limits.text:
                too_long = _too_long(limits, size, limits.text)
                yield Finding("F055", ("questions", question.id), too_long, language)
        first = first and question.when is not None


def _length(question: Question, limits: Limits, language: str) -> int:
    said = [fill(words(question.text, language), FIELDS)]
    if len(question.choices) > limits.buttons:
        said += [f"30. {c.icon} {words(c.label, language)}" for c in question.choices]
    return sum(len(part) + 1 for part in said) + limits.around


def _too_long(limits: Limits, count: int, most: int) -> Mapping[str, object]:
    return {"count": count, "most": most, "channel": limits.channel}


def _notice(flow: Flow, _limits: Limits) -> Iterator[Finding]:
    """What every citizen must be told before the first answer."""
    for language, notice in flow.notice.items():
        stops = STOPS.get(language, ())
        if notice and stops and not any(stop in notice for stop in stops):
            yield Finding("F057", ("notice",), {"stop": stops[0]}, language)
        if notice and "plan.hotline" not in needed(notice):
            yield Finding("F058", ("notice",), {}, language)


def _promises(flow: Flow, _limits: Limits) -> Iterator[Finding]:
    """Rules that contradict one another, or what citizens are promised."""
    consents: dict[str, str] = {}
    asked: dict[tuple[str, str], str] = {}
    for question in flow.questions:
        path: Path_ = ("questions", question.id)
        for value, ending in question.ends.items():
            if ending in (Ending.EXPIRED, Ending.QUOTA_FULL):
                yield Finding("F060", (*path, "ends", value), {"ending": ending.value}, "vi", False)
        if question.consents_to is not None:
            first = consents.setdefault(question.consents_to, question.id)
            if first != question.id:
                yield Finding("F064", (*path, "consents_to"), {"first": first})
        never = next((w for w in NEVER_ASKED if w in question.text["vi"]), None)
        if never and question.kind is Kind.TEXT:
            yield Finding("F067", path, {"found": never})
        key = (question.text["vi"], question.when.source if question.when else "")
        first = asked.setdefault(key, question.id)
        if first != question.id and question.text["vi"]:
            yield Finding("F068", path, {"first": first})
        values = {choice.value for choice in question.choices}
        if len(values) > 1 and question.alert_on >= values:
            yield Finding("F056", (*path, "alert"), {})


def _counting(flow: Flow, _limits: Limits) -> Iterator[Finding]:
    """Validity and the time that is promised."""
    for n, needed_id in enumerate(flow.valid_when.answered):
        question = flow.by_id.get(needed_id)
        if question is not None and question.when is not None:
            where: Path_ = ("valid_when", "answered", n)
            yield Finding("F065", where, {"id": needed_id}, "vi", False)
    count = len(flow.questions)
    if 1 <= flow.minutes < count / QUESTIONS_A_MINUTE:
        yield Finding("F066", ("minutes",), {"count": count, "value": flow.minutes}, "vi", False)


def _words(flow: Flow, _limits: Limits) -> Iterator[Finding]:
    """Hidden signs, and translations that lost a placeholder."""
    for path, text in _texts(flow):
        for language, said in text.items():
            hidden = _HIDDEN.search(said)
            if hidden is not None:
                sign = {"sign": f"U+{ord(hidden[0]):04X}"}
                yield Finding("F059", path, sign, language, False)
            for name in sorted((needed(text["vi"]) & FIELDS.keys()) - needed(said)):
                if language != "vi" and name not in said:
                    yield Finding("F069", path, {"name": name}, language, False)
    for question, path in _choosers(flow):
        for n, choice in enumerate(question.choices, 1):
            if any(sign.isalnum() for sign in choice.icon):
                here = (*path, *_step(question, n, choice), "icon")
                yield Finding("F070", here, {"icon": choice.icon}, "vi", False)


def _unused_scales(flow: Flow, document: Document) -> Iterator[Finding]:
    scales, named = _group(document.value, "scales"), _group(document.value, "questions")
    used = {str(entry.get("scale")) for entry in named.values() if isinstance(entry, dict)}
    for name in scales:
        # A scale that is misspelt where it is used is the fault of that place.
        if name not in used and used <= {*scales, "None"} and flow.questions:
            yield Finding("F061", ("scales", name), {"id": name})


def _choosers(flow: Flow) -> Iterator[tuple[Question, Path_]]:
    """The questions with choices; of those that share a scale, the first."""
    shared: list[tuple[Choice, ...]] = []
    for question in flow.questions:
        if not question.choices or any(question.choices is other for other in shared):
            continue
        if question.kind is Kind.SCALE:
            shared.append(question.choices)
        yield question, ("questions", question.id)


def _step(question: Question, n: int, choice: Choice) -> Path_:
    """From a question to a choice's label in the file; the nearest that is there is shown."""
    key = "choices" if question.kind is Kind.CHOICE else "labels"
    return (key, choice.value) if question.kind is not Kind.SCALE else ("scale", n - 1)


def _texts(flow: Flow) -> Iterator[tuple[Path_, Text]]:
    yield ("title",), flow.title
    yield ("notice",), flow.notice
    for ending, thanks in flow.thanks.items():
        yield ("thanks", ending.value), thanks
    for section in flow.sections:
        yield ("questions", section.id), section.title
    for question in flow.questions:
        yield ("questions", question.id, "text"), question.text
        if question.hint is not None:
            yield ("questions", question.id, "hint"), question.hint
    for question, path in _choosers(flow):
        for n, choice in enumerate(question.choices, 1):
            yield (*path, *_step(question, n, choice)), choice.label


def _language(side: Document) -> str:
    return str(side.value.get("language")) if isinstance(side.value, dict) else ""


def _group(value: object, key: str) -> Mapping[str, object]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


CHECKS: tuple[Check, ...] = (_reach, _labels, _sizes, _notice, _promises, _counting, _words)
