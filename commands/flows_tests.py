"""langnghe flows test, langnghe flows chat: try a survey before anybody is asked."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import orjson

from bot.conversation import Fact
from bot.tester import report
from bot.tester.acts import Channel
from bot.tester.facts import SAMPLE
from bot.tester.keep import appended, case_text
from bot.tester.read import read_cases
from bot.tester.suite import Report, tests_beside, try_file
from bot.tester.talk import begin
from bot.tester.terminal import Terminal
from commands.common import DONE, FAULTS, Command, Told
from flows.language.compile import load_flow
from flows.language.faults.report import nearest
from flows.language.files import flow_files
from ground.faults import Fault, Faulty
from ground.yamlfile import parse

_KEPT = {"vi": "Đã ghi vào {0}.", "en": "Kept in {0}."}


def tests() -> dict[str, tuple[str, Command]]:
    """The sub-commands of this file, for `commands.common.group`."""
    return {
        "test": ("play the tests beside surveys, and walk every way", _test),
        "chat": ("talk to a survey in the terminal", _chat),
    }


def arguments_of(made: dict[str, argparse.ArgumentParser]) -> None:
    """Their own arguments."""
    made["test"].add_argument("names", nargs="*", help="a survey's file or name (default: all)")
    chat = made["chat"]
    chat.add_argument("name", nargs="?", help="a survey's file or name")
    chat.add_argument("--fact", action="append", default=[], metavar="case.filed_online=true")
    chat.add_argument("--language", metavar="CODE", help="what the citizen speaks")
    chat.add_argument("--seed", type=int, default=0, help="of what the survey leaves to chance")
    chat.add_argument("--keep", metavar="NAME", help="write the talk as a test of this name")
    for parser in (made["test"], chat):
        parser.add_argument("--folder", type=Path, default=Path("flows"))


async def _test(arguments: argparse.Namespace) -> int:
    """Play the cases beside each survey and walk it; exit 1 where anything failed."""
    named = [_path(name, arguments.folder) for name in arguments.names]
    reports: list[Report] = []
    broken: list[Fault] = []
    for path in named or flow_files(arguments.folder):
        try:
            reports.append(try_file(path))
        except Faulty as faulty:
            broken += faulty.faults
    if arguments.json:
        _json([report.data(each) for each in reports])
    elif reports:
        print("\n".join(line for each in reports for line in report.lines(each, arguments.lang)))
    if broken:
        raise Faulty(broken)
    return FAULTS if any(each.failures for each in reports) else DONE


async def _chat(arguments: argparse.Namespace) -> int:
    """Talk to a survey as in Zalo, from the terminal or from piped lines."""
    # `chat --keep NAME` alone names the survey; the case then gets a name of its own
    name = arguments.name or arguments.keep
    if name is None:
        raise Told("Hãy viết tên phiếu. / Name a survey.")
    path = _path(name, arguments.folder)
    flow = load_flow(path)
    facts = dict(_fact(pair) for pair in arguments.fact)
    language = arguments.language or (arguments.lang if arguments.lang in flow.languages else "vi")
    if language not in flow.languages:
        known = ", ".join(flow.languages)
        raise Told(f"Phiếu có: {known}. / The survey speaks: {known}.")
    talk = begin(flow, language, facts=facts, seed=arguments.seed)
    terminal = Terminal(talk, arguments.lang)
    _hold(terminal, quiet=arguments.json)
    if arguments.json:
        talk = terminal.talk
        _json({"ending": talk.ending, "valid": talk.conv.valid, "answers": talk.answers(),
               "alerts": talk.alerts, "asked": talk.asked})  # fmt: skip
    if arguments.keep is not None and terminal.acts:
        case = arguments.keep if arguments.name else None
        kept = _keep(tests_beside(path), terminal, facts, case)
        print(_KEPT[arguments.lang].format(kept), file=sys.stderr)
    return DONE


def _hold(terminal: Terminal, quiet: bool) -> None:
    def tell(lines: Iterable[str]) -> None:
        if not quiet:
            print("\n".join(lines), flush=True)

    tell(terminal.opening())
    for line in _typed(quiet):
        if line.strip() == "/quit":
            return
        tell(terminal.hear(line))


def _typed(quiet: bool) -> Iterator[str]:
    """Lines from a person or from a pipe, whose lines are shown as if they were typed."""
    by_hand = sys.stdin.isatty()
    while True:
        try:
            line = input("> ") if by_hand else sys.stdin.readline()
        except EOFError:
            return
        if not by_hand and not line:
            return
        if not by_hand and line.strip() and not quiet:
            print(f"> {line.strip()}")
        yield line


def _keep(file: Path, terminal: Terminal, facts: dict[str, Fact], name: str | None) -> Path:
    """Append the talk to the tests; nothing is written unless the whole file then reads well."""
    flow = terminal.talk.flow
    before = file.read_bytes() if file.exists() else b""
    document = parse(before, str(file)) if before.strip() else None
    known = read_cases(document, flow) if document and document.value else ()
    name = name or f"Cuộc trò chuyện {len(known) + 1}"
    text = case_text(name, tuple(terminal.acts), terminal.talk, Channel.CHAT, facts)
    after = appended(before.decode("utf-8-sig"), text, document).encode()
    read_cases(parse(after, str(file)), flow)
    with file.open("ab") as end:
        end.write(after.removeprefix(before.removeprefix(b"\xef\xbb\xbf")))
    return file


def _fact(pair: str) -> tuple[str, Fact]:
    name, _, value = pair.partition("=")
    if name not in SAMPLE:
        near = nearest(name, SAMPLE)
        hint = f" Có phải “{near}”? / Did you mean “{near}”?" if near else ""
        raise Told(f"Không có dữ kiện “{name}”. / There is no fact “{name}”.{hint}")
    if not isinstance(SAMPLE[name], bool):
        return name, value
    if value not in ("true", "false"):
        raise Told(f"“{name}” là true hoặc false. / “{name}” is true or false.")
    return name, value == "true"


def _path(name: str, folder: Path) -> Path:
    return Path(name) if name.endswith(".yaml") else folder / f"{name}.yaml"


def _json(data: object) -> None:
    sys.stdout.write(orjson.dumps(data, option=orjson.OPT_INDENT_2).decode() + "\n")
