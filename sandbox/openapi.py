"""openapi.zalo.me: consultation messages, templates by user id, reading. Facts §2.

It practises text, buttons and the form for contact details; other media are refused with -233.
"""

from sandbox import forms, sending
from sandbox.answers import Answer, done, oa_error
from sandbox.approved import length
from sandbox.buttons import fault_of_buttons
from sandbox.gate import Endpoint
from sandbox.log import Call
from sandbox.people import Person
from sandbox.values import Json, local, parse, part, text
from sandbox.world import World

MAX_TEXT = 2000  # characters after NFC [OQ]
MAX_BUTTONS = 5  # [OQ]; over it the whole message is refused


class Rate:
    """The app's bucket: calls in the present virtual minute, reset each minute [OQ]."""

    def __init__(self) -> None:
        self._minute = 0
        self._count = 0

    def take(self, now_ms: int, most: int) -> int:
        """Count one call; how many remain, below 0 when it is one too many."""
        minute = now_ms // 60_000
        if minute != self._minute:
            self._minute, self._count = minute, 0
        self._count += 1
        return most - self._count


def guarded(rate: Rate, endpoint: Endpoint) -> Endpoint:
    """The endpoint behind the checks of token, then rate; every answer tells the rate [OQ]."""

    def checked(world: World, call: Call) -> Answer:
        standing = world.tokens.judge(call.headers.get("access_token", ""), call.now_ms)
        if standing != "good":
            return oa_error(-216 if standing == "unknown" else -220)
        most = world.dials.now.rate_per_minute
        remain = rate.take(call.now_ms, most)
        answer = oa_error(-32) if most and remain < 0 else endpoint(world, call)
        headers = {"X-RateLimit-Limit": str(most), "X-RateLimit-Remain": str(max(remain, 0))}
        return Answer(answer.body, headers)

    return checked


def consultation(world: World, call: Call) -> Answer:
    """POST /v3.0/oa/message/cs: checks in the order body, user, state, window (facts §11.2)."""
    body = parse(call.body)
    if body is None:
        return oa_error(-201, "body")
    user_id, message = text(part(body, "recipient"), "user_id"), part(body, "message")
    refused = _message_refusal(user_id, message)
    if refused:
        return refused
    person = world.people.of_user(user_id)
    if person is None:
        return oa_error(-201, "user_id")
    refused = _state_refusal(person) or _window_refusal(person, call.now_ms)
    if refused:
        return refused
    form = forms.asked(message)
    if form is None:
        bubble = sending.chat_message(world, person, text(message, "text"), _buttons(message))
    else:
        bubble = sending.contact_request(world, person, *forms.words(form))
    data: Json = _sent(bubble.id, person, bubble.time)
    if not bubble.price:
        data["quota"] = {"quota_type": "reply"}  # without remain and total since 2026-03-01 [OQ]
    return done(data)


def template_by_user(world: World, call: Call) -> Answer:
    """POST /v3.0/oa/message/template. No interaction is needed [ASSUMED; doubt 3]."""
    body = parse(call.body)
    if body is None:
        return oa_error(-201, "body")
    template = world.templates.get(text(body, "template_id"))
    if template is None or template.status != "ENABLE":
        return oa_error(-201, "template_id")
    if not template.by_uid:
        return oa_error(-249)
    data = part(body, "template_data")
    if template.refusal(data):
        return oa_error(-201, "template_data")
    person = world.people.of_user(text(body, "user_id"))
    if person is None:
        return oa_error(-201, "user_id")
    refused = _state_refusal(person)
    if refused:
        return refused
    bubble = sending.template_message(world, person, template, data, None)
    return done(_sent(bubble.id, person, bubble.time))


def shut_down(world: World, call: Call) -> Answer:
    """POST /v2.0/oa/message: the dead v2 API [OQ]."""
    return oa_error(-240)


def discontinued(world: World, call: Call) -> Answer:
    """POST /v3.0/oa/message/transaction and /promotion: dead; the code is ASSUMED."""
    return oa_error(-233)


def account(world: World, call: Call) -> Answer:
    """GET /v2.0/oa/getoa [OQ]."""
    return done(
        {
            "oaid": world.options.oa_id,
            "name": world.options.oa_name,
            "is_verified": True,
            "oa_type": 2,
            "num_follower": world.people.followers,
            "package_name": "Tăng trưởng",
            "package_valid_through_date": "31/12/2027",
            "linked_ZCA": "sandbox",
        }
    )


def user_detail(world: World, call: Call) -> Answer:
    """GET /v3.0/oa/user/detail?data={"user_id":..}: a phone only when it was shared [OQ]."""
    person = world.people.of_user(text(parse(call.query.get("data", "")) or {}, "user_id"))
    if person is None:
        return oa_error(-201, "user_id")
    last = person.last_interaction
    return done(
        {
            "user_id": person.user_id,
            "user_id_by_app": person.user_id_by_app,
            "user_external_id": "",
            "display_name": person.name or "Người dùng Zalo",
            "user_alias": person.name or "Người dùng Zalo",
            "is_sensitive": False,
            "user_last_interaction_date": local(last).strftime("%d/%m/%Y") if last else "",
            "user_is_follower": person.follower,
            "avatar": "",
            "avatars": {"120": "", "240": ""},
            "dynamic_param": "",
            "tags_and_notes_info": {"notes": [], "tag_names": []},
            "shared_info": _shared(person),
        }
    )


def _shared(person: Person) -> Json:
    if not person.shared:
        return {}
    return {"address": "", "city": "", "district": "", "phone": person.phone, "name": person.name}


def message_quota(world: World, call: Call) -> Answer:
    """POST /v3.0/oa/quota/message: a user's last interaction, or the OA's allowances [OQ]."""
    body = parse(call.body) or {}
    if text(body, "quota_owner"):
        return done([])  # no package allowance: paid messages are billed
    person = world.people.of_user(text(body, "user_id"))
    if person is None:
        return oa_error(-201, "user_id")
    last = person.last_interaction
    return done({"last_interaction": str(last) if last else ""})


def _message_refusal(user_id: str, message: Json) -> Answer | None:
    words = text(message, "text")
    if not user_id:
        return oa_error(-201, "recipient.user_id")
    attachment = part(message, "attachment")
    payload = part(attachment, "payload")
    if text(payload, "template_type") == forms.KIND:
        return forms.refusal(payload)
    if "template_type" in payload or text(attachment, "type") not in ("", "template"):
        return oa_error(-233)
    if not words.strip():
        return oa_error(-201, "message.text")
    if length(words) > MAX_TEXT:
        return oa_error(-210, "message.text")
    if not attachment:
        return None
    buttons = payload.get("buttons")
    if not isinstance(buttons, list) or not buttons:
        return oa_error(-201, "attachment.payload.buttons")
    if len(buttons) > MAX_BUTTONS:
        return oa_error(-210, "attachment.payload.buttons")  # or -201 [ASSUMED; doubt 5]
    fault = fault_of_buttons(buttons)
    return oa_error(fault[0], fault[1]) if fault else None


def _buttons(message: Json) -> list[Json]:
    buttons = part(part(message, "attachment"), "payload").get("buttons")
    return buttons if isinstance(buttons, list) else []


def _state_refusal(person: Person) -> Answer | None:
    if person.inactive:
        return oa_error(-227)
    if person.blocked or not person.zalo:
        return oa_error(-244)  # for a block [ASSUMED]
    return None


def _window_refusal(person: Person, now_ms: int) -> Answer | None:
    if person.last_interaction is None:
        return oa_error(-232)  # or -201 [ASSUMED]
    if now_ms - person.last_interaction > sending.LAST_MS:
        return oa_error(-230)
    return None


def _sent(message_id: str, person: Person, ms: int) -> Json:
    return {"message_id": message_id, "user_id": person.user_id, "sent_time": str(ms)}
