"""What a condition may name: answers given earlier and a fixed list of facts.

It says of which type each name is; it holds no value of anybody.
"""

import keyword
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from flows.model import Kind, Question


class Type(Enum):
    """The type of a part of a condition; its value is the Vietnamese and the English word."""

    NUMBER = ("một số", "a number")
    NUMBERS = ("nhiều số", "several numbers")
    TRUTH = ("đúng/sai", "true or false")
    WORD = ("một từ", "a word")
    WORDS = ("một danh sách", "a list")
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
    "agency.code": Name(Type.WORD),
    "plan.consent": Name(Type.TRUTH),
}
CRITERIA = "criteria"
"""The name of the list of all criterion values given so far."""

RESERVED = frozenset(
    {CRITERIA, "min", "max", "count", "case", "agency", "plan", "true", "false", *keyword.kwlist}
)
"""Words that cannot be a question's id."""


def name_of(question: Question) -> Name:
    """A scale is a number, yes/no is true or false, a choice is one of its values."""
    match question.kind:
        case Kind.SCALE:
            return Name(Type.NUMBER, tuple(int(choice.value) for choice in question.choices))
        case Kind.YES_NO:
            return Name(Type.TRUTH)
        case Kind.CHOICE:
            return Name(Type.WORD, tuple(choice.value for choice in question.choices))
        case Kind.TEXT:
            return Name(Type.FREE_TEXT)
