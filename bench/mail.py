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
from post.ports import NewMessage
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
    with tempfile.TemporaryDirectory(prefix="langnghe-bench-") as folder:
        async with _sink(wait_ms) as port:
            real = await _real(f"sqlite:///{folder}/mail.db", world, new, port)
            floor = [await _bare(sample, port) for _ in range(ROUNDS)]
            peers, note = await asyncio.to_thread(_peers, port, of_peer, sample[0])
    cpu_ms = sum(lap.cpu_ms for lap in real) / len(real)
    figures = {
        "floor_cpu_ms": sum(lap.cpu_ms for lap in floor) / len(floor),
        "bytes_a_mail": sum(len(one.raw) for one in sample) / len(sample),
    }
    return Row(name, UNIT, rate(real), rate(floor), cpu_ms, figures, note, peers)


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
async def _real(url: str, world: World, new: Sequence[NewMessage], port: int) -> list[Lap]:
    """One round more than is counted comes first, to warm up."""
    clock = SettableClock(NOW)
    store = open_store(url, world.keys, Turns(Shelf([])), clock)
    await store.migrate(upgrade)
    await store.start()
    server = MailServer("127.0.0.1", port, tls="none")
    sender = MailSender(server, MailRenderer(HEAD), clock)
    rules = load_rules()
    lanes = {"email": lane(rules)}
    post = Post(
        store.door(lambda unit: unit.outbox), {"email": sender}, clock, lambda _: lanes,
        rules.rules_at,
    )  # fmt: skip
    count = len(new) // (ROUNDS + 1)
    try:
        await store.run(lambda unit: world.fill(unit._connection))
        before = await taken(port)
        laps = [
            await _lap(store, post, new[place * count : (place + 1) * count])
            for place in range(ROUNDS + 1)
        ]
        after = await taken(port)
        if (after[0] - before[0], after[1] - before[1]) != (len(new), len(new)):
            raise BrokenRun(f"{before} and {after}: not {len(new)} mails to as many people")
        return laps[1:]
    finally:
        await sender.close()
        await store.stop()


async def _lap(store: Store, post: Post, new: Sequence[NewMessage]) -> Lap:
    """Until every outcome of this round is committed; whatever is not "sent" breaks the run."""
    before = await store.read(lambda unit: _sent(unit._connection))
    rows = [message_values(keyring(), one, NOW) for one in new]
    await store.run(lambda unit: insert_many(unit._connection, plain(t.message), rows))
    watch = Stopwatch()
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(post.run())
        while await store.read(lambda unit: _left(unit._connection)):
            await asyncio.sleep(0.005)
        lap = watch.lap(len(new))
        running.cancel()
    sent = await store.read(lambda unit: _sent(unit._connection)) - before
    if sent != len(new):
        raise BrokenRun(f"{sent} of {len(new)} mails are known as sent")
    return lap


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


def _peers(port: int, count: int, sample: Mail) -> tuple[dict[str, Peer], str]:
    """Django, with a text as long as our text part."""
    if not PYTHON.exists():
        return {}, f"peers left out: {PYTHON.parts[-3]} is not there, `make bench` installs it"
    text = _text_part(sample.raw)
    subject = "Sở Nội vụ tỉnh An Giang: mời Ông/Bà cho ý kiến về kết quả đã nhận"
    order = MailOrder(port, count, ROUNDS, subject, text)
    answer = run([str(PYTHON), "-m", "bench.peers.django_mail"], order)
    if isinstance(answer, Peer):
        return {DJANGO: answer}, ""
    return {}, f"django left out: {answer}"


def _text_part(raw: bytes) -> str:
    """The text of a mail of ours, with a place for who it is for."""
    mail = message_from_bytes(raw, policy=policy.default)
    part = mail.get_body(("plain",)) if isinstance(mail, EmailMessage) else None
    if part is None:
        raise BrokenRun("a mail has no text")
    return f"Kính gửi {{name}}\n{part.get_content()}"
