"""The lists of what servers and automatic answers say: words/*.tsv. It judges nothing."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_WORDS = Path(__file__).parent / "words"


@cache
def patterns(name: str) -> Mapping[str, re.Pattern[str]]:
    """By kind, one pattern that any line of the list makes true; looked for in folded text.

    Raises ValueError with the line where a list is broken.
    """
    found: dict[str, list[str]] = {}
    lines = (_WORDS / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        kind, tab, pattern = line.partition("\t")
        if line.startswith("#") or kind == "kind":
            continue
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"{name}.tsv line {number}: {error}") from error
        if not tab or not pattern:
            raise ValueError(f"{name}.tsv line {number}: no pattern")
        found.setdefault(kind, []).append(pattern)
    return {kind: re.compile("|".join(lines)) for kind, lines in found.items()}
