"""The shipped systemd units name commands that exist, and folders that agree with the page."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli import GROUPS

ROOT = Path(__file__).resolve().parents[2]
UNITS = sorted((ROOT / "deploy").glob("*.service"))
PAGE = (ROOT / "docs" / "cai-dat.md").read_text()


def values(unit: Path, key: str) -> Iterator[str]:
    """Every value of a key, in order."""
    for line in unit.read_text().splitlines():
        name, found, value = line.partition("=")
        if found and name == key:
            yield value


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_what_a_unit_starts_exists(unit: Path) -> None:
    started = [*values(unit, "ExecStartPre"), *values(unit, "ExecStart")]
    assert started
    for line in started:
        program, group, *options = line.split()
        assert program == "/opt/langnghe/.venv/bin/langnghe"
        assert group in GROUPS
        assert options == ["--settings", "/etc/langnghe/langnghe.env"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_runs_with_few_rights_and_comes_back(unit: Path) -> None:
    for key, value in (
        ("User", "langnghe"), ("NoNewPrivileges", "yes"), ("ProtectSystem", "strict"),
        ("UMask", "0077"), ("CapabilityBoundingSet", ""), ("Restart", "always"),
    ):  # fmt: skip
        assert list(values(unit, key)) == [value]


def test_the_page_and_the_units_name_the_same_places() -> None:
    [state] = values(ROOT / "deploy" / "langnghe.service", "StateDirectory")
    assert f"LANGNGHE_DATA=/var/lib/{state}\n" in PAGE
    for place in re.findall(r"deploy/[\w.@-]+", PAGE):
        assert (ROOT / place).is_file(), place
