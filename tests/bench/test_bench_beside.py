"""Peers: what they are asked to do, how their figures are read, and how they are shown."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from bench import beside
from bench.beside import order_of, run
from bench.peers.order import Answer, Order, Question, check, reply
from bench.rows import Peer, Row, show
from bench.world import ROOT, flow

SMALL = Order(
    (
        Question("mot", "Câu đầu?", (("1", "Kém"), ("2", "Tốt"))),
        Question("hai", "Câu sau?", (("1", "Kém"), ("2", "Tốt"))),
        Question("ba", "Câu cuối?", (("1", "Kém"), ("2", "Tốt"))),
    ),
    people=4,
    steps=2,
    rounds=1,
)


def printing(text: str) -> list[str]:
    return [sys.executable, "-c", f"print({text!r})"]


def test_the_order_is_the_short_survey_as_it_is_put() -> None:
    order = order_of(flow(), people=3, steps=12, rounds=2)
    assert [question.id for question in order.questions][:2] == ["tong_the", "niem_yet"]
    assert len(order.questions) > order.steps
    assert "{" not in "".join(question.text for question in order.questions)
    assert order.questions[0].choices[4] == ("5", "Rất hài lòng")


def test_an_order_comes_out_of_its_json_as_it_went_in() -> None:
    code = "from bench.peers.order import read_order; print(read_order().written().decode())"
    told = subprocess.run(
        [sys.executable, "-c", code],
        input=SMALL.written(), capture_output=True, cwd=ROOT, check=True,
    )  # fmt: skip
    assert json.loads(told.stdout) == json.loads(SMALL.written())


def test_three_taps_to_one_typed_reply_and_new_people_each_round() -> None:
    first, second = (list(SMALL.answers(round_)) for round_ in (0, 1))
    assert [answer.typed for answer in first].count(True) * 4 == len(first) == 8
    assert not {answer.person for answer in first} & {answer.person for answer in second}
    assert first[3] == Answer(person=4, place=0, value="1", label="Kém", typed=True)


def test_a_reply_repeats_the_answer_and_puts_the_next_question() -> None:
    assert reply(SMALL.questions, 0, "Tốt") == "✓ Tốt.\nCâu 2/3: Câu sau?"


def test_a_run_that_lost_a_step_or_an_answer_is_refused() -> None:
    kept: dict[int, dict[str, str]] = {}
    for round_ in range(SMALL.rounds + 1):
        for answer in SMALL.answers(round_):
            kept.setdefault(answer.person, {})[SMALL.questions[answer.place].id] = answer.value
    check(SMALL, 16, kept.get)
    with pytest.raises(SystemExit, match="15 of 16"):
        check(SMALL, 15, kept.get)
    kept[2]["hai"] = "9"
    with pytest.raises(SystemExit, match="person 2"):
        check(SMALL, 16, kept.get)


def test_figures_are_read_from_what_a_peer_prints() -> None:
    assert run(printing('{"value": 4000, "cpu_ms": 0.25}'), SMALL) == Peer(4000.0, 0.25)


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (printing("hello"), "JSONDecodeError"),
        (printing('{"value": 1}'), "KeyError"),
        ([sys.executable, "-m", "bench.peers.no_such"], "No module named bench.peers.no_such"),
        ([sys.executable, "-c", "raise SystemExit(3)"], "ended with 3"),
        (["no-such-program"], "FileNotFoundError"),
    ],
)
def test_a_peer_that_fails_says_why(command: list[str], why: str) -> None:
    told = run(command, SMALL)
    assert isinstance(told, str)
    assert why in told


def test_without_their_environment_the_row_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(beside, "PYTHON", tmp_path / ".venv-peers" / "bin" / "python")
    found, note = beside.peers(SMALL)
    assert found == {}
    assert note == "peers left out: .venv-peers is not there, `make bench` installs it"


def test_a_peer_that_fails_does_not_take_the_others_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(beside, "PEERS", {"one": "bench.peers.no_such", "two": "bench.no_such"})
    found, note = beside.peers(SMALL)
    assert found == {}
    assert note.startswith("one left out: ")
    assert "; two left out: " in note


def test_peers_are_written_and_shown_as_ratios() -> None:
    row = Row(
        "step", "steps/s", 50_000.0, None, 0.02, {"taps_per_s": 60_000.0}, "b left out: no",
        {"a": Peer(25_000.0, 0.05)},
    )  # fmt: skip
    assert row.plain()["peers"] == {"a": {"value": 25_000, "cpu_ms": 0.05}}
    told = io.StringIO()
    show([row], Console(file=told, width=100))
    lines = told.getvalue().splitlines()[-3:]
    assert lines == [
        "step: taps_per_s 60,000",
        "step: 2.0 × a (25,000 steps/s, 0.05 CPU ms), 2.5 × by processor time",
        "step: b left out: no",
    ]
