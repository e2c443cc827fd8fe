"""The command line as a process of its own, as an operator starts it."""

import asyncio
import os
import signal
import sys
import tempfile
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
HANGS = 180.0
"""Seconds after which what was waited for never comes; a busy machine may be slow until then."""
_PATHS = {"PATH": "/usr/local/bin:/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


async def run(*arguments: str, env: Mapping[str, str] | None = None, typed: str = "") -> Ended:
    """Run `langnghe …` to its end, with nothing but these settings in its environment.

    `typed` is its input; it is no terminal.
    """
    process = await _start(arguments, env, PIPE, PIPE, PIPE)
    async with asyncio.timeout(HANGS):
        out, err = await process.communicate(typed.encode())
    assert process.returncode is not None
    return Ended(process.returncode, out.decode(), err.decode())


@asynccontextmanager
async def running(
    *arguments: str, ready: str, env: Mapping[str, str] | None = None
) -> AsyncIterator[Process]:
    """`langnghe …` once it printed `ready`; killed at the end if it still runs."""
    with tempfile.TemporaryFile() as told:  # a file, since nobody reads on: a full pipe stops it
        process = await _start(arguments, env, told, told)
        try:
            await _until(process, told, ready)
            yield process
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _start(
    arguments: Sequence[str],
    env: Mapping[str, str] | None,
    out: int | IO[bytes],
    err: int | IO[bytes],
    typed: int = DEVNULL,
) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cli", *arguments,
        cwd=ROOT, env={**_PATHS, **(env or {})}, stdin=typed, stdout=out, stderr=err,
    )  # fmt: skip


async def _until(process: Process, told: IO[bytes], ready: str) -> None:
    async with asyncio.timeout(HANGS):
        while True:
            text = os.pread(told.fileno(), 1 << 20, 0).decode(errors="replace")
            if ready in text:
                return
            assert process.returncode is None, text
            await asyncio.sleep(0.05)


async def interrupt(process: Process) -> int:
    """Ctrl-C; the exit code, or TimeoutError when it never ends."""
    process.send_signal(signal.SIGINT)
    async with asyncio.timeout(HANGS):
        return await process.wait()
