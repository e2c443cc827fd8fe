"""`python -m bench [--only NAME,…] [--scale 0.1]`: prints a table and writes var/bench.json.

Exit 0 = measured, 2 = wrong usage. `docs/bench.md` says what each row means.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console

from bench.mail import mail_20ms, mail_fast
from bench.outbox import outbox_postgres, outbox_sqlite
from bench.page import page
from bench.pure import drawing, replies, steps
from bench.rows import Bench, show, write
from bench.surveys import flow_check, flow_compile, flow_condition
from bench.turn import turn_postgres, turn_sqlite
from bench.webhook import webhook_postgres, webhook_sqlite
from bench.whole import import_sqlite

BENCHES: Mapping[str, Bench] = {
    "step": steps,
    "reply": replies,
    "flow_compile": flow_compile,
    "flow_check": flow_check,
    "flow_condition": flow_condition,
    "turn_sqlite": turn_sqlite,
    "turn_postgres": turn_postgres,
    "webhook_sqlite": webhook_sqlite,
    "webhook_postgres": webhook_postgres,
    "outbox_sqlite": outbox_sqlite,
    "outbox_postgres": outbox_postgres,
    "page": page,
    "mail_fast": mail_fast,
    "mail_20ms": mail_20ms,
    "import_sqlite": import_sqlite,
    "draw": drawing,
}
OUT = Path("var") / "bench.json"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for, one after another; returns the exit code."""
    parser = argparse.ArgumentParser(prog="bench", description="Measures the real parts.")
    parser.add_argument("--only", default="", help=f"names, comma between: {', '.join(BENCHES)}")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the full size")
    parser.add_argument("--out", type=Path, default=OUT, help="where the rows are written")
    given = parser.parse_args(arguments)
    names = [name for name in given.only.split(",") if name] or list(BENCHES)
    if unknown := [name for name in names if name not in BENCHES]:
        parser.error(f"no such row: {', '.join(unknown)}; there are: {', '.join(BENCHES)}")
    told = Console(stderr=True)
    rows = []
    for name in names:
        told.print(f"{name} …", style="dim")
        rows.append(BENCHES[name](given.scale))
    show(rows, Console())
    write(rows, given.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
