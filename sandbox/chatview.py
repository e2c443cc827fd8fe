"""A chat as rows for its page: days, bubbles in groups, and quiet lines for the developer.

Pure: it reads bubbles and events and gives rows. It decides nothing and knows no HTML; the words
that a page shows stand in html/.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sandbox.chats import Bubble
from sandbox.hook.event import Event
from sandbox.values import local, parse, part, text

GROUP_MS = 5 * 60_000  # bubbles of one side closer than this stand together
SHOWN_ROWS = 200  # newest ones; older by ?all=1
# What a person did that leaves no bubble; each is an event of its own.
ACT_EVENTS = frozenset(
    {"follow", "unfollow", "user_click_chatnow", "user_feedback", "user_submit_info",
     "user_reacted_message", "user_withdraw", "user_call_oa", "user_reply_consent"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One row. A day has only its time; an act (also a hidden tap) only the developer sees."""

    id: str
    kind: Literal["day", "bubble", "act"]
    time: int  # epoch ms
    bubble: Bubble | None = None
    event: Event | None = None
    first: bool = False  # of its group
    last: bool = False

    @property
    def side(self) -> str:
        """Who wrote it: "oa", "citizen", or "" for what is no bubble of the chat."""
        return self.bubble.by if self.kind == "bubble" and self.bubble else ""


def rows(chat: Sequence[Bubble], events: Sequence[Event]) -> list[Row]:
    """Bubbles and acts by time, a day before each day's first, groups marked."""
    told = {message_id(event): event for event in events if event.name.startswith("user_send")}
    found = [_of_bubble(bubble, told) for bubble in chat]
    found += [
        Row(f"e{event.n}", "act", event.time, event=event)
        for event in events
        if event.name in ACT_EVENTS
    ]
    found.sort(key=lambda row: row.time)
    return list(_grouped(list(_with_days(found))))


def newest(found: Sequence[Row]) -> list[Row]:
    """The last SHOWN_ROWS of them, under the day of the first."""
    older, shown = found[:-SHOWN_ROWS], list(found[-SHOWN_ROWS:])
    if older and shown[0].kind != "day":
        shown.insert(0, next(row for row in reversed(older) if row.kind == "day"))
    return shown


def message_id(event: Event) -> str:
    """The message that an event is about, or ""."""
    return text(part(parse(event.body) or {}, "message"), "msg_id")


def _of_bubble(bubble: Bubble, told: Mapping[str, Event]) -> Row:
    kind: Literal["bubble", "act"] = "act" if bubble.hidden else "bubble"
    return Row(f"m{bubble.id}", kind, bubble.time, bubble, told.get(bubble.id))


def _with_days(found: Sequence[Row]) -> Iterator[Row]:
    day = None
    for row in found:
        if local(row.time).date() != day:
            day = local(row.time).date()
            yield Row(f"d{day}", "day", row.time)
        yield row


def _grouped(found: Sequence[Row]) -> Iterator[Row]:
    shown = [row for row in found if row.kind != "act"]
    marks: dict[str, tuple[bool, bool]] = {}
    for place, row in enumerate(shown):
        before = shown[place - 1] if place else None
        after = shown[place + 1] if place + 1 < len(shown) else None
        marks[row.id] = (not _together(before, row), not _together(row, after))
    for row in found:
        first, last = marks.get(row.id, (False, False))
        yield Row(row.id, row.kind, row.time, row.bubble, row.event, first, last)


def _together(one: Row | None, next_one: Row | None) -> bool:
    if one is None or next_one is None or not one.side or one.side != next_one.side:
        return False
    return next_one.time - one.time < GROUP_MS
