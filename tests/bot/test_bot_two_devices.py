"""One talk from two devices at once, on both engines: nothing is lost, nothing counts twice."""

import asyncio

from bot.events import Submitted
from bot.turns import Outcome, Turn
from tests.support.stage import Invited, Stage

CHANGES = 500
"""Of each of the two devices: 1,000 posts that interleave (facts: E5)."""


async def post(s: Stage, invited: Invited, key: str, event: Submitted) -> Outcome:
    turn = Turn(key, "web", event, s.clock.now(), b"{}", conversation=invited.id)
    return await s.store.turn(turn)


async def test_fifty_identical_posts_at_once_are_one_answer(s: Stage) -> None:
    an = await s.invite("An")
    event = Submitted({"tong_the": "4"}, shown={})
    posts = (post(s, an, "the same form", event) for _ in range(50))
    outcomes = await asyncio.gather(*posts)
    assert [each.state for each in outcomes].count("done") == 1
    assert {each.state for each in outcomes} == {"done", "duplicate"}
    assert await s.answers(an) == [("tong_the", 1, "4")]
    stands = await s.conversation(an)
    assert all(each.conversation == stands for each in outcomes)


async def test_two_devices_a_thousand_times_every_change_is_a_revision_in_order(s: Stage) -> None:
    """Both go on changing the same answer, each from what its own page showed last."""
    an = await s.invite("An")
    taken: list[tuple[int, str]] = []

    async def device(name: str, values: str) -> None:
        shown: dict[str, str] = {}
        for number in range(CHANGES):
            said = {"tong_the": values[number % len(values)]}
            outcome = await post(s, an, f"{name}/{number}", Submitted(said, shown=shown))
            assert outcome.conversation is not None
            assert outcome.before is not None
            before, after = outcome.before, outcome.conversation
            grown = after.revisions["tong_the"] - before.revisions.get("tong_the", 0)
            same_as_shown = said == shown
            assert grown == (said != before.answers and not same_as_shown)
            if grown:
                taken.append((after.revisions["tong_the"], said["tong_the"]))
            shown = dict(after.answers)

    await asyncio.gather(device("phone", "4352"), device("desk", "512"))
    kept = [(revision, value) for _, revision, value in await s.answers(an)]
    assert kept == sorted(taken), "each accepted change stands in the ledger, in its order"
    assert [revision for revision, _ in kept] == list(range(1, len(kept) + 1))
    assert len(kept) > CHANGES
    stands = await s.conversation(an)
    assert stands.answers == {"tong_the": kept[-1][1]}
    assert len(await s.sql("SELECT * FROM ledger")) == len(kept)
    assert stands.clashed == ("tong_the",), "told at the review"
