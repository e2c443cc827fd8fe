"""langnghe zalo sweep: read what the webhook missed from the chats' history, once each."""

import argparse
from datetime import timedelta

from commands.common import DONE, Told, show, system_of
from post.ports import SendError
from scheduler import sweep_all

MOST_HOURS = 144


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument(
        "--since",
        type=_hours,
        default=24,
        metavar="HOURS",
        help="how many hours to read back, 1 to 144; default 24",
    )


async def sweep(arguments: argparse.Namespace) -> int:
    """Sweep every account; exit 1 where the platform refused."""
    async with system_of(arguments) as system:
        if not system.accounts:
            raise Told("Chưa đặt Zalo trong cấu hình. / Zalo is not set.")
        since = system.clock.now() - timedelta(hours=arguments.since)
        try:
            new = await sweep_all(system, since)
        except SendError as error:
            raise Told(f"Zalo từ chối: {error}. / Zalo refused: {error}.") from error
    show(arguments, {"new": new}, lambda: f"Thêm {new} tin chưa nghe được. / {new} were missed.")
    return DONE


def _hours(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_HOURS:
        raise argparse.ArgumentTypeError(f"1 to {MOST_HOURS}")
    return int(text)
