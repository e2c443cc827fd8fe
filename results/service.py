"""Reading results for a page, a command or an export. It changes nothing."""

from collections.abc import Sequence

from flows.model import Flow
from ground.doors import Door
from results.ports import AlertLine, AnswerLine, ResultPort, UnreachableLine
from results.tally import Tally, criterion_tallies, unit_tallies


async def tally(
    door: Door[ResultPort], plan: str, wave: int, flow: Flow, agency: str | None = None
) -> Tally:
    """The plan's tally; `agency` narrows the criteria to one unit."""

    def unit(port: ResultPort) -> Tally:
        return Tally(
            plan,
            wave,
            unit_tallies(port.units(plan, wave), port.quotas(plan, wave)),
            criterion_tallies(flow, port.values(plan, wave), agency),
        )

    return await door.read(unit)


async def answers(door: Door[ResultPort], plan: str, wave: int) -> Sequence[AnswerLine]:
    """Every answer, for the export."""
    return await door.read(lambda port: list(port.answers(plan, wave)))


async def alerts(door: Door[ResultPort], plan: str | None = None) -> Sequence[AlertLine]:
    """Bad answers, the newest first."""
    return await door.read(lambda port: port.alerts(plan))


async def unreachable(door: Door[ResultPort], plan: str, wave: int) -> Sequence[UnreachableLine]:
    """Who must be asked by phone or on paper."""
    return await door.read(lambda port: port.unreachable(plan, wave))
