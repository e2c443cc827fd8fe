"""The stage of a trial: settings on loopback, and time that the product and the sandbox share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from clock import SettableClock
from rehearsal.sandbox_process import APP_ID, APP_SECRET, OA_ID, OA_SECRET, Sandbox
from scheduler import Job
from settings import Settings, read
from wiring import System

IDLE_SECONDS = 60
FULL = 48
"""Messages in one round of the post; after a fuller one there may be more."""
MOST_ROUNDS = 400
"""After so many rounds of work at one moment something moves in a circle."""


class NeverQuiet(Exception):
    """The product went on and on at one virtual moment."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A product and a sandbox whose clocks stand still until both are moved."""

    sandbox: Sandbox
    system: System
    clock: SettableClock
    jobs: Sequence[Job]

    async def move_to(self, moment: datetime) -> None:
        """Both clocks on to `moment`; the past is left alone."""
        if moment > self.clock.now():
            await self.sandbox.post("/_/clock", {"to": moment.isoformat()})
            self.clock.set(moment)

    async def take(self, acts: Sequence[dict[str, Any]], all_of_it: bool = False) -> None:
        """Citizens act; their events are delivered, and what is owed to them is sent.

        Receipts of what was sent may still be on their way: they come with the next acts.
        """
        if acts:
            await self.sandbox.post("/_/act", acts)
        await self.sandbox.post("/_/idle", {"wait": IDLE_SECONDS})
        # A round of the post sends a recipient one message: more than one needs more rounds.
        all_of_it = all_of_it or len({act["phone"] for act in acts}) < len(acts)
        while await self.system.post.pump() >= (1 if all_of_it else FULL):
            pass

    async def settle(self) -> bool:
        """Run every job in order and send what is due, until nothing moves; whether any did."""
        for count in range(MOST_ROUNDS):
            moved = [await job.run() for job in self.jobs]
            sent = await self._deliver()
            if not sent and not any(moved):
                return count > 0
        raise NeverQuiet(self.clock.now().isoformat())

    async def _deliver(self) -> int:
        """Events in, messages out, until neither is left; how many messages."""
        sent = 0
        for _ in range(MOST_ROUNDS):
            await self.sandbox.post("/_/idle", {"wait": IDLE_SECONDS})
            taken = await self.system.post.pump()
            sent += taken
            if not taken:
                return sent
        raise NeverQuiet(self.clock.now().isoformat())


def stage_settings(  # noqa: PLR0913, PLR0917  the places and addresses of one trial
    sandbox: Sandbox,
    data: Path,
    example: Path,
    key: str,
    ports: tuple[int, int],
    db: str = "",
    mail_in: str = "",
) -> Settings:
    """Settings as `settings.example.env` would have them, with the sandbox's addresses.

    `mail_in` is where the sandbox was told to bring mail to us. They are left in the data folder
    as settings.env, so that other commands can be told them.
    """
    values = {
        "DB": db or f"sqlite:///{data.absolute()}/langnghe.db",
        "DATA": str(data),
        "KEY": key,
        "PUBLIC_URL": f"http://127.0.0.1:{ports[0]}",
        "BIND": f"127.0.0.1:{ports[0]}",
        "DESK_BIND": f"127.0.0.1:{ports[1]}",
        "PLANS": str(example / "plan.yaml" if (example / "plan.yaml").is_file() else example),
        "SOURCES": str(example if example.is_dir() else example.parent),
        "ZALO_APP_ID": APP_ID,
        "ZALO_APP_SECRET": APP_SECRET,
        "ZALO_OA_ID": OA_ID,
        "ZALO_OA_SECRET": OA_SECRET,
        "ZALO_OPENAPI_URL": sandbox.url,
        "ZALO_BUSINESS_URL": sandbox.url,
        "ZALO_OAUTH_URL": sandbox.url,
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(sandbox.smtp_port),
        "SMTP_TLS": "none",
        "SMTP_FROM": "khaosat@localhost",
        "MAIL_IN": mail_in,
        "CLOCK": f"{sandbox.url}/_/clock",
    }
    return _kept(data / "settings.env", {f"LANGNGHE_{n}": value for n, value in values.items()})


def _kept(file: Path, named: dict[str, str]) -> Settings:
    file.touch(mode=0o600)
    file.write_text("".join(f"{name}={value}\n" for name, value in named.items()))
    return read(named)
