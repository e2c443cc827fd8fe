"""Whether free words complain. It never gives a score, and never answers for the citizen."""

from bot.understand.clauses import split, spoken
from bot.understand.marks import Syllable
from bot.understand.reading import Certainty
from bot.understand.tables import Tables

_MONEY = frozenset(("money", "accusation"))
_SIGNS = _MONEY | {"conduct", "delay", "late", "forced"}
_SUBJECTS = frozenset(("promise", "wait", "filed", "time", "about"))
_ENOUGH_WORDS = 4  # fewer are a remark: ask
_REACH = 5
"""So many stretches behind a "no" money is still denied: “không thấy cán bộ nào đòi tiền”."""


def complains(words: tuple[Syllable, ...], tables: Tables) -> Certainty | None:
    """SURE: an accusation, or conduct or delay told of something. UNCLEAR: maybe. None: no."""
    said = spoken(words)
    told = {role for clause in split(words) for role in _told(clause, tables)}
    praised = "praise" in told
    if not told & _SIGNS:
        return None
    if told & _MONEY and len(said) > 1:
        return Certainty.SURE
    if praised or len(said) < _ENOUGH_WORDS or _judges(words, tables):
        return Certainty.UNCLEAR
    surely = (
        "forced" in told
        or ("conduct" in told and "about" in told)
        or ("delay" in told and "conduct" not in told and told & _SUBJECTS)
        or ("late" in told and told & {"wait", "promise"})
    )
    return Certainty.SURE if surely else Certainty.UNCLEAR


def _judges(words: tuple[Syllable, ...], tables: Tables) -> bool:
    """Whether it gives its reason for a judgement (“không hài lòng vì chờ lâu”): that may be a
    score, and is asked about.
    """
    roles = [hit.role for hit in tables.complaints.scan(words)]
    reasons = [at for at, role in enumerate(roles) if role == "because"]
    return any(roles[at - 2 : at] == ["not", "praise"] for at in reasons)


def _told(clause: tuple[Syllable, ...], tables: Tables) -> set[str]:
    """What a clause tells of, without what it denies."""
    roles = [hit.role for hit in tables.complaints.scan(clause)]
    return {role for at, role in enumerate(roles) if not _denied(roles, at)}


def _denied(roles: list[str], at: int) -> bool:
    reach = _REACH if roles[at] in _MONEY else 1
    return "not" in roles[max(0, at - reach) : at]
