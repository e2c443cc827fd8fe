"""Zalo's form for contact details: an OA asks, the person shares what their account holds.

The asking body is [OSDK], its limits [OQ]. What the form does when it is shared twice is unknown;
here each share is an event of its own [ASSUMED].
"""

from sandbox.chats import Bubble
from sandbox.persons import Contact
from sandbox.platform.answers import Answer, oa_error
from sandbox.platform.approved import length
from sandbox.platform.draft import Draft
from sandbox.values import Json, text
from sandbox.world import World

KIND = "request_user_info"
MAX_TITLE = 100
MAX_SUBTITLE = 500


def draft(payload: Json) -> Draft | Answer:
    """The form, or why it cannot be sent: one element, with a title, both within their lengths."""
    elements = payload.get("elements")
    if not isinstance(elements, list) or len(elements) != 1 or not isinstance(elements[0], dict):
        return oa_error(-201, "attachment.payload.elements")
    title, subtitle = text(elements[0], "title"), text(elements[0], "subtitle")
    if not title.strip() or not subtitle.strip():
        return oa_error(-201, "attachment.payload.elements[0]")
    if length(title) > MAX_TITLE or length(subtitle) > MAX_SUBTITLE:
        return oa_error(-210, "attachment.payload.elements[0]")
    # image_url may be missing [ASSUMED: every sample has one]
    return Draft("request", subtitle, title)


def form_of(world: World, contact: Contact) -> Bubble | None:
    """The newest form in a chat."""
    chat = reversed(world.chats.of(contact))
    return next((bubble for bubble in chat if bubble.kind == "request"), None)


def card(person: Contact) -> Json:
    """What the account holds, in the shape of the newer webhook: a number, or text [OQ]."""
    return {
        "name": person.name or "Người dùng Zalo",
        "phone": person.phone,
        "user_dob": "30/10/1979",
        "gender": "Nữ",
        "full_address": {"user_city": "An Giang", "user_ward": "", "user_address": ""},
    }
