"""A running sandbox: its HTTP and SMTP ports, and the keeping of its state twice a second."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from sandbox import pages, smtp
from sandbox.control import routes as control
from sandbox.options import Options
from sandbox.platform import routes as platform
from sandbox.waiting import Tasks
from sandbox.world import World, build

KEEP_SECONDS = 0.5
_MAX_BODY_BYTES = 64 << 20  # a long list of people or acts


@dataclass(slots=True)
class Sandbox:
    """A started sandbox; `http` and `smtp` are the ports that were opened (smtp 0: none)."""

    world: World
    http: int
    smtp: int
    _runner: web.AppRunner
    _mail: asyncio.Server | None
    _tasks: Tasks

    async def close(self) -> None:
        """End cleanly: ports closed, state kept."""
        await self._tasks.close()
        if self._mail is not None:
            self._mail.close()
        await self._runner.cleanup()
        await self.world.returning.close()
        await self.world.sender.close()
        self.world.journal.flush(self.world.clock.state())
        self.world.journal.close()


async def start(options: Options, monotonic: Callable[[], float], seed: bytes) -> Sandbox:
    """Build or restore the world and open its ports; raises OSError when one is busy."""
    world = build(options, monotonic, seed)
    app = web.Application(client_max_size=_MAX_BODY_BYTES)
    if "zalo" in options.services:
        app.add_routes(platform.routes(world))
    app.add_routes(control.routes(world))
    app.add_routes(pages.routes(world))
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.2)
    await runner.setup()
    mail: asyncio.Server | None = None
    try:
        site = web.TCPSite(runner, options.host, options.http)
        await site.start()
        if "mail" in options.services:
            mail = await smtp.listen(world)
    except OSError:
        await runner.cleanup()
        raise
    http = int(runner.addresses[0][1])
    world.url = options.public_url or f"http://{options.host}:{http}"
    await world.sender.start()
    tasks = Tasks()
    tasks.start(_keep(world))
    return Sandbox(
        world=world,
        http=http,
        smtp=int(mail.sockets[0].getsockname()[1]) if mail is not None else 0,
        _runner=runner,
        _mail=mail,
        _tasks=tasks,
    )


async def _keep(world: World) -> None:
    while True:
        world.journal.flush(world.clock.state())
        await asyncio.sleep(KEEP_SECONDS)
