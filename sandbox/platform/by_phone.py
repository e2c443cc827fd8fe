"""POST /message/template: an approved template by phone. Facts §4.1.

An answer here never holds a user id. Order of the checks [ASSUMED]: account, body, template,
phone, night, quotas, person, money.
"""

from sandbox.chats import Bubble
from sandbox.log import Call
from sandbox.oas import Oa
from sandbox.persons import Contact, normal_phone
from sandbox.platform import people_checks, quotas, sending
from sandbox.platform.answers import Answer, done, zns_error
from sandbox.platform.approved import RESTRICTS, Template
from sandbox.platform.doors import SENDING_PACKAGES
from sandbox.platform.night import is_night
from sandbox.values import Json, parse, part, text
from sandbox.world import World

MAX_TRACKING_ID = 48  # [OQ]


def send(world: World, oa: Oa, call: Call) -> Answer:
    """Accept or refuse one template."""
    body = parse(call.body)
    template = world.templates.get(text(body or {}, "template_id"))
    if body is None or template is None:
        return zns_error(-109)
    phone = normal_phone(text(body, "phone"))
    if phone is None:
        return zns_error(-108)
    development = body.get("mode") == "development"
    contact = world.people.meet(phone, oa.oa)
    refused = (
        _account_refusal(oa, template)
        or _body_refusal(template, body, development)
        or _night_refusal(world, template, call.now_ms)
        or (None if development else _quota_refusal(world, oa, template, call.now_ms))
        or people_checks.zns_state(contact, RESTRICTS[template.tag])
        or _money_refusal(oa, contact, template, development)
    )
    if refused:
        return refused
    data, tracking_id = part(body, "template_data"), text(body, "tracking_id")
    bubble = sending.template_bubble(world, contact, template, data, tracking_id)
    cost = sending.Cost(template.price_sdt, "development" if development else "")
    if not development:
        for key in quotas.keys(oa.oa, template.template_id):
            world.sent_today.take(key, call.now_ms)
    sending.send(world, oa, contact, bubble, cost)
    return _accepted(world, oa, bubble)


def status(world: World, oa: Oa, call: Call) -> Answer:
    """GET /message/status?message_id=: -1 unknown, 0 pushed, 1 delivered [OQ]."""
    bubble = world.chats.get(call.query.get("message_id", ""))
    if bubble is None or not bubble.by_phone or bubble.oa != oa.oa:
        return done({"status": -1, "delivery_time": "", "message": "Message not found"})
    if bubble.state == "sent":
        return done({"status": 0, "delivery_time": "", "message": "Pushed"})
    return done({"status": 1, "delivery_time": str(bubble.time), "message": "Delivered"})


def quota(world: World, oa: Oa, call: Call) -> Answer:
    """GET /message/quota: strings, and null for promotion [OQ]."""
    return done(
        {
            **_left(world, oa, call.now_ms),
            "dailyQuotaPromotion": None,
            "remainingQuotaPromotion": None,
            "monthlyPromotionQuota": None,
            "remainingMonthlyPromotionQuota": None,
        }
    )


def _left(world: World, oa: Oa, now_ms: int) -> Json:
    most = world.dials.now.daily_limit
    left = world.sent_today.left(oa.oa, now_ms, most)
    return {"dailyQuota": str(most), "remainingQuota": str(left)}


def _account_refusal(oa: Oa, template: Template) -> Answer | None:
    if not oa.enabled or not oa.verified or oa.package not in SENDING_PACKAGES:
        return zns_error(-135)
    return None if template.of(oa.oa) else zns_error(-117)


def _body_refusal(template: Template, body: Json, development: bool) -> Answer | None:
    if template.status == "DISABLE":
        return zns_error(-146)
    if template.status != "ENABLE" and not development:  # there any state will do [OQ]
        return zns_error(-131)
    if not part(body, "template_data"):
        return zns_error(-111)
    refusal = template.refusal(part(body, "template_data"))
    if refusal:
        return Answer({"error": refusal[0], "message": refusal[1]})
    if len(text(body, "tracking_id")) > MAX_TRACKING_ID:
        return zns_error(-132, "tracking_id")  # the code is ASSUMED
    mode = body.get("sending_mode", "1")
    if mode == "3":
        return zns_error(-162)
    return None if mode == "1" else zns_error(-161)


def _night_refusal(world: World, template: Template, now_ms: int) -> Answer | None:
    banned = world.dials.now.night_ban or template.night_ban
    return zns_error(-133) if banned and is_night(now_ms) else None


def _quota_refusal(world: World, oa: Oa, template: Template, now_ms: int) -> Answer | None:
    of_oa, of_template = quotas.keys(oa.oa, template.template_id)
    if not world.sent_today.left(of_oa, now_ms, world.dials.now.daily_limit):
        return zns_error(-144)
    most = template.daily_limit
    spent = most and not world.sent_today.left(of_template, now_ms, most)
    return zns_error(-147) if spent else None


def _money_refusal(
    oa: Oa, contact: Contact, template: Template, development: bool
) -> Answer | None:
    if development:
        if not contact.person.admin:
            return zns_error(-127)
        return None if oa.pays(template.price_sdt, development=True) else zns_error(-126)
    if not oa.zca:
        return zns_error(-136)
    return None if oa.pays(template.price_sdt) else zns_error(-115)


def _accepted(world: World, oa: Oa, bubble: Bubble) -> Answer:
    """`msg_id` here, where the OA's own calls say `message_id`; the quota in strings [OQ]."""
    return done(
        {
            "msg_id": bubble.id,
            "sent_time": str(bubble.time),
            "sending_mode": "1",
            "quota": _left(world, oa, bubble.time),
        }
    )
