"""All tables of words, built once when the package is first used, and never changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.understand import lexicon
from bot.understand.lexicon import Phrases, Row
from bot.understand.marks import Syllable, syllable
from bot.understand.normalise import plain, tokens
from bot.understand.patterns import Patterns
from bot.understand.spelling import Spelling

_COMMAND = "ctrl:"
_COMMANDS = (
    "commands",
    "commands_stopping",
    "commands_going",
    "commands_asking",
    "commands_not_knowing",
)
_MANNERS = ("particle", "pronoun", "go", "also")
_SPOKEN_ONLY = ("go", "also")
_CHOOSING_ONLY = ("list", "from", "to", "last", "last2", "downwards", "upwards", "only")
_JUST = frozenset(("thôi",))  # "hài lòng thôi" is a guess, "3 thôi" is none
_COMPLAIN_TOO = ("accusation", "benign")
_AM = frozenset(("am",))  # as in "I am"; here a morning, or a minus without its hat
_SHORTEST = 3  # letters; from shorter signs of hours and amounts (h, tr) any word could be made up


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """What the readers look up."""

    spelling: Spelling
    commands: Patterns
    judgement: Phrases  # scale.py
    agreement: Phrases  # yesno.py
    choosing: Phrases  # choice.py
    several: Phrases  # choice.py
    complaints: Phrases  # complaint.py
    grievances: Phrases  # grievance.py
    amounts: Phrases  # numbers.py
    clock: Phrases  # clock_time.py

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
    sentiment = [*lexicon.rows("sentiment"), *lexicon.templates("praise")]
    numbers = lexicon.rows("numbers")
    manners = [row for row in sentiment if row.role in _MANNERS]
    judging = [row for row in numbers if row.role not in _CHOOSING_ONLY]
    judging += [_less(row, _JUST) for row in numbers if row.role == "only"]
    faces = [Row(role, (face,)) for face, role in lexicon.signs().items()]
    judged = [row for row in listed if not row.role.startswith(_COMMAND)]
    answers = lexicon.rows("yesno")
    complaining, grieving = lexicon.rows("complaints"), lexicon.rows("grievances")
    several = lexicon.templates("several")
    amounts, clock = lexicon.rows("amounts"), lexicon.rows("clock")
    only = [row for row in numbers if row.role == "only"]
    polite = [*(_less(row, _AM) for row in manners if row.role not in _SPOKEN_ONLY), *only]
    hours = [row for row in numbers if row.role.isdigit()]
    doubts = [row for row in amounts if row.role in ("about", "half")]
    every = [*several, *sentiment, *numbers, *answers, *complaining, *judged]
    every += grieving
    every += [Row(row.role, _in_full(row.phrases)) for row in (*amounts, *clock)]
    others = _syllables(every)
    commands = _commands(listed, others)
    known = commands.known
    return Tables(
        spelling=Spelling([*others, *commands.syllables()], lexicon.rows("short")),
        commands=commands,
        judgement=Phrases([*sentiment, *faces, *judging, *judged], known),
        agreement=Phrases(
            [*answers, *(row for row in manners if row.role not in _SPOKEN_ONLY)], known
        ),
        choosing=Phrases([*numbers, *manners], known),
        several=Phrases(several, known),
        complaints=Phrases(
            [*complaining, *(r for r in grieving if r.role in _COMPLAIN_TOO)], known
        ),
        grievances=Phrases(grieving, known),
        amounts=Phrases([*amounts, *polite], known),
        clock=Phrases([*clock, *hours, *doubts, *polite], known),
    )


def _commands(idioms: list[Row], others: list[Syllable]) -> Patterns:
    """The templates of commands, and the idioms that are commands."""
    found, macros = lexicon.patterns(*_COMMANDS)
    found += [
        Row(row.role.removeprefix(_COMMAND), row.phrases)
        for row in idioms
        if row.role.startswith(_COMMAND)
    ]
    return Patterns(found, macros, others)


def _less(row: Row, without: frozenset[str]) -> Row:
    return Row(row.role, tuple(phrase for phrase in row.phrases if phrase not in without))


def _in_full(phrases: tuple[str, ...]) -> tuple[str, ...]:
    words = [word for phrase in phrases for word in phrase.replace("!", "").split()]
    return tuple([word for word in words if len(word) >= _SHORTEST])


def _syllables(rows: Iterable[Row]) -> list[Syllable]:
    words = {w for row in rows for phrase in row.phrases for w in phrase.replace("!", "").split()}
    return [syllable(word) for word in words]


def as_typed(text: str) -> tuple[Syllable, ...]:
    """A plain text as it stands, no short form spelled out: authors' words are any words."""
    return tuple([syllable(token) for token in tokens(text)])


def meant(text: str) -> str:
    """For authors and tests: a text as it is understood word by word, marks as typed."""
    return " ".join(word.full for word in tables().words(plain(text)))
