"""A part of a YAML document that knows its place and reports what does not fit.

Every reader gives something of the right type, so that one fault never hides another;
whoever compiles asks the report at the end.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from flows.language.faults.report import Report, fault_at, nearest
from ground.text import squeeze
from ground.yamlfile import Document, Path_

ID = "[a-z][a-z0-9_]{0,49}"  # the column that keeps it has room for “_khac” and a remark
_ID = re.compile(ID)
_NAMES = {
    "dict": ("một nhóm “khóa: nội dung”", "a group of “key: content”"),
    "list": ("một danh sách", "a list"),
    "str": ("chữ", "text"),
    "int": ("một số nguyên", "a whole number"),
    "float": ("một số thập phân", "a decimal number"),
    "bool": ("true hoặc false", "true or false"),
    "NoneType": ("chỗ trống", "nothing"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One value of a document and where it stands."""

    document: Document
    path: Path_
    value: object
    report: Report

    def fault(self, code: str, at_key: bool = False, **fields: object) -> None:
        """Report a fault here (at this value's key with `at_key`)."""
        self.report.add(fault_at(self.document, self.path, code, at_key, **fields))

    def at(self, key: str | int, value: object) -> "Part":
        """The part that stands under `key`."""
        return Part(self.document, (*self.path, key), value, self.report)

    def group(self) -> dict[str, "Part"]:
        """The parts by key, in the file's order."""
        if not isinstance(self.value, dict):
            self.mistyped("dict")
            return {}
        return {key: self.at(key, value) for key, value in self.value.items()}

    def closed(self, known: Collection[str], required: Collection[str] = ()) -> dict[str, "Part"]:
        """`group`, with no key but those `known`, and all those `required`."""
        found = self.group()
        meant: set[str | None] = set()  # a misspelt key is not missing as well
        for key, part in found.items():
            if key not in known and part.value is None and " " in key:
                part.fault("F025", at_key=True, key=key)  # the rest of words with a comma in them
            elif key not in known:
                part.fault("F003", at_key=True, key=key, word=key, among=known)
                meant.add(nearest(key, known))
        if isinstance(self.value, dict):
            for key in required:
                if key not in found and key not in meant:
                    self.fault("F004", at_key=True, key=key)
        return {key: part for key, part in found.items() if key in known}

    def lacks(self, key: str, known: Collection[str]) -> bool:
        """Whether it has no such key, and none that was probably meant for it."""
        found = self.value if isinstance(self.value, dict) else {}
        meant = {nearest(str(other), known) for other in found if other not in known}
        return key not in found and key not in meant

    def items(self) -> list["Part"]:
        """The parts of a list."""
        if not isinstance(self.value, list):
            self.mistyped("list")
            return []
        return [self.at(n, value) for n, value in enumerate(self.value)]

    def text(self) -> str:
        """Words on one line; a whole number counts as its digits."""
        if isinstance(self.value, bool) or not isinstance(self.value, str | int):
            self.mistyped("str")
            return ""
        words = squeeze(str(self.value))
        if not words:
            self.fault("F006")
        return words

    def number_or_text(self) -> str:
        """Words, or a number with or without decimals as its digits."""
        if isinstance(self.value, float):
            return repr(self.value)
        return self.text()

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            self.mistyped("int")
            return low
        if not low <= self.value <= high:
            self.fault("F007", value=self.value, low=low, high=high)
        return self.value

    def flag(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            self.mistyped("bool")
        return self.value is True

    def one_of(self, known: Collection[str], code: str, field: str) -> str:
        """One word of `known`; another is the fault `code`, which calls it `field`."""
        word = self.text()
        if word and word not in known:
            self.fault(code, False, word=word, among=known, **{field: word})
        return word

    def check_id(self) -> None:
        """Report a key that cannot be an id."""
        name = str(self.path[-1])
        if not _ID.fullmatch(name):
            self.fault("F008", at_key=True, id=name)

    def mistyped(self, wanted: str) -> None:
        """Report that this should be `wanted`, a type's name such as "str"."""
        if self.value is None:
            self.fault("F006")
            return
        want, found = _NAMES[wanted], _NAMES[type(self.value).__name__]
        self.fault("F005", wanted=want[0], found=found[0], wanted_en=want[1], found_en=found[1])
