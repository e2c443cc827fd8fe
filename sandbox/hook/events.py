"""The events of one app, written and handed to the sender. It delivers nothing itself."""

import json

import orjson

from sandbox.chats import Bubble
from sandbox.hook import bodies
from sandbox.hook.webhook import Event, Sender
from sandbox.knobs import Dials
from sandbox.people import Contact
from sandbox.values import Json


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

    def echo(self, contact: Contact, bubble: Bubble) -> Event:
        """The OA's own message: oa_send_text; a template or form as oa_send_template [ASSUMED]."""
        name = "oa_send_text" if bubble.kind == "text" else "oa_send_template"
        message: Json = {"text": bubble.text, "msg_id": bubble.id}
        body = bodies.from_oa(self._app_id, contact, name, message, bubble.time)
        return self.emit(contact.user_id, bubble.time, body)

    def received(self, contact: Contact, message_id: str, ms: int) -> Event:
        """A chat message reached the phone."""
        message: Json = {"msg_id": message_id}
        body = bodies.receipt(self._app_id, contact, "user_received_message", message, ms)
        return self.emit(contact.user_id, ms, body)

    def seen(self, contact: Contact, message_ids: list[str], ms: int) -> Event:
        """Chat messages were looked at; ids travel together."""
        message: Json = {"msg_ids": message_ids}
        body = bodies.receipt(self._app_id, contact, "user_seen_message", message, ms)
        return self.emit(contact.user_id, ms, body)

    def delivered_by_phone(self, contact: Contact, bubble: Bubble, ms: int) -> Event:
        """The receipt of a template by phone."""
        body = bodies.receipt_by_phone(self._app_id, contact, bubble, ms)
        return self.emit(contact.user_id, ms, body, "ZNS")

    def follow(self, contact: Contact, follows: bool, ms: int) -> Event:
        """The person begins or stops following."""
        name = "follow" if follows else "unfollow"
        return self.emit(contact.user_id, ms, bodies.follow(self._app_id, contact, name, ms))

    def submit_info(self, contact: Contact, card: Json, ms: int) -> Event:
        """The person shared their contact details; the phone may come as a number too [OQ]."""
        if self._dials.now.odd_json:
            card = {**card, "phone": int(contact.phone)}
        return self.emit(contact.user_id, ms, bodies.submit_info(self._app_id, contact, card, ms))

    def chat_now(self, contact: Contact, ms: int) -> Event:
        """The chat was opened for the first time."""
        body = bodies.plain_user(self._app_id, contact, "user_click_chatnow", ms)
        return self.emit(contact.user_id, ms, body)

    def feedback(self, contact: Contact, bubble: Bubble, rate: int, note: str) -> Event:
        """Stars for a template."""
        ms = contact.tick_ms
        body = bodies.feedback(self._app_id, bubble, rate, note, ms)
        return self.emit(contact.user_id, ms, body, "ZNS")

    def emit(self, user: str, ms: int, body: Json, server: str = "") -> Event:
        """Write a body and hand it over; events of one `user` keep their order."""
        raw = _odd(body, ms) if self._dials.now.odd_json else orjson.dumps(body).decode()
        name = str(body["event_name"])
        n = len(self._sender.events) + 1
        event = Event(n, ms, name, user, raw, str(ms), server)
        self._sender.emit(event)
        return event


def _odd(body: Json, ms: int) -> str:
    """The same event as another serialiser would write it, with a key that nobody knows."""
    odd = {**body, "timestamp": ms, "extra": {"new_in_2027": None}}
    return json.dumps(odd, ensure_ascii=True, separators=(" , ", " :  "))
