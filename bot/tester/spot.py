"""A value of a test file that knows its place and reports what does not fit."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.tester.faults import fault
from flows.language.faults.report import nearest
from ground.faults import Fault
from ground.text import squeeze
from ground.yamlfile import Document, Path_

GROUP = ("một nhóm “khóa: nội dung”", "a group of “key: content”")
LIST = ("một danh sách", "a list")
TEXT = ("chữ", "text")
TRUTH = ("true hoặc false", "true or false")


@dataclass(frozen=True, slots=True)
class Spot:
    """One value, its path, and where faults are gathered."""

    document: Document
    path: Path_
    value: object
    faults: list[Fault]

    def fault(self, code: str, key: bool = False, **fields: object) -> None:
        """Report a fault here (at this value's key with `key`)."""
        self.faults.append(fault(self.document, self.path, code, key, **fields))

    def at(self, key: str | int, value: object) -> "Spot":
        """What stands under `key`."""
        return Spot(self.document, (*self.path, key), value, self.faults)

    def group(self) -> dict[str, "Spot"]:
        """The values by key, in the file's order."""
        if not isinstance(self.value, dict):
            self.mistyped(GROUP)
            return {}
        return {str(key): self.at(key, value) for key, value in self.value.items()}

    def closed(self, known: Collection[str], required: Collection[str] = ()) -> dict[str, "Spot"]:
        """`group` with no key but those `known`, and all those `required`."""
        found = self.group()
        meant: set[str | None] = set()  # a misspelt key is not missing as well
        for key, spot in found.items():
            if key not in known:
                spot.fault("T002", True, word=key, among=known)
                meant.add(nearest(key, known))
        if isinstance(self.value, dict):
            for key in required:
                if key not in found and key not in meant:
                    self.fault("T003", missing=key)
        return {key: spot for key, spot in found.items() if key in known}

    def items(self) -> list["Spot"]:
        """The values of a list; a value that is none is a list of one."""
        if isinstance(self.value, list):
            return [self.at(n, value) for n, value in enumerate(self.value)]
        if isinstance(self.value, dict) or self.value is None:
            self.mistyped(LIST)
            return []
        return [self]

    def text(self) -> str:
        """Words on one line; a number counts as its digits."""
        if isinstance(self.value, bool) or not isinstance(self.value, str | int | float):
            self.mistyped(TEXT)
            return ""
        words = squeeze(str(self.value))
        if not words:
            self.fault("T018")
        return words

    def whole(self, low: int, high: int) -> int:
        """A whole number in a range."""
        number = self.value if isinstance(self.value, int) else low - 1
        if isinstance(self.value, bool) or not low <= number <= high:
            self.mistyped((f"một số nguyên từ {low}", f"a whole number from {low}"))
            return low
        return number

    def truth(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            self.mistyped(TRUTH)
        return self.value is True

    def mistyped(self, wanted: tuple[str, str]) -> None:
        """Report that this should be something else."""
        if self.value is None:
            self.fault("T018")
        else:
            self.fault("T004", wanted=wanted[0], wanted_en=wanted[1])
