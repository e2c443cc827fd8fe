"""A small town for whole-way tests: three offices, a sandbox as a process, the system in this one.

Both clocks stand still and are moved together. Nothing runs by itself: a test ticks the
clockwork and pumps the post until everything is quiet.
"""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from sqlalchemy import Table, select

import scheduler
import server_listening
from bot.understand.tables import tables
from clock import SettableClock
from ground.when import VIETNAM
from look.pages import HEADERS as PAGE
from rehearsal.sandbox_process import Sandbox, start_sandbox
from rehearsal.stage import stage_settings
from server import desk_app, draw_plan, public_app
from server_answers import ANSWERS, OF_CITIZENS, Answers
from storage.tables import meta
from tests.support.ports import free_port
from tests.support.program import HANGS
from wiring import System, open_system
from wiring_mail_in import mail_door

TEMPLATES = Path(__file__).parents[2] / "examples" / "zalo"
KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM).astimezone(UTC)
UNITS = {"A.01": "Sở Tư pháp", "A.02": "Sở Xây dựng", "A.03": "UBND phường Long Xuyên"}
PROCEDURE = "Cấp phiếu lý lịch tư pháp theo yêu cầu của cá nhân"

AGENCIES = "province: An Giang\nagencies:\n" + "".join(
    f"  - code: {code}\n    name: {name}\n" for code, name in UNITS.items()
)
PLAN = """\
plan: thu-nghiem
title: Khảo sát thử của ba cơ quan
department: Sở Nội vụ tỉnh An Giang
hotline: 0296 300 0000
flow: hai-long-tthc
agencies: agencies.yaml
period: {last: 60 days}
population: {statuses: [10]}
total: %(total)d
quota:
%(quotas)s
alerts:
  A.01: tu-phap@an-giang.example
  A.02: xay-dung@an-giang.example
  A.03: long-xuyen@an-giang.example
channels: [%(channels)s]
zalo: {invite: "390001", remind: "390002", rating: "390003", rating_answers: tong_the}
window: {from: "07:30", to: "20:30"}
reminders: [3 days]
patience: 3 days
expires: 21 days
keep_until: 24 months
legal_basis: public_task
seed: hat-giong-cho-phep-thu
"""
SOURCE = "name: thu\nkind: folder\nfolder: cases/thu\nagencies: agencies.yaml\n"
HEADERS = (
    "Số hồ sơ,Mã đơn vị,Tên thủ tục,Hình thức nộp,Trạng thái,Ngày tiếp nhận,Ngày trả kết quả,"
    "Họ và tên,Số điện thoại,Thư điện tử"
)
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the case file, as an officer would write it."""

    code: str
    unit: str = "A.01"
    phone: str = ""
    email: str = ""
    name: str = "Nguyễn Văn Bảy"
    received: str = "02/11/2026 08:00"
    returned: str = "16/11/2026 10:00"
    filed: str = "Trực tuyến"

    def line(self) -> str:
        """The line with the columns of `HEADERS`."""
        return ",".join(
            (self.code, self.unit, PROCEDURE, self.filed, "Đã trả kết quả", self.received,
             self.returned, self.name, self.phone, self.email)
        )  # fmt: skip


def write_plan(
    folder: Path, quotas: dict[str, int], more: str = "", channels: str = "zalo, email"
) -> Path:
    """The example's folder: plan, agencies and source; templates of messages beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(TEMPLATES, folder.parent / "zalo", dirs_exist_ok=True)
    lines = [
        f"  - {{name: {UNITS[unit]}, quota: {quotas.get(unit, 0)}, units: [{unit}]}}"
        for unit in UNITS
    ]
    total = sum(quotas.values())
    (folder / "plan.yaml").write_text(
        PLAN % {"total": total, "quotas": "\n".join(lines), "channels": channels} + more, "utf-8"
    )
    (folder / "agencies.yaml").write_text(AGENCIES, "utf-8")
    (folder / "source.yaml").write_text(SOURCE, "utf-8")
    return folder


def write_cases(path: Path, cases: Sequence[Case]) -> None:
    """A case file with Vietnamese headers, put where the watched folder takes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([HEADERS, *(case.line() for case in cases)]) + "\n", "utf-8")


@dataclass(slots=True)
class Town:
    """The running town."""

    sandbox: Sandbox
    system: System
    clock: SettableClock
    public: int
    desk: int
    web: aiohttp.ClientSession  # a browser without cookies
    door: AsyncExitStack  # the public port
    jobs: list[scheduler.Job] = field(default_factory=list)

    # -- time and work ----------------------------------------------------------------------
    async def move(self, by: timedelta) -> None:
        """Move both clocks on."""
        self.clock.advance(by)
        await self.sandbox.advance(by.total_seconds())

    async def move_to(self, hour: int, minute: int = 0, days: int = 0) -> None:
        """Move both clocks to an hour of the (or a later) local day."""
        here = self.clock.now().astimezone(VIETNAM)
        goal = here.replace(hour=hour, minute=minute) + timedelta(days=days)
        await self.move(goal - here)

    async def quiet(self) -> None:
        """Pump the post and let the platform deliver, until neither has anything left."""
        for _ in range(50):
            sent = await self.system.post.pump()
            idle = await self.sandbox.post("/_/idle", {"wait": 60})
            assert idle["idle"], "the platform is still busy"
            if not sent and not await self.system.post.pump():
                return
        raise AssertionError("the post does not come to rest")

    async def tick(self) -> None:
        """Run every job of the clockwork once, then let all become quiet."""
        for job in self.jobs:
            await job.run()
        await self.quiet()

    async def begin(self) -> None:
        """Take the cases in (a file is taken when it stood still for a look), draw, invite."""
        for _ in range(2):
            for job in self.jobs:
                if job.name.startswith("pull"):
                    await job.run()
        (plan,) = self.system.plans
        told = await draw_plan(self.system, plan)
        assert told is None, told
        await self.tick()

    # -- an outage --------------------------------------------------------------------------
    async def shut(self) -> None:
        """Nobody listens at the public port any more."""
        await self.door.aclose()

    async def open(self) -> None:
        """They do again: what a start finds, the jobs' next round finds too."""
        await self.door.enter_async_context(listening(public_app(self.system, HANGS), self.public))
        self.jobs = scheduler.jobs(self.system)

    async def open_again(self) -> None:
        """A restart: nothing is remembered but what is stored."""
        await self.shut()
        await self.open()

    # -- what the citizens see and do -------------------------------------------------------
    async def chat(self, phone: str) -> list[dict[str, Any]]:
        """Both directions of a phone's chat, oldest first."""
        rows: list[dict[str, Any]] = await self.sandbox.get(f"/_/people/{phone}/messages")
        return rows

    async def told(self, phone: str) -> list[str]:
        """The texts that the account sent to a phone."""
        return [f"{m['title']}\n{m['text']}" for m in await self.chat(phone) if m["by"] == "oa"]

    async def say(self, phone: str, text: str) -> None:
        """Type a text, and let the answer come."""
        await self.sandbox.post(f"/_/people/{phone}/say", {"text": text})
        await self.quiet()

    async def share(self, phone: str) -> None:
        """Share the number on this phone's card by Zalo's form, and let the answer come."""
        await self.sandbox.post(f"/_/people/{phone}/share", {})
        await self.quiet()

    async def tap(self, phone: str, button: int | str) -> None:
        """Press a button of the newest message that has any."""
        await self.sandbox.post(f"/_/people/{phone}/tap", {"message_id": "last", "button": button})
        await self.quiet()

    async def invitation(self, phone: str) -> dict[str, Any]:
        """The newest template message on a phone: its `params` hold code and token."""
        found = [m for m in await self.chat(phone) if m["kind"] == "template"]
        assert found, f"nothing came to {phone}"
        return found[-1]

    async def code(self, phone: str) -> str:
        """The short code printed in the invitation."""
        return str((await self.invitation(phone))["params"]["ma"])

    async def answer(self, phone: str, button: int = 3) -> bool:
        """Answer the open question: the button at that place, "bỏ qua" for free words.

        False where no question stands open.
        """
        last = [m for m in await self.chat(phone) if m["by"] == "oa"][-1]
        if "Câu " not in last["text"]:
            return False
        if last["buttons"]:
            await self.tap(phone, min(button, len(last["buttons"]) - 1))
        else:
            await self.say(phone, "bỏ qua")
        return True

    async def mails(self, to: str) -> list[dict[str, Any]]:
        """The mails that arrived for an address."""
        rows: list[dict[str, Any]] = await self.sandbox.get(f"/_/mails?to={to}")
        return rows

    async def token(self, phone: str = "", email: str = "") -> str:
        """The token of the personal link, from the phone's template or from the mail."""
        if phone:
            return str((await self.invitation(phone))["params"]["token"])
        found = re.search(r"/k/([\w-]+)", (await self.mails(email))[-1]["text"])
        assert found
        return found[1]

    def page(self, token: str, rest: str = "") -> str:
        """The address of a personal page."""
        return f"http://127.0.0.1:{self.public}/k/{token}{rest}"

    # -- what stands in the database --------------------------------------------------------
    async def rows(self, table: Table) -> list[dict[str, Any]]:
        """Every row of a table, in the order of its key."""
        statement = select(table).order_by(*table.primary_key.columns)
        door = self.system.store
        return await door.read(
            lambda unit: [dict(row._mapping) for row in unit._connection.execute(statement)]
        )

    async def everything(self, *but: str) -> dict[str, list[dict[str, Any]]]:
        """Every row of every table, without the tables named."""
        names = [table for table in meta.sorted_tables if table.name not in but]
        return {table.name: await self.rows(table) for table in names}


@asynccontextmanager
async def mailed_town(
    folder: Path, quotas: dict[str, int], cases: Sequence[Case], db: str = ""
) -> AsyncIterator[Town]:
    """A town that writes by mail first, and takes in what comes back by LMTP."""
    way_in = f"lmtp://127.0.0.1:{free_port()}"
    built = town(folder, quotas, cases, db, mail_in=way_in, channels="email, zalo")
    async with built as place, mail_door(place.system):
        yield place


@asynccontextmanager
async def town(
    folder: Path,
    quotas: dict[str, int],
    cases: Sequence[Case],
    db: str = "",
    more: str = "",
    mail_in: str = "",
    channels: str = "zalo, email",
) -> AsyncIterator[Town]:
    """Build the town in `folder` and open it at 09:00 of a Monday; nothing has happened yet."""
    example = write_plan(folder / "config", quotas, more, channels)
    write_cases(folder / "data" / "cases" / "thu" / "inbox" / "ho-so.csv", cases)
    public, desk = free_port(), free_port()
    tables()  # as the server does: the first turn must not wait for them
    async with AsyncExitStack() as stack:
        given = ["--frozen", *(["--mail-in", mail_in] if mail_in else [])]
        sandbox = await start_sandbox(None, public, (0, 0), MONDAY, given)
        stack.push_async_callback(sandbox.stop)
        place = (folder / "data", example, KEY, (public, desk), db, mail_in)
        settings = stage_settings(sandbox, *place)
        clock = SettableClock(MONDAY)
        system = await stack.enter_async_context(open_system(settings, clock))
        await sandbox.post("/_/knobs", {"webhook_ms": round(HANGS * 1000)})
        for keeper in system.tokens.values():
            await sandbox.connect(keeper)
        door = await stack.enter_async_context(AsyncExitStack())
        await door.enter_async_context(listening(public_app(system, HANGS), public))
        await stack.enter_async_context(listening(desk_app(system), desk))
        jar = aiohttp.DummyCookieJar()
        browser = await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=jar))
        yield Town(sandbox, system, clock, public, desk, browser, door, scheduler.jobs(system))


@asynccontextmanager
async def listening(app: web.Application, port: int) -> AsyncIterator[None]:
    """An application on a port of loopback; a bare one answers as the citizens' door does."""
    if ANSWERS not in app:
        app[ANSWERS] = Answers(OF_CITIZENS, (), PAGE)
    async with server_listening.listening(app, "127.0.0.1", port, patience=0.5):
        yield


def words(text: str) -> set[str]:
    """The words of a text in lower case."""
    return set(_WORDS.findall(text.lower()))


async def until(check: Any) -> Any:
    """Ask again and again until `check()` gives something true; it, or AssertionError."""
    loop = asyncio.get_running_loop()
    end = loop.time() + HANGS
    while True:
        found = await check()
        if found:
            return found
        assert loop.time() < end, "it never happened"
        await asyncio.sleep(0.05)


@asynccontextmanager
async def town_of_one(tmp_path: Path) -> AsyncIterator[Town]:
    """One citizen with a telephone and a mailbox, who is invited."""
    cases = [Case("HS-1", "A.01", "0900000001", "mot@example.com")]
    async with town(tmp_path, {"A.01": 1}, cases) as built:
        await built.begin()
        yield built
