"""langnghe results: the tally of a plan, and every answer as lines of JSON."""

import argparse
import sys

import orjson

from commands.common import DONE, group, plain, reading, show
from commands.plans import named
from desk.texts import figure
from results import service
from results.tally import Tally
from wiring import WAVE


def define(parser: argparse.ArgumentParser, _name: str) -> None:
    """Arguments of the group."""
    made = group(
        parser,
        {
            "tally": ("quota, invited, valid … by unit; counts by criterion", _tally),
            "export": ("a line an answer", _export),
        },
    )
    for command in made.values():
        command.add_argument("plan", help="the plan's name")
    made["tally"].add_argument("--agency", help="criteria of this unit only")
    made["export"].add_argument(
        "--sensitive", action="store_true", help="also the answers to sensitive questions, opened"
    )


async def _tally(arguments: argparse.Namespace) -> int:
    async with reading(arguments) as system:
        plan = named(system, arguments.plan)
        door = system.store.door(lambda unit: unit.results)
        flow = system.shelf.named(plan.flow)
        tally = await service.tally(door, plan.name, WAVE, flow, arguments.agency)
        show(arguments, _data(tally), lambda: _lines(tally))
    return DONE


def _data(tally: Tally) -> dict[str, object]:
    return {
        "plan": tally.plan,
        "quota": tally.quota,
        "valid": tally.valid,
        "units": [
            {**plain(unit.counts), "quota": unit.quota, "short": unit.short} for unit in tally.units
        ],
        "criteria": [
            {**plain(row), "base": row.base, "top_two": figure(row.top_two, row.base)}
            for row in tally.criteria
        ],
    }


def _lines(tally: Tally) -> str:
    lines = [f"{tally.plan}: {tally.valid}/{tally.quota} ý kiến hợp lệ", ""]
    for unit in tally.units:
        c = unit.counts
        apart = f"không thuộc đối tượng {c.ineligible}, " if c.ineligible else ""
        delivered = c.delivered if c.delivered is not None else "–"
        lines.append(
            f"{c.code} {c.name}: hạn mức {unit.quota}, rút {c.drawn}, mời {c.called}, "
            f"gửi {c.sent}, nhận {delivered}, bắt đầu {c.started}, hợp lệ {c.valid}, "
            f"dở dang {c.partial}, từ chối {c.refused}, {apart}"
            f"không liên lạc được {c.unreachable}, thiếu {unit.short}"
        )
    lines.append("")
    factor = ""
    for row in tally.criteria:
        if row.factor_name and row.factor != factor:
            lines.append(f"{row.factor} {row.factor_name}")
        factor = row.factor
        counts = " ".join(f"{n:>5}" for n in row.counts).ljust(6 * tally.points - 1)
        old = f" (+{row.apart} câu trả lời theo nghĩa cũ)" if row.apart else ""
        lines.append(f"{counts}  {figure(row.top_two, row.base):>8}  {row.text}{old}")
    return "\n".join(lines)


async def _export(arguments: argparse.Namespace) -> int:
    async with reading(arguments) as system:
        plan = named(system, arguments.plan)
        door = system.store.door(lambda unit: unit.results)
        for line in await service.answers(door, plan.name, WAVE, arguments.sensitive):
            sys.stdout.write(orjson.dumps(plain(line)).decode() + "\n")
    return DONE
