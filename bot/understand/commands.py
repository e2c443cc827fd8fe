"""What a citizen says to the bot itself: stop, back, help, later, … in any context.

The whole reply, or every clause of it, must be a command, or the same command in a row ("bận quá
lát trả lời"): a command word inside other words is none. Polite words change nothing. Stopping
alone may stand before words of complaint, because a refusal is never argued with.
"""

from bot.understand.abroad import STOPPING
from bot.understand.clauses import split, spoken
from bot.understand.complaint import complains
from bot.understand.lexicon import forms, rows
from bot.understand.marks import Syllable, syllable
from bot.understand.patterns import Patterns
from bot.understand.reading import Certainty, Command, Reading
from bot.understand.tables import Tables

WHOLE = dict.fromkeys(STOPPING, Command.STOP)
"""Whole replies in languages whose words are in no list of ours."""
_MANNERS = {row.role: forms(row.phrases) for row in rows("manners")}
_BESIDE = _MANNERS["before"] | _MANNERS["clause"]
_BETWEEN = _MANNERS["after"] | _MANNERS["inside"] | _MANNERS["and"]
_ME = syllable("tôi")
_ALSO_ME = forms(("em", "mình"))
_AGAINST = frozenset(("not", "bad", "bad_loose", "worst", "worst_bad", "dissatisfied"))


def command(words: tuple[Syllable, ...], tables: Tables) -> Reading | None:
    """The command that these words are, or None."""
    if words and all(word.full == "?" for word in words):
        return Reading(Certainty.SURE, Command.HELP)
    said = spoken(words)
    role = role_of(said, tables.commands)
    if role is None and len(said) < len(words) and len(clauses := split(words)) > 1:
        role = _of_clauses(clauses, tables)
    if role is None:
        return None
    certainty = Certainty.LIKELY if role.endswith("?") else Certainty.SURE
    return Reading(certainty, Command(role.rstrip("?")))


def _of_clauses(clauses: list[tuple[Syllable, ...]], tables: Tables) -> str | None:
    """One command said in several clauses, or a stop with a complaint behind it."""
    roles = [role_of(c, tables.commands) for c in clauses if not all(w.full in _BESIDE for w in c)]
    if not roles or roles[0] is None:
        return None
    if len(set(roles)) == 1:
        return roles[0]
    if roles[0] == Command.STOP and roles[1:] == [None] * len(roles[1:]):
        rest = [hit.role for clause in clauses[1:] for hit in tables.judgement.scan(clause)]
        against = _AGAINST.intersection(rest) or any(complains(c, tables) for c in clauses[1:])
        return roles[0] if against else None
    return None


def role_of(words: tuple[Syllable, ...], phrases: Patterns) -> str | None:
    """The role of these words among `phrases`, polite words around and between them aside."""
    if not _ALSO_ME.isdisjoint([word.full for word in words]):
        words = tuple([_ME if word.full in _ALSO_ME else word for word in words])
    role = _framed(words, phrases)
    if role is None and len(words) > 1:
        core = tuple([word for word in words if not _polite(word, "inside")])
        role = _framed(core, phrases) if 0 < len(core) < len(words) else None
        role = role or _repeated(words, phrases)
    return role


def _framed(words: tuple[Syllable, ...], phrases: Patterns) -> str | None:
    """The role of a command with nothing but polite words before and behind it."""
    end = len(words)
    while end > 1 and _polite(words[end - 1], "after"):
        end -= 1
    for start in range(end):
        hit = phrases.longest(words, start, end)
        if hit is not None:
            return hit.role
        if not _polite(words[start], "before"):
            return None
    return None


def _repeated(words: tuple[Syllable, ...], phrases: Patterns) -> str | None:
    """The one command that is said several times in a row, with a joining word between."""
    found: set[str] = set()
    for hit in phrases.hits(words):
        if hit.role:
            found.add(hit.role)
        elif hit.words[0].full not in (_BETWEEN if found else _MANNERS["before"]):
            return None
        if len(found) > 1:
            return None
    return found.pop() if found else None


def _polite(word: Syllable, where: str) -> bool:
    return word.full in _MANNERS[where]
