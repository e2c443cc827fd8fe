"""What openapi.zalo.me tells of the account, of a user, and of the chats. Facts §2.8, §6."""

from itertools import islice

from sandbox.chats import Bubble
from sandbox.log import Call
from sandbox.oas import PACKAGES, Oa
from sandbox.persons import Contact
from sandbox.platform.answers import Answer, done, oa_error
from sandbox.values import Json, local, parse, text, whole
from sandbox.world import World

MAX_ROWS = 10  # [OQ]; a larger count is refused with -210 [ASSUMED]
NAMELESS = "Người dùng Zalo"


def account(world: World, oa: Oa, call: Call) -> Answer:
    """GET /v2.0/oa/getoa [OQ]: `oaid`, not oa_id."""
    return done(
        {
            "oaid": oa.oa,
            "name": oa.name,
            "description": "",
            "is_verified": oa.verified,
            "oa_type": 2,
            "num_follower": world.people.followers(oa.oa),
            "package_name": PACKAGES[oa.package],
            "package_valid_through_date": "31/12/2027",
            "linked_ZCA": "sandbox" if oa.zca else "",
        }
    )


def user_detail(world: World, oa: Oa, call: Call) -> Answer:
    """GET /v3.0/oa/user/detail?data={"user_id":..}: a phone only when it was shared [OQ]."""
    contact = world.people.of_user(text(_data(call), "user_id"), oa.oa)
    if contact is None:
        return oa_error(-201, "user_id")
    last = contact.last_interaction
    return done(
        {
            "user_id": contact.user_id,
            "user_id_by_app": contact.person.user_id_by_app,
            "user_external_id": "",
            "display_name": contact.name or NAMELESS,
            "user_alias": contact.name or NAMELESS,
            "is_sensitive": False,
            "user_last_interaction_date": local(last).strftime("%d/%m/%Y") if last else "",
            "user_is_follower": contact.follower,
            "avatar": "",
            "avatars": {"120": "", "240": ""},
            "dynamic_param": "",
            "tags_and_notes_info": {"notes": [], "tag_names": []},
            "shared_info": _shared(contact),
        }
    )


def recent(world: World, oa: Oa, call: Call) -> Answer:
    """GET /v2.0/oa/listrecentchat: the last message of each chat, newest chat first [OQ, REAL]."""
    window = _window(call)
    if window is None:
        return oa_error(-210, "count")
    return done([_row(world, oa, b) for b in islice(world.chats.newest(oa.oa), *window)])


def conversation(world: World, oa: Oa, call: Call) -> Answer:
    """GET /v2.0/oa/conversation: one chat, newest message first [OQ, REAL]."""
    contact = world.people.of_user(text(_data(call), "user_id"), oa.oa)
    window = _window(call)
    if contact is None:
        return oa_error(-201, "user_id")
    if window is None:
        return oa_error(-210, "count")
    chat = (b for b in reversed(world.chats.of(contact)) if not b.by_phone)
    return done([_row(world, oa, bubble) for bubble in islice(chat, *window)])


def _data(call: Call) -> Json:
    return parse(call.query.get("data", "")) or {}


def _window(call: Call) -> tuple[int, int] | None:
    """From and to of the rows that are asked for; None when they are too many."""
    offset, count = whole(_data(call), "offset", 0), whole(_data(call), "count", MAX_ROWS)
    return (offset, offset + count) if offset >= 0 and 0 < count <= MAX_ROWS else None


_TYPES = {
    "text": "text", "template": "text", "request": "text", "image": "photo", "gif": "GIF",
    "audio": "voice", "video": "video", "sticker": "sticker", "location": "location",
    "link": "link", "card": "link", "file": "file",
}  # fmt: skip


def _row(world: World, oa: Oa, bubble: Bubble) -> Json:
    """src 0 is the OA, 1 the user; time is a whole number of ms [OQ]."""
    contact = world.people.meet(bubble.phone, oa.oa)
    ends = [(oa.oa, oa.name), (contact.user_id, contact.name or NAMELESS)]
    (from_id, from_name), (to_id, to_name) = ends if bubble.by == "oa" else ends[::-1]
    row: Json = {
        "src": 0 if bubble.by == "oa" else 1,
        "time": bubble.time,
        "type": _TYPES[bubble.kind],
        "message": bubble.text,
        "message_id": bubble.id,
        "from_id": from_id,
        "to_id": to_id,
        "from_display_name": from_name,
        "from_avatar": "",
        "to_display_name": to_name,
        "to_avatar": "",
    }
    for name in ("url", "thumb", "description", "location", "links"):
        if name in bubble.media:
            row[name] = bubble.media[name]
    return row


def _shared(contact: Contact) -> Json:
    if not contact.shared:
        return {}
    return {"address": "", "city": "", "district": "", "phone": contact.phone, "name": contact.name}
