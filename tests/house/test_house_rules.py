"""The house's own rules, read off the source: sizes, purity, forbidden words, kept promises."""

import ast
import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.tables import meta

ROOT = Path(__file__).resolve().parents[2]
MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 40
NOT_OURS = re.compile(
    r"\.(git|venv(-peers)?|\w+_cache|hypothesis|env)|var|build|__pycache__|.*\.egg-info"
)
PURE = re.compile(
    r"flows/.*|ground/.*|bot/(step|view)\w*\.py|bot/understand/.*|plans/(?!service\.py).*"
)
NOT_PURE = ("ground/doors.py",)  # the shape of the store's doors, which are awaited

# in pieces, so that this file may be read by its own rules
FORBIDDEN = {
    "ẩn" + " danh": "answers are keyed to a case: promise only what is kept",
    "anony" + "mous": "answers are keyed to a case: promise only what is kept",
    "/" + "work/": "a path of one machine",
    "py" + "pi.org": "the locks and texts name no registry",
    "python" + "hosted.org": "the locks and texts name no registry",
    "registry." + "npmjs": "the locks and texts name no registry",
}


def files() -> Iterator[Path]:
    """Every file of the project, as a path from its root."""
    for folder, inside, names in os.walk(ROOT):
        inside[:] = sorted(name for name in inside if not NOT_OURS.fullmatch(name))
        for name in sorted(names):
            if not NOT_OURS.fullmatch(name):
                yield (Path(folder) / name).relative_to(ROOT)


FILES = tuple(files())
SOURCES = tuple(path for path in FILES if path.suffix == ".py")
PROJECT = tuple(path for path in SOURCES if path.parts[0] != "tests")
SIZED = tuple(path for path in PROJECT if "versions" not in path.parts)  # a migration is a record
TREES = {path: ast.parse((ROOT / path).read_text()) for path in SOURCES}


def test_the_walk_finds_the_project() -> None:
    assert {Path("ground/when.py"), Path("settings.py")} <= set(PROJECT)
    assert {Path("Makefile"), Path(".ci/run"), Path("requirements/dev.lock")} <= set(FILES)
    assert not [path for path in FILES if ".venv" in path.parts]


def test_every_module_says_what_it_is() -> None:
    assert [str(path) for path in SOURCES if not ast.get_docstring(TREES[path])] == []


def test_no_file_is_too_long() -> None:
    lengths = {str(path): len((ROOT / path).read_text().splitlines()) for path in SIZED}
    assert {path: lines for path, lines in lengths.items() if lines > MAX_FILE_LINES} == {}


def test_no_function_is_too_long() -> None:
    long = {
        f"{path}:{node.lineno} {node.name}": lines
        for path in SIZED
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > MAX_FUNCTION_LINES
    }
    assert long == {}


def test_only_storage_commits() -> None:
    commits = [
        f"{path}:{node.lineno}"
        for path in PROJECT
        if path.parts[0] != "storage"
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
    ]
    assert commits == []


def test_pure_files_wait_for_nothing() -> None:
    waiting = ast.AsyncFunctionDef | ast.Await | ast.AsyncFor | ast.AsyncWith
    found = [
        f"{path}:{node.lineno}"
        for path in PROJECT
        if PURE.fullmatch(path.as_posix()) and path.as_posix() not in NOT_PURE
        for node in ast.walk(TREES[path])
        if isinstance(node, waiting)
    ]
    assert found == []


@pytest.mark.parametrize("word", FORBIDDEN, ids=ascii)
def test_a_forbidden_word_stands_nowhere(word: str) -> None:
    found = [str(path) for path in FILES if word in _text(path)]
    assert found == [], FORBIDDEN[word]


def _text(path: Path) -> str:
    """A file's text in one spelling of Vietnamese letters; nothing of a font or a picture."""
    try:
        text = (ROOT / path).read_bytes().decode()
    except UnicodeDecodeError:
        return ""
    return unicodedata.normalize("NFC", text).lower()


def test_the_locks_pin_by_hash_and_name_no_address() -> None:
    for lock in ("tools", "run", "dev", "peers"):
        text = (ROOT / "requirements" / f"{lock}.lock").read_text()
        assert "://" not in text
        packages = re.split(r"\n(?=\S)", text)
        assert len(packages) > 1
        assert [one for one in packages if "==" not in one or "--hash=sha256:" not in one] == []


def test_what_runs_is_pinned_the_same_in_both_locks() -> None:
    run, dev = (
        set(re.findall(r"^\S+==\S+", (ROOT / "requirements" / lock).read_text(), re.M))
        for lock in ("run.lock", "dev.lock")
    )
    assert run
    assert run - dev == set()


def test_every_table_is_described() -> None:
    described = (ROOT / "docs" / "data.md").read_text()
    assert [name for name in meta.tables if f"`{name}`" not in described] == []


def test_the_readme_names_only_commands_that_exist() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^(\w+):(?!=)", makefile, re.M))
    named = set(re.findall(r"(?:`|^\s*\$?\s*)make (\w+)", (ROOT / "README.md").read_text(), re.M))
    assert {"run", "test"} <= named
    assert named - targets == set()


def test_the_changelog_has_room_for_what_comes() -> None:
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text()
