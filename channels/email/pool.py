"""The kept lines to one relay: several at once, used again, renewed before they grow stale.

A server that lets us have fewer than the settings allow is asked for no more for a while: the
mails share the lines that stand.
"""

import asyncio
from collections.abc import Awaitable, Callable

from channels.email.errors import FULL
from channels.email.line import Line, Stale
from channels.email.relay import MailServer
from channels.email.render import Mail
from post.ports import SendError

FEWER_SECONDS = 60.0
"""So long one line fewer is tried, for each that the server refused beside those that stand."""


class _NoMore(Exception):
    """The server gives no line beside those that stand."""


class Pool:
    """At most so many lines as the settings allow; none is open before there is a mail."""

    def __init__(self, server: MailServer, open_line: Callable[[], Awaitable[Line]]) -> None:
        self._server = server
        self._open_line = open_line
        self._room = asyncio.Semaphore(server.connections)
        self._kept: list[Line] = []
        self._busy = 0  # mails on a line, or for whom one is being opened

    @property
    def kept(self) -> tuple[Line, ...]:
        """The lines that wait for a mail, the one used last at the end."""
        return tuple(self._kept)

    async def hand_over(self, mail: Mail) -> None:
        """Hand a mail over on a line that is free. Raises SendError."""
        while True:
            await self._room.acquire()
            self._busy += 1
            withheld = False
            try:
                return await self._tried(mail)
            except _NoMore:
                withheld = True
            finally:
                self._busy -= 1
                self._leave(withheld)

    def _leave(self, withheld: bool) -> None:
        """Make room for the next mail, at once or later."""
        if withheld:
            asyncio.get_running_loop().call_later(FEWER_SECONDS, self._room.release)
        else:
            self._room.release()

    async def _tried(self, mail: Mail) -> None:
        if line := self._free():
            try:
                return await self._on(line, mail)
            except Stale:  # nothing of the mail was heard: a fresh line may have it
                pass
        try:
            line = await self._open_line()
        except SendError as error:
            if error.code in FULL and (self._busy > 1 or self._kept):
                raise _NoMore from error
            raise
        await self._on(line, mail)

    def close(self) -> None:
        """Say goodbye on every kept line."""
        for line in self._kept:
            line.close()
        self._kept.clear()

    def _free(self) -> Line | None:
        """The line used last that is still good; what has grown stale is closed."""
        oldest = asyncio.get_running_loop().time() - self._server.idle_seconds
        while self._kept:
            line = self._kept.pop()
            if line.open and line.used_at >= oldest and line.mails < self._server.mails:
                return line
            line.close()
        return None

    async def _on(self, line: Line, mail: Mail) -> None:
        """One mail on one line; it is kept only where its state is known."""
        try:
            await line.hand_over(mail)
        except SendError:
            if await line.reset():
                self._kept.append(line)
            else:
                line.close()
            raise
        except BaseException:
            line.abort()
            raise
        self._kept.append(line)
