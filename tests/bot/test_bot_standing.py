"""How a talk stands once minds were changed, by chance, and with what was filled in beforehand."""

from datetime import UTC, datetime

import pytest

from bot.conversation import Conversation
from bot.events import Ended, Event, Record, Submitted
from bot.languages import named
from bot.step import step
from bot.view import view
from flows.model import Ending
from flows.walk.chance import arranged, shuffled
from tests.support.transcripts import FACTS, flow_named

FLOW = flow_named("ngau-nhien")
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
NEW = Conversation(7, FLOW.hash, FACTS, seed=8)
TO_THE_THIRD = {
    "viec": "ho_tich", "giay": "none", "uu_tien": "gon,nhanh",
    "thai_do": "3", "cong_bang": "3", "sao": "3", "ghe": "3", "quat": "3",
}  # fmt: skip
"""All before the last two sections."""


def after(*events: Event) -> Conversation:
    conv = NEW
    for event in events:
        conv, _ = step(FLOW, conv, event, NOW)
    return conv


def test_what_is_filled_in_beforehand_counts_only_once_it_is_sent() -> None:
    conv = after(Submitted(TO_THE_THIRD))
    lan = next(field for field in view(FLOW, conv).fields if field.id == "lan")
    assert (lan.filled, lan.answer) == ("1", None)
    assert "lan" not in conv.answers
    conv, _ = step(FLOW, conv, Submitted({"lan": "?", "muon_gop": ""}), NOW)
    lan = next(field for field in view(FLOW, conv).fields if field.id == "lan")
    assert (lan.filled, lan.answer) == ("", "?"), "an answer goes before what was filled in"


def test_a_choice_stands_chosen_beforehand() -> None:
    conv = after(Submitted({**TO_THE_THIRD, "lan": "9", "muon_gop": "no"}))
    tuoi = next(field for field in view(FLOW, conv).fields if field.id == "tuoi")
    assert [choice.value for choice in tuoi.choices if choice.chosen] == ["gia"]
    assert tuoi.answer is None


def test_an_answer_whose_choice_is_gone_is_shown_as_none() -> None:
    conv = after(Submitted({"viec": "dat", "giay": "so_do"}), Submitted({"viec": "ho_tich"}))
    screen = view(FLOW, conv)
    giay = next(field for field in screen.fields if field.id == "giay")
    assert giay.answer is None
    assert not any(choice.chosen for choice in giay.choices)
    assert screen.answered == 1


def test_several_are_kept_in_the_surveys_order_and_the_same_again_is_no_change() -> None:
    conv, effects = step(FLOW, NEW, Submitted({"viec": "dat", "giay": "don,so_do"}), NOW)
    assert Record("giay", "so_do,don", "form", 1) in effects
    assert [c.value for c in shuffled(FLOW.by_id["giay"], 8)][:2] == ["so_do", "don"]
    for again in ("so_do,don", "don,so_do"):
        assert step(FLOW, conv, Submitted({"giay": again}), NOW)[1] == ()


def test_an_end_from_outside_has_thanks_of_its_own_too() -> None:
    begun = Submitted({"viec": "dat"})
    expired = view(FLOW, after(begun, Ended(Ending.EXPIRED)))
    assert expired.farewell == "Đợt này đã kết thúc. Phần Ông/Bà đã trả lời vẫn được giữ."
    assert view(FLOW, after(Ended(Ending.EXPIRED))).farewell == "Đợt này đã kết thúc."


def test_the_last_page_says_the_note_at_the_very_end() -> None:
    end = Submitted({**TO_THE_THIRD, "lan": "1", "muon_gop": "no", "dan_toc": "kinh"})
    assert view(FLOW, after(end)).farewell == (
        "Kết quả chung sẽ được dán ở trụ sở. Xin cảm ơn Ông/Bà."
    )


@pytest.mark.parametrize("seed", range(60))
def test_chance_draws_as_many_as_are_asked_and_loses_nothing_else(seed: int) -> None:
    order = [question.id for question in arranged(FLOW, seed)]
    assert order == [question.id for question in arranged(FLOW, seed)]
    pool = {"thai_do", "huong_dan", "cong_bang"}
    assert len(pool & set(order)) == 2
    usual = [question.id for question in FLOW.questions]
    assert set(usual) - set(order) <= {*pool, "loi_may"}
    assert ("loi_may" in order) == ("thai_do" in order)
    mixed = {"ghe", "quat", "sao", "loi_may", *pool}
    assert [id_ for id_ in order if id_ not in mixed] == [i for i in usual if i not in mixed]
    assert order.index("viec_khac") == order.index("viec") + 1


def test_chance_is_fair_over_many_talks() -> None:
    talks = [[q.id for q in arranged(FLOW, seed)] for seed in range(600)]
    for id_ in ("thai_do", "huong_dan", "cong_bang"):
        assert 340 < sum(id_ in order for order in talks) < 460, "two of three, give or take"
    first = [min(("ghe", "quat", "sao"), key=order.index) for order in talks]
    assert all(140 < first.count(id_) < 260 for id_ in ("ghe", "quat", "sao"))


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("tiếng Việt", "vi"), ("tieng viet nha", "vi"), ("English please", "en"),
        ("đổi sang tiếng Anh", "en"), ("tiếng Khơ me", "km"), ("KHMER", "km"), ("ខ្មែរ", "km"),
        ("đổi ngôn ngữ", None), ("tiếng anh hay tiếng việt", None), ("", None),
    ],
)  # fmt: skip
def test_which_language_is_named(said: str, code: str | None) -> None:
    assert named(said) == code
