"""Every kind of question, a file a kind. The checker, the schema and the docs are made from here.

A new kind of a known shape is a file beside these, its place in `LISTED`, and a template in
channels/web/templates/fields/.
"""

from collections.abc import Mapping

from flows.language.conditions.names import Name
from flows.language.keys import COMMON, SHOWN, Key
from flows.language.kinds.choice import CHOICE
from flows.language.kinds.computed import COMPUTED
from flows.language.kinds.consent import CONSENT
from flows.language.kinds.date import DATE
from flows.language.kinds.email import EMAIL
from flows.language.kinds.entry import KindEntry, Parsed, Problem
from flows.language.kinds.hidden import HIDDEN
from flows.language.kinds.matrix import MATRIX
from flows.language.kinds.multi import MULTI
from flows.language.kinds.note import NOTE
from flows.language.kinds.number import NUMBER
from flows.language.kinds.phone import PHONE
from flows.language.kinds.ranking import RANKING
from flows.language.kinds.recommend import RECOMMEND
from flows.language.kinds.scale import SCALE
from flows.language.kinds.stars import STARS
from flows.language.kinds.text import TEXT
from flows.language.kinds.time import TIME
from flows.language.kinds.yes_no import YES_NO
from flows.model import DONT_KNOW, OFF_PATH, SKIPPED, Kind, Question, Shape, Value

LISTED = (SCALE, MATRIX, STARS, RECOMMEND, CHOICE, MULTI, RANKING, YES_NO, CONSENT, NUMBER, TEXT,
          DATE, TIME, PHONE, EMAIL, NOTE, HIDDEN, COMPUTED)  # fmt: skip
KINDS: Mapping[str, KindEntry] = {entry.word: entry for entry in LISTED}
"""By the word that an author writes."""

_BY_KIND: Mapping[Kind, KindEntry] = {entry.kind: entry for entry in LISTED if entry is not MATRIX}


def keys_of(entry: KindEntry) -> tuple[Key, ...]:
    """Every key that a question of this kind may have, the common ones first."""
    silent = entry.kind.shape is Shape.SILENT
    common = tuple(key for key in COMMON if key.name in (*SHOWN, "kind")) if silent else COMMON
    if entry.keys and silent:  # hidden and computed ones show nothing
        common = tuple(_optional(key) for key in common if key.name in ("kind", "text"))
    return (*common, *entry.keys)


def _optional(key: Key) -> Key:
    return Key(key.name, key.takes, key.vi, key.en, False, key.each)


QUESTION: tuple[Key, ...] = tuple(
    {key.name: key for entry in LISTED for key in (*COMMON, *entry.keys)}.values()
)
"""Every key of any kind, each once."""


def entry_of(question: Question) -> KindEntry:
    """What the language knows of this question's kind."""
    return _BY_KIND[question.kind]


def name_of(question: Question) -> Name:
    """What a condition sees of an answer to it."""
    return entry_of(question).name(question)


def value_of(question: Question, stored: str | None) -> Value:
    """A stored value as conditions see it; None = missing, not known, passed over, or sealed."""
    if stored is None or stored in (DONT_KNOW, SKIPPED, OFF_PATH):
        return None
    return entry_of(question).value(question, stored)


def parsed(question: Question, raw: str) -> Parsed:
    """A raw answer as the stored value (for words: the words), or why it does not fit."""
    return entry_of(question).parse(question, raw)


__all__ = ["KINDS", "LISTED", "QUESTION", "KindEntry", "Parsed", "Problem", "entry_of",
           "keys_of", "name_of", "parsed", "value_of"]  # fmt: skip
