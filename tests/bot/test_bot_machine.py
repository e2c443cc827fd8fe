"""Any sequence of events leaves a sound conversation: hypothesis plays citizens of every temper."""

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from bot.conversation import Conversation, Status, dump, load
from bot.events import (
    Alert,
    AskedToStop,
    Begun,
    Close,
    Effect,
    Ended,
    Event,
    Option,
    Record,
    Refuse,
    Replied,
    Say,
    SentOther,
    Submitted,
    Tapped,
)
from bot.prompts import CONFIRM
from bot.step import step
from bot.view import view
from flows.model import DONT_KNOW, SKIPPED, Ending, Kind
from tests.support.transcripts import FACTS, ID, flow_named

FLOW = flow_named("hai-long-tthc")
QUESTIONS = [question.id for question in FLOW.questions]
VALUES = ["1", "2", "3", "4", "5", "yes", "no", "nhanh_hon", "", "?", "-", "6", "x"]
WORDS = [
    "1", "2", "3", "5", "6", "hài lòng", "rat k hai long", "cung duoc", "chán", "có", "ko", "đúng",
    "không phải", "không biết", "bỏ qua", "quay lại", "sửa câu trước", "trợ giúp", "để sau",
    "english", "tiếng việt", "gặp cán bộ", "asdf", "", " ", "👍", "cán bộ đòi tiền bồi dưỡng",
    "Chờ lâu quá, đi bốn lần", "đồng ý", "không đồng ý", "làm lại từ đầu", "thôi",
]  # fmt: skip
STOPS = ["dừng", "sai số rồi", "xoá dữ liệu của tôi"]
PAYLOAD = re.compile(r"#(\d{1,18})/([\w.]{1,60})=(\S{1,60})")  # what channels/zalo/read.py takes

typed = st.one_of(st.sampled_from(WORDS), st.sampled_from(WORDS), st.text(max_size=30))


class Citizens(RuleBasedStateMachine):
    """One conversation, and everything that can happen to it."""

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 11, 23, 2, tzinfo=UTC)
        self.conv = Conversation(ID, FLOW.hash, FACTS)
        self.shown: list[Option] = []
        self.last: Event = Begun()
        self.alerted: Counter[str] = Counter()

    @initialize(consent=st.booleans(), online=st.booleans())
    def invited(self, consent: bool, online: bool) -> None:
        facts = {**FACTS, "plan.consent": consent, "case.filed_online": online}
        self.conv = replace(self.conv, facts=facts)

    # -- what happens ----------------------------------------------------------------------
    @rule()
    def code(self) -> None:
        self.happens(Begun())

    @rule(text=typed, ago=st.sampled_from([0, 0, 0, 1, 40]))
    def types(self, text: str, ago: int) -> None:
        self.happens(Replied(text, self.now - timedelta(seconds=ago)))

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

    @rule(
        conversation=st.sampled_from([ID, ID, 3]),
        question=st.sampled_from([*QUESTIONS, CONFIRM, "no_such"]),
        value=st.sampled_from([*VALUES, "yes/1"]),
    )
    def presses_a_foreign_or_forged_button(
        self, conversation: int, question: str, value: str
    ) -> None:
        self.happens(Tapped(conversation, question, value, self.now))

    @rule(what=st.sampled_from(["image", "voice", "sticker", "other"]))
    def sends(self, what: str) -> None:
        self.happens(SentOther(what, self.now))

    @rule(value=st.sampled_from(VALUES), skip=st.booleans())
    def posts_the_page_shown(self, value: str, skip: bool) -> None:
        fields = {field.id: value for field in view(FLOW, self.conv).fields}
        self.happens(Submitted(fields, skip))

    @rule(
        fields=st.dictionaries(st.sampled_from([*QUESTIONS, "no_such"]), st.sampled_from(VALUES)),
        skip=st.booleans(),
        language=st.sampled_from([None, "en", "vi", "xx"]),
    )
    def posts_any_form(self, fields: dict[str, str], skip: bool, language: str | None) -> None:
        self.happens(Submitted(fields, skip, language))

    @rule()
    def the_same_again(self) -> None:
        self.happens(self.last)

    @rule(seconds=st.sampled_from([1, 19, 21, 3600, 86400]))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(text=st.sampled_from(STOPS), chance=st.integers(0, 5))
    def refuses_in_chat(self, text: str, chance: int) -> None:
        if chance == 0:
            self.happens(Replied(text, self.now))

    @rule(
        chance=st.integers(0, 9), ending=st.sampled_from([None, Ending.EXPIRED, Ending.QUOTA_FULL])
    )
    def ends_from_outside(self, chance: int, ending: Ending | None) -> None:
        if chance == 0:
            self.happens(Ended(ending) if ending else AskedToStop())

    # -- what must hold --------------------------------------------------------------------
    def happens(self, event: Event) -> None:
        before = self.conv
        moved, effects = step(FLOW, before, event, self.now)
        moved = replace(moved, spoken=moved.spoken + sum(isinstance(e, Say) for e in effects))
        self.conv, self.last = load(dump(moved)), event
        assert self.conv == moved
        self.speaks_well(effects)
        self.records_what_was_offered(before, effects)
        self.ends_for_good(before, effects)
        if isinstance(event, Replied):
            self.takes_nothing_that_came_too_early(before, event, effects)
        if self.conv.status is Status.OPEN:
            assert self.conv.waiting_on in FLOW.by_id
        view(FLOW, self.conv)

    def speaks_well(self, effects: tuple[Effect, ...]) -> None:
        said = [effect.prompt for effect in effects if isinstance(effect, Say)]
        assert len(said) <= 1
        for prompt in said:
            assert 0 < len(prompt.text) <= 2000
            assert "{" not in prompt.text
            assert len(prompt.options) <= 5
            for option in prompt.options:
                assert 0 < len(option.label) <= 100
                assert PAYLOAD.fullmatch(f"#{ID}/{option.question}={option.value}")
            self.shown += prompt.options

    def records_what_was_offered(self, before: Conversation, effects: tuple[Effect, ...]) -> None:
        revisions = Counter(before.revisions)
        agreed = before.answers.get("dong_y_tham_gia") == "yes"
        for effect in effects:
            if isinstance(effect, Record):
                agreed = agreed or (effect.question, effect.value) == ("dong_y_tham_gia", "yes")
                assert (
                    agreed or not self.conv.facts["plan.consent"] or "tham_gia" in effect.question
                )
                revisions[effect.question] += 1
                assert effect.revision == revisions[effect.question]
                assert offered(effect)
            if isinstance(effect, Alert):
                self.alerted[effect.question] += 1
        assert revisions == self.conv.revisions
        assert set(self.alerted.values()) <= {1}

    def ends_for_good(self, before: Conversation, effects: tuple[Effect, ...]) -> None:
        closes = [effect for effect in effects if isinstance(effect, Close)]
        if before.status is Status.ENDED:
            assert self.conv.status is Status.ENDED
            assert self.conv.answers == before.answers
            assert self.conv.ending in (before.ending, Ending.REFUSED)
            assert not closes
        else:
            assert len(closes) == (self.conv.status is Status.ENDED)
        if before.ending is Ending.REFUSED:
            assert effects == ()
        refuses = sum(isinstance(effect, Refuse) for effect in effects)
        newly = self.conv.ending is Ending.REFUSED and before.ending is not Ending.REFUSED
        assert refuses == newly

    def takes_nothing_that_came_too_early(
        self, before: Conversation, event: Replied, effects: tuple[Effect, ...]
    ) -> None:
        asked_at = before.pending.asked_at if before.pending else before.asked_at
        if asked_at is None or event.at < min(asked_at, before.asked_at or asked_at):
            taken = [effect.question for effect in effects if isinstance(effect, Record)]
            assert all(name.endswith("/loi") for name in taken)


def offered(record: Record) -> bool:
    """Whether the question takes that value, in that way."""
    if record.question.endswith("/loi"):
        return record.value == "" and bool(record.words)
    question = FLOW.by_id[record.question]
    if record.value == SKIPPED:
        return not question.ends
    if record.value == DONT_KNOW:
        return question.dont_know
    if question.kind is Kind.TEXT:
        return record.value == "" and bool(record.words)
    return question.choice(record.value) is not None


Citizens.TestCase.settings = settings(
    max_examples=300,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestCitizens = Citizens.TestCase
