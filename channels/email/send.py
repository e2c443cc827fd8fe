"""Mail's way out: a message rendered and handed to the relay. It retries nothing by itself."""

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from channels.email.dkim import Signer
from channels.email.opening import Opener
from channels.email.pool import Pool
from channels.email.relay import MailServer
from channels.email.render import MailRenderer
from post.ports import Claimed, Failure, Handed, SendError


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware."""
        ...


class MailSender:
    """Keeps `post.ports.Sender`."""

    def __init__(
        self,
        server: MailServer,
        renderer: MailRenderer,
        clock: Clock,
        signer: Signer | None = None,  # None = the relay signs
    ) -> None:
        self._clock = clock
        self._renderer = renderer
        self._signer = signer
        self.pool = Pool(server, Opener(server).open)

    def text(self, message: Claimed) -> str | None:
        """A relay echoes nothing."""
        return None

    async def send(self, message: Claimed) -> Handed:
        """Hand the mail to the relay; its Message-ID's reference. Raises SendError."""
        ref = message.tracking or message.key.replace("/", ".")
        now = self._clock.now()
        try:
            mail = self._renderer.mail(message.body, ref, now)
        except ValueError as error:
            raise SendError(Failure.RECIPIENT, "bad-address") from error
        if self._signer is not None:
            mail = replace(mail, raw=self._signer.sign(mail.raw, now))
        await self.pool.hand_over(mail)
        return Handed(ref)

    async def close(self) -> None:
        """Say goodbye on every kept connection."""
        self.pool.close()
