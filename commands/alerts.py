"""langnghe alerts: bad answers, the newest first; the case only where the citizen agreed."""

import argparse

from commands.common import DONE, options, reading, show
from ground.when import local
from results import service
from results.ports import AlertLine

_URGENT = {"vi": "GẤP", "en": "URGENT"}


def define(parser: argparse.ArgumentParser, _name: str) -> None:
    """Arguments."""
    options(parser)
    parser.add_argument("plan", nargs="?", help="only this plan's")
    parser.set_defaults(call=_alerts)


async def _alerts(arguments: argparse.Namespace) -> int:
    async with reading(arguments) as system:
        door = system.store.door(lambda unit: unit.results)
        rows = await service.alerts(door, arguments.plan)

        show(
            arguments,
            list(rows),
            lambda: "\n".join(told(row, arguments.lang) for row in rows) or "–",
        )
    return DONE


def told(row: AlertLine, lang: str) -> str:
    """An alert as a line; an urgent one says so in a word."""
    urgent = f"{_URGENT[lang]} " if row.level == "urgent" else ""
    return f"{local(row.at):%d/%m/%Y} {urgent}{row.agency} {row.question} {row.case or '–'}"
