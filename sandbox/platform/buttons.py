"""The buttons of a consultation message: what each kind must hold. Facts §2.2 [OQ, 3P]."""

import re

from sandbox.platform.approved import length
from sandbox.values import Json, part, text

MAX_TITLE = 100
MAX_QUERY_PAYLOAD = 1000
MAX_SMS = 160

_URL = re.compile(r"https?://[^\s/]+\S*")

Fault = tuple[int, str]


def fault_of_buttons(buttons: list[object]) -> Fault | None:
    """(code, place) of the first fault: -210 for what is too long, -201 for what is wrong."""
    for place, button in enumerate(buttons):
        fault = _fault(button) if isinstance(button, dict) else (-201, "button")
        if fault:
            return fault[0], f"buttons[{place}].{fault[1]}"
    return None


def _fault(button: Json) -> Fault | None:
    title = text(button, "title")
    if not title.strip():
        return -201, "title"
    if length(title) > MAX_TITLE:
        return -210, "title"
    match text(button, "type"):
        case "oa.query.show" | "oa.query.hide":
            return _query_fault(button.get("payload"))
        case "oa.open.url":
            good = _URL.fullmatch(text(part(button, "payload"), "url"))
            return None if good else (-201, "payload.url")
        case "oa.open.phone":
            return _phone_fault(part(button, "payload"))
        case "oa.open.sms":
            payload = part(button, "payload")
            if length(text(payload, "content")) > MAX_SMS:
                return -210, "payload.content"
            return _phone_fault(payload)
        case _:
            return -201, "type"


def _query_fault(payload: object) -> Fault | None:
    if not isinstance(payload, str) or not payload:
        return -201, "payload"
    return (-210, "payload") if length(payload) > MAX_QUERY_PAYLOAD else None


def _phone_fault(payload: Json) -> Fault | None:
    return None if text(payload, "phone_code").isdigit() else (-201, "payload.phone_code")
