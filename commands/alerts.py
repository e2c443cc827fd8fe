"""langnghe alerts: answers of 1 or 2, the newest first; the case only where the citizen agreed."""

import argparse

from commands.common import DONE, options, reading, show
from ground.when import local
from results import service


def define(parser: argparse.ArgumentParser, _name: str) -> None:
    """Arguments."""
    options(parser)
    parser.add_argument("plan", nargs="?", help="only this plan's")
    parser.set_defaults(call=_alerts)


async def _alerts(arguments: argparse.Namespace) -> int:
    async with reading(arguments) as system:
        door = system.store.door(lambda unit: unit.results)
        rows = await service.alerts(door, arguments.plan)

        def lines() -> str:
            return "\n".join(
                f"{local(row.at):%d/%m/%Y} {row.agency} {row.question} {row.case or '–'}"
                for row in rows
            )

        show(arguments, list(rows), lambda: lines() or "–")
    return DONE
