"""The benchmarks run at a small size and print and write rows of the agreed shape."""

import json
from pathlib import Path

import pytest

from bench.__main__ import BENCHES, main
from bench.beside import PEERS
from bench.mail import DJANGO
from bench.rows import Row
from bench.stopwatch import percentile

KEYS = {
    "name", "value", "unit", "floor", "ratio", "cpu_ms", "peers", "figures", "note",
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in BENCHES if not name.endswith("_postgres")])
def test_each_row_is_measured_and_written(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "var" / "bench.json"
    assert main(["--only", name, "--scale", "0.005", "--out", str(out)]) == 0
    assert name in capsys.readouterr().out
    [row] = json.loads(out.read_text())
    assert set(row) == KEYS
    assert row["name"] == name
    assert row["value"] > 0
    peers = {"step": set(PEERS), "mail_fast": {DJANGO}, "mail_20ms": {DJANGO}}
    assert set(row["peers"]) <= peers.get(name, set())


def test_the_turn_stands_beside_its_floor(tmp_path: Path) -> None:
    out = tmp_path / "bench.json"
    main(["--only", "turn_sqlite", "--scale", "0.005", "--out", str(out)])
    [row] = json.loads(out.read_text())
    assert row["ratio"] == pytest.approx(row["value"] / row["floor"], rel=0.02)
    assert 0 < row["figures"]["p50_ms"] <= row["figures"]["p99_ms"]


def test_the_webhook_stands_beside_the_rows_and_a_bare_server(tmp_path: Path) -> None:
    out = tmp_path / "bench.json"
    main(["--only", "webhook_sqlite", "--scale", "0.005", "--out", str(out)])
    [row] = json.loads(out.read_text())
    assert row["ratio"] == pytest.approx(row["value"] / row["floor"], rel=0.02)
    assert row["figures"]["bare_server_per_s"] > 0
    assert 0 < row["figures"]["p50_ms"] <= row["figures"]["p99_ms"]


def test_an_unknown_name_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--only", "turn_sqlit"])
    assert ended.value.code == 2
    assert "turn_sqlite" in capsys.readouterr().err


def test_a_row_without_a_value_says_why_and_has_no_ratio() -> None:
    row = Row("turn_postgres", "turns/s", note="PostgreSQL cannot be had: no initdb")
    assert row.plain()["ratio"] is None
    assert row.plain()["note"] == "PostgreSQL cannot be had: no initdb"


@pytest.mark.parametrize(("percent", "value"), [(50, 2), (75, 3), (99, 4), (100, 4)])
def test_a_percentile_is_one_of_the_values(percent: int, value: int) -> None:
    assert percentile([4, 1, 3, 2], percent) == value
