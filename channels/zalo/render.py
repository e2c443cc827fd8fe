"""A prompt as Zalo's consultation message, with buttons or a numbered list. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from ground.text import clean
from post.files import Kind, Outgoing

MAX_TEXT = 2000  # signs, counted after NFC (Zalo's OA message page)
MAX_BUTTONS = 5  # over it the whole message is refused, not trimmed
MAX_TITLE = 100
MAX_PAYLOAD = 1000
MAX_SUBTITLE = 500  # of a request for contact details


class TooLong(ValueError):
    """A text that Zalo would refuse."""


def consultation(body: Mapping[str, Any], page: str = "") -> dict[str, Any]:
    """The body of POST /v3.0/oa/message/cs; `page` is the citizen's own, said below the text.

    A query button's tap arrives as a text that equals its payload, with no trace of the
    message it stood on: so the payload names conversation, message, question and value.
    """
    prompt = body["prompt"]
    if prompt.get("contact"):
        return _contact_request(body["user"], clean(prompt["contact"]), clean(prompt["text"]))
    options: Sequence[Mapping[str, str]] = prompt["options"]
    text = clean(prompt["text"])
    if len(options) > MAX_BUTTONS or prompt.get("listed"):
        how = f"\n{clean(prompt['how'])}" if prompt.get("how") else ""
        text = f"{text}{how}\n{_numbered(options)}"
        options = ()
    if page:
        text = f"{text}\n{page}"
    if len(text) > MAX_TEXT:
        raise TooLong(f"{len(text)} signs")
    message: dict[str, Any] = {"text": text}
    if body.get("quote"):
        message["quote_message_id"] = body["quote"]
    if options:
        buttons = [_button(option, _asking(body)) for option in options]
        message["attachment"] = {"type": "template", "payload": {"buttons": buttons}}
    return {"recipient": {"user_id": body["user"]}, "message": message}


def attached(body: Mapping[str, Any], file: Outgoing, token: str) -> dict[str, Any]:
    """The body of the same call with an uploaded picture or file; a file has no words with it."""
    to = {"user_id": body["user"]}
    if file.kind is Kind.FILE:
        held = {"type": "file", "payload": {"token": token}}
        return {"recipient": to, "message": {"attachment": held}}
    element: dict[str, Any] = {"media_type": file.kind.value, "attachment_id": token}
    if file.kind is Kind.GIF:
        element["width"], element["height"] = file.size
    payload = {"template_type": "media", "elements": [element]}
    message: dict[str, Any] = {"attachment": {"type": "template", "payload": payload}}
    if text := clean(str(body.get("text") or "")):
        message["text"] = text
    return {"recipient": to, "message": message}


def spoken(body: Mapping[str, Any], page: str = "") -> str | None:
    """The text that will stand in the chat, as the platform's echo of it says it; None = no text.

    A template's own words are the platform's.
    """
    if "prompt" not in body or body["prompt"].get("contact"):
        return None
    text: str = consultation(body, page)["message"]["text"]
    return text


def _contact_request(user: str, title: str, why: str) -> dict[str, Any]:
    """Zalo's own form: what the person then shares comes as `user_submit_info`."""
    if len(title) > MAX_TITLE or len(why) > MAX_SUBTITLE:
        raise TooLong(f"{len(title)} and {len(why)} signs")
    payload = {
        "template_type": "request_user_info",
        "elements": [{"title": title, "subtitle": why}],
    }
    attachment = {"type": "template", "payload": payload}
    return {"recipient": {"user_id": user}, "message": {"attachment": attachment}}


def _numbered(options: Sequence[Mapping[str, str]]) -> str:
    return "\n".join(f"{n}. {option['label']}" for n, option in enumerate(options, 1))


def _asking(body: Mapping[str, Any]) -> str:
    """The conversation, and which message of it: "17.4"; buttons of before named the first only."""
    asking = body.get("asking")
    return f"{body.get('conversation')}.{asking}" if asking else str(body.get("conversation"))


def _button(option: Mapping[str, str], asking: str) -> dict[str, str]:
    payload = option.get("payload") or f"#{asking}/{option['question']}={option['value']}"
    if len(payload) > MAX_PAYLOAD:
        raise TooLong(f"{len(payload)} signs in a button")
    return {
        "title": clean(option["label"])[:MAX_TITLE],
        "type": "oa.query.hide",
        "payload": payload,
    }
