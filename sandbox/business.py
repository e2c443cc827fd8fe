"""business.openapi.zalo.me: templates by phone, their status, quota and description. Facts §4.

An answer here never holds a user id.
"""

from sandbox import sending
from sandbox.answers import Answer, done, zns_error
from sandbox.approved import Template
from sandbox.gate import Endpoint
from sandbox.log import Call
from sandbox.people import Bubble, Person, normal_phone
from sandbox.values import Json, local, parse, part, text
from sandbox.world import World

MAX_TRACKING_ID = 48  # [OQ]
_NIGHT_FROM, _NIGHT_TO = 22, 6  # hours in Vietnam [OQ, may be retired]


class Quota:
    """Templates by phone accepted on the present Vietnamese day."""

    def __init__(self, world: World) -> None:
        now_ms = world.clock.now_ms
        self._day = local(now_ms).date()
        self._count = sum(
            bubble.by_phone and local(bubble.time).date() == self._day
            for bubble in world.people.after(0)
        )

    def remaining(self, now_ms: int, most: int) -> int:
        """How many are left today."""
        today = local(now_ms).date()
        if today != self._day:
            self._day, self._count = today, 0
        return max(most - self._count, 0)

    def take(self) -> None:
        """One was accepted."""
        self._count += 1


def guarded(endpoint: Endpoint) -> Endpoint:
    """The endpoint behind the check of the token: -124 whatever is wrong with it [OQ]."""

    def checked(world: World, call: Call) -> Answer:
        standing = world.tokens.judge(call.headers.get("access_token", ""), call.now_ms)
        return endpoint(world, call) if standing == "good" else zns_error(-124)

    return checked


def send(quota: Quota) -> Endpoint:
    """POST /message/template. Order [ASSUMED]: body, template, phone, night, quota, person."""

    def endpoint(world: World, call: Call) -> Answer:
        body = parse(call.body)
        template = world.templates.get(text(body or {}, "template_id"))
        if body is None or template is None:
            return zns_error(-109)
        phone = normal_phone(text(body, "phone"))
        if phone is None:
            return zns_error(-108)
        most = world.dials.now.daily_limit
        left = quota.remaining(call.now_ms, most)
        person = world.people.meet(phone)
        refused = (
            _body_refusal(template, body)
            or _night_refusal(world, call.now_ms)
            or (None if left else zns_error(-144))
            or _person_refusal(person)
        )
        if refused:
            return refused
        quota.take()
        data, tracking_id = part(body, "template_data"), text(body, "tracking_id")
        bubble = sending.template_message(world, person, template, data, tracking_id)
        return _accepted(bubble, most, left - 1)

    return endpoint


def status(world: World, call: Call) -> Answer:
    """GET /message/status?message_id=: -1 unknown, 0 pushed, 1 delivered [OQ]."""
    bubble = world.people.bubble(call.query.get("message_id", ""))
    if bubble is None or not bubble.by_phone:
        return done({"status": -1, "delivery_time": "", "message": "Message not found"})
    if bubble.state == "sent":
        return done({"status": 0, "delivery_time": "", "message": "Pushed"})
    return done({"status": 1, "delivery_time": str(bubble.time), "message": "Delivered"})


def quota_left(quota: Quota) -> Endpoint:
    """GET /message/quota: strings, and null for promotion [OQ]."""

    def endpoint(world: World, call: Call) -> Answer:
        most = world.dials.now.daily_limit
        left = quota.remaining(call.now_ms, most)
        return done(
            {
                "dailyQuota": str(most),
                "remainingQuota": str(left),
                "dailyQuotaPromotion": None,
                "remainingQuotaPromotion": None,
            }
        )

    return endpoint


def template_info(world: World, call: Call) -> Answer:
    """GET /template/info/v2?template_id=."""
    template = world.templates.get(call.query.get("template_id", ""))
    if template is None:
        return zns_error(-109)
    return done(template.info(f"{world.options.public_url}/"))


def _body_refusal(template: Template, body: Json) -> Answer | None:
    if template.status != "ENABLE":
        return zns_error(-131)
    if not part(body, "template_data"):
        return zns_error(-111)
    refusal = template.refusal(part(body, "template_data"))
    if refusal:
        return Answer({"error": refusal[0], "message": refusal[1]})
    if len(text(body, "tracking_id")) > MAX_TRACKING_ID:
        return zns_error(-132, "tracking_id")  # the code is ASSUMED
    if body.get("mode") == "development":
        return zns_error(-127)  # no citizen is an admin of the app
    mode = body.get("sending_mode", "1")
    if mode == "3":
        return zns_error(-162)
    return None if mode == "1" else zns_error(-161)


def _night_refusal(world: World, now_ms: int) -> Answer | None:
    hour = local(now_ms).hour
    night = hour >= _NIGHT_FROM or hour < _NIGHT_TO
    return zns_error(-133) if night and world.dials.now.night_ban else None


def _person_refusal(person: Person) -> Answer | None:
    if not person.zalo:
        return zns_error(-118)
    if person.inactive:
        return zns_error(-119)
    if person.refuses:
        return zns_error(-139)
    return zns_error(-141) if person.blocked else None


def _accepted(bubble: Bubble, most: int, left: int) -> Answer:
    """`msg_id` here, where the OA's own calls say `message_id`; the quota in strings [OQ]."""
    return done(
        {
            "msg_id": bubble.id,
            "sent_time": str(bubble.time),
            "sending_mode": "1",
            "quota": {"dailyQuota": str(most), "remainingQuota": str(left)},
        }
    )
