"""The documents keep up with the code: commands, links, settings, tables, error codes, headings."""

import argparse
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree

import pytest

from channels.zalo.errors import Host, rows
from cli import _MODULES, GROUPS
from settings import DEFAULTS, PREFIX
from storage.tables import meta

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
GUIDE = (ROOT / "docs" / "huong-dan.md").read_text()
PAGES = tuple(sorted({ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")}))
DECISIONS = tuple(sorted((ROOT / "docs" / "decisions").glob("*.md")))

LINK = re.compile(r"(?<!`)\[[^\]]*\]\(([^)\s]+)\)")
COMMAND = re.compile(r"\blangnghe ([a-z]+)(?: ([a-z]+)\b)?")
CLASSES = ("none", "basic", "sensitive", "secret")


def name(page: Path) -> str:
    """A page's path from the project's root."""
    return page.relative_to(ROOT).as_posix()


def code_of(text: str) -> str:
    """What stands in code: between back-ticks, and in fenced blocks. A command in prose is none."""
    fenced = re.findall(r"^ *```.*?^ *```", text, re.M | re.S)
    spans = re.findall(r"`[^`\n]+`", re.sub(r"^ *```.*?^ *```", "", text, flags=re.M | re.S))
    return "\n".join([*fenced, *spans])


def commands_in(text: str) -> set[tuple[str, str | None]]:
    """(group, sub-command or None) of every command in the code of a text."""
    return {(m[1], m[2]) for m in COMMAND.finditer(code_of(text))}


def subcommands(group: str) -> set[str]:
    """The sub-commands that a group's own parser takes."""
    parser = argparse.ArgumentParser()
    module = import_module(f"commands.{_MODULES.get(group, group)}")
    if group == "sandbox":  # a program of its own, with arguments of its own
        return set()
    module.define(parser, group)
    return {
        choice
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
        for choice in action.choices
    }


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_commands_of_a_page_exist(page: Path) -> None:
    for group, sub in commands_in(page.read_text()):
        assert group in GROUPS, f"langnghe {group}"
        known = subcommands(group)
        if known:
            assert sub in known, f"langnghe {group} {sub}"


@pytest.mark.parametrize("group", GROUPS)
def test_the_readme_tells_of_every_command(group: str) -> None:
    told = {sub for found, sub in commands_in(README) if found == group}
    assert told, f"langnghe {group}"
    assert subcommands(group) <= told


def test_the_make_targets_of_the_readme_exist() -> None:
    targets = set(re.findall(r"^(\w+):(?!=)", (ROOT / "Makefile").read_text(), re.M))
    named = set(re.findall(r"\bmake ([a-z]+)", code_of(README)))
    assert {"run", "test", "setup", "check", "bench", "faults"} <= named
    assert named - targets == set()


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as the usual viewers make them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def links() -> Iterator[tuple[Path, str]]:
    """Every link that stays inside the project, with its page."""
    for page in PAGES:
        for target in LINK.findall(page.read_text()):
            if "://" not in target:
                yield page, target


def test_every_link_leads_somewhere() -> None:
    found = list(links())
    assert len(found) > 20
    broken = []
    for page, target in found:
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(f"{name(page)}: {target}")
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_settings_of_a_page_exist(page: Path) -> None:
    named = set(re.findall(rf"\b{PREFIX}([A-Z][A-Z_]*)", page.read_text()))
    assert named - set(DEFAULTS) == set()


@pytest.mark.parametrize("page", DECISIONS, ids=name)
def test_a_decision_has_its_parts(page: Path) -> None:
    text = page.read_text()
    number = int(page.name[:4])
    assert text.startswith(f"# {number:04}. ")
    heads = re.findall(r"^\*\*(\w[\w ]*)\.\*\*", text, re.M)
    short = ["Decided", "Turned down"]  # the first four were written before the form was fixed
    assert heads == (short if number <= 4 else ["Context", *short, "Consequences"])
    assert len(text.splitlines()) <= 60, "a note is one page"


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def rows_of(page: str) -> list[list[str]]:
    """The cells of every table row of a page under docs/."""
    lines = (ROOT / "docs" / page).read_text().splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows]


def test_every_table_of_the_store_has_a_row_with_its_room_and_class() -> None:
    rows = {cells[0].strip("`"): cells for cells in rows_of("data.md") if cells[0][0] == "`"}
    assert set(meta.tables) == set(rows)
    for table in meta.tables:
        room = rows[table][1].strip("`/")
        assert (ROOT / room).is_dir(), table
        assert rows[table][3].startswith(CLASSES), table


def test_what_is_sealed_is_said_to_be() -> None:
    rows = {cells[0].strip("`"): cells[4] for cells in rows_of("data.md") if cells[0][0] == "`"}
    for table, columns in ((found.name, found.columns) for found in meta.tables.values()):
        if any(column.name.endswith("_sealed") for column in columns):
            assert "sealed" in rows[table], table


def test_the_page_on_zalo_has_the_codes_of_the_code() -> None:
    """Every row of its table, and no row that the code does not know."""
    told = {
        (cells[0], host): set(re.findall(r"(?<![\w-])-?\d+", cell))
        for cells in rows_of("zalo.md")
        if len(cells) == 5
        for host, cell in zip(Host, cells[2:], strict=True)
    }
    code: dict[tuple[str, Host], set[str]] = {}
    for host, number, meaning in rows():
        code.setdefault((meaning.name, host), set()).add(str(number))
    assert {key: codes for key, codes in told.items() if codes} == code


def test_the_picture_says_what_it_shows_and_follows_the_viewers_light() -> None:
    text = (ROOT / "docs" / "way.svg").read_text()
    picture = ElementTree.fromstring(text)
    space = {"s": "http://www.w3.org/2000/svg"}
    for part in ("title", "desc"):
        assert (picture.findtext(f"s:{part}", "", space)).strip()
    assert picture.get("role") == "img"
    assert "prefers-color-scheme: dark" in text
    assert re.search(r"!\[[^\]]{40,}\]\(docs/way\.svg\)", README)


def test_the_guide_and_the_readme_name_each_other() -> None:
    assert "](docs/huong-dan.md)" in README
    assert "](../README.md)" in GUIDE
