"""langnghe flows publish, rollback, versions, diff: what is in use, since when, and who is inside.

On SQLite a serving process holds the database: the order then goes to its desk on this machine.
"""

import argparse
import getpass
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import aiohttp
import orjson

from bot.publications import FlowPort, Publication, Version, versions
from bot.publishing import Order, Refused, draft_path
from commands.common import DONE, Command, Told, plain, reading, settings_of, show, system_of
from flows.language.compile import load_flow
from flows.language.versions.changes import Nature
from flows.language.versions.compare import compare
from flows.model import Flow
from ground.doors import Door, StoreBusy
from ground.when import local
from settings import Settings
from wiring import System

PATIENCE = aiohttp.ClientTimeout(total=300, connect=5)  # seconds; the tests run in between
DRAFT = "draft"

NATURES = {
    Nature.WORDING: ("lời", "wording"),
    Nature.WAY: ("cách hỏi", "way"),
    Nature.MEANING: ("nghĩa", "meaning"),
}


def commands() -> dict[str, tuple[str, Command]]:
    """The sub-commands of `langnghe flows` that are here."""
    return {
        "publish": ("put a survey's file into use", _publish),
        "rollback": ("put an older version into use again, as a new one", _rollback),
        "versions": ("what was published, and how many people are inside each", _versions),
        "diff": ("two versions compared, in words", _diff),
    }


def define(made: dict[str, argparse.ArgumentParser]) -> None:
    """Their arguments."""
    for name in commands():
        made[name].add_argument("name", help="the survey's name")
    for name in ("publish", "rollback"):
        made[name].add_argument("--note", default="", metavar="TEXT", help="why, for the history")
    made["publish"].add_argument(
        "--meaning", nargs="+", default=[], metavar="QUESTION",
        help="these questions mean something else now: answers before and after do not join",
    )  # fmt: skip
    made["rollback"].add_argument("number", type=int, help="as `flows versions` lists it")
    for side, default in (("a", "present"), ("b", DRAFT)):
        made["diff"].add_argument(
            side, nargs="?", default=default, help=f"a number, `present` or `{DRAFT}` (the file)"
        )


async def _publish(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    try:
        seen = load_flow(draft_path(settings.flows, arguments.name)).hash
    except Refused as refused:
        raise Told(str(refused)) from None
    meaning = tuple(arguments.meaning)
    order = Order(arguments.name, getpass.getuser(), arguments.note, None, seen, meaning)
    return await _ordered(arguments, settings, order)


async def _rollback(arguments: argparse.Namespace) -> int:
    order = Order(arguments.name, getpass.getuser(), arguments.note, arguments.number)
    return await _ordered(arguments, settings_of(arguments), order)


async def _ordered(arguments: argparse.Namespace, settings: Settings, order: Order) -> int:
    """Publish here, or through the process that holds the database."""
    try:
        async with system_of(arguments) as system:
            made = await system.publisher.carry_out(order, system.clock.now())
        found = {**asdict(made), "at": made.at.isoformat()}
    except Refused as refused:
        raise Told(str(refused)) from None
    except StoreBusy:
        found = await _through_the_desk(settings, order, arguments.lang)
    show(arguments, found, lambda: _made(found))
    return DONE


async def _through_the_desk(settings: Settings, order: Order, lang: str) -> dict[str, Any]:
    """The same order carried out by the process that serves, over loopback."""
    desk = f"http://{settings.desk_bind.host}:{settings.desk_bind.port}"
    fields = {key: value for key, value in asdict(order).items() if key != "name"}
    try:
        status, told = await _post(f"{desk}/flows/{order.name}/publish", orjson.dumps(fields))
    except (aiohttp.ClientError, TimeoutError, orjson.JSONDecodeError):
        status, told = 0, {}
    if status == 200:
        return told
    if "told" in told or lang in told:
        raise Told(told.get("told") or "\n".join(told[lang]))
    raise Told(
        f"Cơ sở dữ liệu đang được một tiến trình khác dùng, và {desk} không nhận lệnh. Hãy xem "
        "LANGNGHE_DESK_BIND có đúng là của langnghe serve đang chạy không. / Another process has "
        f"the database, and {desk} does not take the order: is it the running serve's address?"
    )


async def _post(url: str, body: bytes) -> tuple[int, dict[str, Any]]:
    headers = {"Content-Type": "application/json"}
    async with (
        aiohttp.ClientSession(timeout=PATIENCE, trust_env=False) as session,
        session.post(url, data=body, headers=headers) as answer,
    ):
        told = orjson.loads(await answer.read())
        return answer.status, told if isinstance(told, dict) else {}


def _made(made: dict[str, Any]) -> str:
    return (
        f"{made['name']}: đã công bố bản {made['number']} ({made['hash'][:12]}); người được mời từ "
        "nay dùng bản này, ai đang trả lời thì trả lời tiếp bản cũ. / Published as version "
        f"{made['number']}: new invitations get it, whoever is inside goes on as they began."
    )


async def _versions(arguments: argparse.Namespace) -> int:
    async with reading(arguments) as system:
        rows = await _door(system).read(lambda port: versions(port, arguments.name))
        if not rows:
            raise _unknown(system, arguments.name)
        show(arguments, plain(rows), lambda: "\n".join(_line(row) for row in rows))
    return DONE


def _line(row: Version) -> str:
    at = f"{local(row.at):%H:%M %d/%m/%Y}" if row.at else "trước lịch sử công bố"
    number = "–" if row.number is None else str(row.number)
    inside = f"như bản {row.again}"
    if row.inside is not None:
        count = row.inside
        inside = f"chờ {count.waiting}, đang trả lời {count.open}, đã kết thúc {count.ended}"
    parts = [f"{'*' if row.present else ' '} {number:>3}  {at}  {row.hash[:12]}  {inside}"]
    if row.note:
        parts.append(f"         {row.note} ({row.by})")
    if row.meaning:
        parts.append(f"         không nối với bản trước: {', '.join(row.meaning)}")
    return "\n".join(parts)


async def _diff(arguments: argparse.Namespace) -> int:
    async with reading(arguments) as system:
        old = await _side(system, arguments.name, arguments.a)
        new = await _side(system, arguments.name, arguments.b)
        changes = compare(old, new)
        rows = [{**asdict(change), "nature": change.nature.value} for change in changes]

        def lines() -> str:
            column = 1 if arguments.lang == "en" else 0
            told = [f"[{NATURES[c.nature][column]}] {c.told(arguments.lang)}" for c in changes]
            return "\n".join(told) or ("No difference.", "Không khác nhau.")[1 - column]

        show(arguments, rows, lines)
    return DONE


async def _side(system: System, name: str, which: str) -> Flow:
    """A version by its number, the present one, or the file."""
    if which == DRAFT:
        try:
            return load_flow(draft_path(system.settings.flows, name))
        except Refused as refused:
            raise Told(str(refused)) from None
    history = await _door(system).read(lambda port: port.history(name))
    if not history:
        raise _unknown(system, name)
    found = history[-1] if which == "present" else _numbered(history, which)
    return await _door(system).read(lambda port: system.shelf.get(found.hash, port))


def _numbered(history: Sequence[Publication], which: str) -> Publication:
    found = next((each for each in history if str(each.number) == which), None)
    if found is None:
        known = ", ".join(str(each.number) for each in history)
        raise Told(
            f"Không có bản “{which}”; các bản: {known}, present, {DRAFT}. / "
            f"There is no version “{which}”; there are: {known}, present, {DRAFT}."
        )
    return found


def _unknown(system: System, name: str) -> Told:
    known = ", ".join(sorted(system.shelf.present())) or "–"
    return Told(
        f"Phiếu “{name}” chưa được công bố; hiện có: {known}. / "
        f"“{name}” was never published; there are: {known}."
    )


def _door(system: System) -> Door[FlowPort]:
    return system.store.door(lambda unit: unit.flows)
