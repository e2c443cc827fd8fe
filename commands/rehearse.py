"""langnghe rehearse: a dress rehearsal of a plan with simulated citizens on a virtual clock.

It needs no settings and touches nobody's data: a sandbox, a database and a folder of its own.
Exit 1 where an invariant is false; its first counter-example goes to standard error.
"""

import argparse
import sys
from pathlib import Path

import orjson
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from commands.common import DONE, FAULTS, Told, options
from plans.service import NothingToDraw
from rehearsal.fault_orders import read_spec
from rehearsal.run import CannotRehearse, Rehearsed, Terms, rehearse
from rehearsal.sandbox_process import SandboxFailed


def define(parser: argparse.ArgumentParser, _name: str) -> None:
    """Arguments."""
    usual = Terms(Path())
    options(parser)
    add = parser.add_argument
    add("plan", type=Path, metavar="PLAN.yaml")
    add("--cases", type=Path, metavar="FILE", help="a case file, else sample cases are written")
    add("--citizens", type=int, default=usual.citizens, metavar="N", help="sample cases")
    add("--response", type=_share, default=usual.response, metavar="P", help="share that answers")
    add("--days", type=int, default=usual.days, metavar="D", help="at most so many virtual days")
    add("--seed", type=int, default=usual.seed, metavar="S")
    add("--faults", type=_faults, default={}, metavar="SPEC", help="zalo500=0.02,smtp4xx=0.01")
    add("--db", default="", metavar="postgresql://…", help="an empty database, else SQLite")
    parser.set_defaults(call=_rehearse)


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError("0 … 1")
    return share


def _faults(text: str) -> dict[str, float]:
    try:
        return read_spec(text)
    except ValueError as fault:
        raise argparse.ArgumentTypeError(str(fault)) from None


async def _rehearse(arguments: argparse.Namespace) -> int:
    terms = Terms(
        plan=arguments.plan,
        cases=arguments.cases,
        citizens=arguments.citizens,
        response=arguments.response,
        days=arguments.days,
        seed=arguments.seed,
        faults=arguments.faults,
        db=arguments.db,
    )
    try:
        done = await _with_a_bar(terms)
    except (CannotRehearse, SandboxFailed, NothingToDraw) as reason:
        raise Told(str(reason)) from None
    if arguments.json:
        sys.stdout.write(orjson.dumps(done.report).decode() + "\n")
    else:
        print(_lines(done))
    for verdict in done.verdicts:
        if not verdict.holds:
            print(f"✗ {verdict.name}: {verdict.told}", file=sys.stderr)
    return DONE if all(verdict.holds for verdict in done.verdicts) else FAULTS


async def _with_a_bar(terms: Terms) -> Rehearsed:
    columns = (
        TextColumn("ngày / day {task.fields[day]}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total} ý kiến"),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=None, day=0)

        def told(day: int, valid: int, wanted: int) -> None:
            bar.update(task, day=day, completed=valid, total=wanted)

        return await rehearse(terms, told)


def _lines(done: Rehearsed) -> str:
    figures = {name: value for name, value in done.report.items() if isinstance(value, int | float)}
    lines = [f"{name:<16} {value}" for name, value in figures.items()]
    units = done.report["by_agency"]
    assert isinstance(units, dict)
    short = [
        f"  {code}: thiếu {unit['short']} / short" for code, unit in units.items() if unit["short"]
    ]
    lines += ["", "Đơn vị chưa đủ / units short:", *(short or ["  –"]), ""]
    lines += [f"{'✓' if verdict.holds else '✗'} {verdict.name}" for verdict in done.verdicts]
    return "\n".join(lines)
