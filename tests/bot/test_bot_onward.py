"""A conversation put together after an answer is the one that `dataclasses.replace` makes."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

from bot.conversation import (
    About,
    Answered,
    Conversation,
    Fragment,
    Handed,
    Pending,
    Starred,
    Status,
    dump,
    load,
)
from bot.onward import onward_from
from flows.model import Ending

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
FULL = Conversation(
    id=7, flow_hash="h", facts={"plan.minutes": "4"}, language="en", status=Status.OPEN,
    waiting_on="gop_y", asked_at=NOW, reasks=1, answers={"tong_the": "4"},
    revisions={"tong_the": 1},
    pending=Pending("tong_the", "5", None, True, True, 3, NOW), answered_last="tong_the",
    answered_at=NOW, alerted=("niem_yet",), spoken=3, seed=5, lengths={"gop_y_khac": 9},
    fragment=Fragment("tong_the", "hài", NOW), ending=Ending.EXPIRED, valid=True,
    handed=Handed(About.PERSON, NOW), later=NOW, laters=2, again=("niem_yet",),
    told=(About.PERSON,), starred=Starred(NOW, 1), sent_at=NOW, clashed=("tong_the",),
)  # fmt: skip


def test_it_is_what_replace_makes() -> None:
    kept = Answered({"tong_the": "5"}, {"tong_the": 2}, {"vi_sao": 4}, 2)
    later = NOW + timedelta(minutes=1)
    rest = Fragment("tong_the", "hài lòng", later)
    moved = onward_from(
        FULL, "tong_the", kept, later, "mong_doi", later, ("tong_the",), ("x",), rest
    )
    assert moved == replace(
        FULL, answers=kept.answers, revisions=kept.revisions, lengths=kept.lengths,
        answered_last="tong_the", answered_at=later, waiting_on="mong_doi", asked_at=later,
        alerted=("tong_the",), again=("x",), fragment=rest, reasks=0, pending=None,
    )  # fmt: skip
    assert FULL.waiting_on == "gop_y", "the one before stays as it was"
    assert load(dump(moved)) == moved


def test_every_field_is_another_than_the_usual_one() -> None:
    """Else one that is not carried over would not be missed."""
    usual = Conversation(7, "h", {"plan.minutes": "4"})
    same = [each.name for each in fields(Conversation)
            if getattr(FULL, each.name) == getattr(usual, each.name)]  # fmt: skip
    assert same == ["id", "flow_hash", "facts"]
