"""A conversation made anew by `changed` is the one that `dataclasses.replace` makes."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.conversation import Conversation, Fragment, Pending, Status, changed, dump, load

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
FULL = Conversation(
    id=7, flow_hash="h", facts={"plan.minutes": "4"}, language="en", status=Status.OPEN,
    waiting_on="gop_y", asked_at=NOW, reasks=1, answers={"tong_the": "4"},
    revisions={"tong_the": 1},
    pending=Pending("tong_the", "5", None, True, True, 3, NOW), answered_last="tong_the",
    answered_at=NOW, alerted=("niem_yet",), spoken=3, seed=5, lengths={"gop_y_khac": 9},
    fragment=Fragment("tong_the", "hài", NOW),
)  # fmt: skip
CHANGES: list[dict[str, Any]] = [
    {},
    {"pending": None, "reasks": 0},
    {"answers": {"tong_the": "5"}, "waiting_on": None, "asked_at": None, "alerted": ()},
    {each.name: f"new {each.name}" for each in fields(Conversation)},
]


@pytest.mark.parametrize("changes", CHANGES, ids=len)
def test_it_is_what_replace_makes(changes: dict[str, Any]) -> None:
    assert changed(FULL, **changes) == replace(FULL, **changes)
    assert FULL.waiting_on == "gop_y", "the one before stays as it was"


def test_it_goes_through_json_like_any_other() -> None:
    moved = changed(FULL, waiting_on="mong_doi")
    assert load(dump(moved)) == moved
