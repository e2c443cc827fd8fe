"""What a refusal means, by RFC 3463's class, subject and detail, and by what the server says. Pure.

No single sample is known here. Where code and words disagree, or say too little, the milder
meaning counts: a lost mail costs one way to one person, a false hard bounce costs the address.
"""

import re
from dataclasses import dataclass

from channels.email.fates import Kind, Verdict
from channels.email.phrases import Hint, hints

_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)")
_REPLY = re.compile(r"(?:^|[;:>]|\bsaid)\s*([45])\d\d(?=[\s-])", re.MULTILINE)
_SENDER_TOO = (7, 8)
"""X.1.7, X.1.8: the sender's address is refused (RFC 3463 §3.2)."""
_KNOWN_ADDRESS = 11
"""X.1.n beyond is nobody's standard: 5.1.90 is a sender's daily limit at one provider."""
_NO_ROUTE = (4, 310)
"""X.4.4: no route to the domain (RFC 3463 §3.5); 5.4.310 is Exchange Online's "no such domain"."""
_INFERRED = {
    Hint.NO_USER: "5.1.1",
    Hint.NO_DOMAIN: "5.1.2",
    Hint.CLOSED: "5.2.1",
    Hint.FULL: "5.2.2",
    Hint.TOO_BIG: "5.3.4",
    Hint.POLICY: "5.7.0",
    Hint.FOR_NOW: "5.4.7",
}
"""The code that words alone stand for."""
_GONE = frozenset((Hint.NO_USER, Hint.NO_DOMAIN, Hint.CLOSED))
_PASSING = frozenset((Hint.FULL, Hint.FOR_NOW))
_OURS = frozenset((Hint.POLICY, Hint.TOO_BIG))


@dataclass(frozen=True, slots=True)
class Code:
    """An enhanced status code."""

    cls: int
    subject: int
    detail: int

    def __str__(self) -> str:
        return f"{self.cls}.{self.subject}.{self.detail}"


def codes(text: str) -> list[Code]:
    """The enhanced status codes in a text, in their order, each once."""
    found = dict.fromkeys(_ENHANCED.findall(text))
    return [Code(int(a), int(b), int(c)) for a, b, c in found]


def failed(field: str, said: str) -> Verdict:
    """What a final failure means: `field` is Status as given, `said` what the server answered.

    Never DELAYED; OTHER where it is none (class 2).
    """
    given = codes(field)[:1] + codes(said)
    if codes(field) and all(code.cls == 2 for code in given):
        return Verdict(Kind.OTHER, str(given[0]))  # in words alone 2.0.12 is somebody's version
    given = [code for code in given if code.cls != 2]
    heard = hints(said)
    found = [_by_code(code, heard) for code in given]
    told = [pair for pair in zip(found, given, strict=True) if pair[0] is not None]
    kind = _weighed([pair[0] for pair in told if pair[0] is not None], heard, said, given)
    return Verdict(kind, _shown(kind, told, given, heard))


def vague(status: str | None) -> bool:
    """Whether a code says no more than that it failed: no subject, or no detail of one."""
    found = codes(status or "")
    return not found or found[0].subject in (0, 5) or found[0].detail == 0


def _weighed(kinds: list[Kind], heard: frozenset[Hint], said: str, given: list[Code]) -> Kind:
    """The mildest of what codes and words say; words alone speak of what codes leave open."""
    if not kinds:
        kinds = [Kind.HARD] if heard & _GONE else [Kind.SOFT]
    if heard & _PASSING or _for_now(said, given):
        kinds = [Kind.POLICY if kind is Kind.POLICY else Kind.SOFT for kind in kinds]
    if heard & _OURS and not heard & _PASSING:
        return Kind.POLICY
    order = (Kind.POLICY, Kind.SOFT, Kind.HARD)
    return min(kinds, key=order.index)


def _for_now(said: str, given: list[Code]) -> bool:
    """Whether the server's own words were of class 4, whatever its report makes of them."""
    replies = {match[1] for match in _REPLY.finditer(said)}
    return "4" in replies or any(code.cls == 4 for code in given)


def _by_code(code: Code, heard: frozenset[Hint]) -> Kind | None:
    """What one code means; None = it leaves that open."""
    if code.cls == 4:
        return Kind.POLICY if code.subject == 7 and Hint.POLICY in heard else Kind.SOFT
    match code.subject:
        case 1:
            return _of_address(code.detail)
        case 2:
            return _of_mailbox(code.detail, heard)
        case 3:
            return Kind.POLICY if code.detail == 4 else None
        case 4:
            return Kind.HARD if code.detail in _NO_ROUTE else Kind.SOFT
        case 6 | 7:
            return Kind.POLICY
        case _:
            return None  # 0 and 5 say nothing of whom or what


def _of_address(detail: int) -> Kind | None:
    if detail in _SENDER_TOO:
        return Kind.POLICY
    if detail == 9:  # relayed to a system that is no mailer
        return Kind.SOFT
    return Kind.HARD if 0 < detail <= _KNOWN_ADDRESS else None


def _of_mailbox(detail: int, heard: frozenset[Hint]) -> Kind | None:
    """Full is not for good; too long a message is ours; what a list cannot do is soft.

    X.2.1 is "disabled", for good or for a time (RFC 3463 §3.3): the words must say which.
    """
    if detail == 1:
        return Kind.HARD if heard & _GONE else Kind.SOFT
    known = {2: Kind.SOFT, 3: Kind.POLICY, 4: Kind.SOFT}
    return known.get(detail)


def _shown(
    kind: Kind,
    told: list[tuple[Kind | None, Code]],
    given: list[Code],
    heard: frozenset[Hint],
) -> str | None:
    """The code that speaks for the verdict: one that says it, else what the words stand for."""
    agreeing = [code for found, code in told if found is kind]
    if agreeing or given:
        exact = [code for code in given if code.subject]
        return str((agreeing or exact or given)[0])
    for hint, code in _INFERRED.items():
        fits = hint in _GONE if kind is Kind.HARD else hint not in _GONE
        if hint in heard and fits:
            return code
    return None
