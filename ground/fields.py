"""Reads the values of an officer's YAML one by one, and gathers what is wrong with them.

Its own faults have one letter a kind of file: P for plans, T for templates of messages. 001 unknown
key, 002 missing key, 003 wrong shape, 004 bad number, 005 bad word, 006 bad length of time, 007 bad
day or hour.

A reader that meets a fault notes it and returns a neutral value of the right type, so that
all faults of a file are found in one go; whoever reads must refuse the file if there is one.
"""

import re
from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import TypeAlias

from rapidfuzz import fuzz, process

from ground.faults import Fault
from ground.text import fold, squeeze
from ground.yamlfile import Document

Path: TypeAlias = tuple[str | int, ...]
Words: TypeAlias = tuple[str, str]
"""What is wrong, and what to do."""

_NEAR_ENOUGH = 70  # of 100, rapidfuzz's ratio
_SPAN = re.compile(r"([0-9]{1,4}) ?(hours?|giờ|days?|ngày|weeks?|tuần)")
_HOURS_IN = {"h": 1, "g": 1, "d": 24, "n": 24, "w": 168, "t": 168}  # by the first letter
_HOUR = re.compile(r"([0-9]{1,2}):([0-9]{2})")


def near(word: str, options: Sequence[str]) -> str | None:
    """The option that `word` was perhaps meant to be, or None."""
    folded = [fold(option) for option in options]
    found = process.extractOne(fold(word), folded, scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH)
    return options[found[2]] if found else None


def did_you_mean(option: str | None, otherwise: Words) -> Words:
    """The remedy in Vietnamese and English: the near option, or else the given advice."""
    if option is None:
        return otherwise
    return f"Có phải ý Ông/Bà là “{option}”?", f"Did you mean “{option}”?"


class Fields:
    """The fields of one document, and the faults found so far."""

    def __init__(self, document: Document, letter: str = "P") -> None:
        self.document = document
        self.letter = letter
        self.faults: list[Fault] = []
        self._missing: set[Path] = set()

    def fault(self, path: Path, code: str, vi: Words, en: Words, *, key: bool = False) -> None:
        """Note a fault at `path`; with `key`, at its key. What is missing is told only once."""
        if path not in self._missing:
            self.faults.append(self.document.fault(path, code, vi, en, key=key))

    def found(self, code: str) -> bool:
        """Whether a fault of that code was noted: what follows from it is not told as well."""
        return any(fault.code == code for fault in self.faults)

    def value(self, path: Path) -> object:
        """The plain value at `path`; None where there is none, or an empty one."""
        here: object = self.document.value
        for step in path:
            if isinstance(here, dict):
                here = here.get(step)
            elif isinstance(here, list) and isinstance(step, int) and step < len(here):
                here = here[step]
            else:
                return None
        return here

    def has(self, path: Path) -> bool:
        """Whether something is written at `path`."""
        return self.value(path) is not None

    def table(self, path: Path, known: Sequence[str], required: Sequence[str] = ()) -> bool:
        """Whether a mapping stands at `path`; its unknown and missing keys are faults."""
        keys = self.keys(path)
        for key in keys:
            if key not in known:
                vi, en = did_you_mean(
                    near(key, known), ("Hãy xóa hoặc sửa khóa này.", "Remove or correct it.")
                )
                what = (f"Khóa “{key}” không có ở đây.", f"There is no key “{key}” here.")
                self.fault(
                    (*path, key), f"{self.letter}001", (what[0], vi), (what[1], en), key=True
                )
        for key in required:
            if keys and not self.has((*path, key)):
                self.fault(
                    path,
                    f"{self.letter}002",
                    (f"Thiếu “{key}”.", f"Hãy thêm dòng “{key}: …”."),
                    (f"“{key}” is missing.", f"Add a line “{key}: …”."),
                )
                self._missing.add((*path, key))
        return bool(keys)

    def keys(self, path: Path) -> tuple[str, ...]:
        """The keys of the mapping at `path`; anything else, or nothing in it, is a fault."""
        found = self.value(path)
        if isinstance(found, dict) and found:
            return tuple(found)
        self.fault(
            path,
            f"{self.letter}003",
            ("Ở đây phải là các dòng “khóa: giá trị”.", "Hãy xem tệp mẫu trong examples/."),
            ("Lines of “key: value” belong here.", "See the sample files in examples/."),
        )
        return ()

    def items(self, path: Path) -> range:
        """The places of the list at `path`; anything else is a fault."""
        found = self.value(path)
        if isinstance(found, list):
            return range(len(found))
        self.fault(
            path,
            f"{self.letter}003",
            ("Ở đây phải là một danh sách.", "Hãy viết như “[a, b]”."),
            ("A list belongs here.", "Write it like “[a, b]”."),
        )
        return range(0)

    def text(self, path: Path, limit: int = 200) -> str:
        """One line of text, 1 to `limit` characters; a number counts as its digits."""
        found = self.value(path)
        line = squeeze(str(found)) if isinstance(found, str | int) else ""
        if isinstance(found, bool) or not 0 < len(line) <= limit:
            self.fault(
                path,
                f"{self.letter}003",
                (f"Ở đây phải là chữ, từ 1 đến {limit} ký tự.", "Hãy viết trong dấu nháy kép."),
                (f"Text of 1 to {limit} characters belongs here.", "Write it in double quotes."),
            )
            return ""
        return line

    def slug(self, path: Path) -> str:
        """A name in small letters, digits and hyphens, at most 60 characters."""
        name = self.text(path, 60)
        if name and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
            self.fault(
                path,
                f"{self.letter}003",
                (f"Tên “{name}” không dùng được.", "Chỉ dùng a–z, 0–9 và gạch nối."),
                (f"The name “{name}” cannot be used.", "Use a–z, 0–9 and hyphens only."),
            )
        return name

    def whole(self, path: Path, least: int, most: int) -> int:
        """A whole number from `least` to `most`."""
        found = self.value(path)
        if isinstance(found, int) and not isinstance(found, bool) and least <= found <= most:
            return found
        self.fault(
            path,
            f"{self.letter}004",
            (f"“{found}” không phải số nguyên từ {least} đến {most}.", "Hãy sửa số này."),
            (f"“{found}” is no whole number from {least} to {most}.", "Correct it."),
        )
        return least

    def word(self, path: Path, allowed: Sequence[str]) -> str:
        """One of the `allowed` words."""
        found = self.value(path)
        if isinstance(found, str | int) and str(found) in allowed:
            return str(found)
        listed = ", ".join(allowed)
        vi, en = did_you_mean(
            near(str(found), allowed), (f"Hãy chọn: {listed}.", f"Choose from: {listed}.")
        )
        self.fault(
            path,
            f"{self.letter}005",
            (f"“{found}” không dùng được ở đây.", vi),
            (f"“{found}” cannot be used here.", en),
        )
        return allowed[0]

    def words(self, path: Path, allowed: Sequence[str]) -> tuple[str, ...]:
        """A list of different `allowed` words, at least one, in the order written."""
        places = [(*path, n) for n in self.items(path)]
        found = tuple(self.word(place, allowed) for place in places)
        written = [str(self.value(place)) for place in places]
        if len(set(written)) != len(written) or self.value(path) == []:
            self.fault(
                path,
                f"{self.letter}005",
                ("Danh sách rỗng hoặc có mục viết hai lần.", "Hãy ghi mỗi mục một lần."),
                ("The list is empty, or something stands in it twice.", "Name each thing once."),
            )
        return found

    def span(self, path: Path, most: timedelta) -> timedelta:
        """A length of time, such as “3 days” or “12 giờ”, over zero and up to `most`."""
        found = self.value(path)
        if match := _SPAN.fullmatch(squeeze(str(found)).lower()):
            span = timedelta(hours=int(match[1]) * _HOURS_IN[match[2][0]])
            if timedelta(0) < span <= most:
                return span
        self.fault(
            path,
            f"{self.letter}006",
            (
                f"“{found}” không phải khoảng thời gian dùng được (tối đa {most.days} ngày).",
                "Hãy viết như “3 days” hoặc “12 hours”.",
            ),
            (
                f"“{found}” is no length of time that can be used (at most {most.days} days).",
                "Write it like “3 days” or “12 hours”.",
            ),
        )
        return most

    def hour(self, path: Path) -> time:
        """A wall-clock time such as “07:30”."""
        found = self.value(path)
        match = _HOUR.fullmatch(str(found))
        if match:
            try:
                return time(int(match[1]), int(match[2]))
            except ValueError:
                pass  # such as 25:00: told below like any other
        self.fault(
            path,
            f"{self.letter}007",
            (f"“{found}” không phải giờ trong ngày.", "Hãy viết như “07:30”."),
            (f"“{found}” is no time of day.", "Write it like “07:30”."),
        )
        return time(12)

    def day(self, path: Path) -> date:
        """A calendar day, written 2026-07-01."""
        found = str(self.value(path))
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", found):
            try:
                return date.fromisoformat(found)
            except ValueError:
                pass  # such as 2026-02-30: told below like any other
        self.fault(
            path,
            f"{self.letter}007",
            (f"“{found}” không phải một ngày.", "Hãy viết năm-tháng-ngày, như “2026-07-01”."),
            (f"“{found}” is no calendar day.", "Write year-month-day, like “2026-07-01”."),
        )
        return date.min
