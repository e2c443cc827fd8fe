"""The kept lines to one relay: several at once, used again, renewed before they grow stale."""

import asyncio
from collections.abc import Awaitable, Callable

from channels.email.line import Line, Stale
from channels.email.relay import MailServer
from channels.email.render import Mail
from post.ports import SendError


class Pool:
    """At most so many lines as the settings allow; none is open before there is a mail."""

    def __init__(self, server: MailServer, open_line: Callable[[], Awaitable[Line]]) -> None:
        self._server = server
        self._open_line = open_line
        self._room = asyncio.Semaphore(server.connections)
        self._kept: list[Line] = []

    @property
    def kept(self) -> tuple[Line, ...]:
        """The lines that wait for a mail, the one used last at the end."""
        return tuple(self._kept)

    async def hand_over(self, mail: Mail) -> None:
        """Hand a mail over on a line that is free. Raises SendError."""
        async with self._room:
            if line := self._free():
                try:
                    return await self._on(line, mail)
                except Stale:  # nothing of the mail was heard: a fresh line may have it
                    pass
            await self._on(await self._open_line(), mail)

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
