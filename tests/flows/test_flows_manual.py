"""docs/flow-language.md: every example compiles as its author's tools check it, and nothing of the
language goes unsaid there.
"""

import re
from pathlib import Path

import pytest

from flows.language import keys
from flows.language.compile import load_flow
from flows.language.conditions.names import CRITERIA, FACTS, FUNCTION_NAMES
from flows.language.files import read_files
from flows.language.kinds import LISTED
from flows.language.placeholders import FIELDS
from flows.model import Ending, Flow
from wiring import CHAT

PAGE = (Path(__file__).parents[2] / "docs" / "flow-language.md").read_text("utf-8")
WHOLE, *EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
MOST_LINES = 300
TOP = keys.names(keys.TOP)


def first_key(block: str) -> str:
    return next(line for line in block.splitlines() if line[:1].isalpha()).split(":", 1)[0]


def top_level(source: str) -> dict[str, str]:
    """The top-level keys of a survey, each with its lines."""
    return {part.split(":", 1)[0]: part for part in re.findall(r"^\w.*\n(?:\s.*\n)*", source, re.M)}


def survey(example: str) -> str:
    """The whole survey of the page with the example in it: its own keys, or further questions."""
    sample = top_level(WHOLE)
    if first_key(example) not in TOP:
        section = "" if "{section:" in example.splitlines()[0] else "m_vi_du: {section: Ví dụ}\n"
        inside = "".join(f"  {line}\n" for line in (section + example).splitlines())
        return "".join((sample | {"questions": sample["questions"] + inside}).values())
    given = top_level(example)
    if "questions" in given:  # the sample's questions, scales and validity go with each other
        sample.pop("valid_when")
    if "hai_long" not in example:
        sample.pop("scales")
    return "".join((sample | given).values())


def compiled(example: str, folder: Path) -> Flow:
    """The example put into the page's survey, with the shared files and the side file beside it."""
    beside = "language" in top_level(example)
    (folder / "common").mkdir()
    for block in EXAMPLES:
        if first_key(block) == "common":
            name = re.findall(r"^common: (\w+)$", block, re.M)[0]
            (folder / "common" / f"{name}.yaml").write_text(block, "utf-8")
    (folder / "thu.yaml").write_text(WHOLE if beside else survey(example), "utf-8")
    if beside:
        (folder / "thu.en.yaml").write_text(example, "utf-8")
    return load_flow(folder / "thu.yaml", CHAT)


ASKING = [block for block in EXAMPLES if first_key(block) != "common"]


def test_the_whole_survey_is_sound(tmp_path: Path) -> None:
    (tmp_path / "thu.yaml").write_text(WHOLE, "utf-8")
    assert len(load_flow(tmp_path / "thu.yaml", CHAT).questions) == 4


@pytest.mark.parametrize("example", ASKING, ids=first_key)
def test_an_example_is_sound(example: str, tmp_path: Path) -> None:
    flow = compiled(example, tmp_path)
    there = {*flow.by_id, *(section.id for section in flow.sections), *flow.matrices, *TOP}
    assert set(top_level(example)) <= {"language", *there}, "all of it is in the survey"


def test_the_shared_example_is_used(tmp_path: Path) -> None:
    (using,) = (block for block in EXAMPLES if first_key(block) == "uses")
    flow = compiled(using, tmp_path)
    assert flow.by_id["tong_the"].choices[0].label["vi"] == "Không"
    assert len(read_files(tmp_path / "thu.yaml").shared) == 1


def test_every_kind_has_an_example(tmp_path: Path) -> None:
    shown: set[str] = set()
    for n, example in enumerate(ASKING):
        (tmp_path / str(n)).mkdir()
        flow = compiled(example, tmp_path / str(n))
        shown |= {question.kind.value for question in flow.questions}
        shown |= {"matrix"} if flow.matrices else set()
    assert shown == {entry.word for entry in LISTED}


def test_every_word_of_the_language_is_told_of() -> None:
    told = set(re.findall(r"[a-z_]+(?:\.[a-z_]+)?", " ".join(re.findall(r"`[^`\n]+`", PAGE))))
    listed = (keys.TOP, keys.COMMON, keys.SECTION, keys.CHOICE, keys.ALERT_RULE, keys.THANKS,
              keys.VALID_WHEN, *(entry.keys for entry in LISTED))  # fmt: skip
    known = {key.name for group in listed for key in group} | {entry.word for entry in LISTED}
    known |= {CRITERIA, *FUNCTION_NAMES, *FACTS, *FIELDS, *Ending, *keys.CONSENTS, *keys.ABOUT}
    assert known - told == set()


def test_it_says_which_keys_may_stand_on_a_sections_line() -> None:
    (line,) = re.findall(r"^`id: \{section: Title\}`.*$", PAGE, re.M)
    told = set(re.findall(r"`([a-z_]+)`", line)) | set(re.findall(r"`([a-z_]+)` \*", PAGE))
    listed = (keys.COMMON, *(entry.keys for entry in LISTED))
    assert told == {key.name for group in listed for key in group if key.each}


def test_it_stays_a_manual_of_a_few_pages() -> None:
    assert len(PAGE.splitlines()) <= MOST_LINES
