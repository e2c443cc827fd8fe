"""A sandbox in this process on free ports, frozen at 09:00 of a Monday, and a product to call."""

import itertools
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from sandbox.options import Options
from sandbox.server import start
from tests.sandbox.practice import SEED, Client, Opener, Product


@pytest.fixture
async def product() -> AsyncIterator[Product]:
    ear = Product()
    app = web.Application()
    app.router.add_post("/webhook/zalo", ear.receive)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    ear.url = f"http://127.0.0.1:{runner.addresses[0][1]}/webhook/zalo"
    yield ear
    await runner.cleanup()


@pytest.fixture
def options(product: Product) -> Options:
    return Options(http=0, smtp=0, frozen=True, webhook=product.url)


@pytest.fixture
async def opened() -> AsyncIterator[Opener]:
    """Opens sandboxes and closes those still open at the end."""
    clients: list[Client] = []
    ticks = itertools.count()

    async def open_one(options: Options) -> Client:
        running = await start(options, lambda: float(next(ticks)), SEED)
        client = Client(running, aiohttp.ClientSession())
        clients.append(client)
        return client

    yield open_one
    for client in clients:
        await client.session.close()
        await client.sandbox.close()


@pytest.fixture
async def sandbox(opened: Opener, options: Options) -> Client:
    client = await opened(options)
    await client.connect()
    return client
