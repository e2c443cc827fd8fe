"""All tables of words, built once when the package is first used, and never changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.understand import lexicon
from bot.understand.lexicon import Phrases, Row
from bot.understand.marks import Syllable, syllable
from bot.understand.normalise import plain, tokens
from bot.understand.spelling import Spelling

_COMMAND = "ctrl:"


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """What the readers look up."""

    spelling: Spelling
    commands: Phrases
    judgement: Phrases  # scale.py
    agreement: Phrases  # yesno.py
    choosing: Phrases  # choice.py
    several: Phrases  # choice.py
    complaints: Phrases  # complaint.py

    def words(self, text: str) -> tuple[Syllable, ...]:
        """A plain text as the syllables, numbers and signs that were meant."""
        spelled = self.spelling.words
        return tuple([word for token in tokens(text) for word in spelled(token)])


def idioms() -> tuple[str, ...]:
    """Every listed idiom, so that the reading can be judged without some of them."""
    return tuple(idiom for row in lexicon.rows("idioms") for idiom in row.phrases)


@lru_cache(maxsize=4)
def tables(without: frozenset[str] = frozenset()) -> Tables:
    """The tables, `without` these listed idioms."""
    listed = [_less(row, without) for row in lexicon.rows("idioms")]
    idiom_commands = [
        Row(row.role.removeprefix(_COMMAND), row.phrases)
        for row in listed
        if row.role.startswith(_COMMAND)
    ]
    sentiment, numbers = lexicon.rows("sentiment"), lexicon.rows("numbers")
    manners = [row for row in sentiment if row.role in ("particle", "pronoun")]
    judging = [row for row in numbers if row.role not in ("list", "from", "to", "last", "only")]
    faces = [Row(role, (face,)) for face, role in lexicon.signs().items()]
    judged = [row for row in listed if not row.role.startswith(_COMMAND)]
    answers = lexicon.rows("yesno")
    complaining = lexicon.rows("complaints")
    commanding = [*lexicon.templates("commands"), *idiom_commands]
    several = lexicon.templates("several")
    every = [*commanding, *several, *sentiment, *numbers, *answers, *complaining, *judged]
    return Tables(
        spelling=Spelling(_syllables(every), lexicon.rows("short")),
        commands=Phrases(commanding),
        judgement=Phrases([*sentiment, *faces, *judging, *judged]),
        agreement=Phrases([*answers, *manners]),
        choosing=Phrases([*numbers, *manners]),
        several=Phrases(several),
        complaints=Phrases(complaining),
    )


def _less(row: Row, without: frozenset[str]) -> Row:
    return Row(row.role, tuple(phrase for phrase in row.phrases if phrase not in without))


def _syllables(rows: Iterable[Row]) -> Iterable[Syllable]:
    words = {w for row in rows for phrase in row.phrases for w in phrase.replace("!", "").split()}
    return [syllable(word) for word in words]


def meant(text: str) -> str:
    """For authors and tests: a text as it is understood word by word, marks as typed."""
    return " ".join(word.full for word in tables().words(plain(text)))
