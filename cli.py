"""The hand: `langnghe COMMAND`. A file of commands/ a group; modules load only when called.

Exit codes: 0 = done, 1 = found faults, 2 = wrong usage. Every command that prints data has --json.
"""

import argparse
import sys
from importlib import import_module

GROUPS = {
    "serve": "a web process (on SQLite it also works)",
    "work": "a worker process, for PostgreSQL",
    "try": "the whole system with the sandbox and the sample plan",
    "check": "settings, flows, plans and sources, all faults at once",
    "doctor": "a running system's health",
    "db": "upgrade",
    "key": "make an encryption key",
    "cases": "import, pull, rejected, shared",
    "flows": "check, test, chat, preview, graph, schema, publish, rollback, versions, diff, words",
    "replies": "judge",
    "plans": "check, draw, status, unreachable",
    "results": "tally, export",
    "alerts": "negative answers",
    "zalo": "connect, status, resume, templates, sweep, inbox",
    "email": "doctor, key, resume",
    "rehearse": "a dress rehearsal with simulated citizens",
    "sandbox": "a Zalo platform and a mail server to practise with",
}
_MODULES = {"try": "try_out", "work": "serve"}


def main(argv: list[str] | None = None) -> int:
    """Run one command; its exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(_overview())
        return 0 if arguments else 2
    name = arguments[0]
    if name not in GROUPS:
        print(_unknown(name), file=sys.stderr)
        return 2
    parser = argparse.ArgumentParser(prog=f"langnghe {name}", description=GROUPS[name])
    module = import_module(f"commands.{_MODULES.get(name, name)}")
    if name == "sandbox":  # a program of its own, with arguments of its own
        return int(module.run(arguments[1:]))
    module.define(parser, name)
    from commands.common import run

    return run(parser.parse_args(arguments[1:]))


def _overview() -> str:
    lines = [f"  {name:<10} {what}" for name, what in GROUPS.items()]
    return "\n".join(["langnghe COMMAND …   (langnghe COMMAND --help)", "", *lines])


def _unknown(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, GROUPS, 1)
    hint = f" Có phải “{near[0]}”? / Did you mean “{near[0]}”?" if near else ""
    return f"Không có lệnh “{name}”. / There is no command “{name}”.{hint}"


if __name__ == "__main__":
    sys.exit(main())
