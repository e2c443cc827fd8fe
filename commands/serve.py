"""langnghe serve, langnghe work: the processes that run all day."""

import argparse
import asyncio
import signal
import sys

from commands.common import DONE, Told, options, settings_of, system_of
from server import serving, settled, working

STANDS_IN = "Bản đã công bố vẫn được dùng. (The published version stays in use.)"


def define(parser: argparse.ArgumentParser, name: str) -> None:
    """Arguments of `serve` and `work`."""
    options(parser)
    parser.set_defaults(call=_work if name == "work" else _serve)


async def _serve(arguments: argparse.Namespace) -> int:
    async with system_of(arguments) as system:
        for remark in system.settings.remarks():
            print(remark, file=sys.stderr)
        for draft in system.drafts:
            print(f"{draft.told()} {STANDS_IN}", file=sys.stderr)
        # On SQLite the one process does everything; on PostgreSQL `work` does the clockwork too,
        # and doing it in several processes is harmless: rows are claimed with SKIP LOCKED.
        async with serving(system) as ports:
            settled()
            print(f"http://{system.settings.bind.host}:{ports.public}", flush=True)
            print(f"http://{system.settings.desk_bind.host}:{ports.desk}", flush=True)
            await until_stopped()
    return DONE


async def _work(arguments: argparse.Namespace) -> int:
    if settings_of(arguments).db.startswith("sqlite"):
        raise Told(
            "Với SQLite chỉ có một tiến trình: langnghe serve làm cả phần này. / "
            "On SQLite there is one process: langnghe serve includes the work."
        )
    async with system_of(arguments) as system, working(system):
        await until_stopped()
    return DONE


async def until_stopped() -> None:
    """Until Ctrl-C or SIGTERM."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopped.set)
    await stopped.wait()
