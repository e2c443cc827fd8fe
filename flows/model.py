"""A compiled survey: what may be asked, of whom, in which order.

Pure data. It knows no channel, no clock and no database; the bot walks it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

Text: TypeAlias = Mapping[str, str]
"""Language code to words; "vi" is always there."""


class Borrowed(str):
    """Words said in another language than the one wanted, which lacks them; `lang` is theirs.

    A page marks them, so that a screen reader speaks them rightly (WCAG 2.2, 3.1.2).
    """

    lang: str

    def __new__(cls, said: str, lang: str) -> "Borrowed":
        """The same words, marked."""
        made = super().__new__(cls, said)
        made.lang = lang
        return made

    def __reduce__(self) -> tuple[type["Borrowed"], tuple[str, str]]:
        """What a copy is made of: `asdict` copies every text."""
        return Borrowed, (str(self), self.lang)


Value: TypeAlias = str | int | float | bool | tuple[str, ...] | None
"""What a condition sees of an answer or a fact; None = not there, not known or skipped."""

DONT_KNOW = "?"
"""The stored value of "không biết / không áp dụng": an answer, outside every denominator."""
SKIPPED = "-"
"""The stored value of a question that was passed over."""
OFF_PATH = "/"
"""The last revision of an answer that a changed mind took off the path: kept, and not counted."""
SEPARATOR = ","
"""Between the values of an answer that has several; no value has a comma."""


class Shape(StrEnum):
    """How the answer to a kind of question is given and kept."""

    ONE = "one"  # one of the choices' values
    SEVERAL = "several"  # values in the order of the choices; "" = none of them
    RANKED = "ranked"  # all values, the first place first
    WRITTEN = "written"  # a number, date or time in one spelling
    WORDS = "words"  # sealed apart; the stored value is ""
    SILENT = "silent"  # nobody is asked


class Kind(StrEnum):
    """What kind of answer a question takes."""

    SCALE = "scale"  # values "1".."n", ascending
    STARS = "stars"  # values "1".."n"
    RECOMMEND = "recommend"  # values "0".."10"
    CHOICE = "choice"
    YES_NO = "yes_no"  # "yes" or "no"
    CONSENT = "consent"  # "yes" or "no", never chosen beforehand
    MULTI = "multi"
    RANKING = "ranking"
    NUMBER = "number"  # "3", "-2" or "3.5"
    DATE = "date"  # YYYY-MM-DD
    TIME = "time"  # HH:MM
    TEXT = "text"
    PHONE = "phone"  # the words are 0 and 9 or 10 digits
    EMAIL = "email"
    NOTE = "note"  # shown, not answered
    HIDDEN = "hidden"  # known before the talk, from facts
    COMPUTED = "computed"  # follows from the answers

    @property
    def shape(self) -> Shape:
        """How its answer is given and kept."""
        return _SHAPES[self]


_SHAPES = {
    Kind.SCALE: Shape.ONE,
    Kind.STARS: Shape.ONE,
    Kind.RECOMMEND: Shape.ONE,
    Kind.CHOICE: Shape.ONE,
    Kind.YES_NO: Shape.ONE,
    Kind.CONSENT: Shape.ONE,
    Kind.MULTI: Shape.SEVERAL,
    Kind.RANKING: Shape.RANKED,
    Kind.NUMBER: Shape.WRITTEN,
    Kind.DATE: Shape.WRITTEN,
    Kind.TIME: Shape.WRITTEN,
    Kind.TEXT: Shape.WORDS,
    Kind.PHONE: Shape.WORDS,
    Kind.EMAIL: Shape.WORDS,
    Kind.NOTE: Shape.SILENT,
    Kind.HIDDEN: Shape.SILENT,
    Kind.COMPUTED: Shape.SILENT,
}


class Ending(StrEnum):
    """How a conversation came to its end."""

    COMPLETE = "complete"
    REFUSED = "refused"
    NOT_ELIGIBLE = "not_eligible"  # it is not about this citizen after all
    WRONG_PERSON = "wrong_person"  # nothing more is sent to this address
    EXPIRED = "expired"
    QUOTA_FULL = "quota_full"


class Level(StrEnum):
    """How pressing a bad answer is for the agency."""

    NOTICE = "notice"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class Condition:
    """A `when:` as written, and compiled; `holds` gets the names it may see."""

    source: str
    holds: Callable[[Mapping[str, object]], bool]


@dataclass(frozen=True, slots=True)
class Formula:
    """A `value:` as written, and compiled; `run` gives what it `gives`, or None."""

    source: str
    run: Callable[[Mapping[str, object]], object]
    gives: str  # number, truth or word


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: the stored value, the label shown, other words that mean it."""

    value: str
    label: Text
    icon: str = ""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    when: Condition | None = None  # offered only when this holds
    exclusive: bool = False  # “none of these”: it goes with no other
    last: bool = False  # stays behind the others when they are shuffled


@dataclass(frozen=True, slots=True)
class Alert:
    """When an answer warns the agency: by its value, by a condition, or both."""

    values: frozenset[str] = frozenset()
    when: Condition | None = None
    level: Level = Level.NOTICE


@dataclass(frozen=True, slots=True)
class Question:
    """One question. A criterion counts in the index; an alert warns the agency."""

    id: str
    kind: Kind
    text: Text
    section: str
    choices: tuple[Choice, ...] = ()
    when: Condition | None = None
    criterion: str | None = None  # content and factor of the index, as "II.B"; None = neither
    alert: Alert | None = None
    hint: Text | None = None
    error: Text | None = None  # said where the reply does not fit
    chat: Text | None = None  # other words for the chat
    page: Text | None = None  # other words for the page
    audio: Mapping[str, str] = field(default_factory=dict)  # language -> its recording's file
    dont_know: bool = True  # offers "không biết / không áp dụng"
    dont_know_label: Text | None = None  # such as "Không muốn trả lời"
    required: bool = False  # cannot be passed over
    sensitive: bool = False  # kept apart, and not exported by default
    about: str | None = None  # case, agency, official
    ends: Mapping[str, Ending] = field(default_factory=dict)  # value -> the talk ends so
    goes_to: Mapping[str, str] = field(default_factory=dict)  # value -> the next question's id
    consents_to: str | None = None  # "share_case": yes lets the agency see the case
    default: str | None = None  # chosen beforehand on the page
    max_length: int = 2000  # characters, words only
    short: bool = False  # one line
    descending: bool = False  # the highest point is shown first
    shuffled: bool = False  # choices in an order of chance
    most: int | None = None  # how many may be chosen
    low: str | None = None  # the least number, date or time
    high: str | None = None  # the greatest
    decimals: int = 0  # digits behind the comma that a number may have
    unit: Text | None = None
    poles: tuple[Text, Text] | None = None  # what the lowest and the highest point mean
    matrix: str | None = None  # the matrix whose statement this is
    other_of: str | None = None  # the question whose “other” this asks to put in words
    value: Formula | None = None  # of a hidden or computed one
    shape: Shape = field(init=False, compare=False)
    asked: bool = field(init=False, compare=False)  # a citizen answers it
    varies: bool = field(init=False, compare=False)  # its choices differ from talk to talk
    offered: Mapping[str, Choice] = field(init=False, compare=False, repr=False)  # by value
    kept: dict[object, Any] = field(init=False, compare=False, repr=False)  # see once.py

    def __post_init__(self) -> None:
        """What every step of every talk looks up is worked out once."""
        mixed = self.shuffled or any(choice.when is not None for choice in self.choices)
        object.__setattr__(self, "shape", self.kind.shape)
        object.__setattr__(self, "asked", self.shape is not Shape.SILENT)
        object.__setattr__(self, "varies", mixed)
        object.__setattr__(self, "offered", {c.value: c for c in reversed(self.choices)})
        object.__setattr__(self, "kept", {})

    def choice(self, value: str) -> Choice | None:
        """The choice stored as `value`, or None."""
        return self.offered.get(value)

    @property
    def content(self) -> str | None:
        """The content of the index that its factor belongs to: "II" of "II.B"."""
        return self.criterion.partition(".")[0] if self.criterion else None


@dataclass(frozen=True, slots=True)
class Section:
    """A named run of questions; the linked page shows one section a screen."""

    id: str
    title: Text
    shuffled: bool = False  # its questions come in an order of chance
    ask: int | None = None  # so many of its questions, chosen by chance; None = all


@dataclass(frozen=True, slots=True)
class Thanks:
    """Other thanks for an ending, said where the condition holds."""

    id: str
    of: Ending
    when: Condition | None
    text: Text


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
    thanks_also: tuple[Thanks, ...] = ()
    matrices: Mapping[str, Text] = field(default_factory=dict)  # id -> what its statements share
    index: Mapping[str, Text] = field(default_factory=dict)  # content or factor -> its name
    untranslated: tuple[str, ...] = ()  # as "en: questions.gop_y.text"
    unreviewed: tuple[str, ...] = ()  # languages that no native speaker has read yet
    review: bool = False  # the answers are shown once more, and sent by the citizen
    one_a_screen: bool = False  # the page shows a question a screen, not a section
    criteria: tuple[Question, ...] = field(init=False, compare=False, repr=False)  # in order
    hidden: tuple[Question, ...] = field(init=False, compare=False, repr=False)
    kept: dict[object, Any] = field(init=False, compare=False, repr=False)  # see once.py

    def __post_init__(self) -> None:
        """What counts in the index, and what is known before the talk."""
        criteria = tuple(q for q in self.questions if q.criterion is not None)
        hidden = tuple(q for q in self.questions if q.kind is Kind.HIDDEN)
        object.__setattr__(self, "criteria", criteria)
        object.__setattr__(self, "hidden", hidden)
        object.__setattr__(self, "kept", {})


def words(text: Text, language: str) -> str:
    """`text` in `language`, falling back to Vietnamese; what falls back is `Borrowed`."""
    return text.get(language) or Borrowed(text["vi"], "vi")
