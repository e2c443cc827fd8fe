"""What a page shows of a conversation."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.conversation import Conversation
from bot.events import AskedToStop, Begun, Ended, Event, Replied, Submitted
from bot.step import step
from bot.view import FieldChoice, view
from flows.model import Ending, Kind
from tests.support.transcripts import FACTS, flow_named

FLOW = flow_named("hai-long-tthc")
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
NEW = Conversation(7, FLOW.hash, FACTS)
ALL_FOURS = {q.id: "4" for q in FLOW.criteria if q.criterion != "II.E"} | {"tong_the": "4"}
"""Everything up to the question on feedback."""


def after(*events: Event, start: Conversation = NEW) -> Conversation:
    conv = start
    for event in events:
        conv, _ = step(FLOW, conv, event, NOW)
    return conv


def test_the_first_page() -> None:
    screen = view(FLOW, NEW)
    assert screen.title == "Ý kiến của Ông/Bà về việc giải quyết thủ tục hành chính"
    assert screen.section == "Đánh giá chung"
    assert [field.id for field in screen.fields] == ["tong_the"]
    assert (screen.answered, screen.total) == (0, 17)
    assert (screen.first, screen.last) == (True, False)
    assert screen.notice.startswith("Sở Nội vụ tỉnh An Giang (0296 3957 000)")
    assert "…" not in screen.notice, "every placeholder was filled"
    assert (screen.ending, screen.farewell) == (None, "")
    assert screen.languages == ("vi", "en", "km")
    assert screen.unreviewed == ("km",)


def test_a_field_with_its_choices() -> None:
    (field,) = view(FLOW, NEW).fields
    assert (field.kind, field.number, field.answer) == (Kind.SCALE, 1, None)
    assert "UBND phường Long Xuyên" in field.text
    assert field.choices[0] == FieldChoice("1", "Rất không hài lòng", "")
    assert [choice.value for choice in field.choices] == ["1", "2", "3", "4", "5"]
    assert field.dont_know


def test_what_one_person_saw_is_not_shown_to_the_next() -> None:
    other = replace(NEW, facts={**FACTS, "agency.name": "UBND xã Bình Hòa"})
    for conv, agency in ((NEW, "UBND phường Long Xuyên"), (other, "UBND xã Bình Hòa")):
        assert agency in view(FLOW, conv).fields[0].text
    begun = Submitted({"tong_the": "4"})
    for events, chosen in ((begun, Submitted({"giay_to": "2"})), ["2"]), ((begun,), []):
        field = view(FLOW, after(*events)).fields[1]
        assert [choice.value for choice in field.choices if choice.chosen] == chosen


def test_looking_changes_nothing() -> None:
    before = replace(NEW)
    view(FLOW, NEW)
    view(FLOW, NEW, "en")
    assert before == NEW


def test_a_section_a_screen_and_the_progress() -> None:
    screen = view(FLOW, after(Submitted({"tong_the": "4"})))
    assert screen.section == "Thủ tục hành chính"
    assert [field.id for field in screen.fields] == [
        "niem_yet",
        "giay_to",
        "phi_le_phi",
        "thoi_han",
    ]
    assert [field.number for field in screen.fields] == [2, 3, 4, 5]
    assert (screen.answered, screen.total) == (1, 17)
    assert (screen.first, screen.notice) == (False, "")


def test_a_section_half_answered_is_shown_again_with_its_answers() -> None:
    screen = view(FLOW, after(Submitted({"tong_the": "4"}), Submitted({"giay_to": "2"})))
    assert screen.section == "Thủ tục hành chính"
    assert [field.answer for field in screen.fields] == [None, "2", None, None]
    assert (screen.answered, screen.total) == (2, 19)  # a low answer asks why


def test_the_path_follows_the_facts_and_the_answers() -> None:
    online = replace(NEW, facts={**FACTS, "case.filed_online": True})
    assert view(FLOW, online).total == 15
    assert view(FLOW, after(Submitted({**ALL_FOURS, "gop_y": "yes"}))).total == 20
    assert view(FLOW, after(Submitted({**ALL_FOURS, "gop_y": "no"}))).total == 17


def test_the_consent_of_a_plan_stands_alone_and_nothing_is_preset() -> None:
    asked = replace(NEW, facts={**FACTS, "plan.consent": True})
    screen = view(FLOW, asked)
    assert screen.section == "Đồng ý tham gia"
    (field,) = screen.fields
    assert (field.id, field.answer, field.dont_know) == ("dong_y_tham_gia", None, False)
    assert [choice.label for choice in field.choices] == ["Đồng ý", "Không đồng ý"]
    assert screen.first
    agreed = view(FLOW, after(Submitted({"dong_y_tham_gia": "yes"}), start=asked))
    assert agreed.section == "Đánh giá chung"


def test_why_and_the_consent_to_tell_stand_together() -> None:
    low = after(Submitted({**ALL_FOURS, "thai_do": "1", "gop_y": "no"}))
    screen = view(FLOW, low)
    assert screen.section == "Điều Ông/Bà chưa hài lòng"
    assert [(field.id, field.kind, field.answer) for field in screen.fields] == [
        ("vi_sao", Kind.TEXT, None),
        ("dong_y_cho_biet", Kind.YES_NO, None),
    ]


def test_the_last_section() -> None:
    screen = view(FLOW, after(Submitted({**ALL_FOURS, "gop_y": "no"})))
    assert [field.id for field in screen.fields] == ["mong_doi", "gop_y_khac"]
    assert screen.last


@pytest.mark.parametrize(
    ("events", "ending", "farewell"),
    [
        (
            (Submitted({**ALL_FOURS, "gop_y": "no", "mong_doi": "?", "gop_y_khac": ""}),),
            Ending.COMPLETE,
            "Xin cảm ơn Ông/Bà, ý kiến đã được ghi nhận. Cần hỗ trợ, xin gọi 0296 3957 000.",
        ),
        (
            (AskedToStop(),),
            Ending.REFUSED,
            "Đã ghi nhận, chúng tôi sẽ không nhắn thêm. Cảm ơn Ông/Bà. "
            "Cần hỗ trợ, xin gọi 0296 3957 000.",
        ),
        (
            (Ended(Ending.EXPIRED),),
            Ending.EXPIRED,
            "Đợt lấy ý kiến này đã kết thúc. Cảm ơn Ông/Bà đã quan tâm. "
            "Cần hỗ trợ, xin gọi 0296 3957 000.",
        ),
        (
            (Ended(Ending.QUOTA_FULL),),
            Ending.QUOTA_FULL,
            "Đợt này đã nhận đủ ý kiến. Cảm ơn Ông/Bà đã quan tâm. "
            "Cần hỗ trợ, xin gọi 0296 3957 000.",
        ),
    ],
)
def test_the_farewell(events: tuple[Event, ...], ending: Ending, farewell: str) -> None:
    screen = view(FLOW, after(*events))
    assert (screen.ending, screen.farewell, screen.fields) == (ending, farewell, ())


def test_in_english_by_the_address_of_the_page() -> None:
    screen = view(FLOW, NEW, "en")
    assert screen.language == "en"
    assert screen.section == "Overall"
    assert screen.fields[0].choices[4].label == "Very satisfied"
    assert view(FLOW, after(AskedToStop()), "en").farewell.startswith("Noted, we will not write")
    assert view(FLOW, NEW, "fr").language == "vi"


def test_an_english_page_makes_english_answers() -> None:
    conv = after(Submitted({"tong_the": "4"}, language="en"))
    assert conv.language == "en"
    assert after(Submitted({"tong_the": "4"}, language="xx")).language == "vi"


def test_the_page_shows_what_the_chat_has_asked() -> None:
    conv = after(Begun(), Replied("hài lòng", NOW))
    screen = view(FLOW, conv)
    assert screen.section == "Thủ tục hành chính"
    assert screen.answered == 1


def test_the_revision_grows_with_every_answer() -> None:
    seen = [view(FLOW, NEW).revision]
    conv = NEW
    for fields in ({"tong_the": "4"}, {"niem_yet": "4", "giay_to": "5"}, {"niem_yet": "3"}):
        conv = after(Submitted(fields), start=conv)
        seen.append(view(FLOW, conv).revision)
    assert seen == [0, 1, 3, 4]
