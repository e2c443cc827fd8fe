"""Killed at every step of a token's refresh; and two processes that need a refresh at once."""

from pathlib import Path

import pytest

from faults.refresh import USED_UP, Verdict, killed_at, two_processes
from faults.victim import STEPS


@pytest.mark.parametrize("step", STEPS)
async def test_killed_at_every_step_of_a_refresh(step: str, tmp_path: Path) -> None:
    verdict = await killed_at(step, tmp_path, f"sqlite:///{tmp_path}/langnghe.db")
    assert verdict == Verdict(
        step, locked_out=step in USED_UP, told=int(step in USED_UP), failed=0, sent=5
    )


async def test_killed_with_the_token_used_up_on_postgresql(
    tmp_path: Path, postgres_url: str
) -> None:
    verdict = await killed_at("call_heard", tmp_path, postgres_url)
    assert verdict.ok, verdict


async def test_two_processes_refresh_once(tmp_path: Path, postgres_url: str) -> None:
    assert await two_processes(50, tmp_path, postgres_url) == 1
