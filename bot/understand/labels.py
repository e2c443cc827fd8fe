"""The labels of one question: what a tap sends back, what is typed out in full, and one slip.

A ranking has no label that answers it alone; its labels are only found (`option`, listing.py).
"""

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.understand.clauses import is_sign, spoken
from bot.understand.lexicon import Phrases, Row, forms
from bot.understand.marks import Syllable, syllable
from bot.understand.normalise import plain, tokens
from bot.understand.reading import UNCLEAR, Context, Kind, Reading, sure
from bot.understand.scale import Scale
from bot.understand.tables import Tables

_SHORTEST = 7  # letters; one slip in a shorter label may be another word
_NUMBERED = frozenset(("scale", "choice", "multi"))
_ONE_DIGIT = 9  # of several options 12 may be one, or two of them (choice.py)
_BEFORE = forms(("dạ", "thưa", "em", "tôi", "mình", "là", "chọn", "thấy", "ý"))
_AFTER = forms(("ạ", "nha", "nhé"))


class Board:
    """A context compiled: exact replies, labels by their letters, and the scale's grammar."""

    __slots__ = ("_bare", "_kind", "_phrases", "exact", "scale")

    def __init__(self, context: Context, tables: Tables) -> None:
        self._kind: Kind = context.kind
        self.exact: dict[str, Reading] = {}
        self._bare: dict[tuple[str, str], set[str]] = {}
        rows = []
        for option in context.options:
            spelled = [" ".join(_spelled(label)) for label in option.labels]
            rows.append(Row(option.value, tuple(filter(None, spelled))))
            for label in option.labels:
                words = [syllable(word) for word in _spelled(label)]
                self._bare.setdefault(_letters(words), set()).add(option.value)
                for form in (label, plain(label)):
                    self._keep(form, option.value)
        self._phrases = Phrases(rows)
        self._number(context)
        self.scale = Scale(context, tables) if context.kind == "scale" else None

    def _keep(self, form: str, value: str) -> None:
        """A form that two options share names neither."""
        named = self._answer(value)
        if named is not None and self.exact.setdefault(form, named) != named:
            self.exact[form] = UNCLEAR

    def _answer(self, value: str) -> Reading | None:
        """What one option, named alone, answers: nothing where an order was asked for."""
        if self._kind == "ranking":
            return None
        return sure((value,)) if self._kind == "multi" else sure(value)

    def _number(self, context: Context) -> None:
        if context.kind not in _NUMBERED:
            return
        values = [option.value for option in context.options]
        if context.kind == "multi":
            values = values[:_ONE_DIGIT]
        numbered = context.kind != "scale" or context.descending
        shown = values[::-1] if context.descending else values
        for position, value in enumerate(shown, 1):
            self._keep(str(position) if numbered else value, value)

    def label(self, words: tuple[Syllable, ...]) -> Reading | None:
        """The answer whose label these words are, polite words aside."""
        value = self._labelled(words)
        return None if value is None else self._answer(value)

    def slip(self, words: tuple[Syllable, ...]) -> Reading | None:
        """The one answer with a label a single edit away, or without its spaces."""
        value = self._slipped(words)
        return None if value is None else self._answer(value)

    def option(self, words: tuple[Syllable, ...]) -> str | None:
        """The value of the option that these words name by its label, with one slip at most."""
        value = self._labelled(words)
        return self._slipped(words) if value is None else value

    def _labelled(self, words: tuple[Syllable, ...]) -> str | None:
        said = list(spoken(words))
        while said:
            role = self._phrases.role(tuple(said))
            if role is not None:
                return role
            if said[-1].full in _AFTER:
                said.pop()
            elif said[0].full in _BEFORE:
                said.pop(0)
            else:
                return None
        return None

    def _slipped(self, words: tuple[Syllable, ...]) -> str | None:
        typed, initials = _letters(spoken(words))
        if len(typed) < _SHORTEST - 1 or not typed.isalpha():
            return None
        found: set[str] = set()
        for (label, first), values in self._bare.items():
            comparable = initials in (first, first[:1]) and len(label) >= _SHORTEST
            if comparable and OSA.distance(typed, label, score_cutoff=1) <= 1:
                found |= values
        return found.pop() if len(found) == 1 else None


def _letters(words: Sequence[Syllable]) -> tuple[str, str]:
    """All bare letters in a row, and the first letter of each word: a slip spares those."""
    return "".join(word.bare for word in words), "".join(word.bare[:1] for word in words)


def _spelled(label: str) -> list[str]:
    """The words of a label as an author wrote them: a label has no slips."""
    return [token for token in tokens(plain(label)) if not is_sign(syllable(token))]


@lru_cache(maxsize=1024)
def board(context: Context, tables: Tables) -> Board:
    """The compiled form of a context, made once."""
    return Board(context, tables)
