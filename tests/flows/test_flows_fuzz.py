"""Mangled surveys: refused in a sentence or compiled, never a traceback, never for long.

By hand, for more: `python tests/flows/test_flows_fuzz.py 2000`.
"""

import json
import random
import sys
from collections import Counter
from copy import deepcopy
from pathlib import Path
from typing import Any

from flows.language.compile import compile_flow, compile_text
from flows.language.sound.findings import Limits
from ground.faults import Faulty
from ground.yamlfile import parse

FLOWS = Path(__file__).parents[2] / "flows"
SOURCE = (FLOWS / "hai-long-tthc.yaml").read_text("utf-8")
SIDE = (FLOWS / "hai-long-tthc.en.yaml").read_text("utf-8")
STORIES = Path(__file__).parents[1] / "transcripts" / "surveys"
EVERY_KIND = (STORIES / "moi-loai.yaml").read_text("utf-8")
LIMITS = Limits("Zalo", text=2000, buttons=5, title=100)
HOSTILE = [
    "9" * 400, "-1", "1e999", "0x10", "1.5", "[]", "{}", "~", "true", "''", '"\\u0000"',
    "\0", "\t", "🙂" * 50, "\u202e", "\ufeff", "&a", "*a", "!!python/object:os.system", "<<: 1",
    "[" * 60, "{a: " * 40, "- " * 40, "? ", "|", ">", "---", "...", "%YAML 9.9", "#", "'", '"',
    "{{{{", "}}", "{agency.name", "x" * 5000, "not " * 200, "(" * 100, "1 and " * 50,
    "__import__('os')", "a.b.c", "lambda: 0", "case", "criteria", "min()", "q in []", "\r\n",
]  # fmt: skip

WRONG: list[Any] = [
    None, True, False, 0, -1, 10**15, 10**400, 1.5, "", " ", "\n", "\t", "\x07", "\u202e",
    "🙂" * 300,
    "x" * 3000, "{agency.name", "{}", [], {}, [[]], [None], {"": ""}, {"a": {"b": {"c": []}}},
    {"section": "Mục"}, {"section": []}, {"text": "A?", "kind": "text"}, [1, 2, 3], ["a", "a"],
    {"yes": "Có", "no": "Có"}, {"values": [1], "when": "1", "level": 3}, {"of": "x", "text": 1},
    {"other": "A", "none": "B"}, "2026-02-30", "25:00", "0.000001", ["a"], "any(criteria",
    "days(1)", "count(sao) / 0 > -1", "'a' in kenh", "mean()", "length(lan)", "tong_the <= 2",
    "tong_the == 'a'", "not " * 20, "min(criteria) > 9",
    "a and", "((((((((((((((((((", "'", "criteria", "1 < 2 < 3 in [1]", "q[0]", "f'{a}'", "scale",
]  # fmt: skip
WRONG_KEYS = [
    "",
    "section",
    "text",
    "kind",
    "scale",
    "when",
    "alert",
    "ends",
    "language",
    "statements",
    "choices",
    "other",
    "most",
    "low",
    "value",
    "ask",
    "goes_to",
    "uses",
    "common",
    "min",
    "Ô",
    "1",
]


def mangled(seed: int) -> str:
    """The shipped survey with one to four things done to its text, or to its values."""
    draw = random.Random(seed)
    text = SIDE if seed % 5 == 0 else (SOURCE, EVERY_KIND)[seed // 2 % 2]
    if seed % 2 == 0:
        return _retyped(text, draw)
    for _ in range(draw.randint(1, 4)):
        text = draw.choice((_cut, _put, _replaced, _shuffled, _doubled, _indented))(text, draw)
    return text


def _retyped(text: str, draw: random.Random) -> str:
    """As JSON, which YAML reads, with some values replaced, dropped or moved."""
    value: Any = parse(text.encode(), "thu.yaml").value
    for _ in range(draw.randint(1, 4)):
        part: Any = value
        while True:
            key = draw.choice(list(part) if isinstance(part, dict) else list(range(len(part))))
            if not isinstance(part[key], dict | list) or not part[key] or draw.random() < 0.2:
                break
            part = part[key]
        if draw.random() < 0.2 and isinstance(part, dict):
            part[draw.choice(WRONG_KEYS)] = deepcopy(part[key])
        else:
            part[key] = deepcopy(draw.choice(WRONG))
    return json.dumps(value, ensure_ascii=draw.random() < 0.5)


def _cut(text: str, draw: random.Random) -> str:
    start = draw.randrange(len(text) + 1)
    return text[:start] + text[start + draw.randint(1, 200) :]


def _put(text: str, draw: random.Random) -> str:
    start = draw.randrange(len(text) + 1)
    return text[:start] + draw.choice(HOSTILE) + text[start:]


def _replaced(text: str, draw: random.Random) -> str:
    """The content of one line becomes something hostile."""
    lines = text.split("\n")
    n = draw.randrange(len(lines))
    key, colon, _ = lines[n].partition(":")
    lines[n] = f"{key}{colon} {draw.choice(HOSTILE)}"
    return "\n".join(lines)


def _shuffled(text: str, draw: random.Random) -> str:
    lines = text.split("\n")
    start = draw.randrange(len(lines))
    part = lines[start : start + 8]
    draw.shuffle(part)
    return "\n".join([*lines[:start], *part, *lines[start + 8 :]])


def _doubled(text: str, draw: random.Random) -> str:
    lines = text.split("\n")
    n = draw.randrange(len(lines))
    return "\n".join([*lines[:n], *lines[n : n + 3], *lines[n:]])


def _indented(text: str, draw: random.Random) -> str:
    lines = text.split("\n")
    n = draw.randrange(len(lines))
    lines[n] = " " * draw.randint(1, 6) + lines[n]
    return "\n".join(lines)


def outcome(seed: int) -> str:
    """ "good", or the codes told; anything but Faulty comes out as it is."""
    text = mangled(seed)
    raw = text.encode("utf-8", "surrogatepass")
    try:
        if seed % 5 == 0:
            compile_flow(
                parse(SOURCE.encode(), "thu.yaml"), [parse(raw, "thu.en.yaml")], "", LIMITS
            )
        elif seed % 5 == 1:
            compile_text(text, "thu")
        else:
            compile_flow(parse(raw, "thu.yaml"), (), "", LIMITS)
    except Faulty as faulty:
        told = [fault.told(lang) for fault in faulty.faults for lang in ("vi", "en")]
        sound = bool(told) and all(line.startswith("thu.") for line in told)
        return faulty.faults[0].code if sound else "a refusal that names no file"
    return "good"


def test_three_hundred_mangled_surveys() -> None:
    met = Counter(outcome(seed) for seed in range(300))
    assert "a refusal that names no file" not in met
    assert len(met) >= 10  # they reach many checks, not the YAML reader alone


if __name__ == "__main__":
    print(Counter(outcome(seed) for seed in range(int(sys.argv[1]))).most_common())
