"""`python -m sandbox`: starts the sandbox, prints its ports as one JSON line, ends on a signal.

The one place that reads the machine's clock and randomness.
"""

import asyncio
import json
import os
import secrets
import signal
import sys
import time

import uvloop

from sandbox import options
from sandbox.options import Options
from sandbox.server import start


async def _run(given: Options) -> int:
    seed = given.seed.encode().ljust(16, b"\0")[:64] if given.seed else secrets.token_bytes(32)
    try:
        sandbox = await start(given, time.monotonic, seed)
    except OSError as error:
        print(
            f"Không mở được cổng {given.http} hoặc {given.smtp}: {error.strerror}. "
            f"Chọn cổng khác bằng --http và --smtp.\n"
            f"Cannot open port {given.http} or {given.smtp}; choose others with --http and --smtp.",
            file=sys.stderr,
        )
        return 1
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    if given.until_eof:
        _watch_stdin(loop, stop)
    print(json.dumps({"http": sandbox.http, "smtp": sandbox.smtp}), flush=True)
    if sys.stderr.isatty():
        print(_welcome(given, sandbox.world.url, sandbox.smtp), file=sys.stderr, flush=True)
    await stop.wait()
    await sandbox.close()
    return 0


def _welcome(given: Options, url: str, smtp: int) -> str:
    """For whoever started it by hand: where to look, and what to set in their own program."""
    return (
        f"\nĐiện thoại và hộp thư / phones and mails:  {url}\n"
        f"openapi, business, oauth:                   {url}\n"
        f"app {given.app_id}, secret {given.app_secret}\n"
        f"OA {given.oa_id}, webhook secret {given.oa_secret}\n"
        f"webhook:                                    {given.webhook or '–'}\n"
        f"SMTP:                                       {smtp or '–'}\n"
        f"Một cặp token / a pair of tokens:           curl -X POST {url}/_/tokens\n"
    )


def _watch_stdin(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """Stop when the other end of standard input is gone: a parent that was killed says nothing."""

    def readable() -> None:
        if not os.read(sys.stdin.fileno(), 4096):
            loop.remove_reader(sys.stdin.fileno())
            stop.set()

    loop.add_reader(sys.stdin.fileno(), readable)


def main() -> int:
    """Run until SIGTERM or SIGINT; 0, or 1 when a port was busy."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_run(options.read(sys.argv[1:])))


if __name__ == "__main__":
    sys.exit(main())
