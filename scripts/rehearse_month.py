"""Plays one month (rehearsal/month.py) and prints its figures; 1 where something did not hold."""

import argparse
import asyncio
import sys
from dataclasses import asdict
from typing import Any

import orjson

from commands.common import quiet_logs
from rehearsal.month import Month, play_month


def main() -> int:
    """One month from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in asdict(Month()).items():
        if isinstance(value, int | float):
            parser.add_argument(f"--{name}", type=type(value), default=value)
    parser.add_argument("--faults", type=orjson.loads, default=None)
    given: dict[str, Any] = vars(parser.parse_args())
    quiet_logs(False)
    done = asyncio.run(play_month(Month(**given)))
    sys.stdout.write(orjson.dumps(done.report, option=orjson.OPT_INDENT_2).decode() + "\n")
    broken = [verdict for verdict in done.verdicts if not verdict.holds]
    for verdict in broken:
        sys.stdout.write(f"✗ {verdict.name}: {verdict.told}\n")
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
