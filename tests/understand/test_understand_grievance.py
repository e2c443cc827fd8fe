"""Accusations and distress are heard beside anything else, and not where they are denied."""

import pytest

from bot.understand import read
from bot.understand.judge import CONTEXTS
from bot.understand.reading import Certainty, Command, Context, Grievance, Reading

ACCUSED = [
    "cán bộ đòi tiền tôi",
    "can bo doi tien toi 2 trieu",
    "không đưa phong bì thì không xong",
    "khong dua phong bi thi khong xong",
    "bảo phải chung chi mới xong",
    "phải bồi dưỡng cho anh ở quầy 200 ngàn",
    "bị đòi hối lộ",
    "có cò mồi trước cổng",
    "nhờ cò hồ sơ mới nhanh",
    "thu tien ngoai quy dinh",
    "they asked for money",
]
IN_DISTRESS = [
    "tôi muốn tự tử vì chuyện đất đai",
    "có người đe doạ tôi",
    "có người đe dọa tôi",
    "dọa đánh tôi",
    "tôi không muốn sống nữa",
    "toi khong muon song nua",
    "they threatened me",
]
NOTHING_SUCH = [
    "không ai đòi tiền cả",
    "không thấy cán bộ nào đòi tiền",
    "khong ai voi vinh gi het",
    "tot nhung nhieu nguoi qua",
    "co moi nguoi giup do",
    "co ho so roi",
    "làm việc với Vinh rất tốt",
    "tổng tiền là 50 nghìn",
    "chứng chỉ nộp rồi",
    "chung chi nop roi",
    "mong cán bộ được bồi dưỡng nghiệp vụ thêm",
    "toi hoi lo ve ho so",
    "tu tu toi tra loi",
    "chờ muốn chết",
    "bị đánh giá thấp",
    "rất hài lòng",
]


@pytest.mark.parametrize("context", CONTEXTS.values(), ids=CONTEXTS)
def test_what_an_officer_must_read_is_heard_in_every_context(context: Context) -> None:
    for said in ACCUSED:
        assert read(said, context).grievance is Grievance.ACCUSATION, said
    for said in IN_DISTRESS:
        assert read(said, context).grievance is Grievance.DISTRESS, said


@pytest.mark.parametrize("context", CONTEXTS.values(), ids=CONTEXTS)
@pytest.mark.parametrize("said", NOTHING_SUCH)
def test_what_only_looks_like_it_is_let_be(said: str, context: Context) -> None:
    reading = read(said, context)
    assert reading.grievance is None
    assert not (reading.complaint and reading.certainty is Certainty.SURE)


def test_a_stop_is_obeyed_before_an_accusation() -> None:
    reading = read("dừng lại, cán bộ đòi tiền tôi", CONTEXTS["scale"])
    assert reading == Reading(
        Certainty.SURE, Command.STOP, complaint=True, grievance=Grievance.ACCUSATION
    )


def test_an_evening_is_not_the_citizen() -> None:
    for context in CONTEXTS.values():
        assert read("tôi rảnh rồi", context).command is not Command.LATER
        assert read("tối tôi rảnh", context).command is Command.LATER
