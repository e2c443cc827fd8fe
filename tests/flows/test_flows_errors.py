"""docs/flow-errors.md: a section for each code, whose example has that fault at the marked line."""

import re
from pathlib import Path

import pytest

from flows.language.compile import compile_flow, load_flow
from flows.language.faults.advice import ADVICE
from flows.language.faults.report import CODES
from flows.language.sound.findings import Limits
from ground.faults import Faulty
from ground.yamlfile import parse, read

PAGE = (Path(__file__).parents[2] / "docs" / "flow-errors.md").read_text("utf-8")
LIMITS = Limits("Zalo", text=2000, buttons=5, title=100)
YAML_CODES = {f"Y00{n}" for n in range(1, 8)}
ABOUT_FILES = {"Y001", "Y002", "Y003", "F001", "F002", "F026"}
"""No example can show these: they are about a file as a whole."""

_HEAD, *_SECTIONS = re.split(r"^## ", PAGE, flags=re.MULTILINE)
SECTIONS = {part.split("\n", 1)[0]: part for part in _SECTIONS}
SAMPLE = re.findall(r"```yaml\n(.*?)```", _HEAD, re.DOTALL)[0]
MARK = re.compile(r"# <-- ([YF]\d{3})$")


def blocks(source: str) -> dict[str, str]:
    """The top-level keys of a file, each with its lines; "---" and what follows is one."""
    main, parted, side = source.partition("---\n")
    found = {part.split(":", 1)[0]: part for part in re.findall(r"^\S.*\n(?:\s.*\n)*", main, re.M)}
    return found | ({"---": parted + side} if parted else {})


def whole(example: str) -> str:
    """The sample with the blocks of the example put in; a key written twice stays so."""
    keys = re.findall(r"^([a-z_]+):", example.partition("---\n")[0], re.MULTILINE)
    if len(keys) != len(set(keys)):
        return example
    given = blocks(example)
    # `minute:` stands for the sample's `minutes:`, which an author would have misspelt.
    kept = {k: v for k, v in blocks(SAMPLE).items() if not any(k.startswith(g) for g in given)}
    side = given.pop("---", "")
    return "".join([*kept.values(), *given.values(), side])


def faults(source: str) -> list[tuple[str, int]]:
    main, parted, side = source.partition("---\n")
    try:
        document = parse(main.encode(), "thu.yaml")
        before = "\n" * (main.count("\n") + 1)
        sides = [parse((before + side).encode(), "thu.en.yaml")] if parted else []
        compile_flow(document, sides, limits=LIMITS)
    except Faulty as faulty:
        return [(fault.code, fault.line) for fault in faulty.faults]
    return []


def test_each_code_has_a_section_and_no_other() -> None:
    assert set(SECTIONS) == set(CODES) | set(ADVICE) | YAML_CODES
    assert len(SECTIONS) >= 40


def test_the_sample_is_sound() -> None:
    assert faults(SAMPLE) == []


@pytest.mark.parametrize("code", sorted(set(SECTIONS) - ABOUT_FILES))
def test_the_example_has_this_fault_at_its_mark_and_no_other(code: str) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", SECTIONS[code], re.DOTALL)
    source = whole(example)
    marked = [
        (found[1], n)
        for n, line in enumerate(source.splitlines(), 1)
        if (found := MARK.search(line))
    ]
    assert [mark for mark, _ in marked] == [code]
    assert faults(source) == marked


def test_the_codes_of_whole_files(tmp_path: Path) -> None:
    met = []
    for name, raw in (("lon", b"#" * 300_000), ("cu", "title: Ý".encode("latin-1"))):
        with pytest.raises(Faulty) as caught:
            parse(raw, name)
        met += [fault.code for fault in caught.value.faults]
    with pytest.raises(Faulty) as caught:
        read(tmp_path / "khong-co.yaml")
    met += [fault.code for fault in caught.value.faults]
    with pytest.raises(Faulty) as caught:
        load_flow(tmp_path / "khong-co.yaml")
    met += [fault.code for fault in caught.value.faults]
    (tmp_path / "Phiếu 1.yaml").write_text(SAMPLE, "utf-8")
    with pytest.raises(Faulty) as caught:
        load_flow(tmp_path / "Phiếu 1.yaml")
    met += [fault.code for fault in caught.value.faults]
    (tmp_path / "thu.yaml").write_text(f"%YAML 1.2\n---\n{SAMPLE}", "utf-8")
    with pytest.raises(Faulty) as caught:
        load_flow(tmp_path / "thu.yaml")
    met += [fault.code for fault in caught.value.faults]
    assert met == ["Y002", "Y003", "Y001", "F001", "F002", "F026"]
