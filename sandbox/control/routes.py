"""The routes of the control API. Wrong input is 400 {"error": why}."""

from typing import TypeAlias

from aiohttp import web

from sandbox.acts.acting import ACTS
from sandbox.control.clockwork import ClockControl
from sandbox.control.common import told
from sandbox.control.mails import MailControl
from sandbox.control.people import PeopleControl
from sandbox.control.platform import PlatformControl
from sandbox.control.traffic import TrafficControl
from sandbox.mail_acts import MAIL_ACTS
from sandbox.platform.gate import Handler
from sandbox.world import World

Rows: TypeAlias = list[tuple[str, str, Handler]]


def routes(world: World) -> list[web.RouteDef]:
    """All routes of the control API."""
    rows = [*_people(world), *_platform(world), *_traffic(world), *_mails(world)]
    return [web.route(method, path, told(handler)) for method, path, handler in rows]


def _people(world: World) -> Rows:
    clock, people = ClockControl(world), PeopleControl(world)
    return [
        ("GET", "/_/clock", clock.clock),
        ("POST", "/_/clock", clock.move_clock),
        ("GET", "/_/people", people.people),
        ("POST", "/_/people", people.declare),
        ("GET", "/_/people/{phone}/messages", people.messages),
        ("POST", f"/_/people/{{phone}}/{{do:{'|'.join(ACTS)}}}", people.act_one),
        ("POST", "/_/act", people.act_many),
        ("GET", "/_/messages", people.all_messages),
    ]


def _platform(world: World) -> Rows:
    platform = PlatformControl(world)
    return [
        ("GET", "/_/oas", platform.oas),
        ("POST", "/_/oas", platform.declare_oa),
        ("POST", "/_/tokens", platform.tokens),
        ("DELETE", "/_/tokens", platform.revoke),
        ("POST", "/_/codes", platform.codes),
        ("GET", "/_/behaviours", platform.behaviours),
        ("POST", "/_/templates", platform.template),
        ("GET", "/_/faults", platform.open_faults),
        ("GET", "/_/faults/hits", platform.fault_hits),
        ("POST", "/_/faults", platform.order_fault),
        ("DELETE", "/_/faults", platform.clear_faults),
        ("GET", "/_/knobs", platform.knobs),
        ("POST", "/_/knobs", platform.turn_knobs),
    ]


def _traffic(world: World) -> Rows:
    traffic = TrafficControl(world)
    return [
        ("GET", "/_/mails", traffic.mails),
        ("GET", "/_/mails/{id}/raw", traffic.raw_mail),
        ("GET", "/_/bill", traffic.bill),
        ("GET", "/_/calls", traffic.calls),
        ("GET", "/_/events", traffic.events),
        ("POST", "/_/events", traffic.emit),
        ("GET", "/_/idle", traffic.idle),
        ("POST", "/_/idle", traffic.wait_idle),
        ("POST", "/_/probe", traffic.probe),
        ("POST", "/_/release", traffic.release),
    ]


def _mails(world: World) -> Rows:
    mails = MailControl(world)
    return [
        ("GET", "/_/mailboxes", mails.mailboxes),
        ("POST", "/_/mailboxes", mails.declare),
        ("DELETE", "/_/mailboxes", mails.clear),
        ("POST", f"/_/mails/{{id}}/{{do:{'|'.join(MAIL_ACTS)}}}", mails.act_one),
        ("GET", "/_/letters", mails.letters),
        ("GET", "/_/letters/{n}/raw", mails.raw_letter),
        ("GET", "/_/certificate", mails.certificate),
    ]
