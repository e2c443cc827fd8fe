"""Letters on their way back to the product, handed over by real LMTP or SMTP. It writes none."""

import asyncio
import smtplib
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from sandbox.clock import VirtualClock
from sandbox.journal import Journal
from sandbox.knobs import Dials
from sandbox.letters.original import HOST
from sandbox.values import Json, text, whole
from sandbox.waiting import Bell, Tasks

TRIES = 5
PAUSE_SECONDS = 0.2  # real ones, doubled after each try
TIMEOUT_SECONDS = 10.0
_LIMIT = 8  # handed over at once


@dataclass(slots=True)
class Letter:
    """One mail that goes back. `answer` is what the product's server said, "" while it waits."""

    n: int
    mail: str  # the id of the mail that it is about
    kind: str
    sender: str  # the envelope's; "" = null, as reports have it (RFC 5321 §4.5.5)
    to: str
    time: int  # epoch ms, virtual
    answer: str = ""
    tries: int = 0
    raw: bytes = field(default=b"", repr=False)

    @property
    def waits(self) -> bool:
        """Whether it may still arrive."""
        return not self.answer


class Returning:
    """All letters, oldest first. The knob `mail_in` says where they go; "" = they are only kept."""

    def __init__(self, clock: VirtualClock, dials: Dials, journal: Journal) -> None:
        self._clock = clock
        self._dials = dials
        self._journal = journal
        self.bell = Bell()  # rings when a letter was answered
        self._tasks = Tasks()
        self._room = asyncio.Semaphore(_LIMIT)
        self.letters: list[Letter] = []

    @property
    def pending(self) -> int:
        """Letters that are due, or being handed over."""
        return sum(one.waits and one.time <= self._clock.now_ms for one in self.letters)

    def send(self, letter: Letter) -> None:
        """On its way at its time."""
        letter.n = len(self.letters) + 1
        self.letters.append(letter)
        self._tasks.start(self._deliver(letter))

    def about(self, mail_id: str) -> list[Letter]:
        """What came of one mail."""
        return [letter for letter in self.letters if letter.mail == mail_id]

    def restore(self, row: Json) -> None:
        """From the journal: what was sent, without its bytes."""
        self.letters.append(
            Letter(
                len(self.letters) + 1, text(row, "mail"), text(row, "kind"), text(row, "sender"),
                text(row, "to"), whole(row, "time", 0), text(row, "answer"), whole(row, "tries", 0),
            )
        )  # fmt: skip

    async def close(self) -> None:
        """What still waits is dropped."""
        await self._tasks.close()

    async def _deliver(self, letter: Letter) -> None:
        while (left := letter.time - self._clock.now_ms) > 0:
            await self._clock.bell.wait(None if self._clock.frozen else left / 1000)
        pause = PAUSE_SECONDS
        answer = "not sent"
        for tried in range(1, TRIES + 1):
            where = self._dials.now.mail_in
            if not where:
                break
            async with self._room:
                answer = await asyncio.to_thread(_hand_over, where, letter)
            letter.tries = tried
            if answer[:1] in "25":
                break
            await asyncio.sleep(pause)
            pause *= 2
        letter.answer = answer
        self._journal.put("letter", {
            "mail": letter.mail, "kind": letter.kind, "sender": letter.sender, "to": letter.to,
            "time": letter.time, "answer": answer, "tries": letter.tries,
        })  # fmt: skip
        self.bell.ring()


def _hand_over(where: str, letter: Letter) -> str:
    """The server's answer to the final dot, or to the step that it refused; else what broke."""
    way, host, port = read_address(where)
    client = smtplib.LMTP if way == "lmtp" else smtplib.SMTP
    try:
        with client(host, port, local_hostname=HOST, timeout=TIMEOUT_SECONDS) as line:
            line.ehlo_or_helo_if_needed()
            line.mail(letter.sender)
            code, said = line.rcpt(letter.to)
            if code < 300:
                code, said = line.data(letter.raw)
    except smtplib.SMTPResponseException as refused:
        code, error = refused.smtp_code, refused.smtp_error
        said = error if isinstance(error, bytes) else error.encode()
    except (OSError, smtplib.SMTPException) as broken:
        return f"lost: {type(broken).__name__}"
    return f"{code} {said.decode(errors='replace')}"


def read_address(where: str) -> tuple[Literal["lmtp", "smtp"], str, int]:
    """From lmtp://HOST:PORT or smtp://HOST:PORT; raises ValueError."""
    parts = urlsplit(where)
    if parts.hostname and parts.port:
        if parts.scheme == "lmtp":
            return "lmtp", parts.hostname, parts.port
        if parts.scheme == "smtp":
            return "smtp", parts.hostname, parts.port
    raise ValueError("mail_in is lmtp://HOST:PORT, smtp://HOST:PORT, or empty")
