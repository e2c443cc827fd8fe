"""A talk written as a test case, at the end of a test file. The text that stood is untouched."""

import json
import re
from collections.abc import Mapping
from typing import assert_never

from bot.conversation import Fact
from bot.tester.acts import (
    Act,
    Channel,
    Confirms,
    Does,
    Fills,
    Says,
    Sends,
    Taps,
    Waits,
)
from bot.tester.kinds import written
from bot.tester.read_acts import shown
from bot.tester.talk import Talk
from flows.model import Flow
from ground.yamlfile import Document

_WIDTH = 100
_BARE = re.compile(r"[a-z][a-z0-9_.]*")
_SPECIAL = ("true", "false", "null")
_UNSEEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")


def case_text(
    name: str, acts: tuple[Act, ...], talk: Talk, channel: Channel, facts: Mapping[str, Fact]
) -> str:
    """The talk as a case: who, what was done, and what came of it."""
    who: dict[str, object] = {"language": talk.conv.language} if _foreign(talk) else {}
    if channel is not Channel.CHAT:
        who["channel"] = channel.value
    if talk.conv.seed:
        who["seed"] = talk.conv.seed
    who |= facts
    lines = [f"- name: {_scalar(name)}"]
    if who:
        lines += _pairs("  who: ", who)
    lines.append("  talk:" if acts else "  talk: []")
    for act in _joined(acts):
        lines += _act(talk.flow, act)
    return "\n".join([*lines, "  expect:", *_expected(talk)]) + "\n"


def appended(before: str, text: str, document: Document | None) -> str:
    """`before` with a case behind it, indented as the cases of `document` are."""
    indent = ""
    if document is not None and isinstance(document.value, list) and document.value:
        line = before.splitlines()[document.place((0,))[0] - 1]
        indent = line[: len(line) - len(line.lstrip())]
    case = "".join(f"{indent}{line}\n" for line in text.splitlines())
    gap = "" if before.endswith("\n") or not before else "\n"
    return f"{before}{gap}{case}"


def _foreign(talk: Talk) -> bool:
    return talk.began_in != talk.flow.languages[0]


def _expected(talk: Talk) -> list[str]:
    answers = {
        name: written(talk.flow.by_id[name], value) for name, value in talk.answers().items()
    }
    lines = _pairs("    answers: ", answers) if answers else []
    lines.append(f"    alerts: [{', '.join(talk.alerts)}]")
    lines.append(f"    ending: {talk.ending}")
    lines.append(f"    valid: {_scalar(talk.conv.valid)}")
    return [*lines, "    shares_case: true"] if talk.shared else lines


def _joined(acts: tuple[Act, ...]) -> list[Act]:
    """Taps that follow one another on different questions are one step."""
    joined: list[Act] = []
    for act in acts:
        last = joined[-1] if joined else None
        if isinstance(act, Taps) and isinstance(last, Taps):
            names = {question for question, _ in last.pairs}
            if not any(question in names for question, _ in act.pairs):
                joined[-1] = Taps((*last.pairs, *act.pairs))
                continue
        joined.append(act)
    return joined


def _act(flow: Flow, act: Act) -> list[str]:
    match act:
        case Says(text):
            return [f"    - say: {_scalar(text)}"]
        case Sends(what):
            return [f"    - send: {what}"]
        case Taps(pairs):
            return _pairs("    - tap: ", {q: written(flow.by_id[q], v) for q, v in pairs})
        case Confirms(yes):
            return [f"    - confirm: {'yes' if yes else 'no'}"]
        case Fills(fields):
            told = {q: written(flow.by_id[q], value) for q, value in fields.items()}
            return _pairs("    - fill: ", told)
        case Waits(span):
            return [f"    - after: {shown(span)}"]
        case Does(deed):
            return [f"    - {deed.value}"]
        case _:
            assert_never(act)


def _pairs(head: str, pairs: Mapping[str, object]) -> list[str]:
    """`head{key: value, …}` on lines that are not too long."""
    lines, line = [], head + "{"
    for n, (key, value) in enumerate(pairs.items(), 1):
        part = f"{key}: {_scalar(value)}" + ("}" if n == len(pairs) else ",")
        if len(line) + len(part) > _WIDTH:
            lines.append(line.rstrip())
            line = " " * (len(head) + 1)
        line += part if part.endswith("}") else f"{part} "
    return [*lines, line]


def _scalar(value: object) -> str:
    """A value as YAML reads it back."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(_scalar(part) for part in value)}]"
    text = str(value)
    if _BARE.fullmatch(text) and text not in _SPECIAL:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNSEEN.sub(lambda sign: f"\\u{ord(sign[0]):04x}", quoted)
