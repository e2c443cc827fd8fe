"""langnghe flows: check surveys as their authors wrote them."""

import argparse
from collections import Counter
from pathlib import Path

from commands import flows_tests, flows_versions, flows_words
from commands.common import DONE, FAULTS, group, show
from commands.flows_tools import arguments_of, tools
from flows.language.compile import load_flow, words_of
from flows.language.files import COMMON, flow_files
from flows.language.sound.order import most_asked
from ground.faults import Fault, Faulty
from wiring import CHAT

_WORDS = {
    "vi": {
        "questions": "{0} câu.",
        "well": "Đúng.",
        "missing": "{0}: còn {1} lời chưa dịch (langnghe flows words).",
        "unreviewed": "{0}: người bản ngữ chưa rà soát.",
    },
    "en": {
        "questions": "{0} questions.",
        "well": "All well.",
        "missing": "{0}: {1} texts are not translated (langnghe flows words).",
        "unreviewed": "{0}: no native speaker has reviewed it.",
    },
}


def define(parser: argparse.ArgumentParser, _name: str) -> None:
    """Arguments of the group."""
    made = group(
        parser,
        {
            "check": ("read surveys and tell every fault", _check),
            **tools(),
            **flows_tests.tests(),
            **flows_words.words(),
            **flows_versions.commands(),
        },
    )
    arguments_of(made)
    flows_versions.define(made)
    made["check"].add_argument("names", nargs="*", help="a survey's file or name (default: all)")
    made["check"].add_argument("--folder", type=Path, default=Path("flows"))
    flows_tests.arguments_of(made)
    flows_words.arguments_of(made)


async def _check(arguments: argparse.Namespace) -> int:
    named = [_path(name, arguments.folder) for name in arguments.names]
    rows: list[dict[str, object]] = []
    faults: list[Fault] = []
    for path in named or flow_files(arguments.folder):
        try:
            rows.append(_row(path))
        except Faulty as broken:
            faults += broken.faults
    if faults and arguments.json:
        show(arguments, faults, lambda: "")
        return FAULTS
    if faults:
        raise Faulty(faults)
    show(arguments, rows, lambda: "\n".join(_line(row, arguments.lang) for row in rows))
    return DONE


def _row(path: Path) -> dict[str, object]:
    """What is told of a survey without faults, or of a shared file; raises Faulty."""
    if path.parent.name == COMMON:
        said = words_of(path)  # read as the surveys do that use it
        found = {"missing": said.told_missing(), "unreviewed": said.unreviewed}
        return {"flow": f"{COMMON}/{path.stem}", "questions": 0, "hash": "", **found}
    flow = load_flow(path, CHAT)
    return {
        "flow": flow.name,
        "questions": most_asked(flow),
        "hash": flow.hash,
        "missing": flow.untranslated,
        "unreviewed": flow.unreviewed,
    }


def _line(row: dict[str, object], lang: str) -> str:
    """One line for a person; what is no fault but should be known stands behind it."""
    words = _WORDS[lang]
    missing, unreviewed = row["missing"], row["unreviewed"]
    assert isinstance(missing, tuple)
    assert isinstance(unreviewed, tuple)
    counts = Counter(str(told).split(":")[0] for told in missing)
    told = [words["missing"].format(language, count) for language, count in counts.items()]
    told += [words["unreviewed"].format(language) for language in unreviewed]
    count = f" {words['questions'].format(row['questions'])}" if row["questions"] else ""
    return " ".join([f"{row['flow']}:{count} {words['well']}", *told])


def _path(name: str, folder: Path) -> Path:
    return Path(name) if name.endswith(".yaml") else folder / f"{name}.yaml"
