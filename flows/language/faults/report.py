"""Every fault that a survey file can have: its code, what is wrong, and what to do.

The tables stand in `codes*` and `advice`; the checker, its tests and docs/flow-errors.md share
them. It collects; it never decides whether something is a fault.
"""

from collections.abc import Iterable
from dataclasses import replace

from rapidfuzz import fuzz, process

from flows.language.faults.advice import ADVICE
from flows.language.faults.codes import CODES as FILES
from flows.language.faults.codes_conditions import CONDITIONS
from flows.language.faults.codes_kinds import KINDS
from ground.faults import Fault, Faulty
from ground.yamlfile import Document, Path_

CODES = {**FILES, **CONDITIONS, **KINDS}
"""The faults by which a survey cannot run: code to (what, remedy), in two languages."""

_NEAR_ENOUGH = 65  # of 100; "tong_te" is 93 near "tong_the", "xyz" is near nothing


class Report:
    """The faults found so far; each place and fault once."""

    def __init__(self, found: Iterable[Fault] = ()) -> None:
        self._faults: dict[Fault, None] = dict.fromkeys(found)

    def add(self, fault: Fault) -> None:
        """Keep a fault."""
        self._faults.setdefault(fault)

    def refuse(self) -> None:
        """Raise Faulty, in the order of the lines, if there is any fault."""
        if self._faults:
            raise Faulty(sorted(self._faults, key=lambda f: (f.file, f.line, f.column, f.code)))


def fault_at(
    document: Document, path: Path_, code: str, at_key: bool = False, **fields: object
) -> Fault:
    """The fault `code` at `path` (at its key with `at_key`), its texts filled from `fields`.

    `word` and `among` together give a "did you mean"; `among` also fills "{known}".
    """
    return document.fault(path, code, *_texts(code, fields), key=at_key)


def fault_of_file(file: str, code: str, **fields: object) -> Fault:
    """The fault `code` of a whole file."""
    (what, remedy), (what_en, remedy_en) = _texts(code, fields)
    return Fault(file, 0, 0, code, what, remedy, what_en, remedy_en)


def moved(fault: Fault, signs: int) -> Fault:
    """The same fault, `signs` further on in its line."""
    return replace(fault, column=fault.column + signs)


def nearest(word: str, among: Iterable[str]) -> str | None:
    """The known word that was probably meant, or None."""
    found = process.extractOne(
        word.lower(), list(among), scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH
    )
    return found[0] if found else None


def _texts(code: str, fields: dict[str, object]) -> tuple[tuple[str, str], tuple[str, str]]:
    among = [str(name) for name in _listed(fields.pop("among", ()))]
    near = nearest(str(fields.pop("word", "")), among)
    known = ", ".join(among)
    vi, en = CODES.get(code) or ADVICE[code]
    vi_near, en_near = (f" Có phải “{near}”?", f" Did you mean “{near}”?") if near else ("", "")
    return (
        (vi[0].format(**fields, near=vi_near), vi[1].format(**fields, known=known)),
        (en[0].format(**fields, near=en_near), en[1].format(**fields, known=known)),
    )


def _listed(names: object) -> Iterable[object]:
    return names if isinstance(names, Iterable) else ()
