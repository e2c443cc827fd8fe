"""A posted page read into a turn. Pure."""

from collections.abc import Mapping
from datetime import datetime

from bot.conversation import Conversation
from bot.events import AskedToStop, Submitted
from bot.turns import Turn
from ground.canonical import canonical, sha256_hex
from ground.text import clean

PREFIX = "q."
"""Form fields of questions; `asked` lists those that stood on the page."""
MAX_SIGNS = 4000


def read_form(form: Mapping[str, str], asked: list[str], conv: Conversation, now: datetime) -> Turn:
    """One turn for one form, with `language` among its fields. Posted again it has the same key."""
    fields = {id_[:60]: clean(form.get(PREFIX + id_, ""))[:MAX_SIGNS] for id_ in asked[:100]}
    skip = form.get("act") == "skip"
    stamp = {"fields": fields, "skip": skip, "at": form.get("revision", "")[:12]}
    return Turn(
        event_key=f"web/{conv.id}/{sha256_hex(canonical(stamp))[:40]}",
        kind="web",
        event=Submitted(fields, skip, form.get("language")),
        received_at=now,
        raw=canonical(stamp),
        conversation=conv.id,
    )


def read_stop(conv: Conversation, now: datetime) -> Turn:
    """A refusal from the page or the mail; once is enough."""
    return Turn(
        event_key=f"web/{conv.id}/stop",
        kind="web",
        event=AskedToStop(),
        received_at=now,
        conversation=conv.id,
    )
