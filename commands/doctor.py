"""langnghe doctor: whether a running system is well: what waits, what is unknown, what broke."""

import argparse
from datetime import timedelta

from commands.common import DONE, FAULTS, options, reading, show
from ground.when import local

LATE = timedelta(minutes=15)


def define(parser: argparse.ArgumentParser, _name: str) -> None:
    """Arguments."""
    options(parser)
    parser.set_defaults(call=_doctor)


async def _doctor(arguments: argparse.Namespace) -> int:
    async with reading(arguments) as system:
        now = system.clock.now()
        door = system.store.door(lambda unit: unit.health)
        health = await door.read(lambda port: port.look(now))
        late = health.oldest_due is not None and now - health.oldest_due > LATE
        data = {
            "messages": health.messages,
            "inbox": health.inbox,
            "oldest_due": health.oldest_due,
            "late": late,
        }

        def lines() -> str:
            told = [f"tin {state}: {count}" for state, count in health.messages.items()]
            told += [f"sự kiện {state}: {count}" for state, count in health.inbox.items()]
            if late and health.oldest_due:
                told.append(
                    f"Có tin đến hạn từ {local(health.oldest_due):%H:%M %d/%m} chưa gửi: "
                    "langnghe serve có đang chạy không? / Messages are overdue: is serve running?"
                )
            return "\n".join(told) or "–"

        show(arguments, data, lines)
        broken = late or bool(health.inbox.get("quarantined"))
    return FAULTS if broken else DONE
