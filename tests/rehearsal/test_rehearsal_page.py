"""The simulated citizen answers every kind of question, and knows what their answers came to."""

from datetime import UTC, datetime
from random import Random

import pytest
from multidict import MultiDict

from bot.conversation import Conversation, Status
from bot.events import Record
from flows.model import Ending, Kind
from rehearsal.browser import Browser
from rehearsal.page import Visit
from rehearsal.script import Script
from rehearsal.temper import Temper
from tests.channels.webpage import FLOW, TOKEN, Visitor
from tests.support.transcripts import FACTS, flow_named

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
LATER_KNOWN = {q.id for q in FLOW.questions if q.kind in (Kind.HIDDEN, Kind.COMPUTED)}


class Wire(Browser):
    """A browser whose server is a visitor's page in this process."""

    def __init__(self, visitor: Visitor) -> None:
        super().__init__()
        self.visitor = visitor

    async def get(self, url: str) -> str:
        return self.visitor.page

    async def post(self, url: str, fields: list[tuple[str, str]]) -> str:
        assert url == f"http://here/k/{TOKEN}?lang=vi"
        return self.visitor.send(MultiDict[object](fields))


@pytest.mark.parametrize("seed", range(40))
async def test_every_answer_of_a_citizen_is_the_one_recorded(seed: int) -> None:
    visitor = Visitor(conv=Conversation(7, FLOW.hash, FACTS, seed=seed))
    script = Script(TOKEN, "UBND", [], NOW, link=f"http://here/k/{TOKEN}")
    await Visit(script, Temper("page", rng=Random(seed)), Wire(visitor)).play(NOW)
    assert visitor.conv.status is Status.ENDED
    records = [effect for effect in visitor.effects if isinstance(effect, Record)]
    recorded = {r.question: (r.value, r.words) for r in records if r.question not in LATER_KNOWN}
    assert {deed.question: (deed.value, deed.words) for deed in script.deeds} == recorded
    assert all(r.revision == 1 for r in records), "what is shown again is not answered again"


async def test_a_citizen_sends_what_is_reviewed() -> None:
    flow = flow_named("xem-lai")
    for seed in range(20):
        visitor = Visitor(flow=flow, conv=Conversation(7, flow.hash, FACTS, seed=seed))
        script = Script(TOKEN, "UBND", [], NOW, link=f"http://here/k/{TOKEN}")
        await Visit(script, Temper("page", rng=Random(seed)), Wire(visitor)).play(NOW)
        assert visitor.conv.ending is Ending.COMPLETE
