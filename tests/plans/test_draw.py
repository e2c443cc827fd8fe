"""The draw: its order can be had again without this program, and nothing else moves it."""

import hashlib
import hmac
import json
import random
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.draw import Draw, FrameCase, draw, record
from plans.model import Days

REDRAW = (Path(__file__).parents[2] / "docs" / "redraw.md").read_text("utf-8")
PERIOD = Days(date(2026, 7, 1), date(2026, 12, 31))
KEYS = [f"H01.01-2607{day:02d}-00{day:02d}" for day in range(1, 21)]


def frame(keys: list[str], agency: str = "H01.01") -> list[FrameCase]:
    return [FrameCase(key, agency) for key in keys]


def recipe(language: str) -> str:
    """The first block of that language in docs/redraw.md."""
    found = re.search(rf"```{language}\n(.*?)```", REDRAW, re.S)
    assert found
    return found[1]


def test_an_order_worked_out_with_openssl() -> None:
    # printf %s A | openssl dgst -sha256 -hmac seed: A 935fc9…, B 126c2d…, C 363114…
    drawn = draw(frame(["A", "B", "C"]), {"H01.01": 2}, "seed")
    assert drawn.units[0].main == ("B", "C")
    assert drawn.units[0].reserve == ("A",)


@given(st.permutations(KEYS), st.text(min_size=1, max_size=12), st.integers(1, 25))
def test_ten_lines_outside_the_program_draw_the_same(
    keys: list[str], seed: str, quota: int
) -> None:
    drawn = draw(frame(keys), {"H01.01": quota}, seed)
    order = sorted(
        KEYS,
        key=lambda key: hmac.new(seed.encode(), key.encode(), hashlib.sha256).hexdigest(),
    )
    assert drawn.units[0].main == tuple(order[:quota])
    assert drawn.units[0].reserve == tuple(order[quota:])


def test_the_python_recipe_of_the_docs_draws_the_same() -> None:
    told = subprocess.run(
        [sys.executable, "-c", recipe("python"), "mau-2026", "3"],
        input="\n".join(KEYS),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    rows = [line.split(" ") for line in told.splitlines()]
    drawn = draw(frame(KEYS), {"H01.01": 3}, "mau-2026")
    kept = json.loads(record(drawn, "p", 1, PERIOD))["units"][0]
    assert [row[3] for row in rows if row[1] == "main"] == kept["main"]
    assert [row[3] for row in rows if row[1] == "reserve"] == kept["reserve"]
    assert [row[2] for row in rows] == [*drawn.units[0].main, *drawn.units[0].reserve]


def test_the_shell_recipe_of_the_docs_draws_the_same(tmp_path: Path) -> None:
    assert shutil.which("openssl"), "openssl is needed for the recipe of the docs"
    (tmp_path / "keys.txt").write_text("\n".join(KEYS) + "\n", "utf-8")
    subprocess.run(["sh", "-c", recipe("sh")], cwd=tmp_path, check=True, capture_output=True)
    drawn = draw(frame(KEYS), {"H01.01": len(KEYS)}, "mau-2026")
    assert (tmp_path / "order.txt").read_text("utf-8").splitlines() == list(drawn.units[0].main)


def test_the_record_word_for_word() -> None:
    drawn = draw(
        [FrameCase("B", "H01.02"), FrameCase("A", "H01.01")], {"H01.02": 2, "H01.01": 1}, "s"
    )
    a, b = (hashlib.sha256(key).hexdigest() for key in (b"A", b"B"))
    both = hashlib.sha256(b"A\nB").hexdigest()
    assert record(drawn, "an-giang-2026", 1, PERIOD).decode() == (
        f'{{"frame":{{"sha256":"{both}","size":2}},'
        '"period":{"from":"2026-07-01","to":"2026-12-31"},"plan":"an-giang-2026",'
        '"rule":{"name":"hmac-sha256-order","version":1},"seed":"s","units":['
        f'{{"agency":"H01.01","main":["{a}"],"quota":1,"reserve":[],"shortage":0,"size":1}},'
        f'{{"agency":"H01.02","main":["{b}"],"quota":2,"reserve":[],"shortage":1,"size":1}}'
        '],"wave":1}'
    )


@given(st.randoms(use_true_random=False))
def test_neither_the_order_of_cases_nor_of_units_matters(shuffler: random.Random) -> None:
    cases = [FrameCase(f"{code}-{n}", code) for code in ("H01.01", "H01.02") for n in range(9)]
    quotas = [("H01.01", 4), ("H01.02", 5), ("H01.03", 6)]
    first = record(draw(cases, dict(quotas), "s"), "p", 1, PERIOD)
    shuffler.shuffle(cases)
    shuffler.shuffle(quotas)
    assert record(draw(cases, dict(quotas), "s"), "p", 1, PERIOD) == first


def test_another_seed_draws_another_order() -> None:
    one, other = (draw(frame(KEYS), {"H01.01": 20}, seed).units[0].main for seed in ("1", "2"))
    assert one != other
    assert set(one) == set(other)


def test_units_are_drawn_apart() -> None:
    """What other units have does not move a unit's own order."""
    alone = draw(frame(KEYS), {"H01.01": 5}, "s").units[0]
    beside = draw([*frame(KEYS), FrameCase("x", "H01.02")], {"H01.01": 5, "H01.02": 1}, "s")
    assert beside.units[0] == alone


def test_a_unit_with_too_few_cases_is_short() -> None:
    unit = draw(frame(KEYS[:3]), {"H01.01": 5}, "s").units[0]
    assert (len(unit.main), unit.reserve, unit.size, unit.shortage) == (3, (), 3, 2)


def test_a_unit_with_quota_zero_is_not_drawn() -> None:
    unit = draw(frame(KEYS), {"H01.01": 0}, "s").units[0]
    assert (unit.main, unit.reserve, unit.size, unit.shortage) == ((), (), 20, 0)


def drawn_from(cases: list[FrameCase], quota: int, seed: str) -> Draw:
    return draw(cases, {"H01.01": quota}, seed)


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="seed"):
        drawn_from(frame(KEYS), 1, "")
    with pytest.raises(ValueError, match=r"twice.*H01\.01-260701-0001"):
        drawn_from(frame([*KEYS, KEYS[0]]), 1, "s")
    with pytest.raises(ValueError, match="negative"):
        drawn_from(frame(KEYS), -1, "s")
    with pytest.raises(ValueError, match="no quota"):
        drawn_from(frame(KEYS, "H01.99"), 1, "s")
