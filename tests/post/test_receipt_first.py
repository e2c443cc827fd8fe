"""A receipt that overtakes the answer to our own call proves the message, whatever the answer."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.turns import Receipt
from tests.post.test_allowances import allow, begin, invite, put, settle, taken
from tests.support.stage import PLAN, Stage, stage


@pytest.mark.parametrize("outcome", ["unknown", "lapsed"])
async def test_it_is_sent_and_paid_for(outcome: str, tmp_path: Path, postgres_url: str) -> None:
    for place in (tmp_path, postgres_url):
        async with stage(place) as s:
            await _arrives_first(s, outcome)


async def _arrives_first(s: Stage, outcome: str) -> None:
    (whom,) = await invite(s, 1)
    await allow(s, money=1000)
    await put(s, whom, tracking="ref.r1t")
    begun, at = await begin(s), s.clock.now()
    receipt = Receipt("k1", at, seen=False, platform_ids=(), tracking="ref.r1t")
    await s.store.run(lambda unit: unit.turns.receipts([receipt]))
    if outcome == "unknown":
        await settle(s, begun, "unknown", None)
    else:
        await s.store.run(lambda unit: unit.outbox.sweep(at + timedelta(minutes=5)))
    rows = await s.store.door(lambda unit: unit.costs).read(lambda port: port.costs(PLAN))
    assert [(row.messages, row.dong, row.open_messages) for row in rows] == [(1, 300, 0)]
    assert await taken(s) == 300
