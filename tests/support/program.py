"""The command line as a process of its own, as an operator starts it."""

import asyncio
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_PATHS = {"PATH": "/usr/local/bin:/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


async def start(*arguments: str, env: Mapping[str, str] | None = None) -> Process:
    """Start `langnghe …` with nothing but these settings in its environment."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cli", *arguments,
        cwd=ROOT, env={**_PATHS, **(env or {})}, stdin=DEVNULL, stdout=PIPE, stderr=PIPE,
    )  # fmt: skip


async def run(*arguments: str, env: Mapping[str, str] | None = None, seconds: float = 30) -> Ended:
    """Run `langnghe …` to its end."""
    process = await start(*arguments, env=env)
    async with asyncio.timeout(seconds):
        out, err = await process.communicate()
    assert process.returncode is not None
    return Ended(process.returncode, out.decode(), err.decode())


@asynccontextmanager
async def running(
    *arguments: str, ready: str, env: Mapping[str, str] | None = None, seconds: float = 60
) -> AsyncIterator[Process]:
    """`langnghe …` once it printed a line with `ready`; killed at the end if it still runs."""
    process = await start(*arguments, env=env)
    reading: list[asyncio.Task[bytes]] = []
    try:
        await _until(process, ready, seconds)
        async with asyncio.TaskGroup() as group:
            for stream in (process.stdout, process.stderr):
                assert stream is not None
                reading.append(group.create_task(stream.read()))  # else a full pipe stops it
            try:
                yield process
            finally:
                if process.returncode is None:
                    process.kill()
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _until(process: Process, ready: str, seconds: float) -> None:
    assert process.stdout is not None
    assert process.stderr is not None
    async with asyncio.timeout(seconds):
        while True:
            line = (await process.stdout.readline()).decode()
            if ready in line:
                return
            if not line:
                raise AssertionError((await process.stderr.read()).decode())


async def interrupt(process: Process, seconds: float) -> int:
    """Ctrl-C; the exit code, or TimeoutError when it takes longer."""
    process.send_signal(signal.SIGINT)
    async with asyncio.timeout(seconds):
        return await process.wait()
