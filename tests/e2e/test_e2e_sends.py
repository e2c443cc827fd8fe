"""Hundreds of messages through a platform that goes wrong, and a sender that is killed."""

from pathlib import Path

import pytest

from faults.sending import Size
from faults.sends import injected, killed

QUICK = Size(together=250, patience_seconds=30.0)


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/langnghe.db"
    return str(request.getfixturevalue("postgres_url"))


async def test_every_fault_at_once(place: str) -> None:
    row = await injected(500, place, QUICK)
    assert row.ok, row.figures
    assert row.figures["messages"] == 500


async def test_the_sender_is_killed_in_the_middle(place: str) -> None:
    row = await killed(120, place, kills=2)
    assert row.ok, row.figures
