"""Which publication's meaning a question has in each version: a table."""

import pytest

from results.meaning import Meanings
from results.ports import Published

History = list[tuple[str, tuple[str, ...]]]
Expected = dict[str, int | None]


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param([], {"a": None}, id="never published"),
        pytest.param([("a", ())], {"a": 1, "z": None}, id="from before the history"),
        pytest.param([("a", ()), ("b", ()), ("c", ())], {"a": 1, "b": 1, "c": 1}, id="same"),
        pytest.param(
            [("a", ()), ("b", ("q",)), ("c", ())], {"a": 1, "b": 2, "c": 2}, id="changed once"
        ),
        pytest.param([("a", ("q",))], {"a": 1}, id="declared at the first: nothing is before"),
        pytest.param([("a", ()), ("b", ("r",))], {"a": 1, "b": 1}, id="another question changed"),
        pytest.param([("a", ()), ("b", ("q",)), ("a", ("q",))], {"a": 1, "b": 2}, id="rolled back"),
        pytest.param(
            [("a", ()), ("b", ("q",)), ("a", ("q",)), ("c", ())],
            {"a": 1, "b": 2, "c": 1},
            id="after the roll-back it goes on from there",
        ),
        pytest.param(
            [("a", ()), ("b", ("q",)), ("c", ("q",)), ("b", ("q",)), ("d", ())],
            {"a": 1, "b": 2, "c": 3, "d": 2},
            id="back to the second of three",
        ),
    ],
)
def test_by_version(history: History, expected: Expected) -> None:
    rows = [Published(n, hash_, meaning) for n, (hash_, meaning) in enumerate(history, 1)]
    meanings = Meanings(rows)
    assert {version: meanings.of("q", version) for version in expected} == expected


def test_a_remark_goes_with_its_question() -> None:
    meanings = Meanings([Published(1, "a", ()), Published(2, "b", ("q",))])
    assert (meanings.of("q/loi", "b"), meanings.of("qq", "b")) == (2, 1)
