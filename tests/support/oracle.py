"""Where a talk must stand, worked out a second time and in the plainest way.

It shares with the product the compiled survey and the order that chance gives (which has tests of
its own), and nothing else: conditions are read again from their source, the path is walked again.
It is slow and knows no language, channel or wording.
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from bot.conversation import Conversation
from flows.model import DONT_KNOW, OFF_PATH, SKIPPED, Choice, Ending, Flow, Kind, Question, Shape
from flows.walk.chance import arranged

Names = Mapping[str, Any]

STOPPED = (Ending.REFUSED, Ending.WRONG_PERSON)
"""Endings after which nothing more is sent."""
_MISSING = (None, DONT_KNOW, SKIPPED, OFF_PATH)
_COMPARE: dict[type[ast.cmpop], Any] = {
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
}


@dataclass(slots=True)
class Judged:
    """A talk as it must stand."""

    asked: dict[str, Question] = field(default_factory=dict)  # with the choices of this talk
    shown: list[str] = field(default_factory=list)  # notes too
    given: dict[str, str] = field(default_factory=dict)  # answers that count
    names: dict[str, Any] = field(default_factory=dict)
    computed: dict[str, Any] = field(default_factory=dict)
    ending: Ending | None = None
    early: bool = False  # an answer said so

    @property
    def open(self) -> str | None:
        """The first question without an answer that counts."""
        return next((id_ for id_ in self.asked if id_ not in self.given), None)

    def behind_a_gate(self, id_: str) -> bool:
        """Whether a question before it asks whether one takes part, and has no answer."""
        before = list(self.asked)[: list(self.asked).index(id_)]
        gates = [one for one in before if set(STOPPED) & set(self.asked[one].ends.values())]
        return any(one not in self.given for one in gates)


def judge(flow: Flow, conv: Conversation, answers: Mapping[str, str] | None = None) -> Judged:
    """Walk the survey with the talk's answers, or with these."""
    found = Judged(names={**conv.facts, "criteria": [], **{m: [] for m in flow.matrices}})
    target: str | None = None
    for question in (*flow.hidden, *arranged(flow, conv.seed)):
        if target in (question.id, question.section):
            target = None
        if question.value is not None:
            found.computed[question.id] = evaluate(question.value.source, found.names)
            found.names[question.id] = found.computed[question.id]
        elif target is None:
            target = _met(question, conv, conv.answers if answers is None else answers, found)
            if found.ending:
                found.early = True
                return found
    found.ending = None if found.open else Ending.COMPLETE
    return found


def _met(
    question: Question, conv: Conversation, answers: Mapping[str, str], found: Judged
) -> str | None:
    """One question or note; where its answer jumps to."""
    if question.when and not evaluate(question.when.source, found.names):
        return None
    choices = tuple(c for c in question.choices if _offered(c, found.names))
    if question.choices and all(choice.last for choice in choices):
        return None
    found.shown.append(question.id)
    if question.kind is Kind.NOTE:
        return None
    found.asked[question.id] = replace(question, choices=choices)
    stored = answers.get(question.id)
    if stored in (None, OFF_PATH) or not _fits(question, choices, str(stored)):
        return None
    found.given[question.id] = stored
    value = _value(question, stored, conv.lengths.get(question.id, 1))
    found.names[question.id] = value
    if question.criterion and value is not None:
        found.names["criteria"].append(value)
    if question.matrix and value is not None:
        found.names[question.matrix].append(value)
    found.ending = question.ends.get(stored)
    return question.goes_to.get(stored)


def _offered(choice: Choice, names: Names) -> bool:
    return choice.when is None or bool(evaluate(choice.when.source, names))


def _fits(question: Question, choices: tuple[Choice, ...], stored: str) -> bool:
    values = {choice.value for choice in choices}
    if not question.choices or stored in (DONT_KNOW, SKIPPED):
        return True
    if question.kind.shape is Shape.RANKED:
        return set(stored.split(",")) == values
    return set(stored.split(",")) <= values


def _value(question: Question, stored: str, length: int) -> Any:
    if stored in _MISSING:
        return None
    if question.kind.shape is Shape.WORDS:
        return length
    match question.kind:
        case Kind.YES_NO | Kind.CONSENT:
            return stored == "yes"
        case Kind.MULTI | Kind.RANKING:
            return tuple(stored.split(","))
        case Kind.CHOICE | Kind.DATE | Kind.TIME:
            return stored
        case _:
            return float(stored)


def evaluate(source: str, names: Names) -> Any:
    """A condition or formula, by the rule of missing answers of docs/flow-language.md."""
    return _run(ast.parse(source, mode="eval").body, names)


def _run(node: ast.expr, names: Names) -> Any:
    match node:
        case ast.BoolOp(op=ast.And(), values=parts):
            return all(_run(part, names) for part in parts)
        case ast.BoolOp(values=parts):
            return any(_run(part, names) for part in parts)
        case ast.UnaryOp(op=ast.Not(), operand=part):
            return not _run(part, names)
        case ast.Constant(value=value):
            return value
        case ast.List(elts=parts):
            return [_run(part, names) for part in parts]
        case ast.Name(id=name):
            return names.get(name)
        case ast.Attribute(value=ast.Name(id=owner), attr=name):
            return names.get(f"{owner}.{name}")
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _compared(_run(left, names), type(op), _run(right, names))
        case ast.Call(func=ast.Name(id=name), args=parts):
            return _called(name, [_run(part, names) for part in parts])
        case _:
            raise NotImplementedError(ast.dump(node))


def _compared(left: Any, op: type[ast.cmpop], right: Any) -> Any:
    if isinstance(left, list):
        return [_compared(one, op, right) for one in left]
    return left is not None and right is not None and _COMPARE[op](left, right)


def _called(name: str, parts: list[Any]) -> Any:
    flat = [one for part in parts for one in (part if isinstance(part, list) else [part])]
    known = [one for one in flat if one is not None]
    match name:
        case "any":
            return any(flat)
        case "all":
            return bool(flat) and all(flat)
        case "answered":
            return bool(known)
        case "count":
            return sum(len(one) if isinstance(one, tuple) else one is not False for one in known)
        case "length":
            return len(known[0]) if known and isinstance(known[0], str) else parts[0]
        case "days":
            first, last = (date.fromisoformat(one) if one else None for one in parts)
            return (last - first).days if first and last else None
        case "mean":
            return sum(known) / len(known) if known else None
        case _:
            return {"min": min, "max": max}[name](known) if known else None
