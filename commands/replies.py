"""langnghe replies judge TABLE.tsv: how well typed replies are read, by a table of intents."""

import argparse
from dataclasses import asdict
from pathlib import Path

from bot.understand.judge import as_json, judge, load
from commands.common import DONE, FAULTS, group, show


def define(parser: argparse.ArgumentParser, _name: str) -> None:
    """Arguments of the group."""
    made = group(parser, {"judge": ("judge by a table of (utterance, intent)", _judge)})
    made["judge"].add_argument("table", type=Path, metavar="TABLE.tsv")


async def _judge(arguments: argparse.Namespace) -> int:
    judged, score = judge(load(arguments.table))
    data = {"rows": as_json(judged), **{k: v for k, v in asdict(score).items() if k != "rows"}}

    def lines() -> str:
        wrong = [
            f"SAI: {row.utterance!r} là {row.intent}, đọc {row.read}" for row in judged if row.wrong
        ]
        return "\n".join(
            [
                *wrong,
                f"{score.rows} câu: sai {score.wrong}; đọc chắc {score.definite_sure_percent} %; "
                f"hỏi lại {score.asked_again_percent} %; {score.replies_per_s:.0f} câu/giây",
            ]
        )

    show(arguments, data, lines)
    return FAULTS if score.wrong else DONE
