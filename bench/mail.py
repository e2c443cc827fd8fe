"""Personal mails from the outbox to a mail server, each outcome durably recorded.

The whole way, as the product goes it: rows in SQLite, taken with pace, order, refusals and caps;
the intent committed; each mail rendered in both parts; SMTP; the outcome committed. The server is
`bench.mailsink` in a process of its own, as fast as it can be, or 20 ms late with every mail.
Beside it the floor, bare aiosmtplib with ready bytes, and Django's send_mass_mail (bench/peers).
"""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from statistics import median

import aiosmtplib
import orjson
import uvloop
from sqlalchemy import Connection, func, select

from bench.beside import PYTHON, run
from bench.mailing import NOW, PAGE, SENDER, invitation, lane
from bench.rows import Peer, Row
from bench.stopwatch import Lap, Stopwatch, rate
from bench.turn import BrokenRun
from bench.world import ROOT, World, flow, keyring
from bot.service import Turns
from bot.shelf import Shelf
from channels.email.relay import MailServer
from channels.email.render import Bounces, Letterhead, Mail, MailRenderer
from channels.email.send import MailSender
from channels.email.verp import verp_key
from clock import SettableClock
from post.ports import Claimed, Handed, NewMessage
from post.rules_file import load_rules
from post.service import Post
from storage import tables as t
from storage.bulk import insert_many, plain
from storage.migrate import upgrade
from storage.outbox_rows import message_values
from storage.store import Store
from wiring import open_store

UNIT = "mails/s"
ROUNDS = 3
FAST, SLOW, SLOW_PEER = 4096, 1024, 64
"""Mails in a round; the peer's at 20 ms are fewer, since it takes its time."""
WAIT_MS = 20.0
DJANGO = "django send_mass_mail"
HEAD = Letterhead(SENDER, PAGE, Bounces("sonoivu.angiang.gov.vn", verp_key(keyring())))


@dataclass(frozen=True, slots=True)
class MailOrder:
    """What the peer is asked to send."""

    port: int
    count: int
    rounds: int
    subject: str
    text: str
    sender: str = SENDER

    def written(self) -> bytes:
        """As JSON."""
        return orjson.dumps(self)


def mail_fast(scale: float) -> Row:
    """Mails a second to a server that answers at once."""
    count = max(round(FAST * scale), 32)
    return uvloop.run(_measured("mail_fast", 0, count, count))


def mail_20ms(scale: float) -> Row:
    """Mails a second to a server that takes 20 ms for each."""
    mails, peers = max(round(SLOW * scale), 32), max(round(SLOW_PEER * scale), 8)
    return uvloop.run(_measured("mail_20ms", WAIT_MS, mails, peers))


async def _measured(name: str, wait_ms: float, count: int, of_peer: int) -> Row:
    world = World(keyring(), flow(), count * (ROUNDS + 1))
    new = [invitation(world, world.flow, number) for number in range(1, world.people + 1)]
    renderer = MailRenderer(HEAD)
    sample = [renderer.mail(one.body, one.tracking or "", NOW) for one in new[:count]]
    peers: list[Peer | str] = []
    floor: list[Lap] = []
    with tempfile.TemporaryDirectory(prefix="langnghe-bench-") as folder:
        async with _sink(wait_ms) as port, _ours(f"sqlite:///{folder}/m.db", world, port) as ours:
            await ours.lap(new[:count])  # to warm up
            real = []
            for place in range(1, ROUNDS + 1):  # in turn: a busy machine is busy for all of them
                real.append(await ours.lap(new[place * count : (place + 1) * count]))
                floor.append(await _bare(sample, port))
                peers.append(await asyncio.to_thread(_peer, port, of_peer, sample[0]))
            await ours.check(len(new), ROUNDS * count)
    cpu_ms = sum(lap.cpu_ms for lap in real) / len(real)
    figures = {
        "floor_cpu_ms": sum(lap.cpu_ms for lap in floor) / len(floor),
        "bytes_a_mail": sum(len(one.raw) for one in sample) / len(sample),
    }
    return Row(name, UNIT, rate(real), rate(floor), cpu_ms, figures, *_beside(peers))


@asynccontextmanager
async def _sink(wait_ms: float) -> AsyncIterator[int]:
    """The server in a process of its own; its port."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.mailsink", "--wait-ms", str(wait_ms),
        cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield int(await asyncio.wait_for(process.stdout.readline(), 30))
    finally:
        process.kill()
        await process.wait()


async def taken(port: int) -> tuple[int, int]:
    """How many mails the server has, and for how many people."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await reader.readline()
    writer.write(b"XTAKEN\r\n")
    told = (await reader.readline()).split()
    writer.close()
    return int(told[1]), int(told[2])


# -- ours --------------------------------------------------------------------------------------
class Counted:
    """The product's sender, and how many mails it has handed over."""

    def __init__(self, sender: MailSender) -> None:
        self._sender = sender
        self.handed = 0

    def text(self, message: Claimed) -> str | None:
        """As the sender has it."""
        return self._sender.text(message)

    async def send(self, message: Claimed) -> Handed:
        """As the sender does it."""
        handed = await self._sender.send(message)
        self.handed += 1
        return handed


@dataclass(slots=True)
class Ours:
    """The product's store and post, and what the server had before them."""

    store: Store
    post: Post
    sender: Counted
    port: int
    before: tuple[int, int]

    async def lap(self, new: Sequence[NewMessage]) -> Lap:
        """Until every outcome is committed; whatever is not "sent" breaks the run."""
        before = await self.store.read(lambda unit: _sent(unit._connection))
        rows = [message_values(keyring(), one, NOW) for one in new]
        await self.store.run(lambda unit: insert_many(unit._connection, plain(t.message), rows))
        handed, watch = self.sender.handed, Stopwatch()
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(self.post.run())
            while self.sender.handed < handed + len(new) or await self.store.read(
                lambda unit: _left(unit._connection)
            ):
                await asyncio.sleep(0.002)
            lap = watch.lap(len(new))
            running.cancel()
        sent = await self.store.read(lambda unit: _sent(unit._connection)) - before
        if sent != len(new):
            raise BrokenRun(f"{sent} of {len(new)} mails are known as sent")
        return lap

    async def check(self, people: int, others: int) -> None:
        """Each person has one mail of ours; `others` came from the floor, to some of them again."""
        mails, names = await taken(self.port)
        if mails - self.before[0] < people + others or names - self.before[1] < people:
            raise BrokenRun(f"{mails} mails to {names} people: not {people} of ours")


@asynccontextmanager
async def _ours(url: str, world: World, port: int) -> AsyncIterator[Ours]:
    clock = SettableClock(NOW)
    store = open_store(url, world.keys, Turns(Shelf([])), clock)
    await store.migrate(upgrade)
    await store.start()
    sender = MailSender(MailServer("127.0.0.1", port, tls="none"), MailRenderer(HEAD), clock)
    rules = load_rules()
    lanes = {"email": lane(rules)}
    outbox = store.door(lambda unit: unit.outbox)
    counted = Counted(sender)
    post = Post(outbox, {"email": counted}, clock, lambda _: lanes, rules.rules_at)
    try:
        await store.run(lambda unit: world.fill(unit._connection))
        yield Ours(store, post, counted, port, await taken(port))
    finally:
        await sender.close()
        await store.stop()


_LEFT = (
    select(t.message.c.id).where(t.message.c.state.in_(("queued", "leased", "sending"))).limit(1)
)
_SENT = select(func.count()).where(t.message.c.state == "sent")


def _left(connection: Connection) -> bool:
    return connection.execute(_LEFT).first() is not None


def _sent(connection: Connection) -> int:
    return int(connection.execute(_SENT).scalar_one())


# -- beside it ---------------------------------------------------------------------------------
async def _bare(mails: Sequence[Mail], port: int) -> Lap:
    """Ready bytes over as many kept connections of aiosmtplib."""
    left = list(mails)
    lines = [
        aiosmtplib.SMTP(
            hostname="127.0.0.1", port=port, start_tls=False, local_hostname="b.example"
        )
        for _ in range(MailServer("h", 25).connections)
    ]
    for line in lines:
        await line.connect()
        await line.ehlo()

    async def work(line: aiosmtplib.SMTP) -> None:
        while left:
            mail = left.pop()
            await line.mail(mail.sender)
            await line.rcpt(mail.to)
            await line.data(mail.raw)

    watch = Stopwatch()
    await asyncio.gather(*(work(line) for line in lines))
    lap = watch.lap(len(mails))
    for line in lines:
        line.close()
    return lap


def _peer(port: int, count: int, sample: Mail) -> Peer | str:
    """One round of Django, with a text as long as our text part; or why there is none."""
    if not PYTHON.exists():
        return f"{PYTHON.parts[-3]} is not there, `make bench` installs it"
    subject = "Sở Nội vụ tỉnh An Giang: mời Ông/Bà cho ý kiến về kết quả đã nhận"
    order = MailOrder(port, count, 1, subject, _text_part(sample.raw))
    return run([str(PYTHON), "-m", "bench.peers.django_mail"], order)


def _beside(rounds: Sequence[Peer | str]) -> tuple[str, dict[str, Peer]]:
    """A row's note and peers."""
    found = [one for one in rounds if isinstance(one, Peer)]
    if len(found) < len(rounds):
        return f"django left out: {next(one for one in rounds if isinstance(one, str))}", {}
    return "", {
        DJANGO: Peer(median(one.value for one in found), median(one.cpu_ms for one in found))
    }


def _text_part(raw: bytes) -> str:
    """The text of a mail of ours, with a place for who it is for."""
    mail = message_from_bytes(raw, policy=policy.default)
    part = mail.get_body(("plain",)) if isinstance(mail, EmailMessage) else None
    if part is None:
        raise BrokenRun("a mail has no text")
    return f"Kính gửi {{name}}\n{part.get_content()}"
