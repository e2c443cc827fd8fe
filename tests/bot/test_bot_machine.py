"""Any sequence of events leaves a sound talk: hypothesis plays citizens of every temper.

Thousands by hand: `python -m tests.bot.test_bot_machine 3000`.
"""

import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.conversation import About, Conversation, Status, dump, load
from bot.events import (
    AskedToStop,
    Begun,
    Corrected,
    Ended,
    Event,
    HandedBack,
    Option,
    Rated,
    Replied,
    Say,
    Sent,
    SentOther,
    Submitted,
    Tapped,
    WentSilent,
    Woken,
)
from bot.prompts import CONFIRM
from bot.samples import typed
from bot.step import step
from bot.view import view
from flows.language.kinds import entry_of
from flows.model import DONT_KNOW, SKIPPED, Ending, Flow, Kind, Question, Shape
from tests.support.oracle import judge
from tests.support.transcripts import FACTS, ID, flow_named
from tests.support.watch import Watch

SURVEYS = {"hai-long-tthc": 100, "moi-loai": 60, "sipas-2026": 30, "but-son-ho-tich": 60,
           "ngau-nhien": 100, "xem-lai": 100}  # fmt: skip
"""With how many talks of each are played in `make test`."""
RAW = ["1", "2", "3", "5", "6", "0", "yes", "no", "", "?", "-", "/", "x", "other", "none", "2,5",
       "1.000", "2026-11-16", "31/2/2026", "8:30", "25:00", "0912345678", "an@thu.vn", "a,b",
       ","]  # fmt: skip
"""What forms and forged buttons hold, beside the survey's own values."""
WORDS = [
    "1", "2", "3", "5", "6", "hài lòng", "rat k hai long", "cung duoc", "chán", "có", "ko", "đúng",
    "không phải", "không biết", "bỏ qua", "quay lại", "sửa câu trước", "trợ giúp", "để sau",
    "english", "tiếng việt", "khmer", "gặp cán bộ", "asdf", "", " ", "👍", "dung",
    "cán bộ đòi tiền bồi dưỡng", "Chờ lâu quá, đi bốn lần", "đồng ý", "không đồng ý",
    "làm lại từ đầu", "thôi", "tất cả", "không có mục nào", "1, 3", "2 1", "3 1 2", "1 và 5",
    "gửi", "gui di", "xong", "ok", "đúng rồi", "sửa", "sửa câu 3", "câu hai", "khmer",
    "ba lần", "2,5", "40", "16/11/2026", "31/2/2026", "2 giờ chiều", "25h", "9 điểm", "4 sao",
    "rất", "nhưng hơi lâu", "tiếp tục", "có người đe doạ tôi", "để tối", "làm lại từ đầu",
    "cán bộ đòi tiền", "không ai đòi tiền", "sửa câu đầu",
    "0912 345 678", "an@thu.vn", "không muốn nói", "Không muốn trả lời", "Không để ý", "khác",
]  # fmt: skip
STOPS = ["dừng", "sai số rồi", "xoá dữ liệu của tôi"]
CLOSES = [Ending.EXPIRED, Ending.QUOTA_FULL, Ending.EXPIRED]
FEW = settings(
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)

CHANCE = st.integers(0, 2**32)
said = st.one_of(st.sampled_from(WORDS), st.sampled_from(WORDS), st.text(max_size=30))


class Citizens(RuleBasedStateMachine):
    """One talk, and everything that can happen to it."""

    flow: ClassVar[Flow]

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 11, 23, 2, tzinfo=UTC)
        self.conv = Conversation(ID, self.flow.hash, FACTS)
        self.watch = Watch(self.flow)
        self.shown: list[Option] = []
        self.posted: list[Submitted] = []
        self.last: Event = Begun()
        self.ids = [question.id for question in self.flow.questions]
        self.rateable = [q.id for q in self.flow.questions if q.kind in (Kind.SCALE, Kind.STARS)]
        listed = {choice.value for q in self.flow.questions for choice in q.choices}
        self.raw = [*RAW, *sorted(listed)]
        self.labels = [label for q in self.flow.questions for c in q.choices
                       for label in c.label.values()]  # fmt: skip

    @initialize(start=CHANCE)
    def invited(self, start: int) -> None:
        """Some talks are half way, so that what comes late in a survey is met as often."""
        chance = Random(start)
        facts = {**FACTS, "plan.consent": chance.random() < 0.3,
                 "case.filed_online": chance.random() < 0.3,
                 "case.returned_on": chance.choice([None, "2026-11-10", "2026-11-20"])}  # fmt: skip
        facts["plan.rating_answers"] = chance.choice(["", "no_such", *self.rateable])
        language = chance.choice(["vi", "vi", "en", "km"])
        self.conv = replace(self.conv, facts=facts, seed=chance.randrange(50), language=language)
        if chance.random() < 0.5:
            self.code()
        for _ in range(chance.randrange(-3, 16)):
            self.answers_a_page(chance)
            if chance.random() < 0.2:
                self.changes_a_mind(chance)

    # -- in chat ---------------------------------------------------------------------------
    @rule()
    def code(self) -> None:
        self.happens(Begun())

    @rule(text=said, ago=st.sampled_from([0, 0, 0, 1, 40]))
    def types(self, text: str, ago: int) -> None:
        self.happens(Replied(text, self.now - timedelta(seconds=ago)))

    @rule(data=st.data())
    def types_a_label(self, data: st.DataObject) -> None:
        self.happens(Replied(data.draw(st.sampled_from(self.labels)), self.now))

    @precondition(lambda self: self.conv.waiting_on is not None)
    @rule(start=CHANCE, ago=st.sampled_from([0, 0, 0, 40]))
    def answers_well(self, start: int, ago: int) -> None:
        question = judge(self.flow, self.conv).asked[self.conv.waiting_on or ""]
        value = fitting(question, Random(start))
        text = typed(question, value)
        if text is None:
            self.happens(Tapped(ID, question.id, value, self.now))
        else:
            self.happens(Replied(text, self.now - timedelta(seconds=ago)))

    @precondition(lambda self: self.conv.status is not Status.ENDED)
    @rule(start=CHANCE, further=st.booleans())
    def accuses_in_free_words(self, start: int, further: bool) -> None:
        """Up to a question that takes words, where one is near; perhaps in two messages."""
        for _ in range(4):
            question = self.flow.by_id.get(self.conv.waiting_on or "")
            if question is None or question.kind is Kind.TEXT:
                break
            self.answers_well(start, 0)
        self.happens(Replied("cán bộ đòi tiền tôi", self.now))
        if further:
            self.now += timedelta(seconds=4)
            self.happens(Replied("hai triệu đồng", self.now))

    @rule(start=CHANCE)
    def thinks_again(self, start: int) -> None:
        self.changes_a_mind(Random(start))

    @rule(pick=st.integers(0, 4))
    def presses_what_was_just_shown(self, pick: int) -> None:
        if self.shown:
            option = self.shown[-1 - pick % min(5, len(self.shown))]
            self.happens(Tapped(ID, option.question, option.value, self.now))

    @rule(data=st.data())
    def presses_an_old_button(self, data: st.DataObject) -> None:
        if self.shown:
            option = data.draw(st.sampled_from(self.shown))
            self.happens(Tapped(ID, option.question, option.value, self.now))

    @rule(conversation=st.sampled_from([ID, ID, 3]), data=st.data())
    def presses_a_foreign_or_forged_button(self, conversation: int, data: st.DataObject) -> None:
        question = data.draw(st.sampled_from([*self.ids, CONFIRM, "no_such"]))
        value = data.draw(st.sampled_from([*self.raw, "yes/1"]))
        self.happens(Tapped(conversation, question, value, self.now))

    @rule(what=st.sampled_from(["image", "voice", "sticker", "other"]))
    def sends(self, what: str) -> None:
        self.happens(SentOther(what, self.now))

    @rule(
        stars=st.integers(1, 5),
        words=st.one_of(st.just(""), said),
        ago=st.sampled_from([0, 0, 40]),
        in_chat=st.booleans(),
    )
    def rates(self, stars: int, words: str, ago: int, in_chat: bool) -> None:
        self.happens(Rated(stars, words, self.now - timedelta(seconds=ago), in_chat))

    # -- on the page -----------------------------------------------------------------------
    @rule(start=CHANCE)
    def posts_the_page_well(self, start: int) -> None:
        self.answers_a_page(Random(start))

    @rule(data=st.data(), skip=st.booleans())
    def posts_the_page_at_random(self, data: st.DataObject, skip: bool) -> None:
        raw = st.sampled_from(self.raw)
        fields = view(self.flow, self.conv).fields
        self.posts({one.id: data.draw(raw) for one in fields}, skip)

    @rule(start=CHANCE, changed=st.booleans())
    def posts_what_another_screen_showed(self, start: int, changed: bool) -> None:
        """Two devices: the page was shown, then the other one answered, then it is posted."""
        fields, chance = view(self.flow, self.conv).fields, Random(start)
        shown = {one.id: one.answer or "" for one in fields}
        self.answers_a_page(chance)
        asked, before = judge(self.flow, self.conv).asked, self.conv
        said = {
            id_: fitting(asked[id_], chance) if changed and id_ in asked else raw
            for id_, raw in shown.items()
        }
        self.posted.append(Submitted(said, False, shown=shown))
        self.happens(self.posted[-1])
        if not changed and before.status is not Status.ENDED:
            assert self.conv.answers == before.answers, "what was only shown takes nothing back"

    @rule(
        data=st.data(), skip=st.booleans(), language=st.sampled_from([None, "en", "vi", "km", "xx"])
    )
    def posts_any_form(self, data: st.DataObject, skip: bool, language: str | None) -> None:
        names, raw = st.sampled_from([*self.ids, "no_such"]), st.sampled_from(self.raw)
        self.posts(data.draw(st.dictionaries(names, raw, max_size=8)), skip, language)

    @rule(pick=st.integers(0, 20))
    def posts_an_old_page(self, pick: int) -> None:
        if self.posted:
            self.happens(self.posted[pick % len(self.posted)])

    @rule(behind=st.sampled_from([0, 0, 0, 1, 2, -1]))
    def sends_the_review_of_the_page(self, behind: int) -> None:
        self.happens(Sent(sum(self.conv.revisions.values()) - behind))

    @precondition(lambda self: self.conv.ending is Ending.COMPLETE)
    @rule(start=CHANCE, left=st.sampled_from([60, 60, 60, 0]), old=st.booleans())
    def corrects_what_was_sent(self, start: int, left: int, old: bool) -> None:
        """A section of it, well or with what anybody may forge; perhaps of an older screen."""
        chance, until = Random(start), self.now + timedelta(seconds=left)
        asked = judge(self.flow, self.conv).asked
        names = chance.sample(list(asked), min(len(asked), 4))
        fields = {
            id_: chance.choice([fitting(asked[id_], chance), chance.choice(self.raw)])
            for id_ in names
        }
        shown = {id_: self.conv.answers.get(id_, "") for id_ in names}
        page = Submitted(fields, chance.random() < 0.5, shown={} if old else shown)
        self.happens(Corrected(page, until))

    # -- an officer, and the clock ---------------------------------------------------------
    @rule(about=st.sampled_from(About))
    def is_handed_back(self, about: About) -> None:
        self.happens(HandedBack(about))

    @rule(behind=st.sampled_from([0, 0, 1]))
    def is_woken(self, behind: int) -> None:
        self.happens(Woken(self.conv.laters - behind))

    @rule(last=st.booleans())
    def went_silent(self, last: bool) -> None:
        self.happens(WentSilent(last))

    # -- and besides -----------------------------------------------------------------------
    @rule()
    def the_same_again(self) -> None:
        self.happens(self.last)

    @rule(seconds=st.sampled_from([1, 19, 21, 3600, 86400]))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(chance=st.integers(0, 9), how=st.sampled_from([*STOPS, None, *CLOSES]))
    def ends_from_outside(self, chance: int, how: str | Ending | None) -> None:
        if chance > 0:
            return
        if isinstance(how, Ending):
            self.happens(Ended(how))
        else:
            self.happens(Replied(how, self.now) if how else AskedToStop())

    def answers_a_page(self, chance: Random) -> None:
        """The whole screen, or most of it."""
        asked = judge(self.flow, self.conv).asked
        fields = {}
        for one in view(self.flow, self.conv).fields:
            raw = fitting(asked[one.id], chance) if one.id in asked else chance.choice(["", "Chợ"])
            fields[one.id] = "" if raw == SKIPPED or chance.random() < 0.1 else raw
        self.posts(fields, chance.random() < 0.5)

    def changes_a_mind(self, chance: Random) -> None:
        """Another answer to what was answered, often early on, where the most depends on it."""
        found = judge(self.flow, self.conv)
        if self.conv.status is not Status.OPEN or not found.given:
            return
        question = found.asked[chance.choice(list(found.given)[: chance.choice([3, 99])])]
        value = fitting(question, chance)
        if chance.random() < 0.5:
            self.happens(Tapped(ID, question.id, value, self.now))
        else:
            self.posts({question.id: "" if value == SKIPPED else value}, True)

    def posts(self, fields: Mapping[str, str], skip: bool, language: str | None = None) -> None:
        self.posted.append(Submitted(fields, skip, language))
        self.happens(self.posted[-1])

    def happens(self, event: Event) -> None:
        before = self.conv
        moved, effects = step(self.flow, before, event, self.now)
        spoken = [effect.prompt for effect in effects if isinstance(effect, Say)]
        moved = replace(moved, spoken=moved.spoken + len(spoken))  # as bot/effects.py numbers them
        self.conv, self.last = load(dump(moved)), event
        assert self.conv == moved
        self.watch.after(event, before, effects, self.conv)
        for prompt in spoken:
            self.shown += prompt.options


def fitting(question: Question, chance: Random) -> str:
    """An answer that fits a question as it is offered, very seldom one that ends the talk."""
    found = list(entry_of(question).samples(question))
    if question.kind.shape is not Shape.WORDS and question.dont_know:
        found.append(DONT_KNOW)
    if not question.required and not question.ends:
        found.append(SKIPPED)
    going_on = [value for value in found if value not in question.ends]
    return chance.choice(going_on if chance.random() < 0.98 else found)


def play(survey: str, talks: int) -> None:
    """So many talks over a survey."""
    machine = type("Machine", (Citizens,), {"flow": flow_named(survey)})
    run_state_machine_as_test(machine, settings=settings(FEW, max_examples=talks))


@pytest.mark.parametrize("survey", SURVEYS)
def test_citizens(survey: str) -> None:
    play(survey, SURVEYS[survey])


if __name__ == "__main__":
    for survey in SURVEYS:
        play(survey, int(sys.argv[1]))
