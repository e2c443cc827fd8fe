"""The events that Zalo's webhook sends, in the key order of facts §5.5 [OQ].

It delivers nothing. No event holds both a phone and a user id, but the one by which a person shares
their own.
"""

import json

import orjson

from sandbox.knobs import Dials
from sandbox.people import Bubble, Person
from sandbox.values import Json
from sandbox.webhook import Event, Sender


class Events:
    """Builds events of one app and OA and hands them to the sender."""

    def __init__(self, app_id: str, oa_id: str, dials: Dials, sender: Sender) -> None:
        self._app_id = app_id
        self._oa_id = oa_id
        self._dials = dials
        self._sender = sender

    def user_send_text(self, person: Person, words: str, message_id: str, ms: int) -> Event:
        """A typed text, and a tap on an oa.query button alike: nothing marks a tap [3P, H]."""
        return self._emit(
            person,
            ms,
            {
                "app_id": self._app_id,
                "sender": {"id": person.user_id},
                "recipient": {"id": self._oa_id},
                "user_id_by_app": person.user_id_by_app,
                "event_name": "user_send_text",
                "message": {"text": words, "msg_id": message_id},
                "timestamp": str(ms),
            },
        )

    def echo(self, person: Person, bubble: Bubble) -> Event:
        """The OA's own message: oa_send_text; a template or form as oa_send_template [ASSUMED]."""
        return self._emit(
            person,
            bubble.time,
            {
                "app_id": self._app_id,
                "sender": {"id": self._oa_id},
                "recipient": {"id": person.user_id},
                "user_id_by_app": person.user_id_by_app,
                "event_name": "oa_send_text" if bubble.kind == "text" else "oa_send_template",
                "message": {"text": bubble.text, "msg_id": bubble.id},
                "timestamp": str(bubble.time),
            },
        )

    def received(self, person: Person, message_id: str, ms: int) -> Event:
        """A chat message reached the phone."""
        message: Json = {"msg_id": message_id}
        return self._emit(person, ms, self._receipt("user_received_message", person, message, ms))

    def seen(self, person: Person, message_ids: list[str], ms: int) -> Event:
        """Chat messages were looked at; ids travel together."""
        message: Json = {"msg_ids": message_ids}
        return self._emit(person, ms, self._receipt("user_seen_message", person, message, ms))

    def _receipt(self, name: str, person: Person, message: Json, ms: int) -> Json:
        return {
            "event_name": name,
            "sender": {"id": self._oa_id},
            "recipient": {"id": person.user_id},
            "message": message,
            "app_id": self._app_id,
            "user_id_by_app": person.user_id_by_app,
            "timestamp": str(ms),
        }

    def delivered_by_phone(self, person: Person, bubble: Bubble, ms: int) -> Event:
        """The receipt of a template by phone: it knows the phone and never the user id [OQ]."""
        message: Json = {"delivery_time": str(ms), "msg_id": bubble.id}
        if bubble.tracking_id:
            message["tracking_id"] = bubble.tracking_id
        body: Json = {
            "event_name": "user_received_message",
            "sender": {"id": self._oa_id},
            "recipient": {"id": person.phone},
            "message": message,
            "app_id": self._app_id,
            "timestamp": str(ms),
        }
        return self._emit(person, ms, body, "ZNS")

    def follow(self, person: Person, follows: bool, ms: int) -> Event:
        """The person begins or stops following."""
        return self._emit(
            person,
            ms,
            {
                "oa_id": self._oa_id,
                "follower": {"id": person.user_id},
                "user_id_by_app": person.user_id_by_app,
                "event_name": "follow" if follows else "unfollow",
                "source": "oa_profile",
                "app_id": self._app_id,
                "timestamp": str(ms),
            },
        )

    def submit_info(self, person: Person, card: Json, ms: int) -> Event:
        """The person shared their contact details; the phone may come as a number too [OQ]."""
        if self._dials.now.odd_json:
            card = {**card, "phone": int(person.phone)}
        return self._emit(
            person,
            ms,
            {
                "event_name": "user_submit_info",
                "sender": {"id": person.user_id},
                "recipient": {"id": self._oa_id},
                "app_id": self._app_id,
                "timestamp": str(ms),
                "info": card,
            },
        )

    def chat_now(self, person: Person, ms: int) -> Event:
        """The chat was opened for the first time."""
        return self._emit(
            person,
            ms,
            {
                "event_name": "user_click_chatnow",
                "oa_id": self._oa_id,
                "user_id": person.user_id,
                "user_id_by_app": person.user_id_by_app,
                "app_id": self._app_id,
                "timestamp": str(ms),
            },
        )

    def feedback(self, person: Person, bubble: Bubble, rate: int, note: str) -> Event:
        """Stars for a template: no user id inside; tracking_id only for a send by phone [OQ]."""
        ms = person.tick_ms
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
        body: Json = {
            "event_name": "user_feedback",
            "oa_id": self._oa_id,
            "app_id": self._app_id,
            "timestamp": str(ms),
            "message": message,
        }
        return self._emit(person, ms, body, "ZNS")

    def _emit(self, person: Person, ms: int, body: Json, server: str = "") -> Event:
        raw = _odd(body, ms) if self._dials.now.odd_json else orjson.dumps(body).decode()
        name = str(body["event_name"])
        n = len(self._sender.events) + 1
        event = Event(n, ms, name, person.user_id, raw, str(ms), server)
        self._sender.emit(event)
        return event


def _odd(body: Json, ms: int) -> str:
    """The same event as another serialiser would write it, with a key that nobody knows."""
    odd = {**body, "timestamp": ms, "extra": {"new_in_2027": None}}
    return json.dumps(odd, ensure_ascii=True, separators=(" , ", " :  "))
