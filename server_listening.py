"""How the door listens: what comes in that is no request is answered as every other error is.

aiohttp's own answer to it repeats the line that it could not read, bare of a page's headers, and
its log does so too: the line may be a citizen's link. Here neither does. It routes nothing.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from logging import CRITICAL, Logger

import structlog
from aiohttp import web

from server_answers import ANSWERS, Answers

log = structlog.get_logger(__name__)
_NO_ACCESS_LOG = Logger("access", CRITICAL)
"""It takes no line of an access log: an address may hold a token."""


class Connection(web.RequestHandler):
    """One client's connection; bodies are read as they come, since no form is sent packed."""

    __slots__ = ("_answers",)

    def __init__(self, server: web.Server, answers: Answers) -> None:
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            access_log=_NO_ACCESS_LOG,
            lingering_time=2,
            auto_decompress=False,
        )
        self._answers = answers

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """The kind page of the status. Raises ConnectionError where an answer is under way."""
        if request.writer.output_size > 0:
            raise ConnectionError("an answer was under way")
        _tell(status, exc)
        answer = self._answers.told(request, status)
        answer.headers.update(self._answers.headers)
        answer.force_close()
        return answer

    def log_exception(self, *args: object, **kw: object) -> None:
        """Only the kind: the words of such an error hold what was sent."""
        _tell(500, kw.get("exc_info"))


def _tell(status: int, error: object) -> None:
    """Who sends nonsense is no news; what broke on our side is."""
    note = log.info if status < 500 else log.error
    note("server.unreadable", status=status, error=type(error).__name__)


@asynccontextmanager
async def listening(
    app: web.Application, host: str, port: int, patience: float = 5
) -> AsyncIterator[int]:
    """An application of `server_answers` at an address; its port (0 = any free one).

    `patience`: the seconds that requests under way have at the end.
    """
    runner = web.AppRunner(app, shutdown_timeout=patience)
    await runner.setup()
    try:
        server = runner.server
        assert server is not None  # it is there once set up
        listener = await asyncio.get_running_loop().create_server(
            lambda: Connection(server, app[ANSWERS]), host, port
        )
        try:
            yield int(listener.sockets[0].getsockname()[1])
        finally:
            listener.close()
    finally:
        await runner.cleanup()
