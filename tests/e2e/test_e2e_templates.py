"""langnghe zalo templates: what officers type, from files alone and against the platform."""

import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import cli
from commands.zalo_templates import ask
from tests.support import program
from tests.support.town import TEMPLATES, Case, Town, town

PHONE = "84900000001"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.main(["zalo", "templates", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_check_from_a_folder_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "check", "--folder", str(TEMPLATES), "--json")
    assert code == 0
    assert [(row["template"], row["id"]) for row in json.loads(out)] == [
        ("danh-gia", "390003"), ("moi-gop-y", "390001"), ("nhac-gop-y", "390002"),
    ]  # fmt: skip
    shutil.copytree(TEMPLATES, tmp_path / "zalo")
    file = tmp_path / "zalo" / "moi-gop-y.yaml"
    file.write_text(file.read_text("utf-8").replace("tag: 2", "tag: 9"), "utf-8")
    code, _, err = run(capsys, "check", "--folder", str(file.parent), "--lang", "en")
    assert code == 1
    assert "moi-gop-y.yaml:7:6: T005: “9” cannot be used here." in err


def test_preview_and_sheet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    card = tmp_path / "card.html"
    code, out, _ = run(
        capsys, "preview", "moi-gop-y", "--folder", str(TEMPLATES), "--html", str(card)
    )
    assert code == 0
    assert "Một tin: 300 đ theo số điện thoại, 210 đ theo mã người dùng." in out
    assert "Mời Ông/Bà góp ý" in card.read_text("utf-8")
    folder = tmp_path / "to-trinh"
    code, out, _ = run(capsys, "sheet", "390003", "--folder", str(TEMPLATES), "--out", str(folder))
    assert code == 0
    assert out.split() == [str(folder / "danh-gia.md"), str(folder / "danh-gia.html")]
    assert all(Path(name).read_text("utf-8") for name in out.split())
    code, _, err = run(capsys, "sheet", "gi-do", "--folder", str(TEMPLATES))
    assert code == 1
    assert "có: danh-gia, moi-gop-y, nhac-gop-y" in err


def test_a_plan_is_checked_against_the_templates_beside_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(TEMPLATES, tmp_path / "zalo")
    shutil.copytree(TEMPLATES.parent / "an_giang", tmp_path / "an_giang")
    plan = tmp_path / "an_giang" / "plan.yaml"
    assert cli.main(["plans", "check", str(plan)]) == 0
    plan.write_text(plan.read_text("utf-8").replace('"390002"', '"390003"'), "utf-8")
    assert cli.main(["plans", "check", str(plan)]) == 1
    assert "P103" in capsys.readouterr().err


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    cases = [Case("H01.01-261102-0017", "A.01", "0900000001")]
    async with town(tmp_path, {"A.01": 1}, cases) as built:
        await built.begin()
        yield built


async def test_the_platform_knows_them_as_they_are_described(place: Town) -> None:
    known = await ask(place.system, place.system.templates)
    assert sorted(known) == ["390001", "390002", "390003"]


async def test_check_and_preview_beside_a_running_system(place: Town, tmp_path: Path) -> None:
    """The settings that the town was built by, another process, SQLite read beside the writer."""
    settings = ("--settings", str(tmp_path / "data" / "settings.env"))
    ended = await program.run("zalo", "templates", "check", *settings)
    assert ended.code == 0, ended.err
    assert "moi-gop-y · 390001 · ENABLE · 300 đ" in ended.out
    ended = await program.run(
        "zalo", "templates", "preview", "moi-gop-y", "--case", "H01.01-261102-0017", *settings
    )
    assert ended.code == 0, ended.err
    assert "Sở Tư pháp" in ended.out
    assert await place.code(PHONE) not in ended.out
    assert "thu-nghiem, 1 tin: 300 đ" in ended.out
    ended = await program.run("zalo", "templates", "preview", "moi-gop-y", "--case", "X", *settings)
    assert ended.code == 1
    assert "chưa được mời" in ended.err
