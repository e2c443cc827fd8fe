"""How each event's body is written: the key order of facts §5.4 and §5.5 [OQ]. Pure.

No body holds both a phone and a user id, but the one by which a person shares their own.
"""

from sandbox.chats import Bubble
from sandbox.persons import Contact
from sandbox.values import Json


def from_user(app_id: str, contact: Contact, name: str, message: Json, ms: int) -> Json:
    """user_send_*: the user is the sender, the OA the recipient; no oa_id of its own."""
    return {
        "app_id": app_id,
        "sender": {"id": contact.user_id},
        "recipient": {"id": contact.oa},
        "user_id_by_app": contact.person.user_id_by_app,
        "event_name": name,
        "message": message,
        "timestamp": str(ms),
    }


def from_oa(app_id: str, contact: Contact, name: str, message: Json, ms: int) -> Json:
    """oa_send_* and oa_reacted_message: what the OA did, mirrored."""
    return {
        "app_id": app_id,
        "sender": {"id": contact.oa},
        "recipient": {"id": contact.user_id},
        "user_id_by_app": contact.person.user_id_by_app,
        "event_name": name,
        "message": message,
        "timestamp": str(ms),
    }


_ECHOES = {
    "text": "oa_send_text",
    "image": "oa_send_image",
    "gif": "oa_send_gif",
    "file": "oa_send_file",
    "sticker": "oa_send_sticker",
}


def echoed(bubble: Bubble) -> tuple[str, Json]:
    """The name of an echo, and its message: the text, and a medium or template as attachment."""
    message: Json = {"text": bubble.text, "msg_id": bubble.id} if bubble.text else {}
    message["msg_id"] = bubble.id
    if bubble.quote:
        message["quote_msg_id"] = bubble.quote
    if bubble.kind == "template":
        payload: Json = {
            "zinstant_id": bubble.template_id,
            "text": bubble.text,
            "link_url": "",
            "checksum": "",
        }
        message["attachments"] = [{"type": "template", "payload": payload}]
    elif bubble.media:
        message["attachments"] = [{"type": bubble.kind, "payload": bubble.media}]
    return _ECHOES.get(bubble.kind, "oa_send_template"), message


def receipt(app_id: str, contact: Contact, name: str, message: Json, ms: int) -> Json:
    """user_received_message and user_seen_message of a chat: the OA is the sender [OQ]."""
    return {
        "event_name": name,
        "sender": {"id": contact.oa},
        "recipient": {"id": contact.user_id},
        "message": message,
        "app_id": app_id,
        "user_id_by_app": contact.person.user_id_by_app,
        "timestamp": str(ms),
    }


def receipt_by_phone(app_id: str, contact: Contact, bubble: Bubble, ms: int) -> Json:
    """The receipt of a template by phone: it knows the phone and never the user id [OQ]."""
    message: Json = {"delivery_time": str(ms), "msg_id": bubble.id}
    if bubble.tracking_id:
        message["tracking_id"] = bubble.tracking_id
    return {
        "event_name": "user_received_message",
        "sender": {"id": contact.oa},
        "recipient": {"id": contact.phone},
        "message": message,
        "app_id": app_id,
        "timestamp": str(ms),
    }


def follow(app_id: str, contact: Contact, name: str, ms: int) -> Json:
    """follow and unfollow: the user is the follower."""
    return {
        "oa_id": contact.oa,
        "follower": {"id": contact.user_id},
        "user_id_by_app": contact.person.user_id_by_app,
        "event_name": name,
        "source": "oa_profile",
        "app_id": app_id,
        "timestamp": str(ms),
    }


def submit_info(app_id: str, contact: Contact, card: Json, ms: int) -> Json:
    """A person shared their contact details."""
    return {
        "event_name": "user_submit_info",
        "sender": {"id": contact.user_id},
        "recipient": {"id": contact.oa},
        "app_id": app_id,
        "timestamp": str(ms),
        "info": card,
    }


def plain_user(app_id: str, contact: Contact, name: str, ms: int) -> Json:
    """user_click_chatnow and user_withdraw: oa_id and user_id at the top."""
    return {
        "event_name": name,
        "oa_id": contact.oa,
        "user_id": contact.user_id,
        "user_id_by_app": contact.person.user_id_by_app,
        "app_id": app_id,
        "timestamp": str(ms),
    }


def feedback(app_id: str, bubble: Bubble, rate: int, note: str, ms: int) -> Json:
    """Stars for a template: no user id inside; tracking_id only for a send by phone [OQ]."""
    message: Json = {
        "rating_type": "csat",
        "option": "five_emotions",
        "note": note,
        "rate": rate,
        "submit_time": str(ms),
        "msg_id": bubble.id,
        "feedbacks": [],
    }
    if bubble.by_phone and bubble.tracking_id:
        message["tracking_id"] = bubble.tracking_id
    return {
        "event_name": "user_feedback",
        "oa_id": bubble.oa,
        "app_id": app_id,
        "timestamp": str(ms),
        "message": message,
    }
