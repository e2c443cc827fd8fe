"""A watched folder: each file ends in one place, whatever happens in between."""

from datetime import date
from pathlib import Path

import pytest

from cases.errors import CaseFileError
from cases.folder import Folder
from cases.pull import pull
from cases.service import ImportReport

TODAY = date(2026, 11, 23)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path / "an_giang")
    made.prepare()
    return made


def tree(folder: Folder) -> list[str]:
    files = (path for path in folder.root.rglob("*") if path.is_file())
    return sorted(str(path.relative_to(folder.root)) for path in files)


async def read_it(path: Path) -> ImportReport:
    return ImportReport(read=len(path.read_text("utf-8").splitlines()))


async def refuse_it(path: Path) -> ImportReport:
    raise CaseFileError("C004", f"Tệp {path.name} trống.", f"The file {path.name} is empty.")


async def lose_the_database(path: Path) -> ImportReport:
    raise ConnectionError("away")


async def test_a_finished_file_is_taken_and_archived(folder: Folder) -> None:
    (folder.inbox / "a.csv").write_text("1\n2\n", "utf-8")
    (pulled,) = await pull(folder, folder.look(), read_it, TODAY)
    assert (pulled.name, pulled.report) == ("a.csv", ImportReport(read=2))
    assert tree(folder) == ["done/2026-11-23 a.csv"]
    assert await pull(folder, folder.look(), read_it, TODAY) == []


async def test_a_second_file_of_the_name_does_not_cover_the_first(folder: Folder) -> None:
    for content in ("one", "two"):
        (folder.inbox / "a.csv").write_text(content, "utf-8")
        await pull(folder, folder.look(), read_it, TODAY)
    assert tree(folder) == ["done/2026-11-23 a (2).csv", "done/2026-11-23 a.csv"]
    assert (folder.root / "done" / "2026-11-23 a (2).csv").read_text("utf-8") == "two"


async def test_what_is_still_being_written_is_left(folder: Folder) -> None:
    for name in ("a.csv.part", "b.tmp", ".c.csv", "~$d.xlsx"):
        (folder.inbox / name).write_text("1", "utf-8")
    growing = folder.inbox / "e.csv"
    growing.write_text("1\n", "utf-8")
    before = folder.look()
    growing.write_text("1\n2\n", "utf-8")
    assert await pull(folder, before, read_it, TODAY) == []
    assert await pull(folder, {}, read_it, TODAY) == []  # the first look at it
    assert len(tree(folder)) == 5
    (pulled,) = await pull(folder, folder.look(), read_it, TODAY)
    assert pulled.report == ImportReport(read=2)


async def test_a_file_that_cannot_be_used_lies_beside_its_reason(folder: Folder) -> None:
    (folder.inbox / "a.csv").write_text("", "utf-8")
    (folder.inbox / "b.csv").write_text("1", "utf-8")
    pulled = await pull(folder, folder.look(), refuse_it, TODAY)
    assert [one.failure is not None for one in pulled] == [True, True]
    assert tree(folder) == [
        "failed/2026-11-23 a.csv",
        "failed/2026-11-23 a.csv.txt",
        "failed/2026-11-23 b.csv",
        "failed/2026-11-23 b.csv.txt",
    ]
    told = (folder.root / "failed" / "2026-11-23 a.csv.txt").read_text("utf-8")
    assert told == "C004: Tệp a.csv trống.\nC004: The file a.csv is empty.\n"


async def test_after_a_crash_the_claimed_file_is_taken_up_again(folder: Folder) -> None:
    (folder.inbox / "a.csv").write_text("1", "utf-8")
    with pytest.raises(ConnectionError):
        await pull(folder, folder.look(), lose_the_database, TODAY)
    assert tree(folder) == ["working/a.csv"]
    # A new file of the same name waits until the old one is through.
    (folder.inbox / "a.csv").write_text("1\n2", "utf-8")
    (first,) = await pull(folder, folder.look(), read_it, TODAY)
    (second,) = await pull(folder, folder.look(), read_it, TODAY)
    assert (first.report, second.report) == (ImportReport(read=1), ImportReport(read=2))


async def test_a_file_that_another_process_holds_is_left_to_it(folder: Folder) -> None:
    claimed = folder.working / "a.csv"
    claimed.write_text("1", "utf-8")
    with folder.hold(claimed) as ours:
        assert ours
        assert await pull(folder, {}, read_it, TODAY) == []
    assert tree(folder) == ["working/a.csv"]
    assert len(await pull(folder, {}, read_it, TODAY)) == 1
    with folder.hold(claimed) as ours:
        assert not ours  # it is archived by now
