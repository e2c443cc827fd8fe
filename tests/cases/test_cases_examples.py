"""The generated case files, and what becomes of them on import."""

import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cases.agencies_file import read_agencies
from cases.service import import_file
from examples.dirt import AGENT_PHONE, DIRT, USELESS, Record
from examples.files import write
from examples.generate import Unit, generate, read_units
from ground.seal import Keyring
from tests.cases.conftest import SqliteDoor

ROOT = Path(__file__).parents[2]
LIST = ROOT / "examples" / "an_giang" / "agencies.yaml"
NOW = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
UNITS = read_units(LIST, NOW.date())


def made(size: int, seed: int = 7) -> tuple[list[Record], Counter[str]]:
    tally: Counter[str] = Counter()
    return list(generate(UNITS, size, seed, NOW, tally)), tally


def test_every_kind_of_dirt_is_there_and_counted() -> None:
    records, tally = made(2000)
    assert len(records) == 2000
    assert set(tally) == set(DIRT)
    assert all(count >= 1 for count in tally.values())
    assert tally["dummy_identity"] == 80
    dummies = [r for r in records if r["DinhDanhCHS"][:1] and "000000001" in str(r["DinhDanhCHS"])]
    assert len(dummies) >= 80
    assert sum(r["SoDienThoai"] == AGENT_PHONE for r in records) > 20


def test_the_same_arguments_give_the_same_records_and_others_do_not() -> None:
    assert made(300) == made(300)
    assert made(300)[0] != made(300, seed=8)[0]


@pytest.mark.parametrize("ending", ["json", "csv", "xlsx"])
def test_the_script_writes_the_same_bytes_twice(tmp_path: Path, ending: str) -> None:
    for name in ("a", "b"):
        out = tmp_path / f"{name}.{ending}"
        arguments: list[str | Path] = [
            "--agencies",
            LIST,
            "--size",
            "60",
            "--now",
            NOW.isoformat(),
            "--out",
            out,
        ]
        script = [sys.executable, ROOT / "examples" / "generate.py", *arguments]
        subprocess.run(script, check=True, cwd=tmp_path)
    assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()


def test_the_cases_are_spread_as_a_year_of_a_province_is() -> None:
    records, _ = made(6000)
    units = Counter(record["DonViXuLy"] for record in records)
    counts = sorted(units.get(unit.name, 0) for unit in UNITS)
    assert counts[0] == 0
    assert all(0 < count < 20 for count in counts[1:4])
    assert counts[4] > 150
    assert counts[-1] > 3 * counts[4]
    phones = [bool(record["SoDienThoai"]) for record in records]
    mails = [bool(record["Email"]) for record in records]
    neither = sum(not (p or m) for p, m in zip(phones, mails, strict=True))
    assert 0.04 < neither / 6000 < 0.08
    assert 0.42 < sum(mails) / 6000 < 0.48
    domains = {r["Email"].split("@")[-1] for r in records if "@example" not in r["Email"]}
    assert domains <= {"", "bounce.example", "gmail.com"}  # gmail: only the dummy "khongco"
    dead = sum(record["Email"].endswith("@bounce.example") for record in records)
    assert 0.01 < dead / sum(mails) < 0.03, "a trial's mail does not stop for too many bounces"


def test_the_dates_lie_in_the_last_180_days() -> None:
    records, _ = made(1500)
    earliest = (NOW - timedelta(days=185)).strftime("%Y%m%d")
    stamps = [r["NgayTra"] for r in records if len(r["NgayTra"]) == 14]
    assert min(stamps) > earliest
    assert sum(stamp > NOW.strftime("%Y%m%d%H%M%S") for stamp in stamps) == 4  # the dirt, 3 ‰


@pytest.mark.parametrize("ending", ["json", "csv", "xlsx"])
async def test_on_import_exactly_the_useless_rows_are_set_aside(
    tmp_path: Path, door: SqliteDoor, keyring: Keyring, ending: str
) -> None:
    records, tally = made(1000)
    path = tmp_path / f"cases.{ending}"
    write(records, path)
    agencies = read_agencies(LIST)
    report = await import_file(path, door, keyring, agencies, NOW)
    assert report.read == 1000
    assert report.rejected == sum(tally[kind] for kind in USELESS)
    assert report.same == tally["repeated"] + tally["older_state"]
    assert report.changed == 0
    again = await import_file(path, door, keyring, agencies, NOW)
    assert (again.new, again.changed, again.completed) == (0, 0, report.completed)


def test_units_of_another_time_have_no_cases(tmp_path: Path) -> None:
    path = ROOT / "examples" / "dong_nai" / "agencies.yaml"
    before = {
        unit.name for unit in read_units(path, datetime(2025, 6, 30, tzinfo=NOW.tzinfo).date())
    }
    after = {unit.name for unit in read_units(path, NOW.date())}
    assert "Thành phố Biên Hòa" in before - after
    assert "Phường Trấn Biên" in after - before
    one = [Unit("H19.02", "Sở Nội vụ")]
    assert {r["DonViXuLy"] for r in generate(one, 5, 1, NOW)} == {"Sở Nội vụ"}
