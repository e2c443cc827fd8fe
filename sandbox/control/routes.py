"""The routes of the control API. Wrong input is 400 {"error": why}."""

from aiohttp import web

from sandbox.acts.acting import ACTS
from sandbox.control.clockwork import ClockControl
from sandbox.control.common import told
from sandbox.control.people import PeopleControl
from sandbox.control.platform import PlatformControl
from sandbox.control.traffic import TrafficControl
from sandbox.platform.gate import Handler
from sandbox.world import World


def routes(world: World) -> list[web.RouteDef]:
    """All routes of the control API."""
    clock, people = ClockControl(world), PeopleControl(world)
    platform, traffic = PlatformControl(world), TrafficControl(world)
    gets: dict[str, Handler] = {
        "/_/clock": clock.clock,
        "/_/people": people.people,
        "/_/people/{phone}/messages": people.messages,
        "/_/messages": people.all_messages,
        "/_/oas": platform.oas,
        "/_/faults": platform.open_faults,
        "/_/knobs": platform.knobs,
        "/_/mails": traffic.mails,
        "/_/mails/{id}/raw": traffic.raw_mail,
        "/_/bill": traffic.bill,
        "/_/calls": traffic.calls,
        "/_/events": traffic.events,
        "/_/idle": traffic.idle,
    }
    posts: dict[str, Handler] = {
        "/_/clock": clock.move_clock,
        "/_/people": people.declare,
        f"/_/people/{{phone}}/{{do:{'|'.join(ACTS)}}}": people.act_one,
        "/_/act": people.act_many,
        "/_/oas": platform.declare_oa,
        "/_/tokens": platform.tokens,
        "/_/codes": platform.codes,
        "/_/templates": platform.template,
        "/_/faults": platform.order_fault,
        "/_/knobs": platform.turn_knobs,
        "/_/probe": traffic.probe,
        "/_/idle": traffic.wait_idle,
    }
    deletes: dict[str, Handler] = {
        "/_/faults": platform.clear_faults,
        "/_/tokens": platform.revoke,
    }
    return [
        *(web.get(path, told(handler), allow_head=False) for path, handler in gets.items()),
        *(web.post(path, told(handler)) for path, handler in posts.items()),
        *(web.delete(path, told(handler)) for path, handler in deletes.items()),
    ]
