"""langnghe replies judge TABLE.tsv: how well typed replies are read, by a table of intents."""

import argparse
from dataclasses import asdict
from pathlib import Path

from bot.understand.judge import Score, as_json, judge, load, some_idioms
from commands.common import DONE, FAULTS, group, show


def define(parser: argparse.ArgumentParser, _name: str) -> None:
    """Arguments of the group."""
    made = group(parser, {"judge": ("judge by a table of (utterance, intent)", _judge)})
    made["judge"].add_argument("table", type=Path, metavar="TABLE.tsv")


WITHHELD, SEED = 1 / 3, 1
"""What is judged as well: how the reading fares where a share of the listed idioms is not known."""


async def _judge(arguments: argparse.Namespace) -> int:
    rows = load(arguments.table)
    judged, score = judge(rows)
    _, without = judge(rows, some_idioms(WITHHELD, SEED))
    data = {
        "rows": as_json(judged),
        **_figures(score),
        "without_third_of_idioms": _figures(without),
    }

    def lines() -> str:
        wrong = [
            f"SAI: {row.utterance!r} là {row.intent}, đọc {row.read}" for row in judged if row.wrong
        ]
        speed = f"{score.replies_per_s:.0f} câu/giây"
        hidden = f"Giấu ngẫu nhiên một phần ba thành ngữ: {_told(without)}"
        return "\n".join([*wrong, f"{score.rows} câu: {_told(score)}; {speed}", hidden])

    show(arguments, data, lines)
    return FAULTS if score.wrong else DONE


def _figures(score: Score) -> dict[str, object]:
    return {name: figure for name, figure in asdict(score).items() if name != "rows"}


def _told(score: Score) -> str:
    sure, again = score.definite_sure_percent, score.asked_again_percent
    return f"sai {score.wrong}; đọc chắc {sure:.1f} %; hỏi lại {again:.1f} %"
