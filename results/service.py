"""Reading results for a page, a command or an export. It changes nothing."""

from collections.abc import Sequence
from dataclasses import replace

from flows.model import Flow
from ground.doors import Door
from results.meaning import Meanings
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
            criterion_tallies(
                flow, port.values(plan, wave), agency, Meanings(port.publications(flow.name))
            ),
        )

    return await door.read(unit)


async def answers(
    door: Door[ResultPort], plan: str, wave: int, sensitive: bool = False
) -> Sequence[AnswerLine]:
    """Every answer, for the export; sensitive ones only on request."""
    return await door.read(lambda port: _lines(port, plan, wave, sensitive))


def _lines(port: ResultPort, plan: str, wave: int, sensitive: bool) -> Sequence[AnswerLine]:
    found = list(port.answers(plan, wave, sensitive))
    flows = {line.flow for line in found}
    meanings = {flow: Meanings(port.publications(flow)) for flow in flows}
    return [
        replace(line, meaning=meanings[line.flow].of(line.question, line.version)) for line in found
    ]


async def alerts(door: Door[ResultPort], plan: str | None = None) -> Sequence[AlertLine]:
    """Bad answers, the newest first."""
    return await door.read(lambda port: port.alerts(plan))


async def unreachable(door: Door[ResultPort], plan: str, wave: int) -> Sequence[UnreachableLine]:
    """Who must be asked by phone or on paper."""
    return await door.read(lambda port: port.unreachable(plan, wave))
