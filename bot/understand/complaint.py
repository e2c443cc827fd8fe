"""Whether free words complain. It never gives a score, and never answers for the citizen."""

from bot.understand.clauses import spoken
from bot.understand.marks import Syllable
from bot.understand.reading import Certainty
from bot.understand.tables import Tables

_SIGNS = frozenset(("money", "conduct", "delay"))
_SUBJECTS = frozenset(("promise", "wait", "about", "time"))
_ENOUGH_WORDS = 4  # fewer are a remark: ask


def complains(words: tuple[Syllable, ...], tables: Tables) -> Certainty | None:
    """SURE: an accusation, or conduct or delay told of something. UNCLEAR: maybe. None: no."""
    said = spoken(words)
    roles = [hit.role for hit in tables.complaints.scan(said)]
    told = {role for at, role in enumerate(roles) if at == 0 or roles[at - 1] != "not"}
    praised = "praise" in told
    if not told & _SIGNS:
        return None
    if "money" in told and len(said) > 1:
        return Certainty.SURE
    subject = told & _SUBJECTS
    if praised or not subject or len(said) < _ENOUGH_WORDS:
        return Certainty.UNCLEAR
    if "conduct" in told:
        return Certainty.SURE if "about" in subject else Certainty.UNCLEAR
    return Certainty.SURE
