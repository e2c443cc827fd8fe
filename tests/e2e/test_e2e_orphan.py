"""A sandbox does not outlive the program that started it, not even one that was killed."""

import asyncio
import sys
from asyncio.subprocess import PIPE

from tests.support.program import HANGS, ROOT
from tests.support.town import until

PARENT = """
import asyncio
from datetime import UTC, datetime
from rehearsal.sandbox_process import start_sandbox

async def main():
    now = datetime(2026, 11, 23, 2, tzinfo=UTC)
    sandbox = await start_sandbox(None, 1, (0, 0), now)
    print(sandbox.http_port, flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


async def test_it_ends_with_its_standard_input() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", "--http", "0", "--smtp", "0", "--until-eof",
        cwd=ROOT, stdin=PIPE, stdout=PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdin is not None
    assert b'"http"' in await process.stdout.readline()
    process.stdin.write(b"this is not the end\n")
    await process.stdin.drain()
    process.stdin.close()
    async with asyncio.timeout(HANGS):
        assert await process.wait() == 0


async def test_it_ends_when_its_parent_is_killed() -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, cwd=ROOT, stdout=PIPE
    )
    assert parent.stdout is not None
    port = int(await parent.stdout.readline())
    assert await _answers(port)
    parent.kill()
    await parent.wait()

    async def gone() -> bool:
        return not await _answers(port)

    await until(gone)


async def _answers(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
