"""langnghe flows: check surveys as their authors wrote them."""

import argparse
from pathlib import Path

from commands import flows_tests, flows_versions, flows_words
from commands.common import DONE, FAULTS, group, show
from commands.flows_tools import arguments_of, tools
from flows.language.compile import load_flow
from flows.language.files import flow_files
from flows.model import Flow
from ground.faults import Fault, Faulty
from wiring import CHAT


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
    flows: list[Flow] = []
    faults: list[Fault] = []
    for path in named or flow_files(arguments.folder):
        try:
            flows.append(load_flow(path, CHAT))
        except Faulty as broken:
            faults += broken.faults
    if faults and arguments.json:
        show(arguments, faults, lambda: "")
        return FAULTS
    if faults:
        raise Faulty(faults)
    rows = [{"flow": f.name, "questions": len(f.questions), "hash": f.hash} for f in flows]
    show(
        arguments,
        rows,
        lambda: "\n".join(f"{r['flow']}: {r['questions']} câu. Đúng." for r in rows),
    )
    return DONE


def _path(name: str, folder: Path) -> Path:
    return Path(name) if name.endswith(".yaml") else folder / f"{name}.yaml"
