"""The import rules cover the whole house: no room and no module stands outside them.

`make check` runs import-linter on the contracts; here is what it cannot see.
"""

import ast
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
NOT_ROOMS = {
    "bench",
    "build",
    "examples",
    "faults",
    "scripts",
    "tests",
    "var",
}  # nothing imports them
MODULES = {path.stem for path in ROOT.glob("*.py")}


def rooms() -> set[str]:
    """The folders at the top that hold Python."""
    folders = {path.relative_to(ROOT).parts[0] for path in ROOT.glob("[a-z]*/**/*.py")}
    return folders - NOT_ROOMS


def imports(path: Path) -> set[str]:
    """The top-level names that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    return names


def contract(name: str) -> dict[str, list[str]]:
    """A contract of import-linter by its name."""
    return next(one for one in CONFIG["importlinter"]["contracts"] if one["name"] == name)


def test_every_room_is_under_the_rules() -> None:
    roots = set(CONFIG["importlinter"]["root_packages"])
    assert rooms() == roots
    floors = contract("Imports go down only; rooms on one floor never meet")["layers"]
    assert {room.strip() for floor in floors for room in floor.split("|")} == roots - {"sandbox"}


def test_every_room_and_module_is_installed() -> None:
    patterns = CONFIG["setuptools"]["packages"]["find"]["include"]
    assert {pattern.rstrip("*") for pattern in patterns} == rooms()
    assert set(CONFIG["setuptools"]["py-modules"]) == MODULES


def test_no_room_imports_a_module_of_the_top() -> None:
    forbidden = contract("No room imports what stands above the house")["forbidden_modules"]
    assert set(forbidden) == MODULES


def test_of_the_modules_at_the_top_only_wiring_imports_storage() -> None:
    users = {name for name in MODULES if "storage" in imports(ROOT / f"{name}.py")}
    assert users <= {"wiring"}


@pytest.mark.parametrize("name", ["clock", "settings", "settings_reader"])
def test_the_settings_and_the_clock_know_no_room(name: str) -> None:
    assert imports(ROOT / f"{name}.py") & rooms() == set()
