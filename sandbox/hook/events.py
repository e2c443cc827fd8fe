"""The events of one app, written and handed to the sender. It delivers nothing itself."""

import json

import orjson

from sandbox.chats import Bubble
from sandbox.hook import bodies, notices
from sandbox.hook.event import Event
from sandbox.hook.webhook import Sender
from sandbox.knobs import Dials
from sandbox.persons import Contact
from sandbox.platform.approved import Template
from sandbox.values import Json

# a bubble's kind -> the event, and the kind of its attachment [OQ; facts §5.5]
MEDIA_EVENTS = {
    "image": ("user_send_image", "image"),
    "gif": ("user_send_gif", "gif"),
    "audio": ("user_send_audio", "audio"),
    "video": ("user_send_video", "video"),
    "sticker": ("user_send_sticker", "sticker"),
    "file": ("user_send_file", "file"),
    "link": ("user_send_link", "link"),
    "location": ("user_send_location", "location"),
    "card": ("user_send_business_card", "link"),
}


class Events:
    """Builds events and hands them over; each names its OA."""

    def __init__(self, app_id: str, dials: Dials, sender: Sender) -> None:
        self._app_id = app_id
        self._dials = dials
        self._sender = sender

    def user_sent(self, contact: Contact, bubble: Bubble) -> Event:
        """What a person sent; a tap on an oa.query button is a text like any other [3P, H]."""
        message: Json = {"text": bubble.text, "msg_id": bubble.id}
        if bubble.quote:
            message["quote_msg_id"] = bubble.quote
        body = bodies.from_user(self._app_id, contact, "user_send_text", message, bubble.time)
        return self.emit(contact.user_id, bubble.time, body)

    def user_sent_medium(self, contact: Contact, bubble: Bubble, payload: Json) -> Event:
        """What a person sent that is no text; its words are the caption, or missing [OQ]."""
        name, kind = MEDIA_EVENTS[bubble.kind]
        message: Json = {"attachments": [{"payload": payload, "type": kind}]}
        if bubble.text:
            message["text"] = bubble.text
        message["msg_id"] = bubble.id
        if bubble.quote:
            message["quote_msg_id"] = bubble.quote
        body = bodies.from_user(self._app_id, contact, name, message, bubble.time)
        return self.emit(contact.user_id, bubble.time, body)

    def echo(self, contact: Contact, bubble: Bubble, admin_id: str = "") -> Event:
        """The OA's own message; `admin_id` only where an officer wrote it by hand [OQ].

        A template or form goes as oa_send_template [ASSUMED].
        """
        name, message = bodies.echoed(bubble)
        body = bodies.from_oa(self._app_id, contact, name, message, bubble.time)
        if admin_id:
            body["sender"] = {"id": contact.oa, "admin_id": admin_id}
        return self.emit(contact.user_id, bubble.time, body)

    def reacted(self, contact: Contact, message_id: str, icon: str, ms: int) -> Event:
        """A person put an icon on a message."""
        message: Json = {"msg_id": message_id, "react_icon": icon}
        name = "user_reacted_message"
        body = bodies.from_user(self._app_id, contact, name, message, ms)
        return self.emit(contact.user_id, ms, body)

    def received(self, contact: Contact, message_id: str, ms: int) -> Event:
        """A chat message reached the phone."""
        message: Json = {"msg_id": message_id}
        body = bodies.receipt(self._app_id, contact, "user_received_message", message, ms)
        return self._receipt(contact, ms, body)

    def seen(self, contact: Contact, message_ids: list[str], ms: int) -> Event:
        """Chat messages were looked at; ids travel together."""
        message: Json = {"msg_ids": message_ids}
        body = bodies.receipt(self._app_id, contact, "user_seen_message", message, ms)
        return self._receipt(contact, ms, body)

    def delivered_by_phone(self, contact: Contact, bubble: Bubble, ms: int) -> Event:
        """The receipt of a template by phone."""
        body = bodies.receipt_by_phone(self._app_id, contact, bubble, ms)
        return self._receipt(contact, ms, body, "ZNS")

    def _receipt(self, contact: Contact, ms: int, body: Json, server: str = "") -> Event:
        """Late, or twice, where the knobs say so."""
        knobs = self._dials.now
        event = self._write(contact.user_id, ms, body, server)
        copies = 2 if knobs.receipt_double else 1
        self._sender.emit(event, knobs.receipt_delay * 1000, copies)
        return event

    def follow(self, contact: Contact, follows: bool, ms: int) -> Event:
        """The person begins or stops following."""
        name = "follow" if follows else "unfollow"
        return self.emit(contact.user_id, ms, bodies.follow(self._app_id, contact, name, ms))

    def submit_info(self, contact: Contact, card: Json, ms: int) -> Event:
        """The person shared their contact details; the phone may come as a number too [OQ]."""
        if self._dials.now.odd_json:
            card = {**card, "phone": int(contact.phone)}
        return self.emit(contact.user_id, ms, bodies.submit_info(self._app_id, contact, card, ms))

    def plain_user(self, contact: Contact, name: str, ms: int) -> Event:
        """user_click_chatnow (the chat was opened for the first time), user_withdraw."""
        return self.emit(contact.user_id, ms, bodies.plain_user(self._app_id, contact, name, ms))

    def feedback(self, contact: Contact, bubble: Bubble, rate: int, note: str) -> Event:
        """Stars for a template."""
        ms = contact.tick_ms
        body = bodies.feedback(self._app_id, bubble, rate, note, ms)
        return self.emit(contact.user_id, ms, body, "ZNS")

    def oa_reacted(self, contact: Contact, message_id: str, icon: str, ms: int) -> Event:
        """The account put an icon on a message."""
        message: Json = {"msg_id": message_id, "react_icon": icon}
        body = bodies.from_oa(self._app_id, contact, "oa_reacted_message", message, ms)
        return self.emit(contact.user_id, ms, body)

    def template_changed(self, oa_id: str, old: Template, new: Template, ms: int) -> None:
        """What a template's new state tells its account."""
        app_id, template_id = self._app_id, new.template_id
        if old.status != new.status:
            change = (old.status, new.status)
            self.notice(notices.template_status(app_id, oa_id, template_id, change), ms)
        if old.quality != new.quality:
            self.notice(notices.template_quality(app_id, oa_id, template_id, new.quality), ms)

    def quota_changed(self, oa_id: str, change: tuple[int, int], ms: int) -> None:
        """The account's daily quota went from one number to another."""
        self.notice(notices.daily_quota(self._app_id, oa_id, change), ms)

    def notice(self, body: Json, ms: int) -> Event:
        """News of the platform, of no person."""
        return self.emit("", ms, {**body, "timestamp": str(ms)}, "ZNS")

    def raw(self, body: Json, server: str = "") -> Event:
        """Any event, as it is given; signed like the platform's own."""
        found = body.get("timestamp")
        stamp = str(found) if isinstance(found, str | int) else ""
        name, n = str(body.get("event_name", "")), len(self._sender.events) + 1
        written = orjson.dumps(body).decode()
        event = Event(n, self._sender.now_ms, name, "", written, stamp, server)
        self._sender.emit(event)
        return event

    def emit(self, user: str, ms: int, body: Json, server: str = "") -> Event:
        """Write a body and hand it over; events of one `user` keep their order."""
        event = self._write(user, ms, body, server)
        self._sender.emit(event)
        return event

    def _write(self, user: str, ms: int, body: Json, server: str) -> Event:
        raw = _odd(body, ms) if self._dials.now.odd_json else orjson.dumps(body).decode()
        n = len(self._sender.events) + 1
        return Event(n, ms, str(body["event_name"]), user, raw, str(ms), server)


def _odd(body: Json, ms: int) -> str:
    """The same event as another serialiser would write it, with a key that nobody knows."""
    odd = {**body, "timestamp": ms, "extra": {"new_in_2027": None}}
    return json.dumps(odd, ensure_ascii=True, separators=(" , ", " :  "))
