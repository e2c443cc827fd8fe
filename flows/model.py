"""A compiled survey: what may be asked, of whom, in which order.

Pure data. It knows no channel, no clock and no database; the bot walks it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

Text: TypeAlias = Mapping[str, str]
"""Language code to words; "vi" is always there."""

Value: TypeAlias = str | int | bool | None
"""What a condition sees of an answer or a fact; None = not there, not known or skipped."""

DONT_KNOW = "?"
"""The stored value of "không biết / không áp dụng": an answer, outside every denominator."""
SKIPPED = "-"
"""The stored value of a question that was passed over."""


class Kind(StrEnum):
    """What kind of answer a question takes."""

    SCALE = "scale"  # values "1".."n", ascending
    CHOICE = "choice"  # one of the choices' values
    YES_NO = "yes_no"  # "yes" or "no"
    TEXT = "text"  # free words; the stored value is "" and the words are sealed apart


class Ending(StrEnum):
    """How a conversation came to its end."""

    COMPLETE = "complete"
    REFUSED = "refused"
    EXPIRED = "expired"
    QUOTA_FULL = "quota_full"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: the stored value, the label shown, other words that mean it."""

    value: str
    label: Text
    icon: str = ""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Condition:
    """A `when:` as written, and compiled; `holds` gets the names it may see."""

    source: str
    holds: Callable[[Mapping[str, object]], bool]


@dataclass(frozen=True, slots=True)
class Question:
    """One question. A criterion counts in the index; `alert_on` values warn the agency."""

    id: str
    kind: Kind
    text: Text
    section: str
    choices: tuple[Choice, ...] = ()
    when: Condition | None = None
    criterion: str | None = None  # the factor it belongs to, such as "II.B"; None = no criterion
    alert_on: frozenset[str] = frozenset()
    hint: Text | None = None
    dont_know: bool = True  # offers "không biết / không áp dụng"
    ends: Mapping[str, Ending] = field(default_factory=dict)  # value -> the talk ends so
    consents_to: str | None = None  # "share_case": yes lets the agency see the case
    max_length: int = 2000  # characters, text only

    def choice(self, value: str) -> Choice | None:
        """The choice stored as `value`, or None."""
        return next((c for c in self.choices if c.value == value), None)


@dataclass(frozen=True, slots=True)
class Section:
    """A named run of questions; the linked page shows one section a screen."""

    id: str
    title: Text


@dataclass(frozen=True, slots=True)
class ValidWhen:
    """An opinion is valid when these are answered and this share of the criteria asked is."""

    answered: tuple[str, ...]  # question ids that need a substantive answer
    criteria_percent: int = 80  # of the criteria asked; "don't know" counts as answered


@dataclass(frozen=True, slots=True)
class Flow:
    """A whole survey under the hash of its compiled form."""

    name: str
    hash: str  # SHA-256 hex of the canonical compiled form
    source: str  # the YAML it was compiled from, so that a pinned conversation can go on
    languages: tuple[str, ...]  # "vi" first
    title: Text
    minutes: int
    notice: Text  # at most 60 words, with placeholders; shown before the first answer
    thanks: Mapping[Ending, Text]
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    valid_when: ValidWhen
    by_id: Mapping[str, Question]

    @property
    def criteria(self) -> tuple[Question, ...]:
        """The questions that count in the index, in order."""
        return tuple(q for q in self.questions if q.criterion is not None)


def words(text: Text, language: str) -> str:
    """`text` in `language`, falling back to Vietnamese."""
    return text.get(language) or text["vi"]
