"""langnghe zalo inbox: what arrived and led to nothing, or could not be read. Never its text."""

import argparse

from commands.common import DONE, FAULTS, reading, show, system_of
from ground.when import local

_STATES = {"quarantined": "không đọc được / unreadable", "kept": "giữ lại / kept"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument(
        "--looked",
        choices=tuple(_STATES),
        help="mark all of that state as looked at; they are forgotten after 30 days",
    )


async def inbox(arguments: argparse.Namespace) -> int:
    """List by kind; exit 1 where something could not be read."""
    if arguments.looked:
        async with system_of(arguments) as system:
            door = system.store.door(lambda unit: unit.inbox)
            now = system.clock.now()
            count = await door.run(lambda port: port.looked(arguments.looked, now))
        show(arguments, {"looked": count}, lambda: f"Đã xem {count}. / {count} looked at.")
        return DONE
    async with reading(arguments) as system:
        door = system.store.door(lambda unit: unit.inbox)
        found = await door.read(lambda port: list(port.unseen()))

    def lines() -> str:
        told = [
            f"{_STATES[one.state]} · {one.kind}: {one.count} · "
            f"{local(one.first):%H:%M %d/%m/%Y} – {local(one.last):%H:%M %d/%m/%Y}"
            + (f" · {one.error}" if one.error else "")
            for one in found
        ]
        return "\n".join(told) or "–"

    show(arguments, found, lines)
    return FAULTS if any(one.state == "quarantined" for one in found) else DONE
