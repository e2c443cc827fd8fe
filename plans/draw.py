"""The draw: who is asked first, and who stands in reserve. Pure; it invites nobody.

Within a unit, cases stand in the order of HMAC-SHA256(seed, case key), as hex, ascending, both
UTF-8. The first `quota` of them are the main list and all others the reserve, in that order.
Anybody with the seed and the case keys can draw again without this program
(`docs/redraw.md` has the shell and Python recipes)::

    order = sorted(keys, key=lambda key: hmac.new(seed, key, "sha256").hexdigest())
    main, reserve = order[:quota], order[quota:]

All cases of a person keep their places: who is invited is decided at the call-up. The same
seed and frame give the same record, byte for byte, in whatever order the frame comes.
"""

import hmac
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ground.canonical import canonical, sha256_hex
from plans.model import Days

RULE = "hmac-sha256-order"
RULE_VERSION = 1  # raised whenever the same seed would draw another list


@dataclass(frozen=True, slots=True)
class FrameCase:
    """One case that may be drawn. The order looks at nothing else of it."""

    key: str
    agency: str  # the unit's code


@dataclass(frozen=True, slots=True)
class UnitDraw:
    """A unit's two lists of case keys, in drawn order."""

    agency: str
    quota: int  # valid opinions wanted
    size: int  # cases in the frame
    main: tuple[str, ...]
    reserve: tuple[str, ...]

    @property
    def shortage(self) -> int:
        """How many cases the unit lacks for its quota, even if everyone answered."""
        return max(0, self.quota - self.size)


@dataclass(frozen=True, slots=True)
class Draw:
    """The whole draw; units in the order of their codes."""

    seed: str
    frame_size: int
    frame_hash: str  # see `frame_hash`
    units: tuple[UnitDraw, ...]


def rank(seed: str, key: str) -> str:
    """The 64 hex signs by which a case is ordered within its unit."""
    return hmac.digest(seed.encode(), key.encode(), "sha256").hex()


def frame_hash(keys: Iterable[str]) -> str:
    """SHA-256 over the sorted case keys joined by a line feed, in UTF-8 (64 hex signs)."""
    return sha256_hex("\n".join(sorted(keys)).encode())


def draw(frame: Sequence[FrameCase], quotas: Mapping[str, int], seed: str) -> Draw:
    """Draw each unit of `quotas` (code to valid opinions wanted).

    A unit with quota 0 is not asked: its lists stay empty. Raises ValueError for an empty
    seed, a key that stands twice, a negative quota, or a case of a unit without a quota.
    """
    if not seed:
        raise ValueError("a draw needs a seed")
    keys_of: dict[str, list[str]] = {code: [] for code in quotas}
    for case in frame:
        if case.agency not in keys_of:
            raise ValueError(f"case {case.key}: unit {case.agency} has no quota")
        keys_of[case.agency].append(case.key)
    _refuse_doubles(case.key for case in frame)
    return Draw(
        seed,
        len(frame),
        frame_hash(case.key for case in frame),
        tuple(_draw_unit(code, quotas[code], keys_of[code], seed) for code in sorted(quotas)),
    )


def _draw_unit(agency: str, quota: int, keys: Sequence[str], seed: str) -> UnitDraw:
    if quota < 0:
        raise ValueError(f"unit {agency}: a quota is never negative")
    if quota == 0:
        return UnitDraw(agency, 0, len(keys), (), ())
    order = sorted(keys, key=lambda key: rank(seed, key))
    return UnitDraw(agency, quota, len(keys), tuple(order[:quota]), tuple(order[quota:]))


def _refuse_doubles(keys: Iterable[str]) -> None:
    twice = sorted(key for key, times in Counter(keys).items() if times > 1)
    if twice:
        raise ValueError(f"{len(twice)} case keys stand twice in the frame, first {twice[0]}")


def record(drawn: Draw, plan: str, wave: int, period: Days) -> bytes:
    """The draw as canonical JSON: what is kept, published and compared when it is redrawn.

    Cases are named by SHA-256 of their keys: enough to check a list that one holds.
    """
    return canonical(
        {
            "plan": plan,
            "wave": wave,
            "rule": {"name": RULE, "version": RULE_VERSION},
            "seed": drawn.seed,
            "period": {"from": period.first.isoformat(), "to": period.last.isoformat()},
            "frame": {"size": drawn.frame_size, "sha256": drawn.frame_hash},
            "units": [_unit_record(unit) for unit in drawn.units],
        }
    )


def _unit_record(unit: UnitDraw) -> dict[str, object]:
    return {
        "agency": unit.agency,
        "quota": unit.quota,
        "size": unit.size,
        "shortage": unit.shortage,
        "main": [sha256_hex(key.encode()) for key in unit.main],
        "reserve": [sha256_hex(key.encode()) for key in unit.reserve],
    }
