"""Faults that an author of a flow, plan or source can mend: all of them at once, with places."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a file: where, its code, what is wrong and what to do, in two languages."""

    file: str
    line: int  # 1-based; 0 = the whole file
    column: int  # 1-based; 0 = the whole line
    code: str
    what: str  # Vietnamese
    remedy: str  # Vietnamese
    what_en: str
    remedy_en: str

    def told(self, lang: str = "vi") -> str:
        """`file:line:column: code: what. Remedy.` in `lang` ("vi" or "en")."""
        what, remedy = (self.what_en, self.remedy_en) if lang == "en" else (self.what, self.remedy)
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.code}: {what} {remedy}".rstrip()


class Faulty(Exception):
    """A file cannot be used; `faults` has every fault found in it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(fault.told() for fault in self.faults))
