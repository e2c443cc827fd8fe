"""langnghe doctor: whether a running system is well: what waits, what is unknown, what broke."""

import argparse
from datetime import timedelta

from commands.common import DONE, FAULTS, options, plain, reading, show
from ground.when import local
from post.alarms import Words
from wiring_channels import alarms, words

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
        lanes = system.store.door(lambda unit: unit.lanes)
        stopped = {
            name: words(name, pause.reason)
            for name, pause in (await lanes.read(lambda port: port.paused())).items()
        }
        silence = await alarms(system).silence(now)
        late = health.oldest_due is not None and now - health.oldest_due > LATE
        data = {
            "messages": health.messages,
            "inbox": health.inbox,
            "oldest_due": health.oldest_due,
            "late": late,
            "paused": {name: plain(told) for name, told in stopped.items()},
            "silence": silence,
        }

        def lines() -> str:
            told = [f"tin {state}: {count}" for state, count in health.messages.items()]
            told += [f"sự kiện {state}: {count}" for state, count in health.inbox.items()]
            if late and health.oldest_due:
                told.append(
                    f"Có tin đến hạn từ {local(health.oldest_due):%H:%M %d/%m} chưa gửi: "
                    "langnghe serve có đang chạy không? / Messages are overdue: is serve running?"
                )
            told += [f"{w.vi} Việc cần làm: {w.do_vi} / {w.en} {w.do_en}" for w in _words()]
            return "\n".join(told) or "–"

        def _words() -> list[Words]:
            silent = [words("zalo", silence.reason)] if silence else []
            return [*stopped.values(), *silent]

        show(arguments, data, lines)
        broken = late or bool(health.inbox.get("quarantined") or stopped or silence)
    return FAULTS if broken else DONE
