"""Zalo's form for contact details: an OA asks, the person shares what their account holds.

The asking body is [OSDK], its limits [OQ]. What the form does when it is shared twice is unknown;
here each share is an event of its own [ASSUMED].
"""

from sandbox.answers import Answer, oa_error
from sandbox.approved import length
from sandbox.people import Bubble, Person
from sandbox.values import Json, part, text
from sandbox.world import World

KIND = "request_user_info"
MAX_TITLE = 100
MAX_SUBTITLE = 500


def asked(message: Json) -> Json | None:
    """The form's payload, where the message is one."""
    payload = part(part(message, "attachment"), "payload")
    return payload if text(payload, "template_type") == KIND else None


def refusal(payload: Json) -> Answer | None:
    """Why the form cannot be sent: one element, with a title, and both within their lengths."""
    elements = payload.get("elements")
    if not isinstance(elements, list) or len(elements) != 1 or not isinstance(elements[0], dict):
        return oa_error(-201, "attachment.payload.elements")
    title, subtitle = text(elements[0], "title"), text(elements[0], "subtitle")
    if not title.strip() or not subtitle.strip():
        return oa_error(-201, "attachment.payload.elements[0]")
    if length(title) > MAX_TITLE or length(subtitle) > MAX_SUBTITLE:
        return oa_error(-210, "attachment.payload.elements[0]")
    return None  # image_url may be missing [ASSUMED: every sample has one]


def words(payload: Json) -> tuple[str, str]:
    """Title and subtitle of a sound form."""
    element = payload["elements"][0]  # type: ignore[index]
    return text(element, "title"), text(element, "subtitle")


def form_of(world: World, person: Person) -> Bubble | None:
    """The newest form in a person's chat."""
    chat = reversed(world.people.chat(person.phone))
    return next((bubble for bubble in chat if bubble.kind == "request"), None)


def card(person: Person) -> Json:
    """What the account holds, in the shape of the newer webhook: a number, or text [OQ]."""
    return {
        "name": person.name or "Người dùng Zalo",
        "phone": person.phone,
        "user_dob": "30/10/1979",
        "gender": "Nữ",
        "full_address": {"user_city": "An Giang", "user_ward": "", "user_address": ""},
    }
