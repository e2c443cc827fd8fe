"""An invitation or reminder into a chat that we know, as a consultation message. Pure.

A button's payload is what its reader would have typed: the invitation's code begins it, “DỪNG”
with the code refuses. So a button that is pressed much later means what it said.
"""

from collections.abc import Mapping
from typing import Any

from bot.inviting import inviting


def worded(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The body as a prompt, like everything that is said in chat; others are left as they are."""
    if "prompt" in body or "user" not in body or body.get("template"):
        return body
    said = inviting(str(body["language"]), body["kind"] == "remind", body["facts"])
    options = [
        {"label": said.begin, "payload": str(body["code"])},
        {"label": said.decline, "payload": f"DỪNG {body['code']}"},
    ]
    return {"prompt": {"text": said.text, "options": options}, "user": body["user"]}
