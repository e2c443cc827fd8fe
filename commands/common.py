"""What commands share: running, printing as JSON or lines, and errors told in a sentence."""

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

import orjson
import structlog

from clock import ClockLost
from ground.doors import StoreBusy, StoreFailed, TransactionFailed
from ground.faults import Faulty
from settings import Settings, SettingsError, load
from wiring import System, open_system

DONE, FAULTS, USAGE = 0, 1, 2

Command = Callable[[argparse.Namespace], Awaitable[int]]


class Told(Exception):
    """A sentence for the operator; nothing more is to be said."""


def run(arguments: argparse.Namespace) -> int:
    """Run the chosen command; a fault is told, never traced."""
    quiet_logs(getattr(arguments, "verbose", False))
    try:
        return _loop(arguments.call(arguments))
    except Faulty as faulty:
        lang = getattr(arguments, "lang", "vi")
        for fault in faulty.faults:
            print(fault.told(lang), file=sys.stderr)
        return FAULTS
    except (SettingsError, StoreBusy, ClockLost, Told) as told:
        print(told, file=sys.stderr)
        return FAULTS
    except BrokenPipeError:  # `| head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except (StoreFailed, TransactionFailed, OSError) as broken:
        print(f"Không làm được: {broken}. / It failed: {broken}.", file=sys.stderr)
        return FAULTS
    except KeyboardInterrupt:
        return DONE


def _loop(call: Awaitable[int]) -> int:
    async def body() -> int:
        return await call

    try:
        import uvloop
    except ImportError:
        return asyncio.run(body())
    return uvloop.run(body())


def quiet_logs(verbose: bool) -> None:
    """Logs go to standard error as lines of JSON; a command's output stays its own."""
    level = logging.INFO if verbose else logging.WARNING
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


def settings_of(arguments: argparse.Namespace) -> Settings:
    """The settings, from the environment and `--settings FILE` or `.env`."""
    given: Path | None = getattr(arguments, "settings", None)
    return load(given)


@asynccontextmanager
async def system_of(arguments: argparse.Namespace) -> AsyncIterator[System]:
    """The system that the settings describe."""
    async with open_system(settings_of(arguments)) as system:
        yield system


@asynccontextmanager
async def reading(arguments: argparse.Namespace) -> AsyncIterator[System]:
    """The same for a command that only reads: it may run beside `serve`."""
    async with open_system(settings_of(arguments), reading=True) as system:
        yield system


def options(parser: argparse.ArgumentParser) -> None:
    """Options that every command has."""
    parser.add_argument("--settings", type=Path, help="a file of settings instead of .env")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--lang", choices=("vi", "en"), default="vi")
    parser.add_argument("--verbose", action="store_true", help="log what happens")


def group(
    parser: argparse.ArgumentParser, commands: dict[str, tuple[str, Command]]
) -> dict[str, argparse.ArgumentParser]:
    """Sub-commands, each with the common options; returned for their own arguments."""
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    made = {}
    for name, (what, call) in commands.items():
        made[name] = subparsers.add_parser(name, help=what, description=what)
        options(made[name])
        made[name].set_defaults(call=call)
    return made


def show(arguments: argparse.Namespace, data: Any, lines: Callable[[], str]) -> None:
    """Print as JSON, or as lines for a person."""
    if arguments.json:
        sys.stdout.write(orjson.dumps(plain(data), option=orjson.OPT_INDENT_2).decode() + "\n")
    else:
        print(lines())


def plain(data: Any) -> Any:
    """Dataclasses as dictionaries, all the way down."""
    if is_dataclass(data) and not isinstance(data, type):
        return asdict(data)
    if isinstance(data, list | tuple):
        return [plain(part) for part in data]
    return data
