"""Whether a survey's order and rules hold: what is asked can be, and counts as promised. Pure."""

from collections.abc import Iterator

from flows.language.conditions.reach import cannot_hold, closes
from flows.language.sound.findings import Finding, Limits
from flows.model import Ending, Flow, Kind, Question
from ground.yamlfile import Path_

QUESTIONS_A_MINUTE = 12  # a tap every five seconds, without reading twice
NEVER_ASKED = ("OTP", "mật khẩu", "số CCCD", "số căn cước", "số tài khoản", "password",
               "PIN", "ID number", "account number")  # fmt: skip
"""What the notice promises that nobody will ask for."""


def reach(flow: Flow, _limits: Limits) -> Iterator[Finding]:
    """Questions that nobody can be asked, and sections of none."""
    gate: Question | None = None
    before: dict[str, Question] = {}
    for question in flow.questions:
        path: Path_ = ("questions", question.id)
        if question.value is not None:
            continue
        if gate is not None:
            yield Finding("F051", path, {"id": question.id, "gate": gate.id})
        elif question.when is not None and cannot_hold(question.when, before):
            yield Finding("F050", (*path, "when"), {}, at_key=False)
        gate = gate or (question if closes(question) else None)
        before[question.id] = question
    asked = [question for question in flow.questions if question.asked]
    if asked and all(question.when is not None for question in asked):
        yield Finding("F085", ("questions",), {})
    used = {question.section for question in flow.questions}
    for section in flow.sections:
        if section.id not in used:
            yield Finding("F053", ("questions", section.id), {"id": section.id})


def promises(flow: Flow, _limits: Limits) -> Iterator[Finding]:
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
        if never and question.kind in (Kind.TEXT, Kind.NUMBER):
            yield Finding("F067", path, {"found": never})
        key = (question.text["vi"], question.when.source if question.when else "")
        first = asked.setdefault(key, question.id)
        if first != question.id and question.text["vi"] and question.asked:
            yield Finding("F068", path, {"first": first})
        values = {choice.value for choice in question.choices}
        if len(values) > 1 and question.alert is not None and question.alert.values >= values:
            yield Finding("F056", (*path, "alert"), {})


def counting(flow: Flow, _limits: Limits) -> Iterator[Finding]:
    """Validity and the time that is promised."""
    drawn = {section.id for section in flow.sections if section.ask}
    leapt = frozenset(_leapt_over(flow))
    for n, needed_id in enumerate(flow.valid_when.answered):
        question = flow.by_id.get(needed_id)
        if question is None:
            continue
        if question.when is not None or question.section in drawn or needed_id in leapt:
            where: Path_ = ("valid_when", "answered", n)
            yield Finding("F065", where, {"id": needed_id}, "vi", False)
    count = most_asked(flow)
    if 1 <= flow.minutes < count / QUESTIONS_A_MINUTE:
        yield Finding("F066", ("minutes",), {"count": count, "value": flow.minutes}, "vi", False)


def _leapt_over(flow: Flow) -> Iterator[str]:
    """The questions that some answer jumps over."""
    for n, question in enumerate(flow.questions):
        for target in question.goes_to.values():
            for other in flow.questions[n + 1 :]:
                if target in (other.id, other.section, other.matrix):
                    break
                yield other.id


def most_asked(flow: Flow) -> int:
    """How many questions one citizen is asked at the most."""
    count = 0
    for section in flow.sections:
        inside = sum(
            question.asked and question.section == section.id for question in flow.questions
        )
        count += min(inside, section.ask or inside)
    return count
