"""`python -m faults [--only NAME,…] [--scale 0.1]`: prints a table and writes var/faults.json.

Exit 0 = everything held, 1 = something did not, 2 = wrong usage.
"""

import argparse
import logging
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import structlog
from rich.console import Console

from faults.duplicates import webhook_duplicates
from faults.links import links_guessed, links_scanned, one_click_forged
from faults.mails import mail
from faults.refresh import token_refresh
from faults.rows import Check, show, write
from faults.sends import sends

CHECKS: Mapping[str, Check] = {
    "token_refresh": token_refresh,
    "webhook_duplicates": webhook_duplicates,
    "sends": sends,
    "mail": mail,
    "links_scanned": links_scanned,
    "links_guessed": links_guessed,
    "one_click_forged": one_click_forged,
}
OUT = Path("var") / "faults.json"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for, one after another; returns the exit code."""
    parser = argparse.ArgumentParser(prog="faults", description="Breaks the real parts.")
    parser.add_argument("--only", default="", help=f"names, comma between: {', '.join(CHECKS)}")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the full size")
    parser.add_argument("--out", type=Path, default=OUT, help="where the rows are written")
    given = parser.parse_args(arguments)
    names = [name for name in given.only.split(",") if name] or list(CHECKS)
    if unknown := [name for name in names if name not in CHECKS]:
        parser.error(f"no such check: {', '.join(unknown)}; there are: {', '.join(CHECKS)}")
    # What breaks is broken on purpose: the table tells of it, not the logs.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    told = Console(stderr=True)
    rows = []
    for name in names:
        for row in CHECKS[name](given.scale):
            told.print(f"{name} {row.backend} {'held' if row.ok else 'DID NOT HOLD'}", style="dim")
            rows.append(row)
    show(rows, Console())
    write(rows, given.out)
    return 0 if all(row.ok for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
