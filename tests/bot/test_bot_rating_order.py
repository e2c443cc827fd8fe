"""Stars delivered late, doubled and in any order give the state of one in-order delivery."""

from datetime import UTC, datetime, timedelta

import hypothesis
from hypothesis import strategies as st

from bot.conversation import Conversation, dump, load
from bot.events import Rated, Record
from bot.step import step
from tests.support.transcripts import FACTS, ID, flow_named

START = datetime(2026, 11, 23, 2, tzinfo=UTC)
FLOW = flow_named("hai-long-tthc")
pressed = st.lists(st.integers(1, 5), min_size=1, max_size=6)


@hypothesis.given(pressed, st.data(), st.booleans())
@hypothesis.settings(max_examples=200, deadline=None, derandomize=True, database=None)
def test_the_youngest_stars_count(stars: list[int], data: st.DataObject, in_chat: bool) -> None:
    events = [
        Rated(n, "", START + timedelta(seconds=place), in_chat) for place, n in enumerate(stars)
    ]
    doubled = data.draw(st.lists(st.sampled_from(events), max_size=6))
    delivered = data.draw(st.permutations([*events, *doubled]))
    conv = Conversation(ID, FLOW.hash, {**FACTS, "plan.rating_answers": "tong_the"})
    now = START + timedelta(minutes=1)
    recorded = []
    for event in delivered:
        conv, effects = step(FLOW, conv, event, now)
        conv = load(dump(conv))
        recorded += [effect.revision for effect in effects if isinstance(effect, Record)]
        now += timedelta(seconds=1)
    assert conv.answers == {"tong_the": str(stars[-1])}
    assert recorded == list(range(1, len(recorded) + 1))
