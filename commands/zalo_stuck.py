"""langnghe zalo unknown, zalo dead: messages that a person must judge. Never a text or a number."""

import argparse
from collections.abc import Callable, Sequence

from commands.common import DONE, FAULTS, Told, reading, show, system_of
from ground.when import local
from post.judging import JudgingPort, Stuck

MOST = 1000


def of_unknown(parser: argparse.ArgumentParser) -> None:
    """Arguments of `zalo unknown`."""
    for name, what in (("sent", "seen in the chat: it arrived"), ("not-sent", "it is not there")):
        parser.add_argument(f"--{name}", type=int, nargs="+", metavar="ID", default=[], help=what)


def of_dead(parser: argparse.ArgumentParser) -> None:
    """Arguments of `zalo dead`."""
    parser.add_argument("--again", type=int, metavar="ID", help="send this one again, once")


async def unknown(arguments: argparse.Namespace) -> int:
    """List those whose outcome nobody knows, or take a person's word; exit 1 where any is left."""
    if arguments.sent or arguments.not_sent:
        async with system_of(arguments) as system:
            now, door = system.clock.now(), system.store.door(lambda unit: unit.judging)
            sent = await door.run(lambda port: port.was_sent(arguments.sent, now))
            lost = await door.run(lambda port: port.not_sent(arguments.not_sent, now))
        closed = sent + lost
        show(arguments, {"closed": closed}, lambda: f"Đã ghi {closed} tin. / {closed} recorded.")
        return DONE
    return await _listed(arguments, lambda port: port.unknown(MOST))


async def dead(arguments: argparse.Namespace) -> int:
    """List those that could not leave, or send one again."""
    if arguments.again is None:
        return await _listed(arguments, lambda port: port.dead(MOST))
    async with system_of(arguments) as system:
        now, door = system.clock.now(), system.store.door(lambda unit: unit.judging)
        if not await door.run(lambda port: port.again(arguments.again, now)):
            raise Told(
                "Không gửi lại được: tin không nằm trong danh sách, đã quá hạn, hoặc lời mời đã "
                "kết thúc. / It cannot: not listed, late, or its invitation ended."
            )
    show(arguments, {"again": arguments.again}, lambda: "Sẽ gửi lại. / It will be sent again.")
    return DONE


async def _listed(
    arguments: argparse.Namespace, ask: Callable[[JudgingPort], Sequence[Stuck]]
) -> int:
    async with reading(arguments) as system:
        found = await system.store.door(lambda unit: unit.judging).read(ask)

    def lines() -> str:
        return "\n".join(_line(one) for one in found) or "–"

    show(arguments, found, lines)
    return FAULTS if found else DONE


def _line(one: Stuck) -> str:
    told = (
        f"{one.id} · {local(one.at):%H:%M %d/%m/%Y} · {one.purpose}/{one.way}",
        one.case,
        one.error,
        f"{one.tries} lần / tries",
    )
    return " · ".join(filter(None, told))
