"""The desk: the results of each plan, and the button that makes its draw."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from bot.keeping import REMARK
from desk.texts import WAYS, dong, figure, interval, month
from flows.language.placeholders import fill
from flows.model import Flow
from ground.doors import Door
from ground.when import local
from look.pages import environment, page, style_route
from plans.costs import CostPort, bars, purse
from plans.model import Plan
from results import service
from results.ports import ResultPort

_PAGES = environment(Path(__file__).parent / "templates")
_PAGES.globals.update(
    figure=figure, interval=interval, local=local, dong=dong, month=month, ways=WAYS
)


@dataclass(frozen=True, slots=True)
class Desk:
    """What the pages need."""

    results: Door[ResultPort]
    costs: Door[CostPort]
    plans: Sequence[Plan]
    wave: int
    flow_of: Callable[[Plan], Flow]
    draw: Callable[[Plan], Awaitable[str | None]]  # a sentence where it cannot be made


def routes(desk: Desk) -> list[web.RouteDef]:
    """GET / leads to the first plan; GET /plans/NAME shows one; POST …/draw draws it."""
    plans = {plan.name: plan for plan in desk.plans}

    def plan_of(request: web.Request) -> Plan:
        plan = plans.get(request.match_info["plan"])
        if plan is None:
            raise web.HTTPNotFound
        return plan

    async def first(_request: web.Request) -> web.Response:
        html = _PAGES.get_template("plans.html").render(lang="vi", plans=desk.plans)
        return page(html)

    async def show(request: web.Request) -> web.Response:
        plan = plan_of(request)
        agency = request.query.get("agency") or None
        return page(await _results(desk, plan, agency))

    async def draw(request: web.Request) -> web.Response:
        refuse_other_sites(request)
        plan = plan_of(request)
        told = await desk.draw(plan)
        if told is not None:
            return page(await _results(desk, plan, None, told), status=409)
        raise web.HTTPSeeOther(f"/plans/{plan.name}")

    return [
        web.get("/", first),
        web.get("/plans/{plan}", show),
        web.post("/plans/{plan}/draw", draw),
        style_route(),
    ]


def refuse_other_sites(request: web.Request) -> None:
    """A form of another site cannot press the button: it must come from this page's own.

    Our pages send no referrer, and a browser then writes “null” for the origin of their forms too:
    what tells is `Sec-Fetch-Site` (W3C Fetch Metadata), which no script can set.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        if site != "same-origin":
            raise web.HTTPForbidden
    elif origin is not None and urlsplit(origin).netloc != request.host:
        raise web.HTTPForbidden


async def _results(desk: Desk, plan: Plan, agency: str | None, told: str | None = None) -> str:
    flow = desk.flow_of(plan)
    tally = await service.tally(desk.results, plan.name, desk.wave, flow, agency)
    alerts = await service.alerts(desk.results, plan.name)
    spent = await desk.costs.read(lambda port: port.costs(plan.name))
    names = {unit.counts.code: unit.counts.name for unit in tally.units}
    facts = {"agency.name": names.get(agency or "", "cơ quan")}
    texts = {question.id: fill(question.text["vi"], facts) for question in flow.questions}
    remarks = {f"{id_}{REMARK}": f"{text} (lời phàn nàn)" for id_, text in texts.items()}
    return _PAGES.get_template("results.html").render(
        lang="vi",
        plan=plan,
        tally=tally,
        agency=agency,
        alerts=[alert for alert in alerts if agency in (None, alert.agency)][:50],
        texts=texts | remarks,
        names=names,
        told=told,
        money=purse(plan.name, plan.budget.total if plan.budget else None, spent),
        by_way=bars(spent, "way"),
        by_month=bars(spent, "month"),
    )
