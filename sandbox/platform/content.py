"""What a consultation message holds: read whole, or refused with its code. Facts §2.2.

-210 is for what is too long, -201 for what is wrong, -233 for a kind that is not known here.
"""

from dataclasses import replace

from sandbox.oas import Oa
from sandbox.platform import forms, media_content
from sandbox.platform.answers import Answer, oa_error
from sandbox.platform.approved import length
from sandbox.platform.buttons import fault_of_buttons
from sandbox.platform.draft import Draft
from sandbox.values import Json, part, text
from sandbox.world import World

MAX_TEXT = 2000  # characters after NFC [OQ]
MAX_BUTTONS = 5  # [OQ]; over it the whole message is refused


def read(world: World, oa: Oa, message: Json, now_ms: int) -> Draft | Answer:
    """The draft in a message object, or why it is refused."""
    if length(text(message, "text")) > MAX_TEXT:
        return oa_error(-210, "message.text")
    draft = _kind(world, oa, message, now_ms)
    if isinstance(draft, Answer):
        return draft
    return replace(draft, quote=text(message, "quote_message_id"))  # "" is none [OSDK]


def _kind(world: World, oa: Oa, message: Json, now_ms: int) -> Draft | Answer:
    attachment = part(message, "attachment")
    payload, kind = part(attachment, "payload"), text(attachment, "type")
    template = text(payload, "template_type")
    if kind == "file":
        return media_content.file(world, oa, payload, now_ms)
    if template == forms.KIND:
        return forms.draft(payload)
    if template == "media":
        found = media_content.element(world, oa, payload, now_ms)
        return found if isinstance(found, Answer) else replace(found, text=text(message, "text"))
    if "template_type" in payload or kind not in ("", "template"):
        return oa_error(-233)  # also a list, which no page of v3.0 describes
    return _words(message, attachment)


def _words(message: Json, attachment: Json) -> Draft | Answer:
    """Text, with or without buttons."""
    words = text(message, "text")
    if not words.strip():
        return oa_error(-201, "message.text")
    if not attachment:
        return Draft(text=words)
    buttons = part(attachment, "payload").get("buttons")
    if not isinstance(buttons, list) or not buttons:
        return oa_error(-201, "attachment.payload.buttons")
    if len(buttons) > MAX_BUTTONS:
        return oa_error(-210, "attachment.payload.buttons")  # or -201 [ASSUMED; doubt 5]
    fault = fault_of_buttons(buttons)
    return oa_error(fault[0], fault[1]) if fault else Draft(text=words, buttons=buttons)
