"""langnghe plans: check a plan, make its draw, see how it stands, list whom to phone."""

import argparse
import csv
import sys
from dataclasses import astuple
from pathlib import Path

import orjson

from cases.agencies_file import read_agencies
from commands.common import DONE, Told, group, plain, reading, show, system_of
from ground.faults import Faulty
from ground.seal import new_token
from plans.compile import load_plan
from plans.costs import Purse, purse
from plans.model import Fixed, Plan
from plans.registered import unregistered
from plans.service import NothingToDraw, draw_once
from post.templates.compile import load_templates
from results import service
from settings_zalo import beside
from wiring import WAVE, System


def define(parser: argparse.ArgumentParser, _name: str) -> None:
    """Arguments of the group."""
    made = group(
        parser,
        {
            "check": ("read a plan and tell every fault", _check),
            "draw": ("make the plan's draw, once", _draw),
            "status": ("where each unit stands, and the plan's money", _status),
            "cost": ("what messages cost, by unit, way, account and month", _cost),
            "unreachable": ("drawn citizens to be asked by phone or on paper (CSV)", _unreachable),
        },
    )
    made["check"].add_argument("path", type=Path, metavar="PLAN.yaml")
    for name in ("draw", "status", "unreachable"):
        made[name].add_argument("plan", help="the plan's name")
    made["cost"].add_argument("plan", nargs="?", help="the plan's name; without it every plan")
    made["draw"].add_argument(
        "--seed", help="draw with this seed (else the plan's, else a new one)"
    )


async def _check(arguments: argparse.Namespace) -> int:
    plan = load_plan(arguments.path)
    _refuse_unregistered(plan, arguments.path)
    quota = plan.quota
    units = len(quota.by_unit) if isinstance(quota, Fixed) else len(quota.units)
    data = {"plan": plan.name, "units": units, "total": plan.total, "hash": plan.hash}
    show(arguments, data, lambda: f"{plan.name}: {units} đơn vị, {plan.total} ý kiến. Đúng.")
    return DONE


def _refuse_unregistered(plan: Plan, path: Path) -> None:
    """Raise Faulty where the templates beside the plan are not what it needs."""
    folder = beside(path)
    if folder.is_dir():
        units = [unit.name for unit in read_agencies(path.with_name(plan.agencies)).units]
        if found := unregistered(plan, load_templates(folder), units, str(path)):
            raise Faulty(found)


def named(system: System, name: str) -> Plan:
    """The plan of that name, or a sentence that lists the plans there are."""
    try:
        return system.plan(name)
    except KeyError:
        known = ", ".join(plan.name for plan in system.plans) or "–"
        raise Told(
            f"Không có kế hoạch “{name}”; hiện có: {known}. / No plan “{name}”; known: {known}."
        ) from None


async def _draw(arguments: argparse.Namespace) -> int:
    async with system_of(arguments) as system:
        plan = named(system, arguments.plan)
        door = system.store.door(lambda unit: unit.plans)
        seed = arguments.seed or plan.seed or new_token()
        try:
            row = await draw_once(door, plan, WAVE, seed, system.clock.now())
        except NothingToDraw as reason:
            raise Told(str(reason)) from None
        record = orjson.loads(row.record)
        show(arguments, record, lambda: _drawn(record))
    return DONE


def _drawn(record: dict[str, object]) -> str:
    units = record["units"]
    assert isinstance(units, list)
    lines = [f"hạt giống / seed: {record['seed']}"]
    for unit in units:
        short = f", thiếu {unit['shortage']}" if unit["shortage"] else ""
        main, reserve = len(unit["main"]), len(unit["reserve"])
        lines.append(f"{unit['agency']}: chính {main}, dự phòng {reserve}{short}")
    return "\n".join(lines)


async def _status(arguments: argparse.Namespace) -> int:
    async with reading(arguments) as system:
        plan = named(system, arguments.plan)
        door = system.store.door(lambda unit: unit.plans)
        states = await door.read(lambda port: port.states(plan.name, WAVE))
        rows = await system.store.door(lambda unit: unit.costs).read(lambda p: p.costs(plan.name))
        money = purse(plan.name, plan.budget.total if plan.budget else None, rows)

        def lines() -> str:
            units = [
                f"{s.unit.code} {s.unit.name}: hợp lệ {s.valid}, đang trả lời {s.started}, "
                f"đang chờ {s.pending}, còn trong danh sách {s.waiting}"
                for s in states
            ]
            return "\n".join([*units, _money(money)])

        show(arguments, plain(list(states)), lines)
    return DONE


def _money(money: Purse) -> str:
    line = f"Tiền: đã dùng {dong(money.spent)}, đang dành {dong(money.reserved)}"
    if money.left is None or money.total is None:
        return f"{line}; kế hoạch không đặt mức."
    return f"{line}, còn {dong(money.left)} trên {dong(money.total)}."


async def _cost(arguments: argparse.Namespace) -> int:
    async with reading(arguments) as system:
        plan = named(system, arguments.plan).name if arguments.plan else None
        door = system.store.door(lambda unit: unit.costs)
        rows = await door.read(lambda port: port.costs(plan))
        total = sum(row.dong for row in rows)
        reserved = sum(row.open_dong for row in rows)
        plans = [p for p in system.plans if plan in (None, p.name)]
        purses = [purse(p.name, p.budget.total if p.budget else None, rows) for p in plans]

        def lines() -> str:
            told = [
                f"{r.plan or '–'} {r.agency} {r.month} {r.way} {r.account or '–'}: "
                f"{r.messages} tin, {dong(r.dong)}"
                + (
                    f"; chưa rõ {r.open_messages} tin, {dong(r.open_dong)}"
                    if r.open_messages
                    else ""
                )
                for r in rows
            ]
            told += [f"{each.plan}: {_money(each)}" for each in purses]
            return "\n".join([*told, f"Cộng: {dong(total)}; đang dành {dong(reserved)}."])

        money = [{**plain(each), "left": each.left} for each in purses]
        data = {"rows": plain(list(rows)), "plans": money, "dong": total, "reserved": reserved}
        show(arguments, data, lines)
    return DONE


def dong(amount: int) -> str:
    """An amount as it is written in Vietnamese."""
    return f"{amount:,} đồng".replace(",", ".")


async def _unreachable(arguments: argparse.Namespace) -> int:
    async with reading(arguments) as system:
        plan = named(system, arguments.plan)
        door = system.store.door(lambda unit: unit.results)
        rows = await service.unreachable(door, plan.name, WAVE)
        if arguments.json:
            show(arguments, list(rows), str)
            return DONE
        out = csv.writer(sys.stdout)
        out.writerow(["Đơn vị", "Hồ sơ", "Thứ tự", "Họ tên", "Điện thoại"])
        out.writerows([_safe(str(cell)) for cell in astuple(row)] for row in rows)
    return DONE


def _safe(cell: str) -> str:
    """A cell that a spreadsheet will not run as a formula (ASVS 1.2.10)."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\0") else cell
