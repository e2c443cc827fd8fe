"""langnghe sandbox: the practice platform, in a process of its own (it shares no code with us)."""

import argparse
import asyncio
import sys

from commands.common import options


def define(parser: argparse.ArgumentParser, _name: str) -> None:
    """Everything after the name is the sandbox's own."""
    options(parser)
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="see python -m sandbox --help")
    parser.set_defaults(call=_sandbox)


async def _sandbox(arguments: argparse.Namespace) -> int:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", *arguments.arguments
    )
    return await process.wait()
