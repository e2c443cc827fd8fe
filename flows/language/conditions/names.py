"""What a condition may name: answers given earlier and a fixed list of facts.

It says of which type each name is; it holds no value of anybody.
"""

import keyword
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Type(Enum):
    """The type of a part of a condition; its value is the Vietnamese and the English word."""

    NUMBER = ("một số", "a number")
    NUMBERS = ("nhiều số", "several numbers")
    TRUTH = ("đúng/sai", "true or false")
    TRUTHS = ("nhiều đúng/sai", "several true or false")  # criteria <= 2, inside any() and so on
    WORD = ("một từ", "a word")
    WORDS = ("một danh sách", "a list")  # written in the condition: [1, 2]
    SET = ("nhiều lựa chọn", "several choices")
    DATE = ("một ngày", "a date")
    TIME = ("một giờ", "a time")
    FREE_TEXT = ("lời viết tự do", "free text")
    UNKNOWN = ("không rõ", "unknown")  # after a fault, so that it is not reported twice


@dataclass(frozen=True, slots=True)
class Name:
    """A name's type and, where it has few values, all of them."""

    type: Type
    values: tuple[int | str, ...] = ()


FACTS: Mapping[str, Name] = {
    "case.filed_online": Name(Type.TRUTH),
    "case.field": Name(Type.WORD),
    "case.procedure": Name(Type.WORD),
    "case.returned_on": Name(Type.DATE),
    "agency.code": Name(Type.WORD),
    "agency.name": Name(Type.WORD),
    "plan.consent": Name(Type.TRUTH),
}
CRITERIA = "criteria"
"""The name of the list of all criterion values given so far."""

FUNCTION_NAMES = ("min", "max", "mean", "count", "any", "all", "length", "answered", "days")
"""In the order in which an author is told of them; `functions` says what each does."""

RESERVED = frozenset(
    {CRITERIA, *FUNCTION_NAMES, "case", "agency", "plan", "true", "false", *keyword.kwlist}
)
"""Words that cannot be a question's id."""
