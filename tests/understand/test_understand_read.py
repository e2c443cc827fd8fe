"""Readings one by one, by kind of context."""

import pytest

from bot.understand import read
from bot.understand.judge import CONTEXTS
from bot.understand.reading import (
    Certainty,
    Command,
    Context,
    Grievance,
    Option,
    Reading,
    likely,
    sure,
)

SCALE, YES_NO, TEXT = CONTEXTS["scale"], CONTEXTS["yesno"], CONTEXTS["text"]
UPSIDE_DOWN = Context("scale", SCALE.options, descending=True)
ELEVEN = Context("scale", tuple(Option(str(n), (str(n),)) for n in range(11)))
THREE = Context(
    "scale",
    (
        Option("1", ("Không hài lòng", "មិនពេញចិត្ត")),
        Option("2", ("Bình thường", "ធម្មតា")),
        Option("3", ("Hài lòng", "ពេញចិត្ត")),
    ),
)
WAYS = Context(
    "choice",
    (
        Option("desk", ("Nộp tại bộ phận một cửa", "At the counter")),
        Option("web", ("Nộp trực tuyến", "Online", "qua mạng")),
        Option("post", ("Gửi bưu điện", "By post")),
    ),
)
UNCLEAR = Reading(Certainty.UNCLEAR)
ACCUSED = Reading(Certainty.SURE, complaint=True, grievance=Grievance.ACCUSATION)


def command(which: Command) -> Reading:
    return Reading(Certainty.SURE, which)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", sure("5")),
        ("5", sure("1")),
        ("1 rất hài lòng", sure("5")),
        ("5 rất hài lòng", UNCLEAR),
        ("5 sao", likely("5")),
        ("rất hài lòng", sure("5")),
    ],
)
def test_on_a_scale_shown_from_the_top_a_digit_is_a_displayed_position(
    text: str, expected: Reading
) -> None:
    assert read(text, UPSIDE_DOWN) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", sure("0")),
        ("10", sure("10")),
        ("mười", sure("10")),
        ("11", Reading(Certainty.UNCLEAR, invalid=True)),
        ("hài lòng", UNCLEAR),
    ],
)
def test_a_scale_of_bare_numbers_takes_numbers_only(text: str, expected: Reading) -> None:
    assert read(text, ELEVEN) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hai long", sure("3")),
        ("ពេញចិត្ត", sure("3")),
        ("៣", sure("3")),
        ("tốt", likely("3")),
        ("rất hài lòng", UNCLEAR),
        ("5", Reading(Certainty.UNCLEAR, invalid=True)),
    ],
)
def test_a_shorter_scale_in_two_languages(text: str, expected: Reading) -> None:
    assert read(text, THREE) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2", sure("web")),
        ("Nộp trực tuyến", sure("web")),
        ("nop truc tuyen", sure("web")),
        ("noptructuyen", sure("web")),
        ("nộp trực tuyếnn", sure("web")),
        ("dạ qua mạng ạ", sure("web")),
        ("c", sure("post")),
        ("cái cuối", sure("post")),
        ("4", Reading(Certainty.UNCLEAR, invalid=True)),
        ("nộp trực tuyến với bưu điện", UNCLEAR),
        ("nộp trực tuyến?", UNCLEAR),
        ("nộp", UNCLEAR),
    ],
)
def test_choices_by_label_number_and_letter(text: str, expected: Reading) -> None:
    assert read(text, WAYS) == expected


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("3", "number", sure("3")),
        ("mười hai", "number", sure("12")),
        ("3 lần", "number", likely("3")),
        ("1.000", "number", likely("1000")),
        ("-3", "number", sure("-3")),
        ("3 hay 4", "number", UNCLEAR),
        ("05/03/2026", "date", sure("2026-03-05")),
        ("ngày 5 tháng 3 năm 2026", "date", sure("2026-03-05")),
        ("2026-03-05", "date", sure("2026-03-05")),
        ("5.3.26", "date", likely("2026-03-05")),
        ("31/02/2026", "date", Reading(Certainty.UNCLEAR, invalid=True)),
        ("5/3", "date", UNCLEAR),
        ("hôm qua", "date", UNCLEAR),
        ("0912 345 678", "phone", sure("0912345678")),
        ("+84 912.345.678", "phone", sure("0912345678")),
        ("dạ số em là 0912345678 ạ", "phone", UNCLEAR),
        ("số 0912345678 ạ", "phone", sure("0912345678")),
        ("0123456789", "phone", Reading(Certainty.UNCLEAR, invalid=True)),
        ("12345", "phone", Reading(Certainty.UNCLEAR, invalid=True)),
        ("không biết", "phone", command(Command.DONT_KNOW)),
    ],
)
def test_numbers_days_and_telephones(text: str, kind: str, expected: Reading) -> None:
    contexts = {"number": Context("number"), "date": Context("date"), "phone": Context("phone")}
    assert read(text, contexts[kind]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cán bộ hướng dẫn rất kỹ", Reading(Certainty.SURE)),
        ("cán bộ vòi tiền", ACCUSED),
        ("cán bộ không hề vòi tiền", Reading(Certainty.SURE)),
        ("không có gì", command(Command.SKIP)),
        ("dừng", command(Command.STOP)),
        ("dừng xe trước cổng rất khó", Reading(Certainty.SURE)),
        ("hài lòng", Reading(Certainty.SURE)),
    ],
)
def test_free_words_are_kept_and_only_whole_replies_are_commands(
    text: str, expected: Reading
) -> None:
    assert read(text, TEXT) == expected


@pytest.mark.parametrize(
    ("text", "which"),
    [
        ("sửa câu 3", Command.CHANGE),
        ("đổi câu số 2", Command.CHANGE),
        ("làm lại từ đầu", Command.RESTART),
        ("tiếng Khmer", Command.LANGUAGE),
        ("English please", Command.LANGUAGE),
        ("bận rồi, để mai nhé", Command.LATER),
        ("dừng, không hài lòng gì hết", Command.STOP),
    ],
)
def test_commands_that_the_table_has_no_word_for(text: str, which: Command) -> None:
    for context in CONTEXTS.values():
        assert read(text, context) == command(which)


@pytest.mark.parametrize("text", ["dung", "đừng", "đừng hỏi nữa, rất hài lòng", "không dừng"])
def test_what_may_be_a_stop_is_asked_about(text: str) -> None:
    for context in (SCALE, YES_NO):
        assert read(text, context) == UNCLEAR


def test_an_accusation_beside_a_judgement_raises_the_alert_and_is_no_score() -> None:
    reading = read("không hài lòng, cán bộ đòi tiền", SCALE)
    assert reading == ACCUSED


def test_a_remark_is_asked_about_and_marked() -> None:
    assert read("thái độ tốt nhưng chậm", SCALE) == Reading(Certainty.UNCLEAR, complaint=True)


@pytest.mark.parametrize(
    "typed",
    [
        "raats khoong haif longf",
        "ra61t kho6ng ha2i lo2ng",
        "ra^'t kho^ng ha`i lo`ng",
        "rấtkhônghàilòng",
        "rat ko hai long",
        "rấttt hông hài lòngggg",
        "rất khôg hài lòng",
    ],
)
def test_one_label_in_the_ways_in_which_it_is_typed(typed: str) -> None:
    assert read(typed, SCALE) == sure("1")


def test_a_label_that_two_options_share_names_neither() -> None:
    twice = Context("choice", (Option("a", ("Khác",)), Option("b", ("Khác",))))
    assert read("Khác", twice).value is None
