"""Sample cases for a trial, by the generator that stands beside the examples."""

import subprocess
import sys
from datetime import datetime
from pathlib import Path

from ground.when import local

GENERATOR = Path(__file__).parent.parent / "examples" / "generate.py"


def write_sample(example: Path, target: Path, size: int, seed: int, now: datetime) -> None:
    """Write `size` cases of the example's units, dated back from `now`; whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}")
    arguments = {
        "--agencies": example / "agencies.yaml",
        "--size": size,
        "--seed": seed,
        "--now": local(now).isoformat(),
        "--out": unfinished,
    }
    flat = [str(part) for pair in arguments.items() for part in pair]
    subprocess.run([sys.executable, str(GENERATOR), *flat], check=True, capture_output=True)
    unfinished.rename(target)
