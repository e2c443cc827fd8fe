"""What holds for any text at all: it is read without an error, and never by accident."""

import string
import unicodedata
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understand import read
from bot.understand.judge import CONTEXTS, load
from bot.understand.reading import Certainty, Context, Kind

TYPED_OUT: tuple[Kind, ...] = ("number", "date", "time", "phone", "email")
ALL = [
    *CONTEXTS.values(),
    *(Context(kind) for kind in TYPED_OUT),
    Context("ranking", CONTEXTS["scale"].options),
]
ASKING = [context for context in ALL if context.kind != "text"]
DATA = Path(__file__).parents[1] / "data"
UTTERANCES = [utterance for utterance, _ in load(DATA / "replies.tsv")]
FEW = settings(max_examples=200, deadline=None)


@FEW
@given(st.text(max_size=2000), st.sampled_from(ALL))
def test_no_text_is_an_error(text: str, context: Context) -> None:
    reading = read(text, context)
    assert reading.certainty in Certainty
    assert reading.value is None or reading.certainty is not Certainty.UNCLEAR


@FEW
@given(
    st.text(
        "aàảãáạđkhông ôơ1290.,?'^`~+(\u0300\u0301\u0302\u031b\ufe0f⭐👍ត៥\u200b\ud800", max_size=80
    ),
    st.sampled_from(ALL),
)
def test_no_odd_marks_are_an_error(text: str, context: Context) -> None:
    read(text, context)


@pytest.mark.parametrize("sign", ["\u0301", "a" * 2000, "1" * 2000, "?" * 2000, "\0", "", "   "])
def test_the_extremes_are_unclear_or_a_call_for_help(sign: str) -> None:
    for context in ASKING:
        reading = read(sign, context)
        assert reading.value is None
        assert reading.command in (None, "help")


@pytest.mark.parametrize("piece", ["ạ ", "dạ ", "@", "1 ", "zalo, ", "a, ", "khoảng "])
def test_a_long_hostile_reply_is_read_in_no_time(piece: str) -> None:
    text = piece * (2000 // len(piece))
    read(text, ALL[0])  # the tables are built before the watch starts
    started = process_time()
    for context in ALL:
        read(text, context)
    assert process_time() - started < 2  # seconds; a cubic reading would take a minute


@FEW
@given(st.text(string.ascii_lowercase, min_size=9, max_size=14).map(lambda x: "zq" + x + "xw"))
def test_garbage_is_unclear(text: str) -> None:
    for context in ASKING:
        assert read(text, context).certainty is Certainty.UNCLEAR


@FEW
@given(st.sampled_from(UTTERANCES), st.sampled_from(ALL))
def test_composed_or_taken_apart_the_same_letters_mean_the_same(
    text: str, context: Context
) -> None:
    composed = read(unicodedata.normalize("NFC", text), context)
    assert composed == read(unicodedata.normalize("NFD", text), context)


@FEW
@given(st.sampled_from(UTTERANCES), st.sampled_from(ALL))
def test_upper_case_means_the_same(text: str, context: Context) -> None:
    assert read(text.upper(), context) == read(text.lower(), context)


@FEW
@given(st.sampled_from(UTTERANCES), st.sampled_from([".", "!", "!!!", " ", "...", " .", "…", "\n"]))
def test_a_full_stop_or_a_shout_changes_nothing(text: str, ending: str) -> None:
    for context in CONTEXTS.values():
        assert read(text + ending, context) == read(text, context)


@FEW
@given(
    st.sampled_from([u for u, intent in load(DATA / "replies.tsv") if intent[:5] == "scale"]),
    st.sampled_from(
        ["{} nhưng chậm", "nếu {}", "{} không?", "không phải {}", "{} thì sao", "ai nói {}",
         "chưa chắc {}", "{} hay không", "giá mà {}", "{} =))", "lẽ ra {}", "làm sao mà {}"]
    ),
)  # fmt: skip
def test_doubt_around_a_judgement_is_never_a_score(text: str, frame: str) -> None:
    assert read(frame.format(text), CONTEXTS["scale"]).value is None
