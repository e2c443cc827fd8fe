"""A posted form as fields and as a turn: joined, capped, and the same key for the same form."""

import pytest
from multidict import MultiDict

from bot.conversation import Conversation
from bot.events import Submitted
from bot.turns import Turn
from channels.web.read import MAX_FIELDS, MAX_SIGNS, places_of, ranked, read_fields, read_form
from tests.channels.webpage import FLOW, NOW
from tests.support.transcripts import FACTS

CONV = Conversation(7, FLOW.hash, FACTS)


def form(*pairs: tuple[str, object]) -> MultiDict[object]:
    return MultiDict[object]([("revision", "3"), ("act", "next"), *pairs])


def turn(*pairs: tuple[str, object]) -> Turn:
    posted = form(*pairs)
    return read_form(posted, read_fields(posted), CONV, NOW)


def test_only_what_stood_on_the_page_is_read() -> None:
    posted = form(("asked", "a"), ("asked", "b"), ("q.a", "1"), ("q.c", "2"))
    assert read_fields(posted) == {"a": "1", "b": ""}


def test_several_values_of_one_name_are_joined() -> None:
    assert read_fields(form(("asked", "a"), ("q.a", "x"), ("q.a", "y"))) == {"a": "x,y"}


@pytest.mark.parametrize("values", [("?",), ("vì sao", "?"), ("?", "1", "2")])
def test_dont_know_wins(values: tuple[str, ...]) -> None:
    assert read_fields(form(("asked", "a"), *(("q.a", value) for value in values))) == {"a": "?"}


def test_a_question_mark_among_words_is_words() -> None:
    assert read_fields(form(("asked", "a"), ("q.a", "Vì sao?"))) == {"a": "Vì sao?"}


@pytest.mark.parametrize(
    ("places", "raw"),
    [
        ({"x": "2", "y": "1"}, "y,x"),
        ({"x": "1"}, "x"),
        ({"x": "1", "y": "1"}, "x:1,y:1"),
        ({"x": "1", "y": "3"}, "x:1,y:3"),
        ({"x": "", "y": "1"}, "x:,y:1"),
        ({"x": "0", "y": "1"}, "x:0,y:1"),
        ({"x": "01", "y": "2"}, "x:01,y:2"),
    ],
)
def test_places(places: dict[str, str], raw: str) -> None:
    assert ranked(places) == raw
    if ":" in raw:
        assert places_of(raw.split(",")) == places


def test_places_are_read_from_the_form_and_no_place_is_a_blank() -> None:
    asked = (("asked", "a"), ("asked", "b"))
    posted = form(*asked, ("q.a.x", "2"), ("q.a.y", " 1 "), ("q.b.x", ""), ("q.b.y", ""))
    assert read_fields(posted) == {"a": "y,x", "b": ""}


def test_the_other_is_meant_only_where_nothing_else_is_chosen() -> None:
    asked = (("asked", "a"), ("asked", "a_khac"), ("words.a", "a_khac"), ("q.a_khac", "Loa"))
    assert read_fields(form(*asked)) == {"a": "other", "a_khac": "Loa"}
    assert read_fields(form(*asked, ("q.a", "x")))["a"] == "x"
    assert read_fields(form(*asked, ("q.a", "?")))["a"] == "?"
    assert read_fields(form(("asked", "a"), ("words.a", "a_khac"))) == {"a": ""}


def test_sizes_are_capped_and_signs_cleaned() -> None:
    many = [("asked", f"q{n}") for n in range(MAX_FIELDS + 5)]
    assert len(read_fields(form(*many))) == MAX_FIELDS
    posted = form(("asked", "a"), ("q.a", "x\x00" + "y" * 2 * MAX_SIGNS), ("asked", "b" * 99))
    fields = read_fields(posted)
    assert fields["a"] == "x" + "y" * (MAX_SIGNS - 1)
    assert "b" * 60 in fields


def test_the_same_form_has_the_same_key_and_another_has_another() -> None:
    pairs = (("asked", "a"), ("q.a", "1"))
    assert turn(*pairs) == turn(*pairs)
    keys = {
        turn(*pairs).event_key,
        turn(("asked", "a"), ("q.a", "2")).event_key,
        turn(("asked", "a"), ("q.a.x", "1"), ("q.a.y", "2")).event_key,
        turn(("asked", "a"), ("q.a.x", "2"), ("q.a.y", "1")).event_key,
    }
    assert len(keys) == 4
    assert all(key.startswith("web/7/") for key in keys)


def test_the_turn_says_what_was_posted() -> None:
    made = turn(("asked", "a"), ("q.a", "1"), ("language", "en"))
    assert made.event == Submitted({"a": "1"}, False, "en", shown={})
    assert made.conversation == 7


def test_half_a_sign_harms_nothing() -> None:
    posted = MultiDict[object]([("asked", "a\ud800"), ("q.a", "\ud800"), ("revision", "\ud800")])
    assert read_form(posted, read_fields(posted), CONV, NOW).raw
