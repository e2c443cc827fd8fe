"""Judges the reading of replies by a table of (utterance, intent), in the table's own words.

The contexts: the five labels of satisfaction, yes/no, a choice and a list of 12 options; rows of
commands and of free words are read in each of them, and in free text. It prints nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from time import process_time

from bot.understand import read_with
from bot.understand.reading import Certainty, Command, Context, Option, Reading
from bot.understand.tables import Tables, idioms, tables

_SCALE = (
    ("Rất không hài lòng", "Very dissatisfied"),
    ("Không hài lòng", "Dissatisfied"),
    ("Bình thường", "Neutral"),
    ("Hài lòng", "Satisfied"),
    ("Rất hài lòng", "Very satisfied"),
)
_TWELVE = tuple(Option(str(number), ()) for number in range(1, 13))
CONTEXTS = {
    "scale": Context("scale", tuple(Option(str(at), x) for at, x in enumerate(_SCALE, 1))),
    "yesno": Context("yes_no", (Option("yes", ("Có", "Yes")), Option("no", ("Không", "No")))),
    "choice": Context("choice", _TWELVE),
    "multi": Context("multi", _TWELVE),
    "text": Context("text"),
}
_ASKED_AGAIN = ("ambiguous", "invalid")
# The table has one word for going back; of these two, the product knows more.
_IN_THE_TABLE = {Command.CHANGE: Command.BACK, Command.RESTART: Command.BACK}


@dataclass(frozen=True, slots=True)
class Judged:
    """One row of the table, in the context where it was read worst."""

    utterance: str
    intent: str
    read: str
    certainty: str
    wrong: bool


@dataclass(frozen=True, slots=True)
class Score:
    """Of a whole table. Percentages from 0 to 100; 100 where there is nothing to count."""

    rows: int
    wrong: int
    definite_sure_percent: float
    asked_again_percent: float
    replies_per_s: float


def load(path: Path) -> list[tuple[str, str]]:
    """The rows of a table: a heading, then utterance, tab, intent. ValueError on any other line."""
    rows = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        utterance, tab, intent = line.rpartition("\t")
        if not tab or ":" not in intent:
            if number > 1 and line.strip():
                raise ValueError(f"{path.name}:{number}: not utterance, tab, intent")
            continue
        rows.append((utterance, intent.strip()))
    return rows


def judge(
    rows: Sequence[tuple[str, str]], without: Iterable[str] = ()
) -> tuple[list[Judged], Score]:
    """Every row judged, and the score; `without` these listed idioms."""
    known = tables(frozenset(without))
    judged = [_judged(utterance, intent, known) for utterance, intent in rows]
    definite = [j for j in judged if not j.intent.endswith("?") and not _again(j.intent)]
    again = [j for j in judged if _again(j.intent)]
    read_at_once = [j for j in definite if j.certainty == Certainty.SURE and not j.wrong]
    asked = [j for j in again if j.certainty == Certainty.UNCLEAR]
    score = Score(
        rows=len(judged),
        wrong=sum(j.wrong for j in judged),
        definite_sure_percent=_percent(len(read_at_once), len(definite)),
        asked_again_percent=_percent(len(asked), len(again)),
        replies_per_s=speed(rows, known),
    )
    return judged, score


def as_json(judged: Iterable[Judged]) -> list[dict[str, str]]:
    """Rows for `--json`: utterance, intent, read, certainty."""
    keys = ("utterance", "intent", "read", "certainty")
    return [{key: str(asdict(row)[key]) for key in keys} for row in judged]


def some_idioms(share: float, seed: int) -> frozenset[str]:
    """A random share (0 to 1) of the listed idioms, to be withheld."""
    listed = sorted(idioms())
    return frozenset(Random(seed).sample(listed, round(share * len(listed))))


def speed(rows: Sequence[tuple[str, str]], known: Tables, rounds: int = 3) -> float:
    """Replies per second of processor time, every row in the first of its contexts; best round."""
    todo = [(utterance, _contexts(intent)[0][1]) for utterance, intent in rows]
    best = float("inf")
    for _ in range(rounds):
        started = process_time()
        for utterance, context in todo:
            read_with(known, utterance, context)
        best = min(best, process_time() - started)
    return len(todo) / max(best, 1e-9)


def said(reading: Reading, context: str) -> str:
    """A reading in the table's words."""
    if reading.command:
        return f"ctrl:{_IN_THE_TABLE.get(reading.command, reading.command)}"
    if reading.value is None:
        if reading.complaint:
            return "free:complaint"
        return f"{context}:{'invalid' if reading.invalid else 'ambiguous'}"
    if isinstance(reading.value, str):
        return f"{context}:{reading.value}"
    if len(reading.value) == len(_TWELVE):
        return f"{context}:all"
    return f"{context}:{','.join(reading.value) or 'none'}"


def _judged(utterance: str, intent: str, known: Tables) -> Judged:
    found = []
    for name, context in _contexts(intent):
        reading = read_with(known, utterance, context)
        words = said(reading, name)
        taken = reading.command or reading.complaint or reading.value is not None
        wrong = bool(taken) and words != intent.removesuffix("?") and _recorded(reading)
        found.append(Judged(utterance, intent, words, reading.certainty, wrong))
    return max(found, key=lambda j: (j.wrong, _DOUBT.index(Certainty(j.certainty))))


_DOUBT = [Certainty.SURE, Certainty.LIKELY, Certainty.UNCLEAR]


def _recorded(reading: Reading) -> bool:
    return reading.certainty is not Certainty.UNCLEAR


def _contexts(intent: str) -> list[tuple[str, Context]]:
    kind = intent.partition(":")[0]
    return [(kind, CONTEXTS[kind])] if kind in CONTEXTS else list(CONTEXTS.items())


def _again(intent: str) -> bool:
    return intent.partition(":")[2] in _ASKED_AGAIN


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 100.0
