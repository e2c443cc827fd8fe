"""POST /v3.0/oa/message/template: an approved template by user id. Facts §2.6.

Whether an interaction is needed is doubtful (doubt 3): not, unless the knob `uid_year` is on.
"""

from sandbox.log import Call
from sandbox.oas import Oa
from sandbox.platform import people_checks, sending
from sandbox.platform.answers import Answer, done, oa_error
from sandbox.platform.approved import PROMOTION, RESTRICTS, Template
from sandbox.platform.consult import sent
from sandbox.platform.doors import oa_can_pay, oa_may_send
from sandbox.platform.night import is_night
from sandbox.values import Json, parse, part, text
from sandbox.world import World


def template_by_user(world: World, oa: Oa, call: Call) -> Answer:
    """Checks in the order body, template, night, person, money [ASSUMED]. No tracking id [OQ]."""
    body = parse(call.body)
    if body is None:
        return oa_error(-201, "body")
    template = world.templates.get(text(body, "template_id"))
    if template is None or not template.of(oa.oa):
        return oa_error(-201, "template_id")
    refused = oa_may_send(oa) or _template_refusal(template, body, call.now_ms)
    if refused:
        return refused
    contact = world.people.of_user(text(body, "user_id"), oa.oa)
    if contact is None:
        return oa_error(-201, "user_id")
    refused = (
        people_checks.oa_state(contact, RESTRICTS[template.tag])
        or (people_checks.year_window(contact, call.now_ms) if world.dials.now.uid_year else None)
        or oa_can_pay(oa, template.price_uid)
    )
    if refused:
        return refused
    bubble = sending.template_bubble(world, contact, template, part(body, "template_data"), None)
    sending.send(world, oa, contact, bubble, sending.Cost(template.price_uid))
    return _accepted(world, sent(bubble, contact))


def _template_refusal(template: Template, body: Json, now_ms: int) -> Answer | None:
    if template.status != "ENABLE":
        return oa_error(-201, "template_id")  # the code is ASSUMED
    if not template.by_uid:
        return oa_error(-249)
    if template.refusal(part(body, "template_data")):
        return oa_error(-201, "template_data")
    return oa_error(-234) if template.tag == PROMOTION and is_night(now_ms) else None


def _accepted(world: World, data: Json) -> Answer:
    """`sent_time` within `data`, or beside it as one transcription has it (the knob)."""
    if not world.dials.now.uid_sent_time_outside:
        return done(data)
    moved = data.pop("sent_time")
    return Answer({**done(data).body, "sent_time": moved})
