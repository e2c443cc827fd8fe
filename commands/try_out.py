"""langnghe try (make run): the whole system on this machine, with the sandbox and a sample plan.

It has its own clock, its own data folder, and reaches Zalo and the mail server only by address,
as it would the real ones. A second start keeps everything and invites nobody again.
"""

import argparse
import asyncio
import socket
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from clock import SystemClock
from commands.common import DONE, Told, options
from commands.serve import until_stopped
from ground.seal import new_key
from ground.when import at_local, local_date
from rehearsal.sample import write_sample
from rehearsal.sandbox_process import Sandbox, SandboxFailed, start_sandbox
from rehearsal.stage import stage_settings
from scheduler import Watch
from server import draw_plan, serving
from settings import Settings
from wiring import System, open_system

CASES = 6000
SEED = 7
FIRST_MAIL_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Place:
    """Where the trial keeps its data, and which ports it takes."""

    data: Path
    example: Path
    port: int  # public; the desk, the sandbox, its mail server and mail to us take the next four

    @property
    def mail_in(self) -> str:
        """Where the sandbox's people and mail servers write to us."""
        return f"lmtp://127.0.0.1:{self.port + 4}"


def define(parser: argparse.ArgumentParser, _name: str) -> None:
    """Arguments."""
    options(parser)
    parser.add_argument("--example", type=Path, default=Path("examples/an_giang"))
    parser.add_argument("--data", type=Path, default=Path("var/try"))
    parser.add_argument("--port", type=int, default=8080, help="this port and the four after it")
    parser.set_defaults(call=_try)


async def _try(arguments: argparse.Namespace) -> int:
    place = Place(arguments.data, arguments.example, arguments.port)
    _refuse_busy_ports(place.port)
    place.data.mkdir(parents=True, exist_ok=True)
    _say("Đang khởi động… / Starting…")
    try:
        sandbox = await start_sandbox(
            data=place.data / "sandbox",
            public_port=place.port,
            ports=(place.port + 2, place.port + 3),
            clock=_first_morning(SystemClock().now()),
            more=("--mail-in", place.mail_in),
        )
    except SandboxFailed as failed:
        raise Told(str(failed)) from None
    try:
        await _run(place, sandbox)
    finally:
        await sandbox.stop()
    _say("Đã dừng; dữ liệu còn nguyên. / Stopped; everything is kept.")
    return DONE


async def _run(place: Place, sandbox: Sandbox) -> None:
    settings = stage_settings(
        sandbox,
        data=place.data,
        example=place.example,
        key=_kept_key(place.data / "key"),
        ports=(place.port, place.port + 1),
        mail_in=place.mail_in,
    )
    async with open_system(settings) as system:
        for keeper in system.tokens.values():
            await sandbox.connect(keeper)
        await _prepare(place, system)
        async with serving(system):
            await _tell(place, sandbox, settings)
            await until_stopped()


async def _prepare(place: Place, system: System) -> None:
    """The first time: write sample cases, take them in, draw. Later there is nothing to do."""
    now = system.clock.now()
    for source in system.sources:
        marker = place.data / "sample-written"
        if not marker.exists():
            target = source.folder / "inbox" / f"ho-so-{local_date(now)}.json"
            _say("Đang viết hồ sơ mẫu… / Writing sample cases…")
            await asyncio.to_thread(write_sample, place.example, target, CASES, SEED, now)
            marker.touch()
        watch = Watch(system, source)
        await watch.look()
        _say("Đang nạp hồ sơ… / Taking cases in…")
        for pulled in await watch.look():
            report = pulled.report
            if report is not None:
                _say(
                    f"  {pulled.name}: {report.read} dòng, {report.new} hồ sơ, "
                    f"{report.rejected} bị tách riêng"
                )
    for plan in system.plans:
        told = await draw_plan(system, plan)
        if told is not None:
            raise Told(told)


async def _tell(place: Place, sandbox: Sandbox, settings: Settings) -> None:
    """Five lines: a phone, a mail, the results, the files, and how to edit and see."""
    phone, mail = await _first_of_each(sandbox)
    desk = f"http://{settings.desk_bind.host}:{settings.desk_bind.port}"
    _say("")
    _say(f"1. Điện thoại một người được mời / an invited phone:  {phone}")
    _say(f"2. Thư mời trong hộp thư / an invitation by mail:     {mail}")
    _say(f"3. Kết quả / results:                                 {desk}")
    yaml = f"{settings.flows}/hai-long-tthc.yaml, {place.example}/plan.yaml"
    _say(f"4. Phiếu hỏi và kế hoạch / the YAML that it runs:     {yaml}")
    check = f"langnghe check --settings {place.data}/settings.env"
    again = f"langnghe try --data {place.data}-2"
    _say(f"5. Sửa YAML, kiểm tra, xem bản mới / edit and see:    {check}; {again}")
    _say("")


async def _first_of_each(sandbox: Sandbox) -> tuple[str, str]:
    """The address of a phone and a mail that got an invitation, once both have."""
    for _ in range(FIRST_MAIL_SECONDS * 4):
        phone, mail = await sandbox.first_phone(), await sandbox.first_mail()
        if phone and mail:
            return phone, mail
        await asyncio.sleep(0.25)
    return sandbox.url, f"{sandbox.url}/mailbox"


def _first_morning(now: datetime) -> datetime:
    """09:00 of today if it is a working day, else of the next one."""
    day: date = local_date(now)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return at_local(day, time(9, 0)).astimezone(UTC)


def _kept_key(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(new_key())
    return path.read_text()


def _refuse_busy_ports(first: int) -> None:
    for port in range(first, first + 5):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise Told(
                    f"Cổng {port} đang bận. Dừng chương trình đang dùng nó, hoặc chọn cổng khác: "
                    f"langnghe try --port {first + 100}. / Port {port} is busy: stop what uses it, "
                    "or choose another."
                ) from None


def _say(line: str) -> None:
    print(line, file=sys.stdout, flush=True)
