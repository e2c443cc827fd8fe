"""Mails through a server that goes wrong, a sender that is killed, STARTTLS stripped.

At full size (10,000 mails, 2,000 with kills) by `make faults ONLY=mail`.
"""

from pathlib import Path

import pytest

from faults.mailing import Size
from faults.mails import injected, killed, stripped

QUICK = Size(connections=32, in_flight=128)


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/langnghe.db"
    return str(request.getfixturevalue("postgres_url"))


async def test_every_fault_at_once(place: str) -> None:
    """On PostgreSQL without PIPELINING: each command waits for its answer."""
    row = await injected(200, place, QUICK, plain_smtp=place.startswith("postgresql"))
    assert row.ok, row.figures
    assert row.figures["mails"] == 200


async def test_the_sender_is_killed_in_the_middle(place: str) -> None:
    row = await killed(80, place, kills=2)
    assert row.ok, row.figures


async def test_without_starttls_nothing_is_said(place: str) -> None:
    row = await stripped(40, place)
    assert row.ok, row.figures
