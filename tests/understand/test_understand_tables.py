"""The tables of replies: what must never be wrong, and how much must be read at once."""

from pathlib import Path

import pytest

from bot.understand.judge import Score, as_json, judge, load, some_idioms
from bot.understand.tables import idioms

DATA = Path(__file__).parents[1] / "data"
SPEECH = DATA / "replies.tsv"
MORE = DATA / "replies_more.tsv"
BLIND = DATA / "replies_blind.tsv"
EXAM = DATA / "replies_exam.tsv"
FAMILIES = DATA / "replies_families.tsv"


def judged(path: Path, without: frozenset[str] = frozenset()) -> Score:
    rows, score = judge(load(path), without)
    wrong = [f"{row.utterance!r}: {row.intent}, read as {row.read}" for row in rows if row.wrong]
    assert wrong == []
    return score


@pytest.mark.parametrize("path", [SPEECH, MORE], ids=lambda path: path.stem)
def test_no_reply_is_read_as_what_it_does_not_mean(path: Path) -> None:
    score = judged(path)
    assert score.wrong == 0
    assert score.definite_sure_percent >= 97
    assert score.asked_again_percent == 100


def test_a_table_that_another_wrote_without_seeing_the_code_holds() -> None:
    """No row is left out: every label of it stands."""
    score = judged(BLIND)
    assert score.wrong == 0
    assert score.definite_sure_percent >= 93
    assert score.asked_again_percent == 100


def test_three_more_such_tables_that_were_looked_at_after_the_reading_was_written() -> None:
    """First read, they had 4 rows wrong and 92 to 99 % sure; the 4 were mended."""
    score = judged(EXAM)
    assert score.rows > 1100
    assert score.definite_sure_percent >= 95
    assert score.asked_again_percent == 100


def test_the_families_and_what_only_looks_like_them_hold() -> None:
    """Frames, places, denials, dialects, commands, and 2,000 near misses of all of them."""
    score = judged(FAMILIES)
    assert score.rows > 9000
    assert score.definite_sure_percent >= 96
    assert score.asked_again_percent == 100


def test_the_second_table_is_large_enough_to_mean_something() -> None:
    assert len(load(MORE)) >= 200
    assert not set(load(SPEECH)) & set(load(MORE)) - {("12", "choice:12")}


@pytest.mark.parametrize("seed", range(5))
def test_an_idiom_that_is_not_listed_is_asked_about_and_never_misread(seed: int) -> None:
    withheld = some_idioms(1 / 3, seed)
    assert len(withheld) == round(len(set(idioms())) / 3)
    score = judged(SPEECH, withheld)
    assert score.definite_sure_percent >= 93
    assert score.asked_again_percent == 100
    assert judged(BLIND, withheld).asked_again_percent == 100


def test_rows_for_json_have_the_tables_words() -> None:
    rows, _ = judge([("rat hai long", "scale:5"), ("1,3", "multi:1,3"), ("gì z", "ctrl:help")])
    assert as_json(rows) == [
        {"utterance": "rat hai long", "intent": "scale:5", "read": "scale:5", "certainty": "sure"},
        {"utterance": "1,3", "intent": "multi:1,3", "read": "multi:1,3", "certainty": "sure"},
        {"utterance": "gì z", "intent": "ctrl:help", "read": "ctrl:help", "certainty": "sure"},
    ]


def test_the_judge_sees_what_is_wrong() -> None:
    rows, score = judge([("hài lòng", "scale:5"), ("tệ", "scale:1"), ("quay lại", "yesno:no")])
    assert [row.wrong for row in rows] == [True, True, True]
    assert score.wrong == 3


def test_sure_of_a_loose_row_is_right_and_a_command_must_hold_in_every_context() -> None:
    rows, score = judge([("hài lòng", "scale:4?"), ("có", "ctrl:skip")])
    assert [row.wrong for row in rows] == [False, True]
    assert score.wrong == 1


def test_a_line_that_is_no_row_is_named(tmp_path: Path) -> None:
    table = tmp_path / "bad.tsv"
    table.write_text("utterance\tintent\nhài lòng\tscale:4\nhài lòng scale:4\n", "utf-8")
    with pytest.raises(ValueError, match=r"bad\.tsv:3"):
        load(table)
