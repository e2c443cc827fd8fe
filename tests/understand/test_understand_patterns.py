"""Templates matched word by word find what their phrases, spelled out, would find."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understand.lexicon import Phrases, Row, spelled_out
from bot.understand.marks import syllable
from bot.understand.patterns import Patterns

MACROS = {"send": "gửi|nhắn tin|hỏi", "more": "nữa|$send nữa"}
TEMPLATES = (
    ("stop", "(đừng|thôi đừng) $send [tin|cho tôi] [nữa]"),
    ("stop", "[thôi] !dừng [lại|ở đây]"),
    ("later", "[để] (mai|chút nữa) [tôi] hỏi"),
    ("later", "để mai"),
    ("help", "hỏi [gì]"),
)
ROWS = [Row(role, (template,)) for role, template in TEMPLATES]
PATTERNS = Patterns(ROWS, MACROS, [syllable("hòi")])
PHRASES = Phrases(
    [Row(role, tuple(spelled_out(template, MACROS))) for role, template in TEMPLATES],
    PATTERNS.known,
)
WORDS = (
    "đừng dung dừng thôi thoi gửi gui nhắn tin hỏi hòi cho tôi nữa nua mai để lại gì ở đây chút xe"
)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(WORDS.split()), max_size=7))
def test_a_graph_of_templates_reads_as_all_their_phrases_do(typed: list[str]) -> None:
    words = tuple(syllable(word) for word in typed)
    assert PATTERNS.role(words) == PHRASES.role(words)
    assert list(PATTERNS.hits(words)) == PHRASES.scan(words)


@pytest.mark.parametrize(
    ("typed", "start", "end", "role"),
    [
        ("thôi đừng gửi tin nữa", 0, 0, "stop"),
        ("dạ đừng hỏi", 1, 0, "stop"),
        ("dạ đừng hỏi", 0, 0, None),
        ("để mai đi", 0, 2, "later"),
        ("để mai đi", 0, 3, None),
    ],
)
def test_the_longest_stretch_reaches_at_least_to_the_end_asked_for(
    typed: str, start: int, end: int, role: str | None
) -> None:
    hit = PATTERNS.longest(tuple(syllable(word) for word in typed.split()), start, end)
    assert (hit and hit.role) == role


def test_every_word_of_every_template_can_be_spelled() -> None:
    assert {"gửi", "nhắn", "dừng"} <= {
        word for word in WORDS.split() if syllable(word) in set(PATTERNS.syllables())
    }
