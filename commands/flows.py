"""langnghe flows: check surveys as their authors wrote them."""

import argparse
from pathlib import Path

from commands.common import DONE, group, show
from flows.language.compile import flow_files, load_flow


def define(parser: argparse.ArgumentParser, _name: str) -> None:
    """Arguments of the group."""
    made = group(parser, {"check": ("read surveys and tell every fault", _check)})
    made["check"].add_argument("names", nargs="*", help="a survey's file or name (default: all)")
    made["check"].add_argument("--folder", type=Path, default=Path("flows"))


async def _check(arguments: argparse.Namespace) -> int:
    named = [_path(name, arguments.folder) for name in arguments.names]
    flows = [load_flow(path) for path in named or flow_files(arguments.folder)]
    rows = [{"flow": f.name, "questions": len(f.questions), "hash": f.hash} for f in flows]
    show(
        arguments,
        rows,
        lambda: "\n".join(f"{r['flow']}: {r['questions']} câu. Đúng." for r in rows),
    )
    return DONE


def _path(name: str, folder: Path) -> Path:
    return Path(name) if name.endswith(".yaml") else folder / f"{name}.yaml"
