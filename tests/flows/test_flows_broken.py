"""Surveys broken on purpose: every fault is named at its true place, all in one run.

Each file of broken/ says what is wrong with it: `# expect: CODE line:column`. A translation
beside it (NAME.en.yaml) says its own.
"""

import re
from pathlib import Path

import pytest

from flows.language.compile import load_flow
from flows.language.faults.advice import ADVICE
from flows.language.faults.report import CODES
from flows.language.files import flow_files, side_files
from flows.language.sound.findings import Limits
from ground.faults import Faulty

FOLDER = Path(__file__).parent / "broken"
FILES = flow_files(FOLDER)
LIMITS = Limits("Zalo", text=2000, buttons=5, title=100)
EXPECT = re.compile(r"^# expect: ([YF]\d{3}) (\d+):(\d+)$", re.MULTILINE)


def expected(path: Path) -> list[tuple[str, str, int, int]]:
    return [
        (file.name, code, int(line), int(column))
        for file in (path, *side_files(path))
        for code, line, column in EXPECT.findall(file.read_text("utf-8"))
    ]


def test_there_are_sixty_and_each_says_what_is_wrong() -> None:
    assert len(FILES) >= 60
    assert all(expected(path) for path in FILES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_fault_is_named_at_its_place(path: Path) -> None:
    with pytest.raises(Faulty) as caught:
        load_flow(path, LIMITS)
    found = [(Path(f.file).name, f.code, f.line, f.column) for f in caught.value.faults]
    assert sorted(found) == sorted(expected(path))


def test_they_meet_all_codes_of_a_files_content() -> None:
    met = {code for path in FILES for _, code, _, _ in expected(path)}
    assert met >= (set(CODES) | set(ADVICE)) - {"F001", "F002", "F026"}
